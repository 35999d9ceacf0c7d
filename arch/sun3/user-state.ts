/**
 * Sprite's record of a Sun 3 process's registers (Mach_UserState), as signal frames and migrating processes hold
 * it. Source: exec-and-signals reference, 9.3; migration reference, 4.4.
 */
import { array, bytes, int, struct, uint, type ValueOf } from '../codec.js';
import { AddressRegister, Word } from './context.js';

const FPU_FRAME_BYTES = 184;
const FP_WORDS = 24;
/** FPCR, FPSR, FPIAR, in the order in which the context block has them too. */
const FP_CONTROL_WORDS = 3;

export const UserState = struct('user state', {
  stackPointer: uint,
  /** d0-d7, a0-a7; the last one is a value of the kernel's. */
  registers: array(int, 16),
  exceptionStack: uint,
  lastCall: int,
  float: array(int, FP_WORDS),
  floatControl: array(int, FP_CONTROL_WORDS),
  /** What fsave stores. */
  fpuFrame: bytes(FPU_FRAME_BYTES),
});
type UserState = ValueOf<typeof UserState>;

/** No state inside the coprocessor beyond its registers. */
export const nullFpuFrame = (): Uint8Array => new Uint8Array(FPU_FRAME_BYTES);
/** A 68881 between two instructions: its version, and the size of what it saves. */
export const IDLE_FRAME_SIZE = 0x18;
export const idleFpuFrame = (): Uint8Array => {
  const frame = new Uint8Array(FPU_FRAME_BYTES);
  frame[0] = 0x1f;
  frame[1] = IDLE_FRAME_SIZE;
  return frame;
};

const STACK_POINTER = Word.A + AddressRegister.StackPointer;

export function userStateOf(words: Int32Array, fpuFrame: Uint8Array): UserState {
  return {
    stackPointer: words[STACK_POINTER] >>> 0,
    registers: [...words.subarray(Word.D, Word.D + 15), 0],
    exceptionStack: 0,
    lastCall: 0,
    float: [...words.subarray(Word.Fp, Word.Fp + FP_WORDS)],
    floatControl: [...words.subarray(Word.Fpcr, Word.Fpcr + FP_CONTROL_WORDS)],
    fpuFrame,
  };
}

/** Bits of FPCR and FPSR that exist; the low half of an exponent word is no register at all. */
const FPCR_BITS = 0xfff0;
const FPSR_BITS = 0x0ffffff8;
const FP_EXPONENT_BITS = 0xffff0000;

export function restoreUserState(words: Int32Array, state: UserState): void {
  words.set(state.registers, Word.D);
  words[STACK_POINTER] = state.stackPointer;
  words.set(state.float, Word.Fp);
  for (let at = Word.Fp; at < Word.Fp + FP_WORDS; at += 3) words[at] &= FP_EXPONENT_BITS;
  words.set(state.floatControl, Word.Fpcr);
  words[Word.Fpcr] &= FPCR_BITS;
  words[Word.Fpsr] &= FPSR_BITS;
}
