import { expect } from "chai";
import { approversNeeded, personOf } from "../../../functions/core/approver-identity";

const role = (name: string, session: string) =>
  `arn:aws:sts::123456789012:assumed-role/${name}/${session}`;

describe("the person behind an IAM identity", () => {
  it("is the user", () => {
    const jane = "arn:aws:iam::123456789012:user/team/jane";
    expect(personOf(jane)).to.equal(jane);
    expect(personOf("arn:aws:iam::123456789012:root")).to.equal("arn:aws:iam::123456789012:root");
  });

  it("is the role, whatever its session calls itself", () => {
    expect(personOf(role("Operators", "ann"))).to.equal(personOf(role("Operators", "bob")));
    expect(personOf(role("Operators", "ann"))).not.to.equal(personOf(role("Auditors", "ann")));
    const inChina = "arn:aws-cn:sts::123456789012:assumed-role/Operators/ann";
    expect(personOf(inChina)).to.equal("arn:aws-cn:sts::123456789012:assumed-role/Operators");
  });

  it("is the user of Identity Center, whichever permission set was used", () => {
    const as = (set: string, name: string) => personOf(role(`AWSReservedSSO_${set}_0a1b`, name));
    expect(as("Operator", "ann@acme.test")).not.to.equal(as("Operator", "bob@acme.test"));
    expect(as("Operator", "ann@acme.test")).to.equal(as("Admin", "Ann@acme.test"));
  });

  it("is one for all that an IAM user calls federated users, who name themselves", () => {
    const federated = (name: string) => `arn:aws:sts::123456789012:federated-user/${name}`;
    expect(personOf(federated("ann"))).to.equal(personOf(federated("bob")));
  });

  it("is the text itself where it is no ARN", () => {
    for (const text of ["detect", "jane", ""]) expect(personOf(text)).to.equal(text);
  });
});

describe("the number of people who have to agree", () => {
  it("is the policy's, for detectors and for people whom IAM knows", () => {
    for (const by of ["detect", "alarm", "arn:aws:iam::1:user/jane", role("Operators", "jane")]) {
      expect(approversNeeded(2, by), by).to.equal(2);
    }
  });

  it("is one more where the author could be among the approvers unseen", () => {
    for (const by of ["jane", "", "arn:aws:lambda:x", "see arn:aws:iam::1:user/jane"]) {
      expect(approversNeeded(2, by), by).to.equal(3);
    }
  });

  it("is at least one, and one where the author may approve", () => {
    expect(approversNeeded(1, "jane")).to.equal(1);
    expect(approversNeeded(0, "jane")).to.equal(1);
  });
});
