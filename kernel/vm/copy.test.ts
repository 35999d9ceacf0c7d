import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1Bytes } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import { CODE, createVmFixture, HEAP, PAGE, STACK_TOP, testProgram } from '../testing/vm-fixture.js';

const HEAP_END = HEAP + 4 * PAGE;

test('bytes out and in again, across pages that are not there yet', () => {
  const { execed, run, vm, peek } = createVmFixture();
  const process = execed();
  const bytes = Uint8Array.from({ length: 500 }, (_, i) => i % 256);
  const at = HEAP + 2 * PAGE - 44;
  assert.equal(
    run(() => vm.copyOut(process, at, bytes), process),
    true,
  );
  assert.deepEqual(
    run(() => vm.copyIn(process, at, 500), process),
    bytes,
  );
  assert.equal(peek(process, at + 499), 499 % 256);
  assert.deepEqual(
    run(() => vm.copyIn(process, CODE, 300), process),
    testProgram.slice(0, 300),
  );
  assert.deepEqual(
    run(() => vm.copyIn(process, 0, 0), process),
    new Uint8Array(0),
  );
});

test('a copy of resident pages suspends nothing', () => {
  const { execed, poke, vm } = createVmFixture();
  const process = execed();
  poke(process, HEAP, 1);
  assert.equal(vm.copyIn(process, HEAP, 10).next().done, true);
  assert.equal(vm.copyOut(process, HEAP, new Uint8Array(10)).next().done, true);
});

test('a store that cannot be made whole stores nothing', () => {
  const { execed, run, vm, peek, poke } = createVmFixture();
  const process = execed();
  const store = (address: number, size: number) =>
    run(() => vm.copyOut(process, address, new Uint8Array(size).fill(9)), process);
  poke(process, HEAP_END - 1, 1);
  assert.equal(store(HEAP_END - 10, 11), false);
  assert.equal(peek(process, HEAP_END - 1), 1);
  assert.equal(store(CODE, 1), false);
  assert.equal(store(CODE + PAGE, HEAP - CODE), false);
  assert.equal(store(STACK_TOP - 1, 2), false);
  assert.equal(store(0xffff_ffff, 2), false);
  assert.equal(store(0xffff_fff0, 16), false);
  assert.equal(peek(process, STACK_TOP - 1), 0);
});

test('wild ranges cannot be read, whatever their size', () => {
  const { execed, run, vm } = createVmFixture();
  const process = execed();
  for (const [address, size] of [
    [0, 1],
    [HEAP, 0x7fff_ffff],
    [HEAP, -1],
    [HEAP_END, 1],
    [0xffff_ffff, 0xffff_ffff],
  ]) {
    assert.equal(
      run(() => vm.copyIn(process, address, size), process),
      null,
    );
  }
});

test('a pointer into stack pages that do not exist yet is good', () => {
  const { execed, run, vm, peek } = createVmFixture();
  const process = execed();
  const at = STACK_TOP - 10 * PAGE - 7;
  assert.equal(
    run(() => vm.copyOut(process, at, new Uint8Array(600).fill(4)), process),
    true,
  );
  assert.equal(peek(process, at + 599), 4);
});

test('strings', () => {
  const { execed, run, vm } = createVmFixture();
  const process = execed();
  const at = HEAP_END - 5;
  const read = (address: number, limit: number) =>
    run(() => vm.copyInString(process, address, limit), process);
  run(() => vm.copyOut(process, at, latin1Bytes('caf\xe9\0')), process);
  assert.deepEqual(read(at, 5), { text: 'caf\xe9' });
  assert.deepEqual(read(at, 1024), { text: 'caf\xe9' }, 'what follows the NUL need not exist');
  assert.equal(read(at, 4), 'too-long');
  run(() => vm.copyOut(process, at, latin1Bytes('abcde')), process);
  assert.equal(read(at, 5), 'too-long');
  assert.equal(read(at, 6), 'no-access');
  assert.equal(read(0, 10), 'no-access');
  run(() => vm.copyOut(process, HEAP + 2 * PAGE, new Uint8Array(2 * PAGE).fill(97)), process);
  run(() => vm.copyOut(process, HEAP + 3 * PAGE + 3, new Uint8Array(1)), process);
  assert.deepEqual(read(HEAP + 2 * PAGE, 1024), { text: 'a'.repeat(PAGE + 3) });
});

test('how much can be read is clipped as Vm_MakeAccessible does', () => {
  const { execed, run, vm } = createVmFixture();
  const process = execed();
  assert.equal(vm.accessible(process, CODE + 10, 10_000), 2 * PAGE - 10);
  assert.equal(vm.accessible(process, HEAP + 10, 20), 20);
  assert.equal(vm.accessible(process, HEAP + 10, 10_000), 4 * PAGE - 10);
  assert.equal(vm.accessible(process, HEAP_END, 1), 0);
  assert.equal(vm.accessible(process, STACK_TOP - 5 * PAGE, 10_000), 5 * PAGE);
  assert.equal(vm.accessible(process, 0, 1), 0);
  run(() => vm.destroyVA(process, HEAP + PAGE, 1), process);
  assert.equal(vm.accessible(process, HEAP, 10_000), PAGE);
});

test('a process without memory has none to copy', () => {
  const { newProcess, run, vm } = createVmFixture();
  const process = newProcess();
  assert.equal(
    run(() => vm.copyIn(process, HEAP, 1), process),
    null,
  );
  assert.equal(
    run(() => vm.copyOut(process, HEAP, new Uint8Array(1)), process),
    false,
  );
  assert.equal(
    run(() => vm.copyInString(process, HEAP, 1), process),
    'no-access',
  );
  assert.equal(vm.accessible(process, HEAP, 1), 0);
});

test('a copy larger than memory goes through', () => {
  const { execed, run, vm } = createVmFixture({ frames: 4 + 3 + 6 });
  const process = execed();
  const bytes = Uint8Array.from({ length: 20 * PAGE }, (_, i) => (i * 7) % 253);
  assert.equal(
    run(() => vm.createVA(process, HEAP, 30 * PAGE), process),
    SUCCESS,
  );
  assert.equal(
    run(() => vm.copyOut(process, HEAP + 5 * PAGE, bytes), process),
    true,
  );
  assert.deepEqual(
    run(() => vm.copyIn(process, HEAP + 5 * PAGE, bytes.length), process),
    bytes,
  );
});

test('a copy is charged by the byte', () => {
  const { execed, run, vm, kernel, poke } = createVmFixture({ costs: { copyNsPerByte: 185 } });
  const process = execed();
  poke(process, HEAP, 1);
  const before = kernel.now();
  run(() => vm.copyIn(process, HEAP, 100), process);
  assert.ok(kernel.now() - before >= 18_500);
});

test('a page that cannot be read makes the copy fail', () => {
  const { execed, run, vm, store, killed } = createVmFixture();
  const process = execed();
  store.failures.read = Status.DEV_HARD_ERROR;
  assert.equal(
    run(() => vm.copyIn(process, CODE, 1), process),
    null,
  );
  assert.equal(killed.length, 1);
});
