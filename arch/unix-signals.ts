/** The numbers that handlers of UNIX programs are given. Source: kernel-call reference, 5.4. */

/** By Sprite's number; 0 where UNIX has none. */
const unixNumbers: readonly number[] = [
  ...[0, 3, 8, 4, 11, 9, 2, 4],
  ...[4, 10, 29, 17, 19, 21, 13, 14],
  ...[16, 20, 15, 18, 22, 0, 0, 0],
  ...[0, 0, 23, 28, 6, 7, 30, 31],
];

export const unixSignal = (signal: number): number => unixNumbers[signal] ?? 0;
