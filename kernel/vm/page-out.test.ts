import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { SECOND } from '../../arch/units.js';
import { createVmFixture, PAGE, STACK_TOP } from '../testing/vm-fixture.js';

const small = (pages: number) => createVmFixture({ frames: 4 + 3 + pages });
const stackPage = (page: number): number => STACK_TOP - page * PAGE;

test('pages that wait to be written are never many more than the limit, and all are there afterwards', () => {
  const { execed, start, settle, save, peek, vm, kernel, queue } = small(32);
  const process = execed();
  const limit = 32 / 4;
  let most = 0;
  const storing = start(process, function* () {
    for (let page = 1; page <= 100; page++) yield* save(process, stackPage(page), page);
  });
  while (!storing.done && queue.runNext(kernel.now() + 60 * SECOND)) {
    most = Math.max(most, vm.frames.dirtyCount());
  }
  assert.ok(most > 3 && most <= limit + 1, `${most} waiting`);
  settle();
  assert.equal(vm.frames.dirtyCount(), 0);
  for (let page = 1; page <= 100; page++) assert.equal(peek(process, stackPage(page)), page);
});

test('an age is known to a turn of the clock, which stops when nothing is used', () => {
  const { execed, poke, settle, vm, kernel, queue } = small(32);
  const process = execed();
  settle();
  assert.equal(queue.nextTime(kernel.hostId), Number.POSITIVE_INFINITY, 'an idle host has no event');
  const before = kernel.now();
  assert.ok(before < 5 * SECOND, `the clock ran for ${before} ns`);
  settle(100 * SECOND);
  queue.advanceTo(100 * SECOND);
  poke(process, stackPage(1), 1);
  settle();
  assert.ok(kernel.now() > 100 * SECOND && kernel.now() < 105 * SECOND);
  // The page that was initialised by exec has not been used since.
  assert.equal(vm.frames.oldestUseSeconds(), 1);
  poke(process, stackPage(1), 1);
});

test('the clock starts a process only where a page has been used', () => {
  const { execed, poke, settle, kernel } = createVmFixture({ frames: 1024 });
  const process = execed();
  settle();
  poke(process, stackPage(1), 1);
  const before = kernel.scheduler.statistics().contextSwitches;
  const sinceNs = kernel.now();
  settle();
  const turnSeconds = (kernel.now() - sinceNs) / SECOND;
  const switches = kernel.scheduler.statistics().contextSwitches - before;
  assert.ok(turnSeconds > 9 && switches <= 3, `${switches} switches in ${turnSeconds} s`);
});

test('while the swap server is down nobody gets a frame, and nothing is lost', () => {
  const { execed, start, settle, save, peek, store, killed, lines } = small(8);
  const process = execed();
  const storing = start(process, function* () {
    for (let page = 1; page <= 20; page++) yield* save(process, stackPage(page), page);
  });
  store.failures.write = Status.RPC_TIMEOUT;
  settle(30 * SECOND);
  assert.equal(storing.done, false);
  assert.ok(lines.some((line) => line.startsWith('Swap server down')));
  store.failures.write = SUCCESS;
  settle();
  assert.equal(storing.done, true);
  assert.ok(lines.includes('Swap server up again'));
  assert.deepEqual(killed, []);
  for (let page = 1; page <= 20; page++) assert.equal(peek(process, stackPage(page)), page);
});

test('a flush waits for the swap server too', () => {
  const { execed, poke, peek, run, start, settle, store, vm } = createVmFixture();
  const process = execed();
  poke(process, stackPage(1), 7);
  const bytes = new Uint8Array(Int32Array.of(vm.segmentNumbers(process)[3], 0, 0x7fff_ffff).buffer);
  run(() => vm.copyOut(process, stackPage(2), bytes), process);
  store.failures.write = Status.FS_STALE_HANDLE;
  const flushing = start(process, function* () {
    const work = vm.calls.Vm_Cmd(process, { command: 16, arg: stackPage(2) });
    return typeof work === 'object' && 'next' in work ? yield* work : work;
  });
  settle(30 * SECOND);
  assert.equal(flushing.done, false);
  store.failures.write = SUCCESS;
  settle();
  assert.equal(flushing.value(), SUCCESS);
  assert.equal(store.swapNames().length, 1);
  assert.equal(peek(process, stackPage(1)), 7);
});
