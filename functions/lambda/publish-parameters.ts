import { ssm } from "../adapters/ssm";
import { publishParameters } from "../publish-parameters";
import { taskFunction } from "../runtime/lambda-function";

export const handler = taskFunction("publish-parameters", (environment, ports) =>
  publishParameters({
    ...ports,
    ssm: ssm(),
    sharedParametersPath: environment.SHARED_PARAMETERS_PATH,
  }),
);
