import type { LedgerConfig } from "../../../components/config/ledger-config";
import { GlobalDatabase } from "../../../components/global-database";
import { perRole } from "../../../components/per-role";
import { ALERTS, twoContexts } from "../two-contexts";

export type Aurora = Extract<LedgerConfig, { kind: "aurora" }>;

const AURORA: Aurora = {
  kind: "aurora",
  engineVersion: "16.8",
  instanceClass: "db.r6g.large",
  serverless: undefined,
  readers: 1,
  headlessReason: undefined,
  tls: true,
};

export const REGION = { primary: "us-east-1", secondary: "us-east-2" } as const;

/** A ledger between the two regions of the environment `test`; call it inside `declare`. */
export function database(ledger: Partial<Aurora> = {}, keepData?: string): GlobalDatabase {
  const contexts = twoContexts();
  return new GlobalDatabase(
    "ledger",
    {
      ledger: { ...AURORA, ...ledger },
      contexts,
      networks: perRole((role) => ({
        vpcId: `vpc-${role}`,
        subnetIds: [`subnet-a-${role}`, `subnet-b-${role}`],
        clientSecurityGroupId: `sg-functions-${role}`,
      })),
      alertsTopicArns: ALERTS,
      lagMsMax: 1_000,
      keepData,
    },
    { provider: contexts.primary.provider },
  );
}
