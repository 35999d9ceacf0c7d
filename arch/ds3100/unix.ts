/**
 * How Ultrix's calls answer on the R2000: the result in v0, a3 tells whether it is an errno. The kernel takes any
 * negative result for a failure, and then reports the errno that the last real one has left behind.
 * Source: kernel-call reference, 3 and 3.1 (sigreturn).
 */
import { array, bind, int, struct, uint } from '../codec.js';
import { type Context, ContextWord, type UnixConventions } from '../machine.js';
import { Reg, Word } from './context.js';
import { rules } from './layouts.js';
import { restoreRegisters } from './registers.js';

const CALL_BYTES = 4;
/** SYS_ARG_NOACCESS, which looks like a result. */
const ARGUMENT_FAULT = 0x20000;

/** What setjmp keeps too. */
const JumpRecord = bind(
  struct('jump record', {
    onStack: int,
    holdMask: int,
    pc: uint,
    registers: array(int, 32),
    lo: int,
    hi: int,
    floatUsed: int,
    float: array(int, 32),
    floatStatus: int,
    floatException: int,
    cause: int,
    badAddress: int,
    spare: int,
  }),
  rules,
);

function answer({ words }: Context, value: number, failed: boolean): void {
  words[Word.R + Reg.V0] = value;
  words[Word.R + Reg.A3] = failed ? 1 : 0;
  words[ContextWord.Pc] += CALL_BYTES;
}

export const unix: Readonly<UnixConventions> = {
  callCount: 171,
  beyond: 'zero',
  handlersReturnByTrap: true,
  setResult(context, first, second) {
    const { words } = context;
    if (second !== undefined) words[Word.R + Reg.V1] = second;
    const failed = (first | 0) < 0;
    answer(context, failed ? words[Word.UnixErrno] : first, failed);
  },
  setError(context, errno) {
    context.words[Word.UnixErrno] = errno;
    answer(context, errno, true);
  },
  setArgumentFault: (context) => answer(context, ARGUMENT_FAULT, false),
  jumpSize: JumpRecord.size,
  jump({ words }, record) {
    const saved = JumpRecord.decode(record);
    restoreRegisters(words, saved);
    return saved.holdMask;
  },
};
