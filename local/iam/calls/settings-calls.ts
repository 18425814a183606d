import { withoutSuffix } from "../../topology/encryption-keys";
import {
  type CallPlace,
  type CallTable,
  type Demand,
  type Input,
  keyDemands,
  TO_DECRYPT,
  TO_ENCRYPT,
} from "../demand";

function parameterArn(name: unknown, { region, account }: CallPlace): string {
  const [plain = ""] = String(name).split(":");
  return `arn:aws:ssm:${region}:${account}:parameter/${plain.replace(/^\//, "")}`;
}

function reading(action: string, name: unknown, input: Input, place: CallPlace): Demand[] {
  const parameter = parameterArn(name, place);
  const opened = input.WithDecryption === true ? TO_DECRYPT : [];
  return [
    { action: `ssm:${action}`, resource: parameter },
    ...keyDemands(place, parameter, opened),
  ];
}

/** Standard parameters are sealed with the key itself, not with a data key. */
function writing(input: Input, place: CallPlace): readonly Demand[] {
  const parameter = parameterArn(input.Name, place);
  const demand = { action: "ssm:PutParameter", resource: parameter };
  if (input.Type !== "SecureString") return [demand];
  const key = input.KeyId ?? place.keyOf(parameter);
  const own = typeof key === "string" && !key.startsWith("alias/aws/");
  return own ? [demand, { action: "kms:Encrypt", resource: key }] : [demand];
}

export const SSM_CALLS: CallTable = {
  GetParameter: (input, place) => reading("GetParameter", input.Name, input, place),
  GetParameters: (input, place) =>
    ((input.Names ?? []) as readonly string[]).flatMap((name) =>
      reading("GetParameters", name, input, place),
    ),
  GetParametersByPath: (input, place) => reading("GetParametersByPath", input.Path, input, place),
  PutParameter: writing,
  DeleteParameter: (input, place) => [
    { action: "ssm:DeleteParameter", resource: parameterArn(input.Name, place) },
  ],
};

const onSecret =
  (action: string, keyActions: readonly string[] = []) =>
  (input: Input, place: CallPlace) => {
    const given = String(input.SecretId);
    const secret = given.startsWith("arn:") ? given : place.secretArn(given);
    return [
      { action: `secretsmanager:${action}`, resource: secret },
      ...keyDemands(place, withoutSuffix(secret), keyActions),
    ];
  };

export const SECRETS_CALLS: CallTable = {
  GetSecretValue: onSecret("GetSecretValue", TO_DECRYPT),
  PutSecretValue: onSecret("PutSecretValue", [...TO_ENCRYPT, ...TO_DECRYPT]),
  DescribeSecret: onSecret("DescribeSecret"),
};
