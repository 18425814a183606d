// Loaded by Node before the SDK's runner: turns a program's TypeScript into JavaScript with the bundler, all files at
// once, in a fraction of the time and memory that the compiler needs for it. Types are not looked at either way.
const Module = require("node:module");
const { dirname, join, relative, resolve } = require("node:path");

// A helper process for each of two calls is cheaper than a thread and a process that stay until the end.
process.env.ESBUILD_WORKER_THREADS = "0";
process.env.ESBUILD_MAX_BUFFER ??= String(256 * 1024 * 1024);
const { buildSync } = require("esbuild");

/** The SDK's own constructors come first; the line that declares a resource is right behind them. */
const FRAMES = 6;

const OUT = "/quick-typescript";

/** @type {Map<string, { code: string, map: string }>} */
const compiled = new Map();

/** @type {Map<string, Module.SourceMap>} */
const maps = new Map();

/** Every file of the program that one of them leads to; only that one where the bundler cannot follow. */
function reachableFrom(file) {
  const options = { bundle: true, packages: "external", metafile: true, write: false };
  try {
    const { metafile } = buildSync({ ...common(file), ...options, entryPoints: [file] });
    const paths = Object.keys(metafile.inputs).map((path) => resolve(dirname(file), path));
    return paths.filter((path) => path.endsWith(".ts"));
  } catch {
    return [file];
  }
}

function compile(files, root) {
  const { outputFiles } = buildSync({
    ...common(root),
    entryPoints: files,
    outbase: "/",
    outdir: OUT,
    sourcemap: "external",
    write: false,
  });
  const texts = new Map(outputFiles.map((output) => [output.path, output.text]));
  for (const file of files) {
    const out = join(OUT, relative("/", file)).replace(/\.ts$/, ".js");
    compiled.set(file, { code: texts.get(out) ?? "", map: texts.get(`${out}.map`) ?? "" });
  }
}

function common(file) {
  return {
    absWorkingDir: dirname(file),
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  };
}

/**
 * What the SDK loads to turn functions of the program into text, half of all its modules, and the debugger that it
 * attaches to itself for it. This product ships bundles instead; a program that has such functions is told so.
 */
const FOR_CLOSURES = new Set(["@npmcli/arborist", "fdir", "normalize-package-data", "typescript"]);

const load = Module._load;

Module._load = (request, parent, isMain) => {
  if (!FOR_CLOSURES.has(request) || !parent?.filename.includes("@pulumi")) {
    return load(request, parent, isMain);
  }
  const refuse = () => {
    throw new Error("this program turns functions into text, which needs DEBUG=1 here");
  };
  return new Proxy({}, { get: (_, name) => (name === "__esModule" ? true : refuse()) });
};

require("@pulumi/pulumi/runtime/closure/v8Hooks").isInitializedAsync = async () => undefined;

require.extensions[".ts"] = (module, file) => {
  if (compiled.size === 0) compile(reachableFrom(file), file);
  if (!compiled.has(file)) compile([file], file);
  module._compile(compiled.get(file).code, file);
};

/** Where a frame is in the source that people wrote. */
function placeOf(frame) {
  const file = frame.getFileName() ?? "<anonymous>";
  const line = frame.getLineNumber() ?? 1;
  const column = frame.getColumnNumber() ?? 1;
  const known = compiled.get(file);
  if (known === undefined) return `${file}:${line}:${column}`;
  if (!maps.has(file)) maps.set(file, new Module.SourceMap(JSON.parse(known.map)));
  const { originalLine, originalColumn } = maps.get(file).findEntry(line - 1, column - 1);
  if (originalLine === undefined) return `${file}:${line}:${column}`;
  return `${file}:${originalLine + 1}:${originalColumn + 1}`;
}

// Three of four calls to an engine only say what the SDK is about to do; ours throws them away.
require("@pulumi/pulumi/log").debug = () => Promise.resolve();

function format(error, frames) {
  const lines = frames
    .slice(0, FRAMES)
    .map((frame) => `    at ${frame.getFunctionName() ?? "<anonymous>"} (${placeOf(frame)})`);
  return [String(error), ...lines].join("\n");
}

// The runner installs a formatter of its own, which maps every frame of every stack that the SDK takes.
Object.defineProperty(Error, "prepareStackTrace", { get: () => format, set: () => undefined });
