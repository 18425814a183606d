/** The region that an ARN names; the fourth of its parts. */
export function regionOf(arn: string): string {
  const region = arn.split(":")[3];
  if (!region) throw new Error(`${arn} names no region`);
  return region;
}
