/** Dimensions by name; the order in which they were given never matters. */
export type Dimensions = Readonly<Record<string, string>>;

/** How the other services publish what AWS publishes for them. */
export type RecordMetric = (
  region: string,
  namespace: string,
  name: string,
  dimensions: Dimensions,
  value: number,
  unit: string,
) => void;
