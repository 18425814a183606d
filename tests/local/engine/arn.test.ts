import { expect } from "chai";
import { parseArn } from "../../../local/engine/arn";

describe("ARNs", () => {
  it("are taken apart, with colons in the resource left alone", () => {
    expect(parseArn("arn:aws:lambda:us-east-1:123456789012:function:settle:live")).to.deep.equal({
      service: "lambda",
      region: "us-east-1",
      account: "123456789012",
      resource: "function:settle:live",
    });
  });

  it("may lack a region and an account", () => {
    expect(parseArn("arn:aws:s3:::archive")).to.deep.include({ region: "", resource: "archive" });
  });

  for (const text of ["", "settle", "arn:aws:sqs", "arn:aws:sqs:us-east-1:123456789012:"]) {
    it(`${JSON.stringify(text)} is none`, () => {
      expect(() => parseArn(text)).to.throw(/is not an ARN/);
    });
  }
});
