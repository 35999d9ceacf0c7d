import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access, ContextWord, Stop } from '../machine.js';
import { Tlb, Word } from './context.js';
import { TrapCode } from './cpu.js';
import { decode, operations } from './decode.js';
import {
  addiu,
  beq,
  CODE,
  createLab,
  DATA,
  i,
  jal,
  jr,
  type Lab,
  lw,
  mfhi,
  mflo,
  mult,
  NOP,
  r,
  SYSCALL,
  sw,
} from './testing/lab.js';

const trapOf = ({ words }: Lab) => ({
  code: words[ContextWord.TrapCode],
  address: words[ContextWord.FaultAddress] >>> 0,
});

test('the context block begins where every machine has its own words', () => {
  assert.equal(Word.R, ContextWord.Machine);
  assert.equal(Tlb.Words, 2 * Tlb.Entries);
  assert.deepEqual(
    [Access.Read, Access.Write, Access.Execute].map((access) => Word.ReadTag + access * Tlb.Words),
    [Word.ReadTag, Word.WriteTag, Word.ExecuteTag],
  );
});

test('a system call stops at the instruction, charged, and register 0 stays 0', () => {
  const lab = createLab([addiu(0, 0, 7), addiu(2, 0, -3), SYSCALL]);
  assert.equal(lab.run(10), Stop.Call);
  assert.deepEqual([lab.pc, lab.left, lab.get(0), lab.get(2)], [CODE + 8, 7, 0, -3]);
});

test('misaligned accesses are address errors, and change nothing', () => {
  for (const [word, offset] of [
    [lw(2, 4, 1), 1],
    [lw(2, 4, 2), 2],
    [i(33, 2, 4, 1), 1],
    [i(37, 2, 4, 3), 3],
    [sw(2, 4, 3), 3],
    [i(41, 2, 4, 1), 1],
    [i(49, 2, 4, 2), 2],
    [i(57, 2, 4, 2), 2],
  ]) {
    const lab = createLab([lw(3, 4, 0), sw(3, 4, 0), word]);
    lab.set(2, 0x55);
    lab.set(4, DATA);
    assert.equal(lab.run(), Stop.Trap);
    assert.deepEqual(trapOf(lab), { code: TrapCode.AddressError, address: DATA + offset });
    assert.deepEqual([lab.pc, lab.get(2)], [CODE + 8, 0x55]);
  }
});

test("the kernel's half of the address space is an address error without asking for the page", () => {
  for (const word of [lw(2, 4, 0), sw(2, 4, 0), i(34, 2, 4, 1)]) {
    const lab = createLab([word]);
    lab.set(4, 0x80000000);
    assert.equal(lab.run(), Stop.Trap);
    assert.equal(trapOf(lab).code, TrapCode.AddressError);
    assert.deepEqual(lab.lookups, ['execute 1000']);
  }
  const lab = createLab([jr(4), NOP]);
  lab.set(4, 0x80001000);
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual(trapOf(lab), { code: TrapCode.AddressError, address: 0x80001000 });
  assert.equal(lab.pc, 0x80001000);
});

test('a jump to a misaligned address faults there, in the same page too', () => {
  const lab = createLab([jr(4), NOP]);
  lab.set(4, CODE + 10);
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual(trapOf(lab), { code: TrapCode.AddressError, address: CODE + 10 });
  assert.equal(lab.pc, CODE + 10);
});

test('unaligned word instructions build and take apart words, little-endian', () => {
  const lab = createLab([i(38, 2, 4, 1), i(34, 2, 4, 4), i(46, 3, 4, 9), i(42, 3, 4, 12), SYSCALL]);
  lab.put(DATA, [0x44332211, 0x88776655, -1, -1]);
  lab.set(2, -1);
  lab.set(3, 0x0a0b0c0d);
  lab.set(4, DATA);
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(2) >>> 0, 0x55443322);
  assert.equal(lab.memory.getUint32(lab.physical(DATA + 8), true), 0x0b0c0dff);
  assert.equal(lab.memory.getUint32(lab.physical(DATA + 12), true), 0xffffff0a);
});

test('add, addi and sub trap on overflow and keep their target; addu and its like do not', () => {
  for (const [word, a, b] of [
    [r(32, 2, 4, 5), 0x7fffffff, 1],
    [r(32, 2, 4, 5), -0x80000000, -1],
    [r(34, 2, 4, 5), -0x80000000, 1],
    [r(34, 2, 4, 5), 0, -0x80000000],
    [i(8, 2, 4, 1), 0x7fffffff, 0],
    [i(8, 2, 4, -1), -0x80000000, 0],
  ]) {
    const lab = createLab([word]);
    lab.set(2, 77);
    lab.set(4, a);
    lab.set(5, b);
    assert.equal(lab.run(), Stop.Trap);
    assert.deepEqual(trapOf(lab), { code: TrapCode.Overflow, address: CODE });
    assert.equal(lab.get(2), 77);
  }
  const lab = createLab([r(33, 2, 4, 5), r(35, 3, 0, 6), SYSCALL]);
  lab.set(4, 0x7fffffff);
  lab.set(5, 1);
  lab.set(6, -0x80000000);
  assert.equal(lab.run(), Stop.Call);
  assert.deepEqual([lab.get(2), lab.get(3)], [-0x80000000, -0x80000000]);
});

test('products have 64 bits; quotients that the chip leaves open are the same every time', () => {
  const cases: readonly (readonly [number, number, number, number, number])[] = [
    [24, -1, -1, 0, 1],
    [24, -0x80000000, -0x80000000, 0x40000000, 0],
    [24, -0x80000000, 0x7fffffff, -0x40000000, -0x80000000],
    [25, -1, -1, -2, 1],
    [25, 0x12345678, -0x76543211, 0x09ca39a3, 0x3d70b188 | 0],
    [26, -7, 2, -1, -3],
    [26, 7, -2, 1, -3],
    [27, -7, 2, 1, 0x7ffffffc],
    [26, -0x80000000, -1, 0, -0x80000000],
    [26, 5, 0, 5, -1],
    [26, -5, 0, -5, 1],
    [27, 5, 0, 5, -1],
  ];
  for (const [code, a, b, hi, lo] of cases) {
    const lab = createLab([r(code, 0, 4, 5), mfhi(2), mflo(3), SYSCALL]);
    lab.set(4, a);
    lab.set(5, b);
    lab.run();
    const big = code === 25 ? BigInt(a >>> 0) * BigInt(b >>> 0) : BigInt(a) * BigInt(b);
    const expected =
      code < 26 ? [Number(BigInt.asIntN(32, big >> 32n)), Number(BigInt.asIntN(32, big))] : [hi, lo];
    assert.deepEqual([lab.get(2), lab.get(3)], expected, `${code} ${a} ${b}`);
  }
});

test('a branch is decided before its slot executes, and links even when it is not taken', () => {
  const lab = createLab([
    beq(4, 5, 2),
    addiu(4, 0, 9),
    addiu(2, 0, 1),
    i(1, 16, 6, 5),
    addiu(3, 31, 0),
    SYSCALL,
  ]);
  assert.equal(lab.run(), Stop.Call);
  assert.deepEqual([lab.get(2), lab.get(4), lab.get(31), lab.get(3)], [0, 9, CODE + 20, CODE + 20]);
});

test('a fault in a delay slot restarts the branch, with the link undone', () => {
  const lab = createLab([jal(CODE + 0x20), lw(2, 4, 0)]);
  lab.put(CODE + 0x20, [SYSCALL]);
  lab.set(4, DATA);
  lab.set(31, 0x1234);
  lab.unmapped.add(DATA);
  assert.equal(lab.run(50), Stop.PageFault);
  assert.deepEqual([lab.pc, lab.left, lab.get(31)], [CODE, 50, 0x1234]);
  assert.deepEqual(
    [lab.words[ContextWord.FaultAddress], lab.words[ContextWord.FaultAccess]],
    [DATA, Access.Read],
  );
  lab.unmapped.clear();
  lab.put(DATA, [99]);
  assert.equal(lab.run(50), Stop.Call);
  assert.deepEqual([lab.pc, lab.left, lab.get(31), lab.get(2)], [CODE + 0x20, 46, CODE + 8, 99]);
});

test('traps in a delay slot restart the branch too', () => {
  for (const [slot, code] of [
    [r(32, 2, 4, 4), TrapCode.Overflow],
    [i(16, 0, 0, 0), TrapCode.Reserved],
    [(0x1234 << 6) | 13, TrapCode.Break],
    [beq(0, 0, 1), TrapCode.Reserved],
    [SYSCALL, TrapCode.Reserved],
  ]) {
    const lab = createLab([NOP, beq(0, 0, 3), slot]);
    lab.set(4, 0x7fffffff);
    assert.equal(lab.run(50), Stop.Trap);
    assert.deepEqual([lab.words[ContextWord.TrapCode], lab.pc, lab.left], [code, CODE + 4, 49]);
  }
});

test('a branch at the end of a page has its slot on the next', () => {
  const end = CODE + 0xffc;
  const lab = createLab([beq(0, 0, -2), addiu(2, 2, 1)], end);
  lab.put(end - 4, [SYSCALL]);
  lab.unmapped.add(CODE + 0x1000);
  assert.equal(lab.run(9), Stop.PageFault);
  assert.deepEqual([lab.pc, lab.left], [end, 9]);
  assert.equal(lab.words[ContextWord.FaultAddress], CODE + 0x1000);
  assert.equal(lab.words[ContextWord.FaultAccess], Access.Execute);
  lab.unmapped.clear();
  assert.equal(lab.run(9), Stop.Call);
  assert.deepEqual([lab.pc, lab.get(2), lab.left], [end - 4, 1, 6]);
});

test('a step that the budget does not cover is not begun', () => {
  // A load costs 2, a branch with its slot is one step, a multiplication 12.
  for (const [code, cost] of [
    [[lw(2, 4, 0)], 2],
    [[beq(0, 0, 1), lw(2, 4, 0)], 3],
    [[mult(4, 4)], 12],
    [[r(26, 0, 4, 4)], 35],
    [[beq(0, 0, 1), mult(4, 4)], 13],
  ] as const) {
    for (let budget = 0; budget < cost; budget++) {
      const lab = createLab(code);
      lab.set(4, DATA);
      assert.equal(lab.run(budget), Stop.Budget);
      assert.deepEqual([lab.pc, lab.left, lab.get(2), lab.words[Word.Lo]], [CODE, budget, 0, 0]);
    }
    const lab = createLab(code);
    lab.put(CODE + 4 * code.length, [SYSCALL]);
    lab.set(4, DATA);
    assert.equal(lab.run(cost), Stop.Budget);
    assert.deepEqual([lab.pc, lab.left], [CODE + 4 * code.length, 0]);
  }
});

test('the TLB asks once for each way of access, and forgets what it is told to', () => {
  const lab = createLab([lw(2, 4, 0), sw(2, 4, 4), lw(2, 4, 8), sw(2, 4, 12), SYSCALL]);
  lab.set(4, DATA);
  assert.equal(lab.run(), Stop.Call);
  assert.deepEqual(lab.lookups, ['execute 1000', 'read 3000', 'write 3000']);
  lab.words[ContextWord.Pc] = CODE;
  lab.invalidatePage(DATA + 4);
  lab.readOnly.add(DATA);
  assert.equal(lab.run(), Stop.PageFault);
  assert.deepEqual([lab.pc, lab.words[ContextWord.FaultAccess]], [CODE + 4, Access.Write]);
  assert.deepEqual(lab.lookups.slice(3), ['read 3000', 'write 3000']);
  lab.words[ContextWord.Pc] = CODE;
  lab.invalidatePage(CODE);
  lab.unmapped.add(CODE);
  assert.equal(lab.run(), Stop.PageFault);
  assert.deepEqual([lab.pc, lab.words[ContextWord.FaultAccess]], [CODE, Access.Execute]);
});

test('pages that share a TLB entry do not share memory', () => {
  const lab = createLab([lw(2, 4, 0), lw(3, 5, 0), SYSCALL]);
  lab.put(DATA, [1]);
  lab.set(4, DATA);
  lab.set(5, DATA + Tlb.Entries * 4096);
  assert.equal(lab.run(), Stop.PageFault);
  assert.equal(lab.words[ContextWord.FaultAddress], DATA + Tlb.Entries * 4096);
});

test('every word is an instruction to the interpreter exactly when it is one to the decoder, at the same cost', () => {
  const seen = new Set<string>();
  const fields = (3 << 21) | (5 << 16) | (6 << 11) | (2 << 6);
  const words: number[] = [];
  for (let opcode = 32; opcode < 64; opcode++) words.push((opcode << 26) | (3 << 21) | (5 << 16));
  for (let opcode = 0; opcode < 32; opcode++)
    for (let code = 0; code < 64; code++) {
      words.push((opcode << 26) | (fields & ~63) | code);
      if (code < 32) words.push((opcode << 26) | (3 << 21) | (code << 16) | 4);
    }
  for (let rs = 0; rs < 32; rs++)
    for (let code = 0; code < 64; code++) words.push((17 << 26) | (rs << 21) | (4 << 11) | (2 << 6) | code);
  for (const rt of [0, 1, 2, 17]) words.push((17 << 26) | (8 << 21) | (rt << 16) | 3);
  for (const word of words) {
    const lab = createLab([word]);
    for (let n = 1; n < 32; n++) lab.set(n, DATA);
    const stop = lab.run(64);
    const text = `0x${(word >>> 0).toString(16)}`;
    const reserved = stop === Stop.Trap && lab.words[ContextWord.TrapCode] === TrapCode.Reserved;
    const operation = decode(word);
    assert.equal(reserved, operation === null, text);
    if (operation === null) continue;
    seen.add(operation.name);
    if (operation.kind === 'trap') continue;
    const cost = 1 + operation.extraCycles + (operation.kind === 'branch' ? 1 : 0);
    const exact = createLab([word]);
    for (let n = 1; n < 32; n++) exact.set(n, DATA);
    assert.equal(exact.run(cost), Stop.Budget, text);
    assert.equal(exact.left, 0, text);
    assert.notEqual(exact.pc, CODE, text);
  }
  assert.deepEqual(
    operations()
      .map(({ name }) => name)
      .filter((name) => !seen.has(name)),
    [],
  );
});
