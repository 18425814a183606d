import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ActionRefused } from "./action-refused";
import { type Action, type ActionInput, actionsFor } from "./actions";
import { type CloudReader, cloudReader } from "./cloud-reader";
import { DemoClient } from "./demo-client";
import { Disasters } from "./disasters";
import { EventStream } from "./event-stream";
import { startDeclaredWorkflow, type WorkflowStarter } from "./moves";
import { NightWatch } from "./night-watch";
import { factsOf, type PageFacts } from "./page-facts";
import type { PageWorld } from "./page-world";
import type { Payer } from "./payer-state";
import { isForThisMachine, mayPressButtons, SECURITY_HEADERS } from "./request-guard";
import { stateOf } from "./state-of";
import { type StaticFile, staticFiles } from "./static-files";

/** Parts of the page's world that a test plays itself. */
interface PageParts {
  readonly reader?: CloudReader;
  readonly payer?: (facts: PageFacts) => Payer;
  readonly startWorkflow?: WorkflowStarter;
}

/** The page while it is served. */
export interface OpenPage {
  close(): Promise<void>;
}

const STATE_EVERY_MS = 1_000;
const BODY_BYTES_MAX = 10_000;

/** Serves the page of the local cloud on the port that the deployment keeps for it. */
export async function openPage(world: PageWorld, parts: PageParts = {}): Promise<OpenPage> {
  const { deployment } = world;
  const facts = factsOf(deployment);
  const reader = parts.reader ?? cloudReader(facts, deployment.ports.stores);
  const watch = new NightWatch(world, facts, reader);
  const payer = parts.payer?.(facts) ?? new DemoClient(facts);
  const sources = { world, facts, watch, payer, disasters: new Disasters(world, facts) };
  const stream = new EventStream(watch.startedMs);
  const site: Site = {
    files: staticFiles(),
    actions: actionsFor(sources, parts.startWorkflow ?? startDeclaredWorkflow),
    state: () => stateOf(sources),
    listen: (incoming, outgoing) =>
      stream.open(incoming, outgoing, (id) => watch.log.after(id), stateOf(sources)),
  };
  const server = createServer((incoming, outgoing) => {
    answer(site, incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await listen(server, deployment.ports.page);
  watch.on("entry", (entry) => stream.sendEntry(entry));
  watch.start();
  const timer = setInterval(() => {
    if (stream.size > 0) stream.sendState(stateOf(sources));
  }, STATE_EVERY_MS);
  return {
    close: async () => {
      clearInterval(timer);
      payer.stop();
      watch.stop();
      stream.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

interface Site {
  readonly files: ReadonlyMap<string, StaticFile>;
  readonly actions: Readonly<Record<string, Action>>;
  state(): unknown;
  listen(incoming: IncomingMessage, outgoing: ServerResponse): void;
}

async function answer(
  site: Site,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", headers } = incoming;
  const path = (incoming.url ?? "/").split("?")[0] ?? "/";
  if (!isForThisMachine(headers)) {
    return say(outgoing, 421, "this page answers to 127.0.0.1 and localhost only");
  }
  const action = /^\/actions\/([a-z-]+)$/.exec(path)?.[1];
  if (action !== undefined) return press(site, action, incoming, outgoing);
  if (method !== "GET" && method !== "HEAD") return say(outgoing, 405, "only GET is answered here");
  if (path === "/events") return site.listen(incoming, outgoing);
  if (path === "/state") return write(outgoing, 200, "application/json", body(site.state()));
  const file = site.files.get(path);
  if (!file) return say(outgoing, 404, "nothing is here");
  write(outgoing, 200, file.contentType, file.body);
}

async function press(
  { actions }: Site,
  name: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (incoming.method !== "POST") return say(outgoing, 405, "an action is a POST");
  if (!mayPressButtons(incoming.headers)) {
    return say(outgoing, 403, "only the page itself may press its buttons");
  }
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!action) return say(outgoing, 404, `there is no action ${name}`);
  try {
    const input = await readInput(incoming);
    write(outgoing, 200, "application/json", body({ done: await action(input) }));
  } catch (error) {
    const status = error instanceof ActionRefused ? error.status : 500;
    say(outgoing, status, error instanceof Error ? error.message : String(error));
  }
}

async function readInput(incoming: IncomingMessage): Promise<ActionInput> {
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) {
    text += chunk;
    if (text.length > BODY_BYTES_MAX) throw new ActionRefused("the body is too long", 400);
  }
  if (text === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ActionRefused("the body is not JSON", 400);
  }
  if (typeof value === "object" && value !== null) return value;
  throw new ActionRefused("the body is not an object", 400);
}

function say(outgoing: ServerResponse, status: number, problem: string): void {
  write(outgoing, status, "application/json", body({ problem }));
}

function body(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}

function write(outgoing: ServerResponse, status: number, contentType: string, content: Buffer) {
  outgoing.writeHead(status, {
    ...SECURITY_HEADERS,
    "content-type": contentType,
    "content-length": content.length,
  });
  outgoing.end(content);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}
