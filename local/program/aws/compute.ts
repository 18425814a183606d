import { createHash } from "node:crypto";
import { Archive, Asset } from "../wire-values";
import { arnResource, type Creation, type ResourceModels } from "./creation";

const DEFAULT_GROUP = "default";

/** Functions, workflows, schedules and deployments: what runs. */
export const computeModels: ResourceModels = {
  "aws:lambda/function:Function": (fn) => {
    const name = fn.named();
    const arn = fn.arn("lambda", `function:${name}`);
    const version = fn.flag("publish") ? "1" : "$LATEST";
    const sha = codeSha256(fn);
    return {
      id: name,
      outputs: {
        name,
        arn,
        version,
        qualifiedArn: `${arn}:${version}`,
        invokeArn: invokeArn(fn, arn),
        qualifiedInvokeArn: invokeArn(fn, `${arn}:${version}`),
        responseStreamingInvokeArn: invokeArn(fn, arn, "response-streaming-invocations"),
        codeSha256: sha,
        sourceCodeHash: sha,
        memorySize: fn.inputs.memorySize ?? 128,
        timeout: fn.inputs.timeout ?? 3,
        signingJobArn: "",
        signingProfileVersionArn: "",
      },
    };
  },
  "aws:lambda/alias:Alias": (alias) => {
    const name = alias.named();
    const arn = `${functionArn(alias)}:${name}`;
    return { id: arn, outputs: { name, arn, invokeArn: invokeArn(alias, arn) } };
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": (mapping) => {
    const uuid = mapping.uuid();
    return {
      id: uuid,
      outputs: {
        uuid,
        arn: mapping.arn("lambda", `event-source-mapping:${uuid}`),
        functionArn: functionArn(mapping),
        state: "Enabled",
        stateTransitionReason: "USER_INITIATED",
        lastProcessingResult: "No records processed",
      },
    };
  },
  "aws:lambda/permission:Permission": (permission) => {
    const statementId = permission.text("statementId") || permission.named("statementId");
    return { id: statementId, outputs: { statementId } };
  },
  "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": (config) => ({
    id: `${config.text("functionName")},${config.text("qualifier")}`,
  }),
  "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": (config) => ({
    id: [config.text("functionName"), config.text("qualifier")].filter(Boolean).join(":"),
  }),
  // Reading a program back runs no function: the answer is what one returns that says nothing.
  "aws:lambda/invocation:Invocation": (invocation) => ({
    id: `${invocation.text("functionName")}_${invocation.text("qualifier") || "$LATEST"}`,
    outputs: { result: "null" },
  }),
  "aws:sfn/stateMachine:StateMachine": (machine) => {
    const name = machine.named();
    const arn = machine.arn("states", `stateMachine:${name}`);
    const versionArn = machine.flag("publish") ? `${arn}:1` : "";
    return {
      id: arn,
      outputs: { name, arn, status: "ACTIVE", stateMachineVersionArn: versionArn },
    };
  },
  "aws:scheduler/schedule:Schedule": (schedule) => {
    const name = schedule.named();
    const group = schedule.text("groupName") || DEFAULT_GROUP;
    const arn = schedule.arn("scheduler", `schedule/${group}/${name}`);
    return { id: `${group}/${name}`, outputs: { name, arn, groupName: group } };
  },
  "aws:scheduler/scheduleGroup:ScheduleGroup": (group) => {
    const name = group.named();
    return { id: name, outputs: { name, arn: group.arn("scheduler", `schedule-group/${name}`) } };
  },
  "aws:codedeploy/application:Application": (application) => {
    const name = application.named();
    const arn = application.arn("codedeploy", `application:${name}`);
    return { id: application.uuid(), outputs: { name, arn, applicationId: application.uuid() } };
  },
  "aws:codedeploy/deploymentConfig:DeploymentConfig": (config) => {
    const name = config.named("deploymentConfigName");
    const arn = config.arn("codedeploy", `deploymentconfig:${name}`);
    return { id: name, outputs: { deploymentConfigName: name, arn } };
  },
  "aws:codedeploy/deploymentGroup:DeploymentGroup": (group) => {
    const path = `${group.text("appName")}/${group.text("deploymentGroupName")}`;
    const arn = group.arn("codedeploy", `deploymentgroup:${path}`);
    return { id: group.uuid(), outputs: { arn, deploymentGroupId: group.uuid() } };
  },
};

/** API Gateway and Step Functions call a function through this ARN, not through its own. */
function invokeArn(creation: Creation, functionArn: string, action = "invocations"): string {
  const path = `lambda:path/2015-03-31/functions/${functionArn}/${action}`;
  return `arn:${creation.partition}:apigateway:${creation.region}:${path}`;
}

/** The unqualified ARN of the function an input names by name, ARN or qualified ARN. */
function functionArn(creation: Creation): string {
  const given = creation.text("functionName");
  const name = given.startsWith("arn:") ? (arnResource(given).split(":")[1] ?? "") : given;
  return creation.arn("lambda", `function:${name}`);
}

function codeSha256(fn: Creation): string {
  const hash = createHash("sha256");
  hashFiles(hash, fn.inputs.code);
  return hash.digest("base64");
}

function hashFiles(hash: ReturnType<typeof createHash>, file: unknown): void {
  if (file instanceof Asset) hash.update(file.text ?? file.path ?? file.uri ?? "");
  if (!(file instanceof Archive)) return;
  hash.update(file.path ?? file.uri ?? "");
  for (const [name, content] of Object.entries(file.assets)) {
    hash.update(name);
    hashFiles(hash, content);
  }
}
