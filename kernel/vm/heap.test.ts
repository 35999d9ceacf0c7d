import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { createVmFixture, HEAP, PAGE, STACK_TOP } from '../testing/vm-fixture.js';

const HEAP_PAGES = 4;

test('created pages are zeros; a gap stays invalid; what is valid keeps its contents', () => {
  const { execed, run, vm, peek, poke } = createVmFixture();
  const process = execed();
  const create = (address: number, size: number) => run(() => vm.createVA(process, address, size), process);
  assert.equal(poke(process, HEAP + 3 * PAGE, 5), true);
  // From the last byte of page 6 to the first of page 7.
  assert.equal(create(HEAP + 7 * PAGE - 1, 2), SUCCESS);
  assert.equal(peek(process, HEAP + 6 * PAGE), 0);
  assert.equal(peek(process, HEAP + 8 * PAGE - 1), 0);
  for (const page of [4, 5, 8]) assert.equal(peek(process, HEAP + page * PAGE), null, `page ${page}`);
  assert.equal(create(HEAP, 8 * PAGE), SUCCESS);
  assert.equal(peek(process, HEAP + 3 * PAGE), 5);
  assert.equal(peek(process, HEAP + 4 * PAGE), 0);
});

test('what cannot be created', () => {
  const { execed, run, vm } = createVmFixture();
  const process = execed();
  const create = (address: number, size: number) => run(() => vm.createVA(process, address, size), process);
  assert.equal(create(HEAP - 1, 1), Status.VM_WRONG_SEG_TYPE);
  assert.equal(create(0, PAGE), Status.VM_WRONG_SEG_TYPE);
  assert.equal(create(HEAP, 0x7fff_ffff), Status.VM_SEG_TOO_LARGE);
  assert.equal(create(STACK_TOP - 2 * PAGE, 1), Status.VM_SEG_TOO_LARGE);
  assert.equal(create(0xffff_ff00, PAGE), Status.VM_SEG_TOO_LARGE);
  assert.equal(create(HEAP, 0), SUCCESS);
  assert.equal(create(HEAP, -5), SUCCESS);
});

test('destroyed pages are gone with their frames, and the heap is shorter if they were its last', () => {
  const { execed, run, vm, peek, poke, freeFrames } = createVmFixture();
  const process = execed();
  const destroy = (address: number, size: number) => run(() => vm.destroyVA(process, address, size), process);
  const heapPages = () =>
    vm.segments().find(({ number }) => number === vm.segmentNumbers(process)[2])?.pageCount;
  for (let page = 0; page < HEAP_PAGES; page++) poke(process, HEAP + page * PAGE, page + 1);
  const before = freeFrames();
  assert.equal(destroy(HEAP + PAGE, 1), SUCCESS);
  assert.equal(freeFrames(), before + 1);
  assert.equal(peek(process, HEAP + PAGE), null);
  assert.equal(heapPages(), HEAP_PAGES);
  assert.equal(destroy(HEAP + 2 * PAGE, 100 * PAGE), SUCCESS);
  assert.equal(freeFrames(), before + 3);
  assert.equal(heapPages(), 2);
  assert.equal(peek(process, HEAP), 1);
  assert.equal(destroy(HEAP - PAGE, PAGE), Status.VM_WRONG_SEG_TYPE);
  assert.equal(
    run(() => vm.createVA(process, HEAP + PAGE, PAGE), process),
    SUCCESS,
  );
  assert.equal(peek(process, HEAP + PAGE), 0, 'not what was there before');
});

test('a child keeps what the parent destroys', () => {
  const { execed, forked, run, vm, peek, poke, freeFrames } = createVmFixture();
  const parent = execed();
  poke(parent, HEAP + 3 * PAGE, 9);
  const child = forked(parent);
  const before = freeFrames();
  run(() => vm.destroyVA(parent, HEAP + 3 * PAGE, PAGE), parent);
  assert.equal(freeFrames(), before, 'the frame is handed over');
  assert.equal(peek(parent, HEAP + 3 * PAGE), null);
  assert.equal(peek(child, HEAP + 3 * PAGE), 9);
});

test("users of one heap see each other's growth, and it keeps clear of both stacks", () => {
  const { execed, forked, run, vm, peek, poke, exit, freeFrames } = createVmFixture();
  const parent = execed();
  const child = forked(parent, true);
  assert.equal(
    run(() => vm.createVA(child, HEAP + 10 * PAGE, PAGE), child),
    SUCCESS,
  );
  assert.equal(poke(child, HEAP + 10 * PAGE, 3), true);
  assert.equal(peek(parent, HEAP + 10 * PAGE), 3);
  poke(parent, STACK_TOP - 1, 1);
  assert.equal(peek(child, STACK_TOP - 1), 0, 'stacks are not shared');
  peek(child, STACK_TOP - 0x10_0000);
  const reach = STACK_TOP - 0x10_0000 - HEAP;
  assert.equal(
    run(() => vm.createVA(parent, HEAP, reach + PAGE), parent),
    Status.VM_SEG_TOO_LARGE,
  );
  const before = freeFrames();
  exit(child);
  assert.equal(freeFrames(), before + 2, 'its stack pages');
  assert.equal(peek(parent, HEAP + 10 * PAGE), 3);
});
