/** One 68881 on a bench: registers, 64 bytes of memory that every operand address leads to, and no processor. */
import { ContextWord } from '../../machine.js';
import { clearContext, Word } from '../context.js';
import { createFpu } from '../fpu.js';
import type { Fpu, FpuBus, FpuOutcome } from '../fpu-interface.js';

export interface FpuLab {
  readonly words: Int32Array;
  readonly memory: DataView;
  readonly fpu: Fpu;
  /** What the bus was asked for, in order. */
  readonly log: string[];
  /** Cycles charged by the last instruction. */
  readonly charged: () => number;
  /** Execute an instruction whose memory operand, if any, begins at address 0. */
  readonly run: (opcode: number, command: number) => FpuOutcome;
  readonly setRegister: (register: number, words: readonly number[]) => void;
  readonly register: (register: number) => readonly [number, number, number];
  readonly setStatus: (fpcr: number, fpsr: number) => void;
  readonly fpsr: () => number;
}

export function createFpuLab(): FpuLab {
  const words = new Int32Array(Word.End);
  clearContext(words);
  words[ContextWord.Pc] = 0x2468;
  const memory = new DataView(new ArrayBuffer(128));
  const log: string[] = [];
  let charged = 0;
  const bus: FpuBus = {
    nextWord: () => 0,
    operandAddress(sizeBytes) {
      log.push(`address ${sizeBytes}`);
      return 0;
    },
    readByte: (address) => memory.getInt8(address),
    readWord: (address) => memory.getInt16(address),
    readLong: (address) => memory.getInt32(address),
    writeByte: (address, value) => memory.setInt8(address, value),
    writeWord: (address, value) => memory.setInt16(address, value),
    writeLong(address, value) {
      log.push('write');
      memory.setInt32(address, value);
    },
    prepareWrite(address, sizeBytes) {
      log.push(`prepare ${address} ${sizeBytes}`);
    },
    charge(cycles) {
      log.push('charge');
      charged = cycles;
    },
  };
  const fpu = createFpu();
  const at = (register: number): number => Word.Fp + 3 * register;
  return {
    words,
    memory,
    fpu,
    log,
    charged: () => charged,
    run: (opcode, command) => fpu.general(words, opcode, command, bus),
    setRegister(register, value) {
      words.set(value, at(register));
    },
    register: (register) => [words[at(register)], words[at(register) + 1], words[at(register) + 2]],
    setStatus(fpcr, fpsr) {
      words[Word.Fpcr] = fpcr;
      words[Word.Fpsr] = fpsr;
    },
    fpsr: () => words[Word.Fpsr],
  };
}

/** An operation of FPm and FPn, with both. */
export const registerCommand = (opmode: number, from: number, to: number): number =>
  (from << 10) | (to << 7) | opmode;
/** One of an operand in memory, in a format, and FPn. */
export const memoryCommand = (opmode: number, format: number, to: number): number =>
  0x4000 | (format << 10) | (to << 7) | opmode;
/** FPn to memory. */
export const storeCommand = (format: number, from: number): number => 0x6000 | (format << 10) | (from << 7);

/** Opcodes: no operand; one at (A0); one in D0. */
export const REGISTERS = 0xf200;
export const MEMORY = 0xf210;
export const DATA_REGISTER = 0xf200;
