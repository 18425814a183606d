import type { AwsError } from "../engine/aws-error";
import type { Caller } from "../engine/service";
import type { Topology } from "../topology/topology";
import { demandsOf } from "./call-permissions";
import type { RequestContext } from "./conditions";
import type { CallPlace, Demand, Input } from "./demand";
import { type AccessRequest, decide } from "./evaluate";
import { refusal } from "./refusal";

/** The declarations that permissions come from. */
export type GuardedTopology = Pick<
  Topology,
  "account" | "roles" | "guards" | "secrets" | "regions"
>;

/** A service that acts because something happened, and the resource it happened to. */
export interface Origin {
  readonly sourceArn?: string;
}

export interface GuardOptions {
  /** Keys that are only known while the cloud runs, such as those of parameters written later. */
  readonly keyOf?: (resourceArn: string) => string | undefined;
  /** Hears of every refusal, beside the caller. */
  readonly onRefusal?: (error: AwsError) => void;
}

/** Decisions repeat for every payment; what differs each time, such as object keys, must not pile up. */
const REMEMBERED_MAX = 20_000;

/** Decides every call from the declared policies, and nothing else. */
export class Guard {
  private readonly decisions = new Map<string, boolean>();
  private readonly places = new Map<string, CallPlace>();
  private readonly secrets: ReadonlyMap<string, string>;

  constructor(
    private readonly topology: GuardedTopology,
    private readonly options: GuardOptions = {},
  ) {
    this.secrets = new Map(
      topology.secrets.map(({ name, suffix = "" }) => [name, `${name}-${suffix}`]),
    );
  }

  /** Refuses what the caller may not do. Operators, who have no role, may do everything. */
  check(caller: Caller, service: string, operation: string, input: Input): void {
    const { principal, region } = caller;
    if (principal === undefined) return;
    this.demand(service, principal, demandsOf(service, operation, input, this.place(region)), {});
  }

  /**
   * Refuses what a service may not do on its own account, such as a topic that delivers to a queue, or
   * what the role that it took on may not.
   */
  checkService(
    principal: string,
    service: string,
    operation: string,
    input: Input,
    region: string,
    origin: Origin = {},
  ): void {
    const demands = demandsOf(service, operation, input, this.place(region));
    const { sourceArn } = origin;
    const context = {
      "aws:SourceAccount": this.topology.account,
      ...(sourceArn ? { "aws:SourceArn": sourceArn } : {}),
    };
    this.demand(service, principal, demands, context);
  }

  /** Whether a role may do one thing, for calls that no engine makes. */
  allows(roleArn: string, demand: Demand): boolean {
    return this.isAllowed(roleArn, demand, {});
  }

  /** Whether a service may take on a role. */
  mayAssume(service: string, roleArn: string): boolean {
    const trust = this.topology.guards.trust[roleArn];
    return (
      trust !== undefined &&
      decide({
        principalPolicies: [],
        resourcePolicy: trust,
        caller: { kind: "service", service },
        action: "sts:AssumeRole",
        resource: roleArn,
        context: { "aws:SourceAccount": this.topology.account },
      }) === "allow"
    );
  }

  private demand(
    service: string,
    principal: string,
    demands: readonly Demand[],
    context: RequestContext,
  ): void {
    for (const demand of demands) {
      if (this.isAllowed(principal, demand, context)) continue;
      const error = refusal(service, principal, demand);
      this.options.onRefusal?.(error);
      throw error;
    }
  }

  private isAllowed(principal: string, demand: Demand, origin: RequestContext): boolean {
    const context = { "aws:SecureTransport": "true", ...origin, ...demand.context };
    const key = JSON.stringify([principal, demand.action, demand.resource, context]);
    const known = this.decisions.get(key);
    if (known !== undefined) return known;
    if (this.decisions.size >= REMEMBERED_MAX) this.decisions.clear();
    const allowed = decide(this.requestFor(principal, demand, context)) === "allow";
    this.decisions.set(key, allowed);
    return allowed;
  }

  private requestFor(
    principal: string,
    { action, resource }: Demand,
    context: RequestContext,
  ): AccessRequest {
    const { roles, guards } = this.topology;
    const resourcePolicy = guards.policies[carrierOf(resource)];
    return {
      principalPolicies: roles[principal] ?? [],
      ...(resourcePolicy ? { resourcePolicy } : {}),
      caller: principal.startsWith("arn:")
        ? { kind: "role", arn: principal }
        : { kind: "service", service: principal },
      action,
      resource,
      context,
    };
  }

  private place(region: string): CallPlace {
    let place = this.places.get(region);
    if (!place) {
      const { account, guards, regions } = this.topology;
      place = {
        region,
        account,
        keyOf: (arn) => guards.keys[arn] ?? this.options.keyOf?.(arn),
        secretArn: (name) =>
          `arn:aws:secretsmanager:${region}:${account}:secret:${this.secrets.get(name) ?? name}`,
        stateMachines: (regions[region]?.stateMachines ?? []).map(({ arn }) => arn),
      };
      this.places.set(region, place);
    }
    return place;
  }
}

/** The resource whose policy speaks for a resource: the bucket for its objects. */
function carrierOf(resource: string): string {
  return resource.startsWith("arn:aws:s3:::") ? (resource.split("/")[0] ?? resource) : resource;
}
