import { listAt, textAt, valueAt } from "../property-path";
import type { Properties } from "../resource-node";
import {
  type AddressRange,
  blockFrom,
  endOf,
  formatRange,
  parseRange,
  sizeOf,
} from "./address-range";

/** One subnet that `awsx.ec2.Vpc` creates. */
export interface PlannedSubnet {
  readonly name: string;
  readonly kind: "Public" | "Private" | "Isolated";
  readonly zone: string;
  readonly zoneIndex: number;
  readonly cidrBlock: string;
  readonly tags: Properties;
}

// The older default strategy fills each zone in this order and caps the size of each kind.
const LEGACY_ORDER = ["private", "public", "isolated"] as const;
const LEGACY_SMALLEST: Readonly<Record<string, number>> = { private: 19, public: 20, isolated: 24 };
const SMALLEST_SUBNET_BITS = 28;

/** Where `awsx.ec2.Vpc` puts which subnet, for the strategies we use; others are refused. */
export function planSubnets(
  networkName: string,
  inputs: Properties,
  zones: readonly string[],
): PlannedSubnet[] {
  const network = parseRange(textAt(inputs, "cidrBlock") || "10.0.0.0/16");
  const strategy = textAt(inputs, "subnetStrategy") || "Legacy";
  const given = listAt(inputs, "subnetSpecs");
  if (!["Legacy", "Auto", "Exact"].includes(strategy)) {
    throw new Error(`awsx.ec2.Vpc: subnetStrategy ${strategy} is not modelled`);
  }
  const zoneBits =
    Number(valueAt(inputs, "availabilityZoneCidrMask") ?? 0) ||
    network.bits + Math.ceil(Math.log2(zones.length));
  const specs = given.length > 0 ? ordered(given, strategy) : defaultSpecs(zoneBits);
  return zones.flatMap((zone, zoneIndex) => {
    const zoneRange = { first: network.first + zoneIndex * sizeOf(zoneBits), bits: zoneBits };
    const ranges = rangesIn(zoneRange, specs, strategy, zoneIndex);
    return specs.flatMap((spec, index) => {
      const kind = textAt(spec, "type");
      if (kind.toLowerCase() === "unused") return [];
      const label = textAt(spec, "name") || kind.toLowerCase();
      return {
        name: `${networkName}-${label}-${zoneIndex + 1}`,
        kind: (kind[0]?.toUpperCase() + kind.slice(1).toLowerCase()) as PlannedSubnet["kind"],
        zone,
        zoneIndex,
        cidrBlock: formatRange(ranges[index] as AddressRange),
        tags: (valueAt(spec, "tags") ?? {}) as Properties,
      };
    });
  });
}

function ordered(specs: readonly unknown[], strategy: string): readonly unknown[] {
  if (strategy !== "Legacy" || specs.some((spec) => listAt(spec, "cidrBlocks").length > 0)) {
    return specs;
  }
  return LEGACY_ORDER.flatMap((kind) =>
    specs.filter((spec) => textAt(spec, "type").toLowerCase() === kind),
  );
}

function defaultSpecs(zoneBits: number): readonly unknown[] {
  // Half of the zone for private and a quarter for public subnets, of at most a /16.
  const bits = Math.max(zoneBits, 16);
  if (bits + 2 > SMALLEST_SUBNET_BITS) {
    throw new Error(`awsx.ec2.Vpc: a /${zoneBits} per zone is too small for default subnets`);
  }
  return [
    { type: "Private", cidrMask: bits + 1 },
    { type: "Public", cidrMask: bits + 2 },
  ];
}

function rangesIn(
  zone: AddressRange,
  specs: readonly unknown[],
  strategy: string,
  zoneIndex: number,
): AddressRange[] {
  const ranges: AddressRange[] = [];
  let next = zone.first;
  for (const spec of specs) {
    const explicit = listAt(spec, "cidrBlocks")[zoneIndex];
    const range = explicit
      ? parseRange(String(explicit))
      : blockFrom(next, maskOf(spec, zone.bits, specs.length, strategy));
    next = endOf(range);
    if (!explicit && next > endOf(zone)) {
      throw new Error(`awsx.ec2.Vpc: the subnets do not fit into ${formatRange(zone)}`);
    }
    ranges.push(range);
  }
  return ranges;
}

function maskOf(spec: unknown, zoneBits: number, count: number, strategy: string): number {
  const mask = Number(valueAt(spec, "cidrMask") ?? 0);
  if (mask > 0) return mask;
  const size = Number(valueAt(spec, "size") ?? 0);
  if (size > 0) return 32 - Math.log2(size);
  if (strategy !== "Legacy") return zoneBits + Math.ceil(Math.log2(count));
  const smallest = LEGACY_SMALLEST[textAt(spec, "type").toLowerCase()] ?? 0;
  return Math.max(zoneBits + (count === 1 ? 0 : 1), smallest);
}
