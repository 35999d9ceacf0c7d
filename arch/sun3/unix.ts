/**
 * How SunOS's calls answer on the 68020: the result in d0, carry tells whether it is an errno; the number that the
 * program has pushed is popped. Only a result of -1 is taken for a failure; which errno it then has is not kept
 * here, and 0 is given. Source: kernel-call reference, 3; exec-and-signals reference, 9.3.
 */
import { bind, int, struct, uint } from '../codec.js';
import { type Context, ContextWord, type UnixConventions } from '../machine.js';
import { AddressRegister, Word } from './context.js';
import { rules } from './layouts.js';

const STACK_POINTER = Word.A + AddressRegister.StackPointer;
const CALL_BYTES = 2;
const NUMBER_BYTES = 4;
const CARRY = 1;
const CONDITION_CODES = 0x1f;
const EINVAL = 22;

/** What a handler's frame holds (`conventions.ts`). */
const SignalContext = bind(
  struct('SunOS signal context', {
    onStack: int,
    holdMask: int,
    stackPointer: uint,
    pc: uint,
    statusRegister: int,
  }),
  rules,
);

function answer({ words }: Context, value: number, failed: boolean): void {
  words[Word.D] = value;
  words[Word.Ccr] = failed ? words[Word.Ccr] | CARRY : words[Word.Ccr] & ~CARRY;
  words[STACK_POINTER] += NUMBER_BYTES;
  words[ContextWord.Pc] += CALL_BYTES;
}

export const unix: Readonly<UnixConventions> = {
  callCount: 258,
  beyond: 'fails',
  handlersReturnByTrap: false,
  setResult(context, first, second) {
    if (second !== undefined) context.words[Word.D + 1] = second;
    const failed = (first | 0) === -1;
    answer(context, failed ? 0 : first, failed);
  },
  setError: (context, errno) => answer(context, errno, true),
  setArgumentFault: (context) => answer(context, EINVAL, true),
  jumpSize: SignalContext.size,
  jump({ words }, record) {
    const saved = SignalContext.decode(record);
    words[STACK_POINTER] = saved.stackPointer;
    words[Word.Ccr] = saved.statusRegister & CONDITION_CODES;
    words[ContextWord.Pc] = saved.pc;
    return saved.holdMask;
  },
};
