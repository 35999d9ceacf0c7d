/** 68020 instructions, and a.out files of them (ZMAGIC, the header part of the text; exec-and-signals reference, 3). */
import type { GuestPrograms } from './programs.js';

const CODE_ADDRESS = 0x2000;
const HEADER_BYTES = 32;
const PAGE_BYTES = 8192;

/** It has one page of zeroed data behind its code. */
function fromCode(code: Uint8Array): Uint8Array {
  const codeSize = Math.ceil((HEADER_BYTES + code.length) / PAGE_BYTES) * PAGE_BYTES;
  const bytes = new Uint8Array(codeSize);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0002010b);
  view.setUint32(4, codeSize);
  view.setUint32(12, PAGE_BYTES);
  view.setUint32(20, CODE_ADDRESS + HEADER_BYTES);
  bytes.set(code, HEADER_BYTES);
  return bytes;
}

function program(halves: readonly number[]): Uint8Array {
  return fromCode(Uint8Array.from(halves.flatMap((half) => [(half >>> 8) & 0xff, half & 0xff])));
}

const long = (value: number): readonly number[] => [value >>> 16, value & 0xffff];
/** movel #value, %dn */
const loadConstant = (n: number, value: number): readonly number[] => [0x203c | (n << 9), ...long(value)];
/** pea of an absolute address: the constant goes onto the stack. */
const push = (value: number): readonly number[] => [0x4879, ...long(value)];
/** movel %d0, %sp@- */
const PUSH_D0 = 0x2f00;
const TRAP_1 = 0x4e41;
/** addql #4, %sp */
const POP = 0x588f;
/** subql #1, %d3 */
const COUNT_D3 = 0x5383;
/** lea %sp@(n), %sp */
const drop = (bytes: number): readonly number[] => [0x4fef, bytes];

/** As a stub does it: the number in d0 and on the stack; the arguments lie above a return address. */
const call = (number: number): readonly number[] => [...loadConstant(0, number), PUSH_D0, TRAP_1, POP];
const withArguments = (number: number, values: readonly number[]): readonly number[] => [
  ...[...values].reverse().flatMap(push),
  ...push(0),
  ...call(number),
  ...drop(4 * (values.length + 1)),
];
const exit = (status: number): readonly number[] => withArguments(2, [status]);

export const m68020Programs: GuestPrograms = {
  exit: (status) => program(exit(status)),
  callLoop(number, count) {
    const body = [...call(number), COUNT_D3];
    /** bne.w, counted in bytes from behind its first half. */
    const loop = [...body, 0x6600, (-2 * (body.length + 1)) & 0xffff];
    return program([...loadConstant(3, count), ...loop, ...exit(0)]);
  },
  callEach(numbers, argument, status) {
    const values = [argument, argument, argument, argument];
    return program([...numbers.flatMap((number) => withArguments(number, values)), ...exit(status)]);
  },
  fromCode,
  damage: {
    'code far too large': { 4: 0x7fffffff },
    'data behind the end of the file': { 8: 0x10000 },
    'bss without end': { 12: 0xffffffff },
    'bss into the stack': { 12: 0x0d000000 },
    'entry outside': { 20: 0x12345678 },
    'entry misaligned': { 20: 0x2021 },
    'entry in the header of nothing': { 4: 0, 20: 0x2020 },
  },
  magic: [0, 2, 1, 0x0b],
  littleEndian: false,
};
