import type { Properties, ResourceNode } from "../../local/program/resource-node";
import type { TrialName } from "./trials";

/** Something missing or wrong in the declared program, and how it shows. */
export interface Damage {
  readonly what: string;
  readonly apply: Edit;
  readonly shows: Refused | Failed;
}

/** The stack does not even start. */
interface Refused {
  readonly refused: RegExp;
}

/** A trial that passes on the program as it is says what is wrong. */
interface Failed {
  readonly trial: TrialName;
  readonly verdict: RegExp;
  /** What people were told about the reason, where the verdict alone would fit other reasons, too. */
  readonly told?: RegExp;
}

export type Edit = (nodes: readonly ResourceNode[]) => readonly ResourceNode[];

/** A logical name, or a part of it where the resource exists in both regions. */
type Chosen = string | RegExp;

/** Takes resources away; a name that fits nothing is a mistake in the table. */
export function without(type: string, chosen: Chosen): Edit {
  return (nodes) => {
    const kept = nodes.filter((node) => !isChosen(node, type, chosen));
    mustHaveFound(nodes.length - kept.length, type, chosen);
    return kept;
  };
}

/** Replaces inputs of resources; a member that becomes undefined was never declared. */
export function changed(
  type: string,
  chosen: Chosen,
  change: (inputs: Properties) => Properties,
): Edit {
  return (nodes) => {
    let found = 0;
    const result = nodes.map((node) => {
      if (!isChosen(node, type, chosen)) return node;
      found += 1;
      return { ...node, inputs: { ...node.inputs, ...change(node.inputs) } };
    });
    mustHaveFound(found, type, chosen);
    return result;
  };
}

/** Changes the JSON text in one member. */
export function changedJson(
  type: string,
  chosen: Chosen,
  member: string,
  // biome-ignore lint/suspicious/noExplicitAny: a damage knows the document that it damages.
  change: (document: any) => void,
): Edit {
  return changed(type, chosen, (inputs) => {
    const document = JSON.parse(String(inputs[member]));
    const before = JSON.stringify(document);
    change(document);
    if (JSON.stringify(document) === before) throw new Error(`nothing changed in ${chosen}`);
    return { [member]: JSON.stringify(document) };
  });
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: string | string[];
}

/** Takes one action away from the policy of a role. */
export function forbidden(role: Chosen, action: string, resource = /./): Edit {
  return changedJson("aws:iam/rolePolicy:RolePolicy", role, "policy", (document) => {
    document.Statement = (document.Statement as Statement[]).flatMap((statement) => {
      const touches = [statement.Resource].flat().some((one) => resource.test(one));
      if (!touches) return [statement];
      const Action = [statement.Action].flat().filter((one) => one !== action);
      return Action.length > 0 ? [{ ...statement, Action }] : [];
    });
  });
}

/** Takes one variable away from a function. */
export function unset(functions: Chosen, key: string): Edit {
  return changed("aws:lambda/function:Function", functions, ({ environment }) => {
    const { variables } = environment as { variables: Properties };
    if (!(key in variables)) throw new Error(`${functions} has no ${key}`);
    const { [key]: _gone, ...rest } = variables;
    return { environment: { variables: rest } };
  });
}

function isChosen({ type, name }: ResourceNode, wanted: string, chosen: Chosen): boolean {
  if (type !== wanted) return false;
  return typeof chosen === "string" ? name === chosen : chosen.test(name);
}

function mustHaveFound(count: number, type: string, chosen: Chosen): void {
  if (count === 0) throw new Error(`no ${type} is called ${chosen}`);
}
