/**
 * The R2010 floating-point coprocessor: single and double arithmetic, conversions, compares and branches, with
 * the rounding modes and exception flags of FCR31. Nearest-mode results of ordinary operands are the host's
 * own IEEE arithmetic, with inexactness found by error-free transformation; everything else is exact integer
 * work (`softfloat.ts`). Denormals, infinities and NaNs are finished as Sprite's kernel finished them for the
 * chip. Registers are moved as integers.
 */
import { Word } from './context.js';
import * as soft from './softfloat.js';
import { DOUBLE, Flag, type Format, Rounding, SINGLE } from './softfloat.js';

/** What an FP instruction asks of the processor. */
export const enum FpOutcome {
  Done = 0,
  Reserved = 1,
  /** An enabled exception: nothing was written but the cause bits. */
  Exception = 2,
  BranchTaken = 3,
  BranchNotTaken = 4,
}

export interface Fpu {
  /** Execute a coprocessor-1 instruction (not a load or store) on the context's words. */
  execute(words: Int32Array, instruction: number): FpOutcome;
}

const CONDITION = 1 << 23;
const CAUSE_MASK = 0x3f << 12;
const ENABLE_UNDERFLOW = 2 << 7;
/** FCR0: implementation and revision of an R2010. */
const R2010_REVISION = 0x0320;

const MIN_NORMAL_SINGLE = 1.1754943508222875e-38;
const MAX_SINGLE = 3.4028234663852886e38;
/** Outside these bounds a product's error term could itself overflow or be lost. */
const SAFE_LOW = 1e-250;
const SAFE_HIGH = 1e250;
const SPLITTER = 134217729;

export function createFpu(): Fpu {
  const double = new Float64Array(1);
  const single = new Float32Array(double.buffer);
  const bits = new Int32Array(double.buffer);
  const bits64 = new BigUint64Array(double.buffer);

  // --- Registers -----------------------------------------------------------------------------------------------

  function getDouble(words: Int32Array, register: number): number {
    bits[0] = words[Word.F + (register & 30)];
    bits[1] = words[Word.F + (register | 1)];
    return double[0];
  }
  function putDouble(words: Int32Array, register: number, value: number): void {
    double[0] = value;
    words[Word.F + (register & 30)] = bits[0];
    words[Word.F + (register | 1)] = bits[1];
  }
  function getSingle(words: Int32Array, register: number): number {
    bits[0] = words[Word.F + register];
    return single[0];
  }
  function putSingle(words: Int32Array, register: number, value: number): void {
    single[0] = value;
    words[Word.F + register] = bits[0];
  }
  function getBits(words: Int32Array, register: number, format: Format): bigint {
    if (format === SINGLE) return BigInt.asUintN(32, BigInt(words[Word.F + register]));
    bits[0] = words[Word.F + (register & 30)];
    bits[1] = words[Word.F + (register | 1)];
    return bits64[0];
  }
  function putBits(words: Int32Array, register: number, format: Format, value: bigint): void {
    bits64[0] = value;
    if (format === SINGLE) words[Word.F + register] = bits[0];
    else {
      words[Word.F + (register & 30)] = bits[0];
      words[Word.F + (register | 1)] = bits[1];
    }
  }

  /** Note an operation's flags; true when an enabled one forbids its result. */
  function raises(words: Int32Array, flags: number): boolean {
    const status = (words[Word.Fcr31] & ~CAUSE_MASK) | (flags << 12);
    const enabled = (status >>> 7) & flags & 31;
    words[Word.Fcr31] = enabled === 0 ? status | (flags << 2) : status;
    return enabled !== 0;
  }

  /** Who has enabled underflow hears of every result that is too small, be it exact (IEEE 754-1985, 7.4). */
  function finish(words: Int32Array, register: number, format: Format, result: soft.Rounded): FpOutcome {
    const isTold = (words[Word.Fcr31] & ENABLE_UNDERFLOW) !== 0 && isDenormal(result.bits, format);
    if (raises(words, isTold ? result.flags | Flag.Underflow : result.flags)) return FpOutcome.Exception;
    putBits(words, register, format, result.bits);
    return FpOutcome.Done;
  }

  // --- Arithmetic ----------------------------------------------------------------------------------------------

  function arithmetic(words: Int32Array, insn: number, format: Format): FpOutcome {
    const operation = insn & 3;
    const fs = (insn >>> 11) & 31;
    const ft = (insn >>> 16) & 31;
    const fd = (insn >>> 6) & 31;
    if ((words[Word.Fcr31] & (3 | ENABLE_UNDERFLOW)) === Rounding.Nearest) {
      const done =
        format === DOUBLE
          ? fastDouble(words, operation, fs, ft, fd)
          : fastSingle(words, operation, fs, ft, fd);
      if (done !== -1) return done;
    }
    const mode: Rounding = words[Word.Fcr31] & 3;
    const a = getBits(words, fs, format);
    const b = getBits(words, ft, format);
    const minusB = b ^ (1n << (format === DOUBLE ? 63n : 31n));
    const result =
      operation === 0
        ? soft.add(a, b, format, mode)
        : operation === 1
          ? isNan(b, format)
            ? soft.add(a, b, format, mode)
            : soft.add(a, minusB, format, mode)
          : operation === 2
            ? soft.multiply(a, b, format, mode)
            : soft.divide(a, b, format, mode);
    return finish(words, fd, format, result);
  }

  /** The host's own double arithmetic where its inexactness can be told; -1 where it cannot. */
  function fastDouble(
    words: Int32Array,
    operation: number,
    fs: number,
    ft: number,
    fd: number,
  ): FpOutcome | -1 {
    const a = getDouble(words, fs);
    const b = operation === 1 ? -getDouble(words, ft) : getDouble(words, ft);
    let result: number;
    let inexact: boolean;
    if (operation < 2) {
      result = a + b;
      if (!(Math.abs(result) <= SAFE_HIGH)) return -1;
      const shadow = result - a;
      inexact = a - (result - shadow) + (b - shadow) !== 0;
    } else {
      result = operation === 2 ? a * b : a / b;
      if (isSafe(a) && isSafe(b) && isSafe(result))
        inexact =
          operation === 2
            ? productError(a, b, result) !== 0
            : result * b !== a || productError(result, b, a) !== 0;
      else if (result === 0 && (a === 0 || b === 0)) inexact = false;
      else return -1;
    }
    if (raises(words, inexact ? Flag.Inexact : 0)) return FpOutcome.Exception;
    putDouble(words, fd, result);
    return FpOutcome.Done;
  }

  /** Singles are exact or correctly rounded through doubles: 53 bits are more than twice 24 and two. */
  function fastSingle(
    words: Int32Array,
    operation: number,
    fs: number,
    ft: number,
    fd: number,
  ): FpOutcome | -1 {
    const a = getSingle(words, fs);
    const b = operation === 1 ? -getSingle(words, ft) : getSingle(words, ft);
    const wide = operation < 2 ? a + b : operation === 2 ? a * b : a / b;
    const result = Math.fround(wide);
    if (!isNormalSingle(wide, result)) return -1;
    let inexact: boolean;
    if (operation < 2) {
      const shadow = wide - a;
      inexact = result !== wide || a - (wide - shadow) + (b - shadow) !== 0;
    } else inexact = operation === 2 ? result !== wide : wide !== 0 && result * b !== a;
    if (raises(words, inexact ? Flag.Inexact : 0)) return FpOutcome.Exception;
    putSingle(words, fd, result);
    return FpOutcome.Done;
  }

  // --- Sign, moves, conversions ----------------------------------------------------------------------------------

  /** abs, mov and neg work on the sign bit alone, also of a NaN. */
  function signOperation(words: Int32Array, insn: number, format: Format): FpOutcome {
    const operation = insn & 63;
    let fs = (insn >>> 11) & 31;
    let fd = (insn >>> 6) & 31;
    if (format === DOUBLE) {
      words[Word.F + (fd & 30)] = words[Word.F + (fs & 30)];
      fs |= 1;
      fd |= 1;
    }
    const top = words[Word.F + fs];
    words[Word.F + fd] = operation === 5 ? top & 0x7fffffff : operation === 7 ? top ^ 0x80000000 : top;
    return FpOutcome.Done;
  }

  function toDouble(words: Int32Array, insn: number): FpOutcome {
    const value = getSingle(words, (insn >>> 11) & 31);
    if (Number.isNaN(value)) return convertExactly(words, insn, SINGLE, DOUBLE);
    raises(words, 0);
    putDouble(words, (insn >>> 6) & 31, value);
    return FpOutcome.Done;
  }

  function toSingle(words: Int32Array, insn: number): FpOutcome {
    const value = getDouble(words, (insn >>> 11) & 31);
    const result = Math.fround(value);
    if ((words[Word.Fcr31] & 3) !== Rounding.Nearest || !isNormalSingle(value, result))
      return convertExactly(words, insn, DOUBLE, SINGLE);
    if (raises(words, result === value ? 0 : Flag.Inexact)) return FpOutcome.Exception;
    putSingle(words, (insn >>> 6) & 31, result);
    return FpOutcome.Done;
  }

  function convertExactly(words: Int32Array, insn: number, from: Format, to: Format): FpOutcome {
    const mode: Rounding = words[Word.Fcr31] & 3;
    const value = getBits(words, (insn >>> 11) & 31, from);
    return finish(words, (insn >>> 6) & 31, to, soft.convert(value, from, to, mode));
  }

  function convertFromWord(words: Int32Array, insn: number, to: Format): FpOutcome {
    const value = words[Word.F + ((insn >>> 11) & 31)];
    const fd = (insn >>> 6) & 31;
    if (to === DOUBLE || Math.fround(value) === value) {
      raises(words, 0);
      if (to === DOUBLE) putDouble(words, fd, value);
      else putSingle(words, fd, value);
      return FpOutcome.Done;
    }
    return finish(words, fd, to, soft.fromInteger(value, to, words[Word.Fcr31] & 3));
  }

  function convertToWord(words: Int32Array, insn: number, from: Format): FpOutcome {
    const fs = (insn >>> 11) & 31;
    const value = from === DOUBLE ? getDouble(words, fs) : getSingle(words, fs);
    const rounded = roundToInteger(value, words[Word.Fcr31] & 3);
    const fits = rounded >= -2147483648 && rounded <= 2147483647;
    if (raises(words, fits ? (rounded === value ? 0 : Flag.Inexact) : Flag.Invalid))
      return FpOutcome.Exception;
    words[Word.F + ((insn >>> 6) & 31)] = fits ? rounded : 0x7fffffff;
    return FpOutcome.Done;
  }

  function compare(words: Int32Array, insn: number, format: Format): FpOutcome {
    const fs = (insn >>> 11) & 31;
    const ft = (insn >>> 16) & 31;
    const a = format === DOUBLE ? getDouble(words, fs) : getSingle(words, fs);
    const b = format === DOUBLE ? getDouble(words, ft) : getSingle(words, ft);
    const unordered = Number.isNaN(a) || Number.isNaN(b);
    const holds =
      (unordered && (insn & 1) !== 0) || (a === b && (insn & 2) !== 0) || (a < b && (insn & 4) !== 0);
    const bad = unordered && ((insn & 8) !== 0 || anySignalling(words, fs, ft, format));
    if (raises(words, bad ? Flag.Invalid : 0)) return FpOutcome.Exception;
    words[Word.Fcr31] = holds ? words[Word.Fcr31] | CONDITION : words[Word.Fcr31] & ~CONDITION;
    return FpOutcome.Done;
  }

  function anySignalling(words: Int32Array, fs: number, ft: number, format: Format): boolean {
    return [fs, ft].some((register) => {
      const value = getBits(words, register, format);
      return isNan(value, format) && soft.isSignalling(value, format);
    });
  }

  // --- Decoding --------------------------------------------------------------------------------------------------

  function operate(words: Int32Array, insn: number, format: Format): FpOutcome {
    const operation = insn & 63;
    if (operation <= 3) return arithmetic(words, insn, format);
    if (operation >= 48) return compare(words, insn, format);
    switch (operation) {
      case 5:
      case 6:
      case 7:
        return signOperation(words, insn, format);
      case 32:
        return format === SINGLE ? FpOutcome.Reserved : toSingle(words, insn);
      case 33:
        return format === DOUBLE ? FpOutcome.Reserved : toDouble(words, insn);
      case 36:
        return convertToWord(words, insn, format);
      default:
        return FpOutcome.Reserved;
    }
  }

  function execute(words: Int32Array, insn: number): FpOutcome {
    const rt = Word.R + ((insn >>> 16) & 31);
    const fs = (insn >>> 11) & 31;
    switch ((insn >>> 21) & 31) {
      case 0: // mfc1
        words[rt] = words[Word.F + fs];
        return FpOutcome.Done;
      case 2: // cfc1
        words[rt] = fs === 31 ? words[Word.Fcr31] : fs === 0 ? R2010_REVISION : 0;
        return FpOutcome.Done;
      case 4: // mtc1
        words[Word.F + fs] = words[rt];
        return FpOutcome.Done;
      case 6: // ctc1
        return fs === 31 ? setStatus(words, words[rt]) : FpOutcome.Done;
      case 8: {
        // bc1f, bc1t
        if (((insn >>> 16) & 0x1e) !== 0) return FpOutcome.Reserved;
        const wanted = ((insn >>> 16) & 1) !== 0;
        return ((words[Word.Fcr31] & CONDITION) !== 0) === wanted
          ? FpOutcome.BranchTaken
          : FpOutcome.BranchNotTaken;
      }
      case 16:
        return operate(words, insn, SINGLE);
      case 17:
        return operate(words, insn, DOUBLE);
      case 20:
        if ((insn & 63) === 32) return convertFromWord(words, insn, SINGLE);
        if ((insn & 63) === 33) return convertFromWord(words, insn, DOUBLE);
        return FpOutcome.Reserved;
      default:
        return FpOutcome.Reserved;
    }
  }

  /** Writing a cause bit whose enable bit is set raises the exception at once. */
  function setStatus(words: Int32Array, value: number): FpOutcome {
    words[Word.Fcr31] = value & 0x0183ffff;
    return ((value >>> 12) & ((value >>> 7) | 0x20) & 0x3f) === 0 ? FpOutcome.Done : FpOutcome.Exception;
  }

  return { execute };
}

function isNan(bits: bigint, format: Format): boolean {
  const exponent = soft.infinityBits(false, format);
  return (bits & exponent) === exponent && BigInt.asUintN(format.significandBits, bits) !== 0n;
}

function isDenormal(bits: bigint, format: Format): boolean {
  const isSmall = (bits & soft.infinityBits(false, format)) === 0n;
  return isSmall && BigInt.asUintN(format.significandBits, bits) !== 0n;
}

/** Does a value stay a normal single (or 0) when rounded to `result`? Not for NaNs, infinities, denormals. */
function isNormalSingle(value: number, result: number): boolean {
  if (value === 0) return true;
  return Math.abs(value) >= MIN_NORMAL_SINGLE && Math.abs(result) <= MAX_SINGLE;
}

function isSafe(value: number): boolean {
  const size = Math.abs(value);
  return size > SAFE_LOW && size < SAFE_HIGH;
}

/** a * b - product, exactly, by Dekker's splitting. */
function productError(a: number, b: number, product: number): number {
  const wideA = SPLITTER * a;
  const highA = wideA - (wideA - a);
  const lowA = a - highA;
  const wideB = SPLITTER * b;
  const highB = wideB - (wideB - b);
  const lowB = b - highB;
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}

function roundToInteger(value: number, mode: Rounding): number {
  switch (mode) {
    case Rounding.Zero:
      return Math.trunc(value);
    case Rounding.Up:
      return Math.ceil(value);
    case Rounding.Down:
      return Math.floor(value);
    default: {
      const down = Math.floor(value);
      const rest = value - down;
      return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
    }
  }
}
