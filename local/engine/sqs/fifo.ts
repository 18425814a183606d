/** First in, first out with constant cost: a plain array's shift copies the whole backlog. */
export class Fifo<T> {
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    if (this.head >= this.items.length) return undefined;
    const item = this.items[this.head] as T;
    this.head += 1;
    if (this.head > 512 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }

  /** Lets the item at the offset overtake the first one. */
  swapWithFirst(offset: number): void {
    const first = this.items[this.head];
    const other = this.items[this.head + offset];
    if (first === undefined || other === undefined) return;
    this.items[this.head] = other;
    this.items[this.head + offset] = first;
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}
