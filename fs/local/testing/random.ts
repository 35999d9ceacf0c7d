/** Random numbers for tests, the same for the same seed. */
export interface Random {
  /** A whole number from 0 up to `limit`. */
  below(limit: number): number;
  oneOf<T>(items: readonly T[]): T;
}

export function createRandom(seed: number): Random {
  let state = Math.imul(seed, 0x9e37_79b1) >>> 0;
  function below(limit: number): number {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000) * limit);
  }
  return { below, oneOf: (items) => items[below(items.length)] };
}
