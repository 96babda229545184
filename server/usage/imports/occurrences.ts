const words = 4;
/** Four of the hash, and how often it came; 0: the place is free. */
const place = words + 1;

/**
 * Counts how often each of many hashes came. An export has a row for each of millions of hashes, and a Map of their
 * texts takes five times as much memory: here a place takes 20 bytes, and at least a third of the places are taken.
 */
export class Occurrences {
  private places = 1024;
  private table = new Uint32Array(this.places * place);
  private taken = 0;

  /** @param hash 32 hexadecimal digits @returns 1 where it comes for the first time, then 2 and so on */
  next(hash: string): number {
    if (this.taken * 3 > this.places * 2) this.grow();
    const key = Array.from({ length: words }, (_, n) => Number.parseInt(hash.slice(n * 8, n * 8 + 8), 16));
    const at = this.placeOf(key);
    const before = this.table[at + words] ?? 0;
    if (before === 0) {
      this.table.set(key, at);
      this.taken += 1;
    }
    this.table[at + words] = before + 1;
    return before + 1;
  }

  /** Where a hash stands, or the free place that it would take. */
  private placeOf(key: ArrayLike<number>): number {
    for (let n = (key[0] ?? 0) % this.places; ; n = (n + 1) % this.places) {
      const at = n * place;
      if (this.table[at + words] === 0) return at;
      if (this.table[at] === key[0] && this.isSame(at, key)) return at;
    }
  }

  private isSame(at: number, key: ArrayLike<number>): boolean {
    for (let n = 1; n < words; n++) if (this.table[at + n] !== key[n]) return false;
    return true;
  }

  private grow(): void {
    const before = this.table;
    this.places *= 2;
    this.table = new Uint32Array(this.places * place);
    for (let at = 0; at < before.length; at += place) {
      if (before[at + words] === 0) continue;
      const one = before.subarray(at, at + place);
      this.table.set(one, this.placeOf(one));
    }
  }
}
