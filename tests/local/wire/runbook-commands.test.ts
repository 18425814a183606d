import { expect } from "chai";
import { CALLS } from "../../../local/iam/call-permissions";
import { serviceModel } from "../../../local/wire/service-model";
import { codeBlocks, readDocuments } from "../../support/docs/documents";

interface Command {
  readonly path: string;
  /** What the CLI calls them. */
  readonly service: string;
  readonly operation: string;
  /** Whether the block says that a laptop cannot run it. */
  readonly needsAccount: boolean;
}

/** What the CLI calls services that sign with another name, or operations that are several. */
const SERVICES: Readonly<Record<string, string>> = { stepfunctions: "states", s3api: "s3" };

/** Commands of the CLI that never leave the machine, or only repeat others. */
const WITHIN_THE_CLI = ["configure", "wait"];

/** `aws_in "$REGION" service operation` and `aws service operation`, inside blocks and in the text. */
const INVOCATION = /\baws(?:_in "[^"]+"| --region \S+)? ([a-z][a-z0-9-]+) ([a-z][a-z-]+)/g;

function commands(): Command[] {
  return readDocuments()
    .filter(({ path }) => path.startsWith("docs/runbooks/"))
    .flatMap((document) => {
      const blocks = codeBlocks(document);
      const prose = blocks.reduce((text, block) => text.replace(block.text, ""), document.text);
      const inBlocks = blocks.flatMap(({ text, marker = "" }) =>
        commandsIn(document.path, text, marker.includes("needs an account")),
      );
      return [...inBlocks, ...commandsIn(document.path, prose, false)];
    });
}

function commandsIn(path: string, text: string, needsAccount: boolean): Command[] {
  return [...text.matchAll(INVOCATION)].map(([, service = "", operation = ""]) => ({
    path,
    service,
    operation,
    needsAccount,
  }));
}

/** Whether the local cloud decodes the operation and somebody plays it. */
function isPlayed({ service, operation }: Command): boolean {
  const model = serviceModel(SERVICES[service] ?? service);
  const plain = operation.replaceAll("-", "");
  const found = [...(model?.operations.keys() ?? [])].find((name) => name.toLowerCase() === plain);
  if (!model || found === undefined) return false;
  // STS is answered by the endpoint itself and asks nobody's permission.
  return model.name === "sts" || CALLS[model.name]?.[found] !== undefined;
}

describe("The commands of the runbooks", () => {
  const all = commands();

  it("are found in blocks and in the text", () => {
    const found = new Set(all.map(({ service, operation }) => `${service} ${operation}`));
    expect(found).to.include.keys(
      "sts get-caller-identity",
      "cloudwatch set-alarm-state",
      "dynamodb get-item",
      "stepfunctions start-execution",
    );
  });

  for (const one of all.filter(({ service, operation }) => {
    return !WITHIN_THE_CLI.includes(service) && !WITHIN_THE_CLI.includes(operation);
  })) {
    const { path, service, operation, needsAccount } = one;
    const answered = needsAccount ? "or needs an account, as it says" : "on a laptop";
    it(`${service} ${operation} is answered ${answered} (${path})`, () => {
      expect(isPlayed(one) || needsAccount).to.equal(true);
    });
  }

  it("that need an account and that nobody plays are few and known", () => {
    const unplayed = all.filter((one) => one.needsAccount && !isPlayed(one));
    const names = unplayed
      .filter(({ service }) => !WITHIN_THE_CLI.includes(service))
      .map(({ service, operation }) => `${service} ${operation}`);
    expect([...new Set(names)].sort()).to.deep.equal([
      "deploy create-deployment",
      "lambda get-alias",
      "rds create-db-instance",
      "rds wait",
    ]);
  });
});
