/**
 * The 68881's numbers, taken apart into a work block of 32-bit words: every operation leaves an exact result (or one
 * with a sticky bit below) in slot R, which `round` (`extended-rounding.ts`) brings into the precision asked for, once.
 * Denormals are as this chip has them: the exponent 0 means 2^-16383 with or without the integer bit, and a number
 * with any other exponent may lack the integer bit too. No object is made here. Source: MC68881/MC68882 user's
 * manual, sections 2, 3 and 4.5.5.
 */

/** Where a number in the work block begins: destination operand, source operand, result. */
export const enum Slot {
  A = 0,
  B = 6,
  R = 12,
}

/** Words of a number. The mantissa is High, Low and Guard, the last with a sticky lowest bit. */
export const enum Part {
  Kind = 0,
  /** 1 or 0. */
  Negative = 1,
  /** Biased by Exponent.Bias, of any size. */
  Exponent = 2,
  High = 3,
  Low = 4,
  Guard = 5,
}

export const enum Kind {
  Zero = 0,
  /** The top bit of High is set, but for a result rounded to a denormal. */
  Finite = 1,
  Infinite = 2,
  /** High and Low are as the register has them. */
  Nan = 3,
}

/** Words of the work block after the three numbers. */
export const enum Work {
  /** Exceptions raised since it was cleared, as FPSR's EXC byte has them. */
  Exceptions = 18,
  /** Low bits of a remainder's quotient, unsigned. */
  Quotient = 19,
  /** Digits of a quotient as it is made. */
  Digits = 20,
  Size = 24,
}

/** Bits of FPSR's exception byte; the enable bits of FPCR are the same. */
export const enum Exception {
  Bsun = 0x8000,
  Snan = 0x4000,
  Operr = 0x2000,
  Overflow = 0x1000,
  Underflow = 0x0800,
  DivideByZero = 0x0400,
  Inexact = 0x0200,
  InexactDecimal = 0x0100,
}

/** The first four as FPCR has them; 3 is undefined, and taken as double. */
export const enum Precision {
  Extended = 0,
  Single = 1,
  Double = 2,
  Undefined = 3,
  /** A mantissa of single precision with the exponents of extended: FSGLMUL, FSGLDIV. */
  SingleMantissa = 4,
}

/** As FPCR has them. */
export const enum Rounding {
  Nearest = 0,
  Zero = 1,
  Minus = 2,
  Plus = 3,
}

export const enum Exponent {
  Bias = 0x3fff,
  Special = 0x7fff,
}

export const enum Nan {
  /** In High; without it a NaN is a signalling one. */
  Quiet = 0x40000000,
}

export const createWork = (): Int32Array => new Int32Array(Work.Size);

/** Put an extended number's three words (as in a register) into a slot, normalised. */
export function unpack(w: Int32Array, slot: number, word: number, high: number, low: number): void {
  const exponent = (word >>> 16) & Exponent.Special;
  w[slot + Part.Negative] = word >>> 31;
  w[slot + Part.Exponent] = exponent;
  w[slot + Part.High] = high;
  w[slot + Part.Low] = low;
  w[slot + Part.Guard] = 0;
  if (exponent === Exponent.Special)
    w[slot + Part.Kind] = ((high << 1) | low) === 0 ? Kind.Infinite : Kind.Nan;
  else if ((high | low) === 0) w[slot + Part.Kind] = Kind.Zero;
  else {
    w[slot + Part.Kind] = Kind.Finite;
    if (high >= 0) normalise(w, slot);
  }
}

/** Shift a mantissa that is not 0 up until its top bit is set. */
export function normalise(w: Int32Array, slot: number): void {
  let high = w[slot + Part.High];
  let low = w[slot + Part.Low];
  let guard = w[slot + Part.Guard];
  let exponent = w[slot + Part.Exponent];
  while (high === 0) {
    high = low;
    low = guard;
    guard = 0;
    exponent -= 32;
  }
  const shift = Math.clz32(high);
  if (shift !== 0) {
    high = (high << shift) | (low >>> (32 - shift));
    low = (low << shift) | (guard >>> (32 - shift));
    guard <<= shift;
  }
  w[slot + Part.High] = high;
  w[slot + Part.Low] = low;
  w[slot + Part.Guard] = guard;
  w[slot + Part.Exponent] = exponent - shift;
}

/** Shift a mantissa down, the exponent up; bits lost are kept as the sticky bit. */
export function shiftDown(w: Int32Array, slot: number, bits: number): void {
  if (bits === 0) return;
  const high = w[slot + Part.High];
  const low = w[slot + Part.Low];
  const guard = w[slot + Part.Guard];
  const part = bits & 31;
  const back = 32 - part;
  let lost: number;
  if (bits < 32) {
    lost = guard << back;
    w[slot + Part.Guard] = (guard >>> part) | (low << back);
    w[slot + Part.Low] = (low >>> part) | (high << back);
    w[slot + Part.High] = high >>> part;
  } else if (bits < 64) {
    lost = guard | (part === 0 ? 0 : low << back);
    w[slot + Part.Guard] = part === 0 ? low : (low >>> part) | (high << back);
    w[slot + Part.Low] = high >>> part;
    w[slot + Part.High] = 0;
  } else {
    lost = guard | low | (bits > 95 ? high : part === 0 ? 0 : high << back);
    w[slot + Part.Guard] = bits > 95 ? 0 : high >>> part;
    w[slot + Part.Low] = 0;
    w[slot + Part.High] = 0;
  }
  if (lost !== 0) w[slot + Part.Guard] |= 1;
  w[slot + Part.Exponent] += bits;
}

/** Sign and exponent of R as a register's first word has them. */
export function packedTop(w: Int32Array): number {
  const sign = w[Slot.R + Part.Negative] << 31;
  switch (w[Slot.R + Part.Kind]) {
    case Kind.Zero:
      return sign;
    case Kind.Finite:
      return sign | (w[Slot.R + Part.Exponent] << 16);
    default:
      return sign | (Exponent.Special << 16);
  }
}

/** R's mantissa words as a register has them, after `packedTop`. */
export function packedHigh(w: Int32Array): number {
  return (w[Slot.R + Part.Kind] & 1) !== 0 ? w[Slot.R + Part.High] : 0;
}
export function packedLow(w: Int32Array): number {
  return (w[Slot.R + Part.Kind] & 1) !== 0 ? w[Slot.R + Part.Low] : 0;
}

/** Make R the number in a slot; a NaN is made quiet, a signalling one noted. */
export function take(w: Int32Array, slot: number): void {
  for (let part = 0; part < 6; part++) w[Slot.R + part] = w[slot + part];
  if (w[slot + Part.Kind] === Kind.Nan) {
    noteSignalling(w, slot);
    w[Slot.R + Part.High] |= Nan.Quiet;
  }
}

function noteSignalling(w: Int32Array, slot: number): void {
  if (w[slot + Part.Kind] === Kind.Nan && (w[slot + Part.High] & Nan.Quiet) === 0)
    w[Work.Exceptions] |= Exception.Snan;
}

/** With a NaN among the operands A and B, R is that one, A's before B's; false when there is none. */
export function takeNan(w: Int32Array): boolean {
  if (w[Slot.A + Part.Kind] !== Kind.Nan && w[Slot.B + Part.Kind] !== Kind.Nan) return false;
  noteSignalling(w, Slot.B);
  noteSignalling(w, Slot.A);
  take(w, w[Slot.A + Part.Kind] === Kind.Nan ? Slot.A : Slot.B);
  return true;
}

/** An operation that means nothing: R is the chip's own NaN, positive with all bits set. */
export function operandError(w: Int32Array): void {
  w[Work.Exceptions] |= Exception.Operr;
  w[Slot.R + Part.Kind] = Kind.Nan;
  w[Slot.R + Part.Negative] = 0;
  w[Slot.R + Part.High] = -1;
  w[Slot.R + Part.Low] = -1;
  w[Slot.R + Part.Guard] = 0;
}

export function setZero(w: Int32Array, negative: number): void {
  w[Slot.R + Part.Kind] = Kind.Zero;
  w[Slot.R + Part.Negative] = negative;
}

export function setInfinite(w: Int32Array, negative: number): void {
  w[Slot.R + Part.Kind] = Kind.Infinite;
  w[Slot.R + Part.Negative] = negative;
}

/** Make R a finite number that is not 0; its mantissa need not be normalised. */
export function setFinite(
  w: Int32Array,
  negative: number,
  exponent: number,
  high: number,
  low: number,
  guard: number,
): void {
  w[Slot.R + Part.Kind] = Kind.Finite;
  w[Slot.R + Part.Negative] = negative;
  w[Slot.R + Part.Exponent] = exponent;
  w[Slot.R + Part.High] = high;
  w[Slot.R + Part.Low] = low;
  w[Slot.R + Part.Guard] = guard;
  if (high >= 0) normalise(w, Slot.R);
}
