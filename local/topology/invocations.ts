import type { ResourceNode } from "../program/resource-node";
import { declared } from "./declared";

/** A function that the deployment itself runs, such as the one that brings a schema up to date. */
export interface DeclaredInvocation {
  readonly region: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  /** JSON text. */
  readonly input: string;
}

export function readInvocations(nodes: readonly ResourceNode[]): DeclaredInvocation[] {
  return declared(nodes, "lambda/invocation:Invocation").map((one) => ({
    region: one.region,
    functionName: one.text("functionName"),
    qualifier: one.optionalText("qualifier"),
    input: one.text("input"),
  }));
}
