import { expect } from "chai";
import { migrate } from "../../functions/migrate";
import { recordingPorts, serviceError } from "./recording-ports";

/** The migrations themselves run on a real PostgreSQL in `ledger/schema.test.ts`. */
describe("the migration at a deployment", () => {
  const replica = { query: async () => [{ replica: true }] as never[], transaction: refuse };

  it("reports what it found, and leaves a replica alone", async () => {
    const ports = recordingPorts();
    const report = await migrate({ ...ports, sql: replica })({});
    expect(report).to.deep.include({ replica: true, applied: [] });
    expect(ports.said).to.have.length(1);
  });

  it("fails when the database does not answer: a deployment must not go on without its schema", async () => {
    const sql = { query: refuse, transaction: refuse };
    const error = await migrate({ ...recordingPorts(), sql })({}).catch((reason: Error) => reason);
    expect(error).to.have.property("name", "ECONNREFUSED");
  });
});

async function refuse(): Promise<never> {
  throw serviceError("ECONNREFUSED");
}
