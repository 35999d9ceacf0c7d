import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Context, ContextWord, Stop } from '../machine.js';
import { Reg, Tlb, Word } from './context.js';
import { ds3100 } from './index.js';
import { addiu, CODE, createLab, DATA, jr, SYSCALL } from './testing/lab.js';

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const STACK = DATA + 0x1000;

/** A context in which every register tells its name: $n is 0x100 + n, FP registers 0x200 + n. */
function telling(): Context {
  const words = new Int32Array(ds3100.contextSize / 4);
  const context: Context = { words, lookup: () => -1 };
  ds3100.startProcess(context, 0x400140, 0x7ddff000);
  for (let n = 1; n < 32; n++) words[Word.R + n] = 0x100 + n;
  for (let n = 0; n < 32; n++) words[Word.F + n] = 0x200 + n;
  words[Word.R + Reg.Sp] = 0x7ddff000;
  words[Word.Hi] = 0x301;
  words[Word.Lo] = 0x302;
  words[Word.Fcr31] = 0x0103f07f;
  return context;
}
const stateOf = ({ words }: Context) => [
  words[ContextWord.Pc],
  ...words.subarray(Word.R, Word.Fcr31),
  ...words.subarray(Word.F, Word.F + 32),
];

test('a new image has pc, stack pointer, and zeros', () => {
  const context = telling();
  ds3100.startProcess(context, 0x400200, 0x7ddfe000);
  const { words } = context;
  assert.equal(words[ContextWord.Pc], 0x400200);
  assert.equal(words[Word.R + Reg.Sp], 0x7ddfe000);
  words[ContextWord.Pc] = words[Word.R + Reg.Sp] = 0;
  assert.ok(words.subarray(0, Word.ReadTag).every((word) => word === 0));
  assert.equal(words[Word.ReadTag], Tlb.Empty);
  assert.equal(words[Word.End - 1], Tlb.Empty);
});

test('the magic number in t1 tells a Sprite call from a UNIX one', () => {
  const context = telling();
  assert.deepEqual(ds3100.pendingCall(context), { personality: 'unix', number: 0x102 });
  context.words[Word.R + 9] = 0xbab1fade | 0;
  assert.deepEqual(ds3100.pendingCall(context), { personality: 'sprite', number: 0x108 });
  context.words[Word.R + 8] = -1;
  assert.deepEqual(ds3100.pendingCall(context), { personality: 'sprite', number: 0xffffffff });
});

test('four arguments in registers, the others on the stack from sp + 16', () => {
  const context = telling();
  for (const count of [0, 1, 4]) assert.equal(ds3100.callArgumentRange(context, count).size, 0);
  assert.deepEqual(ds3100.callArgumentRange(context, 6), { address: 0x7ddff010, size: 8 });
  const stack = Uint8Array.from([1, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]);
  context.words[Word.R + 4] = -1;
  assert.deepEqual(ds3100.callArguments(context, 6, stack), [0xffffffff, 0x105, 0x106, 0x107, 1, 0xfffffffe]);
  assert.deepEqual(ds3100.callArguments(context, 2, new Uint8Array(0)), [0xffffffff, 0x105]);
});

test('a call changes v0 and pc alone; a fork child gets v1 too', () => {
  const context = telling();
  const before = stateOf(context);
  ds3100.setCallResult(context, 0x20001);
  const after = stateOf(context);
  assert.deepEqual(
    after.flatMap((value, i) => (value === before[i] ? [] : [[i, value]])),
    [
      [0, 0x400144],
      [1 + 2, 0x20001],
    ],
  );
  ds3100.setCallResult(context, 0x10003, 1);
  assert.deepEqual([...context.words.subarray(Word.R + 2, Word.R + 4)], [0x10003, 1]);
});

const DELIVERY = {
  personality: 'sprite',
  signal: 12,
  code: -1,
  address: 0x1234,
  handler: 0x400300,
  oldHoldMask: 0x55aa,
} as const;

test('a signal frame has 448 bytes, the context at 24, and every word in its place', () => {
  const context = telling();
  const before = stateOf(context);
  const { address, bytes } = ds3100.signalFrame(context, DELIVERY);
  assert.deepEqual(stateOf(context), before);
  assert.deepEqual([address, bytes.length], [0x7ddff000 - 448, 448]);
  const word = (offset: number) => view(bytes).getUint32(24 + offset, true);
  assert.deepEqual([word(0), word(4), word(8)], [0x55aa, 0x0001000d, 0x400140]);
  assert.deepEqual([word(12), word(12 + 4), word(12 + 4 * 31)], [0, 0x101, 0x11f]);
  assert.deepEqual([word(140), word(140 + 4 * 31), word(268)], [0x200, 0x21f, 0x0103f07f]);
  assert.deepEqual([word(272), word(276)], [0x302, 0x301]);
  assert.deepEqual([word(280), word(284), word(288)], [0, 0, 0]);
  assert.deepEqual([word(292), word(292 + 4 * 31), word(420)], [0x200, 0x21f, 0x0103f07f]);
  ds3100.enterHandler(context, DELIVERY, address);
  const { words } = context;
  assert.deepEqual([...words.subarray(Word.R + 4, Word.R + 8)], [12, -1, address + 24, 0x1234]);
  assert.deepEqual([words[Word.R + Reg.Ra], words[Word.R + Reg.Sp]], [address + 28, address]);
  assert.deepEqual([words[ContextWord.Pc], words[Word.R + 28]], [0x400300, 0x11c]);
});

test('the handler of a UNIX program gets UNIX’s number', () => {
  const context = telling();
  ds3100.enterHandler(context, { ...DELIVERY, personality: 'unix' }, 0x7ddfe000);
  assert.equal(context.words[Word.R + 4], 19);
});

test('the return restores everything but FP exception causes, and takes the second FP set', () => {
  const context = telling();
  const before = stateOf(context);
  const { address, bytes } = ds3100.signalFrame(context, DELIVERY);
  ds3100.enterHandler(context, DELIVERY, address);
  context.words.fill(7, Word.R + 1, Word.BreakWord);
  context.words[Word.R + Reg.Sp] = address;
  const range = ds3100.signalReturnRange(context);
  assert.deepEqual(range, { address: address + 24, size: 424 });
  view(bytes).setUint32(24 + 140, 0xdead, true);
  view(bytes).setUint32(24 + 12, 0xdead, true);
  assert.equal(ds3100.returnFromSignal(context, bytes.slice(24)), 0x55aa);
  assert.deepEqual(stateOf(context), before);
  assert.equal(context.words[Word.Fcr31], 0x0103f07f & ~0x3f000);
  assert.equal(ds3100.returnFromSignal(context, bytes.slice(24, 447)), null);
});

test('a handler runs and returns through the break on the stack', () => {
  const lab = createLab([addiu(2, 0, 5), SYSCALL]);
  lab.put(CODE + 0x40, [addiu(2, 0, 9), jr(31), addiu(3, 0, 1)]);
  const delivery = { ...DELIVERY, handler: CODE + 0x40 };
  const { address, bytes } = ds3100.signalFrame(lab.context, delivery);
  assert.equal(address, STACK - 448);
  bytes.forEach((value, i) => {
    lab.memory.setUint8(lab.physical(address + i), value);
  });
  ds3100.enterHandler(lab.context, delivery, address);
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual(ds3100.describeTrap(lab.context), { kind: 'signal-return' });
  assert.deepEqual([lab.get(2), lab.get(3), lab.pc], [9, 1, address + 28]);
  assert.equal(ds3100.returnFromSignal(lab.context, bytes.slice(24)), 0x55aa);
  assert.equal(lab.run(), Stop.Call);
  assert.deepEqual([lab.get(2), lab.get(3), lab.pc], [5, 0, CODE + 4]);
});

test("exceptions in the kernel's terms", () => {
  const breakWord = (code: number) => (code << 6) | 13;
  const at = { address: CODE };
  const illegal = { kind: 'signal', signal: 3, code: 0, ...at };
  for (const [word, trap] of [
    [13, { kind: 'breakpoint', ...at }],
    [0x0001000d, { kind: 'signal-return' }],
    [0x0002000d, { kind: 'signal', signal: 8, code: -1, ...at }],
    [breakWord(7), illegal],
    [breakWord(0xfffff), illegal],
    [0x40000000, illegal],
    [0x4a000000, illegal],
    [0xc0000000 | 0, illegal],
    [(8 << 26) | (4 << 21) | 1, { kind: 'signal', signal: 2, code: 1, ...at }],
    [(35 << 26) | (4 << 21), { kind: 'signal', signal: 4, code: 0, address: 0x7fffffff }],
  ] as const) {
    const lab = createLab([word]);
    lab.set(4, 0x7fffffff);
    assert.equal(lab.run(), Stop.Trap);
    assert.deepEqual(ds3100.describeTrap(lab.context), trap, (word >>> 0).toString(16));
    assert.equal(lab.pc, CODE);
  }
});

test('the record that migrates: 284 bytes, rebuilt exactly, nothing else left in the block', () => {
  const context = telling();
  const bytes = ds3100.encapsulate(context);
  assert.deepEqual([bytes.length, ds3100.encapsulatedSize], [284, 284]);
  const word = (offset: number) => view(bytes).getUint32(offset, true);
  assert.deepEqual([word(0), word(4 + 4 * 31), word(132), word(260)], [0x400140, 0x11f, 0x200, 0x0103f07f]);
  assert.deepEqual([word(264), word(268), word(280)], [0x302, 0x301, 0]);

  const target = telling();
  target.words.fill(0x77, Word.R);
  assert.equal(ds3100.deencapsulate(target, bytes), true);
  assert.deepEqual([...target.words.subarray(ContextWord.Pc)], [...context.words.subarray(ContextWord.Pc)]);
  for (const wrong of [bytes.subarray(1), new Uint8Array(285), new Uint8Array(0)]) {
    assert.equal(ds3100.deencapsulate(target, wrong), false);
    assert.deepEqual(stateOf(target), stateOf(context));
  }
});
