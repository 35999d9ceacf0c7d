/**
 * The 68020's instructions. Source: M68000 Family Programmer's Reference Manual, sections 3, 4, 6 and 8; cycles are the
 * cache-case figures of the MC68020 User's Manual, section 8.
 */
import { Access, Op, Other, type Row, To } from './rows.js';

const ALL = 'DAI+-dxwlpq#';
const DATA = 'DI+-dxwlpq#';
const DATA_ALTERABLE = 'DI+-dxwl';
const MEMORY_ALTERABLE = 'I+-dxwl';
const CONTROL = 'Idxwlpq';
const CONTROL_ALTERABLE = 'Idxwl';
const NO_IMMEDIATE = 'DI+-dxwlpq';

type Size = Row['size'];
const letterOf: { readonly [size: number]: string } = { 1: 'b', 2: 'w', 4: 'l' };
const bitsOf: { readonly [size: number]: string } = { 1: '00', 2: '01', 4: '10' };

interface Details {
  readonly words?: string;
  readonly size?: Size;
  readonly modes?: string;
  readonly access?: Access;
  readonly other?: Other;
  readonly to?: To;
  readonly memoryCycles?: number;
  readonly only?: (opcode: number) => boolean;
  readonly toModes?: string;
}

/** One instruction; extension words of its address are understood where it has modes. */
const one = (name: string, pattern: string, op: Op, cycles: number, details: Details = {}): Row => ({
  words: (details.modes ?? '') === '' ? '' : 'e',
  size: 4,
  modes: '',
  ...details,
  name,
  pattern,
  op,
  cycles,
});

/** The three sizes of one: `ss` in the pattern; a byte is never in an address register. */
const sized = (name: string, pattern: string, op: Op, cycles: number, details: Details): readonly Row[] =>
  ([1, 2, 4] as const).map((size) =>
    one(`${name}.${letterOf[size]}`, pattern.replace('ss', bitsOf[size]), op, cycles, {
      ...details,
      size,
      modes: size === 1 ? (details.modes ?? '').replace('A', '') : (details.modes ?? ''),
    }),
  );

/** <ea>,Dn. */
const toRegister = (name: string, line: string, op: Op, modes: string, to = To.Register): readonly Row[] =>
  sized(name, `${line} rrr0 ssee eeee`, op, 2, { modes, access: Access.Read, to });
/** Dn,<ea>. */
const toOperand = (name: string, line: string, op: Op, modes: string): readonly Row[] =>
  sized(name, `${line} rrr1 ssee eeee`, op, 2, {
    modes,
    access: Access.Modify,
    to: To.Memory,
    memoryCycles: 4,
  });
/** #,<ea>. */
const immediate = (name: string, code: string, op: Op): readonly Row[] =>
  sized(name, `0000 ${code} ssee eeee`, op, 4, {
    words: 'ie',
    modes: DATA_ALTERABLE,
    access: Access.Modify,
    other: Other.Immediate,
    to: To.Memory,
    memoryCycles: 6,
  });
const single = (name: string, code: string, op: Op): readonly Row[] =>
  sized(name, `0100 ${code} ssee eeee`, op, 2, {
    modes: DATA_ALTERABLE,
    access: Access.Modify,
    to: To.Memory,
    memoryCycles: 4,
  });
const addressArithmetic = (name: string, line: string, op: Op, cycles: number): readonly Row[] =>
  ([2, 4] as const).map((size) =>
    one(`${name}.${letterOf[size]}`, `${line} rrr${size === 2 ? '0' : '1'} 11ee eeee`, op, cycles, {
      size,
      modes: ALL,
      access: Access.Read,
    }),
  );
const quick = (name: string, direction: string, op: Op, addressOp: Op): readonly Row[] => [
  ...sized(name, `0101 qqq${direction} ssee eeee`, op, 2, {
    modes: DATA_ALTERABLE,
    access: Access.Modify,
    other: Other.Quick,
    to: To.Memory,
    memoryCycles: 4,
  }),
  ...([2, 4] as const).map((size) =>
    one(`${name}a.${letterOf[size]}`, `0101 qqq${direction} ${bitsOf[size]}00 1rrr`, addressOp, 2, {
      other: Other.Quick,
    }),
  ),
];
const moves = (size: Size, bits: string): readonly Row[] => {
  const modes = size === 1 ? DATA : ALL;
  const name = `.${letterOf[size]}`;
  const details = { size, modes, access: Access.Read } as const;
  const rows = [
    one(`move${name} d`, `00${bits} rrr0 00ee eeee`, Op.Move, 2, { ...details, to: To.Register }),
    one(`move${name} m`, `00${bits} rrrm mmee eeee`, Op.MoveToMemory, 2, {
      ...details,
      words: 'eE',
      to: To.Memory,
      toModes: MEMORY_ALTERABLE,
    }),
  ];
  return size === 1
    ? rows
    : [...rows, one(`movea${name}`, `00${bits} rrr0 01ee eeee`, Op.MoveAddress, 2, details)];
};
const shifts = (name: string, kind: string, left: Op, right: Op, cycles: number): readonly Row[] =>
  (['count', 'register'] as const).flatMap((by) =>
    [
      { letter: 'r', direction: '0', op: right },
      { letter: 'l', direction: '1', op: left },
    ].flatMap(({ letter, direction, op }) =>
      sized(
        `${name}${letter} ${by}`,
        `1110 ccc${direction} ss${by === 'count' ? '0' : '1'}${kind.slice(0, 1)} ${kind.slice(1)}rrr`,
        op,
        by === 'count' ? cycles : cycles + 2,
        {},
      ),
    ),
  );
const memoryShift = (name: string, code: string): readonly Row[] =>
  ['r', 'l'].map((letter, direction) =>
    one(`${name}${letter} memory`, `1110 0${code}${direction} 11ee eeee`, Op.ShiftMemory, 5, {
      size: 2,
      modes: MEMORY_ALTERABLE,
    }),
  );
/** BTST the loop executes; the others write. */
const bitOperation = (name: string, code: string, op: Op, modes: string): readonly Row[] => {
  const access = op === Op.BitTest ? { access: Access.Read } : {};
  return [
    one(`${name} register`, `0000 rrr1 ${code}ee eeee`, op, 4, { size: 1, modes, ...access }),
    one(`${name} count`, `0000 1000 ${code}ee eeee`, op, 4, {
      words: 'we',
      size: 1,
      modes: modes.replace('#', ''),
      other: Other.Immediate,
      ...access,
    }),
  ];
};
const bitField = (name: string, code: string, modes: string, cycles: number, memoryCycles: number): Row =>
  one(`bf${name}`, `1110 1${code} 11ee eeee`, Op.BitField, cycles, { words: 'we', modes, memoryCycles });
const decimal = (name: string, line: string, op: Op): Row =>
  one(name, `${line} xxx1 0000 Mrrr`, op, 4, { size: 1, memoryCycles: 16 });
const extended = (name: string, line: string, op: Op): readonly Row[] =>
  sized(name, `${line} xxx1 ss00 Mrrr`, op, 2, { memoryCycles: 12 });
const privileged = (name: string, pattern: string, words = '', modes = ''): Row =>
  one(name, pattern, Op.Privileged, 4, { words, modes });

const coreRows: readonly Row[] = [
  ...immediate('ori', '0000', Op.Or),
  ...immediate('andi', '0010', Op.And),
  ...immediate('subi', '0100', Op.SubtractFrom),
  ...immediate('addi', '0110', Op.Add),
  ...immediate('eori', '1010', Op.Eor),
  ...sized('cmpi', '0000 1100 ssee eeee', Op.CompareWith, 4, {
    words: 'ie',
    modes: NO_IMMEDIATE,
    access: Access.Read,
    other: Other.Immediate,
  }),
  ...moves(1, '01'),
  ...moves(2, '11'),
  ...moves(4, '10'),
  ...single('negx', '0000', Op.NegateExtended).map(({ access: _, ...row }) => row),
  ...single('clr', '0010', Op.Clear),
  ...single('neg', '0100', Op.Negate),
  ...single('not', '0110', Op.Not),
  ...sized('tst', '0100 1010 ssee eeee', Op.Test, 2, { modes: ALL, access: Access.Read }),
  one('pea', '0100 1000 01ee eeee', Op.PushAddress, 5, { modes: CONTROL, access: Access.Address }),
  one('lea', '0100 rrr1 11ee eeee', Op.LoadAddress, 2, { modes: CONTROL, access: Access.Address }),
  one('jsr', '0100 1110 10ee eeee', Op.JumpSubroutine, 5, { modes: CONTROL, access: Access.Address }),
  one('jmp', '0100 1110 11ee eeee', Op.Jump, 4, { modes: CONTROL, access: Access.Address }),
  one('swap', '0100 1000 0100 0rrr', Op.Swap, 4),
  one('ext.w', '0100 1000 1000 0rrr', Op.ExtendWord, 4),
  one('ext.l', '0100 1000 1100 0rrr', Op.ExtendLong, 4),
  one('extb.l', '0100 1001 1100 0rrr', Op.ExtendByteLong, 4),
  one('movem.w out', '0100 1000 10ee eeee', Op.MoveMultiple, 4, { words: 'we', size: 2, modes: '-Idxwl' }),
  one('movem.l out', '0100 1000 11ee eeee', Op.MoveMultiple, 4, { words: 'we', size: 4, modes: '-Idxwl' }),
  one('movem.w in', '0100 1100 10ee eeee', Op.MoveMultiple, 8, { words: 'we', size: 2, modes: '+Idxwlpq' }),
  one('movem.l in', '0100 1100 11ee eeee', Op.MoveMultiple, 8, { words: 'we', size: 4, modes: '+Idxwlpq' }),
  one('link.w', '0100 1110 0101 0rrr', Op.Link, 5, { words: 'w' }),
  one('link.l', '0100 1000 0000 1rrr', Op.LinkLong, 6, { words: 'l' }),
  one('unlk', '0100 1110 0101 1rrr', Op.Unlink, 6),
  one('trap', '0100 1110 0100 vvvv', Op.Trap, 20),
  one('nop', '0100 1110 0111 0001', Op.NoOperation, 2),
  one('rtd', '0100 1110 0111 0100', Op.ReturnAndDeallocate, 10, { words: 'w' }),
  one('rts', '0100 1110 0111 0101', Op.Return, 10),
  one('trapv', '0100 1110 0111 0110', Op.TrapOnOverflow, 4),
  one('rtr', '0100 1110 0111 0111', Op.ReturnAndRestore, 14),
  ...quick('addq', '0', Op.Add, Op.AddQuickAddress),
  ...quick('subq', '1', Op.SubtractFrom, Op.SubtractQuickAddress),
  one('scc', '0101 cccc 11ee eeee', Op.SetCondition, 4, {
    size: 1,
    modes: DATA_ALTERABLE,
    access: Access.Modify,
    to: To.Memory,
    memoryCycles: 6,
  }),
  one('dbcc', '0101 cccc 1100 1rrr', Op.DecrementBranch, 6, { words: 'w' }),
  one('trapcc.w', '0101 cccc 1111 1010', Op.TrapOnCondition, 6, { words: 'w' }),
  one('trapcc.l', '0101 cccc 1111 1011', Op.TrapOnCondition, 8, { words: 'l' }),
  one('trapcc', '0101 cccc 1111 1100', Op.TrapOnCondition, 4),
  one('bsr', '0110 0001 bbbb bbbb', Op.BranchSubroutine, 7, { words: 'b' }),
  one('bcc', '0110 cccc bbbb bbbb', Op.Branch, 4, {
    words: 'b',
    only: (opcode) => (opcode & 0x0f00) !== 0x0100,
  }),
  one('moveq', '0111 rrr0 dddd dddd', Op.MoveQuick, 2),
  ...toRegister('or', '1000', Op.Or, DATA),
  ...toOperand('or to', '1000', Op.Or, MEMORY_ALTERABLE),
  ...toRegister('sub', '1001', Op.Subtract, ALL),
  ...toOperand('sub to', '1001', Op.SubtractFrom, MEMORY_ALTERABLE),
  ...addressArithmetic('suba', '1001', Op.SubtractAddress, 2),
  ...toRegister('cmp', '1011', Op.Compare, ALL, To.Nowhere),
  ...toOperand('eor', '1011', Op.Eor, DATA_ALTERABLE),
  ...addressArithmetic('cmpa', '1011', Op.CompareAddress, 4),
  ...sized('cmpm', '1011 xxx1 ss00 1rrr', Op.CompareMemory, 9, {}),
  ...toRegister('and', '1100', Op.And, DATA),
  ...toOperand('and to', '1100', Op.And, MEMORY_ALTERABLE),
  ...['0100 0', '0100 1', '1000 1'].map((code) => one('exg', `1100 xxx1 ${code}rrr`, Op.Exchange, 2)),
  ...toRegister('add', '1101', Op.Add, ALL),
  ...toOperand('add to', '1101', Op.Add, MEMORY_ALTERABLE),
  ...addressArithmetic('adda', '1101', Op.AddAddress, 2),
  ...extended('addx', '1101', Op.AddExtended),
  ...extended('subx', '1001', Op.SubtractExtended),
  ...shifts('as', '00', Op.ArithmeticLeft, Op.ArithmeticRight, 4),
  ...shifts('ls', '01', Op.LogicalLeft, Op.LogicalRight, 4),
  ...shifts('rox', '10', Op.RotateRegister, Op.RotateRegister, 10),
  ...shifts('ro', '11', Op.RotateRegister, Op.RotateRegister, 6),
];

const otherRows: readonly Row[] = [
  ...memoryShift('as', '00'),
  ...memoryShift('ls', '01'),
  ...memoryShift('rox', '10'),
  ...memoryShift('ro', '11'),
  ...bitOperation('btst', '00', Op.BitTest, DATA),
  ...bitOperation('bchg', '01', Op.BitOperation, DATA_ALTERABLE),
  ...bitOperation('bclr', '10', Op.BitOperation, DATA_ALTERABLE),
  ...bitOperation('bset', '11', Op.BitOperation, DATA_ALTERABLE),
  bitField('tst', '000', `D${CONTROL}`, 6, 11),
  bitField('extu', '001', `D${CONTROL}`, 8, 13),
  bitField('chg', '010', `D${CONTROL_ALTERABLE}`, 12, 16),
  bitField('exts', '011', `D${CONTROL}`, 8, 13),
  bitField('clr', '100', `D${CONTROL_ALTERABLE}`, 12, 16),
  bitField('ffo', '101', `D${CONTROL}`, 18, 24),
  bitField('set', '110', `D${CONTROL_ALTERABLE}`, 12, 16),
  bitField('ins', '111', `D${CONTROL_ALTERABLE}`, 10, 15),
  one('movep.w', '0000 xxx1 m000 1rrr', Op.MovePeripheral, 11, { words: 'w', size: 2 }),
  one('movep.l', '0000 xxx1 m100 1rrr', Op.MovePeripheral, 17, { words: 'w', size: 4 }),
  one('mulu.w', '1100 rrr0 11ee eeee', Op.MultiplyUnsigned, 27, {
    size: 2,
    modes: DATA,
    access: Access.Read,
  }),
  one('muls.w', '1100 rrr1 11ee eeee', Op.MultiplySigned, 27, { size: 2, modes: DATA, access: Access.Read }),
  one('divu.w', '1000 rrr0 11ee eeee', Op.DivideWord, 44, { size: 2, modes: DATA }),
  one('divs.w', '1000 rrr1 11ee eeee', Op.DivideWord, 56, { size: 2, modes: DATA }),
  one('mul.l', '0100 1100 00ee eeee', Op.MultiplyLong, 43, { words: 'we', modes: DATA }),
  one('div.l', '0100 1100 01ee eeee', Op.DivideLong, 84, { words: 'we', modes: DATA }),
  decimal('abcd', '1100', Op.AddDecimal),
  decimal('sbcd', '1000', Op.SubtractDecimal),
  one('nbcd', '0100 1000 00ee eeee', Op.NegateDecimal, 6, { size: 1, modes: DATA_ALTERABLE }),
  one('pack', '1000 xxx1 0100 Mrrr', Op.Pack, 6, { words: 'w', memoryCycles: 13 }),
  one('unpk', '1000 xxx1 1000 Mrrr', Op.Unpack, 8, { words: 'w', memoryCycles: 13 }),
  one('chk.w', '0100 rrr1 10ee eeee', Op.Check, 8, { size: 2, modes: DATA }),
  one('chk.l', '0100 rrr1 00ee eeee', Op.Check, 8, { size: 4, modes: DATA }),
  ...sized('chk2', '0000 0ss0 11ee eeee', Op.CheckBounds, 18, { words: 'we', modes: CONTROL }),
  one('cas.b', '0000 1010 11ee eeee', Op.CompareAndSwap, 16, {
    words: 'we',
    size: 1,
    modes: MEMORY_ALTERABLE,
  }),
  one('cas.w', '0000 1100 11ee eeee', Op.CompareAndSwap, 16, {
    words: 'we',
    size: 2,
    modes: MEMORY_ALTERABLE,
  }),
  one('cas.l', '0000 1110 11ee eeee', Op.CompareAndSwap, 16, {
    words: 'we',
    size: 4,
    modes: MEMORY_ALTERABLE,
  }),
  one('cas2.w', '0000 1100 1111 1100', Op.CompareAndSwap2, 28, { words: 'ww', size: 2 }),
  one('cas2.l', '0000 1110 1111 1100', Op.CompareAndSwap2, 28, { words: 'ww', size: 4 }),
  one('tas', '0100 1010 11ee eeee', Op.TestAndSet, 4, { size: 1, modes: DATA_ALTERABLE, memoryCycles: 12 }),
  one('move from ccr', '0100 0010 11ee eeee', Op.MoveFromCcr, 4, { size: 2, modes: DATA_ALTERABLE }),
  one('move to ccr', '0100 0100 11ee eeee', Op.MoveToCcr, 4, { size: 2, modes: DATA }),
  one('ori ccr', '0000 0000 0011 1100', Op.ImmediateToCcr, 12, { words: 'w' }),
  one('andi ccr', '0000 0010 0011 1100', Op.ImmediateToCcr, 12, { words: 'w' }),
  one('eori ccr', '0000 1010 0011 1100', Op.ImmediateToCcr, 12, { words: 'w' }),
  one('bkpt', '0100 1000 0100 1vvv', Op.Breakpoint, 4),
  one('callm', '0000 0110 11ee eeee', Op.CallModule, 64, { words: 'we', modes: CONTROL }),
  one('rtm', '0000 0110 1100 rrrr', Op.ReturnFromModule, 30),
  privileged('ori sr', '0000 0000 0111 1100', 'w'),
  privileged('andi sr', '0000 0010 0111 1100', 'w'),
  privileged('eori sr', '0000 1010 0111 1100', 'w'),
  privileged('move from sr', '0100 0000 11ee eeee', 'e', DATA_ALTERABLE),
  privileged('move to sr', '0100 0110 11ee eeee', 'e', DATA),
  privileged('move usp', '0100 1110 0110 xrrr'),
  privileged('reset', '0100 1110 0111 0000'),
  privileged('stop', '0100 1110 0111 0010', 'w'),
  privileged('rte', '0100 1110 0111 0011'),
  privileged('movec', '0100 1110 0111 101x', 'w'),
  ...['00', '01', '10'].map((size) =>
    privileged('moves', `0000 1110 ${size}ee eeee`, 'we', MEMORY_ALTERABLE),
  ),
  privileged('fsave', '1111 0011 00ee eeee', 'e', '-Idxwl'),
  privileged('frestore', '1111 0011 01ee eeee', 'e', '+Idxwlpq'),
  one('fgeneral', '1111 0010 00ee eeee', Op.Float, 0, { words: 'f' }),
  one('fscc', '1111 0010 01ee eeee', Op.FloatConditional, 12, {
    words: 'we',
    size: 1,
    modes: DATA_ALTERABLE,
  }),
  one('fdbcc', '1111 0010 0100 1rrr', Op.FloatConditional, 18, { words: 'ww' }),
  one('ftrapcc.w', '1111 0010 0111 1010', Op.FloatConditional, 14, { words: 'ww' }),
  one('ftrapcc.l', '1111 0010 0111 1011', Op.FloatConditional, 16, { words: 'wl' }),
  one('ftrapcc', '1111 0010 0111 1100', Op.FloatConditional, 14, { words: 'w' }),
  one('fbcc.w', '1111 0010 10pp pppp', Op.FloatBranch, 18, { words: 'w' }),
  one('fbcc.l', '1111 0010 11pp pppp', Op.FloatBranch, 18, { words: 'l' }),
];

export const rows: readonly Row[] = [...coreRows, ...otherRows];
