/** What debuggers see of an R2000's registers. Source: structures reference, Proc_DebugState. */
import { bind, struct } from '../codec.js';
import type { DebugRegisters } from '../machine.js';
import { rules } from './layouts.js';
import { registerFields, registersOf, restoreRegisters } from './registers.js';

const State = bind(struct('debugged registers', registerFields), rules);

export const debug: Readonly<DebugRegisters> = {
  size: State.size,
  describe: ({ words }) => State.encode(registersOf(words)),
  change({ words }, bytes) {
    restoreRegisters(words, State.decode(bytes));
  },
};
