/**
 * Cycles of the 68020 in a Sun 3/75: the cache-case figures of the MC68020 User's Manual, section 8, for the
 * operation (`instructions.ts`) and its operand's address (here), plus the wait states of the memory, which these
 * figures do without.
 */
import { Access, Op, type Row } from './rows.js';

/** Cycles to fetch an operand and to calculate its address, by mode letter. */
const fetchCycles: { readonly [mode: string]: number } = {
  D: 0,
  A: 0,
  I: 4,
  '+': 4,
  '-': 5,
  d: 5,
  x: 7,
  w: 4,
  l: 4,
  p: 5,
  q: 7,
  '#': 2,
};
const addressCycles: { readonly [mode: string]: number } = {
  D: 0,
  A: 0,
  I: 2,
  '+': 2,
  '-': 2,
  d: 2,
  x: 4,
  w: 2,
  l: 4,
  p: 2,
  q: 4,
  '#': 2,
};
/** Of MOVE, beyond a move to a register. */
const storeCycles: { readonly [mode: string]: number } = {
  I: 2,
  '+': 2,
  '-': 3,
  d: 3,
  x: 5,
  w: 2,
  l: 4,
};
const letters = 'DAI+-dxwlpq#';
const letterOf = (mode: number, register: number): string => letters[mode < 7 ? mode : 7 + register];

/**
 * The figures stand for three-clock accesses and instructions that are in the chip's 256-byte cache. A Sun 3/75 has
 * no other: its memory takes 270 ns, five clocks, so each access to data costs two more; and most instructions come
 * from memory, too, a longword at a time, partly while others execute. What a word of code costs on the average is
 * fitted: typical integer code runs at 2 million instructions a second, as measured on the machine (measurements
 * reference, 3: 1.8 to 2 MIPS).
 */
const DATA_WAIT = 2;
const CODE_WORD_CYCLES = 2;

/** What a taken branch costs beyond one that is not. */
export const BRANCH_TAKEN_CYCLES = 2;

/** Words of an instruction, extension words of addresses taken for brief ones. */
function wordsOf(row: Row, opcode: number): number {
  let words = 1;
  for (const operand of row.words) {
    if (operand === 'i') words += row.size === 4 ? 2 : 1;
    else if (operand === 'l') words += 2;
    else if (operand === 'e') words += addressWords(letterOf((opcode >>> 3) & 7, opcode & 7), row.size);
    else if (operand === 'E')
      words += addressWords(letterOf((opcode >>> 6) & 7, (opcode >>> 9) & 7), row.size);
    else if (operand === 'f') words += 1 + addressWords(letterOf((opcode >>> 3) & 7, opcode & 7), row.size);
    else words++;
  }
  return words;
}

function addressWords(letter: string, sizeBytes: number): number {
  if (letter === 'l' || (letter === '#' && sizeBytes === 4)) return 2;
  return 'dxwpq#'.includes(letter) ? 1 : 0;
}

/** Operations that access the stack. */
const stackAccesses: ReadonlySet<Op> = new Set([
  Op.PushAddress,
  Op.JumpSubroutine,
  Op.BranchSubroutine,
  Op.Return,
  Op.ReturnAndDeallocate,
  Op.Link,
  Op.LinkLong,
  Op.Unlink,
]);

/** Accesses to data that every execution makes. */
function accessesOf(row: Row, opcode: number): number {
  let accesses = stackAccesses.has(row.op) ? 1 : 0;
  const letter = row.modes === '' ? 'D' : letterOf((opcode >>> 3) & 7, opcode & 7);
  const inMemory = letter !== 'D' && letter !== 'A' && letter !== '#';
  if (inMemory && !onlyAddress(row)) accesses += row.access === Access.Modify ? 2 : 1;
  return accesses;
}

const onlyAddress = (row: Row): boolean => row.access === Access.Address || row.op === Op.MoveMultiple;

/** A 68881 operand in memory: as if all were doubles, for their format is in the next word. */
function floatTransfer(opcode: number): number {
  const cycles = fetchCycles[letterOf((opcode >>> 3) & 7, opcode & 7)] ?? 0;
  return cycles === 0 ? 0 : cycles + 2 * DATA_WAIT;
}

/** Cycles of an opcode word, without what its extension words and operands add (extraCycles, movemCycles). */
export function cyclesOf(row: Row, opcode: number): number {
  const waits = accessesOf(row, opcode) * DATA_WAIT + wordsOf(row, opcode) * CODE_WORD_CYCLES;
  if (row.op === Op.Float) return waits + floatTransfer(opcode);
  if (row.modes === '') return row.cycles + waits;
  const letter = letterOf((opcode >>> 3) & 7, opcode & 7);
  const register = letter === 'D' || letter === 'A';
  return (
    (register ? row.cycles : (row.memoryCycles ?? row.cycles)) +
    (onlyAddress(row) ? addressCycles : fetchCycles)[letter] +
    waits
  );
}

/** What MOVE costs for a destination in memory: `to` is opcode bits 11-6. */
export function storeCyclesOf(to: number): number {
  const letter = letterOf(to & 7, to >>> 3);
  return storeCycles[letter] + DATA_WAIT + addressWords(letter, 2) * CODE_WORD_CYCLES;
}

/** What a full extension word costs beyond a brief one: displacement sizes are 0 and 1 none, 2 a word, 3 a long. */
export function extraCycles(baseSize: number, outerSize: number): number {
  const base = [0, 0, 2 + CODE_WORD_CYCLES, 6 + 2 * CODE_WORD_CYCLES][baseSize];
  const outer = [0, 5, 7 + CODE_WORD_CYCLES, 7 + 2 * CODE_WORD_CYCLES][outerSize];
  return base + outer + (outerSize === 0 ? 0 : DATA_WAIT);
}

/** What MOVEM costs for its registers. */
export const movemCycles = (count: number, toRegisters: boolean): number =>
  count * ((toRegisters ? 4 : 3) + DATA_WAIT);
