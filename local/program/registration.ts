import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type {
  ReadResourceRequest,
  RegisterResourceRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { SourcePosition } from "@pulumi/pulumi/proto/source_pb";
import { type Properties, type ResourceNode, STACK_TYPE } from "./resource-node";
import { decodeProperties } from "./wire-values";

/** The stack a registration belongs to. */
export interface StackIdentity {
  readonly project: string;
  readonly stack: string;
  /** Folder of the program; sources are reported relative to it. */
  readonly folder?: string;
}

/** The engine's URN: the types of all ancestors below the stack, then type and name. */
export function urnOf(identity: StackIdentity, parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2] ?? "";
  const prefix = parentType === "" || parentType === STACK_TYPE ? "" : `${parentType}$`;
  return `urn:pulumi:${identity.stack}::${identity.project}::${prefix}${type}::${name}`;
}

/** What one `new SomeResource(...)` asked the engine for. */
export function registeredNode(
  identity: StackIdentity,
  request: RegisterResourceRequest,
  regionOf: (node: Omit<ResourceNode, "region">) => string,
): ResourceNode {
  const { properties, secrets } = decodeProperties(request.getObject());
  const dependenciesOf: Record<string, readonly string[]> = {};
  for (const [property, urns] of request.getPropertydependenciesMap().entries()) {
    dependenciesOf[property] = urns.getUrnsList();
  }
  const timeouts = request.getCustomtimeouts();
  const node = {
    ...emptyNode(identity, request.getParent(), request.getType(), request.getName()),
    custom: request.getCustom(),
    remote: request.getRemote(),
    provider: request.getProvider(),
    providers: Object.fromEntries(request.getProvidersMap().entries()),
    dependencies: request.getDependenciesList(),
    propertyDependencies: dependenciesOf,
    aliases: request.getAliasesList().map((alias) => alias.toObject()),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    importId: request.getImportid(),
    version: request.getVersion(),
    deletedWith: request.getDeletedwith(),
    timeouts: {
      create: timeouts?.getCreate() ?? "",
      update: timeouts?.getUpdate() ?? "",
      delete: timeouts?.getDelete() ?? "",
    },
    inputs: properties,
    secretInputs: secrets,
    source: sourceOf(identity, request.getSourceposition()),
  };
  return { ...node, region: regionOf(node) };
}

/** What one `SomeResource.get(...)` looks up. */
export function readNode(
  identity: StackIdentity,
  request: ReadResourceRequest,
  regionOf: (node: Omit<ResourceNode, "region">) => string,
): ResourceNode {
  const { properties, secrets } = decodeProperties(request.getProperties());
  const node = {
    ...emptyNode(identity, request.getParent(), request.getType(), request.getName()),
    read: true,
    provider: request.getProvider(),
    dependencies: request.getDependenciesList(),
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    version: request.getVersion(),
    inputs: properties,
    secretInputs: secrets,
    id: request.getId(),
    source: sourceOf(identity, request.getSourceposition()),
  };
  return { ...node, region: regionOf(node) };
}

/** A node that a remote component's plugin would declare below `parent`. */
export function impliedNode(
  identity: StackIdentity,
  component: Pick<ResourceNode, "urn" | "providers" | "region" | "source">,
  declared: { parent: string; type: string; name: string; inputs: Properties },
): ResourceNode {
  return {
    ...emptyNode(identity, declared.parent, declared.type, declared.name),
    impliedBy: component.urn,
    provider: component.providers.aws ?? "",
    region: component.region,
    inputs: declared.inputs,
    dependencies: [declared.parent].filter(Boolean),
    source: component.source,
  };
}

function emptyNode(identity: StackIdentity, parent: string, type: string, name: string) {
  return {
    urn: urnOf(identity, parent, type, name),
    type,
    name,
    custom: true,
    remote: false,
    read: false,
    impliedBy: "",
    parent,
    provider: "",
    providers: {} as Record<string, string>,
    dependencies: [] as readonly string[],
    propertyDependencies: {} as Record<string, readonly string[]>,
    aliases: [] as readonly unknown[],
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    ignoreChanges: [] as readonly string[],
    replaceOnChanges: [] as readonly string[],
    additionalSecretOutputs: [] as readonly string[],
    importId: "",
    version: "",
    deletedWith: "",
    timeouts: { create: "", update: "", delete: "" },
    inputs: {} as Properties,
    secretInputs: [] as readonly string[],
    id: "",
    outputs: {} as Properties,
    componentOutputs: undefined as Properties | undefined,
    secretOutputs: [] as readonly string[],
    source: "",
  };
}

function sourceOf(identity: StackIdentity, position: SourcePosition | undefined): string {
  if (!position?.getUri().startsWith("file://")) return "";
  const path = fileURLToPath(position.getUri());
  return `${identity.folder ? relative(identity.folder, path) : path}:${position.getLine()}`;
}
