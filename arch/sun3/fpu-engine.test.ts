import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextWord, Stop } from '../machine.js';
import { Page, Vector, Word } from './context.js';
import { A, CODE, type CpuLab, createCpuLab, DATA, NOP, TRAP_1 } from './testing/cpu-lab.js';

const PREDICATE = { f: 0, eq: 1, olt: 4, un: 8, t: 15, seq: 17 } as const;
const NAN = 0x01000000;
const Z = 0x04000000;
const BSUN = 0x8000;
const DZ = 0x0400;
const D1 = 1;

const vectorOf = (lab: CpuLab): number => lab.words[ContextWord.TrapCode];
const setRegister = (lab: CpuLab, register: number, value: readonly number[]): void =>
  lab.words.set(value, Word.Fp + 3 * register);

test('registers are stored whole or not at all, and -(A7) moves only when they are', () => {
  const lab = createCpuLab([0xf227, 0xe0ff, TRAP_1]); // fmovem.x fp0-fp7,-(a7)
  const top = DATA + Page.Size + 40;
  lab.set(A + 7, top);
  for (let r = 0; r < 8; r++) setRegister(lab, r, [0x3fff0000 + (r << 16), r + 1, -r]);
  lab.absent.add(DATA);
  assert.equal(lab.run(), Stop.PageFault);
  assert.equal(lab.words[ContextWord.FaultAddress] & Page.Mask, DATA);
  assert.equal(lab.get(A + 7), top);
  assert.equal(lab.state().pc, CODE);
  assert.equal(lab.peek(DATA + Page.Size), 0, 'nothing is stored yet');
  lab.absent.clear();
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(A + 7), top - 96);
  assert.deepEqual(
    [0, 1, 2].map((n) => lab.peek(top - 96 + 4 * n)),
    [0x3fff0000, 1, 0],
  );
  assert.equal(lab.peek(top - 8), 8);
});

test('a double read across the edge of a page that is not there leaves everything as it was', () => {
  const lab = createCpuLab([0xf218, 0x5422, TRAP_1]); // fadd.d (a0)+,fp0
  const at = DATA + Page.Size - 4;
  lab.set(A, at);
  lab.poke(at, 0x3ff80000); // 1.5
  setRegister(lab, 0, [0x3fff0000, -0x80000000, 0]);
  lab.absent.add(DATA + Page.Size);
  assert.equal(lab.run(), Stop.PageFault);
  assert.deepEqual([lab.get(A), lab.words[Word.Fp + 1], lab.words[Word.Fpsr]], [at, -0x80000000, 0]);
  lab.absent.clear();
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(A), at + 8);
  assert.deepEqual([...lab.words.subarray(Word.Fp, Word.Fp + 3)], [0x40000000, 0xa0000000 | 0, 0]);
});

test('an instruction is not begun that the cycles left do not cover', () => {
  const lab = createCpuLab([0xf200, 0x0420, TRAP_1]); // fdiv.x fp1,fp0
  setRegister(lab, 0, [0x3fff0000, -0x80000000, 0]);
  setRegister(lab, 1, [0x40000000, -0x80000000, 0]);
  assert.equal(lab.run(90), Stop.Budget);
  assert.deepEqual(lab.state(), { pc: CODE, ccr: 0, left: 90 });
  assert.equal(lab.words[Word.Fp], 0x3fff0000);
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.words[Word.Fp], 0x3ffe0000);
});

test('an enabled exception stops after the instruction, an unordered branch before it', () => {
  const divide = createCpuLab([0xf200, 0x0420, NOP]);
  setRegister(divide, 0, [0x3fff0000, -0x80000000, 0]);
  setRegister(divide, 1, [0, 0, 0]);
  divide.words[Word.Fpcr] = DZ;
  assert.equal(divide.run(), Stop.Trap);
  assert.equal(vectorOf(divide), 50);
  assert.equal(divide.state().pc, CODE + 4);
  assert.equal(divide.words[Word.Fpiar], CODE);

  const branch = createCpuLab([0xf280 | PREDICATE.seq, 8]);
  branch.words[Word.Fpcr] = BSUN;
  branch.words[Word.Fpsr] = NAN;
  assert.equal(branch.run(), Stop.Trap);
  assert.equal(vectorOf(branch), Vector.FloatUnordered);
  assert.equal(branch.state().pc, CODE);
});

test('FBcc of both sizes, FNOP', () => {
  const code = [
    ...[0xf280, 0], // fnop
    ...[0xf280 | PREDICATE.eq, 4, TRAP_1], // fbeq.w past the trap
    ...[0xf2c0 | PREDICATE.un, 0, 6], // fbun.l not taken
    ...[0xf2c0 | PREDICATE.t, 0xffff, -10 & 0xffff], // fbt.l to the trap
  ];
  const lab = createCpuLab(code);
  lab.words[Word.Fpsr] = Z;
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.state().pc, CODE + 8);
});

test('FScc, FDBcc, FTRAPcc', () => {
  const set = createCpuLab([0xf241, PREDICATE.eq, 0xf250, PREDICATE.un, TRAP_1]); // fseq d1; fsun (a0)
  set.words[Word.Fpsr] = Z;
  set.set(D1, 0x12345600);
  set.set(A, DATA);
  set.poke(DATA, -1);
  assert.equal(set.run(), Stop.Call);
  assert.equal(set.get(D1), 0x123456ff);
  assert.equal(set.peek(DATA), 0x00ffffff);

  const loop = createCpuLab([0x5280, 0xf249, PREDICATE.olt, -6 & 0xffff, TRAP_1]); // addq.l #1,d0; fdbolt d1
  loop.set(D1, 0x00010003);
  assert.equal(loop.run(), Stop.Call);
  assert.equal(loop.get(0), 4);
  assert.equal(loop.get(D1), 0x0001ffff);

  const trap = createCpuLab([0xf27c, PREDICATE.f, 0xf27a, PREDICATE.t, 0x1234, NOP]);
  assert.equal(trap.run(), Stop.Trap);
  assert.equal(vectorOf(trap), Vector.Trapv);
  assert.equal(trap.state().pc, CODE + 10);
});

test('FSAVE and FRESTORE are privileged; other coprocessors and unknown instructions are line F', () => {
  const rows: readonly (readonly [readonly number[], number])[] = [
    [[0xf327], Vector.Privilege], // fsave -(a7)
    [[0xf35f], Vector.Privilege], // frestore (a7)+
    [[0xf400, 0x0022], Vector.LineF], // coprocessor 2
    [[0xf200, 0x2000], Vector.LineF], // no such class
    [[0xf200, 0x5400], Vector.LineF], // a double in d0
    [[0xf2a0, 0], Vector.LineF], // predicate 32
  ];
  for (const [code, vector] of rows) {
    const lab = createCpuLab(code);
    assert.equal(lab.run(), Stop.Trap);
    assert.equal(vectorOf(lab), vector, code[0].toString(16));
    assert.equal(lab.state().pc, CODE);
  }
});
