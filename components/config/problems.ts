/** One thing that is wrong with the stack's configuration, and what to do about it. */
export interface ConfigProblem {
  /** Full key, such as `payments-dr:dns.ttlSeconds`. */
  readonly key: string;
  readonly problem: string;
  readonly remedy: string;
}

/** Collects problems so that an operator sees all of them in one preview. */
export class Problems {
  private readonly found: ConfigProblem[] = [];

  add(key: string, problem: string, remedy: string): void {
    this.found.push({ key: `payments-dr:${key}`, problem, remedy });
  }

  get list(): readonly ConfigProblem[] {
    return this.found;
  }

  /** Throws one error that lists every problem, one per line. */
  throwIfAny(): void {
    if (this.found.length === 0) return;
    const lines = this.found.map(
      ({ key, problem, remedy }) => `- ${key}: ${problem}. Remedy: ${remedy}.`,
    );
    throw new Error(`this stack cannot be deployed as configured:\n${lines.join("\n")}`);
  }
}
