/** A history's choices, one byte each. The same bytes play the same history; past the end nothing bad happens any more. */
export class Tape {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get over(): boolean {
    return this.at >= this.bytes.length;
  }

  /** 0 … count − 1 */
  pick(count: number): number {
    return count < 2 ? 0 : (this.bytes[this.at++] ?? 0) % count;
  }

  /** true once in `n` */
  once(n: number): boolean {
    return this.pick(n) === n - 1;
  }

  of<T>(list: readonly T[]): T {
    return list[this.pick(list.length)] as T;
  }
}
