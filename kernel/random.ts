/**
 * Seeded random numbers: one stream for each purpose, so that drawing more for one thing changes nothing for
 * another. The generator is xoshiro128** (Blackman and Vigna), seeded by splitmix32 over seed and purpose.
 */
export interface Random {
  /** 0 .. 2^32-1. */
  next(): number;
  /** An integer 0 .. `limit`-1. */
  below(limit: number): number;
  /** True with `probability` 0 .. 1. */
  chance(probability: number): boolean;
}

const TWO_32 = 0x1_0000_0000;

export function createRandom(seed: number, purpose: string): Random {
  let mixed = seed >>> 0;
  for (let i = 0; i < purpose.length; i++) mixed = Math.imul(mixed ^ purpose.charCodeAt(i), 0x01000193) >>> 0;
  const splitmix = (): number => {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()];
  const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

  function next(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  }

  return {
    next,
    below: (limit) => Math.floor((next() / TWO_32) * limit),
    chance: (probability) => probability > 0 && next() / TWO_32 < probability,
  };
}
