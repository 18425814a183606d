import * as api from "./deployment/api";
import * as data from "./deployment/data";
import * as database from "./deployment/database";
import * as functions from "./deployment/functions";
import * as names from "./deployment/names";
import * as destroyability from "./destroyability";
import * as alarms from "./disaster-recovery/alarms";
import * as archive from "./disaster-recovery/archive";
import * as drFunctions from "./disaster-recovery/functions";
import * as healthChecks from "./disaster-recovery/health-checks";
import * as ledger from "./disaster-recovery/ledger";
import * as drNames from "./disaster-recovery/names";
import * as queues from "./disaster-recovery/queues";
import * as regions from "./disaster-recovery/regions";
import * as tables from "./disaster-recovery/tables";
import * as workflow from "./disaster-recovery/workflow";
import * as leastPrivilege from "./least-privilege";
import * as naming from "./naming";
import * as providers from "./providers";
import type { Rule } from "./rule";
import * as encryption from "./security/encryption";
import * as exposure from "./security/exposure";
import * as identity from "./security/identity";
import * as tagging from "./tagging";

/** Every rule, by what it is about. A rule is in the list as soon as its file exports it. */
export const THEMES: Readonly<Record<string, readonly Rule[]>> = {
  "disaster recovery": [
    ...rulesIn(regions),
    ...rulesIn(tables),
    ...rulesIn(ledger),
    ...rulesIn(archive),
    ...rulesIn(drFunctions),
    ...rulesIn(drNames),
    ...rulesIn(healthChecks),
    ...rulesIn(workflow),
    ...rulesIn(queues),
    ...rulesIn(alarms),
  ],
  "errors of a deployment": [
    ...rulesIn(functions),
    ...rulesIn(data),
    ...rulesIn(database),
    ...rulesIn(api),
    ...rulesIn(names),
  ],
  security: [...rulesIn(encryption), ...rulesIn(exposure), ...rulesIn(identity)],
  "least privilege": rulesIn(leastPrivilege),
  destroyability: rulesIn(destroyability),
  naming: [...rulesIn(naming), ...rulesIn(providers)],
  tagging: rulesIn(tagging),
};

/** Every rule of the house. */
export const RULES: readonly Rule[] = Object.values(THEMES).flat();

function rulesIn(theme: object): readonly Rule[] {
  return Object.values(theme).filter(
    (exported: unknown): exported is Rule =>
      typeof exported === "object" && exported !== null && "check" in exported,
  );
}
