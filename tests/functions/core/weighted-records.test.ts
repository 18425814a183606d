import { expect } from "chai";
import {
  type RecordSet,
  type WeightedRecords,
  weightChanges,
} from "../../../functions/core/weighted-records";

const RECORDS: WeightedRecords = {
  kind: "weighted",
  zoneId: "Z1",
  name: "api.pay.test",
  types: ["A", "AAAA"],
  setIdentifiers: { "us-east-1": "primary", "us-east-2": "secondary" },
};
const listed = (Type: string, SetIdentifier: string, Weight: number): RecordSet & object => ({
  Name: "API.pay.test.",
  Type,
  SetIdentifier,
  Weight,
  ...{ AliasTarget: { DNSName: SetIdentifier }, HealthCheckId: "h" },
});
const ZONE = ["A", "AAAA"].flatMap((type) => [
  listed(type, "primary", 100),
  listed(type, "secondary", 0),
]);

describe("weights", () => {
  it("follow authority in every record, and leave the rest of a record as it is", () => {
    const changes = weightChanges(RECORDS, ZONE, "us-east-2", 100);
    expect(changes).to.deep.equal(
      ZONE.map((record) => ({
        Action: "UPSERT",
        ResourceRecordSet: { ...record, Weight: record.SetIdentifier === "primary" ? 0 : 100 },
      })),
    );
  });

  it("are shared during a failback", () => {
    const weights = weightChanges(RECORDS, ZONE, "us-east-2", 10).map(
      ({ ResourceRecordSet }) => ResourceRecordSet.Weight,
    );
    expect(weights).to.deep.equal([90, 10, 90, 10]);
  });

  it("are left alone where they are right", () => {
    expect(weightChanges(RECORDS, ZONE, "us-east-1", 100)).to.deep.equal([]);
  });

  it("are an error where the zone or the declaration does not fit", () => {
    expect(() => weightChanges(RECORDS, ZONE.slice(1), "us-east-2", 100)).to.throw(
      "the zone has no A record api.pay.test of us-east-1",
    );
    const nameless = ZONE.map((record) => ({ ...record, Name: undefined }));
    expect(() => weightChanges(RECORDS, nameless, "us-east-2", 100)).to.throw("the zone has no");
    expect(() => weightChanges(RECORDS, ZONE, "eu-west-1", 100)).to.throw("eu-west-1");
  });
});
