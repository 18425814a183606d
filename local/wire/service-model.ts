import { cloudWatchModel } from "./cloudwatch-model";
import { lambdaModel } from "./lambda-model";
import type { Schema } from "./shape";
import { type Shape, shapeOf } from "./shape";
import { stsModel } from "./sts-model";

/** How a service puts its operations on the wire. */
export type ProtocolName = "json-1.0" | "json-1.1" | "query" | "rest-xml" | "rest-json";

/** One operation of a service as its model describes it. */
export interface Operation {
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Method, URI template and status of success; only REST protocols have it. */
  readonly http?: { readonly method: string; readonly uri: string; readonly status: number };
}

/** What the wire must know of a service to speak with its clients. */
export interface ServiceModel {
  /** The name the engine knows the service by, which is its IAM prefix. */
  readonly name: string;
  readonly protocol: ProtocolName;
  /** Namespace written on the root element of XML answers. */
  readonly xmlNamespace?: string;
  /** JSON 1.0 services that used to speak Query also name their old error codes in a header. */
  readonly queryCompatible?: boolean;
  /** It still takes the forms of the Query protocol, which older clients send. */
  readonly formsToo?: boolean;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly errors: ReadonlyMap<string, Shape>;
}

interface Description {
  readonly protocol: ProtocolName;
  readonly xmlNamespace?: string;
  readonly queryCompatible?: boolean;
  readonly formsToo?: boolean;
  /** The module whose exports hold the schemas; loaded with the first request for the service. */
  readonly schemas: () => Record<string, unknown>;
}

/** Signing names that are not the names the engine has, which are the prefixes in IAM. */
const SIGNED_AS: Readonly<Record<string, string>> = { monitoring: "cloudwatch" };

/** Services by the name the engine has for them. */
const descriptions: Readonly<Record<string, Description>> = {
  dynamodb: { protocol: "json-1.0", schemas: () => require("@aws-sdk/client-dynamodb") },
  sqs: {
    protocol: "json-1.0",
    queryCompatible: true,
    schemas: () => require("@aws-sdk/client-sqs"),
  },
  states: { protocol: "json-1.0", schemas: () => require("@aws-sdk/client-sfn") },
  cloudwatch: {
    protocol: "json-1.0",
    queryCompatible: true,
    formsToo: true,
    xmlNamespace: "http://monitoring.amazonaws.com/doc/2010-08-01/",
    schemas: () => cloudWatchModel,
  },
  ssm: { protocol: "json-1.1", schemas: () => require("@aws-sdk/client-ssm") },
  secretsmanager: {
    protocol: "json-1.1",
    schemas: () => require("@aws-sdk/client-secrets-manager"),
  },
  sns: {
    protocol: "query",
    xmlNamespace: "http://sns.amazonaws.com/doc/2010-03-31/",
    schemas: () => require("@aws-sdk/client-sns"),
  },
  rds: {
    protocol: "query",
    xmlNamespace: "http://rds.amazonaws.com/doc/2014-10-31/",
    schemas: () => require("@aws-sdk/client-rds"),
  },
  sts: {
    protocol: "query",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    schemas: () => stsModel,
  },
  s3: {
    protocol: "rest-xml",
    xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
    schemas: () => require("@aws-sdk/client-s3"),
  },
  route53: {
    protocol: "rest-xml",
    xmlNamespace: "https://route53.amazonaws.com/doc/2013-04-01/",
    schemas: () => require("@aws-sdk/client-route-53"),
  },
  lambda: { protocol: "rest-json", schemas: () => lambdaModel },
};

const models = new Map<string, ServiceModel>();

/** The model of a service by its signing name; undefined for services the wire does not speak. */
export function serviceModel(signedAs: string): ServiceModel | undefined {
  const name = Object.hasOwn(SIGNED_AS, signedAs) ? String(SIGNED_AS[signedAs]) : signedAs;
  const description = Object.hasOwn(descriptions, name) ? descriptions[name] : undefined;
  if (!description) return undefined;
  let model = models.get(name);
  if (!model) {
    model = read(name, description);
    models.set(name, model);
  }
  return model;
}

const operationLead = 9;
const errorLead = -3;

function read(name: string, description: Description): ServiceModel {
  const operations = new Map<string, Operation>();
  const errors = new Map<string, Shape>();
  for (const schema of Object.values(description.schemas())) {
    if (!Array.isArray(schema)) continue;
    if (schema[0] === operationLead) {
      const operation = readOperation(name, schema);
      operations.set(operation.name, operation);
    } else if (schema[0] === errorLead) {
      errors.set(String(schema[2]), shapeOf(schema));
    }
  }
  const { schemas: _schemas, ...format } = description;
  return { name, ...format, operations, errors };
}

function readOperation(service: string, schema: readonly Schema[]): Operation {
  const [, , name, traits, inputSchema, outputSchema] = schema as [
    number,
    string,
    string,
    { http?: [string, string, number] } | number,
    Schema,
    Schema,
  ];
  const input = shapeOf(inputSchema);
  const output = shapeOf(outputSchema);
  const http = typeof traits === "number" ? undefined : traits.http;
  if (!http) return { name, input, output };
  const [method, path, status] = http;
  // The S3 clients move the bucket into the host; this wire moves it back in front of the path.
  const bucketInPath = service === "s3" && input.members.has("Bucket");
  const uri = bucketInPath ? `/{Bucket}${path.replace(/^\/(?=\?|$)/, "")}` : path;
  return { name, input, output, http: { method, uri, status } };
}
