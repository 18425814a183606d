import { expect } from "chai";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  Archive,
  Asset,
  containsUnknown,
  decodeProperties,
  encodeProperties,
  ResourceReference,
  UNKNOWN,
} from "../../../local/program/wire-values";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

function decoded(properties: Record<string, JavaScriptValue>) {
  return decodeProperties(Struct.fromJavaScript(properties));
}

describe("values on the wire", () => {
  it("open nested secrets and name the properties that carried them", () => {
    const secret = { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" };
    expect(decoded({ a: { b: [secret] }, c: "plain" })).to.deep.equal({
      properties: { a: { b: ["hunter2"] }, c: "plain" },
      secrets: ["a"],
    });
  });

  it("turn files into assets and archives", () => {
    const asset = { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "code" };
    const archive = { [SIGNATURE]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "a.js": asset } };
    expect(decoded({ code: archive }).properties.code).to.deep.equal(
      new Archive({ "a.js": new Asset("code", undefined, undefined) }, undefined, undefined),
    );
  });

  it("refuse a signature that nobody knows", () => {
    expect(() => decoded({ odd: { [SIGNATURE]: "ff" } })).to.throw("unknown signature ff");
  });

  it("come back as they went, without undefined ones and files", () => {
    const properties = {
      text: "x",
      list: [1, { deep: true, gone: undefined }],
      none: null,
      gone: undefined,
      code: new Asset("code", undefined, undefined),
      table: new ResourceReference("urn:table", "t-1"),
      later: UNKNOWN,
    };
    expect(decodeProperties(encodeProperties(properties, ["text"]))).to.deep.equal({
      properties: {
        text: "x",
        list: [1, { deep: true }],
        none: null,
        table: new ResourceReference("urn:table", "t-1"),
        later: UNKNOWN,
      },
      secrets: ["text"],
    });
  });

  it("tell at any depth whether something is still unknown", () => {
    expect(containsUnknown({ a: [{ b: UNKNOWN }] })).to.equal(true);
    expect(containsUnknown({ a: [{ b: "known" }], c: null })).to.equal(false);
  });
});
