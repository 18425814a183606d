// The inside of a Lambda sandbox: a worker thread with the function's own environment, which loads the
// deployed bundle and runs one event at a time. Plain JavaScript, so that a cold start loads nothing else.
const { parentPort, workerData } = require("node:worker_threads");
const http = require("node:http");
const https = require("node:https");
const net = require("node:net");

/**
 * The network as the sandbox sees it: names of the simulated internet lead to ports of this machine.
 * Nothing else is reachable by name, so a forgotten address fails here instead of leaving the machine.
 */
function routeNames({ routes, awsPort, storesPort }) {
  const agent = new http.Agent({ keepAlive: true });
  const stores = /(^|\.)(dynamodb|s3|ssm|secretsmanager)\.[a-z0-9-]+\.amazonaws\.com$/;
  const portOf = (name) => {
    if (routes[name] !== undefined || !name.endsWith(".amazonaws.com")) return routes[name];
    return stores.test(name) ? storesPort : awsPort;
  };
  https.request = (target, options, callback) => {
    const given = typeof target === "string" || target instanceof URL;
    const url = given ? new URL(target) : undefined;
    const settings = given ? options : target;
    const done = given ? callback : options;
    const name = url?.hostname ?? settings.hostname ?? settings.host;
    const port = portOf(name);
    if (port === undefined)
      throw Object.assign(new Error(`no route to ${name}`), { code: "ENOTFOUND" });
    const path = url ? url.pathname + url.search : settings.path;
    const headers = { ...settings.headers, host: name };
    const { method, signal, timeout } = settings;
    const local = { host: "127.0.0.1", port, path, method, headers, agent, signal, timeout };
    const outgoing = http.request(local, typeof done === "function" ? done : undefined);
    // Callers that wait for TLS wait for the connection here: there is nothing to encrypt on loopback.
    outgoing.on("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => socket.emit("secureConnect"));
    });
    return outgoing;
  };
}

/**
 * Connections that speak no HTTP: the endpoint of a database leads to where it listens here, this machine
 * is reachable by number only for what was routed above, and no other name leads anywhere.
 */
function routeConnections({ databases }) {
  const connect = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function (...args) {
    // Node's own callers pass the arguments in one list.
    const [first, second, ...rest] = Array.isArray(args[0]) ? args[0] : args;
    const options = typeof first === "object" && first !== null ? first : undefined;
    const host = options ? options.host : typeof second === "string" ? second : undefined;
    const port = options ? options.port : first;
    if (host === undefined || net.isIP(host) !== 0) return connect.apply(this, args);
    const here = databases[`${host}:${port}`];
    if (here === undefined) {
      const error = Object.assign(new Error(`no route to ${host}:${port}`), { code: "ENOTFOUND" });
      process.nextTick(() => this.destroy(error));
      return this;
    }
    if (options) return connect.call(this, { ...options, host: "127.0.0.1", port: here }, second);
    return connect.call(this, here, "127.0.0.1", ...rest);
  };
}

/** The machine's clock may run faster than ours, together with everybody else's in this cloud. */
function hurry(speed, startMs) {
  if (speed === 1) return;
  const { now } = Date;
  const later = globalThis.setTimeout;
  const every = globalThis.setInterval;
  const deadline = AbortSignal.timeout;
  const monoMs = performance.now.bind(performance);
  Date.now = () => startMs + (now.call(Date) - startMs) * speed;
  performance.now = () => monoMs() * speed;
  // As in fast-clock.ts: work takes as long as ever, so deadlines of single calls are not shortened.
  const shorter = (ms = 0) => Math.max(ms / speed, Math.min(ms, 500));
  globalThis.setTimeout = (run, ms, ...args) => later(run, shorter(ms), ...args);
  globalThis.setInterval = (run, ms, ...args) => every(run, shorter(ms), ...args);
  AbortSignal.timeout = (ms) => deadline.call(AbortSignal, Math.ceil(shorter(ms)));
}

hurry(workerData.clockSpeed, workerData.clockStartMs);
routeNames(workerData);
routeConnections(workerData);
const { handler } = require(workerData.file);

parentPort.on("message", async ({ id, event, context }) => {
  const deadline = Date.now() + context.timeoutMs;
  try {
    const value = await handler(event, {
      awsRequestId: context.requestId,
      functionName: context.functionName,
      invokedFunctionArn: context.functionArn,
      memoryLimitInMB: String(context.memoryMb),
      getRemainingTimeInMillis: () => deadline - Date.now(),
    });
    parentPort.postMessage({ kind: "result", id, value: JSON.stringify(value ?? null) });
  } catch (error) {
    const name = error?.name ?? "Error";
    const message = error?.message ?? String(error);
    parentPort.postMessage({ kind: "failure", id, name, message });
  }
});
