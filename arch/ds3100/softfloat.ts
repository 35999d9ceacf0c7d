/**
 * IEEE 754 arithmetic of any rounding mode, exact by integers: what the fast paths of `fpu.ts` fall back on.
 * A finite number is sign, integer significand and power of two; the result of an operation is known exactly
 * (or to a sticky bit) before it is rounded once.
 */

export const enum Rounding {
  Nearest = 0,
  Zero = 1,
  Up = 2,
  Down = 3,
}

/** Exception flags, as the low five bits of an FCR31 flag field. */
export const enum Flag {
  Inexact = 1,
  Underflow = 2,
  Overflow = 4,
  DivideByZero = 8,
  Invalid = 16,
}

export interface Format {
  readonly significandBits: number;
  readonly exponentBits: number;
}
export const SINGLE: Readonly<Format> = { significandBits: 23, exponentBits: 8 };
export const DOUBLE: Readonly<Format> = { significandBits: 52, exponentBits: 11 };

/** (-1)^negative * significand * 2^exponent, exact. */
interface Finite {
  readonly kind: 'finite';
  readonly negative: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}
type Unpacked = Finite | { readonly kind: 'infinity'; readonly negative: boolean } | { readonly kind: 'nan' };

export interface Rounded {
  readonly bits: bigint;
  readonly flags: number;
}

const biasOf = (format: Format): number => (1 << (format.exponentBits - 1)) - 1;
const maxExponentOf = (format: Format): number => (1 << format.exponentBits) - 1;

function unpack(bits: bigint, format: Format): Unpacked {
  const fraction = BigInt.asUintN(format.significandBits, bits);
  const exponent = Number((bits >> BigInt(format.significandBits)) & BigInt(maxExponentOf(format)));
  const negative = bits >> BigInt(format.significandBits + format.exponentBits) !== 0n;
  if (exponent === maxExponentOf(format))
    return fraction === 0n ? { kind: 'infinity', negative } : { kind: 'nan' };
  const hidden = exponent === 0 ? 0n : 1n << BigInt(format.significandBits);
  const scale = Math.max(exponent, 1) - biasOf(format) - format.significandBits;
  return { kind: 'finite', negative, significand: fraction | hidden, exponent: scale };
}

const signBit = (negative: boolean, format: Format): bigint =>
  negative ? 1n << BigInt(format.significandBits + format.exponentBits) : 0n;

export const infinityBits = (negative: boolean, format: Format): bigint =>
  signBit(negative, format) | (BigInt(maxExponentOf(format)) << BigInt(format.significandBits));

/** The chip's own NaN: its quiet bit is 0, all other significand bits are 1 (MIPS before 2008). */
export const defaultNan = (format: Format): bigint =>
  infinityBits(false, format) | ((1n << BigInt(format.significandBits - 1)) - 1n);

const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

/** Round an exact value (`sticky`: something non-zero was cut off below) into the format, once. */
function round(value: Finite, sticky: boolean, format: Format, mode: Rounding): Rounded {
  const { negative } = value;
  const sign = signBit(negative, format);
  if (value.significand === 0n && !sticky) return { bits: sign, flags: 0 };
  // Two guard bits at least below the last place that can be kept.
  let significand = value.significand << 2n;
  let exponent = value.exponent - 2;
  const lowest = 1 - biasOf(format) - format.significandBits;
  const drop = Math.max(bitLength(significand) - (format.significandBits + 1), lowest - exponent);
  let inexact = sticky;
  if (drop <= 0) {
    significand <<= BigInt(-drop);
  } else {
    const cut = BigInt.asUintN(drop, significand);
    const half = 1n << BigInt(drop - 1);
    significand >>= BigInt(drop);
    inexact ||= cut !== 0n;
    if (roundsAway(mode, negative, cut, half, sticky, (significand & 1n) === 1n)) significand += 1n;
  }
  exponent += drop;
  const denormal = bitLength(significand) <= format.significandBits;
  if (bitLength(significand) > format.significandBits + 1) {
    significand >>= 1n;
    exponent += 1;
  }
  const biased = denormal ? 0 : exponent + format.significandBits + biasOf(format);
  if (biased >= maxExponentOf(format)) return overflow(negative, format, mode);
  const fraction = BigInt.asUintN(format.significandBits, significand);
  const bits = sign | (BigInt(biased) << BigInt(format.significandBits)) | fraction;
  const tiny = inexact && (denormal || isTinyAtFullPrecision(value, sticky, format, mode));
  return { bits, flags: (inexact ? Flag.Inexact : 0) | (tiny ? Flag.Underflow : 0) };
}

/**
 * Underflow is looked for after rounding, as if exponents had no end: a value that became the least normal number
 * only because denormals have fewer bits is still too small.
 */
function isTinyAtFullPrecision(value: Finite, sticky: boolean, format: Format, mode: Rounding): boolean {
  const least = 1 - biasOf(format);
  const length = bitLength(value.significand);
  if (value.exponent + length - 1 >= least) return false;
  const drop = Math.max(length - (format.significandBits + 1), 0);
  const cut = BigInt.asUintN(drop, value.significand);
  const kept = value.significand >> BigInt(drop);
  const half = drop === 0 ? 1n : 1n << BigInt(drop - 1);
  const up = roundsAway(mode, value.negative, cut, half, sticky, (kept & 1n) === 1n);
  return value.exponent + drop + bitLength(up ? kept + 1n : kept) - 1 < least;
}

function roundsAway(
  mode: Rounding,
  negative: boolean,
  cut: bigint,
  half: bigint,
  sticky: boolean,
  odd: boolean,
): boolean {
  switch (mode) {
    case Rounding.Nearest:
      return cut > half || (cut === half && (sticky || odd));
    case Rounding.Zero:
      return false;
    case Rounding.Up:
      return !negative && (cut !== 0n || sticky);
    case Rounding.Down:
      return negative && (cut !== 0n || sticky);
  }
}

function overflow(negative: boolean, format: Format, mode: Rounding): Rounded {
  const toInfinity = mode === Rounding.Nearest || mode === (negative ? Rounding.Down : Rounding.Up);
  const infinity = infinityBits(negative, format);
  return { bits: toInfinity ? infinity : infinity - 1n, flags: Flag.Overflow | Flag.Inexact };
}

const invalid = (format: Format): Rounded => ({ bits: defaultNan(format), flags: Flag.Invalid });

/** Is the NaN a signalling one? On this chip its top significand bit is then 1. */
export function isSignalling(bits: bigint, format: Format): boolean {
  return ((bits >> BigInt(format.significandBits - 1)) & 1n) === 1n;
}

type Numeric = Exclude<Unpacked, { kind: 'nan' }>;

/** Two operands that are numbers; or the result where one is a NaN: the default, and Invalid if one is signalling. */
function operands(
  a: bigint,
  b: bigint,
  format: Format,
): { readonly x: Numeric; readonly y: Numeric } | Rounded {
  const x = unpack(a, format);
  const y = unpack(b, format);
  if (x.kind !== 'nan' && y.kind !== 'nan') return { x, y };
  const signalling =
    (x.kind === 'nan' && isSignalling(a, format)) || (y.kind === 'nan' && isSignalling(b, format));
  return { bits: defaultNan(format), flags: signalling ? Flag.Invalid : 0 };
}

export function add(a: bigint, b: bigint, format: Format, mode: Rounding): Rounded {
  const both = operands(a, b, format);
  if ('bits' in both) return both;
  const { x, y } = both;
  if (x.kind === 'infinity' && y.kind === 'infinity' && x.negative !== y.negative) return invalid(format);
  if (x.kind === 'infinity') return { bits: a, flags: 0 };
  if (y.kind === 'infinity') return { bits: b, flags: 0 };
  const exponent = Math.min(x.exponent, y.exponent);
  const signed = (v: Finite): bigint => {
    const aligned = v.significand << BigInt(v.exponent - exponent);
    return v.negative ? -aligned : aligned;
  };
  const sum = signed(x) + signed(y);
  if (sum === 0n) {
    const bothNegative = x.negative && y.negative;
    const negative = bothNegative || (x.negative !== y.negative && mode === Rounding.Down);
    return { bits: signBit(negative, format), flags: 0 };
  }
  const negative = sum < 0n;
  return round(
    { kind: 'finite', negative, significand: negative ? -sum : sum, exponent },
    false,
    format,
    mode,
  );
}

export function multiply(a: bigint, b: bigint, format: Format, mode: Rounding): Rounded {
  const both = operands(a, b, format);
  if ('bits' in both) return both;
  const { x, y } = both;
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinity' || y.kind === 'infinity') {
    const zero =
      (x.kind === 'finite' && x.significand === 0n) || (y.kind === 'finite' && y.significand === 0n);
    return zero ? invalid(format) : { bits: infinityBits(negative, format), flags: 0 };
  }
  const product = x.significand * y.significand;
  return round(
    { kind: 'finite', negative, significand: product, exponent: x.exponent + y.exponent },
    false,
    format,
    mode,
  );
}

export function divide(a: bigint, b: bigint, format: Format, mode: Rounding): Rounded {
  const both = operands(a, b, format);
  if ('bits' in both) return both;
  const { x, y } = both;
  const negative = x.negative !== y.negative;
  if (x.kind === 'infinity') {
    return y.kind === 'infinity' ? invalid(format) : { bits: infinityBits(negative, format), flags: 0 };
  }
  if (y.kind === 'infinity') return { bits: signBit(negative, format), flags: 0 };
  if (y.significand === 0n) {
    if (x.significand === 0n) return invalid(format);
    return { bits: infinityBits(negative, format), flags: Flag.DivideByZero };
  }
  // Enough bits that the quotient has two more than the format keeps, whatever the operands' lengths.
  const shift = format.significandBits + 4 + Math.max(0, bitLength(y.significand) - bitLength(x.significand));
  const numerator = x.significand << BigInt(shift);
  const quotient = numerator / y.significand;
  const sticky = quotient * y.significand !== numerator;
  const exponent = x.exponent - y.exponent - shift;
  return round({ kind: 'finite', negative, significand: quotient, exponent }, sticky, format, mode);
}

/** A number of one format in another. */
export function convert(bits: bigint, from: Format, to: Format, mode: Rounding): Rounded {
  const x = unpack(bits, from);
  if (x.kind === 'nan') return isSignalling(bits, from) ? invalid(to) : { bits: defaultNan(to), flags: 0 };
  if (x.kind === 'infinity') return { bits: infinityBits(x.negative, to), flags: 0 };
  return round(x, false, to, mode);
}

export function fromInteger(value: number, to: Format, mode: Rounding): Rounded {
  const negative = value < 0;
  return round(
    { kind: 'finite', negative, significand: BigInt(Math.abs(value)), exponent: 0 },
    false,
    to,
    mode,
  );
}
