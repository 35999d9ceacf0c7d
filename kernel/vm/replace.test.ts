import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { CODE, createVmFixture, HEAP, PAGE, STACK_TOP, testProgram } from '../testing/vm-fixture.js';

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

test('a page used again and again stays in memory', () => {
  const { execed, run, vm, peek, poke, store } = small(8);
  const process = execed();
  run(() => vm.createVA(process, HEAP, 40 * PAGE), process);
  for (let page = 4; page < 40; page++) {
    peek(process, CODE);
    poke(process, HEAP + page * PAGE, 1);
  }
  assert.equal(store.counts.code, 1);
});

test('inactive code goes first', () => {
  const { execed, exit, peek, vm, store } = small(8);
  const old = execed('old');
  peek(old, CODE);
  peek(old, CODE + PAGE);
  exit(old);
  const process = execed();
  for (let page = 1; page <= 7; page++) peek(process, STACK_TOP - page * PAGE);
  assert.equal(store.counts.written, 0);
  assert.equal(vm.segments().find(({ identity }) => identity === 'file old')?.residentCount, 0);
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
  while (vm.frames.arbiter.lend());
  assert.equal(freeFrames(), 0);
  // Its own page of data can still make room, so lock that.
  const heap = vm.segments().find(({ number }) => number === vm.segmentNumbers(process)[2]);
  assert.ok(heap);
  heap.flags |= 0x400;
  assert.equal(peek(process, STACK_TOP - 1), null);
  assert.deepEqual(killed, [[process.slot, 3]]);
});

test('frames lent to the file cache are counted, and virtual memory keeps its share', () => {
  const { vm } = createVmFixture({ frames: 4 + 3 + 64 });
  const { arbiter } = vm.frames;
  let lent = 0;
  while (arbiter.lend()) lent++;
  assert.equal(lent, 60);
  assert.equal(vm.frames.freeCount(), 4);
  assert.equal(arbiter.lentCount(), 60);
  for (; lent > 0; lent--) arbiter.giveBack();
  assert.equal(vm.frames.freeCount(), 64);
  assert.throws(() => arbiter.giveBack(), /never lent/);
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
