/**
 * Condition codes of the 68020 as procedures keep them (`Word.FlagN` and the like), and as the program sees them. Operands and
 * results are sign-extended from their size to 32 bits, so that one rule serves all sizes.
 */
import { Word } from './context.js';

/** Bits of the condition code register. */
export const enum Ccr {
  C = 1,
  V = 2,
  Z = 4,
  N = 8,
  X = 16,
  All = 31,
}

export function packCcr(words: Int32Array): number {
  return (
    (words[Word.FlagX] < 0 ? Ccr.X : 0) |
    (words[Word.FlagN] < 0 ? Ccr.N : 0) |
    (words[Word.FlagZ] === 0 ? Ccr.Z : 0) |
    (words[Word.FlagV] < 0 ? Ccr.V : 0) |
    (words[Word.FlagC] < 0 ? Ccr.C : 0)
  );
}

export function unpackCcr(words: Int32Array, ccr: number): void {
  words[Word.FlagX] = (ccr & Ccr.X) !== 0 ? -1 : 0;
  words[Word.FlagN] = (ccr & Ccr.N) !== 0 ? -1 : 0;
  words[Word.FlagZ] = (ccr & Ccr.Z) !== 0 ? 0 : 1;
  words[Word.FlagV] = (ccr & Ccr.V) !== 0 ? -1 : 0;
  words[Word.FlagC] = (ccr & Ccr.C) !== 0 ? -1 : 0;
}

export function setFlags(words: Int32Array, n: number, z: number, v: number, c: number, x: number): void {
  words[Word.FlagN] = n;
  words[Word.FlagZ] = z;
  words[Word.FlagV] = v;
  words[Word.FlagC] = c;
  words[Word.FlagX] = x;
}

/** N and Z of a result; V and C clear. */
export function setLogic(words: Int32Array, result: number): void {
  words[Word.FlagN] = result;
  words[Word.FlagZ] = result;
  words[Word.FlagV] = 0;
  words[Word.FlagC] = 0;
}

/** N, Z, V and C of `result` = destination - source. */
export function setCompare(words: Int32Array, destination: number, source: number, result: number): void {
  words[Word.FlagN] = result;
  words[Word.FlagZ] = result;
  words[Word.FlagV] = (source ^ destination) & (result ^ destination);
  words[Word.FlagC] = (source & ~destination) | (result & (source | ~destination));
}

/** For each condition 0 .. 15, a bit for each state of N Z V C (bits 3 .. 0 of its number) in which it holds. */
const conditions: Readonly<Uint16Array> = makeConditions();

function makeConditions(): Uint16Array {
  const table = new Uint16Array(16);
  for (let state = 0; state < 16; state++) {
    const [c, v, z, n] = [1, 2, 4, 8].map((bit) => (state & bit) !== 0);
    const even = [true, !c && !z, !c, !z, !v, !n, n === v, n === v && !z];
    even.forEach((holding, i) => {
      table[2 * i + (holding ? 0 : 1)] |= 1 << state;
    });
  }
  return table;
}

/** Whether a condition holds. */
export function conditionHolds(condition: number, n: number, z: number, v: number, c: number): boolean {
  const state = ((n >>> 31) << 3) | (z === 0 ? 4 : 0) | ((v >>> 31) << 1) | (c >>> 31);
  return ((conditions[condition] >>> state) & 1) !== 0;
}

export const holds = (words: Int32Array, condition: number): boolean =>
  conditionHolds(condition, words[Word.FlagN], words[Word.FlagZ], words[Word.FlagV], words[Word.FlagC]);
