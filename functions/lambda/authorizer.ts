import { ssm } from "../adapters/ssm";
import { tokenVerifier } from "../adapters/token-verifier";
import { authorizer } from "../authorizer";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("authorizer", (environment, ports) =>
  authorizer({
    ...ports,
    ssm: ssm(),
    keysParameter: environment.TOKEN_KEYS_PARAMETER,
    verify: tokenVerifier({
      issuer: environment.TOKEN_ISSUER,
      audience: environment.TOKEN_AUDIENCE,
    }),
  }),
);
