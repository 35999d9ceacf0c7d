/**
 * Where qemu-m68k (7.2) is no oracle for the 68881, one row for each reason: what cases it applies to, and how that
 * was settled, always by Motorola's manual (MC68881/MC68882 user's manual; sections in brackets). The arithmetic of
 * all these is held against exact fractions instead (`arch/sun3/extended.test.ts`).
 */
import { type Case, type Operation, RESULT_WORDS } from './m68881-cases.js';

export interface Judged {
  readonly operation: Operation;
  readonly case: Case;
  /** What our own left. */
  readonly ours: Int32Array;
}

type Class =
  | 'zero'
  | 'normal'
  | 'leastExponent'
  | 'denormal'
  | 'unnormal'
  | 'infinity'
  | 'quiet'
  | 'signalling';

function classOf([top, high, low]: readonly number[] | Int32Array): Class {
  const exponent = (top >>> 16) & 0x7fff;
  if (exponent === 0x7fff) {
    if (((high << 1) | low) === 0) return 'infinity';
    return (high & 0x40000000) !== 0 ? 'quiet' : 'signalling';
  }
  if ((high | low) === 0) return exponent === 0 ? 'zero' : 'unnormal';
  if (high >= 0) return exponent === 0 ? 'denormal' : 'unnormal';
  return exponent === 0 ? 'leastExponent' : 'normal';
}

const isNan = (c: Class): boolean => c === 'quiet' || c === 'signalling';
const destination = ({ case: { registers } }: Judged): Class => classOf(registers.slice(0, 3));
const source = ({ case: { registers } }: Judged): Class => classOf(registers.slice(3, 6));
const precision = ({ case: { fpcr } }: Judged): number => fpcr >>> 6;
const exceptions = ({ ours }: Judged): number => ours[6] & 0xff00;

const DYADIC = /^f(add|sub|mul|div|sgl|mod|rem|scale|cmp)/;
/** The operands of the instruction that are registers or extended. */
function operandClasses(judged: Judged): readonly Class[] {
  const { kind, name, format } = judged.operation;
  if (kind === 'store') return [destination(judged)];
  if (kind === 'predicates') return [];
  const fromRegisters = format === undefined || format === 'x' ? [source(judged)] : [];
  return DYADIC.test(name) ? [destination(judged), ...fromRegisters] : fromRegisters;
}
const some = (judged: Judged, ...classes: readonly Class[]): boolean =>
  operandClasses(judged).some((c) => classes.includes(c));

const resultExponent = ({ ours }: Judged): number => (ours[0] >>> 16) & 0x7fff;

const OVERFLOW_OR_UNDERFLOW = 0x1800;
const OPERAND_ERROR = 0x2000;

export interface Fault {
  readonly name: string;
  /** Words of the result that qemu gets wrong: bits set. */
  readonly words: number;
  applies(judged: Judged): boolean;
}

const RESULT = 0b0000111;
const STATUS = 0b1000000;
const EVERYTHING = 0b1111111;

const faults: readonly Fault[] = [
  {
    name: 'unnormals are not normalised, a 0 with an exponent is no 0 (3.2)',
    words: EVERYTHING,
    applies: (j) => some(j, 'unnormal'),
  },
  {
    name: 'the exponent 0 of extended means 2^-16382, as on the 8087, not 2^-16383 (3.2.2)',
    words: EVERYTHING,
    applies: (j) =>
      some(j, 'denormal', 'leastExponent') ||
      (j.operation.kind === 'exact' && resultExponent(j) === 0 && (j.ours[1] | j.ours[2]) !== 0),
  },
  {
    name: 'overflow and underflow are those of extended in every precision (6.1.4, 6.1.5)',
    words: EVERYTHING,
    applies: (j) => j.operation.kind === 'exact' && (exceptions(j) & OVERFLOW_OR_UNDERFLOW) !== 0,
  },
  {
    name: 'FMOVE and FSCALE do not round to the precision (2.2.2)',
    words: RESULT | STATUS,
    applies: (j) => precision(j) !== 0 && /^f(move|scale)/.test(j.operation.name),
  },
  {
    name: 'FINT and FINTRZ round to an integer and to the precision at once, in one mode (2.2.2, FINT)',
    words: RESULT | STATUS,
    applies: (j) => precision(j) !== 0 && j.operation.name.startsWith('fint'),
  },
  {
    name: 'a double from memory is rounded to the precision before the operation (4.5.5)',
    words: RESULT | STATUS,
    applies: (j) => precision(j) === 1 && j.operation.format === 'd' && j.operation.kind === 'exact',
  },
  {
    name: 'signalling NaNs stay so in moves, FABS, FNEG; transcendental functions replace them (3.2.5)',
    words: RESULT | STATUS,
    applies: (j) =>
      some(j, 'signalling') && (j.operation.kind !== 'exact' || /^f(move|abs|neg)/.test(j.operation.name)),
  },
  {
    name: 'FABS and FNEG change the sign of a NaN (3.2.5)',
    words: RESULT | STATUS,
    applies: (j) => some(j, 'quiet') && /^f(abs|neg)/.test(j.operation.name),
  },
  {
    name: 'a NaN without integer bit gets one (3.2.5)',
    words: RESULT,
    applies: (j) => isNan(classOf(j.ours)) && j.ours[1] >= 0,
  },
  {
    name: 'of two NaNs FADD and FMUL keep the source, not the destination (4.5.4)',
    words: RESULT | STATUS,
    applies: (j) => isNan(destination(j)) && isNan(source(j)) && /^f(add|mul|sglmul)$/.test(j.operation.name),
  },
  {
    name: 'infinities with an integer bit keep it (3.2.4; undefined there: the chip answers 0)',
    words: RESULT,
    applies: (j) => some(j, 'infinity') && /^f?(move|store|abs|neg|int|scale)/.test(j.operation.name),
  },
  {
    name: 'FCMP of equal zeros or infinities below 0 does not set N (FCMP)',
    words: STATUS,
    applies: (j) => j.operation.name === 'fcmp' && j.ours[6] >>> 24 === 12,
  },
  {
    name: 'FCMP of a NaN below 0 sets N (FCMP)',
    words: STATUS,
    applies: (j) => j.operation.name === 'fcmp' && j.ours[6] >>> 24 === 1,
  },
  {
    name: 'the quotient byte of FMOD and FREM is made of the remainder (2.3.2)',
    words: STATUS,
    applies: (j) => /^f(mod|rem)$/.test(j.operation.name),
  },
  {
    name: 'FSGLDIV cuts its operands to 24 bits (FSGLDIV: not accurate for longer ones)',
    words: RESULT,
    applies: (j) =>
      j.operation.name === 'fsgldiv' &&
      [1, 4].some((at) => ((j.case.registers[at] & 0xff) | j.case.registers[at + 1]) !== 0),
  },
  {
    name: 'FMOVE to memory sets the condition codes (2.3.1)',
    words: STATUS,
    applies: (j) => j.operation.kind === 'store',
  },
  {
    name: 'integers that do not fit lose their top bits, NaNs are the greatest (FMOVE)',
    words: RESULT,
    applies: (j) => j.operation.kind === 'store' && (exceptions(j) & OPERAND_ERROR) !== 0,
  },
];

/** For each word of a result a mask of the bits in which qemu is an oracle, and the faults that took the others. */
export function trust(judged: Judged): {
  readonly masks: readonly number[];
  readonly because: readonly Fault[];
} {
  const because = faults.filter((fault) => fault.applies(judged));
  const lost = because.reduce((bits, { words }) => bits | words, 0);
  // qemu has no exception bits at all, and keeps bits of FPSR that there are not.
  const statusMask = 0x0fff0000;
  const masks = Array.from({ length: RESULT_WORDS }, (_, i) =>
    ((lost >>> i) & 1) !== 0 ? 0 : i === RESULT_WORDS - 1 ? statusMask : -1,
  );
  return { masks, because };
}
