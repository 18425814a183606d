import { once } from "node:events";
import { Agent, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TableDefinition } from "../../../../local/engine/dynamodb/table-definition";

/** An answer of either side in the form of the wire: bytes as base64, errors by name. */
export type Answer = { readonly output: unknown } | { readonly error: string };

type CreateDynalite = (options: { createTableMs: number }) => Server;

/** The independent implementation that our engine is held against, behind its HTTP listener. */
export class Dynalite {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async start(): Promise<Dynalite> {
    // The package has no types.
    const create = require("dynalite") as CreateDynalite;
    const server = create({ createTableMs: 0 });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Dynalite(server, (server.address() as AddressInfo).port);
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async createTable(definition: TableDefinition): Promise<void> {
    const keys = ({ hashKey, rangeKey }: { hashKey: string; rangeKey?: string }) => [
      { AttributeName: hashKey, KeyType: "HASH" },
      ...(rangeKey === undefined ? [] : [{ AttributeName: rangeKey, KeyType: "RANGE" }]),
    ];
    const created = await this.call("CreateTable", {
      TableName: definition.name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys(definition),
      AttributeDefinitions: definition.attributes.map(({ name, type }) => ({
        AttributeName: name,
        AttributeType: type,
      })),
      GlobalSecondaryIndexes: definition.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index),
        Projection: { ProjectionType: index.projection, NonKeyAttributes: index.nonKeyAttributes },
      })),
    });
    if ("error" in created) throw new Error(`dynalite refused ${definition.name}`);
    while (!(await this.isActive(definition.name))) await new Promise(setImmediate);
  }

  async call(operation: string, input: unknown): Promise<Answer> {
    const body = JSON.stringify(toWire(input));
    const sent = request({
      agent: this.agent,
      port: this.port,
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": `DynamoDB_20120810.${operation}`,
        "X-Amz-Date": "20260101T000000Z",
        Authorization: "AWS4-HMAC-SHA256 Credential=test, SignedHeaders=host, Signature=none",
      },
    });
    sent.end(body);
    const [response] = await once(sent, "response");
    let text = "";
    for await (const chunk of response) text += chunk;
    const output = JSON.parse(text) as Record<string, unknown>;
    if (response.statusCode === 200) return { output };
    return { error: String(output.__type).replace(/^.*#/, "") };
  }

  private async isActive(TableName: string): Promise<boolean> {
    const described = await this.call("DescribeTable", { TableName });
    const output = "output" in described ? described.output : undefined;
    return (output as { Table?: { TableStatus: string } })?.Table?.TableStatus === "ACTIVE";
  }
}

/** Bytes as base64, everything else as it is. */
export function toWire(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, toWire(inner)]));
}
