/**
 * Rounding of the result R of a 68881 operation, once, to the precision and in the direction asked for; overflow and
 * underflow. Source: MC68881/MC68882 user's manual, sections 2, 4.5.5 and 6.1.
 */
import { Exception, Kind, normalise, Part, Precision, Rounding, Slot, shiftDown, Work } from './extended.js';

/** Least biased exponent of a normal number. */
function leastExponent(precision: number): number {
  if (precision === Precision.Extended || precision === Precision.SingleMantissa) return 0;
  return precision === Precision.Single ? 0x3f81 : 0x3c01;
}

function greatestExponent(precision: number): number {
  if (precision === Precision.Extended || precision === Precision.SingleMantissa) return 0x7ffe;
  return precision === Precision.Single ? 0x407e : 0x43fe;
}

/**
 * Round R to the precision: mantissa and range. Underflow is told before rounding and whether or not anything was
 * lost; overflow alone does not say inexact. What is a denormal of single or double precision is a normalised
 * number here.
 */
export function round(w: Int32Array, precision: number, mode: number): void {
  if (w[Slot.R + Part.Kind] !== Kind.Finite) return;
  const least = leastExponent(precision);
  const exponent = w[Slot.R + Part.Exponent];
  if (exponent < least) {
    w[Work.Exceptions] |= Exception.Underflow;
    shiftDown(w, Slot.R, least - exponent);
  }
  const inexact = roundMantissa(w, precision, mode);
  if (inexact) w[Work.Exceptions] |= Exception.Inexact;
  if (w[Slot.R + Part.High] < 0) {
    if (w[Slot.R + Part.Exponent] > greatestExponent(precision)) overflow(w, precision, mode);
  } else if ((w[Slot.R + Part.High] | w[Slot.R + Part.Low]) === 0) w[Slot.R + Part.Kind] = Kind.Zero;
  else if (least !== 0) normalise(w, Slot.R);
}

/** Round R's mantissa alone; was anything cut off? */
export function roundMantissa(w: Int32Array, precision: number, mode: number): boolean {
  let high = w[Slot.R + Part.High];
  let low = w[Slot.R + Part.Low];
  const guard = w[Slot.R + Part.Guard];
  let half: boolean;
  let rest: boolean;
  let odd: boolean;
  if (precision === Precision.Extended) {
    if (guard === 0) return false;
    half = guard < 0;
    rest = guard << 1 !== 0;
    odd = (low & 1) !== 0;
  } else if (precision === Precision.Single || precision === Precision.SingleMantissa) {
    if (((high & 0xff) | low | guard) === 0) return false;
    half = (high & 0x80) !== 0;
    rest = ((high & 0x7f) | low | guard) !== 0;
    odd = (high & 0x100) !== 0;
    high &= ~0xff;
    low = 0;
  } else {
    if (((low & 0x7ff) | guard) === 0) return false;
    half = (low & 0x400) !== 0;
    rest = ((low & 0x3ff) | guard) !== 0;
    odd = (low & 0x800) !== 0;
    low &= ~0x7ff;
  }
  const up =
    mode === Rounding.Nearest ? half && (rest || odd) : mode === awayFromZero(w[Slot.R + Part.Negative]);
  w[Slot.R + Part.Guard] = 0;
  if (up) {
    let carry = true;
    if (precision === Precision.Extended) carry = (low = (low + 1) | 0) === 0;
    else if (precision === Precision.Double || precision === Precision.Undefined)
      carry = (low = (low + 0x800) | 0) === 0;
    if (carry) {
      high = (high + (low === 0 && isShort(precision) ? 0x100 : 1)) | 0;
      if (high === 0) {
        high = 0x80000000 | 0;
        w[Slot.R + Part.Exponent]++;
      }
    }
  }
  w[Slot.R + Part.High] = high;
  w[Slot.R + Part.Low] = low;
  return true;
}

const isShort = (precision: number): boolean =>
  precision === Precision.Single || precision === Precision.SingleMantissa;

/** The directed mode that makes a number of this sign greater. */
const awayFromZero = (negative: number): number => (negative !== 0 ? Rounding.Minus : Rounding.Plus);

function overflow(w: Int32Array, precision: number, mode: number): void {
  w[Work.Exceptions] |= Exception.Overflow;
  if (mode === Rounding.Nearest || mode === awayFromZero(w[Slot.R + Part.Negative])) {
    w[Slot.R + Part.Kind] = Kind.Infinite;
    return;
  }
  w[Slot.R + Part.Exponent] = greatestExponent(precision);
  w[Slot.R + Part.High] = precision === Precision.Single ? ~0xff : -1;
  w[Slot.R + Part.Low] =
    precision === Precision.Single ? 0 : greatestExponent(precision) === 0x43fe ? ~0x7ff : -1;
}
