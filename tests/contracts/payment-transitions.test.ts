import { expect } from "chai";
import { dynamoDb } from "../../functions/adapters/dynamodb";
import type { PaymentStorePorts } from "../../functions/store/payments";
import { AwsError } from "../../local/engine/aws-error";
import { DynamoDb } from "../../local/engine/dynamodb/dynamodb";
import { Random } from "../../local/engine/random";
import { allLinked } from "../../local/engine/service";
import { VirtualTimeline } from "../../local/engine/timeline";
import { ConnectionLost } from "../../local/wire/connection-lost";
import { inProcessHandler } from "../../local/wire/request-handler";
import { PAYMENT_WRITES, type PaymentWrite, type StoredItem } from "./payment-writes";

const region = "us-east-2";
const TableName = "payments";

/** What goes wrong with one try: before the engine sees it, or after it has done its work. */
interface Mishap {
  readonly error: () => Error;
  readonly isDone: boolean;
}

const MISHAPS: Readonly<Record<string, Mishap>> = {
  "is throttled": {
    error: () => new AwsError("ThrottlingException", "Rate exceeded"),
    isDone: false,
  },
  "runs into the other region's write": {
    error: () => new AwsError("ReplicatedWriteConflictException", "another region writes"),
    isDone: false,
  },
  "fails with a 5xx and no effect": {
    error: () => new AwsError("InternalServerError", "internal", 500),
    isDone: false,
  },
  "fails with a 5xx and takes effect": {
    error: () => new AwsError("InternalServerError", "internal", 500),
    isDone: true,
  },
  "takes effect and its reply is lost": { error: () => new ConnectionLost(), isDone: true },
};

/** The store behind the adapter that is deployed, with mishaps in front of it. */
class Store {
  calls = 0;
  private readonly engine: DynamoDb;

  constructor(
    stored: StoredItem | undefined,
    private readonly mishaps: Mishap[] = [],
  ) {
    const timeline = new VirtualTimeline(5_000);
    this.engine = new DynamoDb({ timeline, random: new Random("contract"), links: allLinked });
    this.engine.createTable({
      name: TableName,
      hashKey: "transaction_id",
      attributes: [
        { name: "transaction_id", type: "S" },
        { name: "dsh", type: "S" },
        { name: "due", type: "N" },
      ],
      indexes: [{ name: "due", hashKey: "dsh", rangeKey: "due", projection: "KEYS_ONLY" }],
      regions: [region],
      consistency: "single",
    });
    if (stored) this.engine.call({ region }, "PutItem", { TableName, Item: stored });
  }

  get ports(): PaymentStorePorts {
    const requestHandler = inProcessHandler({
      call: (caller, _service, operation, input) => {
        this.calls += 1;
        const mishap = this.mishaps.shift();
        if (mishap?.isDone) this.engine.call(caller, operation, input);
        if (mishap) throw mishap.error();
        return this.engine.call(caller, operation, input);
      },
    });
    const credentials = { accessKeyId: "KEY", secretAccessKey: "unchecked" };
    return {
      region,
      clock: { nowMs: () => 5_000, monoMs: () => 5_000, sleep: async () => undefined },
      random: () => 0,
      dynamo: dynamoDb({ region, credentials, requestHandler }),
      transactionsTable: TableName,
    };
  }

  get item(): StoredItem | undefined {
    return [...this.engine.items(region, TableName)][0];
  }
}

/**
 * Goal: a payment takes each step once, whatever happens to the call that takes it. Method: every
 * transition with every mishap, through the deployed adapter, its unmodified SDK client and the codecs.
 */
describe("A payment's transition", () => {
  for (const write of PAYMENT_WRITES) {
    describe(write.name, () => {
      it("changes exactly what it says", async () => {
        const store = new Store(write.from);
        expect(await write.run(store.ports)).to.deep.equal(write.says);
        mustHaveHappened(store, write);
        expect(store.calls).to.equal(1);
      });

      it("changes nothing when its condition does not hold", async () => {
        const store = new Store(write.refusedFrom);
        expect(await write.run(store.ports)).to.deep.equal(write.saysRefused);
        expect(store.item).to.deep.equal(write.refusedFrom);
        expect(store.calls).to.equal(1);
      });

      for (const [what, mishap] of Object.entries(MISHAPS)) {
        it(`happens once although its first try ${what}`, async () => {
          const store = new Store(write.from, [mishap]);
          const says = mishap.isDone ? write.saysRepeated : write.says;
          expect(await write.run(store.ports)).to.deep.equal(says);
          mustHaveHappened(store, write);
          expect(store.calls).to.equal(2);
        });

        it(`is given up, and said so, when every try ${what}`, async () => {
          const store = new Store(write.from, Array(4).fill(mishap));
          const outcome = await write.run(store.ports).then(
            (value) => ({ value }),
            (error: Error) => ({ error }),
          );
          // A first try that took effect is recognised by the second only if that is answered.
          if (!mishap.isDone) {
            expect(outcome).to.have.property("error");
            expect(store.item).to.deep.equal(write.from);
            expect(store.calls).to.equal(4);
          } else mustHaveHappened(store, write);
        });
      }

      it("is not tried again where it is not permitted", async () => {
        const error = () => new AwsError("AccessDeniedException", "not authorized");
        const store = new Store(write.from, [{ error, isDone: false }]);
        const outcome = await write.run(store.ports).catch(({ name }: Error) => name);
        expect(outcome).to.equal("AccessDeniedException");
        expect(store.item).to.deep.equal(write.from);
        expect(store.calls).to.equal(1);
      });
    });
  }
});

function mustHaveHappened({ item = {} }: Store, { leaves }: PaymentWrite): void {
  for (const [name, value] of Object.entries(leaves)) expect(item[name], name).to.deep.equal(value);
}
