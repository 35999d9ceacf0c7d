import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Word } from './context.js';
import { FpuOutcome } from './fpu-interface.js';
import { Opmode } from './fpu-opmodes.js';
import { createFpuLab, DATA_REGISTER, MEMORY, memoryCommand, storeCommand } from './testing/fpu-lab.js';

const [DOUBLE, PACKED, DYNAMIC] = [5, 3, 7];
const INEX1 = 0x0100;
const INEX2 = 0x0200;
const OPERR = 0x2000;
const lab = createFpuLab();

function loadDouble(value: number): void {
  lab.setStatus(0, 0);
  lab.memory.setFloat64(0, value);
  assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, DOUBLE, 0)), 0);
}

const hexWords = (): string =>
  [0, 4, 8].map((at) => lab.memory.getUint32(at).toString(16).padStart(8, '0')).join('');

/** FP0 as packed decimal, written as a number: sign, digits, exponent. */
function store(factor: number, fpcr = 0): string {
  lab.setStatus(fpcr, 0);
  assert.equal(lab.run(MEMORY, storeCommand(PACKED, 0) | (factor & 0x7f)), 0);
  const text = hexWords();
  const top = Number.parseInt(text.slice(0, 1), 16);
  const exponent = `${text[4]}${text.slice(1, 4)}`.replace(/^0/, '');
  return `${top & 8 ? '-' : ''}${text[7]}.${text.slice(8)}e${top & 4 ? '-' : '+'}${exponent}`;
}

/** Put a number like -1.25e+3 into memory. */
function putPacked(text: string): void {
  const [digits, exponent] = text.replace('-', (_, at) => (at === 0 ? '' : '-')).split('e');
  const power = Number(exponent);
  const mantissa = digits.replace('.', '').padEnd(17, '0');
  const top = (text.startsWith('-') ? 8 : 0) | (power < 0 ? 4 : 0);
  const packed = `${top.toString(16)}${String(Math.abs(power)).padStart(3, '0')}000${mantissa}`;
  [0, 1, 2].forEach((n) => {
    lab.memory.setUint32(4 * n, Number.parseInt(packed.slice(8 * n, 8 * n + 8), 16));
  });
}

const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => value !== 0);

test('numbers go out as the host writes them, to any number of digits', () => {
  fc.assert(
    fc.property(finite, fc.integer({ min: 1, max: 17 }), (value, count) => {
      loadDouble(value);
      const [digits, exponent] = value.toExponential(count - 1).split('e');
      const point = digits.includes('.') ? digits : `${digits}.`;
      const mantissa = point.padEnd(value < 0 ? 19 : 18, '0');
      const power = Math.abs(Number(exponent));
      const expected = `${mantissa}e${exponent[0]}${String(power).padStart(3, '0')}`;
      assert.equal(store(count), expected);
      assert.equal(lab.fpsr() & 0xff00 & ~INEX2, 0);
    }),
    { numRuns: 500, seed: 68881 },
  );
});

test("the manual's table of factors, and rounding modes", () => {
  loadDouble(12345.678765);
  const rows: readonly (readonly [number, string])[] = [
    [-5, '1.2345678770000000e+004'],
    [-3, '1.2345679000000000e+004'],
    [-1, '1.2345700000000000e+004'],
    [0, '1.2346000000000000e+004'],
    [1, '1.0000000000000000e+004'],
    [3, '1.2300000000000000e+004'],
    [5, '1.2346000000000000e+004'],
  ];
  for (const [factor, text] of rows) assert.equal(store(factor), text, `factor ${factor}`);
  assert.equal(store(5, 0x10), '1.2345000000000000e+004');
  assert.equal(store(1, 0x30), '2.0000000000000000e+004');
  assert.equal(store(18).length, 23);
  assert.equal(lab.fpsr() & OPERR, OPERR, 'more than 17 digits');
  loadDouble(-9.96);
  assert.equal(store(2), '-1.0000000000000000e+001');
  loadDouble(0.0625);
  assert.equal(store(17), '6.2500000000000000e-002');
  assert.equal(lab.fpsr(), 0, 'exact');
  assert.equal(store(-2), '6.0000000000000000e-002');
  assert.equal(store(-1), '6.0000000000000000e-002', 'one digit at least');
  loadDouble(-0);
  assert.equal(store(17), '-0.0000000000000000e+000');
});

test('the factor in a data register; no packed number in one', () => {
  loadDouble(2 / 3);
  lab.words[Word.D + 5] = 4;
  assert.equal(lab.run(MEMORY, storeCommand(DYNAMIC, 0) | (5 << 4)), 0);
  assert.equal(hexWords(), '400100066670000000000000');
  assert.equal(lab.run(DATA_REGISTER, storeCommand(PACKED, 0) | 4), FpuOutcome.Illegal);
  assert.equal(lab.run(0xf23c, storeCommand(PACKED, 0) | 4), FpuOutcome.Illegal);
});

test('a thousands digit goes out, with an operand error', () => {
  lab.setRegister(0, [0x7ffe0000, -1, -1]); // 1.1897e4932
  assert.equal(store(5), '1.1897000000000000e+4932');
  assert.equal(lab.fpsr() & 0xff00, OPERR | INEX2);
  lab.setRegister(0, [0, 0, 1]); // the least denormal: 2^-16446
  assert.equal(store(4), '1.8230000000000000e-4951');
});

test('infinities and NaNs keep their bits', () => {
  lab.setRegister(0, [0xffff0000 | 0, 0, 0]);
  store(17);
  assert.equal(hexWords(), 'ffff00000000000000000000');
  assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, PACKED, 1)), 0);
  assert.deepEqual(lab.register(1), [0xffff0000 | 0, 0, 0]);
  lab.setRegister(0, [0x7fff0000, 0x12345678, 0x9abcdef0 | 0]);
  store(17);
  assert.equal(hexWords(), '7fff0000523456789abcdef0');
  assert.equal(lab.fpsr() & 0xff00, 0x4000);
});

test('numbers come in rounded once: those a double holds, to the last bit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 53), max: 2 ** 53 }),
      fc.integer({ min: 0, max: 10 }),
      (value, zeros) => {
        lab.setStatus(0, 0);
        const scaled = BigInt(value) * 10n ** BigInt(zeros);
        const text = scaled.toString().replace('-', '');
        putPacked(`${value < 0 ? '-' : ''}${text.slice(0, 1)}.${text.slice(1, 17)}e${text.length - 1}`);
        assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, PACKED, 1)), 0);
        if (value === 0) return;
        const [top, high, low] = lab.register(1);
        const mantissa = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
        const shift = ((top >>> 16) & 0x7fff) - 16383 - 63;
        const size = scaled < 0n ? -scaled : scaled;
        const fits = size % (1n << BigInt(Math.max(0, size.toString(2).length - 64))) === 0n;
        assert.equal((lab.fpsr() & INEX1) === 0, fits, text);
        if (fits) assert.equal(shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift), size);
        assert.equal(top < 0, scaled < 0n);
      },
    ),
    { numRuns: 500, seed: 68881 },
  );
});

test('what goes out with 17 digits comes in again as the same double', () => {
  fc.assert(
    fc.property(finite, (value) => {
      loadDouble(value);
      store(17);
      lab.setStatus(0, 0);
      assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, PACKED, 3)), 0);
      lab.setStatus(0, 0);
      assert.equal(lab.run(MEMORY, storeCommand(DOUBLE, 3)), 0);
      assert.equal(lab.memory.getFloat64(0), value);
    }),
    { numRuns: 500, seed: 68881 },
  );
});

test('the inexactness of a decimal operand and that of the operation are told apart', () => {
  lab.setStatus(0, 0);
  putPacked('1.0000000000000000e-1');
  assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, PACKED, 1)), 0);
  assert.equal(lab.fpsr(), INEX1 | 8);
  // Rounded up where the mode says so; then to a double's precision, which is inexact again.
  lab.setStatus(0x30 | 0x80, 0);
  assert.equal(lab.run(MEMORY, memoryCommand(Opmode.Fmove, PACKED, 1)), 0);
  assert.equal(lab.fpsr(), INEX1 | INEX2 | 8);
  assert.deepEqual(lab.register(1), [0x3ffb0000, 0xcccccccc | 0, 0xccccd000 | 0]);
});
