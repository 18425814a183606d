import type { Policies, PolicyResource } from "@pulumi/policy";
import type { Graph } from "./graph";
import { DeclaredStack } from "./pack-graph";
import { THEMES } from "./rules";

/**
 * The rules of the house as Pulumi policies. The engine hands the whole stack to each policy anew, which takes longer
 * than all rules together, so there is one policy per theme; a violation names its rule.
 */
export function policies(): Policies {
  const stack = new DeclaredStack();
  let known: Graph | undefined;
  return [
    {
      name: "what-is-declared",
      description: "Remembers the inputs of every resource for the rules about the whole stack",
      validateResource: (args) => {
        known = undefined;
        stack.declare(args);
      },
    },
    ...Object.entries(THEMES).map(([theme, rules]) => ({
      name: theme.replaceAll(" ", "-"),
      description: `A rule about ${theme} does not hold`,
      validateStack: (
        { resources }: { resources: PolicyResource[] },
        report: (message: string, urn?: string) => void,
      ) => {
        known ??= stack.graphOf(resources);
        for (const { name, description, check } of rules) {
          for (const { message, urn } of check(known)) {
            report(`${name}: ${message}. ${description}.`, urn);
          }
        }
      },
    })),
  ];
}
