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

/** Wait states of one access to memory. */
export const DATA_WAIT = 1;

/** What a taken Bcc costs beyond one that is not. */
export const BRANCH_TAKEN_CYCLES = 2;

export function cyclesOf(row: Row, opcode: number): number {
  if (row.modes === '') return row.cycles;
  const letter = letterOf((opcode >>> 3) & 7, opcode & 7);
  const register = letter === 'D' || letter === 'A';
  const onlyAddress = row.access === Access.Address || row.op === Op.MoveMultiple;
  let cycles = register ? row.cycles : (row.memoryCycles ?? row.cycles);
  cycles += (onlyAddress ? addressCycles : fetchCycles)[letter];
  if (!register && letter !== '#' && !onlyAddress) cycles += DATA_WAIT;
  if (row.access === Access.Modify && !register) cycles += DATA_WAIT;
  if (row.toModes !== undefined)
    cycles += storeCycles[letterOf((opcode >>> 6) & 7, (opcode >>> 9) & 7)] + DATA_WAIT;
  return cycles;
}

/** What a full extension word costs beyond a brief one: displacement sizes are 0 and 1 none, 2 a word, 3 a long. */
export function extraCycles(baseSize: number, outerSize: number): number {
  const base = baseSize === 3 ? 6 : baseSize === 2 ? 2 : 0;
  const outer = outerSize === 0 ? 0 : outerSize === 1 ? 5 : 7;
  return base + outer + (outerSize === 0 ? 0 : DATA_WAIT);
}

/** What MOVEM costs for its registers. */
export const movemCycles = (count: number, toRegisters: boolean): number =>
  count * ((toRegisters ? 4 : 3) + DATA_WAIT);
