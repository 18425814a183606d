import * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../config";
import type { RegionContext } from "../context";
import { nameFamily, parameterPath } from "../naming";

/** Services with a gateway endpoint. */
export const GATEWAY_SERVICES = ["s3", "dynamodb"] as const;

/** Services that functions in the network call through an interface endpoint. */
export type InterfaceService = "sqs" | "sns" | "ssm" | "states" | "rds" | "secretsmanager";

/** Which interface endpoints a stack needs; RDS and secrets only for a ledger. */
export function interfaceServices(config: Pick<StackConfig, "ledger">): InterfaceService[] {
  const services: InterfaceService[] = ["sqs", "sns", "ssm", "states"];
  return config.ledger.kind === "none" ? services : [...services, "rds", "secretsmanager"];
}

/**
 * What may pass through an endpoint: this environment's resources, called by this account. Even stolen
 * credentials of another account could not carry data out of the network.
 */
export function endpointPolicy(
  service: InterfaceService | (typeof GATEWAY_SERVICES)[number],
  context: RegionContext,
): pulumi.Output<string> {
  const { suffix, region, accountId } = context;
  const family = nameFamily({ suffix, region });
  const own = (name: string, rest: string) =>
    pulumi.interpolate`arn:aws:${name}:${region}:${accountId}:${rest}`;
  const purposes = {
    s3: {
      actions: ["s3:PutObject", "s3:GetObject", "s3:ListBucket"],
      resources: [`arn:aws:s3:::payment-*-${suffix}-*`, `arn:aws:s3:::payment-*-${suffix}-*/*`],
    },
    dynamodb: {
      actions: ["GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"].map(
        (action) => `dynamodb:${action}`,
      ),
      resources: [
        own("dynamodb", `table/${nameFamily({ suffix })}`),
        own("dynamodb", `table/${nameFamily({ suffix })}/index/*`),
      ],
    },
    sqs: { actions: ["sqs:SendMessage"], resources: [own("sqs", family)] },
    sns: { actions: ["sns:Publish"], resources: [own("sns", family)] },
    ssm: {
      actions: ["ssm:GetParameter", "ssm:GetParametersByPath", "ssm:PutParameter"],
      resources: [own("ssm", `parameter${parameterPath(suffix, "shared")}/*`)],
    },
    states: {
      actions: [
        "states:StartExecution",
        "states:DescribeExecution",
        "states:ListExecutions",
        "states:SendTaskSuccess",
        "states:SendTaskFailure",
      ],
      resources: [own("states", `stateMachine:${family}`), own("states", `execution:${family}:*`)],
    },
    rds: {
      actions: [
        "rds:DescribeGlobalClusters",
        "rds:DescribeDBClusters",
        "rds:FailoverGlobalCluster",
        "rds:SwitchoverGlobalCluster",
      ],
      resources: [
        pulumi.interpolate`arn:aws:rds::${accountId}:global-cluster:payment-*-${suffix}*`,
        pulumi.interpolate`arn:aws:rds:*:${accountId}:cluster:payment-*-${suffix}*`,
      ],
    },
    secretsmanager: {
      actions: ["secretsmanager:GetSecretValue"],
      resources: [own("secretsmanager", `secret:payment-*-${suffix}*`)],
    },
  };
  const { actions, resources } = purposes[service];
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "OnlyThisEnvironment",
        Effect: "Allow",
        Principal: "*",
        Action: actions,
        Resource: resources,
        Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
      },
    ],
  });
}
