import { expect } from "chai";
import { regionAlarmFrom } from "../../../functions/core/region-alarm";

const REGIONS = ["us-east-2", "us-east-1"] as const;
const alarm = (AlarmName: unknown, home = "us-east-2", NewStateValue: unknown = "ALARM") =>
  JSON.stringify({
    AlarmName,
    NewStateValue,
    AlarmArn: `arn:aws:cloudwatch:${home}:1:alarm:${AlarmName}`,
  });
const read = (message: string) => regionAlarmFrom(message, REGIONS);

describe("an alarm", () => {
  it("is about the region in its name, wherever it lives", () => {
    expect(read(alarm("payment-canary-dev-us-east-1"))).to.deep.equal({
      name: "payment-canary-dev-us-east-1",
      about: "us-east-1",
    });
    expect(read(alarm("payment-canary-dev-us-east-2", "us-east-1"))?.about).to.equal("us-east-2");
  });

  it("is about its own region when its name says nothing", () => {
    expect(read(alarm("payment-latency", "us-east-1"))?.about).to.equal("us-east-1");
    expect(read(alarm("payment-latency", "eu-west-1"))).to.equal(undefined);
    const nameless = JSON.stringify({ AlarmName: "latency", NewStateValue: "ALARM" });
    expect(read(nameless)).to.equal(undefined);
  });

  it("is none when it does not fire, names both regions, or is another message", () => {
    expect(read(alarm("x-us-east-1", "us-east-1", "OK"))).to.equal(undefined);
    expect(read(alarm("x-us-east-1", "us-east-1", "INSUFFICIENT_DATA"))).to.equal(undefined);
    expect(read(alarm("us-east-1-to-us-east-2"))).to.equal(undefined);
    expect(read(alarm(7))).to.equal(undefined);
    for (const message of ["", "ALARM", "null", "[]", '{"kind":"move-ended"}']) {
      expect(read(message), message).to.equal(undefined);
    }
  });
});
