import { readdirSync, readFileSync } from "node:fs";
import { basename, join, sep } from "node:path";
import {
  FUNCTION_NAMES,
  FUNCTIONS,
  type FunctionName,
} from "../../functions/core/function-catalogue";
import type { ApiRequest, ApiResponse } from "../../functions/core/http-api";
import type { BasePorts, Http, Remote } from "../../functions/core/ports";
import type { Processor } from "../../functions/core/processor";
import type { RecordWork } from "../../functions/runtime/queue-batch";

/** What an entry point's adapters become in the simulator. */
export interface SimulatedAdapters {
  remote(service: string, region?: string): Remote;
  http(): Http;
  processor(): Processor;
}

export type Work =
  | { readonly kind: "api"; readonly run: (request: ApiRequest) => Promise<ApiResponse> }
  | { readonly kind: "task"; readonly run: (event: object) => Promise<unknown> }
  | { readonly kind: "queue"; readonly run: RecordWork };

/** Builds one warm instance of a function, wired by the very file that is deployed. */
export type EntryPoint = (
  environment: Readonly<Record<string, string>>,
  ports: BasePorts,
  adapters: SimulatedAdapters,
) => Work;

/** All simulated functions of one version of the sources. */
export type Code = ReadonlyMap<FunctionName, EntryPoint>;

/** A change of one source file; `find` occurs in it exactly once. */
export interface SourcePatch {
  /** Relative to the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const ROOT = join(__dirname, "../..");
const PRODUCT = join(ROOT, "functions");

/** Signing in is not part of any disaster here. */
const NOT_SIMULATED: readonly FunctionName[] = ["authorizer"];

/** The functions that the simulator runs: without the ledger, whose database it does not model. */
export const SIMULATED: readonly FunctionName[] = FUNCTION_NAMES.filter(
  (name) => !("ledger" in FUNCTIONS[name]) && !NOT_SIMULATED.includes(name),
);

/** The adapters of the instance that is being built; entry points ask for them synchronously. */
let building: SimulatedAdapters | undefined;

function current(): SimulatedAdapters {
  if (!building) throw new Error("an adapter was created outside of an entry point");
  return building;
}

const remote = (service: string) => () => current().remote(service);
const remoteIn = (service: string) => (region?: string) => current().remote(service, region);

/** Factories that replace the SDK's, file by file; one that is missing here fails loudly when used. */
const ADAPTERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  dynamodb: {
    dynamoDb: (config?: { region?: string }) => current().remote("dynamodb", config?.region),
  },
  sqs: { sqs: remote("sqs") },
  sns: { sns: remote("sns") },
  sfn: { sfn: remote("states") },
  ssm: { ssm: remoteIn("ssm") },
  s3: { s3: remote("s3") },
  "s3-reader": { s3Reader: remote("s3") },
  route53: { route53: remote("route53") },
  "lambda-invoke": { lambdaInvoke: remoteIn("lambda") },
  https: { https: () => current().http() },
  processor: { processorFor: () => current().processor() },
};

type Build = (environment: Readonly<Record<string, string>>, ports: BasePorts) => never;

/** Stands in for `functions/runtime/lambda-function`: keeps what the entry point would have wrapped. */
const RUNTIME = {
  apiFunction: (_name: string, build: Build) => ({ kind: "api", build }),
  taskFunction: (_name: string, build: Build) => ({ kind: "task", build }),
  queueFunction: (_name: string, build: Build) => ({ kind: "queue", build }),
};

/**
 * Loads the deployed entry points with the simulator's adapters in place of the SDK's. Nothing of the
 * handlers or of their wiring is written down a second time. Patched sources get modules of their own;
 * nobody else sees them.
 */
export function loadCode(patches: readonly SourcePatch[] = []): Code {
  const restore = isolate(new Map(patches.map(patchedText)));
  try {
    return new Map(SIMULATED.map((name) => [name, load(name)]));
  } finally {
    restore();
  }
}

/** The text of a patched file, with all patches of that file applied. */
function patchedText(patch: SourcePatch, _index: number, all: readonly SourcePatch[]) {
  const file = join(ROOT, patch.file);
  const text = all
    .filter((other) => other.file === patch.file)
    .reduce((source, one) => applyPatch(source, one), readFileSync(file, "utf8"));
  return [file, text] as const;
}

/** Applies one patch; its text has to be there, once. */
function applyPatch(source: string, { file, find, replace }: SourcePatch): string {
  const parts = source.split(find);
  if (parts.length !== 2) {
    throw new Error(`${file} contains ${parts.length - 1} times, not once: ${find}`);
  }
  return parts.join(replace);
}

function load(name: FunctionName): EntryPoint {
  const { handler } = require(join(PRODUCT, "lambda", `${name}.ts`)) as {
    handler: { kind: Work["kind"]; build: Build };
  };
  return (environment, ports, adapters) => {
    building = adapters;
    try {
      return { kind: handler.kind, run: handler.build(environment, ports) } as Work;
    } finally {
      building = undefined;
    }
  };
}

type Loader = (module: NodeJS.Module, file: string) => void;

/** What ts-node leaves for those who want to compile with its settings. */
interface Compiler {
  compile(source: string, file: string): string;
}

const compiled = new Map<string, string>();

function compile(file: string): string {
  const known = compiled.get(file);
  if (known !== undefined) return known;
  const text = compileText(readFileSync(file, "utf8"), file);
  compiled.set(file, text);
  return text;
}

function compileText(source: string, file: string): string {
  const instance = Symbol.for("ts-node.register.instance");
  const compiler = (process as unknown as Record<symbol, Compiler | undefined>)[instance];
  if (!compiler) throw new Error("the simulator loads TypeScript and needs ts-node for it");
  return compiler.compile(source, file);
}

/**
 * Gives the product's modules a fresh cache with the stand-ins in it and patched sources where there are
 * any; returns how to put everything back.
 */
function isolate(patched: ReadonlyMap<string, string>): () => void {
  const before = new Map(
    Object.keys(require.cache)
      .filter((path) => path.startsWith(PRODUCT + sep))
      .map((path) => [path, require.cache[path]]),
  );
  for (const path of before.keys()) delete require.cache[path];
  for (const file of readdirSync(join(PRODUCT, "adapters"))) {
    stand(join(PRODUCT, "adapters", file), ADAPTERS[basename(file, ".ts")] ?? {});
  }
  stand(join(PRODUCT, "runtime/lambda-function.ts"), RUNTIME);
  const extensions = require.extensions as Record<string, Loader | undefined>;
  const usual = extensions[".ts"];
  extensions[".ts"] = (module, file) => {
    const source = patched.get(file);
    const text = source === undefined ? compile(file) : compileText(source, file);
    (module as unknown as { _compile(text: string, file: string): void })._compile(text, file);
  };
  return () => {
    extensions[".ts"] = usual;
    for (const path of Object.keys(require.cache)) {
      if (path.startsWith(PRODUCT + sep)) delete require.cache[path];
    }
    for (const [path, module] of before) require.cache[path] = module;
  };
}

function stand(file: string, exports: unknown): void {
  require.cache[file] = { id: file, filename: file, loaded: true, exports } as NodeJS.Module;
}
