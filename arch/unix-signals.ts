/** The two numberings of signals, Sprite's and UNIX's, and their masks. Source: kernel-call reference, 5.4. */

/** By Sprite's number; 0 where UNIX has none. */
const unixNumbers: readonly number[] = [
  ...[0, 3, 8, 4, 11, 9, 2, 4],
  ...[4, 10, 29, 17, 19, 21, 13, 14],
  ...[16, 20, 15, 18, 22, 0, 0, 0],
  ...[0, 0, 23, 28, 6, 7, 30, 31],
];

export const unixSignal = (signal: number): number => unixNumbers[signal] ?? 0;

/** By UNIX's number; 0 where Sprite has none. SIGHUP and SIGINT are one signal to Sprite. */
const spriteNumbers: readonly number[] = [
  ...[0, 6, 6, 1, 3, 8, 28, 29],
  ...[2, 5, 9, 4, 0, 14, 15, 18],
  ...[16, 11, 19, 12, 17, 13, 20, 26],
  ...[0, 0, 0, 0, 27, 10, 30, 31],
];

/** Null where Sprite has none. */
export const spriteSignal = (signal: number): number | null => spriteNumbers[signal] || null;

const bit = (signal: number): number => (signal === 0 ? 0 : 1 << (signal - 1));

function translateMask(mask: number, numbers: readonly number[]): number {
  return numbers.reduce(
    (result, other, signal) => ((mask & bit(signal)) !== 0 ? result | bit(other) : result),
    0,
  );
}

export const unixMask = (mask: number): number => translateMask(mask, unixNumbers);
export const spriteMask = (mask: number): number => translateMask(mask, spriteNumbers);
