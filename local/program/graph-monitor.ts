import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  RegisterPackageResponse,
  type RegisterResourceOutputsRequest,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceInvokeRequest,
  type SupportsFeatureRequest,
  SupportsFeatureResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { readNode, registeredNode, type StackIdentity } from "./registration";
import {
  byUrn,
  type InvokeRecord,
  type Properties,
  providerUrn,
  type ResourceNode,
  STACK_TYPE,
} from "./resource-node";
import { ResourceTransforms } from "./resource-transforms";
import { decodeProperties, encodeProperties } from "./wire-values";

/** What a provider says about a resource it just created or read. */
export interface Created {
  readonly id: string;
  readonly outputs: Properties;
  /** Children that the plugin of a remote component would register itself. */
  readonly implied?: readonly ResourceNode[];
}

/** Stands in for the provider plugins: answers registrations and provider functions. */
export interface Providers {
  create(node: ResourceNode, graph: ReadonlyMap<string, ResourceNode>): Created;
  invoke(call: InvokeRecord): Properties;
}

/** How an RPC is answered; the shape that both the SDK's client and a gRPC server use. */
export type Answer<T> = (error: Error | null, response?: T) => void;

// Features whose effect we reproduce. Hooks and invoke transforms are not run here, so the program
// is told that they are unsupported instead of being ignored.
const FEATURES: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
  "transforms",
  "parameterization",
]);

/**
 * The engine's side of the SDK's ResourceMonitor interface: records the complete resource graph of
 * a program, with engine-exact URNs, and refuses what the engine would refuse.
 */
export class GraphMonitor {
  private readonly resources = new Map<string, ResourceNode>();
  private readonly transforms = new ResourceTransforms();
  /** Provider functions in the order they were called. */
  readonly invokes: InvokeRecord[] = [];
  /** What the engine itself refused. */
  readonly errors: string[] = [];

  constructor(
    private readonly identity: StackIdentity,
    private readonly providers: Providers,
  ) {}

  /** How much was declared so far; a run has settled when it stops growing. */
  get size(): number {
    return this.resources.size + this.invokes.length;
  }

  nodes(): ResourceNode[] {
    return [...this.resources.values()].sort(byUrn);
  }

  /** The stack's own node; undefined when the program died before it began. */
  stack(): ResourceNode | undefined {
    return [...this.resources.values()].find(({ type }) => type === STACK_TYPE);
  }

  close(): void {
    this.transforms.close();
  }

  supportsFeature(request: SupportsFeatureRequest, answer: Answer<SupportsFeatureResponse>): void {
    const response = new SupportsFeatureResponse();
    response.setHassupport(FEATURES.has(request.getId()));
    answer(null, response);
  }

  registerPackage(_request: unknown, answer: Answer<RegisterPackageResponse>): void {
    const response = new RegisterPackageResponse();
    response.setRef("package");
    answer(null, response);
  }

  registerStackTransform(request: Callback, answer: Answer<Empty>): void {
    this.transforms.add(request);
    answer(null, new Empty());
  }

  signalAndWaitForShutdown(_request: Empty, answer: Answer<Empty>): void {
    answer(null, new Empty());
  }

  registerResource(
    request: RegisterResourceRequest,
    answer: Answer<RegisterResourceResponse>,
  ): void {
    if (request.getType() === STACK_TYPE) {
      this.answering(answer, () => this.register(request));
      return;
    }
    const transformed = this.transforms.apply(request);
    if (transformed === undefined) this.answering(answer, () => this.register(request));
    else {
      transformed.then(
        () => this.answering(answer, () => this.register(request)),
        (error: unknown) => this.refuse(answer, error),
      );
    }
  }

  readResource(request: ReadResourceRequest, answer: Answer<ReadResourceResponse>): void {
    this.answering(answer, () => {
      const node = readNode(this.identity, request, (bare) => this.regionOf(bare));
      this.add(node);
      const response = new ReadResourceResponse();
      response.setUrn(node.urn);
      response.setProperties(encodeProperties(node.outputs, secretsOf(node)));
      return response;
    });
  }

  registerResourceOutputs(request: RegisterResourceOutputsRequest, answer: Answer<Empty>): void {
    this.answering(answer, () => {
      const node = this.resources.get(request.getUrn());
      if (!node) throw new Error(`outputs arrived for the unknown resource ${request.getUrn()}`);
      const { properties, secrets } = decodeProperties(request.getOutputs());
      node.componentOutputs = properties;
      node.secretOutputs = secrets;
      return new Empty();
    });
  }

  invoke(request: ResourceInvokeRequest, answer: Answer<InvokeResponse>): void {
    this.answering(answer, () => {
      const args = decodeProperties(request.getArgs()).properties;
      const response = new InvokeResponse();
      response.setReturn(encodeProperties(this.invoked(request, args)));
      return response;
    });
  }

  private invoked(request: ResourceInvokeRequest, args: Properties): Properties {
    const token = request.getTok();
    if (token === "pulumi:pulumi:getResource") {
      const node = this.resources.get(String(args.urn));
      if (!node) throw new Error(`the program refers to the unknown resource ${args.urn}`);
      return { urn: node.urn, id: node.id, state: node.outputs };
    }
    const region = this.regionOfProvider(request.getProvider());
    const record = { token, args, provider: request.getProvider(), region };
    this.invokes.push(record);
    return this.providers.invoke(record);
  }

  private register(request: RegisterResourceRequest): RegisterResourceResponse {
    const node = registeredNode(this.identity, request, (bare) => this.regionOf(bare));
    this.add(node);
    const response = new RegisterResourceResponse();
    response.setUrn(node.urn);
    response.setId(node.id);
    response.setObject(encodeProperties(node.outputs, secretsOf(node)));
    return response;
  }

  private add(node: ResourceNode): void {
    this.refuseTwice(node.urn);
    const created = this.providers.create(node, this.resources);
    node.id = created.id;
    node.outputs = created.outputs;
    this.resources.set(node.urn, node);
    for (const implied of created.implied ?? []) {
      this.refuseTwice(implied.urn);
      this.resources.set(implied.urn, implied);
    }
  }

  private refuseTwice(urn: string): void {
    if (!this.resources.has(urn)) return;
    throw new Error(`Duplicate resource URN '${urn}': give one of the two another name`);
  }

  private regionOf(node: Omit<ResourceNode, "region">): string {
    if (typeof node.inputs.region === "string") return node.inputs.region;
    const reference = node.provider === "" ? (node.providers.aws ?? "") : node.provider;
    if (reference !== "") return this.regionOfProvider(reference);
    return this.resources.get(node.parent)?.region ?? "";
  }

  private regionOfProvider(reference: string): string {
    return this.resources.get(providerUrn(reference))?.region ?? "";
  }

  private answering<T>(answer: Answer<T>, respond: () => T): void {
    let response: T;
    try {
      response = respond();
    } catch (error) {
      this.refuse(answer, error);
      return;
    }
    answer(null, response);
  }

  private refuse<T>(answer: Answer<T>, cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.errors.push(error.message);
    // The SDK shows `details` of a failed provider function and `message` of a failed registration.
    answer(Object.assign(error, { details: error.message }));
  }
}

function secretsOf(node: ResourceNode): string[] {
  return [...node.secretInputs, ...node.additionalSecretOutputs];
}
