/**
 * What random 68020 programs are put together with: instruction words, registers that must hold known values before
 * the instruction under test, and operands whose addresses are valid in every addressing mode. An operand's place is
 * chosen first, and registers, displacements and pointers in memory so that the address comes out there.
 */
import type { Random } from './random.js';

const high = (value: number): number => (value >>> 16) & 0xffff;
export const low = (value: number): number => value & 0xffff;
export const long = (value: number): readonly number[] => [high(value), low(value)];

/** Registers by number: 0-7 are D0-D7, 8-15 are A0-A7. */
export const A = 8;
export const STACK_POINTER = 15;

/**
 * Where memory operands are: scratch memory whose middle is the edge of a page, low enough for short absolute
 * addresses.
 */
export const CENTRE = 0x6000;
export const SCRATCH_BYTES = 512;
export const SCRATCH = CENTRE - SCRATCH_BYTES / 2;
/** Data addresses are below, code is above. */
const LOWEST_CODE = 0x8000;
export const isData = (address: number): boolean => address < LOWEST_CODE;

/** Set a register without looking at flags. */
export const setRegister = (register: number, value: number): readonly number[] =>
  register < A
    ? [0x203c | (register << 9), ...long(value)]
    : [0x207c | ((register - A) << 9), ...long(value)];

const setMemory = (address: number, value: number): readonly number[] => [
  0x23fc,
  ...long(value),
  ...long(address),
];

/** Everything that goes before one instruction, and what is known then. */
export interface Draft {
  readonly random: Random;
  /** Address of the first word of the draft. */
  readonly start: number;
  readonly setup: number[];
  readonly known: Map<number, number>;
  /** Index registers whose upper half is not the sign of the lower. */
  readonly wordOnly: Set<number>;
  /** Longs in memory that hold pointers. */
  readonly pointers: number[];
  /** Registers that must not be made index registers. */
  readonly bases: ReadonlySet<number>;
  /** Readable data within reach of the program counter: made when first asked for. */
  pool: number;
}

/** Thrown when parts of an instruction cannot go together: it is drawn anew. */
export const redraw: { readonly name: string } = { name: 'draw another' };

export function ensure(condition: boolean): void {
  if (!condition) throw redraw;
}

/** The value a register has: the one wanted, unless it has been given one already. */
export function know(draft: Draft, register: number, value: number): number {
  const before = draft.known.get(register);
  if (before !== undefined) return before;
  draft.known.set(register, value | 0);
  draft.setup.push(...setRegister(register, value));
  return value | 0;
}

export function poke(draft: Draft, address: number, value: number): void {
  draft.setup.push(...setMemory(address, value));
}

/** An operand: where it is, and the extension words when the first of them is at an address. */
export interface Operand {
  readonly address: number;
  words(at: number): readonly number[];
}

const fixed = (address: number, words: readonly number[]): Operand => ({ address, words: () => words });

const signed = (random: Random, reach: number): number => random(2 * reach + 1) - reach;

/** A memory operand of mode and register, near or at `target`; `exact` when it must be there (a jump). */
export function memoryOperand(
  draft: Draft,
  mode: number,
  register: number,
  target: number,
  sizeBytes: number,
): Operand {
  const { random } = draft;
  const base = A + register;
  switch (mode) {
    case 2:
      return fixed(know(draft, base, target), []);
    case 3: {
      const address = know(draft, base, target);
      draft.known.set(base, address + sizeBytes);
      return fixed(address, []);
    }
    case 4: {
      const address = know(draft, base, target + sizeBytes) - sizeBytes;
      draft.known.set(base, address);
      return fixed(address, []);
    }
    case 5: {
      const displacement = signed(random, 40);
      return fixed(know(draft, base, target - displacement) + displacement, [low(displacement)]);
    }
    case 6:
      return indexed(draft, base, target);
    default:
      return special(draft, register, target, sizeBytes);
  }
}

function special(draft: Draft, register: number, target: number, sizeBytes: number): Operand {
  const { random } = draft;
  if (register === 0) {
    ensure(isData(target));
    return fixed(target, [low(target)]);
  }
  if (register === 1) return fixed(target, long(target));
  if (register === 4) {
    const words = Array.from({ length: sizeBytes === 4 ? 2 : 1 }, () => random(0x8000) * 2 + 1);
    return fixed(0, words);
  }
  if (register === 3) return indexed(draft, null, target);
  const address = isData(target) ? poolOf(draft) + random(8) : target;
  return {
    address,
    words(at) {
      ensure(Math.abs(address - at) < 0x7fff);
      return [low(address - at)];
    },
  };
}

/** Sixteen random bytes in the way, jumped over. */
function poolOf(draft: Draft): number {
  if (draft.pool !== 0) return draft.pool;
  const words = Array.from({ length: 10 }, () => draft.random(0x8000) * 2 + 1);
  draft.setup.push(0x6000 | (2 * words.length), ...words);
  draft.pool = draft.start + 2 * draft.setup.length - 2 * words.length;
  return draft.pool;
}

interface Index {
  /** Bits of the extension word. */
  readonly bits: number;
  readonly value: number;
}

function drawIndex(draft: Draft): Index {
  const { random } = draft;
  const register = random(16);
  const isLong = random(2) === 1;
  ensure(!draft.bases.has(register) && !(isLong && draft.wordOnly.has(register)));
  let value = draft.known.get(register);
  if (value === undefined) {
    value = signed(random, 8);
    if (!isLong) {
      value = (random(0x10000) << 16) | low(value);
      draft.wordOnly.add(register);
    }
    know(draft, register, value);
  }
  const index = isLong ? value : (value << 16) >> 16;
  ensure(index >= -16 && index <= 16);
  const scale = random(4);
  return { bits: (register << 12) | (isLong ? 0x800 : 0) | (scale << 9), value: index << scale };
}

/** Modes 6 and, with no base register, 7.3. */
function indexed(draft: Draft, base: number | null, target: number): Operand {
  const { random } = draft;
  if (random(2) === 0) return brief(draft, base, target);
  const suppressBase = random(4) === 0;
  const suppressIndex = random(4) === 0;
  const index = suppressIndex ? { bits: random(128) << 9, value: 0 } : drawIndex(draft);
  const indirect = random(2) === 0 ? 0 : 1 + random(3);
  const postIndexed = indirect !== 0 && !suppressIndex && random(2) === 0;
  const outer = indirect < 2 ? 0 : signed(random, 40);
  // Where base, displacement and perhaps index lead: to the operand, or to a pointer to it.
  const inner = postIndexed ? 0 : index.value;
  let place = indirect === 0 ? target : CENTRE + signed(random, 100);
  let displacementSize = 3;
  let displacement = 0;
  if (base !== null && !suppressBase) {
    displacementSize = 1 + random(3);
    displacement = displacementSize === 1 ? 0 : signed(random, 40);
    place = know(draft, base, place - displacement - inner) + displacement + inner;
  }
  let address = place;
  if (indirect !== 0) {
    ensure(draft.pointers.every((other) => Math.abs(other - place) >= 4));
    ensure(place >= SCRATCH && place <= SCRATCH + SCRATCH_BYTES - 4);
    draft.pointers.push(place);
    address = target;
    poke(draft, place, target - outer - (postIndexed ? index.value : 0));
  }
  const bits =
    index.bits |
    0x100 |
    (suppressBase ? 0x80 : 0) |
    (suppressIndex ? 0x40 : 0) |
    (displacementSize << 4) |
    (postIndexed ? 4 : 0) |
    indirect;
  return {
    address,
    words(at) {
      const from = suppressBase ? 0 : base === null ? at : null;
      const value = from === null ? displacement : place - inner - from;
      return [bits, ...sizedWords(displacementSize, value), ...sizedWords(indirect, outer)];
    },
  };
}

const sizedWords = (size: number, value: number): readonly number[] =>
  size === 3 ? long(value) : size === 2 ? [low(value)] : [];

function brief(draft: Draft, base: number | null, target: number): Operand {
  const { random } = draft;
  if (base === null) {
    const pool = isData(target) ? poolOf(draft) + random(8) : target;
    const { bits, value } = drawIndex(draft);
    return {
      address: pool,
      words(at) {
        const displacement = pool - value - at;
        ensure(displacement >= -128 && displacement <= 127);
        return [bits | (displacement & 0xff)];
      },
    };
  }
  const { bits, value } = drawIndex(draft);
  const displacement = signed(random, 40);
  const address = know(draft, base, target - displacement - value) + displacement + value;
  return fixed(address, [bits | (displacement & 0xff)]);
}
