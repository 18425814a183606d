/** First and last address of a range, as numbers. */
export function cidrBounds(cidr: string): { readonly first: number; readonly last: number } {
  const [address = "", prefix = ""] = cidr.split("/");
  const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

/** Whether two ranges share an address: networks that do can never be joined. */
export function cidrsOverlap(left: string, right: string): boolean {
  const a = cidrBounds(left);
  const b = cidrBounds(right);
  return a.first <= b.last && b.first <= a.last;
}
