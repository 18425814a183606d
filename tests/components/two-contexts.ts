import { perRole } from "../../components/per-role";
import { regionContexts, regionProvider } from "../../components/regions";
import { LOCAL_ACCOUNT } from "../../local/program/aws/creation";
import type { DeclaredResource } from "../support/declare";

const REGIONS = { primary: "us-east-1", secondary: "us-east-2" } as const;

/** Contexts of an environment `test`; call it inside `declare`, because it declares the providers. */
export function twoContexts() {
  const providers = perRole((role) => regionProvider({ suffix: "test" }, role, REGIONS[role]));
  const config = {
    suffix: "test",
    primaryRegion: REGIONS.primary,
    secondaryRegion: REGIONS.secondary,
  };
  return regionContexts(config, providers, LOCAL_ACCOUNT);
}

/** Topic ARNs as they are known before the topics exist. */
export const ALERTS = perRole(
  (role) => `arn:aws:sns:${REGIONS[role]}:${LOCAL_ACCOUNT}:payment-alerts-test-${REGIONS[role]}`,
);

/** Looks up what a component declared and fails by name when it is not there. */
export function finder(declared: readonly DeclaredResource[]) {
  return {
    /** The only resource of a logical name. */
    named(name: string): DeclaredResource {
      const found = declared.filter((one) => one.name === name);
      if (found.length !== 1) {
        const names = declared.map((one) => one.name).join(", ");
        throw new Error(`${found.length} resources are called ${name}; there are ${names}`);
      }
      return found[0] as DeclaredResource;
    },
    ofType(type: string): readonly DeclaredResource[] {
      return declared.filter((one) => one.type === type);
    },
  };
}
