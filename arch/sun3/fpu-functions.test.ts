import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, type Random } from '../../tools/random.js';
import { Opmode } from './fpu-opmodes.js';
import { createFpuLab, REGISTERS, registerCommand } from './testing/fpu-lab.js';

/**
 * The functions once more, in 640 bits, by series alone: no reduction of arguments and no constant, so only for
 * arguments of moderate size. Inverse functions are judged by their opposites.
 */
const F = 640n;
const one = 1n << F;

function seriesOf(x: bigint, step: (n: bigint) => bigint, first: bigint): bigint {
  let term = first;
  let sum = first;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = (((term * x) >> F) * (step(n) < 0n ? -1n : 1n)) / (step(n) < 0n ? -step(n) : step(n));
    sum += term;
  }
  return sum;
}
const exp = (x: bigint): bigint => seriesOf(x, (n) => n, one);
const square = (x: bigint): bigint => (x * x) >> F;
const sin = (x: bigint): bigint => seriesOf(square(x), (n) => -(2n * n) * (2n * n + 1n), x);
const cos = (x: bigint): bigint => seriesOf(square(x), (n) => -(2n * n - 1n) * (2n * n), one);
const ratio = (a: bigint, b: bigint): bigint => (a << F) / b;
const tan = (x: bigint): bigint => ratio(sin(x), cos(x));
const sinh = (x: bigint): bigint => (exp(x) - exp(-x)) >> 1n;
const cosh = (x: bigint): bigint => (exp(x) + exp(-x)) >> 1n;
const tanh = (x: bigint): bigint => ratio(sinh(x), cosh(x));
/** ln 2 and ln 10, by atanh of 1/3 and 1/9: ln 10 = 3 ln 2 + ln(10/8). */
function twiceAtanh(inverse: bigint): bigint {
  let power = one / inverse;
  let sum = power;
  for (let n = 3n; power !== 0n; n += 2n) {
    power /= inverse * inverse;
    sum += power / n;
  }
  return 2n * sum;
}
const ln2 = twiceAtanh(3n);
const ln10 = 3n * ln2 + twiceAtanh(9n);

/** 2 pi by Machin's formula, and what is left of an argument without whole turns. */
function arcTangentOfInverse(inverse: bigint): bigint {
  let power = one / inverse;
  let sum = power;
  for (let n = 3n; power !== 0n && power !== -1n; n += 2n) {
    power /= -inverse * inverse;
    sum += power / n;
  }
  return sum;
}
const turn = 32n * arcTangentOfInverse(5n) - 8n * arcTangentOfInverse(239n);
const reduced = (x: bigint): bigint => x % turn;

interface Judge {
  readonly name: string;
  readonly opmode: number;
  /** Powers of two of operands: from, to. */
  readonly sizes: readonly [number, number];
  readonly signs: 'both' | 'positive';
  /** The function itself, */
  readonly direct?: (x: bigint) => bigint;
  /** or its opposite, and whether that falls. */
  readonly inverse?: (y: bigint) => bigint;
  readonly falls?: boolean;
}
const judges: readonly Judge[] = [
  { name: 'fetox', opmode: Opmode.Fetox, sizes: [-75, 5], signs: 'both', direct: exp },
  { name: 'fetoxm1', opmode: Opmode.Fetoxm1, sizes: [-75, 5], signs: 'both', direct: (x) => exp(x) - one },
  {
    name: 'ftwotox',
    opmode: Opmode.Ftwotox,
    sizes: [-75, 5],
    signs: 'both',
    direct: (x) => exp((x * ln2) >> F),
  },
  {
    name: 'ftentox',
    opmode: Opmode.Ftentox,
    sizes: [-75, 4],
    signs: 'both',
    direct: (x) => exp((x * ln10) >> F),
  },
  { name: 'fsinh', opmode: Opmode.Fsinh, sizes: [-75, 6], signs: 'both', direct: sinh },
  { name: 'fcosh', opmode: Opmode.Fcosh, sizes: [-75, 6], signs: 'both', direct: cosh },
  { name: 'ftanh', opmode: Opmode.Ftanh, sizes: [-75, 6], signs: 'both', direct: tanh },
  { name: 'fsin', opmode: Opmode.Fsin, sizes: [-75, 6], signs: 'both', direct: sin },
  { name: 'fcos', opmode: Opmode.Fcos, sizes: [-75, 6], signs: 'both', direct: cos },
  { name: 'ftan', opmode: Opmode.Ftan, sizes: [-75, 6], signs: 'both', direct: tan },
  {
    name: 'fsin of many turns',
    opmode: Opmode.Fsin,
    sizes: [6, 62],
    signs: 'both',
    direct: (x) => sin(reduced(x)),
  },
  {
    name: 'fcos of many turns',
    opmode: Opmode.Fcos,
    sizes: [6, 62],
    signs: 'both',
    direct: (x) => cos(reduced(x)),
  },
  {
    name: 'ftan of many turns',
    opmode: Opmode.Ftan,
    sizes: [6, 62],
    signs: 'both',
    direct: (x) => tan(reduced(x)),
  },
  { name: 'flogn', opmode: Opmode.Flogn, sizes: [-40, 40], signs: 'positive', inverse: exp },
  {
    name: 'flog2',
    opmode: Opmode.Flog2,
    sizes: [-40, 40],
    signs: 'positive',
    inverse: (y) => exp((y * ln2) >> F),
  },
  {
    name: 'flog10',
    opmode: Opmode.Flog10,
    sizes: [-40, 40],
    signs: 'positive',
    inverse: (y) => exp((y * ln10) >> F),
  },
  { name: 'flognp1', opmode: Opmode.Flognp1, sizes: [-75, -1], signs: 'both', inverse: (y) => exp(y) - one },
  { name: 'fatan', opmode: Opmode.Fatan, sizes: [-75, 30], signs: 'both', inverse: tan },
  { name: 'fasin', opmode: Opmode.Fasin, sizes: [-75, -1], signs: 'both', inverse: sin },
  { name: 'facos', opmode: Opmode.Facos, sizes: [-75, -1], signs: 'both', inverse: cos, falls: true },
  { name: 'fatanh', opmode: Opmode.Fatanh, sizes: [-75, -1], signs: 'both', inverse: tanh },
];

const lab = createFpuLab();

function execute(
  opmode: number,
  operand: readonly number[],
  fpcr: number,
): readonly [number, number, number] {
  lab.setStatus(fpcr, 0);
  lab.setRegister(1, operand);
  assert.equal(lab.run(REGISTERS, registerCommand(opmode, 1, 0)), 0);
  return lab.register(0);
}

/** A register's number with F bits of fraction, and half of its last place. */
function fixed([top, high, low]: readonly [number, number, number]): {
  readonly value: bigint;
  readonly half: bigint;
} {
  const mantissa = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  const shift = F + BigInt(((top >>> 16) & 0x7fff) - 16383 - 63);
  const value = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return { value: top < 0 ? -value : value, half: 1n << (shift - 1n) };
}

function randomOperand(random: Random, { sizes, signs }: Judge): readonly [number, number, number] {
  const exponent = 16383 + sizes[0] + random(sizes[1] - sizes[0]);
  const high = (random(0x80000000) | 0x80000000) & (random(3) === 0 ? -1 << random(31) : -1);
  const sign = signs === 'both' ? random(2) << 31 : 0;
  return [sign | (exponent << 16), high, random(2) === 0 ? 0 : random(0x100000000) | 0];
}

const hex = (words: readonly number[]): string =>
  words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

const CASES = 40;

for (const judge of judges) {
  test(`${judge.name}: the number of 64 bits nearest to the function's value`, () => {
    const random = createRandom(judge.opmode);
    for (let n = 0; n < CASES; n++) {
      const operand = randomOperand(random, judge);
      const result = execute(judge.opmode, operand, 0);
      const x = fixed(operand).value;
      const { value, half } = fixed(result);
      // A result just above a power of two has a last place half as great below it: nothing here is that near.
      const text = `${judge.name} ${hex(operand)} = ${hex(result)}`;
      if (judge.direct !== undefined) {
        const apart = value - judge.direct(x);
        assert.ok((apart < 0n ? -apart : apart) <= half, text);
      } else if (judge.inverse !== undefined) {
        const ends = [judge.inverse(value - half), judge.inverse(value + half)];
        const [below, above] = judge.falls === true ? [ends[1], ends[0]] : ends;
        // The series itself is good for all but its last bits.
        assert.ok(below - 4096n <= x && x <= above + 4096n, text);
      }
      assert.notEqual(lab.fpsr() & 0x200, 0, `${text} is inexact`);
    }
  });
}

test('directed modes bracket every function, in every precision', () => {
  for (const judge of judges) {
    const random = createRandom(judge.opmode + 100);
    for (let n = 0; n < 6; n++) {
      const operand = randomOperand(random, judge);
      for (const [precision, cut] of [
        [0x00, 0n],
        [0x40, 40n],
        [0x80, 11n],
      ] as const) {
        const [nearest, zero, down, up] = [0x00, 0x10, 0x20, 0x30].map(
          (mode) => fixed(execute(judge.opmode, operand, precision | mode)).value,
        );
        const last = fixed(execute(judge.opmode, operand, precision)).half << (cut + 1n);
        const text = `${judge.name} ${hex(operand)} precision ${precision}`;
        assert.ok(down < up && (nearest === down || nearest === up), text);
        assert.equal(zero, down < 0n ? up : down, text);
        assert.ok(up - down === last || 2n * (up - down) === last || up - down === 2n * last, text);
      }
    }
  }
});

const [ZERO, ONE, INFINITY] = [
  [0, 0, 0],
  [0x3fff0000, -0x80000000, 0],
  [0x7fff0000, 0, 0],
];
const TWO = [0x40000000, -0x80000000, 0];
const minus = ([top, high, low]: readonly number[]): readonly number[] => [top ^ -0x80000000, high, low];
const HALF_PI = [0x3fff0000, 0xc90fdaa2, 0x2168c235];
const NAN = [0x7fff0000, -1, -1];
const OPERR = 0x2000;
const DZ = 0x0400;
const INEX2 = 0x0200;

test('special operands: exact results, infinities, errors', () => {
  const rows: readonly (readonly [number, readonly number[], readonly number[], number])[] = [
    [Opmode.Fsin, minus(ZERO), minus(ZERO), 0],
    [Opmode.Fsin, INFINITY, NAN, OPERR],
    [Opmode.Fcos, ZERO, ONE, 0],
    [Opmode.Fcos, INFINITY, NAN, OPERR],
    [Opmode.Ftan, minus(ZERO), minus(ZERO), 0],
    [Opmode.Ftan, INFINITY, NAN, OPERR],
    [Opmode.Fasin, ONE, HALF_PI, INEX2],
    [Opmode.Fasin, minus(ONE), minus(HALF_PI), INEX2],
    [Opmode.Fasin, TWO, NAN, OPERR],
    [Opmode.Facos, ONE, ZERO, 0],
    [Opmode.Facos, ZERO, HALF_PI, INEX2],
    [Opmode.Facos, minus(ONE), [0x40000000, HALF_PI[1], HALF_PI[2]], INEX2],
    [Opmode.Facos, minus(INFINITY), NAN, OPERR],
    [Opmode.Fatan, minus(INFINITY), minus(HALF_PI), INEX2],
    [Opmode.Fatanh, ONE, INFINITY, DZ],
    [Opmode.Fatanh, minus(ONE), minus(INFINITY), DZ],
    [Opmode.Fatanh, TWO, NAN, OPERR],
    [Opmode.Fsinh, minus(INFINITY), minus(INFINITY), 0],
    [Opmode.Fcosh, minus(INFINITY), INFINITY, 0],
    [Opmode.Fcosh, minus(ZERO), ONE, 0],
    [Opmode.Ftanh, minus(INFINITY), minus(ONE), 0],
    [Opmode.Fetox, minus(INFINITY), ZERO, 0],
    [Opmode.Fetox, INFINITY, INFINITY, 0],
    [Opmode.Fetox, minus(ZERO), ONE, 0],
    [Opmode.Fetoxm1, minus(INFINITY), minus(ONE), 0],
    [Opmode.Fetoxm1, minus(ZERO), minus(ZERO), 0],
    [Opmode.Ftwotox, [0x40020000, 0xa0000000, 0], [0x40090000, -0x80000000, 0], 0],
    [Opmode.Ftwotox, [0xc00d0000, -0x80000000, 0], [0, 0x40000000, 0], 0x0800],
    [Opmode.Ftentox, [0x40000000, 0xc0000000, 0], [0x40080000, 0xfa000000, 0], 0],
    [Opmode.Flogn, ONE, ZERO, 0],
    [Opmode.Flogn, ZERO, minus(INFINITY), DZ],
    [Opmode.Flogn, minus(ONE), NAN, OPERR],
    [Opmode.Flogn, minus(INFINITY), NAN, OPERR],
    [Opmode.Flogn, INFINITY, INFINITY, 0],
    [Opmode.Flog2, [0x3ff00000, -0x80000000, 0], [0xc0020000, 0xf0000000, 0], 0],
    [Opmode.Flog10, [0x40080000, 0xfa000000, 0], [0x40000000, 0xc0000000, 0], 0],
    [Opmode.Flognp1, minus(ONE), minus(INFINITY), DZ],
    [Opmode.Flognp1, minus(TWO), NAN, OPERR],
    [Opmode.Flognp1, minus(ZERO), minus(ZERO), 0],
    // Far beyond the formats' ends.
    [Opmode.Fetox, [0x40400000, -0x80000000, 0], INFINITY, 0x1200],
    [Opmode.Fetox, [0xc0400000, -0x80000000, 0], ZERO, 0x0a00],
    [Opmode.Fsinh, [0xc0400000, -0x80000000, 0], minus(INFINITY), 0x1200],
  ];
  for (const [opmode, operand, result, exceptions] of rows) {
    const text = `opmode ${opmode.toString(16)} of ${hex(operand)}`;
    assert.equal(hex(execute(opmode, operand, 0)), hex(result), text);
    assert.equal(lab.fpsr() & 0xff00, exceptions, text);
  }
});
