/** An R2000's registers as one record: in signal frames, in what migrates, and for debuggers. Source: structures reference. */
import { array, int, type StructValue, uint } from '../codec.js';
import { type Context, ContextWord } from '../machine.js';
import { Word } from './context.js';

export const registerFields = {
  pc: uint,
  registers: array(int, 32),
  float: array(int, 32),
  floatStatus: int,
  lo: int,
  hi: int,
} as const;
export type SavedRegisters = StructValue<typeof registerFields>;

const FLOAT_CAUSE_MASK = 0x3f << 12;
export const FLOAT_STATUS_BITS = 0x0183ffff;

export const registersOf = (words: Context['words']): SavedRegisters => ({
  pc: words[ContextWord.Pc] >>> 0,
  registers: [...words.subarray(Word.R, Word.R + 32)],
  float: [...words.subarray(Word.F, Word.F + 32)],
  floatStatus: words[Word.Fcr31],
  lo: words[Word.Lo],
  hi: words[Word.Hi],
});

/** What a program or a debugger may say of registers: r0 stays zero, and no cause of an exception is pending. */
export function restoreRegisters(words: Context['words'], saved: SavedRegisters): void {
  words.set(saved.registers, Word.R);
  words[Word.R] = 0;
  words.set(saved.float, Word.F);
  words[Word.Fcr31] = saved.floatStatus & FLOAT_STATUS_BITS & ~FLOAT_CAUSE_MASK;
  words[Word.Lo] = saved.lo;
  words[Word.Hi] = saved.hi;
  words[ContextWord.Pc] = saved.pc;
}
