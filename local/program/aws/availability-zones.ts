// Regions whose zone letters are not simply a, b, c. For the others three zones are what every
// account can rely on.
const LETTERS: Readonly<Record<string, string>> = {
  "us-east-1": "abcdef",
  "us-west-1": "ac",
  "us-west-2": "abcd",
  "ca-central-1": "abd",
  "ap-northeast-1": "acd",
  "ap-northeast-2": "abcd",
};

const DIRECTIONS: Readonly<Record<string, string>> = {
  northeast: "ne",
  northwest: "nw",
  southeast: "se",
  southwest: "sw",
  north: "n",
  south: "s",
  east: "e",
  west: "w",
  central: "c",
};

/** The availability zones of a region, by name and by the identifier that is equal for everybody. */
export function availabilityZones(region: string): { name: string; id: string }[] {
  const [area = "", direction = "", number = ""] = region.split("-");
  const prefix = `${area}${DIRECTIONS[direction] ?? direction}${number}`;
  return [...(LETTERS[region] ?? "abc")].map((letter, index) => ({
    name: `${region}${letter}`,
    id: `${prefix}-az${index + 1}`,
  }));
}
