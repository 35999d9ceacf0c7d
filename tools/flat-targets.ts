/** The machines that flat programs can be for, and their Linux conventions. */
import { Word as MipsWord } from '../arch/ds3100/context.js';
import { ds3100 } from '../arch/ds3100/index.js';
import { ContextWord } from '../arch/machine.js';
import { clearContext, Page, Word } from '../arch/sun3/context.js';
import { createEngine } from '../arch/sun3/cpu.js';
import { createFpu } from '../arch/sun3/fpu.js';
import type { FlatTarget } from './flat-program.js';

const PT_MIPS_ABIFLAGS = 0x70000003;
/** MIPS I, 32-bit registers, doubles in pairs: without it qemu has 64-bit FP registers. */
const ABI_FLAGS: readonly number[] = [0, 0, 1, 0, 1, 1, 0, 1, ...new Array<number>(16).fill(0)];

export const mips: FlatTarget = {
  littleEndian: true,
  pageSize: ds3100.pageSize,
  contextSize: ds3100.contextSize,
  stackTop: 0x7ff00000,
  elfMachine: 8,
  // o32, noreorder
  elfFlags: 0x1001,
  note: { type: PT_MIPS_ABIFLAGS, bytes: ABI_FLAGS },
  qemu: ['qemu-mipsel'],
  createEngine: ds3100.createEngine,
  start: ds3100.startProcess,
  linuxCall: (words) => ({
    number: words[MipsWord.R + 2] >>> 0,
    arguments: [4, 5, 6].map((register) => words[MipsWord.R + register] >>> 0),
  }),
  finishCall(context, result) {
    context.words[MipsWord.R + 7] = 0;
    ds3100.setCallResult(context, result);
  },
  linuxExit: 4001,
  linuxWrite: 4004,
  describeTrap: (context) => JSON.stringify(ds3100.describeTrap(context)),
};

const STACK_POINTER = Word.A + 7;

export const m68k: FlatTarget = {
  littleEndian: false,
  pageSize: Page.Size,
  contextSize: Math.ceil((4 * Word.End) / 64) * 64,
  stackTop: 0x0d000000,
  elfMachine: 4,
  elfFlags: 0,
  note: null,
  qemu: ['qemu-m68k', '-cpu', 'm68020'],
  createEngine: (memory) => createEngine(memory, createFpu()),
  start({ words }, entry, stackPointer) {
    clearContext(words);
    words[ContextWord.Pc] = entry;
    words[STACK_POINTER] = stackPointer;
  },
  linuxCall: (words) => ({
    number: words[Word.D],
    arguments: [1, 2, 3].map((register) => words[Word.D + register] >>> 0),
  }),
  finishCall({ words }, result) {
    words[Word.D] = result;
    words[ContextWord.Pc] += 2;
  },
  linuxExit: 1,
  linuxWrite: 4,
  describeTrap: ({ words }) => `vector ${words[ContextWord.TrapCode]}`,
};
