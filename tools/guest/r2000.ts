/** R2000 instructions, and ECOFF files of them (ZMAGIC, headers part of the text; exec-and-signals reference, 4). */
import type { GuestPrograms } from './programs.js';

const CODE_ADDRESS = 0x400000;
const DATA_ADDRESS = 0x10000000;
const HEADER_BYTES = 0x140;
const PAGE_BYTES = 4096;

/** It has one page of zeroed data at 0x10000000. */
function fromCode(code: Uint8Array): Uint8Array {
  const codeSize = Math.ceil((HEADER_BYTES + code.length) / PAGE_BYTES) * PAGE_BYTES;
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
  bytes.set(code, HEADER_BYTES);
  return bytes;
}

function program(words: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * words.length));
  words.forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  return fromCode(new Uint8Array(view.buffer));
}

const R = { zero: 0, a0: 4, a1: 5, a2: 6, a3: 7, t0: 8, t1: 9, s0: 16 } as const;

const immediate = (opcode: number, rs: number, rt: number, value: number): number =>
  ((opcode << 26) | (rs << 21) | (rt << 16) | (value & 0xffff)) >>> 0;
const addiu = (rt: number, rs: number, value: number): number => immediate(9, rs, rt, value);
const lui = (rt: number, value: number): number => immediate(15, 0, rt, value);
const ori = (rt: number, rs: number, value: number): number => immediate(13, rs, rt, value);
/** Branch by `offset` instructions from the delay slot. */
const bne = (rs: number, rt: number, offset: number): number => immediate(5, rs, rt, offset);
const nop = 0;
const syscall = 12;

const loadConstant = (rt: number, value: number): readonly number[] => [
  lui(rt, value >>> 16),
  ori(rt, rt, value & 0xffff),
];

const SPRITE_MAGIC = 0xbab1fade;
/** Make Sprite call `number`; the arguments are in place. */
const call = (number: number): readonly number[] => [
  ...loadConstant(R.t0, number),
  ...loadConstant(R.t1, SPRITE_MAGIC),
  syscall,
];
const exit = (status: number): readonly number[] => [addiu(R.a0, R.zero, status), ...call(2)];

export const r2000Programs: GuestPrograms = {
  exit: (status) => program(exit(status)),
  callLoop(number, count) {
    const body = [...call(number), addiu(R.s0, R.s0, -1)];
    const loop = [...body, bne(R.s0, R.zero, -(body.length + 1)), nop];
    return program([...loadConstant(R.s0, count), ...loop, ...exit(0)]);
  },
  callEach(numbers, argument, status) {
    const registers = [R.a0, R.a1, R.a2, R.a3];
    const load = registers.flatMap((register) => loadConstant(register, argument));
    return program([...numbers.flatMap((number) => [...load, ...call(number)]), ...exit(status)]);
  },
  fromCode,
  damage: {
    'code far too large': { 24: 0x7fffffff },
    'data at the top of memory': { 44: 0xfffff000, 48: 0xfffff000 },
    'bss without end': { 32: 0xffffffff },
    'entry outside': { 36: 0x12345678 },
    'entry misaligned': { 36: 0x400142 },
    'code over data': { 44: 0x400000 },
    'code in the kernel': { 36: 0x80000140, 40: 0x80000000 },
  },
  magic: [0x62, 0x01],
  littleEndian: true,
};
