import type {
  Acknowledgement,
  AuthorityChange,
  FreshRequest,
  PaymentChange,
  ProcessorCall,
  StatusReading,
  Takeover,
} from "../checkers/facts";

/** What happened in a run, as it happened: the checkers' material, the trace and its digest. */
export class History {
  readonly acknowledgements: Acknowledgement[] = [];
  readonly readings: StatusReading[] = [];
  readonly freshRequests: FreshRequest[] = [];
  readonly calls: ProcessorCall[] = [];
  readonly changes: PaymentChange[] = [];
  readonly authorities: AuthorityChange[] = [];
  readonly takeovers: Takeover[] = [];
  readonly events = new Set<string>();
  /** The alerts that reached the operators, and those that nobody can demand any more. */
  readonly alerts = new Set<string>();
  /** The region that last told an event: there it waits to be read. */
  readonly tellers = new Map<string, string>();
  /** Every payment that was ever stored. */
  readonly keys = new Set<string>();
  readonly texts: string[] = [];
  readonly lines: string[] = [];
  remoteCalls = 0;
  private first = 0x811c9dc5;
  private second = 0x1000193;

  constructor(
    private readonly elapsedMs: () => number,
    private readonly keepLines: boolean,
  ) {}

  /** A state change: part of the digest, and of the story when somebody wants to read it. */
  note(line: string): void {
    this.mix(line);
    if (this.keepLines) this.tell(line);
  }

  /** A line of the story that is not worth a place in the digest. */
  tell(line: string): void {
    if (!this.keepLines) return;
    this.lines.push(`${(this.elapsedMs() / 1000).toFixed(3).padStart(9)} s  ${line}`);
  }

  /** Equal for equal runs: two 32-bit hashes over every noted change and its time. */
  digest(): string {
    const hex = (word: number) => (word >>> 0).toString(16).padStart(8, "0");
    return hex(this.first) + hex(this.second);
  }

  private mix(line: string): void {
    let { first, second } = this;
    first = Math.imul(first ^ Math.round(this.elapsedMs() * 8), 0x01000193);
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x5bd1e995) ^ (second >>> 13);
    }
    this.first = first;
    this.second = second;
  }
}
