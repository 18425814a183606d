import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { AuditArchive } from "./components/audit-archive";
import { readConfig } from "./components/config";
import { PaymentDomain } from "./components/dns/payment-domain";
import { FailoverDns } from "./components/failover-dns";
import { budgetOutput, configuredBudget } from "./components/failover-limit";
import { FailoverWorkflow } from "./components/failover-workflow";
import { GlobalTransactions } from "./components/global-transactions";
import { Ledger } from "./components/ledger";
import { PROJECT } from "./components/naming";
import { PaymentRegion } from "./components/payment-region";
import { peerOf, perRole } from "./components/per-role";
import { ProcessorCredential } from "./components/processor-credential";
import { keysOf } from "./components/region/region-keys";
import { topicArn } from "./components/region/topics";
import { RegionGuard } from "./components/region-guard";
import { regionContexts, regionProvider } from "./components/regions";
import { VantagePoint } from "./components/vantage-point";
import { canarySharesOf } from "./components/workflow/canary-states";

const config = readConfig();
const { suffix, dns, failover, ledger } = config;
const providers = {
  primary: regionProvider(config, "primary", config.primaryRegion),
  secondary: regionProvider(config, "secondary", config.secondaryRegion),
};
const inPrimary = { provider: providers.primary };
const { accountId } = aws.getCallerIdentityOutput({}, inPrimary);
const contexts = regionContexts(config, providers, accountId);

// What spans the regions and exists before either of them.
const data = new GlobalTransactions("global", { ...contexts, config }, inPrimary);
const keys = keysOf(contexts, config.encryption.keys);
const alertsTopicArns = perRole((role) => topicArn("alerts", contexts[role]));
const kept = { contexts, alertsTopicArns, keys, keepData: config.protect.dataReason };
const archive = new AuditArchive("archive", kept, inPrimary);
const domain =
  dns.mode === "none" ? undefined : new PaymentDomain("domain", { dns, contexts }, inPrimary);

// Two identical regions.
const regions = perRole((role) => {
  const args = { context: contexts[role], config, keys: keys[role], data, archive, domain };
  return new PaymentRegion(role, args, { provider: providers[role] });
});
if (config.processor.kind === "http" && config.processor.secretId === undefined) {
  const keyArns = perRole((role) => keys[role].settingsKeyArn);
  const credential = new pulumi.Config(PROJECT).getSecret("processorCredential");
  new ProcessorCredential("processor", { contexts, keyArns, credential }, inPrimary);
}
const books =
  ledger.kind === "none"
    ? undefined
    : new Ledger("ledger", { config, ledger, contexts, regions }, inPrimary);

// What watches them and moves between them.
const apis = perRole((role) => regions[role].api);
const failoverDns = new FailoverDns("dns", { dns, contexts, domain, apis }, inPrimary);
const healthUrls = pulumi.jsonStringify({
  [config.primaryRegion]: regions.primary.api.url,
  [config.secondaryRegion]: regions.secondary.api.url,
});
const vantage = new VantagePoint(
  "vantage",
  { suffix, region: config.vantageRegion, accountId, config, healthUrls },
  { provider: regionProvider(config, "vantage", config.vantageRegion) },
);
const guards = perRole(
  (role) =>
    new RegionGuard(
      `${role}-guard`,
      {
        config,
        region: regions[role],
        peer: regions[peerOf(role)],
        healthUrls,
        vantageFunctionArn: vantage.functionArn,
        records: domain && { json: domain.dnsRecords, zoneArn: domain.zoneArn },
        healthCheckIds: failoverDns.healthCheckIds,
        database: books?.guarded,
      },
      { provider: providers[role] },
    ),
);
const workflows = perRole(
  (role) =>
    new FailoverWorkflow(
      `${role}-failover`,
      {
        context: contexts[role],
        functionArns: guards[role].stepArns,
        database: ledger.kind !== "none",
        consistency: config.consistency,
        canaryShares: canarySharesOf(dns),
        approvalTimeoutSeconds: failover.policy.approvalTimeoutSeconds,
        alertsTopicArn: regions[role].messaging.topics.alertsArn,
        logDays: config.functions.logDays,
        logKeyArn: regions[role].keys.logsKeyArn,
      },
      { provider: providers[role] },
    ),
);

export const apiEndpoints = perRole((role) => regions[role].api.url);
/** Empty in a stack without a domain. */
export const sharedDomain = { endpoint: failoverDns.endpoint, zoneId: domain?.zoneId };
export const tableNames = {
  transactions: data.transactions.name,
  control: data.control.name,
  sessions: data.sessions.name,
};
export const healthCheckIds = failoverDns.healthCheckIds;
export const stateMachineArns = perRole((role) => workflows[role].arn);
export const dashboardUrls = perRole((role) => guards[role].dashboardUrl);
/** New versions that CodeDeploy has yet to shift traffic to, with canary "codedeploy". */
export const releases = perRole((role) => regions[role].functions.releases);
export const failoverBudget = budgetOutput(configuredBudget(config));
