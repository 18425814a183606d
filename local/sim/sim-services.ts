import { AwsError } from "../engine/aws-error";
import { S3 } from "../engine/s3/s3";
import { Ssm } from "../engine/ssm/ssm";
import type { World } from "./world";

const WRITES: ReadonlySet<string> = new Set(["PutItem", "UpdateItem", "DeleteItem"]);

/** From a change to the rules that match it. */
const EVENT_BUS_MS = 400;

interface WriteInput {
  readonly TableName?: string;
  readonly Key?: Readonly<Record<string, { readonly S?: string }>>;
  readonly Item?: Readonly<Record<string, { readonly S?: string }>>;
}

/** The emulated services as the functions call them; every effect is written into the history. */
export class SimServices {
  /** Seldom needed: only the workflow's last steps write objects and parameters. */
  private archive: S3 | undefined;
  private settings: Ssm | undefined;

  constructor(private readonly world: World) {}

  perform(
    region: string,
    service: string,
    operation: string,
    input: Record<string, unknown>,
  ): unknown {
    const { world } = this;
    const caller = { region };
    switch (service) {
      case "dynamodb": {
        const answer = world.dynamo.call(caller, operation, input);
        if (WRITES.has(operation)) this.noteWrite(region, input);
        return answer;
      }
      case "sqs":
        return this.send(region, operation, input);
      case "sns":
        return world.topics.publish(region, input);
      case "states":
        return world.states.call(caller, operation, input);
      case "lambda":
        return world.lambda.call(caller, operation, input);
      case "s3":
        return this.s3().call(caller, operation, input);
      case "ssm":
        return this.ssm().call(caller, operation, input);
      default:
        throw new AwsError("ServiceUnavailable", `${service} is not part of this world`, 503);
    }
  }

  private noteWrite(region: string, { Key, Item }: WriteInput): void {
    const { world } = this;
    const key = Key ?? Item;
    const payment = key?.transaction_id?.S;
    if (payment !== undefined) {
      if (payment.includes("#")) world.noteChange(region, payment);
      return;
    }
    const name = key?.pk?.S;
    if (name === "authority") world.states.noteAuthority(region);
    else if (name?.startsWith("heartbeat#")) {
      world.impairments.noteHeartbeat(world.placeOf(region));
    }
  }

  /** Some messages stay unseen for a while: the queue promises order as little as haste. */
  private send(region: string, operation: string, input: Record<string, unknown>): unknown {
    const { world } = this;
    world.history.texts.push(String(input.MessageBody ?? ""));
    const late = world.hintDelaySeconds();
    const delayed = late > 0 ? { ...input, DelaySeconds: late } : input;
    return world.sqs.call({ region }, operation, delayed);
  }

  private s3(): S3 {
    const { conditions, timeline, random, topology } = this.world;
    if (!this.archive) {
      this.archive = new S3({ timeline, random: random.fork("s3"), links: conditions });
      for (const bucket of topology.buckets) this.archive.createBucket(bucket);
    }
    return this.archive;
  }

  private ssm(): Ssm {
    const { timeline, topology } = this.world;
    this.settings ??= new Ssm({
      timeline,
      account: topology.account,
      onChange: ({ region, name, operation }) => this.tellOf(region, name, operation),
    });
    return this.settings;
  }

  /** The declared rules of the event bus hear of a changed parameter. */
  private tellOf(region: string, name: string, operation: string): void {
    const { lambda, timeline, topology } = this.world;
    for (const { targetArns } of topology.regions[region]?.eventRules ?? []) {
      for (const arn of targetArns) {
        timeline.after(EVENT_BUS_MS, () => {
          try {
            lambda.invokeEvent(arn, { detail: { name, operation } });
          } catch {
            // The region went dark meanwhile.
          }
        });
      }
    }
  }
}
