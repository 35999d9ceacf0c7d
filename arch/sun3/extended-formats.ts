/**
 * Numbers of other formats: integers, singles and doubles into the work block (`extended.ts`) and out of it. A
 * number that goes out has been taken into R; its exceptions are noted as for any operation. Source: MC68881 user's
 * manual, section 3, and FMOVE's description.
 */
import {
  Exception,
  Exponent,
  Kind,
  normalise,
  operandError,
  Part,
  Precision,
  Slot,
  shiftDown,
  Work,
} from './extended.js';
import { round, roundMantissa } from './extended-rounding.js';

interface Layout {
  readonly exponentBits: number;
  readonly bias: number;
}
const SINGLE: Readonly<Layout> = { exponentBits: 8, bias: 127 };
const DOUBLE: Readonly<Layout> = { exponentBits: 11, bias: 1023 };

/** A single into a slot. */
export function unpackSingle(w: Int32Array, slot: number, bits: number): void {
  unpackShort(w, slot, bits, bits << 8, 0, (bits >>> 23) & 0xff, SINGLE);
}

/** A double, in two words, into a slot. */
export function unpackDouble(w: Int32Array, slot: number, high: number, low: number): void {
  unpackShort(w, slot, high, (high << 11) | (low >>> 21), low << 11, (high >>> 20) & 0x7ff, DOUBLE);
}

/** The mantissa's words without the integer bit, whose place may hold anything. */
function unpackShort(
  w: Int32Array,
  slot: number,
  sign: number,
  high: number,
  low: number,
  exponent: number,
  layout: Layout,
): void {
  const special = (1 << layout.exponentBits) - 1;
  const fraction = high & 0x7fffffff;
  w[slot + Part.Negative] = sign >>> 31;
  w[slot + Part.Low] = low;
  w[slot + Part.Guard] = 0;
  w[slot + Part.High] = high | 0x80000000;
  w[slot + Part.Exponent] = exponent - layout.bias + Exponent.Bias;
  if (exponent === special) w[slot + Part.Kind] = (fraction | low) === 0 ? Kind.Infinite : Kind.Nan;
  else if (exponent !== 0) w[slot + Part.Kind] = Kind.Finite;
  else if ((fraction | low) === 0) w[slot + Part.Kind] = Kind.Zero;
  else {
    w[slot + Part.Kind] = Kind.Finite;
    w[slot + Part.High] = fraction;
    w[slot + Part.Exponent]++;
    normalise(w, slot);
  }
}

/** R, rounded, as a single. */
export function packSingle(w: Int32Array, mode: number): number {
  round(w, Precision.Single, mode);
  const exponent = shortExponent(w, SINGLE);
  return (w[Slot.R + Part.Negative] << 31) | (exponent << 23) | ((w[Slot.R + Part.High] >>> 8) & 0x7fffff);
}

/** The high word of R, rounded, as a double; `packedDoubleLow` is the other one, to be asked for next. */
export function packDoubleHigh(w: Int32Array, mode: number): number {
  round(w, Precision.Double, mode);
  const exponent = shortExponent(w, DOUBLE);
  return (w[Slot.R + Part.Negative] << 31) | (exponent << 20) | ((w[Slot.R + Part.High] >>> 11) & 0xfffff);
}
export function packedDoubleLow(w: Int32Array): number {
  return (w[Slot.R + Part.High] << 21) | (w[Slot.R + Part.Low] >>> 11);
}

/** The exponent field of rounded R in a shorter format; the mantissa of what is a denormal there is shifted. */
function shortExponent(w: Int32Array, layout: Layout): number {
  const special = (1 << layout.exponentBits) - 1;
  const kind = w[Slot.R + Part.Kind];
  if (kind === Kind.Nan) return special;
  if (kind !== Kind.Finite) {
    w[Slot.R + Part.High] = 0;
    w[Slot.R + Part.Low] = 0;
    return kind === Kind.Infinite ? special : 0;
  }
  const exponent = w[Slot.R + Part.Exponent] - Exponent.Bias + layout.bias;
  if (exponent > 0) return exponent;
  shiftDown(w, Slot.R, 1 - exponent);
  return 0;
}

/**
 * R as a signed integer of `bits` bits. One that does not fit is the greatest of its sign and an operand error; so
 * is a NaN, of which the top bits of the mantissa are stored.
 */
export function packInteger(w: Int32Array, bits: number, mode: number): number {
  const negative = w[Slot.R + Part.Negative] !== 0;
  switch (w[Slot.R + Part.Kind]) {
    case Kind.Zero:
      return 0;
    case Kind.Nan: {
      const top = w[Slot.R + Part.High] >> (32 - bits);
      operandError(w);
      return top;
    }
    case Kind.Finite: {
      const exponent = w[Slot.R + Part.Exponent];
      if (exponent > Exponent.Bias + 31) break;
      shiftDown(w, Slot.R, Exponent.Bias + 63 - exponent);
      const inexact = roundMantissa(w, Precision.Extended, mode);
      const size = (w[Slot.R + Part.High] >>> 0) * 4294967296 + (w[Slot.R + Part.Low] >>> 0);
      const limit = bits === 32 ? 2147483648 : 1 << (bits - 1);
      if (size > (negative ? limit : limit - 1)) break;
      if (inexact) w[Work.Exceptions] |= Exception.Inexact;
      return negative ? -size | 0 : size;
    }
  }
  operandError(w);
  return negative
    ? bits === 32
      ? -2147483648
      : -(1 << (bits - 1))
    : bits === 32
      ? 2147483647
      : (1 << (bits - 1)) - 1;
}
