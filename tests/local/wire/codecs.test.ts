import { expect } from "chai";
import fc from "fast-check";
import { AwsError } from "../../../local/engine/aws-error";
import { withoutChunks } from "../../../local/wire/aws-chunked";
import { javaErrorName, javaName } from "../../../local/wire/java-names";
import { serviceModel } from "../../../local/wire/service-model";
import { endpointScope, signatureScope } from "../../../local/wire/signature-scope";
import { UriRouter } from "../../../local/wire/uri-router";
import type { WireRequest } from "../../../local/wire/wire-message";
import { escapeXml, parseXml } from "../../../local/wire/xml-tree";

const request = (more: Partial<WireRequest> = {}): WireRequest => ({
  method: "GET",
  host: "127.0.0.1",
  path: "/",
  query: new URLSearchParams(),
  headers: {},
  body: new Uint8Array(),
  ...more,
});

describe("XML", () => {
  it("gives back any text that was escaped", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const { attributes, text: read } = parseXml(
          `<a b="${escapeXml(text)}">${escapeXml(text)}</a>`,
        );
        expect([attributes.b, read]).to.deep.equal([text, text]);
      }),
    );
  });

  it("reads declarations, comments, CDATA and entities", () => {
    const document =
      '<?xml version="1.0"?><!-- c --><r><x/><y z="1">a&#x42;&#67;<![CDATA[<&]]></y></r>';
    const { name, children } = parseXml(document);
    expect(name).to.equal("r");
    expect(children.map((child) => [child.name, child.text])).to.deep.equal([
      ["x", ""],
      ["y", "aBC<&"],
    ]);
  });

  for (const broken of [
    "",
    "text",
    "<a>",
    "<a></b>",
    "<a/><b/>",
    "<a>&nope;</a>",
    "<a/>x",
    "<a <b/>",
  ]) {
    it(`refuses ${broken || "nothing"}`, () => {
      expect(() => parseXml(broken)).to.throw(SyntaxError);
    });
  }
});

describe("Chunked uploads", () => {
  const chunked = (body: string, more: Record<string, string> = {}) =>
    withoutChunks(
      request({
        headers: { "content-encoding": "aws-chunked", ...more },
        body: Buffer.from(body, "latin1"),
      }),
    );

  it("lose their frames and keep their trailer and other encodings", () => {
    const { body, headers } = chunked(
      "3;chunk-signature=0\r\nab\r\r\n1\r\n\n\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n",
      { "content-encoding": "gzip,aws-chunked" },
    );
    expect(Buffer.from(body).toString()).to.equal("ab\r\n");
    expect(headers).to.deep.equal({
      "content-encoding": "gzip",
      "content-length": "4",
      "x-amz-checksum-crc32": "AAAAAA==",
    });
  });

  it("are recognised by their signature as well", () => {
    const { body } = withoutChunks(
      request({
        headers: { "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER" },
        body: Buffer.from("1\r\na\r\n0\r\n\r\n"),
      }),
    );
    expect(Buffer.from(body).toString()).to.equal("a");
  });

  for (const [what, body] of [
    ["a missing end", "1\r\na\r\n"],
    ["a wrong length", "2\r\na\r\n0\r\n\r\n"],
    ["no length", "zz\r\na\r\n0\r\n\r\n"],
  ] as const) {
    it(`are refused with ${what}`, () => {
      expect(() => chunked(body))
        .to.throw(AwsError)
        .with.property("name", "IncompleteBody");
    });
  }

  it("are refused when the decoded length is not the declared one", () => {
    const declare = (length: string) =>
      chunked("1\r\na\r\n0\r\n\r\n", { "x-amz-decoded-content-length": length });
    expect(() => declare("2")).to.throw(AwsError, "expected 2 bytes");
    expect(() => declare("1")).to.not.throw();
  });
});

describe("Routes", () => {
  const s3 = new UriRouter(serviceModel("s3")?.operations.values() ?? []);
  const named = (method: string, path: string, query = "") => {
    const route = s3.match(request({ method, path, query: new URLSearchParams(query) }));
    return route && [route.operation.name, route.labels];
  };

  it("tell operations on the same path apart by their query", () => {
    expect(named("GET", "/b", "list-type=2")).to.deep.equal(["ListObjectsV2", { Bucket: "b" }]);
    expect(named("GET", "/b/", "versions")).to.deep.equal(["ListObjectVersions", { Bucket: "b" }]);
    expect(named("GET", "/b", "versioning")).to.deep.equal([
      "GetBucketVersioning",
      { Bucket: "b" },
    ]);
    const object = { Bucket: "b", Key: "k/ü" };
    expect(named("GET", "/b/k/%C3%BC", "x-id=GetObject")).to.deep.equal(["GetObject", object]);
    expect(named("GET", "/b/k/%C3%BC", "acl&x-id=GetObject")).to.deep.equal([
      "GetObjectAcl",
      object,
    ]);
    expect(named("PATCH", "/b")).to.equal(undefined);
  });
});

describe("Where a request is addressed", () => {
  it("is read from the header or the query of a signature", () => {
    const scope = { accessKeyId: "KEY", region: "us-east-2", service: "sqs" };
    const credential = "KEY/20260101/us-east-2/sqs/aws4_request";
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    expect(signatureScope(request({ headers: { authorization } }))).to.deep.equal(scope);
    const query = new URLSearchParams({ "X-Amz-Credential": credential });
    expect(signatureScope(request({ query }))).to.deep.equal(scope);
    expect(signatureScope(request({ headers: { authorization: "Bearer x" } }))).to.equal(undefined);
  });

  it("is read from the host of AWS's endpoints", () => {
    for (const [host, service, region] of [
      ["sqs.us-east-1.amazonaws.com", "sqs", "us-east-1"],
      ["my.bucket.s3.eu-central-1.amazonaws.com", "s3", "eu-central-1"],
      ["123456789012.ddb.us-east-2.amazonaws.com:443", "dynamodb", "us-east-2"],
      ["route53.amazonaws.com", "route53", undefined],
    ] as const) {
      expect(endpointScope(host), host).to.deep.equal({ service, ...(region && { region }) });
    }
    expect(endpointScope("127.0.0.1:4566")).to.equal(undefined);
  });
});

describe("Names in state machines", () => {
  it("are those of the Java SDK", () => {
    for (const [name, expected] of [
      ["DBClusterArn", "DbClusterArn"],
      ["TargetDbClusterIdentifier", "TargetDbClusterIdentifier"],
      ["TTL", "Ttl"],
      ["KMSKeyId", "KmsKeyId"],
      ["GlobalClusterIdentifier", "GlobalClusterIdentifier"],
      ["S3Bucket", "S3Bucket"],
      ["ETag", "ETag"],
    ] as const) {
      expect(javaName(name)).to.equal(expected);
    }
    expect(javaErrorName("DBClusterNotFoundFault")).to.equal("DbClusterNotFoundException");
    expect(javaErrorName("NoSuchHealthCheck")).to.equal("NoSuchHealthCheckException");
    expect(javaErrorName("ParameterNotFound")).to.equal("ParameterNotFoundException");
  });
});
