/**
 * The 68881's constant ROM (FMOVECR). Entries have more bits than a register, so that they round in every mode;
 * where the chip's are not the true value's they are the chip's: e and log10(2) are a little low, log10(e) ends
 * with its 64 bits. Source: MC68881/MC68882 user's manual, FMOVECR, and the values that the 68040's emulation of it
 * loads in each mode.
 */
import { setFinite, setZero } from './extended.js';

/** Offset; biased exponent; mantissa in three words. Offsets that are not here hold 0. */
const rom: readonly (readonly [number, number, number, number, number])[] = [
  [0x00, 0x4000, 0xc90fdaa2, 0x2168c234, 0xc4c6628c], // pi
  [0x0b, 0x3ffd, 0x9a209a84, 0xfbcff798, 0x20000000], // log10(2)
  [0x0c, 0x4000, 0xadf85458, 0xa2bb4a9a, 0x20000000], // e
  [0x0d, 0x3fff, 0xb8aa3b29, 0x5c17f0bb, 0xbe87fed0], // log2(e)
  [0x0e, 0x3ffd, 0xde5bd8a9, 0x37287195, 0x00000000], // log10(e)
  [0x30, 0x3ffe, 0xb17217f7, 0xd1cf79ab, 0xc9e3b398], // ln(2)
  [0x31, 0x4000, 0x935d8ddd, 0xaaa8ac16, 0xea56d62b], // ln(10)
  [0x32, 0x3fff, 0x80000000, 0x00000000, 0x00000000], // 1
  [0x33, 0x4002, 0xa0000000, 0x00000000, 0x00000000], // 10
  [0x34, 0x4005, 0xc8000000, 0x00000000, 0x00000000], // 10^2
  [0x35, 0x400c, 0x9c400000, 0x00000000, 0x00000000], // 10^4
  [0x36, 0x4019, 0xbebc2000, 0x00000000, 0x00000000], // 10^8
  [0x37, 0x4034, 0x8e1bc9bf, 0x04000000, 0x00000000], // 10^16
  [0x38, 0x4069, 0x9dc5ada8, 0x2b70b59d, 0xf0200000], // 10^32
  [0x39, 0x40d3, 0xc2781f49, 0xffcfa6d5, 0x3cbf6b71], // 10^64
  [0x3a, 0x41a8, 0x93ba47c9, 0x80e98cdf, 0xc66f336c], // 10^128
  [0x3b, 0x4351, 0xaa7eebfb, 0x9df9de8d, 0xddbb901b], // 10^256
  [0x3c, 0x46a3, 0xe319a0ae, 0xa60e91c6, 0xcc655c54], // 10^512
  [0x3d, 0x4d48, 0xc9767586, 0x81750c17, 0x650d3d28], // 10^1024
  [0x3e, 0x5a92, 0x9e8b3b5d, 0xc53d5de4, 0xa74d28ce], // 10^2048
  [0x3f, 0x7525, 0xc4605202, 0x8a20979a, 0xc94c153f], // 10^4096
];

/** R is the constant at an offset, still to be rounded. */
export function setConstant(w: Int32Array, offset: number): void {
  const entry = rom.find(([at]) => at === offset);
  if (entry === undefined) setZero(w, 0);
  else setFinite(w, 0, entry[1], entry[2] | 0, entry[3] | 0, entry[4] | 0);
}
