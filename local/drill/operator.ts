import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { AUTHORITY_KEY } from "../../functions/core/control-item";
import { type ControlRecord, controlRecordFrom } from "../../functions/core/control-record";
import { type DetectState, detectStateFrom } from "../../functions/core/detect-state";
import { executionName, type WorkflowInput } from "../../functions/core/workflow";
import type { AwsReach } from "./aws-reach";

/** The control item with why it last changed. */
export interface AuthorityView extends ControlRecord {
  readonly why: string;
}

/** What an operator can see and do at a terminal, through the API of AWS and nothing else. */
export class Operator {
  constructor(
    private readonly reach: AwsReach,
    private readonly controlTable: string,
    private readonly stateMachineArns: Readonly<Record<string, string>>,
  ) {}

  async authority(region: string): Promise<AuthorityView> {
    const item = await this.controlItem(region, AUTHORITY_KEY);
    const record = controlRecordFrom(item);
    if (!record) throw new Error("the control item is missing or damaged");
    return { ...record, why: (item as { why?: { S?: string } }).why?.S ?? "" };
  }

  /** What the detector of a region saw; `from` is where the question is asked. */
  async detector(of: string, from: string): Promise<DetectState> {
    return detectStateFrom(await this.controlItem(from, { pk: { S: `detect#${of}` } }));
  }

  /** Labels everything until then as a drill; it loosens no rule. */
  async announceDrill(of: string, from: string, untilMs: number): Promise<void> {
    await this.dynamo(from).send(
      new UpdateItemCommand({
        TableName: this.controlTable,
        Key: { pk: { S: `detect#${of}` } },
        UpdateExpression: "SET drill_until = :until",
        ExpressionAttributeValues: { ":until": { N: String(Math.round(untilMs)) } },
      }),
    );
  }

  /** Starts the workflow in the region that takes over; returns the execution's ARN. */
  async startMove(input: WorkflowInput, attempt: number): Promise<string> {
    const answer = await this.sfn(input.to).send(
      new StartExecutionCommand({
        stateMachineArn: this.machineIn(input.to),
        name: executionName(input, attempt),
        input: JSON.stringify(input),
      }),
    );
    return answer.executionArn ?? "";
  }

  async execution(region: string, arn: string): Promise<DescribeExecutionCommandOutput> {
    return this.sfn(region).send(new DescribeExecutionCommand({ executionArn: arn }));
  }

  /** Every execution of the workflow in a region, newest first. */
  async executions(region: string): Promise<readonly DescribeExecutionCommandOutput[]> {
    const { executions = [] } = await this.sfn(region).send(
      new ListExecutionsCommand({ stateMachineArn: this.machineIn(region), maxResults: 50 }),
    );
    return Promise.all(
      executions.map(({ executionArn = "" }) => this.execution(region, executionArn)),
    );
  }

  /** The workflow's definition as it is deployed. */
  async definition(region: string): Promise<string> {
    const stateMachineArn = this.machineIn(region);
    const answer = await this.sfn(region).send(
      new DescribeStateMachineCommand({ stateMachineArn }),
    );
    return answer.definition ?? "";
  }

  private machineIn(region: string): string {
    const arn = this.stateMachineArns[region];
    if (arn === undefined) throw new Error(`no state machine is declared in ${region}`);
    return arn;
  }

  private async controlItem(region: string, key: Record<string, { readonly S: string }>) {
    const input = { TableName: this.controlTable, Key: { ...key }, ConsistentRead: true };
    const { Item } = await this.dynamo(region).send(new GetItemCommand(input));
    return Item;
  }

  private dynamo(region: string): DynamoDBClient {
    return this.reach.client("dynamodb", region, (config) => new DynamoDBClient(config));
  }

  private sfn(region: string): SFNClient {
    return this.reach.client("states", region, (config) => new SFNClient(config));
  }
}
