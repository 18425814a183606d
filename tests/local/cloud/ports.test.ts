import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { expect } from "chai";
import { portsFrom, requireFreePorts } from "../../../local/cloud/ports";
import type { Topology } from "../../../local/topology/topology";

const TOPOLOGY = { primary: "us-east-1", secondary: "us-east-2" } as unknown as Topology;

describe("the ports of a local cloud", () => {
  const base = 9_000 + (process.pid % 9) * 100;
  const ports = portsFrom(base, TOPOLOGY);

  const refusal = () =>
    requireFreePorts(ports).then(
      () => "",
      (error: Error) => error.message,
    );

  it("are each used for one thing", () => {
    const { regions, postgres: _none, ...others } = ports;
    const all = [...Object.values(others), ...Object.values(regions).flatMap(Object.values)];
    expect(new Set(all).size).to.equal(all.length);
  });

  it("are refused while somebody has one, with its number and the remedy", async () => {
    expect(await refusal()).to.equal("");
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(ports.stores, "127.0.0.1", resolve));
    const refused = await refusal();
    await new Promise((resolve) => other.close(resolve));
    expect(refused).to.include(`ports ${ports.stores} are in use`).and.include("--port NUMBER");
  });

  it("are refused for a name server that has the port for datagrams alone", async () => {
    const names = createSocket("udp4");
    await new Promise<void>((resolve) => names.bind(ports.dns, "127.0.0.1", resolve));
    const refused = await refusal();
    await new Promise<void>((resolve) => names.close(resolve));
    expect(refused).to.include(`ports ${ports.dns} are in use`);
    expect(await refusal()).to.equal("");
  });
});
