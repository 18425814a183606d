import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { GlobalDatabase } from "../global-database";

export interface LedgerSchemaArgs {
  /** The function `migrate` in the region where the database starts. */
  functionName: pulumi.Input<string>;
  /** Its alias. */
  qualifier: pulumi.Input<string>;
  database: GlobalDatabase;
  /** Changes with the migrations, so that they run again; they are idempotent. */
  revision: pulumi.Input<string>;
  /**
   * What the migration needs besides: the function's alias, its permissions, its way to the
   * database.
   */
  after: readonly pulumi.Resource[];
}

/** Brings the ledger's schema up to date on every deployment that changed it. */
export class LedgerSchema extends pulumi.ComponentResource {
  constructor(name: string, args: LedgerSchemaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("payments:database:LedgerSchema", name, {}, opts);
    new aws.lambda.Invocation(
      `${name}-migration`,
      {
        functionName: args.functionName,
        qualifier: args.qualifier,
        input: pulumi.jsonStringify({ revision: args.revision }),
        triggers: { revision: args.revision },
      },
      // The cluster has an endpoint before anything listens there. (What a component depends on
      // does not reach its children, so the order is given here.)
      { parent: this, dependsOn: [args.database.writer, ...args.after] },
    );
    this.registerOutputs({});
  }
}
