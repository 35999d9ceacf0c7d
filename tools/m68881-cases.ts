/**
 * Random cases for the 68881: operands of every kind, and programs in which a 68020 executes one instruction on each
 * of them and writes what it left to standard output. Same seed, same program.
 */
import { Opmode } from '../arch/sun3/fpu-opmodes.js';
import type { FlatProgram } from './flat-program.js';
import { wordsToBytes } from './flat-program.js';
import { createRandom, type Random } from './random.js';

/** One row of a program's table. */
export interface Case {
  readonly fpcr: number;
  /** FP0 and FP1 before, three words each; the second is the operand in memory too. */
  readonly registers: readonly number[];
}
/** What a case leaves: three words (FP0, or memory), FP1, FPSR. */
export const RESULT_WORDS = 7;
const RESULT_BYTES = 4 * RESULT_WORDS;

export interface Operation {
  readonly name: string;
  /** Instruction words: the case's operand in memory is at -12(A0), what they store at (A1). */
  readonly code: readonly number[];
  readonly kind: 'exact' | 'transcendental' | 'store' | 'predicates';
  /** Format of the operand in memory, if it is not a register. */
  readonly format?: string;
}

const exactOpmodes: readonly (readonly [string, number])[] = [
  ['fmove', Opmode.Fmove],
  ['fint', Opmode.Fint],
  ['fintrz', Opmode.Fintrz],
  ['fsqrt', Opmode.Fsqrt],
  ['fabs', Opmode.Fabs],
  ['fneg', Opmode.Fneg],
  ['fgetexp', Opmode.Fgetexp],
  ['fgetman', Opmode.Fgetman],
  ['fdiv', Opmode.Fdiv],
  ['fmod', Opmode.Fmod],
  ['fadd', Opmode.Fadd],
  ['fmul', Opmode.Fmul],
  ['fsgldiv', Opmode.Fsgldiv],
  ['frem', Opmode.Frem],
  ['fscale', Opmode.Fscale],
  ['fsglmul', Opmode.Fsglmul],
  ['fsub', Opmode.Fsub],
  ['fcmp', Opmode.Fcmp],
  ['ftst', Opmode.Ftst],
];
const transcendentalOpmodes: readonly (readonly [string, number])[] = [
  ['fsinh', Opmode.Fsinh],
  ['flognp1', Opmode.Flognp1],
  ['fetoxm1', Opmode.Fetoxm1],
  ['ftanh', Opmode.Ftanh],
  ['fatan', Opmode.Fatan],
  ['fasin', Opmode.Fasin],
  ['fatanh', Opmode.Fatanh],
  ['fsin', Opmode.Fsin],
  ['ftan', Opmode.Ftan],
  ['fetox', Opmode.Fetox],
  ['ftwotox', Opmode.Ftwotox],
  ['ftentox', Opmode.Ftentox],
  ['flogn', Opmode.Flogn],
  ['flog10', Opmode.Flog10],
  ['flog2', Opmode.Flog2],
  ['fcosh', Opmode.Fcosh],
  ['facos', Opmode.Facos],
  ['fcos', Opmode.Fcos],
];
const formats: readonly (readonly [string, number])[] = [
  ['l', 0],
  ['s', 1],
  ['x', 2],
  ['w', 4],
  ['d', 5],
  ['b', 6],
];

/** FP1 is the source, FP0 the destination. */
const betweenRegisters = (opmode: number): readonly number[] => [0xf200, 0x0400 | opmode];
const fromMemory = (format: number, opmode: number): readonly number[] => [
  0xf228,
  0x4000 | (format << 10) | opmode,
  -12 & 0xffff,
];
/** FMOVE.L -24(A0),FPSR, then FScc of some predicates into bytes from (A1) on. */
const predicates = (first: number, last: number): readonly number[] => [
  ...[0xf228, 0x8800, -24 & 0xffff],
  ...Array.from({ length: last - first }, (_, i) => [0xf269, first + i, i]).flat(),
];

export const operations: readonly Operation[] = [
  ...exactOpmodes.map(([name, opmode]) => ({ name, code: betweenRegisters(opmode), kind: 'exact' }) as const),
  ...transcendentalOpmodes.map(
    ([name, opmode]) => ({ name, code: betweenRegisters(opmode), kind: 'transcendental' }) as const,
  ),
  ...formats.map(
    ([format, n]) =>
      ({ name: `fmove.${format}`, code: fromMemory(n, Opmode.Fmove), kind: 'exact', format }) as const,
  ),
  ...formats.map(
    ([format, n]) =>
      ({ name: `fsub.${format}`, code: fromMemory(n, Opmode.Fsub), kind: 'exact', format }) as const,
  ),
  ...formats.map(
    ([format, n]) =>
      ({ name: `store.${format}`, code: [0xf211, 0x6000 | (n << 10)], kind: 'store', format }) as const,
  ),
  ...[0, 12, 24].map(
    (first) =>
      ({
        name: `predicates ${first}`,
        code: predicates(first, Math.min(first + 12, 32)),
        kind: 'predicates',
      }) as const,
  ),
];

// --- Operands ----------------------------------------------------------------------------------------------------

/** Exponents worth meeting: the middle, the ends of each format, and those of single and double precision. */
const exponents: readonly number[] = [
  ...[0x3fff, 0x4000, 0x3ffe, 0x403e, 0x401e, 0x400e, 0x4006, 0, 1, 2, 0x3f, 0x40, 0x7ffe, 0x7ffd, 0x7fbf],
  ...[0x3f81, 0x3f80, 0x3f82, 0x3f6a, 0x407e, 0x407f, 0x3c01, 0x3c00, 0x3bcd, 0x43fe, 0x43ff],
];

const anyWord = (random: Random): number => random(0x100000000) | 0;

function mantissa(random: Random): readonly [number, number] {
  const high = anyWord(random) | 0x80000000;
  const low = anyWord(random);
  switch (random(8)) {
    case 0:
      return [-0x80000000, 0];
    case 1: // few bits
      return [(1 << random(32)) | (1 << random(32)) | 0x80000000, 0];
    case 2: // a run of ones from the top
      return random(2) === 0 ? [-1 << random(32), 0] : [-1, -1 << random(32)];
    case 3: // at or just above a half of single's or double's last place
      return random(2) === 0
        ? [(high & ~0xff) | 0x80, random(3) === 0 ? 1 : 0]
        : [high, (low & ~0x7ff) | 0x400 | random(2)];
    case 4: // single or double
      return random(2) === 0 ? [high & ~0xff, 0] : [high, low & ~0x7ff];
    default:
      return [high, low];
  }
}

function operand(random: Random): readonly number[] {
  const sign = random(2) << 31;
  const [high, low] = mantissa(random);
  const withExponent = (exponent: number): readonly number[] => [sign | (exponent << 16), high, low];
  switch (random(16)) {
    case 0:
      return [sign, 0, 0];
    case 1: // infinity, NaN
      return random(2) === 0 ? [sign | 0x7fff0000, 0, 0] : withExponent(0x7fff);
    case 2: // signalling NaN, denormal
      return random(2) === 0 ? [sign | 0x7fff0000, high & ~0x40000000, low] : [sign, high & 0x7fffffff, low];
    case 3: // an unnormal, or any exponent
      return random(4) === 0
        ? [sign | (random(0x7fff) << 16), high >>> random(31), low]
        : withExponent(random(0x7fff));
    case 4:
    case 5:
    case 6:
      return withExponent(exponents[random(exponents.length)]);
    case 7: // an integer
      return [sign | ((0x3fff + random(20)) << 16), (high & (-1 << (31 - random(20)))) | 0x80000000, 0];
    default:
      return withExponent(0x3fff - 40 + random(80));
  }
}

export function makeCases(seed: number, count: number): readonly Case[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => {
    const registers = [...operand(random), ...operand(random)];
    // Related operands: equal, opposite, or an exponent or two apart.
    if (random(6) === 0) {
      registers[3] = registers[0] ^ (random(2) << 31) ^ (random(3) << 16);
      if (random(2) === 0) {
        registers[4] = registers[1];
        registers[5] = registers[2] ^ random(2);
      }
    }
    return { fpcr: (random(3) << 6) | (random(4) << 4), registers };
  });
}

// --- Programs ----------------------------------------------------------------------------------------------------

const CODE_ADDRESS = 0x10000;
const TABLE_ADDRESS = 0x80000;
const longWord = (value: number): readonly number[] => [value >>> 16, value & 0xffff];

/** The program, and how much zeroed memory must follow its last part. */
export function programOf(
  operation: Operation,
  cases: readonly Case[],
): { readonly program: FlatProgram; readonly extraBytes: number } {
  const table = wordsToBytes(
    cases.flatMap(({ fpcr, registers }) => [fpcr, ...registers]),
    false,
  );
  const resultAddress = TABLE_ADDRESS + table.length;
  const resultBytes = cases.length * RESULT_BYTES;
  const storesItself = operation.kind === 'store' || operation.kind === 'predicates';
  const loop = [
    ...[0xf218, 0x9000], // fmove.l (a0)+,fpcr
    ...[0xf218, 0xd0c0], // fmovem.x (a0)+,fp0-fp1
    ...[0xf206, 0x8800], // fmove.l d6,fpsr
    ...operation.code,
    ...(storesItself ? [] : [0xf211, 0xf080]), // fmovem.x fp0,(a1)
    ...[0xf229, 0xf040, 12], // fmovem.x fp1,12(a1)
    ...[0xf229, 0xa800, 24], // fmove.l fpsr,24(a1)
    ...[0x43e9, RESULT_BYTES], // lea 28(a1),a1
    0x5387, // subq.l #1,d7
  ];
  const code = [
    ...[0x41f9, ...longWord(TABLE_ADDRESS)], // lea table,a0
    ...[0x43f9, ...longWord(resultAddress)], // lea results,a1
    ...[0x2e3c, ...longWord(cases.length)], // move.l #count,d7
    0x7c00, // moveq #0,d6
    ...loop,
    ...[0x6600, -(2 * loop.length + 2) & 0xffff], // bne loop
    ...[0x7004, 0x7201], // write(1, results, size)
    ...[0x243c, ...longWord(resultAddress), 0x263c, ...longWord(resultBytes), 0x4e40],
    ...[0x7001, 0x7200, 0x4e40], // exit(0)
  ];
  const bytes = Uint8Array.from(code.flatMap((word) => [word >>> 8, word & 0xff]));
  return {
    program: {
      entry: CODE_ADDRESS,
      parts: [
        { address: CODE_ADDRESS, bytes },
        { address: TABLE_ADDRESS, bytes: table },
      ],
    },
    extraBytes: resultBytes,
  };
}

/** The results as signed words. */
export function readResults(output: Uint8Array): Int32Array {
  const view = new DataView(output.buffer, output.byteOffset, output.byteLength);
  return Int32Array.from({ length: output.length / 4 }, (_, i) => view.getInt32(4 * i));
}
