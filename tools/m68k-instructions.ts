/** One random instruction: its operands are given values with which it does not trap. */
import { conditionHolds } from '../arch/sun3/flags.js';
import { Op, type Row } from '../arch/sun3/rows.js';
import {
  A,
  CENTRE,
  type Draft,
  ensure,
  isData,
  know,
  long,
  low,
  memoryOperand,
  type Operand,
  poke,
  STACK_POINTER,
  setRegister,
} from './m68k-emitter.js';

/** Jumps go this far from the beginning of the draft. */
const LANDING = 96;
const NOP = 0x4e71;
const ILLEGAL = 0x4afc;

const upper = (opcode: number): number => (opcode >>> 9) & 7;
const lower = (opcode: number): number => opcode & 7;

export function drawInstruction(draft: Draft, row: Row, opcode: number): readonly number[] {
  const { random } = draft;
  const scratch = CENTRE + random(64) - 32;
  const landing = draft.start + LANDING;
  const jumps = row.op === Op.Jump || row.op === Op.JumpSubroutine;
  prepareStack(draft, row, opcode, scratch, landing);
  const target = jumps ? landing : scratch;
  const operand = row.words.includes('e') ? operandOf(draft, row, opcode, target) : null;
  const destination =
    row.toModes === undefined
      ? null
      : memoryOperand(draft, (opcode >>> 6) & 7, upper(opcode), CENTRE + random(64) - 32, row.size);
  const form = formWords(draft, row, opcode);
  prepareOperand(draft, row, opcode, operand, form);
  if (row.op === Op.TrapOnCondition || row.op === Op.TrapOnOverflow) setFalseCondition(draft, row, opcode);
  // qemu's N after an overflowing division comes from where it keeps what flags are made of: make it N.
  else if (row.op === Op.DivideWord || row.op === Op.DivideLong || random(2) === 0)
    draft.setup.push(0x44fc, random(32));

  const words = [...draft.setup, opcode];
  const here = (): number => draft.start + 2 * words.length;
  for (const operandLetter of row.words) {
    if (operandLetter === 'e') words.push(...(operand?.words(here()) ?? []));
    else if (operandLetter === 'E') words.push(...(destination?.words(here()) ?? []));
    else if (operandLetter === 'b') words.push(...branchWords(opcode, landing - here()));
    else if (operandLetter === 'w' && row.op === Op.DecrementBranch) words.push(low(landing - here()));
    else
      words.push(
        ...form.splice(0, operandLetter === 'l' || (operandLetter === 'i' && row.size === 4) ? 2 : 1),
      );
  }
  if (row.words === 'b')
    words[draft.setup.length] = branchOpcode(opcode, words.length - draft.setup.length, landing, here());
  return land(draft, row, words, landing);
}

/** The address operand, at the place wanted; registers need nothing. */
function operandOf(draft: Draft, row: Row, opcode: number, target: number): Operand | null {
  const mode = (opcode >>> 3) & 7;
  if (mode < 2) return null;
  const jumps = row.op === Op.Jump || row.op === Op.JumpSubroutine;
  if (jumps) ensure(!(mode < 7 && A + lower(opcode) === STACK_POINTER));
  const step = row.size === 1 && lower(opcode) === 7 ? 2 : row.size;
  const size = row.op === Op.MoveMultiple ? 0 : step;
  return memoryOperand(draft, mode, lower(opcode), target, size);
}

const decimalDigits = (random: Draft['random']): number =>
  Array.from({ length: 8 }, () => random(10)).reduce((all, digit) => (all << 4) | digit, 0);

/** What needs valid address registers without an effective address. */
function prepareStack(draft: Draft, row: Row, opcode: number, scratch: number, landing: number): void {
  const { random } = draft;
  switch (row.op) {
    case Op.AddDecimal:
    case Op.SubtractDecimal:
      for (const register of [upper(opcode), lower(opcode)]) {
        if ((opcode & 8) === 0) know(draft, register, decimalDigits(random));
        else poke(draft, know(draft, A + register, CENTRE + random(64)) - 4, decimalDigits(random));
      }
      return;
    case Op.AddExtended:
    case Op.SubtractExtended:
      if ((opcode & 8) === 0) return;
      know(draft, A + upper(opcode), scratch);
      know(draft, A + lower(opcode), CENTRE + random(16));
      return;
    case Op.CompareMemory:
      know(draft, A + upper(opcode), scratch);
      know(draft, A + lower(opcode), CENTRE + random(16));
      return;
    case Op.MovePeripheral:
    case Op.Unlink:
      ensure(row.op !== Op.Unlink || lower(opcode) !== 7);
      know(draft, A + lower(opcode), scratch);
      return;
    case Op.Link:
    case Op.LinkLong:
      ensure(lower(opcode) !== 7);
      know(draft, STACK_POINTER, scratch);
      return;
    case Op.PushAddress:
    case Op.JumpSubroutine:
    case Op.BranchSubroutine:
      know(draft, STACK_POINTER, scratch);
      return;
    case Op.Return:
    case Op.ReturnAndDeallocate:
    case Op.ReturnAndRestore:
      know(draft, STACK_POINTER, scratch);
      // pea landing; for rtr also move #ccr,-(sp)
      draft.setup.push(0x4879, ...long(landing));
      if (row.op === Op.ReturnAndRestore) draft.setup.push(0x3f3c, random(0x10000));
  }
}

/** Extension words that are no address. */
function formWords(draft: Draft, row: Row, opcode: number): number[] {
  const { random } = draft;
  const any = (): number => random(0x10000);
  switch (row.op) {
    case Op.BitField:
      return [bitFieldForm(draft, opcode)];
    case Op.MultiplyLong:
    case Op.DivideLong: {
      const [q, r] = [random(8), random(8)];
      const quad = random(2);
      ensure(quad === 0 || q !== r);
      return [(q << 12) | (random(2) << 11) | (quad << 10) | r];
    }
    case Op.BitTest:
    case Op.BitOperation:
      return [random(256)];
    case Op.CompareAndSwap:
      return [(random(8) << 6) | random(8)];
    case Op.CompareAndSwap2:
      return swapForms(draft);
    case Op.Link:
    case Op.MovePeripheral:
    case Op.ReturnAndDeallocate:
      return [low(random(64) - 32)];
    case Op.LinkLong:
      return [...long(random(64) - 32)];
    default:
      return [any(), any()];
  }
}

function bitFieldForm(draft: Draft, opcode: number): number {
  const { random } = draft;
  const offset = random(32);
  const width = random(32);
  const offsetInRegister = random(2);
  const widthInRegister = random(2);
  // An offset in a register counts from the operand's address: not too far.
  if (offsetInRegister === 1 && (opcode & 0x38) !== 0) know(draft, offset & 7, random(200) - 100);
  const valid = draft.known.get(offset & 7);
  ensure(offsetInRegister === 0 || valid === undefined || Math.abs(valid) < 200);
  return (
    (random(8) << 12) |
    (offsetInRegister << 11) |
    ((offsetInRegister === 1 ? offset & 7 : offset) << 6) |
    (widthInRegister << 5) |
    (widthInRegister === 1 ? width & 7 : width)
  );
}

function swapForms(draft: Draft): number[] {
  const { random } = draft;
  const [first, second] = [random(16), random(16)];
  const [compare1, compare2] = [random(8), random(8)];
  ensure(compare1 !== compare2);
  const address1 = know(draft, first, CENTRE + random(64));
  const address2 = know(draft, second, CENTRE - 8 - random(64));
  for (const [register, address] of [
    [compare1, address1],
    [compare2, address2],
  ])
    if (random(2) === 0 && draft.known.get(register) === undefined)
      draft.setup.push(0x2039 | (register << 9), ...long(address));
  return [(first << 12) | (random(8) << 6) | compare1, (second << 12) | (random(8) << 6) | compare2];
}

/** Values with which nothing traps: divisors that are not 0, numbers within bounds; and CAS that swaps. */
function prepareOperand(
  draft: Draft,
  row: Row,
  opcode: number,
  operand: Operand | null,
  form: readonly number[],
): void {
  const { random } = draft;
  const put = (value: number): void => {
    if (operand === null) {
      ensure(draft.known.get(lower(opcode)) === undefined);
      draft.setup.push(...setRegister(lower(opcode), value));
      return;
    }
    const immediate = (opcode & 0x3f) === 0x3c;
    if (immediate || !isData(operand.address)) return;
    ensure(draft.pointers.every((other) => Math.abs(other - operand.address) >= 8));
    poke(draft, operand.address, value);
  };
  switch (row.op) {
    case Op.NegateDecimal:
      return put(decimalDigits(random));
    case Op.DivideWord:
    case Op.DivideLong: {
      // Small divisors overflow, large ones do not.
      const value = random(3) === 0 ? random(100) + 1 : (random(0x10000) << 16) | random(0x10000);
      put(row.size === 2 ? (value << 16) | (value & 0xffff) | 0x10001 : value | 1);
      return;
    }
    case Op.Check: {
      const bound = random(0x4000) + 1;
      const immediate = (opcode & 0x3f) === 0x3c;
      const inCode = operand !== null && !isData(operand.address);
      put(row.size === 2 ? bound << 16 : bound);
      if (operand === null) draft.setup.push(...setRegister(lower(opcode), bound));
      const value = immediate || inCode ? 0 : random(bound + 1);
      // An immediate or pooled bound may be negative, and then nothing is within.
      ensure(!immediate && !inCode);
      if (operand !== null || upper(opcode) !== lower(opcode)) {
        ensure(draft.known.get(upper(opcode)) === undefined);
        draft.setup.push(...setRegister(upper(opcode), value));
      }
      return;
    }
    case Op.CompareAndSwap:
      if (operand === null || random(2) === 0) return;
      ensure(draft.known.get(form[0] & 7) === undefined);
      // move.l (operand),Dc: the low part may be the operand's
      draft.setup.push((row.size === 4 ? 0x2039 : row.size === 2 ? 0x3039 : 0x1039) | ((form[0] & 7) << 9));
      draft.setup.push(...long(operand.address));
  }
}

function setFalseCondition(draft: Draft, row: Row, opcode: number): void {
  const ccr = draft.random(32);
  const bit = (mask: number): number => ((ccr & mask) !== 0 ? -1 : 0);
  const condition = row.op === Op.TrapOnOverflow ? 9 : (opcode >>> 8) & 15;
  ensure(!conditionHolds(condition, bit(8), (ccr & 4) !== 0 ? 0 : 1, bit(2), bit(1)));
  draft.setup.push(0x44fc, ccr);
}

/** Displacement words of a branch: the opcode's low byte says how many. */
function branchWords(opcode: number, displacement: number): readonly number[] {
  const byte = opcode & 0xff;
  return byte === 0 ? [low(displacement)] : byte === 0xff ? long(displacement) : [];
}

function branchOpcode(opcode: number, length: number, landing: number, end: number): number {
  if (length > 1) return opcode;
  const displacement = landing - end;
  ensure(displacement > 0 && displacement < 128);
  return (opcode & 0xff00) | displacement;
}

const lands: ReadonlySet<Op> = new Set([
  Op.Jump,
  Op.JumpSubroutine,
  Op.Branch,
  Op.BranchSubroutine,
  Op.DecrementBranch,
  Op.Return,
  Op.ReturnAndDeallocate,
  Op.ReturnAndRestore,
]);

/** Fill the way to where a jump goes; one that may not be taken leaves a mark. */
function land(draft: Draft, row: Row, words: readonly number[], landing: number): readonly number[] {
  if (!lands.has(row.op)) return words;
  const left = (landing - draft.start) / 2 - words.length;
  ensure(left >= 1);
  const conditional = row.op === Op.Branch || row.op === Op.DecrementBranch;
  const fill = new Array<number>(left).fill(conditional ? NOP : ILLEGAL);
  if (conditional) fill[0] = 0x5280 | draft.random(8);
  return [...words, ...fill];
}
