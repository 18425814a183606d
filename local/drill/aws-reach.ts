import type { Ports } from "../cloud/deployment";

/** What every SDK client is configured with here. */
export interface ClientConfig {
  readonly region: string;
  readonly maxAttempts: number;
  readonly endpoint?: string;
  readonly forcePathStyle?: boolean;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

interface Closable {
  destroy(): void;
}

/** Services that the local cloud plays in a process of their own. */
const IN_STORES: ReadonlySet<string> = new Set(["dynamodb", "s3"]);

/** A question is repeated rather than lost when a region is just going dark. */
const ATTEMPTS = 3;

/** Unmodified SDK clients, one per service and region: of AWS itself, or of the local cloud. */
export class AwsReach {
  private readonly clients = new Map<string, Closable>();

  /** Without ports the clients go to AWS, with the credentials of whoever runs the drill. */
  constructor(private readonly ports?: Ports) {}

  client<Client extends Closable>(
    service: string,
    region: string,
    create: (config: ClientConfig) => Client,
  ): Client {
    const name = `${service} ${region}`;
    const known = this.clients.get(name) as Client | undefined;
    if (known) return known;
    const client = create(this.configOf(service, region));
    this.clients.set(name, client);
    return client;
  }

  close(): void {
    for (const client of this.clients.values()) client.destroy();
    this.clients.clear();
  }

  private configOf(service: string, region: string): ClientConfig {
    const config = { region, maxAttempts: ATTEMPTS };
    if (!this.ports) return config;
    const port = this.portOf(service, region, this.ports);
    return {
      ...config,
      endpoint: `http://127.0.0.1:${port}`,
      forcePathStyle: true,
      credentials: { accessKeyId: "OPERATOR", secretAccessKey: "unchecked" },
    };
  }

  private portOf(service: string, region: string, ports: Ports): number {
    if (IN_STORES.has(service)) return ports.stores;
    if (service === "route53") return ports.internet;
    const port = ports.regions[region]?.aws;
    if (port === undefined) throw new Error(`nobody plays ${region} here`);
    return port;
  }
}
