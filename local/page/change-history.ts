/** From this moment on, until the next change. */
export interface Change<Value> {
  readonly fromMs: number;
  readonly value: Value;
}

/** More changes than this in one night are not drawn any more. */
const CHANGES_MAX = 300;

/** A value over time, as the moments at which it changed. */
export class ChangeHistory<Value> {
  private readonly changes: Change<Value>[] = [];

  constructor(private readonly same: (a: Value, b: Value) => boolean = Object.is) {}

  /** True when the value is a new one. */
  note(value: Value, atMs: number): boolean {
    const last = this.changes.at(-1);
    if (last && this.same(last.value, value)) return false;
    this.changes.push({ fromMs: atMs, value });
    if (this.changes.length > CHANGES_MAX) this.changes.shift();
    return true;
  }

  get current(): Value | undefined {
    return this.changes.at(-1)?.value;
  }

  /** How many values there were so far; the first one is no change. */
  get length(): number {
    return this.changes.length;
  }

  /** What is needed to draw everything after a moment: the value at that moment, and each later one. */
  since(fromMs: number): readonly Change<Value>[] {
    const later = this.changes.findIndex((change) => change.fromMs > fromMs);
    const first = later < 0 ? this.changes.length - 1 : Math.max(0, later - 1);
    return this.changes.slice(Math.max(0, first));
  }
}
