import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Opmode } from './fpu-opmodes.js';
import {
  compareExactly,
  exactly,
  exactOperations,
  exactOpmodes,
  fraction,
  type Operand,
  type Outcome,
  remainderExactly,
  roundExactly,
  shapes,
  statusOf,
} from './testing/exact.js';
import { createFpuLab, REGISTERS, registerCommand, storeCommand } from './testing/fpu-lab.js';

/** The oracle (tools/m68881-oracle.ts) tries more. */
const RUNS = 800;

/** Exponents near each other, near the ends of each format, or any. */
const exponent = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x3fff - 70, max: 0x3fff + 70 }) },
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 40, 64, 0x7ffe, 0x7ffd, 0x3f81, 0x3f80, 0x407e, 0x407f) },
  { weight: 2, arbitrary: fc.constantFrom(0x3c01, 0x3c00, 0x3bcd, 0x3f69, 0x43fe, 0x43ff, 0x1fff, 0x2000) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x7fff }) },
  { weight: 1, arbitrary: fc.constant(0x7fff) },
);
const word = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, -1, -0x80000000, 0x7fffffff, 0x80, 0x400, 0x40000000, 1),
  fc.integer({ min: 0, max: 31 }).map((bits) => -1 << bits),
);
/** Mostly with the integer bit. */
const high = fc.oneof(
  { weight: 5, arbitrary: word.map((bits) => bits | 0x80000000) },
  { weight: 1, arbitrary: word },
);
const operand: fc.Arbitrary<Operand> = fc
  .tuple(fc.boolean(), exponent, high, word)
  .map(([negative, e, h, l]) => ({ words: [(negative ? -0x80000000 : 0) | (e << 16), h, l] as const }));
const precision = fc.integer({ min: 0, max: 2 });
const mode = fc.integer({ min: 0, max: 3 });

const lab = createFpuLab();
const hex = (words: readonly number[]): string =>
  words.map((w) => (w >>> 0).toString(16).padStart(8, '0')).join(' ');

/** Run an operation of FP1 into FP0. */
function run(opmode: number, a: Operand, b: Operand, p: number, m: number): void {
  lab.setRegister(0, a.words);
  lab.setRegister(1, b.words);
  lab.setStatus((p << 6) | (m << 4), 0);
  assert.equal(lab.run(REGISTERS, registerCommand(opmode, 1, 0)), 0);
}

function expectResult(outcome: Outcome, quotient: number, text: string): void {
  assert.equal(hex(lab.register(0)), hex(outcome.words), text);
  assert.equal(hex([lab.fpsr()]), hex([statusOf(outcome, quotient)]), `${text}: FPSR`);
}

for (const name of exactOperations) {
  test(`${name}: result, condition codes and exceptions are those of exact arithmetic, rounded once`, () => {
    fc.assert(
      fc.property(operand, operand, precision, mode, (a, b, p, m) => {
        run(exactOpmodes[name], a, b, p, m);
        expectResult(exactly(name, a, b, p, m), 0, `${hex(a.words)} ${name} ${hex(b.words)}`);
      }),
      { numRuns: RUNS, seed: 68881 },
    );
  });
}

test('fmod and frem: exact remainders, and the quotient byte', () => {
  fc.assert(
    fc.property(operand, operand, precision, mode, fc.boolean(), (a, b, p, m, nearest) => {
      run(nearest ? Opmode.Frem : Opmode.Fmod, a, b, p, m);
      const outcome = remainderExactly(a, b, nearest, p, m);
      expectResult(outcome, outcome.quotient ?? 0, `${hex(a.words)} rem ${hex(b.words)} ${nearest}`);
    }),
    { numRuns: RUNS, seed: 68881 },
  );
});

test('fcmp: the order of any two numbers', () => {
  fc.assert(
    fc.property(operand, operand, fc.boolean(), fc.boolean(), (a, other, same, opposite) => {
      const b: Operand = same
        ? { words: [a.words[0] ^ (opposite ? -0x80000000 : 0), a.words[1], a.words[2]] }
        : other;
      run(Opmode.Fcmp, a, b, 0, 0);
      assert.equal(lab.fpsr() >>> 24, compareExactly(a, b), `${hex(a.words)} cmp ${hex(b.words)}`);
      assert.deepEqual(lab.register(0), a.words);
    }),
    { numRuns: RUNS, seed: 68881 },
  );
});

test('numbers moved out to single and double are rounded once, denormals too', () => {
  const isNan = ([top, h, l]: readonly [number, number, number]): boolean =>
    ((top >>> 16) & 0x7fff) === 0x7fff && ((h << 1) | l) !== 0;
  fc.assert(
    fc.property(
      operand.filter(({ words }) => !isNan(words)),
      mode,
      fc.boolean(),
      (a, m, isDouble) => {
        lab.setRegister(3, a.words);
        lab.setStatus(m << 4, 0x0f000000);
        assert.equal(lab.run(0xf210, storeCommand(isDouble ? 5 : 1, 3)), 0);
        const stored = isDouble ? lab.memory.getFloat64(0) : lab.memory.getFloat32(0);
        const { words, exceptions } = exactly('fmove', a, a, isDouble ? 2 : 1, m);
        assert.equal(lab.fpsr() & 0xff00ff00, 0x0f000000 | exceptions, hex(a.words));
        // The exact result is a number that the host's double holds.
        const sign = words[0] < 0 ? -1 : 1;
        const power = ((words[0] >>> 16) & 0x7fff) - 16383 - 63;
        const size = (words[1] >>> 0) * 4294967296 + (words[2] >>> 0);
        const scale = (by: number): number => {
          let value = size;
          for (let n = 0; n < Math.abs(by); n++) value *= by < 0 ? 0.5 : 2;
          return value;
        };
        const expected =
          ((words[0] >>> 16) & 0x7fff) === 0x7fff ? Number.POSITIVE_INFINITY : size === 0 ? 0 : scale(power);
        assert.ok(Object.is(stored, sign * expected), `${hex(a.words)}: ${stored} for ${sign * expected}`);
      },
    ),
    { numRuns: RUNS, seed: 68881 },
  );
});

test('the reference itself: singles and doubles round as the host rounds them', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -3e38, max: 3e38 }), (value) => {
      const bits = new DataView(new ArrayBuffer(8));
      bits.setFloat64(0, value);
      const exponentField = Number((bits.getBigUint64(0) >> 52n) & 0x7ffn);
      const mantissa = (bits.getBigUint64(0) & 0xfffffffffffffn) | (exponentField === 0 ? 0n : 1n << 52n);
      const exact = fraction(value < 0 || Object.is(value, -0), mantissa, Math.max(exponentField, 1) - 1075);
      const { exceptions } = roundExactly(exact, 1, 0);
      const isTiny = value !== 0 && Math.abs(value) < 1.1754943508222875e-38;
      assert.equal((exceptions & 0x800) !== 0, isTiny);
      assert.equal((exceptions & 0x200) !== 0, Math.fround(value) !== value);
      assert.equal(shapes.length, 5);
    }),
    { numRuns: 500, seed: 68881 },
  );
});
