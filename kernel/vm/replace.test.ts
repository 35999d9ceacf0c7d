import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import {
  CODE,
  createVmFixture,
  HEAP,
  PAGE,
  STACK_TOP,
  testImage,
  testProgram,
} from '../testing/vm-fixture.js';

/** Kernel, reserve, and this many for pages. */
const small = (pages: number) => createVmFixture({ frames: 4 + 3 + pages });

test('a program larger than memory runs, and what it had on swap is gone when it exits', () => {
  const { execed, exit, run, vm, peek, poke, store, freeFrames, allFrames } = small(8);
  const process = execed();
  const pages = 40;
  assert.equal(
    run(() => vm.createVA(process, HEAP, pages * PAGE), process),
    SUCCESS,
  );
  for (let round = 1; round <= 3; round++) {
    for (let page = 4; page < pages; page++) poke(process, HEAP + page * PAGE, round + page);
    for (let page = 4; page < pages; page++) assert.equal(peek(process, HEAP + page * PAGE), round + page);
    assert.equal(peek(process, CODE), testProgram[0]);
  }
  assert.ok(store.counts.written > 0 && store.counts.swap > 0);
  assert.deepEqual(store.swapNames(), [vm.segmentNumbers(process)[2]]);
  exit(process);
  vm.forgetCode('file test');
  assert.deepEqual(store.swapNames(), []);
  assert.equal(store.openCount(), 0);
  assert.equal(freeFrames(), allFrames);
});

test('a page used again and again is fetched less often than memory is turned over', () => {
  const { execed, run, vm, peek, poke, store } = small(16);
  const process = execed();
  run(() => vm.createVA(process, HEAP, 80 * PAGE), process);
  for (let page = 4; page < 80; page++) {
    peek(process, CODE);
    poke(process, HEAP + page * PAGE, 1);
  }
  assert.ok(store.counts.code <= 76 / 16, `${store.counts.code} times`);
});

test('inactive code ages with everybody else', () => {
  const { execed, exit, peek, poke, vm, store } = small(12);
  const old = execed('old');
  peek(old, CODE);
  peek(old, CODE + PAGE);
  exit(old);
  const process = execed();
  const sticky = () => vm.segments().find(({ identity }) => identity === 'file old')?.residentCount;
  for (let page = 1; page <= 9; page++) poke(process, STACK_TOP - page * PAGE, 1);
  assert.equal(sticky(), 2);
  for (let page = 10; page <= 20; page++) poke(process, STACK_TOP - page * PAGE, 1);
  assert.equal(sticky(), 0);
  assert.ok(store.counts.written < 20);
});

test('a stack on swap is found again after it has grown', () => {
  const { execed, peek, poke } = small(6);
  const process = execed();
  for (let page = 1; page <= 30; page++) poke(process, STACK_TOP - page * PAGE, page);
  for (let page = 1; page <= 30; page++) assert.equal(peek(process, STACK_TOP - page * PAGE), page);
});

test('a swap file that cannot be made, or written, kills the owners of the page', () => {
  for (const failing of ['openSwap', 'write'] as const) {
    const { execed, exit, run, save, store, killed, vm, freeFrames, allFrames } = small(8);
    const process = execed();
    store.failures[failing] = Status.FS_NO_DISK_SPACE;
    const survived = run(function* () {
      for (let page = 1; page <= 20; page++) {
        if (!(yield* save(process, STACK_TOP - page * PAGE, page))) return true;
      }
      return false;
    }, process);
    assert.equal(survived, true);
    assert.deepEqual(killed[0], [process.slot, 3]);
    exit(process);
    vm.forgetCode('file test');
    assert.equal(freeFrames(), allFrames);
    assert.equal(store.openCount(), 0);
  }
});

test('when no page can leave memory the one who asks is killed', () => {
  const { execed, peek, vm, killed, freeFrames } = small(8);
  const process = execed();
  while (vm.arbiter.lend(null));
  assert.equal(freeFrames(), 0);
  // Its own page of data can still make room, so lock that.
  const heap = vm.segments().find(({ number }) => number === vm.segmentNumbers(process)[2]);
  assert.ok(heap);
  heap.flags |= 0x400;
  assert.equal(peek(process, STACK_TOP - 1), null);
  assert.deepEqual(killed, [[process.slot, 3]]);
});

test('several processes fight for memory', () => {
  const { execed, start, settle, load, save, exit, vm, store, freeFrames, allFrames, killed } = small(12);
  const all = [execed(), execed(), execed()];
  const running = all.map((process, i) =>
    start(process, function* () {
      for (let round = 0; round < 3; round++) {
        for (let page = 1; page <= 10; page++) {
          yield* save(process, STACK_TOP - page * PAGE, 16 * i + page + round);
        }
        for (let page = 1; page <= 10; page++) {
          assert.equal(yield* load(process, STACK_TOP - page * PAGE), 16 * i + page + round);
        }
      }
    }),
  );
  settle();
  for (const task of running) task.value();
  assert.deepEqual(killed, []);
  for (const process of all) exit(process);
  vm.forgetCode('file test');
  assert.equal(freeFrames(), allFrames);
  assert.equal(store.openCount(), 0);
});

test('what is stored while a page is being written out is not lost', () => {
  const { execed, poke, peek, run, start, settle, kernel, engine, vm } = createVmFixture();
  const owner = execed();
  poke(owner, HEAP, 1);
  const other = execed();
  const bytes = new Uint8Array(Int32Array.of(vm.segmentNumbers(owner)[2], 0, 0x7fff_ffff).buffer);
  run(() => vm.copyOut(other, STACK_TOP - 12, bytes), other);
  function* flush() {
    const flushing = vm.calls.Vm_Cmd(other, { command: 16, arg: STACK_TOP - 12 });
    if (typeof flushing === 'object' && 'next' in flushing) yield* flushing;
  }
  const flushing = start(other, flush);
  // Into the middle of the transfer: the file is open, the page on its way.
  while (!vm.frames.anyLocked()) settle(kernel.now() + 1000);
  settle(kernel.now() + 25 * 1_000_000);
  assert.equal(vm.frames.anyLocked(), true);
  assert.ok(owner.context);
  assert.equal(engine.store(owner.context, HEAP, 2), 'done');
  settle();
  assert.equal(flushing.done, true);
  run(flush, other);
  assert.equal(peek(owner, HEAP), 2);
});

/** A process whose image needs no page at once, in a host without a free frame but for what `owner` has. */
function starved() {
  const fixture = small(8);
  const { newProcess, run, vm, store, execed } = fixture;
  const owner = execed();
  const other = newProcess();
  const aligned = { ...testImage, data: { ...testImage.data, size: PAGE } };
  run(() => vm.exec(other, aligned, store.open('other', testProgram)), other);
  while (vm.arbiter.lend(null));
  assert.equal(fixture.freeFrames(), 0);
  assert.equal(vm.frames.userCount(), 1);
  return { ...fixture, owner, other };
}

test('while a page is on its way out, others who want its frame wait', () => {
  const { owner, other, start, settle, load, killed } = starved();
  const running = [owner, other].map((process) => start(process, () => load(process, CODE)));
  settle();
  assert.deepEqual(killed, []);
  for (const task of running) assert.equal(task.value(), testProgram[0]);
});

test('a page stored to on its way out keeps its frame, and one touched is not taken unseen', () => {
  const { owner, other, start, settle, load, peek, engine, vm, kernel, killed } = starved();
  const wanting = start(other, () => load(other, CODE));
  while (!vm.frames.anyLocked()) settle(kernel.now() + 1000);
  settle(kernel.now() + 25 * 1_000_000);
  assert.equal(vm.frames.anyLocked(), true);
  assert.ok(owner.context);
  assert.equal(engine.store(owner.context, HEAP + PAGE, 77), 'done');
  settle();
  assert.equal(wanting.value(), testProgram[0]);
  assert.equal(peek(owner, HEAP + PAGE), 77);
  assert.deepEqual(killed, []);
});
