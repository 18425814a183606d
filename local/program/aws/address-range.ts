/** A block of IPv4 addresses in CIDR notation, as numbers. */
export interface AddressRange {
  readonly first: number;
  readonly bits: number;
}

/** Reads `10.0.0.0/16`; throws on anything else, including bits set below the mask. */
export function parseRange(text: string): AddressRange {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const parts = (match ?? []).slice(1).map(Number);
  const bits = parts[4] ?? 33;
  if (!match || parts.slice(0, 4).some((part) => part > 255) || bits > 32) {
    throw new Error(`"${text}" is not an address range like 10.0.0.0/16`);
  }
  const first = parts.slice(0, 4).reduce((sum, part) => sum * 256 + part, 0);
  if (first % sizeOf(bits) !== 0) throw new Error(`${text} does not begin on its own boundary`);
  return { first, bits };
}

export function formatRange({ first, bits }: AddressRange): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${bits}`;
}

export function sizeOf(bits: number): number {
  return 2 ** (32 - bits);
}

/** The first block of the given size at or after an address. */
export function blockFrom(address: number, bits: number): AddressRange {
  const size = sizeOf(bits);
  return { first: Math.ceil(address / size) * size, bits };
}

/** The address after a range. */
export function endOf(range: AddressRange): number {
  return range.first + sizeOf(range.bits);
}
