import { firstNotBefore, type Row, type RowOrder, scatter } from "./row";

const NO_ROWS: readonly Row[] = [];

/** Rows by partition, sorted within each; and, once somebody scans, all rows in scan order. */
export class Partitions {
  private readonly lists = new Map<string, Row[]>();
  private scanned: Row[] | undefined;

  constructor(private readonly order: RowOrder) {}

  /** All rows of a partition in ascending order. */
  rows(hash: string): readonly Row[] {
    return this.lists.get(hash) ?? NO_ROWS;
  }

  insert(row: Row): void {
    const list = this.lists.get(row.hash);
    if (!list) this.lists.set(row.hash, [row]);
    else {
      const last = list[list.length - 1];
      // New rows mostly belong at the end: due times and creation times grow.
      if (!last || this.order(last, row) < 0) list.push(row);
      else list.splice(this.find(list, row), 0, row);
    }
    if (this.scanned) this.scanned.splice(this.findScanned(this.scanned, row), 0, row);
  }

  remove(row: Row): void {
    const list = this.lists.get(row.hash);
    if (!list) return;
    if (list.length === 1) this.lists.delete(row.hash);
    else list.splice(this.find(list, row), 1);
    if (this.scanned) this.scanned.splice(this.findScanned(this.scanned, row), 1);
  }

  /** All rows as a scan meets them. */
  scanOrder(): readonly Row[] {
    this.scanned ??= [...this.lists.keys()]
      .sort((a, b) => compareScattered(a, b))
      .flatMap((hash) => this.lists.get(hash) ?? []);
    return this.scanned;
  }

  /** Whether the row comes before the other in a scan. */
  isScannedBefore(row: Row, other: Row): boolean {
    return (compareScattered(row.hash, other.hash) || this.order(row, other)) < 0;
  }

  private find(list: readonly Row[], row: Row): number {
    return firstNotBefore(list, (candidate) => this.order(candidate, row) < 0);
  }

  private findScanned(rows: readonly Row[], row: Row): number {
    return firstNotBefore(rows, (candidate) => this.isScannedBefore(candidate, row));
  }
}

function compareScattered(a: string, b: string): number {
  if (a === b) return 0;
  return scatter(a) - scatter(b) || (a < b ? -1 : 1);
}
