/** A 68020 on the bench: a few pages of memory, code at a known place, registers set and read by number. */
import { Access, type Context, ContextWord, type Engine, type Stop } from '../../machine.js';
import { clearContext, Page, Word } from '../context.js';
import { createEngine } from '../cpu.js';
import { createFpu } from '../fpu.js';

/** Two code pages, two data pages; the page after each pair is absent. */
export const CODE = 0x2000;
export const DATA = 0x8000;
const PAGES: readonly (readonly [number, number])[] = [
  [CODE, 0x10000],
  [CODE + Page.Size, 0x16000],
  [DATA, 0x14000],
  [DATA + Page.Size, 0x12000],
];
const PLENTY = 100_000;
/** A register number of `set` and `get`. */
export const A = 8;

export interface CpuLab {
  readonly words: Int32Array;
  readonly context: Context;
  readonly engine: Engine;
  /** Every page looked up: `read 8000`. */
  readonly lookups: string[];
  /** Pages, by address, that refuse everything, and that refuse writing. */
  readonly absent: Set<number>;
  readonly readOnly: Set<number>;
  /** Store words of two bytes; longs; read a long back. */
  code(address: number, words: readonly number[]): void;
  poke(address: number, value: number): void;
  peek(address: number): number;
  set(register: number, value: number): void;
  get(register: number): number;
  /** Run until something stops it. */
  run(budget?: number): Stop;
  readonly state: () => { readonly pc: number; readonly ccr: number; readonly left: number };
}

export function createCpuLab(code: readonly number[], at = CODE): CpuLab {
  const buffer = new ArrayBuffer(0x18000);
  const view = new DataView(buffer);
  const words = new Int32Array(buffer, 0, Word.End);
  const pages = new Map(PAGES);
  const lookups: string[] = [];
  const absent = new Set<number>();
  const readOnly = new Set<number>([CODE, CODE + Page.Size]);
  const names = { [Access.Read]: 'read', [Access.Write]: 'write', [Access.Execute]: 'execute' };
  const context: Context = {
    words,
    lookup(page, access) {
      lookups.push(`${names[access]} ${page.toString(16)}`);
      if (absent.has(page) || (access === Access.Write && readOnly.has(page))) return -1;
      return pages.get(page) ?? -1;
    },
  };
  const engine = createEngine(
    { bytes: new Uint8Array(buffer), words: new Int32Array(buffer), view },
    createFpu(),
  );
  clearContext(words);
  words[ContextWord.Pc] = at;
  const physical = (address: number): number =>
    (pages.get(address & Page.Mask) ?? Number.NaN) + (address & (Page.Size - 1));
  const lab: CpuLab = {
    words,
    context,
    engine,
    lookups,
    absent,
    readOnly,
    code(address, values) {
      values.forEach((value, i) => {
        view.setUint16(physical(address + 2 * i), value);
      });
    },
    poke(address, value) {
      for (let i = 0; i < 4; i++) view.setUint8(physical(address + i), value >>> (24 - 8 * i));
    },
    peek: (address) =>
      [0, 1, 2, 3].reduce((value, i) => value * 256 + view.getUint8(physical(address + i)), 0),
    set(register, value) {
      words[Word.D + register] = value;
    },
    get: (register) => words[Word.D + register] >>> 0,
    run: (budget = PLENTY) => engine.run(context, budget),
    state: () => ({
      pc: words[ContextWord.Pc] >>> 0,
      ccr: words[Word.Ccr],
      left: words[ContextWord.CyclesLeft],
    }),
  };
  lab.code(at, code);
  return lab;
}

/** Instructions that tests need by name. */
export const TRAP_1 = 0x4e41;
export const NOP = 0x4e71;
