import { AwsError, NotModelled } from "../aws-error";
import type { Caller, Service } from "../service";
import type { Timeline } from "../timeline";
import { type Parameter, ParameterStore } from "./parameter-store";

/** A change of a parameter, as EventBridge would tell it. */
export interface ParameterChange {
  readonly region: string;
  readonly name: string;
  readonly operation: "Create" | "Update" | "Delete";
  readonly type: string;
}

/** What the emulated Parameter Store needs from outside. */
export interface SsmOptions {
  readonly timeline: Timeline;
  readonly account: string;
  readonly onChange?: (change: ParameterChange) => void;
}

type Input = Record<string, unknown>;

/** GetParametersByPath answers this many unless asked for fewer. */
const largestPage = 10;

/**
 * Parameter Store. Cross-region: nothing is replicated; each region has parameters of its own, and
 * whoever wants them equal has to write them twice.
 */
export class Ssm implements Service {
  readonly name = "ssm";
  private readonly regions = new Map<string, ParameterStore>();

  constructor(private readonly options: SsmOptions) {}

  call(caller: Caller, operation: string, input: Input): unknown {
    const { region } = caller;
    const store = this.store(region);
    switch (operation) {
      case "PutParameter":
        return this.put(region, input);
      case "GetParameter": {
        const found = store.find(String(input.Name));
        if (!found) throw new AwsError("ParameterNotFound", `Parameter ${input.Name} not found.`);
        return { Parameter: this.answer(region, found, input) };
      }
      case "GetParameters": {
        const names = input.Names as readonly string[];
        const found = names.map((name) => store.find(name));
        return {
          Parameters: found.flatMap((one) => (one ? [this.answer(region, one, input)] : [])),
          InvalidParameters: names.filter((_, i) => !found[i]),
        };
      }
      case "GetParametersByPath":
        return this.byPath(region, input);
      case "DeleteParameter": {
        const gone = store.delete(String(input.Name));
        if (!gone) throw new AwsError("ParameterNotFound", `Parameter ${input.Name} not found.`);
        this.tell(region, gone, "Delete");
        return {};
      }
      default:
        throw new NotModelled(this.name, operation);
    }
  }

  /** What seals a parameter; undefined for one that is not sealed. */
  keyOf(region: string, name: string): string | undefined {
    return this.store(region).find(name)?.keyId;
  }

  private put(region: string, input: Input): unknown {
    const moment = new Date(this.options.timeline.nowMs());
    const parameter = this.store(region).put(input, moment);
    this.tell(region, parameter, parameter.version === 1 ? "Create" : "Update");
    return { Version: parameter.version, Tier: "Standard" };
  }

  private byPath(region: string, input: Input): unknown {
    if (input.ParameterFilters !== undefined) {
      throw new NotModelled(this.name, "GetParametersByPath", "ParameterFilters");
    }
    const all = this.store(region).below(String(input.Path), input.Recursive === true);
    const from = Number(input.NextToken ?? 0);
    const to = from + Math.min(Number(input.MaxResults ?? largestPage), largestPage);
    return {
      Parameters: all.slice(from, to).map((one) => this.answer(region, one, input)),
      ...(to < all.length && { NextToken: String(to) }),
    };
  }

  private answer(region: string, parameter: Parameter, input: Input): unknown {
    const { name, type, value, version, lastModified, keyId } = parameter;
    const isSealed = type === "SecureString" && input.WithDecryption !== true;
    const path = name.startsWith("/") ? name : `/${name}`;
    return {
      Name: name,
      Type: type,
      Value: isSealed ? sealed(value, keyId) : value,
      Version: version,
      LastModifiedDate: lastModified,
      ARN: `arn:aws:ssm:${region}:${this.options.account}:parameter${path}`,
      DataType: "text",
    };
  }

  private tell(
    region: string,
    parameter: Parameter,
    operation: ParameterChange["operation"],
  ): void {
    const { name, type } = parameter;
    this.options.onChange?.({ region, name, operation, type });
  }

  private store(region: string): ParameterStore {
    let store = this.regions.get(region);
    if (!store) {
      store = new ParameterStore();
      this.regions.set(region, store);
    }
    return store;
  }
}

/** Something that is visibly not the value, as a caller without decryption gets it. */
function sealed(value: string, keyId = ""): string {
  return Buffer.from(`sealed with ${keyId}: ${value.length} characters`).toString("base64");
}
