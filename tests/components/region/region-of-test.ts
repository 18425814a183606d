import type { RegionContext } from "../../../components/context";
import { type DeclaredResource, type DeclareOptions, declare } from "../../support/declare";
import { finder, twoContexts } from "../two-contexts";

/** Declares something in the primary region of an environment `test` and looks it up by name. */
export async function declareInPrimary(
  make: (context: RegionContext, opts: { provider: RegionContext["provider"] }) => unknown,
  options: DeclareOptions = {},
) {
  const resources = await declare(() => {
    const { primary } = twoContexts();
    make(primary, { provider: primary.provider });
  }, options);
  return { ...finder(resources), resources };
}

/** The statements of a policy that a resource carries as text. */
export function statementsOf(resource: DeclaredResource, property = "policy"): PolicyStatement[] {
  return JSON.parse(resource.inputs[property]).Statement;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | string[];
  readonly Resource: string | string[];
  readonly Principal?: unknown;
  readonly Condition?: Record<string, Record<string, unknown>>;
}
