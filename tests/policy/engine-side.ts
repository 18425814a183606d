import { createRequire } from "node:module";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { PolicyNode } from "../../policy/graph";
import { policies } from "../../policy/policies";

/** The handlers with which a policy pack answers the engine; they are not part of the package's typings. */
interface PackServer {
  readonly makeAnalyzeRpcFun: HandlerOf;
  readonly makeAnalyzeStackRpcFun: HandlerOf;
}
type HandlerOf = (name: string, version: string, level: string, pack: unknown) => Handler;
type Handler = (
  call: { request: unknown },
  answer: (error: Error | undefined, response: analyzer.AnalyzeResponse) => void,
) => void;

const server = createRequire(__filename)("@pulumi/policy/server") as PackServer;

/** What a policy pack told the engine. */
export interface Reported {
  readonly policy: string;
  readonly message: string;
  readonly urn: string;
  readonly level: number;
}

/** Speaks to the pack as the engine does: every resource first, and then the whole stack. */
export async function reportedOn(nodes: readonly PolicyNode[]): Promise<readonly Reported[]> {
  const pack = policies();
  const each = server.makeAnalyzeRpcFun("payments-dr", "1.0.0", "mandatory", pack);
  const whole = server.makeAnalyzeStackRpcFun("payments-dr", "1.0.0", "mandatory", pack);
  const reported: Reported[] = [];
  for (const node of nodes) {
    const request = new analyzer.AnalyzeRequest();
    describeTo(request, node, node.inputs);
    request.setProvider(providerOf(nodes, node));
    reported.push(...(await answerOf(each, request)));
  }
  const stack = new analyzer.AnalyzeStackRequest();
  stack.setResourcesList(
    nodes.map((node) => {
      const resource = new analyzer.AnalyzerResource();
      describeTo(resource, node, { ...node.inputs, ...node.outputs });
      resource.setParent(node.parent);
      resource.setDependenciesList([...node.dependencies]);
      resource.setProvider(providerOf(nodes, node));
      return resource;
    }),
  );
  return [...reported, ...(await answerOf(whole, stack))];
}

function describeTo(
  request: analyzer.AnalyzeRequest | analyzer.AnalyzerResource,
  node: PolicyNode,
  properties: Readonly<Record<string, unknown>>,
): void {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(node.protect);
  options.setIgnorechangesList([...node.ignoreChanges]);
  request.setType(node.type);
  request.setUrn(node.urn);
  request.setName(node.name);
  request.setOptions(options);
  request.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(properties))));
}

function providerOf(
  nodes: readonly PolicyNode[],
  { provider }: PolicyNode,
): analyzer.AnalyzerProviderResource | undefined {
  const node = nodes.find(({ urn }) => provider.startsWith(`${urn}::`));
  if (node === undefined) return undefined;
  const described = new analyzer.AnalyzerProviderResource();
  described.setType(node.type);
  described.setUrn(node.urn);
  described.setName(node.name);
  described.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(node.inputs))));
  return described;
}

function answerOf(handler: Handler, request: unknown): Promise<readonly Reported[]> {
  return new Promise((resolve, reject) => {
    handler({ request }, (error, response) => {
      if (error) reject(error);
      else
        resolve(
          response.getDiagnosticsList().map((item) => ({
            policy: item.getPolicyname(),
            message: item.getMessage(),
            urn: item.getUrn(),
            level: item.getEnforcementlevel(),
          })),
        );
    });
  });
}
