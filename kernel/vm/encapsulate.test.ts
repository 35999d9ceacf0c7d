import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import { isTask, type Task } from '../task.js';
import {
  CODE,
  createVmFixture,
  HEAP,
  PAGE,
  STACK_TOP,
  testProgram,
  type VmFixture,
} from '../testing/vm-fixture.js';

/** Take a process apart, and answer its bytes. */
function takeApart(fixture: VmFixture, process: Process): Uint8Array {
  const { run, vm } = fixture;
  return run(function* (): Task<Uint8Array> {
    const sized = yield* vm.encapsulation.size(process);
    if ('status' in sized) throw new Error(`size: 0x${sized.status.toString(16)}`);
    const packed = yield* vm.encapsulation.encapsulate(process);
    if ('status' in packed) throw new Error(`encapsulate: 0x${packed.status.toString(16)}`);
    assert.equal(packed.bytes.length, sized.size);
    const forgetting = vm.encapsulation.forget(process, false);
    if (isTask(forgetting)) yield* forgetting;
    return packed.bytes;
  }, process);
}

const rebuild = ({ run, vm }: VmFixture, process: Process, bytes: Uint8Array): Status =>
  run(() => vm.encapsulation.deencapsulate(process, bytes), process);

test('a process is rebuilt from its bytes and the files', () => {
  const fixture = createVmFixture();
  const { execed, exit, poke, peek, run, vm, store, freeFrames, allFrames } = fixture;
  const process = execed();
  const deep = STACK_TOP - 20 * PAGE;
  run(() => vm.createVA(process, HEAP + 9 * PAGE, PAGE), process);
  poke(process, HEAP + 5, 50);
  poke(process, HEAP + 9 * PAGE, 51);
  poke(process, deep, 52);
  const bytes = takeApart(fixture, process);
  assert.equal(vm.isEmpty(process.slot), true);
  assert.equal(process.context, null);
  assert.equal(vm.segments().length, 1, 'the code stays');
  assert.equal(freeFrames(), allFrames - vm.segments()[0].residentCount);
  assert.deepEqual(store.swapNames(), [], 'swap files go on without names');
  const swapReads = store.counts.swap;
  assert.equal(rebuild(fixture, process, bytes), SUCCESS);
  assert.equal(store.counts.swap, swapReads, 'nothing is read before it is wanted');
  assert.deepEqual(
    [CODE, HEAP + 5, HEAP + 6, HEAP + 9 * PAGE, deep, deep + PAGE].map((address) => peek(process, address)),
    [testProgram[0], 50, testProgram[2 * PAGE + 6], 51, 52, 0],
  );
  assert.equal(peek(process, HEAP + 8 * PAGE), null);
  assert.equal(poke(process, CODE, 1), false);
  // And once more, with a file that has no name already.
  poke(process, HEAP + 5, 60);
  assert.equal(rebuild(fixture, process, takeApart(fixture, process)), SUCCESS);
  assert.deepEqual(
    [HEAP + 5, deep].map((address) => peek(process, address)),
    [60, 52],
  );
  exit(process);
  assert.equal(store.openCount(), 0);
});

test('relatives are separated, and keep what they had', () => {
  const fixture = createVmFixture();
  const { execed, exit, forked, poke, peek, store } = fixture;
  const parent = execed();
  poke(parent, HEAP, 1);
  const child = forked(parent);
  const grandchild = forked(child);
  for (const mover of [child, parent]) {
    const bytes = takeApart(fixture, mover);
    assert.equal(peek(grandchild, HEAP), 1);
    assert.equal(rebuild(fixture, mover, bytes), SUCCESS);
    assert.equal(peek(mover, HEAP), 1);
  }
  poke(parent, HEAP, 2);
  assert.deepEqual(
    [parent, child, grandchild].map((process) => peek(process, HEAP)),
    [2, 1, 1],
  );
  for (const process of [parent, child, grandchild]) exit(process);
  assert.equal(store.openCount(), 0);
});

test('a shared heap is refused, and so is a process without memory', () => {
  const { execed, forked, newProcess, run, vm } = createVmFixture();
  const parent = execed();
  const child = forked(parent, true);
  for (const process of [parent, child, newProcess()]) {
    assert.deepEqual(
      run(() => vm.encapsulation.size(process), process),
      { status: FAILURE },
    );
  }
});

test('without a swap file it is refused cleanly; a page that cannot be written kills', () => {
  const { execed, poke, peek, run, vm, store, killed } = createVmFixture();
  const process = execed();
  poke(process, HEAP, 1);
  store.failures.openSwap = Status.FS_NO_DISK_SPACE;
  const size = () => run(() => vm.encapsulation.size(process), process);
  assert.deepEqual(size(), { status: Status.FS_NO_DISK_SPACE });
  assert.deepEqual(killed, []);
  assert.equal(peek(process, HEAP), 1);
  store.failures.openSwap = SUCCESS;
  store.failures.write = Status.FS_NO_DISK_SPACE;
  assert.deepEqual(size(), { status: Status.VM_SWAP_ERROR });
  assert.deepEqual(killed, [[process.slot, 3]]);
});

test('one who is packed and then exits leaves nothing', () => {
  const { execed, exit, run, vm, store, poke } = createVmFixture();
  const process = execed();
  poke(process, HEAP, 1);
  run(function* (): Task<void> {
    yield* vm.encapsulation.size(process);
    yield* vm.encapsulation.encapsulate(process);
  }, process);
  exit(process);
  assert.equal(store.openCount(), 0);
  assert.deepEqual(store.swapNames(), []);
});

test('bad bytes are refused, and nothing is made of them', () => {
  const fixture = createVmFixture();
  const { execed, newProcess, poke, vm, freeFrames } = fixture;
  const process = execed();
  poke(process, HEAP, 1);
  const good = takeApart(fixture, process);
  const victim = newProcess();
  const free = freeFrames();
  const segments = vm.segments().length;
  const refused = (bytes: Uint8Array): void => {
    const status = rebuild(fixture, victim, bytes);
    assert.ok(status === Status.PROC_MIGRATION_REFUSED || status === Status.FS_STALE_HANDLE, `${status}`);
    assert.equal(vm.isEmpty(victim.slot), true);
    assert.equal(vm.segments().length, segments);
    assert.equal(freeFrames(), free);
  };
  for (let length = 0; length < good.length; length += 7) refused(good.subarray(0, length));
  refused(Uint8Array.of(...good, 0));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => refused(bytes)),
    { numRuns: 50, seed: 1989 },
  );
  // Any one word of the geometry changed; the words of the streams and of ExecInfo are the files' business.
  const words = new DataView(good.buffer);
  const geometry = [0, 4, 8, 12, 16, 120, 128, 132, 136];
  for (const at of geometry) {
    for (const value of [-1, 0, 1, 0x7fff_ffff, 0x100_0000]) {
      const bad = good.slice();
      if (words.getInt32(at, true) === value) continue;
      new DataView(bad.buffer).setInt32(at, value, true);
      if (at === 4 && value >= 0) continue;
      if ((at === 0 || at === 12 || at === 16) && value === 1) continue;
      refused(bad);
    }
  }
  const heapTable = 140;
  const stackTable = heapTable + 4 * words.getInt32(136, true) + 76 + 20;
  const lastOfStack = stackTable + 4 * (words.getInt32(stackTable - 4, true) - 1);
  for (const [at, entry] of [
    ...[0x40000000, 0xc0000001, 0x84000005, 0x82000000, 0x20000000].map((bad) => [heapTable, bad] as const),
    [lastOfStack, 0x80000000] as const,
    [stackTable, 0xa0000000] as const,
  ]) {
    const bad = good.slice();
    new DataView(bad.buffer).setUint32(at, entry, true);
    refused(bad);
  }
  assert.equal(rebuild(fixture, victim, good), SUCCESS);
});
