import type { Links } from "../../service";

/** Cross-region: which regions are alive, who reaches whom, and how wrong their clocks are. */
export class Network {
  private readonly dark = new Set<string>();
  private readonly skews = new Map<string, number>();

  constructor(private readonly links: Links) {}

  isDark(region: string): boolean {
    return this.dark.size > 0 && this.dark.has(region);
  }

  setDark(region: string, dark: boolean): void {
    if (dark) this.dark.add(region);
    else this.dark.delete(region);
  }

  /** Cross-region: whether a message from one region arrives in the other. */
  canSend(from: string, to: string): boolean {
    return !this.isDark(from) && !this.isDark(to) && this.links.canReach(from, to);
  }

  /** Cross-region: whether two regions can agree on something: a question and its answer both arrive. */
  areConnected(a: string, b: string): boolean {
    return this.canSend(a, b) && this.links.canReach(b, a);
  }

  setClockSkew(region: string, skewMs: number): void {
    this.skews.set(region, skewMs);
  }

  clockSkewMs(region: string): number {
    return this.skews.get(region) ?? 0;
  }
}
