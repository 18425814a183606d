import type * as pulumi from "@pulumi/pulumi";
import type { FunctionName } from "../../functions/core/function-catalogue";
import * as purposes from "./purposes";
import type { Statement } from "./statement";

/** The functions that take payments in a region. */
export type ServingFunction = Extract<
  FunctionName,
  | "validate"
  | "payment"
  | "session"
  | "health"
  | "latch"
  | "authorizer"
  | "approval"
  | "process"
  | "sweep"
  | "notify"
  | "archive"
>;

/** What the functions of a region may be allowed to touch. */
export interface ServingGrants {
  readonly transactionsArn: pulumi.Input<string>;
  readonly controlArn: pulumi.Input<string>;
  readonly sessionsArn: pulumi.Input<string>;
  readonly processingQueueArn: pulumi.Input<string>;
  readonly notificationsQueueArn: pulumi.Input<string>;
  readonly archiveQueueArn: pulumi.Input<string>;
  readonly eventsTopicArn: pulumi.Input<string>;
  readonly alertsTopicArn: pulumi.Input<string>;
  readonly messagesKeyArn: pulumi.Input<string>;
  readonly archiveBucketArn: pulumi.Input<string>;
  readonly archiveKeyArn: pulumi.Input<string>;
  /** Encrypts sensitive parameters and secrets. */
  readonly settingsKeyArn: pulumi.Input<string>;
  readonly tokenKeysArn: pulumi.Input<string>;
  readonly stateMachineArn: pulumi.Input<string>;
  /** The processor's credential; absent with the sandbox. */
  readonly processorSecretArn?: pulumi.Input<string>;
}

/** Every call that the handler of a serving function makes, by purpose, and nothing else. */
export function servingStatements(name: ServingFunction, grants: ServingGrants): Statement[] {
  return STATEMENTS[name](grants);
}

/** Nothing with the sandbox, which knows no credential. */
export function signInToProcessor(grants: ServingGrants): Statement[] {
  const { processorSecretArn: arn, settingsKeyArn: keyArn } = grants;
  return arn === undefined ? [] : purposes.readSecret("SignInToTheProcessor", { arn, keyArn });
}

const STATEMENTS: Readonly<Record<ServingFunction, (grants: ServingGrants) => Statement[]>> = {
  validate: (grants) => [
    purposes.createItems("AcceptPayments", grants.transactionsArn),
    purposes.sendMessages("HintThatAPaymentWaits", grants.processingQueueArn),
  ],
  payment: (grants) => [purposes.readItems("ShowAPayment", grants.transactionsArn)],
  session: (grants) => [
    purposes.createItems("OpenASession", grants.sessionsArn),
    purposes.readItems("ShowASession", grants.sessionsArn),
  ],
  health: (grants) => [
    // A write that its own condition forbids: it proves that the store would take one.
    purposes.createItems("ProveThatPaymentsCanBeWritten", grants.transactionsArn),
    purposes.readItems("ReadWhoIsActive", grants.controlArn),
  ],
  latch: (grants) => [purposes.readItems("ReadWhoIsActive", grants.controlArn)],
  authorizer: (grants) => [
    {
      purpose: "ReadTheKeysOfTheIssuer",
      actions: ["ssm:GetParameter"],
      resources: [grants.tokenKeysArn],
    },
    purposes.decrypt("DecryptThem", grants.settingsKeyArn),
  ],
  approval: (grants) => [
    purposes.changeItems("RecordAnApproval", grants.controlArn),
    {
      purpose: "LetTheWorkflowGoOn",
      actions: ["states:SendTaskSuccess"],
      resources: [grants.stateMachineArn],
    },
  ],
  process: (grants) => [
    purposes.takeMessages("TakeHints", grants.processingQueueArn),
    purposes.updateItems("ClaimAndRecordPayments", grants.transactionsArn),
    purposes.readItems("ReadWhoIsActive", grants.controlArn),
    purposes.publish("TellWhatBecameOfAPayment", grants.eventsTopicArn),
    purposes.encryptMessages(grants.messagesKeyArn),
    ...signInToProcessor(grants),
  ],
  sweep: (grants) => [
    purposes.queryDue("FindPaymentsThatWait", grants.transactionsArn),
    purposes.changeItems("DriveThemOn", grants.transactionsArn),
    purposes.readItems("ReadWhoIsActive", grants.controlArn),
    purposes.sendMessages("HintThatAPaymentWaits", grants.processingQueueArn),
    purposes.publish("TellWhatBecameOfAPayment", grants.eventsTopicArn),
    purposes.encryptMessages(grants.messagesKeyArn),
  ],
  notify: (grants) => [
    purposes.takeMessages("TakeEvents", grants.notificationsQueueArn),
    purposes.publish("TellPeople", grants.alertsTopicArn),
    purposes.encryptMessages(grants.messagesKeyArn),
  ],
  archive: (grants) => [
    purposes.takeMessages("TakeEvents", grants.archiveQueueArn),
    purposes.decrypt("DecryptEvents", grants.messagesKeyArn),
    ...purposes.writeObjects("KeepReceipts", grants.archiveBucketArn, grants.archiveKeyArn),
  ],
};
