/** A processor on the bench: a few pages of memory, code at a known place, registers set and read by number. */
import { Access, type Context, ContextWord, type Stop } from '../../machine.js';
import { Word } from '../context.js';
import { ds3100 } from '../index.js';

export const CODE = 0x1000;
export const DATA = 0x3000;
/** Two code pages, two data pages; the page after each pair is absent. */
const MAPPED: readonly (readonly [number, number])[] = [
  [CODE, 0x10000],
  [CODE + 0x1000, 0x13000],
  [DATA, 0x11000],
  [DATA + 0x1000, 0x12000],
];
const PLENTY = 100_000;

export interface Lab {
  readonly context: Context;
  readonly words: Int32Array;
  /** Every page looked up: `read 3000`. */
  readonly lookups: string[];
  /** Pages (by address) that refuse writing. */
  readonly readOnly: Set<number>;
  readonly unmapped: Set<number>;
  readonly memory: DataView;
  /** Where in `memory` a mapped address lies. */
  physical(address: number): number;
  put(address: number, words: readonly number[]): void;
  set(register: number, value: number): void;
  get(register: number): number;
  setFloat(register: number, bits: number): void;
  getFloat(register: number): number;
  setDouble(register: number, value: number): void;
  getDouble(register: number): number;
  /** Run from where pc is until something stops it. */
  run(budget?: number): Stop;
  invalidatePage(address: number): void;
  readonly pc: number;
  readonly left: number;
}

export function createLab(code: readonly number[], at = CODE): Lab {
  const buffer = new ArrayBuffer(0x14000);
  const memory = new DataView(buffer);
  const views = { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), view: memory };
  const words = new Int32Array(buffer, 0, ds3100.contextSize / 4);
  const lookups: string[] = [];
  const readOnly = new Set<number>([CODE, CODE + 0x1000]);
  const unmapped = new Set<number>();
  const pages = new Map(MAPPED);
  const names = { [Access.Read]: 'read', [Access.Write]: 'write', [Access.Execute]: 'execute' };
  const context: Context = {
    words,
    lookup(page, access) {
      lookups.push(`${names[access]} ${page.toString(16)}`);
      if (unmapped.has(page) || (access === Access.Write && readOnly.has(page))) return -1;
      return pages.get(page) ?? -1;
    },
  };
  const engine = ds3100.createEngine(views);
  ds3100.startProcess(context, at, DATA + 0x1000);
  const physical = (address: number): number =>
    (pages.get(address & ~0xfff) ?? Number.NaN) + (address & 0xfff);
  const lab: Lab = {
    context,
    words,
    lookups,
    readOnly,
    unmapped,
    memory,
    physical,
    put(address, values) {
      values.forEach((value, i) => {
        memory.setInt32(physical(address + 4 * i), value, true);
      });
    },
    set(register, value) {
      words[Word.R + register] = value;
    },
    get: (register) => words[Word.R + register],
    setFloat(register, bits) {
      words[Word.F + register] = bits;
    },
    getFloat: (register) => words[Word.F + register] >>> 0,
    setDouble(register, value) {
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value);
      words[Word.F + register] = view.getInt32(4);
      words[Word.F + register + 1] = view.getInt32(0);
    },
    getDouble(register) {
      const view = new DataView(new ArrayBuffer(8));
      view.setInt32(4, words[Word.F + register]);
      view.setInt32(0, words[Word.F + register + 1]);
      return view.getFloat64(0);
    },
    run: (budget = PLENTY) => engine.run(context, budget),
    invalidatePage: (address) => engine.invalidatePage(context, address),
    get pc() {
      return words[ContextWord.Pc] >>> 0;
    },
    get left() {
      return words[ContextWord.CyclesLeft];
    },
  };
  lab.put(at, code);
  return lab;
}

// --- A very small assembler ----------------------------------------------------------------------------------------

/** Three-register instruction by function code. */
export const r = (code: number, rd: number, rs: number, rt: number): number =>
  (rs << 21) | (rt << 16) | (rd << 11) | code;
export const i = (opcode: number, rt: number, rs: number, value: number): number =>
  (opcode << 26) | (rs << 21) | (rt << 16) | (value & 0xffff);
/** Coprocessor 1: format, function code, fd, fs, ft. */
export const f = (format: number, code: number, fd: number, fs: number, ft = 0): number =>
  (17 << 26) | (format << 21) | (ft << 16) | (fs << 11) | (fd << 6) | code;
export const SINGLE = 16;
export const DOUBLE = 17;

export const NOP = 0;
export const SYSCALL = 12;
export const addiu = (rt: number, rs: number, value: number): number => i(9, rt, rs, value);
export const lw = (rt: number, rs: number, offset: number): number => i(35, rt, rs, offset);
export const sw = (rt: number, rs: number, offset: number): number => i(43, rt, rs, offset);
/** `words` counts instructions from the delay slot. */
export const beq = (rs: number, rt: number, words: number): number => i(4, rt, rs, words);
export const jal = (target: number): number => (3 << 26) | (target >>> 2);
export const jr = (rs: number): number => r(8, 0, rs, 0);
export const mult = (rs: number, rt: number): number => r(24, 0, rs, rt);
export const mfhi = (rd: number): number => r(16, rd, 0, 0);
export const mflo = (rd: number): number => r(18, rd, 0, 0);
