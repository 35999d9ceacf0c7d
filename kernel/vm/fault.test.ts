import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { SECOND } from '../../arch/units.js';
import { CODE, createVmFixture, HEAP, PAGE, STACK_TOP, testProgram } from '../testing/vm-fixture.js';
import { MAX_STACK_GROWTH_BYTES } from './space.js';

test('the stack grows to the faulting page, and everything between becomes zeros', () => {
  const { execed, peek, poke } = createVmFixture();
  const process = execed();
  assert.equal(poke(process, STACK_TOP - 50 * PAGE, 7), true);
  assert.equal(peek(process, STACK_TOP - 50 * PAGE), 7);
  assert.equal(peek(process, STACK_TOP - 20 * PAGE), 0);
  assert.equal(peek(process, STACK_TOP - 1), 0);
});

test('growth is limited to 8 MB below the page table, not below the last page', () => {
  const { execed, peek } = createVmFixture();
  const process = execed();
  const tableStart = STACK_TOP - 4 * PAGE;
  assert.equal(peek(process, tableStart - MAX_STACK_GROWTH_BYTES - PAGE), null);
  assert.equal(peek(process, tableStart - MAX_STACK_GROWTH_BYTES), 0);
  assert.equal(peek(process, tableStart - 2 * MAX_STACK_GROWTH_BYTES), 0, 'from the new table');
});

test('heap and stack do not meet: page tables count', () => {
  const { execed, peek, run, vm } = createVmFixture();
  const process = execed();
  // The stack's table now ends at 16 MB - 4 pages.
  for (const megabytes of [24, 16]) assert.equal(peek(process, megabytes * 0x10_0000), 0);
  const room = 0x100_0000 - HEAP;
  const grow = (size: number) => run(() => vm.createVA(process, HEAP, size), process);
  assert.equal(grow(room + 1), Status.VM_SEG_TOO_LARGE);
  assert.equal(grow(room), SUCCESS);
  assert.equal(peek(process, 0x100_0000 - 1), 0);
  assert.equal(peek(process, 0x100_0000), 0, 'the stack has kept its page');
});

test('a fault costs its constant, and a page of zeros its bytes', () => {
  const { kernel, execed, run, load } = createVmFixture({ costs: { pageFaultNs: 7000, zeroNsPerByte: 3 } });
  const process = execed();
  const before = kernel.now();
  run(() => load(process, STACK_TOP - 1), process);
  const switching = kernel.machine.costs.contextSwitchNs;
  assert.ok(kernel.now() - before >= 7000 + 3 * PAGE);
  assert.ok(kernel.now() - before <= 7000 + 3 * PAGE + switching);
});

test('two users of a code page fault on it together: it is read once', () => {
  const { execed, start, settle, load, store } = createVmFixture();
  const running = [execed(), execed()].map((process) => start(process, () => load(process, CODE)));
  settle();
  assert.deepEqual(
    running.map((task) => task.value()),
    [testProgram[0], testProgram[0]],
  );
  assert.equal(store.counts.code, 1);
});

test('a page that cannot be read kills every user of the segment, and fails for ever', () => {
  const { execed, exit, forked, peek, store, killed, vm, freeFrames, allFrames } = createVmFixture();
  const parent = execed();
  const child = forked(parent);
  store.failures.read = Status.DEV_HARD_ERROR;
  assert.equal(peek(parent, CODE), null);
  assert.deepEqual(killed, [
    [parent.slot, 3],
    [child.slot, 3],
  ]);
  store.failures.read = SUCCESS;
  assert.equal(peek(child, CODE), null);
  exit(parent);
  exit(child);
  assert.deepEqual(vm.segments(), [], 'such code does not stay');
  assert.equal(freeFrames(), allFrames);
});

test('a server that is away is waited for', () => {
  const { execed, start, settle, load, store, kernel, killed } = createVmFixture();
  const process = execed();
  store.failures.read = Status.RPC_TIMEOUT;
  const running = start(process, () => load(process, CODE));
  settle(kernel.now() + 90 * SECOND);
  assert.equal(running.done, false);
  store.failures.read = SUCCESS;
  settle();
  assert.equal(running.value(), testProgram[0]);
  assert.deepEqual(killed, []);
});

test('fork waits for a page that another user of the heap is fetching', () => {
  const { execed, forked, newProcess, start, settle, load, peek, vm } = createVmFixture();
  const parent = execed();
  const sharer = forked(parent, true);
  const child = newProcess();
  const fetching = start(sharer, () => load(sharer, HEAP));
  const forking = start(parent, () => vm.fork(parent, child, false));
  settle();
  assert.equal(fetching.value(), testProgram[2 * PAGE]);
  assert.equal(forking.value(), SUCCESS);
  assert.equal(peek(child, HEAP), testProgram[2 * PAGE]);
});

test('a page is destroyed by one user while another is fetching it', () => {
  const { execed, forked, start, settle, load, peek, vm, freeFrames } = createVmFixture();
  const parent = execed();
  const sharer = forked(parent, true);
  const before = freeFrames();
  const fetching = start(sharer, () => load(sharer, HEAP));
  const destroying = start(parent, () => vm.destroyVA(parent, HEAP, PAGE));
  settle();
  fetching.value();
  assert.equal(destroying.value(), SUCCESS);
  assert.equal(peek(sharer, HEAP), null);
  assert.equal(freeFrames(), before);
});
