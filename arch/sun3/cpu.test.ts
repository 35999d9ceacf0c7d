/** What qemu cannot settle, or gets wrong: traps, restarts, page edges, and the instructions it lacks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Access, ContextWord, Stop } from '../machine.js';
import { Page, Vector, Word } from './context.js';
import { A, CODE, type CpuLab, createCpuLab, DATA, NOP, TRAP_1 } from './testing/cpu-lab.js';

const SP = A + 7;
/** The last bytes of the first data page. */
const EDGE = DATA + Page.Size;

const trapOf = ({ words }: CpuLab) => ({
  vector: words[ContextWord.TrapCode],
  address: words[ContextWord.FaultAddress] >>> 0,
});
const faultOf = ({ words }: CpuLab) => ({
  address: words[ContextWord.FaultAddress] >>> 0,
  access: words[ContextWord.FaultAccess],
});

test('trap #0 and #1 are calls, with pc at the instruction and its cycles charged', () => {
  for (const number of [0, 1]) {
    const lab = createCpuLab([NOP, 0x4e40 + number]);
    assert.equal(lab.run(1000), Stop.Call);
    assert.equal(lab.state().pc, CODE + 2);
    assert.equal(trapOf(lab).vector, Vector.Trap + number);
    assert.ok(lab.state().left < 1000 - 4);
  }
});

test('exceptions after the instruction: pc is the next', () => {
  const cases: readonly (readonly [readonly number[], number, number])[] = [
    [[0x4e42], 2, Vector.Trap + 2],
    [[0x4e4f], 2, Vector.Trap + 15],
    // divu.w d1,d0; divs.l d1,d0; divu.l d1,d2:d0 with d1 = 0
    [[0x80c1], 2, Vector.ZeroDivide],
    [[0x4c41, 0x0800], 4, Vector.ZeroDivide],
    [[0x4c41, 0x0402], 4, Vector.ZeroDivide],
    // chk.w #4,d3 and chk.l #-1,d3 with d3 = 5
    [[0x47bc, 4], 4, Vector.Chk],
    [[0x473c, 0xffff, 0xffff], 6, Vector.Chk],
    // trapt, trapt.w, trapt.l
    [[0x50fc], 2, Vector.Trapv],
    [[0x50fa, 1], 4, Vector.Trapv],
    [[0x50fb, 1, 2], 6, Vector.Trapv],
  ];
  for (const [code, length, vector] of cases) {
    const lab = createCpuLab(code);
    lab.set(3, 5);
    assert.equal(lab.run(), Stop.Trap);
    assert.deepEqual(trapOf(lab), { vector, address: CODE + length }, code[0].toString(16));
    assert.equal(lab.state().pc, CODE + length);
  }
});

test('trapv traps when V is set, and only then', () => {
  const lab = createCpuLab([0x44fc, 0x1d, 0x4e76, 0x44fc, 0x02, 0x4e76]);
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual(trapOf(lab), { vector: Vector.Trapv, address: CODE + 12 });
});

test('instructions that are not executed stay where they are', () => {
  const cases: readonly (readonly [readonly number[], number])[] = [
    [[0x4afc], Vector.Illegal],
    [[0x4848], Vector.Illegal],
    [[0x06d0, 0], Vector.Illegal],
    [[0x06c0], Vector.Illegal],
    [[0xa123], Vector.LineA],
    [[0xf400], Vector.LineF],
    [[0xf200, 0x6800], Vector.LineF],
    // fbcc with predicate 32
    [[0xf2a0, 0x0010], Vector.LineF],
    [[0x4e70], Vector.Privilege],
    [[0x4e72, 0x2000], Vector.Privilege],
    [[0x4e73], Vector.Privilege],
    [[0x4e60], Vector.Privilege],
    [[0x4e7a, 0x0801], Vector.Privilege],
    [[0x40c0], Vector.Privilege],
    [[0x46fc, 0x2700], Vector.Privilege],
    [[0x007c, 0x0700], Vector.Privilege],
    [[0x027c, 0x0700], Vector.Privilege],
    [[0x0a7c, 0x0700], Vector.Privilege],
    [[0x0e90, 0x0800], Vector.Privilege],
    [[0xf310], Vector.Privilege],
    [[0xf350], Vector.Privilege],
  ];
  for (const [code, vector] of cases) {
    const lab = createCpuLab(code);
    assert.equal(lab.run(1000), Stop.Trap);
    assert.deepEqual(trapOf(lab), { vector, address: CODE }, code[0].toString(16));
    assert.deepEqual(lab.state(), { pc: CODE, ccr: 0, left: 1000 });
  }
});

test('an odd program counter is an address error, where it is odd', () => {
  // jmp 3(pc): to CODE + 5
  const lab = createCpuLab([0x4efa, 3]);
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual(trapOf(lab), { vector: Vector.AddressError, address: CODE + 5 });
  assert.equal(lab.state().pc, CODE + 5);
});

test('misaligned data, also across pages', () => {
  // move.l (a0),d0; move.l d1,(a0); move.w d1,3(a0)
  const lab = createCpuLab([0x2010, 0x2081, 0x3141, 3, TRAP_1]);
  lab.poke(EDGE - 1, 0x12345678);
  lab.set(A, EDGE - 1);
  lab.set(1, 0xa1b2c3d4);
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(0), 0x12345678);
  assert.equal(lab.peek(EDGE - 1), 0xa1b2c3c3);
  assert.equal(lab.peek(EDGE), 0xb2c3c3d4);
});

test('a fault on the second page of an operand is at its address, and nothing has changed', () => {
  const cases: readonly (readonly [readonly number[], Access])[] = [
    // move.l (a0)+,d0; move.l -(a1),d0 (a1 = a0 + 4); move.l d1,(a0)+; movem.l (a0)+,d0-a7; movem.l d0-a7,-(a2)
    [[0x2018], Access.Read],
    [[0x2021], Access.Read],
    [[0x20c1], Access.Write],
    [[0x4cd8, 0xffff], Access.Read],
    [[0x48e2, 0xffff], Access.Write],
    // addx.l -(a1),-(a1), cmpm.l (a0)+,(a0)+, add.l d0,(a0)+, move.l (a0)+,(a0)+, bfset (a0){0:32}
    [[0xd389], Access.Read],
    [[0xb188], Access.Read],
    [[0xd198], Access.Write],
    [[0x20d8], Access.Read],
    [[0xeed0, 0x0000], Access.Write],
    // cas.l d0,d1,(a0)+; move.l ([a0]),d0; jsr (a3) with sp at the edge; unlk a0; move.w ccr,(a0)
    [[0x0ed8, 0x0040], Access.Write],
    [[0x2030, 0x0151], Access.Read],
    [[0x4e58], Access.Read],
    // fmovem fp0-fp7,-(a2); fmove.d (a0)+,fp0
    [[0xf222, 0xe0ff], Access.Write],
    [[0xf218, 0x5400], Access.Read],
  ];
  for (const [code, access] of cases) {
    const lab = createCpuLab(code);
    for (let r = 0; r < 16; r++) lab.set(r, 0x01010101 * r);
    lab.set(A, EDGE - 2);
    lab.set(A + 1, EDGE + 2);
    lab.set(A + 2, EDGE + 40);
    lab.words[Word.Ccr] = 0x15;
    lab.absent.add(EDGE);
    const before = lab.words.slice(Word.D, Word.ReadTag);
    assert.equal(lab.run(1000), Stop.PageFault, code[0].toString(16));
    assert.equal(faultOf(lab).access, access, code[0].toString(16));
    assert.equal(faultOf(lab).address & Page.Mask, EDGE, code[0].toString(16));
    assert.deepEqual(lab.words.slice(Word.D, Word.ReadTag), before, code[0].toString(16));
    assert.deepEqual(lab.state(), { pc: CODE, ccr: 0x15, left: 1000 });
  }
});

test('a move whose destination faults puts back the register that its source moved', () => {
  // move.l (a0)+,(a1)
  const lab = createCpuLab([0x2298, TRAP_1]);
  lab.set(A, DATA);
  lab.set(A + 1, DATA + Page.Size);
  lab.readOnly.add(EDGE);
  assert.equal(lab.run(), Stop.PageFault);
  assert.deepEqual(faultOf(lab), { address: EDGE, access: Access.Write });
  assert.equal(lab.get(A), DATA);
  lab.readOnly.clear();
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(A), DATA + 4);
});

test('an instruction on two pages needs the second only if it reaches it', () => {
  const last = CODE + Page.Size - 2;
  const short = createCpuLab([0x7001], last);
  short.absent.add(CODE + Page.Size);
  assert.equal(short.run(), Stop.PageFault);
  assert.equal(short.get(0), 1);
  assert.deepEqual(faultOf(short), { address: CODE + Page.Size, access: Access.Execute });

  // move.l #$12345678,d0, its immediate on the next page
  const lab = createCpuLab([0x203c], last);
  lab.code(CODE + Page.Size, [0x1234, 0x5678, TRAP_1]);
  lab.absent.add(CODE + Page.Size);
  assert.equal(lab.run(), Stop.PageFault);
  assert.deepEqual(faultOf(lab), { address: CODE + Page.Size, access: Access.Execute });
  assert.equal(lab.state().pc, last);
  lab.absent.clear();
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(0), 0x12345678);
  assert.equal(lab.state().pc, CODE + Page.Size + 4);
});

test('code that was written is executed as it is then', () => {
  // move.w #$7055,(CODE + 10).l; nop; (patched: moveq #$55,d0)
  const lab = createCpuLab([0x33fc, 0x7055, 0, CODE + 10, NOP, 0x7011, TRAP_1]);
  lab.readOnly.clear();
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(0), 0x55);
});

test('pack and unpk', () => {
  // pack d0,d1,#0; unpk d1,d2,#$3030; pack -(a0),-(a1),#0; unpk -(a1),-(a2),#$3030
  const code = [0x8340, 0, 0x8581, 0x3030, 0x8348, 0, 0x5289, 0x8589, 0x3030, TRAP_1];
  const lab = createCpuLab(code);
  lab.set(0, 0xffff3739);
  lab.set(2, 0xffffffff);
  lab.poke(DATA, 0x00003132);
  lab.set(A, DATA + 4);
  lab.set(A + 1, DATA + 0x21);
  lab.set(A + 2, DATA + 0x30);
  lab.words[Word.Ccr] = 0x1f;
  assert.equal(lab.run(), Stop.Call);
  assert.deepEqual([lab.get(1), lab.get(2)], [0x79, 0xffff3739]);
  assert.equal(lab.peek(DATA + 0x1e) & 0xffff, 0x1200);
  assert.equal(lab.peek(DATA + 0x2c) & 0xffff, 0x3132);
  assert.deepEqual([lab.get(A), lab.get(A + 1), lab.get(A + 2)], [DATA + 2, DATA + 0x20, DATA + 0x2e]);
  assert.equal(lab.state().ccr, 0x1f);
});

test('cmp2 and chk2, signed and unsigned, data and address registers', () => {
  const cases: readonly (readonly [number, number, number])[] = [
    // bounds (words), value, Z and C
    [0xfffc_0003, 0x1234fffc, 4],
    [0xfffc_0003, 0x12340003, 4],
    [0xfffc_0003, 0, 0],
    [0xfffc_0003, 4, 1],
    [0xfffc_0003, 0xfffb, 1],
    // 16 .. 0xfff0 unsigned
    [0x0010_fff0, 0x8000, 0],
    [0x0010_fff0, 0xfff8, 1],
    [0x0010_fff0, 0x000f, 1],
  ];
  for (const [bounds, value, flags] of cases) {
    // cmp2.w (a0),d3
    const lab = createCpuLab([0x02d0, 0x3000, TRAP_1]);
    lab.set(A, DATA);
    lab.poke(DATA, bounds);
    lab.set(3, value);
    lab.words[Word.Ccr] = 0x1a;
    assert.equal(lab.run(), Stop.Call);
    assert.equal(lab.state().ccr, 0x1a | flags, `${bounds.toString(16)} ${value.toString(16)}`);
  }
  // chk2.w (a0),a3: the whole address register counts
  const lab = createCpuLab([0x02d0, 0xb800]);
  lab.set(A, DATA);
  lab.poke(DATA, 0xfffc0003);
  lab.set(A + 3, 0x10000);
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual(trapOf(lab), { vector: Vector.Chk, address: CODE + 4 });
  assert.equal(lab.state().ccr & 5, 1);
});

test('memory shifts take their flags from what they shift', () => {
  const cases: readonly (readonly [number, number, number, number])[] = [
    // opcode on (a0), operand, result, condition codes
    [0xe0d0, 0x8001, 0xc000, 0x19],
    [0xe2d0, 0x8001, 0x4000, 0x11],
    [0xe1d0, 0x4001, 0x8002, 0x0a],
    [0xe1d0, 0xc001, 0x8002, 0x19],
    [0xe1d0, 0x8000, 0x0000, 0x17],
    [0xe3d0, 0x4001, 0x8002, 0x08],
    // the same through d16(a0), whose mode has another bit 3
    [0xe0e8, 0x8001, 0xc000, 0x19],
    [0xe2e8, 0x8001, 0x4000, 0x11],
  ];
  for (const [opcode, operand, result, ccr] of cases) {
    const lab = createCpuLab((opcode & 0x38) === 0x28 ? [opcode, 0, TRAP_1] : [opcode, TRAP_1]);
    lab.set(A, DATA);
    lab.poke(DATA, operand << 16);
    assert.equal(lab.run(), Stop.Call);
    assert.equal(lab.peek(DATA) >>> 16, result, opcode.toString(16));
    assert.equal(lab.state().ccr, ccr, opcode.toString(16));
  }
});

test('a byte at the stack pointer moves it by two, in every instruction', () => {
  const cases: readonly (readonly [readonly number[], number])[] = [
    // tas (sp)+; tas -(sp); cas.b d0,d1,(sp)+; addx.b -(sp),-(a1); sbcd -(a1),-(sp); cmpm.b (sp)+,(a1)+; move.b
    [[0x4adf], 2],
    [[0x4ae7], -2],
    [[0x0adf, 0x0040], 2],
    [[0xd30f], -2],
    [[0x8f09], -2],
    [[0xb30f], 2],
    [[0x101f], 2],
    [[0x1f00], -2],
    [[0x12df], 2],
  ];
  for (const [code, step] of cases) {
    const lab = createCpuLab([...code, TRAP_1]);
    lab.set(SP, DATA + 0x100);
    lab.set(A + 1, DATA + 0x200);
    assert.equal(lab.run(), Stop.Call);
    assert.equal(lab.get(SP), DATA + 0x100 + step, code[0].toString(16));
  }
});

test('link pushes the stack pointer as moved already', () => {
  // link sp,#-8
  const lab = createCpuLab([0x4e57, 0xfff8, TRAP_1]);
  lab.set(SP, DATA + 0x100);
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.peek(DATA + 0xfc), DATA + 0xfc);
  assert.equal(lab.get(SP), DATA + 0xf4);
});

test('a budget that does not cover the next instruction leaves everything as it was', () => {
  // movem.l (a0)+,d0-d7; taken bra.s; ([a0]) with indirection
  for (const code of [[0x4cd8, 0x00ff], [0x6000, 0x0002], [0x2018], [0x2030, 0x0151], [0xf200, 0x0022]]) {
    const lab = createCpuLab([...code, TRAP_1]);
    lab.set(A, DATA);
    lab.poke(DATA, DATA);
    let cycles = 0;
    for (; cycles < 500; cycles++) {
      assert.equal(lab.run(cycles), Stop.Budget);
      if (lab.state().pc !== CODE) break;
      assert.deepEqual([lab.get(A), lab.state().left], [DATA, cycles], code[0].toString(16));
    }
    assert.equal(lab.state().left, 0, code[0].toString(16));
    assert.ok(cycles > 1 && cycles < 200, `${cycles} cycles`);
  }
});

test('what the TLB has is not asked again, until it is invalidated', () => {
  // move.l (a0),d0; bra back
  const lab = createCpuLab([0x2010, 0x60fc]);
  lab.set(A, DATA);
  assert.equal(lab.run(500), Stop.Budget);
  assert.deepEqual(lab.lookups, ['execute 2000', 'read 8000']);
  lab.engine.invalidatePage(lab.context, DATA);
  lab.run(500);
  assert.deepEqual(lab.lookups, ['execute 2000', 'read 8000', 'read 8000']);
  lab.engine.invalidateAll(lab.context);
  lab.run(500);
  assert.equal(lab.lookups.length, 5);
});
