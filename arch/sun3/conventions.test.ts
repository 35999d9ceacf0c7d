import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Context, ContextWord } from '../machine.js';
import { clearContext, Vector, Word } from './context.js';
import * as conventions from './conventions.js';

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const STACK = 0x0cffe000;
const PC = 0x2100;

/** A context in which every register tells its name: d0 is 0x100, a0 0x200; FP registers are 0x300 + word. */
function telling(): Context {
  const words = new Int32Array(Word.End);
  clearContext(words);
  words[ContextWord.Pc] = PC;
  for (let n = 0; n < 8; n++) {
    words[Word.D + n] = 0x100 + n;
    words[Word.A + n] = 0x200 + n;
    words.set([0x40000000 + (n << 16), 0x300 + n, 0x400 + n], Word.Fp + 3 * n);
  }
  words[Word.A + 7] = STACK;
  words[Word.Ccr] = 0x15;
  words.set([0x50, 0x0a000008, 0x2044], Word.Fpcr);
  return { words, lookup: () => -1 };
}
const stateOf = ({ words }: Context) => [words[ContextWord.Pc], ...words.subarray(Word.D, Word.ReadTag)];

test('trap #1 is a Sprite call numbered in d0, trap #0 a UNIX call numbered on the stack', () => {
  const context = telling();
  context.words[ContextWord.TrapCode] = Vector.Trap + 1;
  assert.deepEqual(conventions.pendingCall(context), { personality: 'sprite', number: 0x100 });
  context.words[Word.D] = -1;
  assert.deepEqual(conventions.pendingCall(context), { personality: 'sprite', number: 0xffffffff });
  context.words[ContextWord.TrapCode] = Vector.Trap;
  assert.deepEqual(conventions.pendingCall(context), { personality: 'unix', numberAddress: STACK });
});

test('arguments lie on the stack above the pushed number and the return address', () => {
  const context = telling();
  assert.deepEqual(conventions.callArgumentRange(context, 0), { address: STACK + 8, size: 0 });
  assert.deepEqual(conventions.callArgumentRange(context, 3), { address: STACK + 8, size: 12 });
  const stack = Uint8Array.from([0, 0, 0, 1, 0xff, 0xff, 0xff, 0xfe]);
  assert.deepEqual(conventions.callArguments(context, 2, stack), [1, 0xfffffffe]);
});

test('a call changes d0 and pc alone; a fork child gets d1 too', () => {
  const context = telling();
  const before = stateOf(context);
  conventions.setCallResult(context, 0x20001);
  const changed = stateOf(context).flatMap((value, i) => (value === before[i] ? [] : [[i, value]]));
  assert.deepEqual(changed, [
    [0, PC + 2],
    [1, 0x20001],
  ]);
  conventions.setCallResult(context, 0x10003, 1);
  assert.deepEqual([...context.words.subarray(Word.D, Word.D + 2)], [0x10003, 1]);
});

const DELIVERY = {
  personality: 'sprite',
  signal: 12,
  code: -1,
  address: 0x1234,
  handler: 0x2300,
  oldHoldMask: 0x55aa,
} as const;

test('a signal frame has 492 bytes, and every word in its place', () => {
  const context = telling();
  const before = stateOf(context);
  const { address, bytes } = conventions.signalFrame(context, DELIVERY);
  assert.deepEqual(stateOf(context), before);
  assert.deepEqual([address, bytes.length], [STACK - 492, 492]);
  const word = (offset: number) => view(bytes).getUint32(offset);
  assert.deepEqual([word(0), word(4), word(8)], [address + 28, 12, 0xffffffff]);
  assert.deepEqual([word(12), word(16), word(24)], [address + 24, 0x1234, 0x55aa]);
  assert.deepEqual([word(28), word(32)], [0x4e424e42, STACK]);
  assert.deepEqual([word(36), word(64), word(68), word(92)], [0x100, 0x107, 0x200, 0x206]);
  assert.deepEqual([word(108), word(112), word(200)], [0x40000000, 0x300, 0x407]);
  assert.deepEqual([word(204), word(208), word(212), word(216)], [0x50, 0x0a000008, 0x2044, 0]);
  assert.deepEqual([view(bytes).getUint16(400), word(402), view(bytes).getUint16(406)], [0x15, PC, 0]);
  conventions.enterHandler(context, DELIVERY, address);
  const { words } = context;
  assert.deepEqual([words[Word.A + 7], words[ContextWord.Pc], words[Word.Ccr]], [address, 0x2300, 0]);
  assert.equal(words[Word.D + 3], 0x103);
});

test('the handler of a UNIX program gets its numbers, and a frame of 36 bytes', () => {
  const context = telling();
  const delivery = { ...DELIVERY, personality: 'unix', signal: 6 } as const;
  const { address, bytes } = conventions.signalFrame(context, delivery);
  const words = Array.from({ length: 9 }, (_, i) => view(bytes).getUint32(4 * i));
  assert.deepEqual([address, bytes.length], [STACK - 36, 36]);
  assert.deepEqual(words, [2, 0xffffffff, address + 16, 0x1234, 0, 0x55aa, STACK, PC, 0x15]);
  conventions.enterHandler(context, delivery, address);
  assert.deepEqual([context.words[Word.A + 7], context.words[ContextWord.Pc]], [address, 0x2300]);
});

/** What the kernel sees of the frame at `trap #2`, the handler's return address having been taken off. */
function returned(context: Context): Uint8Array {
  const { address, bytes } = conventions.signalFrame(context, DELIVERY);
  conventions.enterHandler(context, DELIVERY, address);
  context.words.fill(7, Word.D, Word.ReadTag);
  context.words[Word.A + 7] = address + 4;
  assert.deepEqual(conventions.signalReturnRange(context), { address: address + 4, size: 488 });
  return bytes.slice(4);
}

test('the return restores everything, and what the handler has changed in the frame', () => {
  const context = telling();
  const before = stateOf(context);
  const frame = returned(context);
  assert.equal(conventions.returnFromSignal(context, frame), 0x55aa);
  assert.deepEqual(stateOf(context), before);
  view(frame).setUint32(398, PC + 2);
  view(frame).setUint32(32, 0xdead);
  assert.equal(conventions.returnFromSignal(context, frame), 0x55aa);
  assert.deepEqual([context.words[ContextWord.Pc], context.words[Word.D]], [PC + 2, 0xdead]);
});

test('a frame that would give privileges, or of no known format, is refused', () => {
  const context = telling();
  const frame = returned(context);
  const before = stateOf(context);
  const refused = (change: (at: DataView) => void) => {
    const bad = frame.slice();
    change(view(bad));
    assert.equal(conventions.returnFromSignal(context, bad), null);
  };
  refused((at) => at.setUint16(396, 0x2000));
  for (const format of [3, 4, 7, 12, 15]) refused((at) => at.setUint16(402, format << 12));
  assert.equal(conventions.returnFromSignal(context, frame.subarray(1)), null);
  assert.deepEqual(stateOf(context), before);
  for (const format of [1, 2, 8, 9, 10, 11]) {
    view(frame).setUint16(402, format << 12);
    assert.equal(conventions.returnFromSignal(context, frame), 0x55aa);
  }
});

test("exceptions in the kernel's terms", () => {
  const describe = (vector: number) => {
    const context = telling();
    context.words[ContextWord.TrapCode] = vector;
    context.words[ContextWord.FaultAddress] = 0x3001;
    return conventions.describeTrap(context);
  };
  const signal = (vector: number) => {
    const trap = describe(vector);
    return trap.kind === 'signal' ? [trap.signal, trap.code, trap.address] : trap.kind;
  };
  for (const [vector, expected] of [
    [3, [4, 1, 0x3001]],
    [4, [3, 0, PC]],
    [5, [2, 0, PC]],
    [6, [3, 5, PC]],
    [7, [3, 4, PC]],
    [8, [3, 3, PC]],
    [10, [3, 6, PC]],
    [11, [3, 7, PC]],
    [34, 'signal-return'],
    [35, [3, 2, PC]],
    [46, [3, 2, PC]],
    [47, 'breakpoint'],
    [48, [2, 48, PC]],
    [54, [2, 54, PC]],
  ] as const)
    assert.deepEqual(signal(vector), expected, String(vector));
});

test('the record that migrates: 372 bytes, rebuilt exactly, nothing else left in the block', () => {
  const context = telling();
  const bytes = conventions.encapsulate(context);
  assert.deepEqual([bytes.length, conventions.encapsulatedSize], [372, 372]);
  const word = (offset: number) => view(bytes).getUint32(offset);
  assert.deepEqual([word(0), word(4), word(76), word(368)], [STACK, 0x100, 0x40000000, PC]);
  assert.equal(word(184) >>> 16, 0x1f18);

  const target = telling();
  target.words.fill(0x77, Word.D);
  assert.equal(conventions.deencapsulate(target, bytes), true);
  assert.deepEqual([...target.words.subarray(ContextWord.Pc)], [...context.words.subarray(ContextWord.Pc)]);
  const busy = bytes.slice();
  view(busy).setUint8(185, 0xb4);
  for (const wrong of [bytes.subarray(1), new Uint8Array(373), new Uint8Array(0), busy]) {
    assert.equal(conventions.deencapsulate(target, wrong), false);
    assert.deepEqual(stateOf(target), stateOf(context));
  }
});
