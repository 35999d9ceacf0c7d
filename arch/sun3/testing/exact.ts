/**
 * The 68881's arithmetic once more, for tests: values are exact fractions of big integers, and a result is rounded
 * by looking between which two numbers of the format it lies. Nothing is shared with the chip's own code but the
 * numbers of bits, modes and operations.
 */
import { Opmode } from '../fpu-opmodes.js';

export interface Operand {
  /** Three words, as a register has them. */
  readonly words: readonly [number, number, number];
}
export interface Outcome {
  readonly words: readonly [number, number, number];
  /** FPSR's exception byte, in its place. */
  readonly exceptions: number;
}

const SNAN = 0x4000;
const OPERR = 0x2000;
const OVFL = 0x1000;
const UNFL = 0x0800;
const DZ = 0x0400;
const INEX2 = 0x0200;

interface Nan {
  readonly kind: 'nan';
  readonly words: readonly [number, number, number];
}
/** numerator / denominator, and a sign that a 0 has too. */
interface Fraction {
  readonly kind: 'number';
  readonly negative: boolean;
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** Something has been lost already. */
  readonly inexact?: boolean;
}
type Value = Nan | Fraction | { readonly kind: 'infinity'; readonly negative: boolean };

const powerOfTwo = (n: number): bigint => 1n << BigInt(n);

export function fraction(negative: boolean, integer: bigint, power: number): Fraction {
  return power >= 0
    ? { kind: 'number', negative, numerator: integer << BigInt(power), denominator: 1n }
    : { kind: 'number', negative, numerator: integer, denominator: powerOfTwo(-power) };
}

function parse(words: readonly [number, number, number]): Value {
  const negative = words[0] < 0;
  const exponent = (words[0] >>> 16) & 0x7fff;
  const mantissa = (BigInt(words[1] >>> 0) << 32n) | BigInt(words[2] >>> 0);
  if (exponent === 0x7fff)
    return BigInt.asUintN(63, mantissa) === 0n ? { kind: 'infinity', negative } : { kind: 'nan', words };
  return fraction(negative, mantissa, exponent - 16383 - 63);
}

interface Shape {
  readonly bits: number;
  /** Powers of two of the least and the greatest normal number. */
  readonly least: number;
  readonly greatest: number;
}
/** By FPCR's precision; the last is a single's mantissa with extended exponents. */
export const shapes: readonly Shape[] = [
  { bits: 64, least: -16383, greatest: 16383 },
  { bits: 24, least: -126, greatest: 127 },
  { bits: 53, least: -1022, greatest: 1023 },
  { bits: 53, least: -1022, greatest: 1023 },
  { bits: 24, least: -16383, greatest: 16383 },
];
const SINGLE_MANTISSA = 4;

const zeroWords = (negative: boolean): readonly [number, number, number] => [
  negative ? -0x80000000 : 0,
  0,
  0,
];
const infinityWords = (negative: boolean): readonly [number, number, number] => [
  negative ? -0x10000 : 0x7fff0000,
  0,
  0,
];

/** floor(log2) of a positive fraction. */
function logarithm({ numerator, denominator }: Fraction): number {
  const guess = numerator.toString(2).length - denominator.toString(2).length;
  const atLeast =
    guess >= 0 ? numerator >= denominator << BigInt(guess) : numerator << BigInt(-guess) >= denominator;
  return atLeast ? guess : guess - 1;
}

function encode(negative: boolean, integer: bigint, power: number): readonly [number, number, number] {
  // As many of 64 bits before the point as the exponent's range allows.
  let mantissa = integer;
  let scale = power;
  while (mantissa < powerOfTwo(63) && scale > -16383 - 63) {
    mantissa <<= 1n;
    scale--;
  }
  while (mantissa >= powerOfTwo(64)) {
    mantissa >>= 1n;
    scale++;
  }
  const sign = negative ? -0x80000000 : 0;
  return [
    sign | ((scale + 16383 + 63) << 16),
    Number(mantissa >> 32n) | 0,
    Number(BigInt.asIntN(32, mantissa)),
  ];
}

/** Does a cut-off part of `cut` (halves: twice it against the whole) take the result one unit further from 0? */
function roundsUp(mode: number, negative: boolean, odd: boolean, twice: bigint, whole: bigint): boolean {
  if (mode === 0) return twice > whole || (twice === whole && odd);
  return mode === (negative ? 2 : 3) && twice !== 0n;
}

export function roundExactly(value: Fraction, precision: number, mode: number): Outcome {
  const { negative, numerator, denominator } = value;
  const exceptions = value.inexact === true ? INEX2 : 0;
  if (numerator === 0n) return { words: zeroWords(negative), exceptions };
  const shape = shapes[precision];
  const log = logarithm(value);
  let flags = exceptions | (log < shape.least ? UNFL : 0);
  const unit = Math.max(log, shape.least) - shape.bits + 1;
  const over = unit >= 0 ? denominator << BigInt(unit) : denominator;
  const scaled = unit >= 0 ? numerator : numerator << BigInt(-unit);
  let count = scaled / over;
  const cut = scaled % over;
  if (cut !== 0n) flags |= INEX2;
  if (roundsUp(mode, negative, (count & 1n) === 1n, 2n * cut, over)) count++;
  if (count === 0n) return { words: zeroWords(negative), exceptions: flags };
  const tooGreat = powerOfTwo(shape.bits) * powerOfTwo(Math.max(0, shape.greatest + 1 - shape.bits - unit));
  if (unit + shape.bits - 1 > shape.greatest || count >= tooGreat) {
    const toInfinity = mode === 0 || mode === (negative ? 2 : 3);
    // The greatest number; FSGLMUL and FSGLDIV give one with all 64 bits set.
    const bits = precision === SINGLE_MANTISSA ? 64 : shape.bits;
    const greatest = encode(negative, powerOfTwo(bits) - 1n, shape.greatest - bits + 1);
    return { words: toInfinity ? infinityWords(negative) : greatest, exceptions: flags | OVFL };
  }
  return { words: encode(negative, count, unit), exceptions: flags };
}

const quieted = ({ words }: Nan): readonly [number, number, number] => [
  words[0] & -0x10000,
  words[1] | 0x40000000,
  words[2],
];
const isSignalling = (value: Value): boolean => value.kind === 'nan' && (value.words[1] & 0x40000000) === 0;

const invalid: Outcome = { words: [0x7fff0000, -1, -1], exceptions: OPERR };

type Dyadic = (a: Exclude<Value, Nan>, b: Exclude<Value, Nan>, mode: number) => Fraction | Outcome;
type Monadic = (b: Exclude<Value, Nan>, mode: number) => Fraction | Outcome;

const isZero = (value: Value): boolean => value.kind === 'number' && value.numerator === 0n;
const infinite = (negative: boolean, exceptions = 0): Outcome => ({
  words: infinityWords(negative),
  exceptions,
});

function sum(a: Exclude<Value, Nan>, b: Exclude<Value, Nan>, mode: number): Fraction | Outcome {
  if (a.kind === 'infinity')
    return b.kind === 'infinity' && a.negative !== b.negative ? invalid : infinite(a.negative);
  if (b.kind === 'infinity') return infinite(b.negative);
  const signed = (v: Fraction): bigint => (v.negative ? -v.numerator : v.numerator);
  const total = signed(a) * b.denominator + signed(b) * a.denominator;
  const negativeZero = isZero(a) && a.negative === b.negative ? a.negative : mode === 2;
  return {
    kind: 'number',
    negative: total === 0n ? negativeZero : total < 0n,
    numerator: total < 0n ? -total : total,
    denominator: a.denominator * b.denominator,
  };
}

function product(a: Exclude<Value, Nan>, b: Exclude<Value, Nan>): Fraction | Outcome {
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinity' || b.kind === 'infinity')
    return isZero(a) || isZero(b) ? invalid : infinite(negative);
  return {
    kind: 'number',
    negative,
    numerator: a.numerator * b.numerator,
    denominator: a.denominator * b.denominator,
  };
}

function quotient(a: Exclude<Value, Nan>, b: Exclude<Value, Nan>): Fraction | Outcome {
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinity') return b.kind === 'infinity' ? invalid : infinite(negative);
  if (b.kind === 'infinity') return fraction(negative, 0n, 0);
  if (isZero(b)) return isZero(a) ? invalid : infinite(negative, DZ);
  return {
    kind: 'number',
    negative,
    numerator: a.numerator * b.denominator,
    denominator: a.denominator * b.numerator,
  };
}

/** FSGLMUL looks at 24 bits of its operands. */
function shortened(v: Exclude<Value, Nan>): Exclude<Value, Nan> {
  if (v.kind === 'infinity' || isZero(v)) return v;
  const unit = logarithm(v) - 23;
  const count =
    unit >= 0
      ? v.numerator / (v.denominator << BigInt(unit))
      : (v.numerator << BigInt(-unit)) / v.denominator;
  return fraction(v.negative, count, unit);
}

/** Whole part of a fraction, rounded. */
function whole({ negative, numerator, denominator }: Fraction, mode: number): bigint {
  const floor = numerator / denominator;
  const up = roundsUp(mode, negative, (floor & 1n) === 1n, 2n * (numerator % denominator), denominator);
  return up ? floor + 1n : floor;
}

function integer(value: Exclude<Value, Nan>, mode: number): Fraction | Outcome {
  if (value.kind === 'infinity') return infinite(value.negative);
  const inexact = value.numerator % value.denominator !== 0n;
  return { ...fraction(value.negative, whole(value, mode), 0), inexact };
}

function root(value: Exclude<Value, Nan>): Fraction | Outcome {
  if (isZero(value)) return value as Fraction;
  if (value.negative) return invalid;
  if (value.kind === 'infinity') return infinite(false);
  // 200 bits of the root, and one more if there is a rest.
  const half = 200 - Math.floor(logarithm(value) / 2);
  const numerator = half > 0 ? value.numerator << BigInt(2 * half) : value.numerator;
  const denominator = half < 0 ? value.denominator << BigInt(-2 * half) : value.denominator;
  const radicand = numerator / denominator;
  let low = 0n;
  let high = powerOfTwo(202);
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle * middle <= radicand) low = middle;
    else high = middle;
  }
  const isExact = low * low * denominator === numerator;
  return fraction(false, 2n * low + (isExact ? 0n : 1n), -half - 1);
}

function scaled(a: Exclude<Value, Nan>, b: Exclude<Value, Nan>): Fraction | Outcome {
  if (b.kind === 'infinity') return invalid;
  if (a.kind === 'infinity') return infinite(a.negative);
  const count = whole(b, 1);
  const power = count > 70000n ? 70000 : Number(count);
  return {
    ...a,
    numerator: b.negative ? a.numerator : a.numerator << BigInt(power),
    denominator: b.negative ? a.denominator << BigInt(power) : a.denominator,
  };
}

export interface Remainder extends Outcome {
  /** Sign and seven bits, or null where the quotient byte stays. */
  readonly quotient: number | null;
}

export function remainderExactly(
  a: Operand,
  b: Operand,
  nearest: boolean,
  precision: number,
  mode: number,
): Remainder {
  let quotientByte: number | null = null;
  const outcome = dyadic(
    (x, y) => {
      if (x.kind === 'infinity' || isZero(y)) return invalid;
      const sign = x.negative !== y.negative ? 0x80 : 0;
      quotientByte = sign;
      if (y.kind === 'infinity') return x;
      const ratio = quotient(x, y) as Fraction;
      const count = whole(ratio, nearest ? 0 : 1);
      quotientByte = sign | Number(count & 0x7fn);
      const rest = x.numerator * y.denominator - count * y.numerator * x.denominator;
      return {
        kind: 'number',
        negative: rest < 0n ? !x.negative : x.negative,
        numerator: rest < 0n ? -rest : rest,
        denominator: x.denominator * y.denominator,
      };
    },
    a,
    b,
    precision,
    mode,
  );
  return { ...outcome, quotient: quotientByte };
}

function dyadic(operation: Dyadic, a: Operand, b: Operand, precision: number, mode: number): Outcome {
  const x = parse(a.words);
  const y = parse(b.words);
  const signalling = isSignalling(x) || isSignalling(y) ? SNAN : 0;
  if (x.kind === 'nan') return { words: quieted(x), exceptions: signalling };
  if (y.kind === 'nan') return { words: quieted(y), exceptions: signalling };
  const result = operation(x, y, mode);
  return 'words' in result ? result : roundExactly(result, precision, mode);
}

function monadic(operation: Monadic, b: Operand, precision: number, mode: number): Outcome {
  const y = parse(b.words);
  if (y.kind === 'nan') return { words: quieted(y), exceptions: isSignalling(y) ? SNAN : 0 };
  const result = operation(y, mode);
  return 'words' in result ? result : roundExactly(result, precision, mode);
}

const withSign = (v: Exclude<Value, Nan>, negative: boolean): Fraction | Outcome =>
  v.kind === 'infinity' ? infinite(negative) : { ...v, negative };

const dyadics: { readonly [name: string]: Dyadic } = {
  fadd: sum,
  fsub: (a, b, mode) => sum(a, { ...b, negative: !b.negative }, mode),
  fmul: product,
  fdiv: quotient,
  fsgldiv: quotient,
  fsglmul: (a, b) => product(shortened(a), shortened(b)),
  fscale: scaled,
};
const monadics: { readonly [name: string]: Monadic } = {
  fmove: (b) => withSign(b, b.negative),
  fabs: (b) => withSign(b, false),
  fneg: (b) => withSign(b, !b.negative),
  fsqrt: root,
  fint: integer,
  fintrz: (b) => integer(b, 1),
  fgetexp: (b) => {
    if (b.kind === 'infinity') return invalid;
    if (isZero(b)) return b;
    const log = logarithm(b);
    return fraction(log < 0, BigInt(Math.abs(log)), 0);
  },
  fgetman: (b) => {
    if (b.kind === 'infinity') return invalid;
    if (isZero(b)) return b;
    const log = logarithm(b);
    return {
      ...b,
      numerator: log < 0 ? b.numerator << BigInt(-log) : b.numerator,
      denominator: log > 0 ? b.denominator << BigInt(log) : b.denominator,
    };
  },
};

export const exactOperations: readonly string[] = [...Object.keys(dyadics), ...Object.keys(monadics)];

export function exactly(name: string, a: Operand, b: Operand, precision: number, mode: number): Outcome {
  const shape = name.startsWith('fsgl') ? SINGLE_MANTISSA : precision;
  if (name in dyadics) return dyadic(dyadics[name], a, b, shape, mode);
  return monadic(monadics[name], b, shape, mode);
}

/** FCMP's condition byte (N Z I NAN) from the order of two values. */
export function compareExactly(a: Operand, b: Operand): number {
  const x = parse(a.words);
  const y = parse(b.words);
  if (x.kind === 'nan' || y.kind === 'nan') return 1;
  const order = orderOf(x) - orderOf(y);
  if (order !== 0) return order < 0 ? 8 : 0;
  if (x.kind === 'infinity' || y.kind === 'infinity') return x.negative ? 12 : 4;
  const [p, q] = [x, y].map((v) => (v.negative ? -v.numerator : v.numerator));
  const difference = p * y.denominator - q * x.denominator;
  if (difference !== 0n) return difference < 0n ? 8 : 0;
  return x.negative && isZero(x) ? 12 : 4;
}

const orderOf = (value: Exclude<Value, Nan>): number =>
  value.kind === 'infinity' ? (value.negative ? -1 : 1) : 0;

export const exactOpmodes: { readonly [name: string]: number } = {
  fmove: Opmode.Fmove,
  fint: Opmode.Fint,
  fintrz: Opmode.Fintrz,
  fsqrt: Opmode.Fsqrt,
  fabs: Opmode.Fabs,
  fneg: Opmode.Fneg,
  fgetexp: Opmode.Fgetexp,
  fgetman: Opmode.Fgetman,
  fdiv: Opmode.Fdiv,
  fadd: Opmode.Fadd,
  fmul: Opmode.Fmul,
  fsgldiv: Opmode.Fsgldiv,
  fscale: Opmode.Fscale,
  fsglmul: Opmode.Fsglmul,
  fsub: Opmode.Fsub,
};

function accrued(exceptions: number): number {
  return (
    ((exceptions & 0xe000) !== 0 ? 0x80 : 0) |
    ((exceptions & 0x1000) !== 0 ? 0x48 : 0) |
    ((exceptions & 0x0a00) === 0x0a00 ? 0x20 : 0) |
    ((exceptions & 0x0400) !== 0 ? 0x10 : 0) |
    ((exceptions & 0x0300) !== 0 ? 0x08 : 0)
  );
}

/** Condition byte of a result. */
function condition([top, h, l]: readonly [number, number, number]): number {
  const sign = top < 0 ? 8 : 0;
  const special = ((top >>> 16) & 0x7fff) === 0x7fff;
  if (special) return sign | (((h << 1) | l) === 0 ? 2 : 1);
  return sign | ((h | l) === 0 ? 4 : 0);
}

/** FPSR after an operation, from 0 before. */
export const statusOf = ({ words, exceptions }: Outcome, quotient: number): number =>
  (condition(words) << 24) | (quotient << 16) | exceptions | accrued(exceptions);
