import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { Graph, type PolicyNode } from "./graph";
import { textAt, UNKNOWN } from "./values";

type Declared = Pick<PolicyNode, "inputs" | "provider" | "region">;

/**
 * Puts a graph together from what the engine tells a policy pack: inputs when a resource is declared, everything else
 * when the stack is complete. Rules are about what a program says, and not about what AWS fills in.
 */
export class DeclaredStack {
  private readonly declared = new Map<string, Declared>();

  /** One resource, before it is created. */
  declare({ urn, props, provider }: ResourceValidationArgs): void {
    const inputs = plain(props) as PolicyNode["inputs"];
    const region = textAt(inputs, "region") ?? textAt(plain(provider?.props), "region") ?? "";
    this.declared.set(urn, { inputs, region, provider: provider ? `${provider.urn}::` : "" });
  }

  /** The whole stack, once everything has been declared. */
  graphOf(resources: readonly PolicyResource[]): Graph {
    return new Graph(resources.map((resource) => this.nodeOf(resource)));
  }

  private nodeOf({ urn, type, name, props, opts, ...rest }: PolicyResource): PolicyNode {
    const outputs = plain(props) as PolicyNode["outputs"];
    const declared = this.declared.get(urn) ?? { inputs: outputs, region: "", provider: "" };
    return {
      ...declared,
      urn,
      type,
      name,
      custom: declared.provider !== "" || type.startsWith("pulumi:providers:"),
      parent: rest.parent?.urn ?? "",
      // The engine does not say what AWS calls a resource, nor what it keeps as a secret.
      id: "",
      secretInputs: undefined,
      dependencies: rest.dependencies.map((dependency) => dependency.urn),
      protect: opts.protect,
      retainOnDelete: false,
      ignoreChanges: opts.ignoreChanges,
      outputs,
    };
  }
}

/** A copy that can be read freely: the engine's own objects throw when a value is not known yet. */
function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (pulumi.asset.Asset.isInstance(value) || pulumi.asset.Archive.isInstance(value)) {
    return undefined;
  }
  const source = value as Record<string, unknown>;
  const entries = Object.keys(source).map((key) => [key, copyOf(source, key)] as const);
  return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

function copyOf(source: Record<string, unknown>, key: string): unknown {
  try {
    return plain(source[key]);
  } catch (error) {
    if (error instanceof Error && "unknownTypeSentinel" in error) return UNKNOWN;
    throw error;
  }
}
