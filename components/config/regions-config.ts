/** A region of the commercial partition: the only one whose ARNs this program writes. */
export const REGION_NAME = {
  pattern:
    /^(af|ap|ca|eu|il|me|mx|sa|us)-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d$/,
  example: "us-east-1",
};

/**
 * The sets of regions inside which DynamoDB keeps a strongly consistent global table. A table needs three
 * members of one set: two replicas and a witness.
 */
export const STRONG_REGION_SETS: readonly (readonly string[])[] = [
  ["us-east-1", "us-east-2", "us-west-2"],
  ["eu-west-1", "eu-west-2", "eu-central-1", "eu-west-3"],
  ["ap-northeast-1", "ap-northeast-3", "ap-northeast-2"],
];

/** Where to watch from when the pair belongs to no set. */
const VANTAGE_OF_LAST_RESORT = ["us-west-2", "us-east-2", "eu-west-1"];

/** The set that holds both regions, if there is one. */
export function strongSetOf(primary: string, secondary: string): readonly string[] | undefined {
  return STRONG_REGION_SETS.find((set) => set.includes(primary) && set.includes(secondary));
}

/** The third member: it stores the log of writes, serves nobody and costs nothing. */
export function witnessOf(primary: string, secondary: string): string | undefined {
  return strongSetOf(primary, secondary)?.find(
    (region) => region !== primary && region !== secondary,
  );
}

/** The region that watches the other two: the witness where there is one. */
export function vantageOf(primary: string, secondary: string): string {
  const outside = (region: string) => region !== primary && region !== secondary;
  const vantage = witnessOf(primary, secondary) ?? VANTAGE_OF_LAST_RESORT.find(outside);
  if (vantage === undefined) throw new Error(`no region watches ${primary} and ${secondary}`);
  return vantage;
}
