/**
 * Calling conventions of Sprite on the 68020: kernel calls, exceptions as signals, signal frames, and the record of
 * registers that migrates. Source: kernel-call reference 2.1 and 3; exec-and-signals reference 6, 9.3; migration
 * reference 4.4.
 */
import { bind, bytes, int, nested, struct, uint, ushort } from '../codec.js';
import type { Context, PendingCall, SignalDelivery, Trap, UserRange } from '../machine.js';
import { ContextWord } from '../machine.js';
import type { UserAddress } from '../units.js';
import { unixSignal } from '../unix-signals.js';
import { AddressRegister, clearContext, Vector, Word } from './context.js';
import { rules } from './layouts.js';
import {
  IDLE_FRAME_SIZE,
  idleFpuFrame,
  nullFpuFrame,
  restoreUserState,
  UserState,
  userStateOf,
} from './user-state.js';

const STACK_POINTER = Word.A + AddressRegister.StackPointer;
const CALL_BYTES = 2;
/** Above the number that the stub has pushed, and its caller's return address. */
const FIRST_ARGUMENT_OFFSET = 8;
const UNIX_TRAP = Vector.Trap;

export function pendingCall({ words }: Context): PendingCall {
  if (words[ContextWord.TrapCode] === UNIX_TRAP)
    return { personality: 'unix', numberAddress: words[STACK_POINTER] >>> 0 };
  return { personality: 'sprite', number: words[Word.D] >>> 0 };
}

export function callArgumentRange({ words }: Context, wordCount: number): UserRange {
  return { address: (words[STACK_POINTER] + FIRST_ARGUMENT_OFFSET) >>> 0, size: 4 * wordCount };
}

export function callArguments(_context: Context, wordCount: number, stack: Uint8Array): readonly number[] {
  const view = new DataView(stack.buffer, stack.byteOffset, stack.byteLength);
  return Array.from({ length: wordCount }, (_, i) => view.getUint32(4 * i, rules.littleEndian));
}

export function setCallResult({ words }: Context, status: number, second?: number): void {
  words[Word.D] = status;
  if (second !== undefined) words[Word.D + 1] = second;
  words[ContextWord.Pc] += CALL_BYTES;
}

// --- Exceptions --------------------------------------------------------------------------------------------------

const Signal = { ARITH_FAULT: 2, ILL_INST: 3, ADDR_FAULT: 4 } as const;
const SIGNAL_RETURN_TRAP = Vector.Trap + 2;
const BREAKPOINT_TRAP = Vector.Trap + 15;
const BAD_TRAP = 2;

/** Signal and code of the exceptions that are no traps. */
const exceptions: { readonly [vector: number]: readonly [signal: number, code: number] } = {
  [Vector.AddressError]: [Signal.ADDR_FAULT, 1],
  [Vector.Illegal]: [Signal.ILL_INST, 0],
  [Vector.ZeroDivide]: [Signal.ARITH_FAULT, 0],
  [Vector.Chk]: [Signal.ILL_INST, 5],
  [Vector.Trapv]: [Signal.ILL_INST, 4],
  [Vector.Privilege]: [Signal.ILL_INST, 3],
  [Vector.LineA]: [Signal.ILL_INST, 6],
  [Vector.LineF]: [Signal.ILL_INST, 7],
  [Vector.FormatError]: [Signal.ILL_INST, 0],
};

export function describeTrap({ words }: Context): Trap {
  const vector = words[ContextWord.TrapCode];
  const wordOfAddress = vector === Vector.AddressError ? ContextWord.FaultAddress : ContextWord.Pc;
  const address = words[wordOfAddress] >>> 0;
  if (vector === SIGNAL_RETURN_TRAP) return { kind: 'signal-return' };
  if (vector === BREAKPOINT_TRAP) return { kind: 'breakpoint', address };
  const [signal, code] =
    vector >= Vector.FloatUnordered
      ? [Signal.ARITH_FAULT, vector]
      : (exceptions[vector] ?? [Signal.ILL_INST, BAD_TRAP]);
  return { kind: 'signal', signal, code, address };
}

// --- Signal frames -------------------------------------------------------------------------------------------------

/** `trap #2`, twice: where a handler returns to. */
const TRAP_WORDS = 0x4e424e42;
const LARGEST_EXCEPTION_FRAME = 92;
const SUPERVISOR = 0x2000;
const CONDITION_CODES = 0x1f;
/** Formats of exception frames that exist; others cannot be returned through. */
const frameFormats: ReadonlySet<number> = new Set([0, 1, 2, 8, 9, 10, 11]);
/** The handler's `rts` has taken the return address off the frame. */
const RETURN_ADDRESS_BYTES = 4;

const SignalFrame = bind(
  struct('signal frame', {
    returnAddress: uint,
    signal: int,
    code: int,
    context: uint,
    address: uint,
    padding: int,
    oldHoldMask: int,
    trapWords: uint,
    state: nested(UserState),
    statusRegister: ushort,
    pc: uint,
    formatAndVector: ushort,
    rest: bytes(LARGEST_EXCEPTION_FRAME - 8),
  }),
  rules,
);

/** No return through the kernel: the program's own code goes back by SunOS's sigreturn. */
const UnixFrame = bind(
  struct('UNIX signal frame', {
    signal: int,
    code: int,
    context: uint,
    address: uint,
    onStack: int,
    oldHoldMask: int,
    stackPointer: uint,
    pc: uint,
    statusRegister: int,
  }),
  rules,
);

export function signalFrame(context: Context, delivery: SignalDelivery) {
  return delivery.personality === 'unix' ? unixFrame(context, delivery) : spriteFrame(context, delivery);
}

function unixFrame({ words }: Context, { signal, code, address, oldHoldMask }: SignalDelivery) {
  const frameAddress = (words[STACK_POINTER] - UnixFrame.size) >>> 0;
  const frame = UnixFrame.encode({
    signal: unixSignal(signal),
    code,
    context: (frameAddress + UnixFrame.offsets['onStack']) >>> 0,
    address,
    onStack: 0,
    oldHoldMask,
    stackPointer: words[STACK_POINTER] >>> 0,
    pc: words[ContextWord.Pc] >>> 0,
    statusRegister: words[Word.Ccr],
  });
  return { address: frameAddress, bytes: frame };
}

function spriteFrame({ words }: Context, delivery: SignalDelivery) {
  const frameAddress = (words[STACK_POINTER] - SignalFrame.size) >>> 0;
  const frame = SignalFrame.encode({
    returnAddress: (frameAddress + SignalFrame.offsets['trapWords']) >>> 0,
    signal: delivery.signal,
    code: delivery.code,
    context: (frameAddress + SignalFrame.offsets['oldHoldMask']) >>> 0,
    address: delivery.address,
    padding: 0,
    oldHoldMask: delivery.oldHoldMask,
    trapWords: TRAP_WORDS,
    state: userStateOf(words, nullFpuFrame()),
    statusRegister: words[Word.Ccr],
    pc: words[ContextWord.Pc] >>> 0,
    formatAndVector: 0,
    rest: new Uint8Array(0),
  });
  return { address: frameAddress, bytes: frame };
}

export function enterHandler({ words }: Context, delivery: SignalDelivery, frameAddress: UserAddress): void {
  words[STACK_POINTER] = frameAddress;
  words[Word.Ccr] = 0;
  words[ContextWord.Pc] = delivery.handler;
}

export function signalReturnRange({ words }: Context): UserRange {
  return { address: words[STACK_POINTER] >>> 0, size: SignalFrame.size - RETURN_ADDRESS_BYTES };
}

export function returnFromSignal({ words }: Context, frame: Uint8Array): number | null {
  if (frame.length < SignalFrame.size - RETURN_ADDRESS_BYTES) return null;
  const whole = new Uint8Array(SignalFrame.size);
  whole.set(frame.subarray(0, SignalFrame.size - RETURN_ADDRESS_BYTES), RETURN_ADDRESS_BYTES);
  const saved = SignalFrame.decode(whole);
  const format = saved.formatAndVector >>> 12;
  if ((saved.statusRegister & SUPERVISOR) !== 0 || !frameFormats.has(format)) return null;
  restoreUserState(words, saved.state);
  words[Word.Ccr] = saved.statusRegister & CONDITION_CODES;
  words[ContextWord.Pc] = saved.pc;
  return saved.oldHoldMask;
}

// --- Registers that migrate ----------------------------------------------------------------------------------------

const MigratingState = bind(struct('migrating state', { state: nested(UserState), pc: uint }), rules);

export const encapsulatedSize = MigratingState.size;

/**
 * Sprite does not carry the status register; here the condition codes take the place of the kernel's stack pointer,
 * which means nothing elsewhere, because a process may be moved between any two instructions. Nor does it carry by
 * which trap a call came: that is in the place of the last call's number, for a call that is entered again.
 */
export function encapsulate({ words }: Context): Uint8Array {
  return MigratingState.encode({
    state: {
      ...userStateOf(words, idleFpuFrame()),
      exceptionStack: words[Word.Ccr],
      lastCall: words[ContextWord.TrapCode],
    },
    pc: words[ContextWord.Pc] >>> 0,
  });
}

export function deencapsulate({ words }: Context, bytes: Uint8Array): boolean {
  if (bytes.length !== MigratingState.size) return false;
  const { state, pc } = MigratingState.decode(bytes);
  const [version, size] = state.fpuFrame;
  if (version !== 0 && size !== IDLE_FRAME_SIZE) return false;
  clearContext(words);
  restoreUserState(words, state);
  words[Word.Ccr] = state.exceptionStack & CONDITION_CODES;
  words[ContextWord.TrapCode] = state.lastCall;
  words[ContextWord.Pc] = pc;
  return true;
}
