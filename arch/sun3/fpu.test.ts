import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Word } from './context.js';
import { FpuCondition, FpuOutcome } from './fpu-interface.js';
import { Opmode } from './fpu-opmodes.js';
import {
  createFpuLab,
  DATA_REGISTER,
  type FpuLab,
  MEMORY,
  memoryCommand,
  REGISTERS,
  registerCommand,
  storeCommand,
} from './testing/fpu-lab.js';

const [LONG, SINGLE, EXTENDED, PACKED, WORD, DOUBLE, BYTE] = [0, 1, 2, 3, 4, 5, 6];
/** Rounding modes and precisions of FPCR. */
const [NEAREST, ZERO, MINUS, PLUS] = [0x00, 0x10, 0x20, 0x30];
const [IN_SINGLE, IN_DOUBLE] = [0x40, 0x80];
const BSUN = 0x8000;
const SNAN = 0x4000;
const OPERR = 0x2000;
const DZ = 0x0400;
const INEX2 = 0x0200;
/** Condition codes. */
const N = 0x08000000;
const Z = 0x04000000;
const I = 0x02000000;
const NAN = 0x01000000;

const ONE = [0x3fff0000, -0x80000000, 0];
const MINUS_TWO = [0xc0000000 | 0, -0x80000000, 0];
const INFINITY = [0x7fff0000, 0, 0];
const SIGNALLING = [0x7fff0000, 0x80000001 | 0, 0];

const hex = (words: readonly number[]): string =>
  words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

function fill(lab: FpuLab, longs: readonly number[]): void {
  for (const [i, word] of longs.entries()) lab.memory.setInt32(4 * i, word);
}

/** FMOVE from memory into FP2; the register. */
function load(lab: FpuLab, format: number): string {
  assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, format, 2)), 0);
  return hex(lab.register(2));
}

test('numbers of every format come in', () => {
  const lab = createFpuLab();
  lab.setStatus(0, 0);
  lab.memory.setInt32(0, -5);
  assert.equal(load(lab, LONG), 'c0010000 a0000000 00000000');
  assert.equal(lab.fpsr(), N);
  lab.memory.setInt16(0, 0x7fff);
  assert.equal(load(lab, WORD), '400d0000 fffe0000 00000000');
  lab.memory.setInt8(0, -128);
  assert.equal(load(lab, BYTE), 'c0060000 80000000 00000000');
  lab.memory.setFloat32(0, 0.15625);
  assert.equal(load(lab, SINGLE), '3ffc0000 a0000000 00000000');
  lab.memory.setInt32(0, 1); // the least single
  assert.equal(load(lab, SINGLE), '3f6a0000 80000000 00000000');
  lab.memory.setFloat64(0, -1 / 3);
  assert.equal(load(lab, DOUBLE), 'bffd0000 aaaaaaaa aaaaa800');
  lab.memory.setBigUint64(0, 1n); // the least double
  assert.equal(load(lab, DOUBLE), '3bcd0000 80000000 00000000');
  lab.memory.setFloat64(0, Number.NEGATIVE_INFINITY);
  assert.equal(load(lab, DOUBLE), 'ffff0000 00000000 00000000');
  assert.equal(lab.fpsr(), N | I);
  lab.memory.setBigUint64(0, 0x7ff0000000000001n); // a signalling NaN
  assert.equal(load(lab, DOUBLE), '7fff0000 c0000000 00000800');
  assert.equal(lab.fpsr(), NAN | SNAN | 0x80);
  // An unnormal is normalised; 0 has no exponent.
  fill(lab, [0x40050000, 0x00000001, 0]);
  assert.equal(load(lab, EXTENDED), '3fe60000 80000000 00000000');
  fill(lab, [0x40050000, 0, 0]);
  assert.equal(load(lab, EXTENDED), '00000000 00000000 00000000');
});

test('integers go out rounded, the greatest of their sign where they do not fit', () => {
  const lab = createFpuLab();
  const store = (value: number, format: number, mode: number): readonly [number, number] => {
    lab.setStatus(0, 0);
    lab.memory.setFloat64(0, value);
    load(lab, DOUBLE);
    lab.setStatus(mode, N | Z);
    assert.equal(lab.run(MEMORY, storeCommand(format, 2)), 0);
    assert.equal(lab.fpsr() & 0x0f000000, N | Z, 'condition codes stay');
    const read = [lab.memory.getInt32(0), lab.memory.getInt16(0), lab.memory.getInt8(0)];
    return [read[format === LONG ? 0 : format === WORD ? 1 : 2], lab.fpsr() & 0xffff];
  };
  const inexact = INEX2 | 8;
  const error = OPERR | 0x80;
  assert.deepEqual(store(2.5, LONG, NEAREST), [2, inexact]);
  assert.deepEqual(store(3.5, LONG, NEAREST), [4, inexact]);
  assert.deepEqual(store(-2.5, WORD, MINUS), [-3, inexact]);
  assert.deepEqual(store(-2.5, WORD, PLUS), [-2, inexact]);
  assert.deepEqual(store(2.9, BYTE, ZERO), [2, inexact]);
  assert.deepEqual(store(-7, BYTE, NEAREST), [-7, 0]);
  assert.deepEqual(store(1e-300, LONG, PLUS), [1, inexact]);
  assert.deepEqual(store(-0, LONG, NEAREST), [0, 0]);
  assert.deepEqual(store(2147483647.4, LONG, NEAREST), [2147483647, inexact]);
  assert.deepEqual(store(2147483647.5, LONG, NEAREST), [2147483647, error]);
  assert.deepEqual(store(-2147483648.5, LONG, NEAREST), [-2147483648, inexact]);
  assert.deepEqual(store(-2147483649, LONG, NEAREST), [-2147483648, error]);
  assert.deepEqual(store(4294967296, LONG, NEAREST), [2147483647, error]);
  assert.deepEqual(store(1e30, WORD, NEAREST), [32767, error]);
  assert.deepEqual(store(127.5, BYTE, NEAREST), [127, error]);
  assert.deepEqual(store(-128.5, BYTE, NEAREST), [-128, inexact]);
  assert.deepEqual(store(Number.NEGATIVE_INFINITY, BYTE, NEAREST), [-128, error]);
  // Of a NaN the top of the mantissa.
  assert.deepEqual(store(Number.NaN, WORD, NEAREST), [-0x4000, error]);
});

test('Dn takes and gives bytes, words, longs and singles, and nothing longer', () => {
  const lab = createFpuLab();
  lab.setStatus(0, 0);
  lab.words[Word.D] = 0x12348085;
  assert.equal(lab.run(DATA_REGISTER, memoryCommand(Opmode.Fmove, BYTE, 0)), 0);
  assert.equal(hex(lab.register(0)), 'c0050000 f6000000 00000000');
  assert.equal(lab.run(DATA_REGISTER, storeCommand(WORD, 0)), 0);
  assert.equal(lab.words[Word.D], 0x1234ff85);
  assert.equal(lab.run(DATA_REGISTER, storeCommand(SINGLE, 0)), 0);
  assert.equal(lab.words[Word.D], 0xc2f60000 | 0);
  for (const format of [EXTENDED, DOUBLE, PACKED]) {
    assert.equal(lab.run(DATA_REGISTER, memoryCommand(Opmode.Fmove, format, 0)), FpuOutcome.Illegal);
    assert.equal(lab.run(DATA_REGISTER, storeCommand(format, 0)), FpuOutcome.Illegal);
  }
  assert.equal(lab.run(0xf208, memoryCommand(Opmode.Fmove, LONG, 0)), FpuOutcome.Illegal, 'An');
  assert.equal(lab.run(0xf23a, storeCommand(LONG, 0)), FpuOutcome.Illegal, 'to (d16,PC)');
  assert.equal(lab.run(0xf23c, storeCommand(LONG, 0)), FpuOutcome.Illegal, 'to an immediate');
  assert.equal(lab.run(0xf23d, memoryCommand(Opmode.Fmove, LONG, 0)), FpuOutcome.Illegal, 'no such mode');
  assert.equal(lab.run(REGISTERS, 0x2000), FpuOutcome.Illegal, 'no such class');
  assert.equal(lab.run(REGISTERS, registerCommand(0x40, 0, 0)), FpuOutcome.Illegal, 'a 68040 operation');
});

test('everything is read before the charge, and written after it and prepareWrite', () => {
  const lab = createFpuLab();
  lab.run(MEMORY, storeCommand(EXTENDED, 1));
  assert.deepEqual(lab.log, ['address 12', 'charge', 'prepare 0 12', 'write', 'write', 'write']);
  lab.log.length = 0;
  lab.run(MEMORY, 0xf000 | 0b10100001); // fmovem fp0/fp2/fp7 to memory
  assert.deepEqual(lab.log.slice(0, 3), ['address 36', 'charge', 'prepare 0 36']);
  lab.log.length = 0;
  lab.run(MEMORY, 0xbc00); // fmovem fpcr/fpsr/fpiar to memory
  assert.deepEqual(lab.log, ['address 12', 'charge', 'prepare 0 12', 'write', 'write', 'write']);
});

test('FMOVEM: lists in the opcode or a register, FP0 lowest in memory, bits untouched', () => {
  const lab = createFpuLab();
  lab.setStatus(0, 0);
  for (let r = 0; r < 8; r++) lab.setRegister(r, [0x7fff0000 | (r << 16), r, -r]);
  const first = (n: number): number => lab.memory.getInt32(12 * n + 4);
  assert.equal(lab.run(MEMORY, 0xf000 | 0b10100001), 0);
  assert.deepEqual([first(0), first(1), first(2)], [0, 2, 7]);
  // To -(A0) the list is the other way round.
  assert.equal(lab.run(0xf220, 0xe000 | 0b10100001), 0);
  assert.deepEqual([first(0), first(1), first(2)], [0, 5, 7]);
  // The list in D3.
  lab.words[Word.D + 3] = 0b01000010;
  assert.equal(lab.run(MEMORY, 0xf800 | (3 << 4)), 0);
  assert.deepEqual([first(0), first(1)], [1, 6]);
  // A signalling NaN is loaded as it is, and no status changes.
  lab.memory.setInt32(0, 0x7fffabcd);
  lab.memory.setInt32(4, 1);
  lab.memory.setInt32(8, 2);
  assert.equal(lab.run(MEMORY, 0xd000 | 0b00010000), 0);
  assert.equal(hex(lab.register(3)), '7fff0000 00000001 00000002');
  assert.equal(lab.fpsr(), 0);
  assert.equal(lab.run(MEMORY, 0xf000), 0, 'an empty list');
  assert.equal(lab.run(0xf218, 0xf080), FpuOutcome.Illegal, 'to (A0)+');
  assert.equal(lab.run(0xf220, 0xd080), FpuOutcome.Illegal, 'from -(A0)');
  assert.equal(lab.run(DATA_REGISTER, 0xf080), FpuOutcome.Illegal, 'to D0');
});

test('control registers: bits that there are not read as 0', () => {
  const lab = createFpuLab();
  lab.words[Word.D] = -1;
  const [FPCR, FPSR, FPIAR] = [0x1000, 0x0800, 0x0400];
  for (const register of [FPCR, FPSR, FPIAR]) assert.equal(lab.run(DATA_REGISTER, 0x8000 | register), 0);
  assert.equal(lab.run(MEMORY, 0xbc00), 0);
  assert.equal(hex([0, 4, 8].map((at) => lab.memory.getInt32(at))), '0000fff0 0ffffff8 ffffffff');
  fill(lab, [0x30, Z, 0x1234]);
  assert.equal(lab.run(MEMORY, 0x9c00), 0);
  assert.deepEqual(
    [Word.Fpcr, Word.Fpsr, Word.Fpiar].map((at) => lab.words[at]),
    [0x30, Z, 0x1234],
  );
  assert.equal(lab.run(0xf208, 0xa000 | FPIAR), 0);
  assert.equal(lab.words[Word.A], 0x1234);
  assert.equal(lab.run(0xf208, 0xa000 | FPCR), FpuOutcome.Illegal, 'A0 takes FPIAR alone');
  assert.equal(lab.run(DATA_REGISTER, 0xb800), FpuOutcome.Illegal, 'two in D0');
});

test('constants: rounded in every mode, with the bits below that the chip has', () => {
  const lab = createFpuLab();
  const constant = (offset: number, fpcr: number): string => {
    lab.setStatus(fpcr, 0);
    assert.equal(lab.run(REGISTERS, 0x5c00 | offset), 0);
    return hex(lab.register(0)).slice(9);
  };
  const [PI, LOG_2, E, LOG_E] = [0x00, 0x0b, 0x0c, 0x0e];
  assert.equal(constant(PI, NEAREST), 'c90fdaa2 2168c235');
  assert.equal(lab.fpsr(), INEX2 | 8);
  assert.equal(constant(PI, ZERO), 'c90fdaa2 2168c234');
  assert.equal(constant(PI, IN_SINGLE | PLUS), 'c90fdb00 00000000');
  assert.equal(constant(LOG_2, NEAREST), '9a209a84 fbcff798');
  assert.equal(constant(LOG_2, PLUS), '9a209a84 fbcff799');
  assert.equal(constant(E, NEAREST), 'adf85458 a2bb4a9a');
  assert.equal(constant(E, PLUS), 'adf85458 a2bb4a9b');
  assert.equal(constant(LOG_E, PLUS), 'de5bd8a9 37287195');
  assert.equal(lab.fpsr(), 0);
  assert.equal(constant(0x0f, NEAREST), '00000000 00000000');
  assert.equal(lab.fpsr(), Z);
  // Powers of ten, against the powers themselves.
  let power = 10n;
  for (let n = 0; n < 13; n++) {
    const length = power.toString(2).length;
    const top = length > 64 ? power >> BigInt(length - 64) : power << BigInt(64 - length);
    const digits = top.toString(16);
    assert.equal(constant(0x33 + n, ZERO), `${digits.slice(0, 8)} ${digits.slice(8)}`, `10^${2 ** n}`);
    assert.equal((lab.fpsr() & INEX2) !== 0, length > 64 && BigInt.asUintN(length - 64, power) !== 0n);
    assert.equal(lab.register(0)[0] >>> 16, 0x3fff + length - 1);
    power *= power;
  }
  assert.equal(constant(0x3f, IN_DOUBLE), '00000000 00000000');
  assert.equal(lab.fpsr(), I | 0x1248, '10^4096 is no double');
});

test('predicates: by the manual, and BSUN from those unaware of NaNs', () => {
  const lab = createFpuLab();
  const truths = (fpsr: number): string => {
    lab.setStatus(0, fpsr);
    return Array.from({ length: 16 }, (_, p) => (lab.fpu.condition(lab.words, p) === 1 ? '1' : '0')).join('');
  };
  // F EQ OGT OGE OLT OLE OGL OR UN UEQ UGT UGE ULT ULE NE T
  assert.equal(truths(0), '0011001100110011', 'greater');
  assert.equal(truths(N), '0000111100001111', 'less');
  assert.equal(truths(Z), '0101010101010101', 'equal');
  assert.equal(truths(Z | N), '0101010101010101', 'equal, below 0');
  assert.equal(truths(NAN), '0000000011111111', 'unordered');
  for (let p = 16; p < 32; p++) {
    lab.setStatus(0, NAN);
    const expected = p - 16 >= 8 ? FpuCondition.True : FpuCondition.False;
    assert.equal(lab.fpu.condition(lab.words, p), expected);
    assert.equal(lab.fpsr(), NAN | BSUN | 0x80);
    lab.setStatus(BSUN, NAN);
    assert.equal(lab.fpu.condition(lab.words, p), FpuCondition.Trap);
    lab.setStatus(BSUN, Z);
    assert.equal(lab.fpu.condition(lab.words, p) === FpuCondition.True, (p & 1) !== 0);
    assert.equal(lab.fpsr(), Z);
  }
});

test('enabled exceptions trap by their order; operand errors leave the register, FPIAR tells the address', () => {
  const lab = createFpuLab();
  const divide = (fpcr: number, a: readonly number[], b: readonly number[]): number => {
    lab.setRegister(0, a);
    lab.setRegister(1, b);
    lab.setStatus(fpcr, 0);
    lab.words[Word.Fpiar] = 0;
    return lab.run(REGISTERS, registerCommand(Opmode.Fdiv, 1, 0));
  };
  assert.equal(divide(0, ONE, [0, 0, 0]), 0);
  assert.equal(lab.words[Word.Fpiar], 0, 'nothing enabled: no address');
  assert.deepEqual(lab.register(0), INFINITY);
  assert.equal(divide(DZ, ONE, [0, 0, 0]), 50);
  assert.deepEqual(lab.register(0), ONE);
  assert.equal(lab.words[Word.Fpiar], 0x2468);
  assert.equal(lab.fpsr() & 0xffff, DZ | 0x10);
  assert.equal(divide(OPERR, [0, 0, 0], [0, 0, 0]), 52);
  assert.equal(divide(SNAN | OPERR, ONE, SIGNALLING), 54);
  assert.equal(divide(INEX2, ONE, [0x40000000, 0xc0000000 | 0, 0]), 49);
  assert.equal(
    hex(lab.register(0)),
    '3ffd0000 aaaaaaaa aaaaaaab',
    'an inexact result is stored all the same',
  );
  assert.equal(divide(0x1000 | INEX2, [0x7ffe0000, -0x80000000, 0], [0x3ffe0000, 0x80000001 | 0, 0]), 49);
  assert.equal(divide(0x1000 | INEX2, [0x7ffe0000, -0x80000000, 0], [0x3ff00000, 0x80000001 | 0, 0]), 53);
  assert.equal(divide(0x0800, [0x00000000, -0x80000000, 0], MINUS_TWO), 51);
});

test('FSINCOS: two registers, or the sine alone', () => {
  const lab = createFpuLab();
  lab.setStatus(0, 0);
  lab.setRegister(1, ONE);
  assert.equal(lab.run(REGISTERS, registerCommand(Opmode.Fsincos | 5, 1, 2)), 0);
  assert.equal(hex(lab.register(2)), '3ffe0000 d76aa478 48677021');
  assert.equal(hex(lab.register(5)), '3ffe0000 8a51407d a8345c92');
  assert.equal(lab.run(REGISTERS, registerCommand(Opmode.Fsincos | 2, 1, 2)), 0);
  assert.equal(hex(lab.register(2)), '3ffe0000 d76aa478 48677021');
});

test('opmodes that the manual leaves open do what their neighbours do', () => {
  const lab = createFpuLab();
  lab.setStatus(0, 0);
  const execute = (opmode: number): string => {
    lab.setRegister(0, MINUS_TWO);
    lab.setRegister(1, ONE);
    assert.equal(lab.run(REGISTERS, registerCommand(opmode, 1, 0)), 0);
    return `${hex(lab.register(0))} ${hex([lab.fpsr()])}`;
  };
  for (const [open, known] of [
    [0x05, Opmode.Fsqrt],
    [0x29, Opmode.Fsub],
    [0x2f, Opmode.Fsub],
    [0x39, Opmode.Fcmp],
    [0x3f, Opmode.Ftst],
  ])
    assert.equal(execute(open), execute(known));
});

test('cycles: the tables of the manual, less the transfer', () => {
  const lab = createFpuLab();
  const cyclesOf = (opcode: number, command: number): number => {
    lab.run(opcode, command);
    return lab.charged();
  };
  const LONG_WORD = 3;
  assert.equal(cyclesOf(REGISTERS, registerCommand(Opmode.Fadd, 0, 1)), 51);
  assert.equal(cyclesOf(MEMORY, memoryCommand(Opmode.Fadd, DOUBLE, 1)) + 2 * LONG_WORD, 78);
  assert.equal(cyclesOf(MEMORY, memoryCommand(Opmode.Fmul, SINGLE, 1)) + LONG_WORD, 92);
  assert.equal(cyclesOf(MEMORY, memoryCommand(Opmode.Fmove, EXTENDED, 1)) + 3 * LONG_WORD, 56);
  assert.equal(cyclesOf(MEMORY, memoryCommand(Opmode.Fdiv, LONG, 1)) + LONG_WORD, 132);
  assert.equal(cyclesOf(DATA_REGISTER, memoryCommand(Opmode.Fdiv, LONG, 1)) + 5, 132);
  assert.equal(cyclesOf(MEMORY, storeCommand(DOUBLE, 1)) + 2 * LONG_WORD, 86);
  assert.equal(cyclesOf(DATA_REGISTER, storeCommand(LONG, 1)) + 2, 100);
  assert.equal(cyclesOf(MEMORY, 0xf0c0) + 6 * LONG_WORD, 35 + 2 * 25);
  assert.equal(cyclesOf(MEMORY, 0xd0c0) + 6 * LONG_WORD, 33 + 2 * 31);
});
