/** What debuggers see of a 68020's registers: d0-d7, a0-a6, the user's stack pointer. Source: structures reference. */
import { array, bind, int, struct, uint } from '../codec.js';
import { ContextWord, type DebugRegisters } from '../machine.js';
import { Word } from './context.js';
import { rules } from './layouts.js';

const REGISTERS = 16;
const CONDITION_CODES = 0x1f;

const State = bind(
  struct('debugged registers', { registers: array(int, REGISTERS), pc: uint, statusRegister: int }),
  rules,
);

export const debug: Readonly<DebugRegisters> = {
  size: State.size,
  describe: ({ words }) =>
    State.encode({
      registers: [...words.subarray(Word.D, Word.D + REGISTERS)],
      pc: words[ContextWord.Pc] >>> 0,
      statusRegister: words[Word.Ccr],
    }),
  change({ words }, bytes) {
    const state = State.decode(bytes);
    words.set(state.registers, Word.D);
    words[ContextWord.Pc] = state.pc;
    words[Word.Ccr] = state.statusRegister & CONDITION_CODES;
  },
};
