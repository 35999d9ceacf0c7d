/**
 * Random R2000 programs for holding the interpreter against qemu-mipsel. A program is a row of sequences: load
 * every register from a table, execute random instructions, store every register in a result area. It ends by
 * writing the result area to standard output with Linux calls, so both run the same bytes. Same seed, same
 * program.
 */
import { createRandom, type Random, randomWords } from './random.js';

export const CODE_ADDRESS = 0x00400000;
export const DATA_ADDRESS = 0x10000000;
/** Random words that registers are loaded from; scratch memory for loads and stores; then the results. */
const TABLE_WORDS = 4096;
const SCRATCH_BYTES = 256;
const SCRATCH = DATA_ADDRESS + TABLE_WORDS * 4;
const RESULT = SCRATCH + SCRATCH_BYTES;
/** What a sequence stores: $1..$27 and $31, hi, lo, FCR31, 32 FP registers. */
const RESULT_WORDS = 28 + 2 + 1 + 32;
export const RESULT_BYTES = RESULT_WORDS * 4;

export const SEQUENCE_INSTRUCTIONS = 24;
const LINUX_EXIT = 4001;
const LINUX_WRITE = 4004;

/** Registers that random instructions may write; $28-$30 point to table, scratch and results. */
const FREE_REGISTERS = 28;
const Table = 28;
const Scratch = 29;
const Result = 30;

export interface RandomProgram {
  readonly code: readonly number[];
  readonly data: Uint8Array;
  readonly sequences: number;
  /** How often each row was drawn. */
  readonly drawn: { readonly [row: string]: number };
}

const rType = (rs: number, rt: number, rd: number, shift: number, functionCode: number): number =>
  ((rs << 21) | (rt << 16) | (rd << 11) | (shift << 6) | functionCode) >>> 0;
const iType = (opcode: number, rs: number, rt: number, value: number): number =>
  ((opcode << 26) | (rs << 21) | (rt << 16) | (value & 0xffff)) >>> 0;
const cop1 = (format: number, ft: number, fs: number, fd: number, functionCode: number): number =>
  ((17 << 26) | (format << 21) | (ft << 16) | (fs << 11) | (fd << 6) | functionCode) >>> 0;
const li = (register: number, value: number): readonly number[] => [
  iType(15, 0, register, value >>> 16),
  iType(13, register, register, value),
];

interface Generator {
  readonly random: Random;
  /** A register that may be read, one that may be written, FP registers (even), a 16-bit immediate. */
  read(): number;
  write(): number;
  even(): number;
  immediate(): number;
  /** Address of the instruction about to be emitted. */
  here(): number;
}

export interface Row {
  readonly name: string;
  emit(g: Generator): readonly number[];
}

const threeRegister = (name: string, code: number): Row => ({
  name,
  emit: (g) => [rType(g.read(), g.read(), g.write(), 0, code)],
});
const shift = (name: string, code: number): Row => ({
  name,
  emit: (g) => [rType(0, g.read(), g.write(), g.random(32), code)],
});
const immediate = (name: string, opcode: number): Row => ({
  name,
  emit: (g) => [iType(opcode, g.read(), g.write(), g.immediate())],
});
/** Operands are shrunk first, so that the sum cannot overflow: qemu's program would die of the trap. */
const trapping = (name: string, code: number): Row => ({
  name,
  emit(g) {
    const a = g.write();
    const b = g.write();
    return [rType(0, a, a, 2, 3), rType(0, b, b, 2, 3), rType(a, b, g.write(), 0, code)];
  },
});
const memory = (name: string, opcode: number, alignment: number, load: boolean): Row => ({
  name,
  emit: (g) => {
    const offset = g.random(SCRATCH_BYTES / alignment) * alignment;
    return [iType(opcode, Scratch, load ? g.write() : g.read(), offset)];
  },
});
const fpMemory = (name: string, opcode: number): Row => ({
  name,
  emit: (g) => [iType(opcode, Scratch, g.random(32), g.random(SCRATCH_BYTES / 4) * 4)],
});
/** A forward branch over up to three instructions, with a delay slot that is not a branch. */
const branch = (name: string, word: (g: Generator, offset: number) => number): Row => ({
  name,
  emit: (g) => {
    const skipped = Array.from({ length: g.random(4) }, () => rType(g.read(), g.read(), g.write(), 0, 33));
    const slot = iType(9, g.read(), g.write(), g.immediate());
    return [word(g, skipped.length + 1), slot, ...skipped];
  },
});
const arithmetic = (name: string, code: number): readonly Row[] =>
  [16, 17].map((format) => ({
    name: `${name}.${format === 16 ? 's' : 'd'}`,
    emit: (g: Generator) => [cop1(format, g.even(), g.even(), g.even(), code)],
  }));
const oneOperand = (name: string, code: number, formats: readonly number[]): readonly Row[] =>
  formats.map((format) => ({
    name: `${name}.${{ 16: 's', 17: 'd', 20: 'w' }[format]}`,
    emit: (g: Generator) => [cop1(format, 0, g.even(), g.even(), code)],
  }));

/** Move a word through $5 into an FP register. */
const toFloat = (register: number, value: number): readonly number[] => [
  ...li(5, value),
  cop1(4, 5, register, 0, 0),
];
/** One of the values within two of `value`. */
const near = (g: Generator, value: number): number => (value + g.random(5) - 2) >>> 0;
const nearDouble = (g: Generator, register: number, high: number, low: number): readonly number[] => {
  const moved = low + g.random(5) - 2;
  const carry = moved < 0 ? -1 : moved > 0xffffffff ? 1 : 0;
  return [...toFloat(register, moved >>> 0), ...toFloat(register + 1, high + carry)];
};
/** $f0 op $f2 where the result is at the edge of underflow or overflow: random operands hardly ever get there. */
const edgeOfSingle = (name: string, code: number, a: number, b: number): Row => ({
  name: `${name}.s edge`,
  emit: (g) => [...toFloat(0, near(g, a)), ...toFloat(2, near(g, b)), cop1(16, 2, 0, 4, code)],
});
const edgeOfDouble = (name: string, code: number, a: number, b: number): Row => ({
  name: `${name}.d edge`,
  emit: (g) => [...nearDouble(g, 0, a, 0xffffffff), ...nearDouble(g, 2, b, 0), cop1(17, 2, 0, 4, code)],
});

export const rows: readonly Row[] = [
  edgeOfSingle('add', 0, 0x7f7fffff, 0x73800000),
  edgeOfSingle('sub', 1, 0x00800000, 0x00000001),
  edgeOfSingle('mul', 2, 0x00ffffff, 0x3f000000),
  edgeOfSingle('div', 3, 0x00ffffff, 0x40000000),
  edgeOfDouble('add', 0, 0x7fefffff, 0x7c900000),
  edgeOfDouble('mul', 2, 0x001fffff, 0x3fe00000),
  edgeOfDouble('div', 3, 0x001fffff, 0x40000000),
  {
    name: 'cvt.s.d edge',
    emit: (g) => [
      ...nearDouble(
        g,
        0,
        g.random(2) === 0 ? 0x380fffff : 0x47efffff,
        g.random(2) === 0 ? 0xefffffff : 0xffffffff,
      ),
      cop1(17, 0, 0, 4, 32),
    ],
  },
  {
    name: 'cvt.w.d edge',
    emit: (g) => [
      ...nearDouble(
        g,
        0,
        (g.random(2) === 0 ? 0x41dfffff : 0xc1dfffff) + g.random(2),
        g.random(8) * 0x20000000,
      ),
      cop1(17, 0, 0, 4, 36),
    ],
  },
  shift('sll', 0),
  shift('srl', 2),
  shift('sra', 3),
  threeRegister('sllv', 4),
  threeRegister('srlv', 6),
  threeRegister('srav', 7),
  threeRegister('addu', 33),
  threeRegister('subu', 35),
  threeRegister('and', 36),
  threeRegister('or', 37),
  threeRegister('xor', 38),
  threeRegister('nor', 39),
  threeRegister('slt', 42),
  threeRegister('sltu', 43),
  trapping('add', 32),
  trapping('sub', 34),
  {
    name: 'addi',
    emit: (g) => {
      const register = g.write();
      return [rType(0, register, register, 2, 3), iType(8, register, g.write(), g.immediate())];
    },
  },
  immediate('addiu', 9),
  immediate('slti', 10),
  immediate('sltiu', 11),
  immediate('andi', 12),
  immediate('ori', 13),
  immediate('xori', 14),
  { name: 'lui', emit: (g) => [iType(15, 0, g.write(), g.immediate())] },
  { name: 'mult', emit: (g) => [rType(g.read(), g.read(), 0, 0, 24)] },
  { name: 'multu', emit: (g) => [rType(g.read(), g.read(), 0, 0, 25)] },
  // Division by zero is undefined on the chip: the divisor is made odd first.
  { name: 'div', emit: (g) => division(g, 26) },
  { name: 'divu', emit: (g) => division(g, 27) },
  { name: 'mfhi', emit: (g) => [rType(0, 0, g.write(), 0, 16)] },
  { name: 'mflo', emit: (g) => [rType(0, 0, g.write(), 0, 18)] },
  { name: 'mthi', emit: (g) => [rType(g.read(), 0, 0, 0, 17)] },
  { name: 'mtlo', emit: (g) => [rType(g.read(), 0, 0, 0, 19)] },
  memory('lb', 32, 1, true),
  memory('lbu', 36, 1, true),
  memory('lh', 33, 2, true),
  memory('lhu', 37, 2, true),
  memory('lw', 35, 4, true),
  memory('lwl', 34, 1, true),
  memory('lwr', 38, 1, true),
  memory('sb', 40, 1, false),
  memory('sh', 41, 2, false),
  memory('sw', 43, 4, false),
  memory('swl', 42, 1, false),
  memory('swr', 46, 1, false),
  fpMemory('lwc1', 49),
  fpMemory('swc1', 57),
  branch('beq', (g, offset) => iType(4, g.read(), g.read(), offset)),
  branch('beq same', (g, offset) => {
    const register = g.read();
    return iType(4, register, register, offset);
  }),
  branch('bne', (g, offset) => iType(5, g.read(), g.read(), offset)),
  branch('blez', (g, offset) => iType(6, g.read(), 0, offset)),
  branch('bgtz', (g, offset) => iType(7, g.read(), 0, offset)),
  branch('bltz', (g, offset) => iType(1, g.read(), 0, offset)),
  branch('bgez', (g, offset) => iType(1, g.read(), 1, offset)),
  branch('bltzal', (g, offset) => iType(1, g.random(FREE_REGISTERS), 16, offset)),
  branch('bgezal', (g, offset) => iType(1, g.random(FREE_REGISTERS), 17, offset)),
  branch('bc1f', (_g, offset) => cop1(8, 0, 0, 0, 0) | offset),
  branch('bc1t', (_g, offset) => cop1(8, 1, 0, 0, 0) | offset),
  { name: 'j', emit: (g) => jump(g, 2) },
  { name: 'jal', emit: (g) => jump(g, 3) },
  { name: 'jr', emit: (g) => jumpRegister(g, (rs) => rType(rs, 0, 0, 0, 8)) },
  { name: 'jalr', emit: (g) => jumpRegister(g, (rs) => rType(rs, 0, rs === 5 ? 6 : 5, 0, 9)) },
  { name: 'mfc1', emit: (g) => [cop1(0, g.write(), g.random(32), 0, 0)] },
  { name: 'mtc1', emit: (g) => [cop1(4, g.read(), g.random(32), 0, 0)] },
  { name: 'cfc1', emit: (g) => [cop1(2, g.write(), 31, 0, 0)] },
  // A rounding mode, and nothing else: enable bits would trap.
  { name: 'ctc1', emit: (g) => [iType(9, 0, 5, g.random(4)), cop1(6, 5, 31, 0, 0)] },
  ...arithmetic('add', 0),
  ...arithmetic('sub', 1),
  ...arithmetic('mul', 2),
  ...arithmetic('div', 3),
  ...oneOperand('abs', 5, [16, 17]),
  ...oneOperand('mov', 6, [16, 17]),
  ...oneOperand('neg', 7, [16, 17]),
  ...oneOperand('cvt.s', 32, [17, 20]),
  ...oneOperand('cvt.d', 33, [16, 20]),
  ...oneOperand('cvt.w', 36, [16, 17]),
  ...[16, 17].map((format) => ({
    name: `c.${format === 16 ? 's' : 'd'}`,
    emit: (g: Generator) => [cop1(format, g.even(), g.even(), 0, 48 + g.random(16))],
  })),
];

function division(g: Generator, code: number): readonly number[] {
  const divisor = 1 + g.random(FREE_REGISTERS - 1);
  return [iType(13, divisor, divisor, 1), rType(g.read(), divisor, 0, 0, code)];
}

/** A jump over one instruction. */
function jump(g: Generator, opcode: number): readonly number[] {
  const target = (g.here() + 12) >>> 2;
  return [
    ((opcode << 26) | (target & 0x3ffffff)) >>> 0,
    iType(9, g.read(), g.write(), g.immediate()),
    0x00000021,
  ];
}

function jumpRegister(g: Generator, word: (rs: number) => number): readonly number[] {
  const register = 1 + g.random(FREE_REGISTERS - 1);
  const target = g.here() + 20;
  return [...li(register, target), word(register), iType(9, g.read(), g.write(), g.immediate()), 0x00000021];
}

/** Values that meet corners more often than random bits do. */
const corners = [
  0, 1, -1, 0x7fffffff, 0x80000000, 0x80000001, 0x7f800000, 0xff800000, 0x00800000, 0x3f800000, 0x40490fdb,
  0x7ff00000, 0x3ff00000, 0x00100000, 0x000fffff, 0x00000100, 0xffff, 0x10000, 0x4f000000, 0x41dfffff,
  0xc1e00000,
] as const;

/** A program of `sequences` sequences, of all rows or of some. */
export function generateProgram(
  seed: number,
  sequences: number,
  drawnFrom: readonly Row[] = rows,
  sequenceInstructions = SEQUENCE_INSTRUCTIONS,
): RandomProgram {
  const random = createRandom(seed);
  const drawn: { [row: string]: number } = {};
  const code: number[] = [];
  const generator: Generator = {
    random,
    read: () => random(FREE_REGISTERS),
    write: () => random(FREE_REGISTERS),
    even: () => 2 * random(16),
    immediate: () => random(65536),
    here: () => CODE_ADDRESS + code.length * 4,
  };
  code.push(...li(Table, DATA_ADDRESS), ...li(Scratch, SCRATCH), ...li(Result, RESULT));
  for (let i = 0; i < sequences; i++) {
    loadState(code, random);
    let count = 0;
    while (count < sequenceInstructions) {
      const row = drawnFrom[random(drawnFrom.length)];
      drawn[row.name] = (drawn[row.name] ?? 0) + 1;
      const words = row.emit(generator);
      code.push(...words);
      count += words.length;
    }
    storeState(code);
  }
  code.push(...li(4, 1), ...li(5, RESULT), ...li(6, sequences * RESULT_BYTES), ...li(2, LINUX_WRITE), 12);
  code.push(...li(4, 0), ...li(2, LINUX_EXIT), 12);
  return { code, data: tableBytes(random), sequences, drawn };
}

function loadState(code: number[], random: Random): void {
  const slot = (): number => random(TABLE_WORDS / 2) * 4;
  for (let f = 0; f < 32; f++) code.push(iType(49, Table, f, slot()));
  // FCR31 starts clean in each sequence, with any rounding mode.
  code.push(iType(9, 0, 1, random(4)), cop1(6, 1, 31, 0, 0));
  code.push(
    iType(35, Table, 1, slot()),
    rType(1, 0, 0, 0, 17),
    iType(35, Table, 2, slot()),
    rType(2, 0, 0, 0, 19),
  );
  for (let r = 1; r < FREE_REGISTERS; r++) code.push(iType(35, Table, r, slot()));
  code.push(iType(35, Table, 31, slot()));
}

function storeState(code: number[]): void {
  let offset = 0;
  const store = (register: number): void => {
    code.push(iType(43, Result, register, offset));
    offset += 4;
  };
  for (let r = 1; r < FREE_REGISTERS; r++) store(r);
  store(31);
  for (const move of [rType(0, 0, 1, 0, 16), rType(0, 0, 1, 0, 18), cop1(2, 1, 31, 0, 0)]) {
    code.push(move);
    store(1);
  }
  for (let f = 0; f < 32; f++) {
    code.push(iType(57, Result, f, offset));
    offset += 4;
  }
  code.push(iType(9, Result, Result, offset));
}

/** Table and scratch memory; the first half of the table is what loads draw from. */
const tableBytes = (random: Random): Uint8Array =>
  randomWords(random, TABLE_WORDS + SCRATCH_BYTES / 4, corners, true);
