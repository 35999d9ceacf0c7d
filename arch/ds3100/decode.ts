/**
 * The one decoder of R2000 and R2010 instructions: a word becomes an operation with its operands, its cost in
 * cycles and its assembler text. The interpreter's switch states what each does; a test holds the two against each
 * other, word by word. Source: Kane, MIPS RISC Architecture (MIPS I); fields that an instruction does not use are
 * ignored, as the chip does.
 *
 * Cycles: one an instruction. Caches and write buffer are one more for each load and store, a fixed cost that
 * makes typical integer code run at the DECstation 3100's 12 to 13 million instructions a second. Multiply, divide
 * and floating point take their full latency at once; that code rarely overlaps them with other work.
 */

/** Cycles beyond the first. */
export const enum Extra {
  Memory = 1,
  /** mult 12 and div 35 in all. */
  Multiply = 11,
  Divide = 34,
}

/** 'branch': takes a delay slot along. 'trap': never completes. */
export type Kind = 'plain' | 'load' | 'store' | 'branch' | 'trap' | 'float';

export interface Operation {
  readonly name: string;
  /**
   * Operands in assembler order: d t s general registers, D T S floating-point ones, h shift amount, i signed and
   * u unsigned immediate, m memory, b branch target, j jump target, c break code, k control register.
   */
  readonly operands: string;
  readonly kind: Kind;
  readonly extraCycles: number;
}

const row = (name: string, operands: string, kind: Kind = 'plain', extraCycles = 0): Operation => ({
  name,
  operands,
  kind,
  extraCycles,
});

/** Opcode 0, by the function code. */
const special: ReadonlyMap<number, Operation> = new Map([
  [0, row('sll', 'd,t,h')],
  [2, row('srl', 'd,t,h')],
  [3, row('sra', 'd,t,h')],
  [4, row('sllv', 'd,t,s')],
  [6, row('srlv', 'd,t,s')],
  [7, row('srav', 'd,t,s')],
  [8, row('jr', 's', 'branch')],
  [9, row('jalr', 'd,s', 'branch')],
  [12, row('syscall', '', 'trap')],
  [13, row('break', 'c', 'trap')],
  [16, row('mfhi', 'd')],
  [17, row('mthi', 's')],
  [18, row('mflo', 'd')],
  [19, row('mtlo', 's')],
  [24, row('mult', 's,t', 'plain', Extra.Multiply)],
  [25, row('multu', 's,t', 'plain', Extra.Multiply)],
  [26, row('div', 's,t', 'plain', Extra.Divide)],
  [27, row('divu', 's,t', 'plain', Extra.Divide)],
  [32, row('add', 'd,s,t')],
  [33, row('addu', 'd,s,t')],
  [34, row('sub', 'd,s,t')],
  [35, row('subu', 'd,s,t')],
  [36, row('and', 'd,s,t')],
  [37, row('or', 'd,s,t')],
  [38, row('xor', 'd,s,t')],
  [39, row('nor', 'd,s,t')],
  [42, row('slt', 'd,s,t')],
  [43, row('sltu', 'd,s,t')],
]);

/** Opcode 1, by the rt field. */
const conditional: ReadonlyMap<number, Operation> = new Map([
  [0, row('bltz', 's,b', 'branch')],
  [1, row('bgez', 's,b', 'branch')],
  [16, row('bltzal', 's,b', 'branch')],
  [17, row('bgezal', 's,b', 'branch')],
]);

/** The other opcodes. */
const primary: ReadonlyMap<number, Operation> = new Map([
  [2, row('j', 'j', 'branch')],
  [3, row('jal', 'j', 'branch')],
  [4, row('beq', 's,t,b', 'branch')],
  [5, row('bne', 's,t,b', 'branch')],
  [6, row('blez', 's,b', 'branch')],
  [7, row('bgtz', 's,b', 'branch')],
  [8, row('addi', 't,s,i')],
  [9, row('addiu', 't,s,i')],
  [10, row('slti', 't,s,i')],
  [11, row('sltiu', 't,s,i')],
  [12, row('andi', 't,s,u')],
  [13, row('ori', 't,s,u')],
  [14, row('xori', 't,s,u')],
  [15, row('lui', 't,u')],
  [32, row('lb', 't,m', 'load', Extra.Memory)],
  [33, row('lh', 't,m', 'load', Extra.Memory)],
  [34, row('lwl', 't,m', 'load', Extra.Memory)],
  [35, row('lw', 't,m', 'load', Extra.Memory)],
  [36, row('lbu', 't,m', 'load', Extra.Memory)],
  [37, row('lhu', 't,m', 'load', Extra.Memory)],
  [38, row('lwr', 't,m', 'load', Extra.Memory)],
  [40, row('sb', 't,m', 'store', Extra.Memory)],
  [41, row('sh', 't,m', 'store', Extra.Memory)],
  [42, row('swl', 't,m', 'store', Extra.Memory)],
  [43, row('sw', 't,m', 'store', Extra.Memory)],
  [46, row('swr', 't,m', 'store', Extra.Memory)],
  [49, row('lwc1', 'T,m', 'load', Extra.Memory)],
  [57, row('swc1', 'T,m', 'store', Extra.Memory)],
]);

const COP1 = 17;
const BRANCH_ON_CONDITION = 8;
/** Values of the format field. */
const SINGLE = 16;
const DOUBLE = 17;
const WORD = 20;

/** Opcode 17, by the rs field: moves between the processors. */
const moves: ReadonlyMap<number, Operation> = new Map([
  [0, row('mfc1', 't,S')],
  [2, row('cfc1', 't,k')],
  [4, row('mtc1', 't,S')],
  [6, row('ctc1', 't,k')],
]);

/** bc1f and bc1t, by the rt field. */
const conditionBranches: ReadonlyMap<number, Operation> = new Map([
  [0, row('bc1f', 'b', 'branch')],
  [1, row('bc1t', 'b', 'branch')],
]);

/**
 * R2010 arithmetic: function code, name, operands, and cycles beyond the first in single, double and word format
 * (-1: no such instruction). Latencies are those of the chip's data sheet: add 2, multiply 4 and 5, divide 12 and
 * 19, sign and move 1, conversions 1 to 3, compare 2.
 */
const arithmetic: readonly (readonly [number, string, string, number, number, number])[] = [
  [0, 'add', 'D,S,T', 1, 1, -1],
  [1, 'sub', 'D,S,T', 1, 1, -1],
  [2, 'mul', 'D,S,T', 3, 4, -1],
  [3, 'div', 'D,S,T', 11, 18, -1],
  [5, 'abs', 'D,S', 0, 0, -1],
  [6, 'mov', 'D,S', 0, 0, -1],
  [7, 'neg', 'D,S', 0, 0, -1],
  [32, 'cvt.s', 'D,S', -1, 1, 2],
  [33, 'cvt.d', 'D,S', 0, -1, 2],
  [36, 'cvt.w', 'D,S', 1, 1, -1],
];
const FIRST_COMPARE = 48;
const COMPARE_EXTRA = 1;
const conditions: readonly string[] = 'f un eq ueq olt ult ole ule sf ngle seq ngl lt nge le ngt'.split(' ');

const floatKey = (format: number, code: number): number => (format << 6) | code;

/** By format and function code. */
const float: ReadonlyMap<number, Operation> = new Map([
  ...arithmetic.flatMap(([code, name, operands, ...extra]) =>
    [SINGLE, DOUBLE, WORD].flatMap((format, i): readonly (readonly [number, Operation])[] =>
      extra[i] < 0 ? [] : [[floatKey(format, code), row(`${name}.${'sdw'[i]}`, operands, 'float', extra[i])]],
    ),
  ),
  ...[SINGLE, DOUBLE].flatMap((format) =>
    conditions.map((condition, i): readonly [number, Operation] => [
      floatKey(format, FIRST_COMPARE + i),
      row(`c.${condition}.${format === SINGLE ? 's' : 'd'}`, 'S,T', 'float', COMPARE_EXTRA),
    ]),
  ),
]);

/**
 * Extra cycles of every coprocessor-1 word: index it by (format << 6) | function code. Only the arithmetic
 * formats are ever more than 0, so the offset bits of a branch do not matter.
 */
export function floatExtraCycles(): Uint8Array {
  const table = new Uint8Array(32 << 6);
  for (const [key, { extraCycles }] of float) table[key] = extraCycles;
  return table;
}

/** The word's operation, or null: a reserved instruction, to user programs (coprocessor 0 included). */
export function decode(word: number): Operation | null {
  const opcode = word >>> 26;
  const rs = (word >>> 21) & 31;
  const rt = (word >>> 16) & 31;
  const code = word & 63;
  if (opcode === 0) return special.get(code) ?? null;
  if (opcode === 1) return conditional.get(rt) ?? null;
  if (opcode !== COP1) return primary.get(opcode) ?? null;
  if (rs === BRANCH_ON_CONDITION) return conditionBranches.get(rt) ?? null;
  return moves.get(rs) ?? float.get(floatKey(rs, code)) ?? null;
}

/** Every operation there is, for tests that must meet each. */
export function operations(): readonly Operation[] {
  return [special, conditional, primary, moves, conditionBranches, float].flatMap((table) => [
    ...table.values(),
  ]);
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

/** Assembler text of the word at `pc`: `lw $2,16($29)`; `.word 0x4c000000` when it is reserved. */
export function disassemble(word: number, pc: number): string {
  if (word === 0) return 'nop';
  const operation = decode(word);
  if (operation === null) return `.word ${hex(word)}`;
  const simm = (word << 16) >> 16;
  const [rs, rt, rd, shift] = [21, 16, 11, 6].map((at) => (word >>> at) & 31);
  const texts: { readonly [operand: string]: string } = {
    d: `$${rd}`,
    t: `$${rt}`,
    s: `$${rs}`,
    D: `$f${shift}`,
    T: `$f${rt}`,
    S: `$f${rd}`,
    h: String(shift),
    i: String(simm),
    u: hex(word & 0xffff),
    m: `${simm}($${rs})`,
    b: hex(pc + 4 + (simm << 2)),
    j: hex(((pc + 4) & 0xf0000000) | ((word & 0x3ffffff) << 2)),
    c: hex((word >>> 6) & 0xfffff),
    k: `$${rd}`,
  };
  const operands = operation.operands.split(',').map((operand) => texts[operand] ?? '');
  return `${operation.name} ${operands.join(',')}`.trim();
}
