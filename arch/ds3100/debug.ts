/** What debuggers see of an R2000's registers. Source: structures reference, Proc_DebugState. */
import { array, bind, int, struct, uint } from '../codec.js';
import { ContextWord, type DebugRegisters } from '../machine.js';
import { Word } from './context.js';
import { restoreRegisters } from './conventions.js';
import { rules } from './layouts.js';

const State = bind(
  struct('debugged registers', {
    pc: uint,
    registers: array(int, 32),
    float: array(int, 32),
    floatStatus: int,
    lo: int,
    hi: int,
  }),
  rules,
);

export const debug: Readonly<DebugRegisters> = {
  size: State.size,
  describe: ({ words }) =>
    State.encode({
      pc: words[ContextWord.Pc] >>> 0,
      registers: [...words.subarray(Word.R, Word.R + 32)],
      float: [...words.subarray(Word.F, Word.F + 32)],
      floatStatus: words[Word.Fcr31],
      lo: words[Word.Lo],
      hi: words[Word.Hi],
    }),
  change({ words }, bytes) {
    restoreRegisters(words, State.decode(bytes));
  },
};
