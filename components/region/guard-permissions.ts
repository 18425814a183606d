import * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../../functions/core/function-catalogue";
import * as purposes from "./purposes";
import { type ServingGrants, signInToProcessor } from "./serving-permissions";
import type { Statement } from "./statement";

/** The functions that watch the other region and move authority. */
export type GuardFunction = Extract<
  FunctionName,
  | "sync-parameters"
  | "detect"
  | "orchestrate"
  | "assess"
  | "request-approval"
  | "fence"
  | "settle"
  | "verify"
  | "shift-traffic"
  | "publish-parameters"
  | "evidence"
  | "gates"
  | "reconcile"
  | "resolve"
  | "promote-database"
  | "database-status"
>;

/** What they may touch beside the things of their own region. */
export interface GuardGrants extends ServingGrants {
  readonly vantageFunctionArn: pulumi.Input<string>;
  /** Whether payments replicate with a lag that has to be read. */
  readonly lagging: boolean;
  /** ARN of the shared parameters in this region and in the other one. */
  readonly ownParametersArn: pulumi.Input<string>;
  readonly peerParametersArn: pulumi.Input<string>;
  readonly peerSettingsKeyArn: pulumi.Input<string>;
  /** Absent without a domain. */
  readonly zoneArn?: pulumi.Input<string>;
  readonly peerTransactionsArn: pulumi.Input<string>;
  /** Alias of the function that keeps the books; absent without a ledger. */
  readonly ledgerArn?: pulumi.Input<string>;
  /** Global cluster and both clusters; absent without a ledger. */
  readonly databaseArns?: readonly pulumi.Input<string>[];
}

/** Every call that the handler of a guarding function makes, by purpose, and nothing else. */
export function guardStatements(name: GuardFunction, grants: GuardGrants): Statement[] {
  return STATEMENTS[name](grants);
}

const readControl = ({ controlArn }: GuardGrants) =>
  purposes.readItems("ReadWhoIsActive", controlArn);

/** A write that its own condition forbids: it proves that the store would take one. */
const proveStore = ({ transactionsArn }: GuardGrants) =>
  purposes.createItems("ProveThatPaymentsCanBeWritten", transactionsArn);

const readLag = ({ lagging, transactionsArn }: GuardGrants) =>
  lagging ? [purposes.readItems("ReadTheAgeOfReplication", transactionsArn)] : [];

const tellPeople = ({ alertsTopicArn, messagesKeyArn }: GuardGrants) => [
  purposes.publish("TellPeople", alertsTopicArn),
  purposes.encryptMessages(messagesKeyArn),
];

function startWorkflow({ stateMachineArn }: GuardGrants): Statement[] {
  const executions = pulumi
    .output(stateMachineArn)
    .apply((arn) => `${arn.replace(":stateMachine:", ":execution:")}:*`);
  return [
    {
      purpose: "StartTheWorkflow",
      actions: ["states:StartExecution"],
      resources: [stateMachineArn],
    },
    {
      purpose: "SeeWhatBecameOfIt",
      actions: ["states:DescribeExecution"],
      resources: [executions],
    },
  ];
}

const askTheLedger = ({ ledgerArn }: GuardGrants): Statement[] =>
  ledgerArn === undefined
    ? []
    : [{ purpose: "AskTheLedger", actions: ["lambda:InvokeFunction"], resources: [ledgerArn] }];

function databaseStatement(
  { databaseArns }: GuardGrants,
  purpose: string,
  actions: readonly string[],
): Statement {
  if (databaseArns === undefined) throw new Error(`${purpose} needs a database`);
  return { purpose, actions, resources: databaseArns };
}

/** The global cluster comes first; describing it says everything about its members. */
function seeTheGlobalCluster(grants: GuardGrants): Statement {
  const statement = databaseStatement(grants, "SeeTheGlobalCluster", [
    "rds:DescribeGlobalClusters",
  ]);
  return { ...statement, resources: statement.resources.slice(0, 1) };
}

const STATEMENTS: Readonly<Record<GuardFunction, (grants: GuardGrants) => Statement[]>> = {
  "sync-parameters": (grants) => [
    {
      purpose: "CompareParameters",
      actions: ["ssm:GetParameter"],
      resources: [grants.ownParametersArn, grants.peerParametersArn],
    },
    {
      purpose: "CopyToTheOtherRegion",
      actions: ["ssm:PutParameter"],
      resources: [grants.peerParametersArn],
    },
    {
      purpose: "DecryptParameters",
      actions: ["kms:Decrypt"],
      resources: [grants.settingsKeyArn, grants.peerSettingsKeyArn],
    },
    {
      purpose: "EncryptForTheOtherRegion",
      actions: ["kms:Encrypt"],
      resources: [grants.peerSettingsKeyArn],
    },
  ],
  detect: (grants) => [
    purposes.changeItems("RememberWhatWasSeen", grants.controlArn),
    purposes.createItems("GiveAHeartbeat", grants.controlArn),
    proveStore(grants),
    ...readLag(grants),
    {
      purpose: "AskTheVantagePoint",
      actions: ["lambda:InvokeFunction"],
      resources: [grants.vantageFunctionArn],
    },
    ...startWorkflow(grants),
  ],
  orchestrate: (grants) => [readControl(grants), ...startWorkflow(grants)],
  assess: (grants) => [readControl(grants), proveStore(grants), ...readLag(grants)],
  gates: (grants) => [
    readControl(grants),
    proveStore(grants),
    ...readLag(grants),
    purposes.queryDue("CountPaymentsThatWait", grants.transactionsArn),
  ],
  "request-approval": (grants) => [
    purposes.createItems("AskForApproval", grants.controlArn),
    ...tellPeople(grants),
  ],
  fence: (grants) => [purposes.changeItems("TakeAuthorityAndRecordTheMove", grants.controlArn)],
  settle: (grants) => [
    {
      purpose: "SettleAuthority",
      actions: ["dynamodb:UpdateItem"],
      resources: [grants.controlArn],
    },
  ],
  verify: (grants) => [
    purposes.createItems("AcceptASyntheticPayment", grants.transactionsArn),
    purposes.readItems("WatchIt", grants.transactionsArn),
    purposes.sendMessages("HintThatItWaits", grants.processingQueueArn),
  ],
  "shift-traffic": ({ zoneArn }) =>
    zoneArn === undefined
      ? []
      : [
          {
            purpose: "BringWeightsInLine",
            actions: ["route53:ListResourceRecordSets", "route53:ChangeResourceRecordSets"],
            resources: [zoneArn],
          },
        ],
  "publish-parameters": (grants) => [
    {
      purpose: "SayWhoIsActive",
      actions: ["ssm:PutParameter"],
      resources: [grants.ownParametersArn],
    },
  ],
  evidence: (grants) => [
    purposes.changeItems("CloseTheRecord", grants.controlArn),
    ...purposes.writeObjects("KeepEvidence", grants.archiveBucketArn, grants.archiveKeyArn),
    ...tellPeople(grants),
  ],
  reconcile: (grants) => [
    {
      purpose: "CompareBothTables",
      actions: ["dynamodb:GetItem", "dynamodb:Scan"],
      resources: [grants.transactionsArn, grants.peerTransactionsArn],
    },
    ...askTheLedger(grants),
    ...purposes.readObjects("LookForReceipts", grants.archiveBucketArn, "receipts"),
    ...purposes.writeObjects("KeepTheReport", grants.archiveBucketArn, grants.archiveKeyArn),
    ...signInToProcessor(grants),
  ],
  resolve: (grants) => [purposes.changeItems("EndADoubt", grants.transactionsArn)],
  "promote-database": (grants) => [
    databaseStatement(grants, "MoveTheWriter", [
      "rds:FailoverGlobalCluster",
      "rds:SwitchoverGlobalCluster",
    ]),
    seeTheGlobalCluster(grants),
  ],
  "database-status": (grants) => [seeTheGlobalCluster(grants)],
};
