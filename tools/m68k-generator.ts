/**
 * Random 68020 programs for holding the interpreter against qemu-m68k. A program is a row of sequences: load every
 * register from a table, execute random instructions, each followed by a store of the condition codes, then store
 * registers and scratch memory in a result area. Every instruction of the decoder's table is drawn in every mode it
 * allows, but for those that trap. Same seed, same program.
 */
import { opcodesOf } from '../arch/sun3/decode.js';
import { rows as allRows } from '../arch/sun3/instructions.js';
import { Op, type Row } from '../arch/sun3/rows.js';
import {
  A,
  type Draft,
  ensure,
  long,
  redraw,
  SCRATCH,
  SCRATCH_BYTES,
  STACK_POINTER,
} from './m68k-emitter.js';
import { drawInstruction } from './m68k-instructions.js';
import { createRandom, type Random, randomWords } from './random.js';

export const CODE_ADDRESS = 0x00100000;
const TABLE_BYTES = 2048;
/** Random words that registers are loaded from; scratch memory follows. */
const TABLE = SCRATCH - TABLE_BYTES;
/** Where the page with both begins. */
export const DATA_ADDRESS = 0x4000;
export const RESULT = 0x01000000;

export const SEQUENCE_INSTRUCTIONS = 20;
const REGISTERS_BYTES = 64;
export const RESULT_BYTES = REGISTERS_BYTES + 2 * SEQUENCE_INSTRUCTIONS + SCRATCH_BYTES;
const LINUX_EXIT = 1;
const LINUX_WRITE = 4;

/** What traps, and what qemu does not know (it takes PACK and UNPK for OR, and CHK2 and CMP2 are illegal to it). */
const notDrawn: ReadonlySet<Op> = new Set([
  Op.Privileged,
  Op.Breakpoint,
  Op.Trap,
  Op.CallModule,
  Op.ReturnFromModule,
  Op.Pack,
  Op.CheckBounds,
  Op.Unpack,
  Op.Float,
  Op.FloatBranch,
  Op.FloatConditional,
]);

/**
 * Where qemu is wrong by the manual: memory shifts take bit 3 of the opcode, which belongs to the address, for
 * "logical", and ASL of memory loses V; byte predecrement and postincrement of A7 move it by one in instructions that
 * have two such, and in CAS and TAS.
 */
function qemuErrs(row: Row, opcode: number): boolean {
  const mode = (opcode >>> 3) & 7;
  const lowerIsA7 = (opcode & 7) === 7;
  switch (row.op) {
    case Op.ShiftMemory: {
      const kind = (opcode >>> 9) & 3;
      if (kind === 0 && (opcode & 0x100) !== 0) return true;
      return kind < 2 && ((opcode & 8) !== 0) !== (kind === 1);
    }
    case Op.AddExtended:
    case Op.SubtractExtended:
      return row.size === 1 && (opcode & 8) !== 0 && (lowerIsA7 || ((opcode >>> 9) & 7) === 7);
    case Op.CompareAndSwap:
    case Op.TestAndSet:
      return row.size === 1 && lowerIsA7 && (mode === 3 || mode === 4);
    default:
      return false;
  }
}

/** Opcodes of a row that are drawn. */
const drawable = (row: Row): readonly number[] =>
  notDrawn.has(row.op) ? [] : opcodesOf(row).filter((opcode) => !qemuErrs(row, opcode));

export const rows: readonly Row[] = allRows.filter((row) => drawable(row).length > 0);

export interface RandomProgram {
  readonly code: readonly number[];
  readonly data: Uint8Array;
  readonly sequences: number;
  readonly drawn: { readonly [row: string]: number };
}

/** One instruction with all it needs; drawn again until its parts go together. */
function drawOne(random: Random, row: Row, opcodes: readonly number[], start: number): readonly number[] {
  for (let tries = 0; tries < 1000; tries++) {
    const opcode = opcodes[random(opcodes.length)];
    const draft: Draft = {
      random,
      start,
      setup: [],
      known: new Map(),
      wordOnly: new Set(),
      pointers: [],
      bases: basesOf(row, opcode),
      pool: 0,
    };
    try {
      return drawInstruction(draft, row, opcode);
    } catch (reason) {
      if (reason !== redraw) throw reason;
    }
  }
  throw new Error(`no ${row.name} can be made`);
}

/** Registers that addresses are made of. */
function basesOf(row: Row, opcode: number): ReadonlySet<number> {
  const bases = new Set([STACK_POINTER]);
  const mode = (opcode >>> 3) & 7;
  if (row.words.includes('e') && mode > 1) bases.add(A + (opcode & 7));
  if (row.toModes !== undefined) bases.add(A + ((opcode >>> 9) & 7));
  return bases;
}

export function generateProgram(
  seed: number,
  sequences: number,
  drawnFrom: readonly Row[] = rows,
  sequenceInstructions = SEQUENCE_INSTRUCTIONS,
): RandomProgram {
  const random = createRandom(seed);
  const drawn: { [row: string]: number } = {};
  const code: number[] = [];
  const opcodes = new Map(drawnFrom.map((row) => [row, drawable(row)]));
  for (let s = 0; s < sequences; s++) {
    const result = RESULT + s * RESULT_BYTES;
    // movem.l (table),d0-a7; move (table),ccr
    code.push(0x4cf9, 0xffff, ...long(TABLE + 4 * random(TABLE_BYTES / 4 - 16)));
    code.push(0x44f9, ...long(TABLE + 2 * random(TABLE_BYTES / 2)));
    for (let i = 0; i < sequenceInstructions; i++) {
      const row = drawnFrom[random(drawnFrom.length)];
      drawn[row.name] = (drawn[row.name] ?? 0) + 1;
      for (const word of drawOne(random, row, opcodes.get(row) ?? [], CODE_ADDRESS + 2 * code.length))
        code.push(word);
      // move ccr,(result)
      code.push(0x42f9, ...long(result + REGISTERS_BYTES + 2 * (i % SEQUENCE_INSTRUCTIONS)));
    }
    code.push(0x48f9, 0xffff, ...long(result));
    for (let offset = 0; offset < SCRATCH_BYTES; offset += 64) {
      code.push(0x4cf9, 0xffff, ...long(SCRATCH + offset));
      const to = result + REGISTERS_BYTES + 2 * SEQUENCE_INSTRUCTIONS + offset;
      code.push(0x48f9, 0xffff, ...long(to));
    }
  }
  const set = (register: number, value: number): void => {
    code.push(0x203c | (register << 9), ...long(value));
  };
  [LINUX_WRITE, 1, RESULT, sequences * RESULT_BYTES].forEach((value, register) => {
    set(register, value);
  });
  code.push(0x4e40);
  set(0, LINUX_EXIT);
  set(1, 0);
  code.push(0x4e40);
  ensure(CODE_ADDRESS + 2 * code.length < RESULT);
  return { code, data: tableBytes(random), sequences, drawn };
}

/** Values that meet corners more often than random bits do. */
const corners = [
  0, 1, -1, 0x7fffffff, 0x80000000, 0x80000001, 0x00007fff, 0x00008000, 0xffff8000, 0x0000007f, 0x00000080,
  0xffffff80, 0x000000ff, 0x0000ffff, 0x00010000, 0x7f7f7f7f, 0x80808080, 0x09999999, 0x00990099,
] as const;

/** From DATA_ADDRESS to the end of scratch memory. */
const tableBytes = (random: Random): Uint8Array =>
  randomWords(random, (SCRATCH + SCRATCH_BYTES - DATA_ADDRESS) / 4, corners, false);
