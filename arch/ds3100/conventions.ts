/**
 * Calling conventions of Sprite on the R2000: kernel calls, signal frames, and the record of registers that
 * migrates. Source: kernel-call reference 2.2; exec-and-signals reference 6, 9.4; migration reference 4.4.
 */
import { array, bind, int, struct, uint } from '../codec.js';
import type { Context, PendingCall, SignalDelivery, Trap, UserRange } from '../machine.js';
import { ContextWord } from '../machine.js';
import type { UserAddress } from '../units.js';
import { unixSignal } from '../unix-signals.js';
import { clearContext, Reg, Word } from './context.js';
import { TrapCode } from './cpu.js';
import { rules } from './layouts.js';
import { FLOAT_STATUS_BITS, registerFields, registersOf, restoreRegisters } from './registers.js';

/** In t1 at the trap: a Sprite call rather than a UNIX one. */
const SPRITE_CALL_MAGIC = 0xbab1fade | 0;
const REGISTER_ARGUMENTS = 4;
/** o32 leaves room for the four register arguments on the stack. */
const FIFTH_ARGUMENT_OFFSET = 16;

export function pendingCall({ words }: Context): PendingCall {
  if (words[Word.R + Reg.T1] === SPRITE_CALL_MAGIC) {
    return { personality: 'sprite', number: words[Word.R + Reg.T0] >>> 0 };
  }
  return { personality: 'unix', number: words[Word.R + Reg.V0] >>> 0 };
}

export function callArgumentRange({ words }: Context, wordCount: number): UserRange {
  const size = Math.max(0, wordCount - REGISTER_ARGUMENTS) * 4;
  return { address: (words[Word.R + Reg.Sp] + FIFTH_ARGUMENT_OFFSET) >>> 0, size };
}

export function callArguments({ words }: Context, wordCount: number, stack: Uint8Array): readonly number[] {
  const view = new DataView(stack.buffer, stack.byteOffset, stack.byteLength);
  return Array.from({ length: wordCount }, (_, i) =>
    i < REGISTER_ARGUMENTS
      ? words[Word.R + Reg.A0 + i] >>> 0
      : view.getUint32(4 * (i - REGISTER_ARGUMENTS), rules.littleEndian),
  );
}

export function setCallResult({ words }: Context, status: number, second?: number): void {
  words[Word.R + Reg.V0] = status;
  if (second !== undefined) words[Word.R + Reg.V1] = second;
  words[ContextWord.Pc] += 4;
}

// --- Exceptions --------------------------------------------------------------------------------------------------

const Signal = { ARITH_FAULT: 2, ILL_INST: 3, ADDR_FAULT: 4, TRACE_TRAP: 8 } as const;
const Code = { NONE: 0, OVERFLOW: 1, FP_EXCEPTION: 4 } as const;
const BREAK_CODE_MASK = 0x03ffffc0;
const SIGNAL_RETURN_BREAK = 0x00010000;
const SINGLE_STEP_BREAK = 0x00020000;
/** `break` with the code by which a handler returns. */
const SIGNAL_RETURN_WORD = 0x0001000d;

export function describeTrap({ words }: Context): Trap {
  const address = words[ContextWord.FaultAddress] >>> 0;
  switch (words[ContextWord.TrapCode]) {
    case TrapCode.AddressError:
      return { kind: 'signal', signal: Signal.ADDR_FAULT, code: Code.NONE, address };
    case TrapCode.Overflow:
      return { kind: 'signal', signal: Signal.ARITH_FAULT, code: Code.OVERFLOW, address };
    case TrapCode.Float:
      return { kind: 'signal', signal: Signal.ILL_INST, code: Code.FP_EXCEPTION, address: 0 };
    case TrapCode.Break:
      return describeBreak(words[Word.BreakWord] & BREAK_CODE_MASK, address);
    default:
      return { kind: 'signal', signal: Signal.ILL_INST, code: Code.NONE, address };
  }
}

function describeBreak(code: number, address: UserAddress): Trap {
  if (code === 0) return { kind: 'breakpoint', address };
  if (code === SIGNAL_RETURN_BREAK) return { kind: 'signal-return' };
  if (code === SINGLE_STEP_BREAK) return { kind: 'signal', signal: Signal.TRACE_TRAP, code: -1, address };
  return { kind: 'signal', signal: Signal.ILL_INST, code: Code.NONE, address };
}

// --- Signal frames -------------------------------------------------------------------------------------------------

const ARGUMENT_ROOM = 24;
const FRAME_SIZE = 448;

const SignalContext = bind(
  struct('signal context', {
    oldHoldMask: int,
    breakWord: uint,
    pc: uint,
    registers: array(int, 32),
    staleFloat: array(int, 32),
    staleFloatStatus: int,
    lo: int,
    hi: int,
    unixWords: array(int, 3),
    float: array(int, 32),
    floatStatus: int,
  }),
  rules,
);

export function signalFrame(
  { words }: Context,
  delivery: SignalDelivery,
): { readonly address: UserAddress; readonly bytes: Uint8Array } {
  const bytes = new Uint8Array(FRAME_SIZE);
  const saved = registersOf(words);
  SignalContext.encodeInto(
    {
      ...saved,
      oldHoldMask: delivery.oldHoldMask,
      breakWord: SIGNAL_RETURN_WORD,
      staleFloat: saved.float,
      staleFloatStatus: saved.floatStatus,
      unixWords: [0, 0, 0],
    },
    bytes,
    ARGUMENT_ROOM,
  );
  return { address: (words[Word.R + Reg.Sp] - FRAME_SIZE) >>> 0, bytes };
}

export function enterHandler({ words }: Context, delivery: SignalDelivery, frameAddress: UserAddress): void {
  const contextAddress = frameAddress + ARGUMENT_ROOM;
  const { personality, signal } = delivery;
  words[Word.R + Reg.A0] = personality === 'unix' ? unixSignal(signal) : signal;
  words[Word.R + Reg.A0 + 1] = delivery.code;
  words[Word.R + Reg.A0 + 2] = contextAddress;
  words[Word.R + Reg.A3] = delivery.address;
  words[Word.R + Reg.Ra] = contextAddress + SignalContext.offsets['breakWord'];
  words[Word.R + Reg.Sp] = frameAddress;
  words[ContextWord.Pc] = delivery.handler;
}

export function signalReturnRange({ words }: Context): UserRange {
  return { address: (words[Word.R + Reg.Sp] + ARGUMENT_ROOM) >>> 0, size: SignalContext.size };
}

export function returnFromSignal({ words }: Context, frame: Uint8Array): number | null {
  if (frame.length < SignalContext.size) return null;
  const saved = SignalContext.decode(frame);
  restoreRegisters(words, saved);
  return saved.oldHoldMask;
}

// --- Registers that migrate ----------------------------------------------------------------------------------------

const UserState = bind(struct('user state', { ...registerFields, unixWords: array(int, 3) }), rules);

export const encapsulatedSize = UserState.size;

export function encapsulate({ words }: Context): Uint8Array {
  return UserState.encode({ ...registersOf(words), unixWords: [words[Word.UnixErrno], 0, 0] });
}

export function deencapsulate({ words }: Context, bytes: Uint8Array): boolean {
  if (bytes.length !== UserState.size) return false;
  const state = UserState.decode(bytes);
  clearContext(words);
  restoreRegisters(words, state);
  // Unlike what a program says of itself, the cause of an exception is what it was.
  words[Word.Fcr31] = state.floatStatus & FLOAT_STATUS_BITS;
  words[Word.UnixErrno] = state.unixWords[0];
  return true;
}
