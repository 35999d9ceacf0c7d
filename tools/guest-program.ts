/**
 * Tiny R2000 executables put together by hand, for benchmarks and tests that must know every instruction of
 * their guest. Format: exec-and-signals reference, section 4 (ECOFF, ZMAGIC, headers part of the text).
 */
const CODE_ADDRESS = 0x400000;
const DATA_ADDRESS = 0x10000000;
const HEADER_BYTES = 0x140;
const PAGE_BYTES = 4096;

/** An executable of these instructions; it has one page of zeroed data at 0x10000000. */
export function ecoffProgram(words: readonly number[]): Uint8Array {
  const codeSize = Math.ceil((HEADER_BYTES + words.length * 4) / PAGE_BYTES) * PAGE_BYTES;
  const bytes = new Uint8Array(codeSize);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x0162, true);
  view.setUint16(2, 3, true);
  view.setUint16(16, 56, true);
  view.setUint16(20, 0o413, true);
  const header = [
    codeSize,
    0,
    PAGE_BYTES,
    CODE_ADDRESS + HEADER_BYTES,
    CODE_ADDRESS,
    DATA_ADDRESS,
    DATA_ADDRESS,
  ];
  header.forEach((value, i) => {
    view.setUint32(24 + 4 * i, value, true);
  });
  words.forEach((word, i) => {
    view.setUint32(HEADER_BYTES + 4 * i, word, true);
  });
  return bytes;
}

/** Register numbers by name. */
export const R = {
  zero: 0,
  v0: 2,
  a0: 4,
  a1: 5,
  a2: 6,
  a3: 7,
  t0: 8,
  t1: 9,
  t2: 10,
  s0: 16,
  s1: 17,
  sp: 29,
  ra: 31,
} as const;

const immediate = (opcode: number, rs: number, rt: number, value: number): number =>
  ((opcode << 26) | (rs << 21) | (rt << 16) | (value & 0xffff)) >>> 0;
export const addiu = (rt: number, rs: number, value: number): number => immediate(9, rs, rt, value);
export const lui = (rt: number, value: number): number => immediate(15, 0, rt, value);
export const ori = (rt: number, rs: number, value: number): number => immediate(13, rs, rt, value);
/** Branch by `offset` instructions from the delay slot. */
export const bne = (rs: number, rt: number, offset: number): number => immediate(5, rs, rt, offset);
export const nop = 0;
export const syscall = 12;

/** Load a 32-bit constant. */
export const li = (rt: number, value: number): readonly number[] => [
  lui(rt, value >>> 16),
  ori(rt, rt, value & 0xffff),
];

const SPRITE_MAGIC = 0xbab1fade;
/** Make Sprite call `number`; the arguments are in place. */
export const call = (number: number): readonly number[] => [
  ...li(R.t0, number),
  ...li(R.t1, SPRITE_MAGIC),
  syscall,
];

/** Exit with `status`. */
export const exit = (status: number): readonly number[] => [addiu(R.a0, R.zero, status), ...call(2)];

/** Make call `number` `count` times and exit with 0. */
export function callLoop(number: number, count: number): Uint8Array {
  const body = [...call(number), addiu(R.s0, R.s0, -1)];
  return ecoffProgram([...li(R.s0, count), ...body, bne(R.s0, R.zero, -(body.length + 1)), nop, ...exit(0)]);
}
