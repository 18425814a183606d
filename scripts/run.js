// Starts a TypeScript entry point of this repository: node scripts/run.js <module> [arguments].
// The module exports `main(argv)`, which resolves to the exit code.
const { join } = require("node:path");

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
const root = join(__dirname, "..");
// ts-node looks for its project from the current folder; we can be started from any.
process.env.TS_NODE_PROJECT ??= join(root, "tsconfig.json");
// What runs on a laptop need not bundle unchanged functions again; a deployment always does.
process.env.PAYMENTS_DR_BUNDLE_CACHE ??= join(root, ".local/bundles");
require("ts-node/register/transpile-only");

// A reader such as `head` may leave before everything is printed; that is no failure.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

async function start(name, argv) {
  if (!name) throw new Error("usage: node scripts/run.js <module> [arguments]");
  const { main } = require(join(root, name));
  if (typeof main !== "function") throw new Error(`${name} exports no main(argv)`);
  return main(argv);
}

start(process.argv[2], process.argv.slice(3)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    console.error(process.env.DEBUG ? error : (error?.message ?? error));
    process.exitCode = 1;
  },
);
