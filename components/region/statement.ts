import * as pulumi from "@pulumi/pulumi";

/** One purpose of a role. The purpose is the statement's Sid, so that a reviewer reads what it is for. */
export interface Statement {
  /** Words without separators: "RecordWhatBecameOfAPayment". */
  readonly purpose: string;
  readonly actions: readonly string[];
  readonly resources: readonly pulumi.Input<string>[];
  readonly condition?: Readonly<
    Record<string, Readonly<Record<string, pulumi.Input<string | string[]>>>>
  >;
}

/** The policy document of a role: only what is named is allowed. */
export function allow(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: statements.map(({ purpose, actions, resources, condition }) => ({
      Sid: purpose,
      Effect: "Allow",
      Action: [...actions],
      Resource: [...resources],
      ...(condition === undefined ? {} : { Condition: condition }),
    })),
  });
}

/** Lets one AWS service take on a role, for this account's resources only. */
export function trustService(
  service: string,
  accountId?: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TakeOnThisRole",
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Service: service },
        ...(accountId === undefined
          ? {}
          : { Condition: { StringEquals: { "aws:SourceAccount": accountId } } }),
      },
    ],
  });
}

/** Statement of a resource policy that turns away every request without TLS. */
export function refusePlainText(actions: string, resources: readonly pulumi.Input<string>[]) {
  return {
    Sid: "RefusePlainText",
    Effect: "Deny",
    Principal: "*",
    Action: actions,
    Resource: [...resources],
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}
