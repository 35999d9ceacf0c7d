/**
 * The one decoder of the 68020: a table of instructions, each a pattern of opcode bits with the addressing modes it
 * allows, made once into a table of all 65,536 opcode words for the engine. What no row claims is illegal. Source:
 * M68000 Family Programmer's Reference Manual, section 8; costs are in `timing.ts`.
 */
import { rows } from './instructions.js';
import { Access, Field, Kind, modeLetters, Op, type Row, To } from './rows.js';
import { cyclesOf, storeCyclesOf } from './timing.js';

/** Mode letter of an effective address (`rows.ts`), or '' for the reserved ones. */
function modeOf(mode: number, register: number): string {
  return mode < 7 ? modeLetters[mode] : (modeLetters[7 + register] ?? '');
}

/** The fixed bits of a row's pattern, and which are free. */
function bitsOf({ pattern }: Row): { readonly fixed: number; readonly free: number } {
  let fixed = 0;
  let free = 0;
  for (const bit of pattern) {
    if (bit === ' ') continue;
    fixed = 2 * fixed + (bit === '1' ? 1 : 0);
    free = 2 * free + (bit === '0' || bit === '1' ? 0 : 1);
  }
  return { fixed, free };
}

/** Every opcode word of a row, its addressing modes being allowed ones. */
export function opcodesOf(row: Row): readonly number[] {
  const { fixed, free } = bitsOf(row);
  const found: number[] = [];
  for (let part = free; ; part = (part - 1) & free) {
    if (allows(row, fixed | part)) found.push(fixed | part);
    if (part === 0) return found;
  }
}

function allowsMode(modes: string, mode: number, register: number): boolean {
  const letter = modeOf(mode, register);
  return letter !== '' && modes.includes(letter);
}

function allows(row: Row, opcode: number): boolean {
  return (
    (row.modes === '' || allowsMode(row.modes, (opcode >>> 3) & 7, opcode & 7)) &&
    (row.toModes === undefined || allowsMode(row.toModes, (opcode >>> 6) & 7, (opcode >>> 9) & 7)) &&
    (row.only === undefined || row.only(opcode))
  );
}

function kindOf(row: Row, opcode: number): Kind {
  if (row.access === undefined) return Kind.None;
  const mode = (opcode >>> 3) & 7;
  const byteAtStackPointer = row.size === 1 && (opcode & 7) === 7;
  switch (mode) {
    case 0:
    case 1:
      return Kind.Register;
    case 3:
      return byteAtStackPointer ? Kind.PostIncrementByteAtSp : Kind.PostIncrement;
    case 4:
      return byteAtStackPointer ? Kind.PreDecrementByteAtSp : Kind.PreDecrement;
    case 7:
      return Kind.AbsoluteWord + (opcode & 7);
    default:
      return [0, 0, Kind.Indirect, 0, 0, Kind.Displacement, Kind.Indexed][mode];
  }
}

/** An operand that is modified may be a register; MOVE has a destination of its own. */
const destinationOf = (row: Row, kind: Kind): To =>
  row.to === To.Memory && kind === Kind.Register && row.toModes === undefined
    ? To.OperandRegister
    : (row.to ?? To.Nowhere);

function entryOf(row: Row, opcode: number): number {
  const kind = kindOf(row, opcode);
  const access = kind === Kind.Register || kind === Kind.Immediate ? Access.Address : (row.access ?? 0);
  return (
    kind |
    ((row.size === 1 ? 24 : row.size === 2 ? 16 : 0) << Field.ShiftShift) |
    (access << Field.AccessShift) |
    ((row.other ?? 0) << Field.OtherShift) |
    (destinationOf(row, kind) << Field.ToShift) |
    (row.op << Field.OpShift) |
    (cyclesOf(row, opcode) << Field.CyclesShift)
  );
}

/** For each part of 64 opcodes that differ in six bits, what holds for it; -1 where it is not allowed. */
const addressPart = (row: Row, fixed: number): number[] =>
  Array.from({ length: 64 }, (_, ea) =>
    row.modes === '' || allowsMode(row.modes, ea >>> 3, ea & 7) ? entryOf(row, (fixed & ~63) | ea) : -1,
  );
const destinationPart = ({ toModes }: Row): number[] =>
  Array.from({ length: 64 }, (_, to) => {
    if (toModes === undefined) return 0;
    return allowsMode(toModes, to & 7, to >>> 3) ? storeCyclesOf(to) << Field.CyclesShift : -1;
  });

/** The engine's entries, and the number of each opcode's row plus one. */
function makeTables(): { readonly entries: Int32Array; readonly rowNumbers: Uint16Array } {
  const entries = new Int32Array(0x10000).fill(Op.Illegal << Field.OpShift);
  entries.fill(Op.LineA << Field.OpShift, 0xa000, 0xb000);
  entries.fill(Op.LineF << Field.OpShift, 0xf000);
  const rowNumbers = new Uint16Array(0x10000);
  rows.forEach((row, i) => {
    const { fixed, free } = bitsOf(row);
    const hasAddress = row.modes !== '' || row.op === Op.Float;
    const byAddress = hasAddress ? addressPart(row, fixed) : [];
    const byDestination = destinationPart(row);
    const plain = entryOf(row, fixed);
    for (let part = free; ; part = (part - 1) & free) {
      const opcode = fixed | part;
      const source = hasAddress ? byAddress[opcode & 63] : plain;
      const destination = byDestination[(opcode >>> 6) & 63];
      if (source !== -1 && destination !== -1 && (row.only === undefined || row.only(opcode))) {
        entries[opcode] = source + destination;
        rowNumbers[opcode] = i + 1;
      }
      if (part === 0) break;
    }
  });
  return { entries, rowNumbers };
}

const tables: Readonly<ReturnType<typeof makeTables>> = makeTables();

/** What the engine looks at, by opcode word; the fields are those of `Field`. */
export const table: Readonly<Int32Array> = tables.entries;

/** The row an opcode word belongs to, or null: illegal, line A or line F. */
export const decode = (opcode: number): Row | null => rows[tables.rowNumbers[opcode] - 1] ?? null;

// --- Lengths ---------------------------------------------------------------------------------------------------------

/** Sizes of the immediate operands of a 68881 instruction by the format field of its command word, in words. */
const floatImmediateWords: readonly number[] = [2, 2, 6, 6, 1, 4, 1, 0];

/** Words of an extension that begins with `word`: brief, or full with base and outer displacement. */
function extensionWords(word: number): number {
  if ((word & 0x100) === 0) return 1;
  const base = (word >>> 4) & 3;
  const outer = word & 3;
  return 1 + (base > 1 ? base - 1 : 0) + (outer > 1 ? outer - 1 : 0);
}

/**
 * Length of an instruction in words, when the first `known` of them can be fetched. When more are needed to tell,
 * the answer is only more than `known`.
 */
export function instructionWords(wordAt: (index: number) => number, known: number): number {
  const opcode = wordAt(0);
  const row = decode(opcode);
  let length = 1;
  const address = (mode: number, register: number, immediateWords: number): void => {
    if (mode === 5 || (mode === 7 && (register === 0 || register === 2))) length++;
    else if (mode === 7 && register === 1) length += 2;
    else if (mode === 6 || (mode === 7 && register === 3))
      length += length < known ? extensionWords(wordAt(length)) : 1;
    else if (mode === 7 && register === 4) length += immediateWords;
  };
  if (row === null) return 1;
  const immediateWords = row.size === 4 ? 2 : 1;
  for (const operand of row.words) {
    if (length > known) return length;
    if (operand === 'i') length += immediateWords;
    else if (operand === 'w') length++;
    else if (operand === 'l') length += 2;
    else if (operand === 'b') length += (opcode & 0xff) === 0 ? 1 : (opcode & 0xff) === 0xff ? 2 : 0;
    else if (operand === 'e') address((opcode >>> 3) & 7, opcode & 7, immediateWords);
    else if (operand === 'E') address((opcode >>> 6) & 7, (opcode >>> 9) & 7, 0);
    else if (operand === 'f') {
      const command = length < known ? wordAt(length) : 0;
      length++;
      address((opcode >>> 3) & 7, opcode & 7, floatImmediateWords[(command >>> 10) & 7]);
    }
  }
  return length;
}
