// A Lambda bundle in a worker thread, for the rival of the local cloud. Its SDK clients are pointed at
// dynalite and fauxqs by their environment alone.
const dns = require("node:dns");
const { parentPort, workerData } = require("node:worker_threads");

// fauxqs names its queues sqs.<region>.localhost, and the SDK goes where a queue's URL leads. Not
// every machine resolves names below localhost.
const { lookup } = dns;
dns.lookup = (name, options, callback) =>
  lookup(name.endsWith(".localhost") ? "127.0.0.1" : name, options, callback);

const { handler } = require(workerData.file);

parentPort.on("message", async ({ id, event }) => {
  try {
    parentPort.postMessage({ id, value: await handler(event, { awsRequestId: id }) });
  } catch (error) {
    parentPort.postMessage({ id, error: String(error) });
  }
});
