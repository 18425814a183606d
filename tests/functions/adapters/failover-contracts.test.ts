import { expect } from "chai";
import { lambdaInvoke } from "../../../functions/adapters/lambda-invoke";
import { rds } from "../../../functions/adapters/rds";
import { route53 } from "../../../functions/adapters/route53";
import { sfn } from "../../../functions/adapters/sfn";
import { ssm } from "../../../functions/adapters/ssm";
import type { Remote } from "../../../functions/core/ports";
import { errorName, failureOf } from "../../../functions/core/retry";
import { AwsError } from "../../../local/engine/aws-error";
import { ConnectionLost } from "../../../local/wire/connection-lost";
import { inProcessHandler } from "../../../local/wire/request-handler";
import { RecordingCloud } from "../../local/wire/recording-cloud";

const credentials = { accessKeyId: "LOCALPRIMARY", secretAccessKey: "local" };

interface Contract {
  readonly service: string;
  readonly adapter: (config: object) => Remote;
  readonly region: string;
  readonly operations: Readonly<
    Record<string, { readonly input: object; readonly output: object }>
  >;
  /** Errors that a caller tells apart, with their HTTP status. */
  readonly errors: readonly (readonly [string, number])[];
}

const started = new Date(1_900_000_000_000);
const machine = "arn:aws:states:us-east-2:1:stateMachine:failover";
const execution = "arn:aws:states:us-east-2:1:execution:failover:x";
const record = {
  Name: "api.pay.test.",
  Type: "CNAME",
  SetIdentifier: "primary",
  Weight: 100,
  TTL: 10,
  ResourceRecords: [{ Value: "primary.pay.test" }],
};
const target = { GlobalClusterIdentifier: "ledger", TargetDbClusterIdentifier: "arn:aws:rds:x" };
const cluster = {
  GlobalClusterIdentifier: "ledger",
  GlobalClusterMembers: [{ DBClusterArn: "arn:aws:rds:x", IsWriter: true }],
};

const contracts: readonly Contract[] = [
  {
    service: "states",
    region: "us-east-2",
    adapter: (config) => sfn({ ...config, region: "us-east-2" }),
    operations: {
      StartExecution: {
        input: { stateMachineArn: machine, name: "x", input: "{}" },
        output: { executionArn: execution, startDate: started },
      },
      DescribeExecution: {
        input: { executionArn: execution },
        output: { executionArn: execution, status: "FAILED", stopDate: started, error: "Denied" },
      },
      SendTaskSuccess: { input: { taskToken: "token", output: "{}" }, output: {} },
    },
    errors: [
      ["ExecutionAlreadyExists", 400],
      ["TaskTimedOut", 400],
      ["TaskDoesNotExist", 400],
    ],
  },
  {
    service: "rds",
    region: "us-east-2",
    adapter: (config) => rds({ ...config, region: "us-east-2" }),
    operations: {
      DescribeGlobalClusters: {
        input: { GlobalClusterIdentifier: "ledger" },
        output: { GlobalClusters: [cluster] },
      },
      FailoverGlobalCluster: {
        input: { ...target, AllowDataLoss: true },
        output: { GlobalCluster: cluster },
      },
      SwitchoverGlobalCluster: { input: target, output: { GlobalCluster: cluster } },
    },
    errors: [
      ["InvalidGlobalClusterStateFault", 400],
      ["InvalidDBClusterStateFault", 400],
      ["GlobalClusterNotFoundFault", 404],
    ],
  },
  {
    service: "route53",
    region: "us-east-1",
    adapter: (config) => route53({ ...config, region: "us-east-1" }),
    operations: {
      ListResourceRecordSets: {
        input: { HostedZoneId: "Z1", StartRecordName: "api.pay.test" },
        output: { ResourceRecordSets: [record], IsTruncated: false, MaxItems: 300 },
      },
      ChangeResourceRecordSets: {
        input: {
          HostedZoneId: "Z1",
          ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet: record }] },
        },
        output: { ChangeInfo: { Id: "/change/C1", Status: "PENDING", SubmittedAt: started } },
      },
    },
    errors: [
      ["PriorRequestNotComplete", 400],
      ["NoSuchHostedZone", 404],
      ["ThrottlingException", 400],
    ],
  },
  {
    service: "ssm",
    region: "us-east-1",
    adapter: (config) => ssm("us-east-1", config),
    operations: {
      GetParameter: {
        input: { Name: "/p/flag", WithDecryption: true },
        output: {
          Parameter: { Name: "/p/flag", Value: "é", Type: "String", LastModifiedDate: started },
        },
      },
      PutParameter: {
        input: { Name: "/p/flag", Value: "é", Type: "SecureString", Overwrite: true, KeyId: "k" },
        output: { Version: 2 },
      },
    },
    errors: [
      ["ParameterNotFound", 400],
      ["TooManyUpdates", 400],
    ],
  },
  {
    service: "lambda",
    region: "us-west-2",
    adapter: (config) => lambdaInvoke("us-west-2", config),
    operations: {
      Invoke: {
        input: {
          FunctionName: "probe",
          Payload: new Uint8Array(Buffer.from('{"region":"us-east-1"}')),
        },
        output: { StatusCode: 200, Payload: new Uint8Array(Buffer.from('{"health":"bad"}')) },
      },
    },
    errors: [
      ["ResourceNotFoundException", 404],
      ["TooManyRequestsException", 429],
    ],
  },
];

for (const { service, adapter, region, operations, errors } of contracts) {
  describe(`the ${service} adapter, through a real client`, () => {
    let cloud: RecordingCloud;
    let remote: Remote;

    beforeEach(() => {
      cloud = new RecordingCloud();
      const requestHandler = inProcessHandler(cloud, { region });
      remote = adapter({ credentials, requestHandler });
    });

    for (const [operation, { input, output }] of Object.entries(operations)) {
      it(`sends ${operation} as it is given, to its region, and hands the answer back`, async () => {
        cloud.on(`${service}:${operation}`, () => output);
        const answer = await remote.send<Record<string, unknown>>(operation, input);
        expect(plain(cloud.last.input)).to.deep.include(plain(input));
        expect(cloud.last.caller.region).to.equal(region);
        expect(plain(answer)).to.deep.include(plain(output));
      });
    }

    const [first = "", sample] = Object.entries(operations)[0] ?? [];
    const fail = async (error: Error) => {
      let calls = 0;
      cloud.on(`${service}:${first}`, () => {
        calls += 1;
        throw error;
      });
      const thrown = await remote.send(first, sample?.input ?? {}).catch((caught) => caught);
      return { thrown, calls };
    };

    for (const [name, status] of errors) {
      it(`passes ${name} on under its own name, after one attempt`, async () => {
        const { thrown, calls } = await fail(new AwsError(name, "refused", status));
        expect(errorName(thrown)).to.equal(name);
        expect(calls).to.equal(1);
      });
    }

    it("does not repeat a throttled call, a failed one or one whose answer was lost", async () => {
      const throttled = await fail(new AwsError("ThrottlingException", "slow down", 400));
      expect(failureOf(throttled.thrown)).to.equal("refused");
      const failed = await fail(new AwsError("InternalFailure", "sorry", 500));
      expect(failureOf(failed.thrown)).to.equal("unknown");
      const lost = await fail(new ConnectionLost("the answer was lost"));
      expect(failureOf(lost.thrown)).to.equal("unknown");
      expect([throttled.calls, failed.calls, lost.calls]).to.deep.equal([1, 1, 1]);
    });

    it("refuses an operation that it does not offer", async () => {
      const error = await remote.send("DeleteEverything", {}).catch((caught) => caught);
      expect(error).to.be.an("error").with.property("message").that.contains("DeleteEverything");
    });
  });
}

/** Bytes come back in the client's own kind of array; only their content matters. */
function plain(value: object): object {
  const { $metadata: _metadata, ...members } = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(members).map(([name, member]) => [
      name,
      member instanceof Uint8Array ? Buffer.from(member).toString("utf8") : member,
    ]),
  );
}
