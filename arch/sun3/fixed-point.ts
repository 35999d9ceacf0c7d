/**
 * Elementary functions of fixed-point numbers: integers that stand for themselves times 2^-f. Each is a series after
 * an argument reduction, correct but for a few units of the last place; callers give f enough bits that those do
 * not matter. Big integers are slow beside the chip's other arithmetic, and so are these instructions beside the
 * chip's others.
 */

const CONSTANT_BITS = 320n;
const PI = 0x3243f6a8885a308d313198a2e03707344a4093822299f31d0082efa98ec4e6c89452821e638d01377n;
const LN2 = 0xb17217f7d1cf79abc9e3b39803f2f6af40f343267298b62d8a0d175b8baafa2be7b876206debac98n;
const LN10 = 0x24d763776aaa2b05ba95b58ae0b4c28a38a3fb3e76977e43a0f187a0807c0b5ca58bc0b5ec6a04173n;
const LOG2_10 = 0x35269e12f346e2bf924afdbfd36bf6d3365b157f8deceb53a46dab2020b9e167419943f7a77547ce8n;

export const pi = (f: bigint): bigint => PI >> (CONSTANT_BITS - f);
export const ln2 = (f: bigint): bigint => LN2 >> (CONSTANT_BITS - f);
export const ln10 = (f: bigint): bigint => LN10 >> (CONSTANT_BITS - f);
export const log2Of10 = (f: bigint): bigint => LOG2_10 >> (CONSTANT_BITS - f);

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Bits of a positive number. */
export function bitLength(value: bigint): number {
  const text = value.toString(16);
  return 4 * text.length - Math.clz32(Number.parseInt(text[0], 16)) + 28;
}

/** The integer nearest to value / unit. */
function nearestQuotient(value: bigint, unit: bigint): bigint {
  const half = unit >> 1n;
  return value < 0n ? -((-value + half) / unit) : (value + half) / unit;
}

/** How often the exponential's argument is halved before the series, and squared after it. */
const HALVINGS = 8n;

/** e^x for |x| < 1. */
function smallExponential(x: bigint, f: bigint): bigint {
  // More bits within: each squaring doubles the error.
  const inner = f + 2n * HALVINGS;
  const argument = (x << (2n * HALVINGS)) >> HALVINGS;
  let term = 1n << inner;
  let sum = term;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * argument) >> inner) / n;
    sum += term;
  }
  for (let n = 0n; n < HALVINGS; n++) sum = (sum * sum) >> inner;
  return sum >> (2n * HALVINGS);
}

/** A number of its own size: mantissa (with f bits of fraction) times 2^exponent. */
export interface Scaled {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** e^x. */
export function exponential(x: bigint, f: bigint): Scaled {
  // The quotient may have 15 bits, so the constant needs as many more.
  const wide = f + 24n;
  const power = nearestQuotient(x << 24n, ln2(wide));
  const rest = ((x << 24n) - power * ln2(wide)) >> 24n;
  return { mantissa: smallExponential(rest, f), exponent: Number(power) };
}

/** 2^x for an x with `f` bits of fraction. */
export function powerOfTwo(x: bigint, f: bigint): Scaled {
  const power = nearestQuotient(x, 1n << f);
  const rest = ((x - (power << f)) * ln2(f)) >> f;
  return { mantissa: smallExponential(rest, f), exponent: Number(power) };
}

/** Natural logarithm of mantissa * 2^exponent / 2^f, for a positive number of any size. */
export function logarithm(value: bigint, f: bigint): bigint {
  let { mantissa, exponent } = normalised(value, f);
  // From 0.7 to 1.4.
  if ((mantissa * mantissa) >> (2n * f) >= 2n) {
    mantissa >>= 1n;
    exponent++;
  }
  const one = 1n << f;
  const z = ((mantissa - one) << f) / (mantissa + one);
  const square = (z * z) >> f;
  let power = z;
  let sum = z;
  for (let n = 3n; absolute(power) > 1n; n += 2n) {
    power = (power * square) >> f;
    sum += power / n;
  }
  return 2n * sum + BigInt(exponent) * ln2(f);
}

/** The number as a mantissa from 1 to 2 and a power of two; bits are lost only of numbers longer than f. */
export function normalised(value: bigint, f: bigint): Scaled {
  const shift = bitLength(value) - 1 - Number(f);
  const mantissa = shift >= 0 ? value >> BigInt(shift) : value << BigInt(-shift);
  return { mantissa, exponent: shift };
}

/** Floor of the square root of a number that is not negative. */
export function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 1n << BigInt((bitLength(value) + 1) >> 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

export const squareRootFixed = (x: bigint, f: bigint): bigint => integerRoot(x << f);

export interface SineAndCosine {
  readonly sine: bigint;
  readonly cosine: bigint;
}

/** Of any x: what is left of pi/2 taken off is found with the constant's 320 bits. */
export function sineAndCosine(x: bigint, f: bigint): SineAndCosine {
  const extra = CONSTANT_BITS - 1n - f;
  const quarter = PI >> 1n;
  const wide = x << (extra + 1n);
  const turns = nearestQuotient(wide, quarter);
  const rest = (wide - turns * quarter) >> (extra + 1n);
  const { sine, cosine } = smallSineAndCosine(rest, f);
  switch (Number(BigInt.asUintN(2, turns))) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: -sine };
    case 2:
      return { sine: -sine, cosine: -cosine };
    default:
      return { sine: -cosine, cosine: sine };
  }
}

/** The two series at once, for |x| up to pi/4. */
function smallSineAndCosine(x: bigint, f: bigint): SineAndCosine {
  const square = (x * x) >> f;
  let cosine = 1n << f;
  let sine = x;
  let even = cosine;
  let odd = sine;
  for (let n = 1n; even !== 0n; n += 2n) {
    even = -((even * square) >> f) / (n * (n + 1n));
    odd = -((odd * square) >> f) / ((n + 1n) * (n + 2n));
    cosine += even;
    sine += odd;
  }
  return { sine, cosine };
}

/** atan(y / x) for y >= 0 and x > 0, or x = 0 and y > 0. */
export function arcTangent(y: bigint, x: bigint, f: bigint): bigint {
  if (y > x) return (pi(f) >> 1n) - arcTangent(x, y, f);
  // Halve the angle three times: tan(a/2) = tan a / (1 + sqrt(1 + tan^2 a)).
  const one = 1n << f;
  let tangent = (y << f) / x;
  for (let n = 0; n < 3; n++) {
    const secant = squareRootFixed(one + ((tangent * tangent) >> f), f);
    tangent = (tangent << f) / (one + secant);
  }
  const square = (tangent * tangent) >> f;
  let power = tangent;
  let sum = tangent;
  for (let n = 3n; absolute(power) > 1n; n += 2n) {
    power = -((power * square) >> f);
    sum += power / n;
  }
  return sum << 3n;
}
