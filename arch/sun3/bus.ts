/**
 * The way of the 68020's procedures to memory: the instruction stream, operands through the TLBs, and what makes an
 * instruction restartable. Whoever cannot go on (a page that is not there, cycles used up) leaves by throwing
 * `bus.leave`, which the engine catches; until then the instruction has changed nothing but address registers, whose
 * old values are kept here. The engine's loop has its own fast ways to memory, and comes here when they fail.
 */
import { Access, type Context, ContextWord, type MemoryViews, Stop } from '../machine.js';
import { AddressRegister, Page, Tlb, Vector, Word } from './context.js';
import { instructionWords } from './decode.js';
import type { FpuBus } from './fpu-interface.js';

export interface Bus extends FpuBus {
  /** Words of the process that runs. */
  words: Int32Array;
  context: Context;
  opcode: number;
  /** Virtual address of the next instruction word; add `fetchAdd` for the physical one. */
  pc: number;
  fetchAdd: number;
  /** Addresses for which fetchAdd holds, and an instruction cannot reach out of the page. */
  fetchStart: number;
  fetchSize: number;
  /** Cycles left. */
  left: number;
  /** Why `leave` was thrown. */
  stop: Stop;
  readonly leave: { readonly name: string };
  /** Begin to fetch at an address. */
  enterPage(pc: number): void;
  nextLong(): number;
  /** Sign-extended operand of 1, 2 or 4 bytes. */
  read(address: number, sizeBytes: number): number;
  write(address: number, sizeBytes: number, value: number): void;
  /** Store a long below the stack pointer, and move it; take one off. */
  push(value: number): void;
  pop(): number;
  /** Change an address register; `register` is its word. */
  setAddressRegister(register: number, value: number): void;
  undo(): void;
}

/** No instruction is longer than 11 words. */
const LONGEST_BYTES = 22;
const LAST_WHOLE_OFFSET = Page.Size - LONGEST_BYTES;

const STACK_POINTER = Word.A + AddressRegister.StackPointer;

const nowhere: Readonly<Context> = { words: new Int32Array(0), lookup: () => -1 };

export function createBus(memory: MemoryViews, operandAddress: (bus: Bus, sizeBytes: number) => number): Bus {
  const { view } = memory;
  const bus: Bus = {
    words: nowhere.words,
    context: nowhere,
    opcode: 0,
    pc: 0,
    fetchAdd: 0,
    fetchStart: 0,
    fetchSize: 0,
    left: 0,
    stop: Stop.Budget,
    leave: { name: 'the instruction cannot go on' },
    enterPage,
    nextWord() {
      const word = view.getUint16((bus.pc + bus.fetchAdd) >>> 0);
      bus.pc = (bus.pc + 2) | 0;
      return word;
    },
    nextLong() {
      const long = view.getInt32((bus.pc + bus.fetchAdd) >>> 0);
      bus.pc = (bus.pc + 4) | 0;
      return long;
    },
    operandAddress: (sizeBytes) => operandAddress(bus, sizeBytes),
    read,
    readByte: (address) => view.getInt8(translate(address, Access.Read)),
    readWord: (address) => read(address, 2),
    readLong: (address) => read(address, 4),
    write,
    writeByte: (address, value) => view.setInt8(translate(address, Access.Write), value),
    writeWord: (address, value) => write(address, 2, value),
    writeLong: (address, value) => write(address, 4, value),
    prepareWrite,
    charge(cycles) {
      bus.left -= cycles;
      if (bus.left < 0) leave(Stop.Budget);
    },
    push(value) {
      const { words } = bus;
      const address = (words[STACK_POINTER] - 4) | 0;
      const entry = Word.WriteTag + ((address >>> Page.Shift) & Tlb.Mask);
      if (words[entry] === ((address + 3) & Page.Mask))
        view.setInt32((address + words[entry + Tlb.Entries]) >>> 0, value);
      else write(address, 4, value);
      words[STACK_POINTER] = address;
    },
    pop() {
      const { words } = bus;
      const address = words[STACK_POINTER];
      const entry = Word.ReadTag + ((address >>> Page.Shift) & Tlb.Mask);
      const value =
        words[entry] === ((address + 3) & Page.Mask)
          ? view.getInt32((address + words[entry + Tlb.Entries]) >>> 0)
          : read(address, 4);
      words[STACK_POINTER] = address + 4;
      return value;
    },
    setAddressRegister(register, value) {
      const { words } = bus;
      const at = Word.Undo + 2 * words[Word.UndoCount]++;
      words[at] = register;
      words[at + 1] = words[register];
      words[register] = value;
    },
    undo() {
      const { words } = bus;
      while (words[Word.UndoCount] > 0) {
        const at = Word.Undo + 2 * --words[Word.UndoCount];
        words[words[at]] = words[at + 1];
      }
    },
  };

  function leave(stop: Stop): never {
    bus.stop = stop;
    throw bus.leave;
  }

  function translate(address: number, access: Access): number {
    const { words } = bus;
    const page = address & Page.Mask;
    const entry = Word.ReadTag + access * Tlb.Words + ((address >>> Page.Shift) & Tlb.Mask);
    if (words[entry] !== page) {
      const physical = bus.context.lookup(page >>> 0, access);
      if (physical === -1) {
        words[ContextWord.FaultAddress] = address;
        words[ContextWord.FaultAccess] = access;
        leave(Stop.PageFault);
      }
      words[entry] = page;
      words[entry + Tlb.Entries] = physical - page;
    }
    return (address + words[entry + Tlb.Entries]) >>> 0;
  }

  const crosses = (address: number, sizeBytes: number): boolean =>
    ((address ^ (address + sizeBytes - 1)) & Page.Mask) !== 0;

  function read(address: number, sizeBytes: number): number {
    if (crosses(address, sizeBytes)) {
      let value = view.getInt8(translate(address, Access.Read));
      for (let i = 1; i < sizeBytes; i++)
        value = (value << 8) | view.getUint8(translate(address + i, Access.Read));
      return value;
    }
    const at = translate(address, Access.Read);
    return sizeBytes === 4 ? view.getInt32(at) : sizeBytes === 2 ? view.getInt16(at) : view.getInt8(at);
  }

  function prepareWrite(address: number, sizeBytes: number): void {
    translate(address, Access.Write);
    if (crosses(address, sizeBytes)) translate((address + sizeBytes - 1) | 0, Access.Write);
  }

  function write(address: number, sizeBytes: number, value: number): void {
    if (crosses(address, sizeBytes)) {
      prepareWrite(address, sizeBytes);
      for (let i = 0; i < sizeBytes; i++)
        view.setInt8(translate((address + i) | 0, Access.Write), value >> (8 * (sizeBytes - 1 - i)));
      return;
    }
    const at = translate(address, Access.Write);
    if (sizeBytes === 4) view.setInt32(at, value);
    else if (sizeBytes === 2) view.setInt16(at, value);
    else view.setInt8(at, value);
  }

  function enterPage(pc: number): void {
    const { words } = bus;
    const offset = pc & (Page.Size - 1);
    if ((pc & 1) !== 0) {
      words[ContextWord.TrapCode] = Vector.AddressError;
      words[ContextWord.FaultAddress] = pc;
      leave(Stop.Trap);
    }
    const at = translate(pc, Access.Execute);
    if (offset <= LAST_WHOLE_OFFSET) {
      bus.fetchStart = pc & Page.Mask;
      bus.fetchSize = LAST_WHOLE_OFFSET + 1;
      bus.fetchAdd = at - pc;
      return;
    }
    // The instruction may go on on the next page, which need not be there when it does not.
    const copy = words.byteOffset + 4 * Word.Instruction;
    const known = (Page.Size - offset) >>> 1;
    for (let i = 0; i < known; i++) view.setInt16(copy + 2 * i, view.getInt16(at + 2 * i));
    const wordAt = (index: number): number => view.getUint16(copy + 2 * index);
    if (instructionWords(wordAt, known) > known) {
      const next = translate((pc & Page.Mask) + Page.Size, Access.Execute);
      for (let i = known; i < LONGEST_BYTES / 2; i++)
        view.setInt16(copy + 2 * i, view.getInt16(next + 2 * (i - known)));
    }
    bus.fetchStart = pc;
    bus.fetchSize = 1;
    bus.fetchAdd = copy - pc;
  }

  return bus;
}
