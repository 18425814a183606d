interface Bucket {
  readonly second: number;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
  values: number[];
  weights: number[];
}

/** Everything about a stretch of time that a statistic can be read from. */
export interface Aggregate {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  /** Single values with how often each occurred; empty when only a summary was published. */
  readonly values: readonly { readonly value: number; readonly weight: number }[];
}

/** What is published for one moment: a value that occurred so often, or a summary. */
export interface Sample {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly value?: number;
}

/** One metric of one region over time, at a resolution of a second. */
export class MetricSeries {
  /** The unit of the first sample, which is the unit of them all. */
  unit: string | undefined;
  private buckets: Bucket[] = [];

  constructor(private readonly retentionMs: number) {}

  add(atMs: number, sample: Sample): void {
    const bucket = this.bucketAt(Math.floor(atMs / 1000));
    bucket.count += sample.count;
    bucket.sum += sample.sum;
    bucket.minimum = Math.min(bucket.minimum, sample.minimum);
    bucket.maximum = Math.max(bucket.maximum, sample.maximum);
    if (sample.value === undefined) return;
    bucket.values.push(sample.value);
    bucket.weights.push(sample.count);
  }

  /** From this time on, up to but not including the other one; undefined when there is nothing. */
  between(fromMs: number, toMs: number, withValues: boolean): Aggregate | undefined {
    const from = Math.ceil(fromMs / 1000);
    const to = Math.ceil(toMs / 1000);
    let count = 0;
    let sum = 0;
    let minimum = Number.POSITIVE_INFINITY;
    let maximum = Number.NEGATIVE_INFINITY;
    const values: { value: number; weight: number }[] = [];
    for (let i = this.indexOf(from); i < this.buckets.length; i++) {
      const bucket = this.buckets[i] as Bucket;
      if (bucket.second >= to) break;
      count += bucket.count;
      sum += bucket.sum;
      minimum = Math.min(minimum, bucket.minimum);
      maximum = Math.max(maximum, bucket.maximum);
      if (!withValues) continue;
      bucket.values.forEach((value, index) => {
        values.push({ value, weight: bucket.weights[index] ?? 1 });
      });
    }
    return count > 0 ? { count, sum, minimum, maximum, values } : undefined;
  }

  private bucketAt(second: number): Bucket {
    const last = this.buckets[this.buckets.length - 1];
    if (last && last.second === second) return last;
    const index = !last || last.second < second ? this.buckets.length : this.indexOf(second);
    const present = this.buckets[index];
    if (present?.second === second) return present;
    const bucket: Bucket = {
      second,
      count: 0,
      sum: 0,
      minimum: Number.POSITIVE_INFINITY,
      maximum: Number.NEGATIVE_INFINITY,
      values: [],
      weights: [],
    };
    if (index === this.buckets.length) this.buckets.push(bucket);
    else this.buckets.splice(index, 0, bucket);
    this.forget(second);
    return bucket;
  }

  /** Drops what is too old, in large steps: a step copies what stays. */
  private forget(second: number): void {
    const oldest = second - this.retentionMs / 1000;
    if ((this.buckets[0]?.second ?? second) > oldest - 600) return;
    this.buckets = this.buckets.slice(this.indexOf(oldest));
  }

  /** The first bucket at or after this second. */
  private indexOf(second: number): number {
    let low = 0;
    let high = this.buckets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.buckets[middle] as Bucket).second < second) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
