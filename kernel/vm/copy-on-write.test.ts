import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import { isTask, type Task } from '../task.js';
import { createVmFixture, HEAP, PAGE, STACK_TOP, type VmFixture } from '../testing/vm-fixture.js';
import { Pte } from './page-table.js';
import { entryOf, type Segment } from './segment.js';

const X = HEAP + 2 * PAGE;

function heapOf({ vm }: VmFixture, process: Process): Segment {
  const number = vm.segmentNumbers(process)[2];
  const heap = vm.segments().find((segment) => segment.number === number);
  if (heap === undefined) throw new Error('no heap');
  return heap;
}

/** The entry of the page at X, in words. */
function state(fixture: VmFixture, process: Process): string {
  const entry = entryOf(heapOf(fixture, process), X / PAGE);
  const words: string[] = [];
  if ((entry & Pte.ZeroFill) !== 0) words.push('zero');
  if ((entry & Pte.Resident) !== 0) words.push('resident');
  if ((entry & Pte.OnSwap) !== 0) words.push('swap');
  if ((entry & Pte.CopyOnWrite) !== 0) words.push('master');
  if ((entry & Pte.CopyOnRef) !== 0) words.push(`of ${entry & Pte.Frame}`);
  return words.join(' ');
}

function* flush({ vm }: VmFixture, process: Process, number: number): Task<void> {
  const bytes = new Uint8Array(Int32Array.of(number, 0, 0x7fff_ffff).buffer);
  const at = STACK_TOP - 12;
  assert.equal(yield* vm.copyOut(process, at, bytes), true);
  const flushing = vm.calls.Vm_Cmd(process, { command: 16, arg: at });
  assert.equal(isTask(flushing) ? yield* flushing : flushing, SUCCESS);
}

const flushHeap = (fixture: VmFixture, process: Process): void =>
  fixture.run(() => flush(fixture, process, heapOf(fixture, process).number), process);

test('fork shares what is owned, and copies entries of what has never been touched', () => {
  const fixture = createVmFixture();
  const { execed, forked, poke, peek, freeFrames } = fixture;
  const parent = execed();
  const untouched = forked(parent);
  assert.equal(state(fixture, parent), 'zero');
  assert.equal(state(fixture, untouched), 'zero');
  poke(parent, X, 1);
  const before = freeFrames();
  const child = forked(parent);
  assert.equal(freeFrames(), before);
  assert.equal(state(fixture, parent), 'resident master');
  assert.equal(state(fixture, child), `of ${heapOf(fixture, parent).number}`);
  const grandchild = forked(child);
  assert.equal(state(fixture, grandchild), `of ${heapOf(fixture, parent).number}`, 'never chained');
  assert.equal(peek(grandchild, X), 1);
  assert.equal(peek(child, X), 1);
  assert.equal(state(fixture, parent), 'resident', 'nobody is left to share with');
});

test('a read by the child copies, and a write by the master gives the first child a copy', () => {
  const fixture = createVmFixture();
  const { execed, forked, poke, peek } = fixture;
  const parent = execed();
  poke(parent, X, 1);
  const [first, second] = [forked(parent), forked(parent)];
  poke(parent, X, 2);
  assert.equal(state(fixture, parent), 'resident');
  assert.equal(state(fixture, first), 'resident master');
  assert.equal(state(fixture, second), `of ${heapOf(fixture, first).number}`);
  assert.deepEqual(
    [parent, first, second].map((process) => peek(process, X)),
    [2, 1, 1],
  );
  poke(first, X, 3);
  poke(second, X, 4);
  assert.deepEqual(
    [parent, first, second].map((process) => peek(process, X)),
    [2, 3, 4],
  );
});

test('a master that goes hands its frame over', () => {
  const fixture = createVmFixture();
  const { execed, exit, forked, poke, peek, freeFrames } = fixture;
  const parent = execed();
  poke(parent, X, 1);
  const [first, second] = [forked(parent), forked(parent)];
  const owned = heapOf(fixture, parent).residentCount;
  const before = freeFrames();
  exit(parent);
  assert.equal(state(fixture, first), 'resident master');
  assert.equal(state(fixture, second), `of ${heapOf(fixture, first).number}`);
  assert.equal(heapOf(fixture, first).residentCount, owned);
  assert.equal(freeFrames(), before);
  exit(first);
  assert.equal(state(fixture, second), 'resident');
  assert.equal(peek(second, X), 1);
});

test('when the children have gone a write is a quick fault, or none when the master is alone', () => {
  const fixture = createVmFixture();
  const { execed, exit, forked, poke, freeFrames, vm } = fixture;
  const parent = execed();
  poke(parent, X, 1);
  const [first, second] = [forked(parent), forked(parent)];
  exit(first);
  assert.equal(state(fixture, parent), 'resident master');
  fixture.peek(second, X);
  assert.equal(state(fixture, parent), 'resident');
  exit(second);
  assert.equal(heapOf(fixture, parent).lineage, null);
  assert.equal(heapOf(fixture, parent).cowCount, 0);
  const before = freeFrames();
  assert.equal(poke(parent, X, 2), true);
  assert.equal(freeFrames(), before);
  assert.equal(
    vm.segments().every(({ corCount }) => corCount === 0),
    true,
  );
});

test("a master on swap: the child reads its file; the master's write copies it for the child", () => {
  const fixture = createVmFixture();
  const { execed, forked, poke, peek } = fixture;
  const parent = execed();
  poke(parent, X, 1);
  const [first, second] = [forked(parent), forked(parent)];
  flushHeap(fixture, parent);
  assert.equal(state(fixture, parent), 'swap master');
  assert.equal(peek(second, X), 1);
  assert.equal(state(fixture, second), 'resident');
  poke(parent, X, 2);
  assert.equal(state(fixture, parent), 'resident swap');
  assert.equal(state(fixture, first), 'swap');
  assert.deepEqual(
    [parent, first, second].map((process) => peek(process, X)),
    [2, 1, 1],
  );
});

test('a master on swap that exits leaves its children a copy of the file', () => {
  const fixture = createVmFixture();
  const { execed, exit, forked, poke, peek, store } = fixture;
  const parent = execed();
  poke(parent, X, 1);
  const [first, second] = [forked(parent), forked(parent)];
  flushHeap(fixture, parent);
  exit(parent);
  assert.equal(state(fixture, first), 'swap master');
  assert.deepEqual(
    [first, second].map((process) => peek(process, X)),
    [1, 1],
  );
  exit(first);
  exit(second);
  assert.deepEqual(store.swapNames(), []);
  assert.equal(store.openCount(), 0);
});

test('a page that cannot be copied for a child costs the child, not the master', () => {
  const fixture = createVmFixture();
  const { execed, forked, poke, peek, store, killed } = fixture;
  const parent = execed();
  poke(parent, X, 1);
  const child = forked(parent);
  flushHeap(fixture, parent);
  store.failures.openSwap = Status.FS_NO_DISK_SPACE;
  assert.equal(poke(parent, X, 2), false, 'the fixture stops at any killing');
  assert.deepEqual(killed, [[child.slot, 3]]);
  assert.equal(poke(parent, X, 2), true);
  assert.equal(peek(parent, X), 2);
  assert.equal(peek(child, X), null);
});

test('stacks are copied on write too, at whatever depth', () => {
  const { execed, forked, poke, peek } = createVmFixture();
  const parent = execed();
  const deep = STACK_TOP - 30 * PAGE;
  poke(parent, deep, 5);
  const child = forked(parent);
  poke(parent, deep - 40 * PAGE, 6);
  poke(child, deep, 7);
  assert.deepEqual([peek(parent, deep), peek(child, deep)], [5, 7]);
  assert.equal(peek(child, deep - 40 * PAGE), 0);
});

test('fork costs a constant for each page it marks', () => {
  const costs = { markResidentPageNs: 35_000, markSwappedPageNs: 7000, contextSwitchNs: 0 };
  const fixture = createVmFixture({ costs });
  const { kernel, execed, forked, poke } = fixture;
  const parent = execed();
  for (let page = 0; page < 4; page++) poke(parent, HEAP + page * PAGE, 1);
  let before = kernel.now();
  forked(parent);
  assert.equal(kernel.now() - before, 4 * costs.markResidentPageNs);
  flushHeap(fixture, parent);
  before = kernel.now();
  forked(parent);
  // Marked again, on swap; the page of the stack that the flush was asked with is resident.
  assert.equal(kernel.now() - before, 4 * costs.markSwappedPageNs + costs.markResidentPageNs);
});

test('master and children write at the same time', () => {
  const { execed, forked, poke, peek, start, settle, save, vm, exit, store, freeFrames, allFrames } =
    createVmFixture();
  const parent = execed();
  for (let page = 0; page < 4; page++) poke(parent, HEAP + page * PAGE, 100);
  const all = [parent, forked(parent), forked(parent), forked(parent)];
  const running = all.map((process, i) =>
    start(process, function* () {
      for (let page = 0; page < 4; page++) yield* save(process, HEAP + page * PAGE, i);
    }),
  );
  settle();
  for (const task of running) task.value();
  for (const [i, process] of all.entries()) {
    for (let page = 0; page < 4; page++) assert.equal(peek(process, HEAP + page * PAGE), i);
  }
  for (const process of all) exit(process);
  vm.forgetCode('file test');
  assert.equal(freeFrames(), allFrames);
  assert.equal(store.openCount(), 0);
});

test('owners go, with and without heirs, while their pages are being written out', () => {
  const fixture = createVmFixture();
  const { execed, forked, poke, peek, start, settle, kernel, vm, store, exit, freeFrames, allFrames } =
    fixture;
  const milliseconds = [1, 10, 25, 35, 45, 55];
  for (const [delay, hasHeir] of milliseconds.flatMap((ms) => [[ms, true] as const, [ms, false] as const])) {
    const master = execed();
    poke(master, X, 1);
    const heirs = hasHeir ? [forked(master)] : [];
    const others = [execed(), execed()];
    const flushing = others.map((other) =>
      start(other, () => flush(fixture, other, heapOf(fixture, master).number)),
    );
    settle(kernel.now() + delay * 1_000_000);
    const leaving = start(master, () => vm.release(master));
    settle();
    for (const task of [...flushing, leaving]) assert.equal(task.done, true);
    kernel.processes.free(master);
    for (const heir of heirs) assert.equal(peek(heir, X), 1);
    for (const process of [...heirs, ...others]) exit(process);
  }
  vm.forgetCode('file test');
  assert.equal(freeFrames(), allFrames);
  assert.equal(store.openCount(), 0);
});
