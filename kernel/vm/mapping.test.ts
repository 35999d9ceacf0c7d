import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import { type Process, ProcessFlag } from '../process.js';
import { isTask, type MaybeTask } from '../task.js';
import { FAKE_MAPPING_END } from '../testing/fake-machine.js';
import { createVmFixture, HEAP, PAGE, type VmFixture } from '../testing/vm-fixture.js';

const [READ, WRITE] = [4, 2];
const [SHARED, PRIVATE, FIXED] = [1, 2, 0x10];
const BYTES = 2 * PAGE + 50;
const [READER, WRITER] = [3, 4];

/** A host where stream 3 of every process reads a file, and stream 4 writes it too. */
function createMappingFixture(frames = 64) {
  const fixture = createVmFixture({ frames });
  const { run, vm, store } = fixture;
  const bytes = Uint8Array.from({ length: BYTES }, (_, i) => i % 100);
  store.offer(READER, { name: 'file', bytes, mode: 'r' });
  store.offer(WRITER, { name: 'file', bytes, mode: 'r+' });

  function call(process: Process, make: () => MaybeTask<number>): number {
    return run(function* () {
      const result = make();
      return isTask(result) ? yield* result : result;
    }, process);
  }
  const request = {
    start: 0,
    length: 3 * PAGE,
    protection: READ | WRITE,
    share: SHARED,
    streamID: WRITER,
    fileOffset: 0,
  };
  function map(process: Process, changes: Partial<typeof request> = {}): number {
    const mapped: { value?: number } = {};
    const args = { ...request, ...changes, mapped } as Parameters<typeof vm.calls.Vm_Mmap>[1];
    assert.equal(
      call(process, () => vm.calls.Vm_Mmap(process, args) as MaybeTask<number>),
      SUCCESS,
    );
    return mapped.value ?? 0;
  }
  const range = (
    name: 'Vm_Msync' | 'Vm_Mlock' | 'Vm_Munlock',
    process: Process,
    start: number,
    length: number,
  ) => call(process, () => vm.calls[name](process, { start, length }) as MaybeTask<number>);
  const unmap = (process: Process, start: number, length: number) =>
    call(process, () => vm.calls.Vm_Munmap(process, { start, length, noError: 0 }) as MaybeTask<number>);
  return { ...fixture, map, range, unmap };
}

function assertNothingLeft({ vm, store, freeFrames, allFrames }: VmFixture): void {
  vm.forgetCode('file test');
  assert.equal(store.openCount(), 0);
  assert.equal(freeFrames(), allFrames);
  assert.deepEqual(vm.segments(), []);
}

test('two processes see one page at different places, and the file has it at the end', () => {
  const fixture = createMappingFixture();
  const { map, execed, peek, poke, exit, store, killed } = fixture;
  const [one, two] = [execed(), execed()];
  const all = map(one);
  map(two, { length: PAGE });
  const last = map(two, { length: PAGE, fileOffset: 2 * PAGE });
  assert.equal(all, FAKE_MAPPING_END - 4 * PAGE, 'places are given out in units of two pages');
  assert.notEqual(last, all + 2 * PAGE);
  assert.equal(peek(two, last + 10), (2 * PAGE + 10) % 100);
  poke(one, all + 2 * PAGE + 10, 200);
  assert.equal(peek(two, last + 10), 200);
  poke(two, last + 49, 201);
  poke(two, last + 50, 202);
  assert.equal(peek(one, all + 2 * PAGE + 50), 202);
  exit(one);
  assert.equal(peek(two, last + 10), 200);
  exit(two);
  const { bytes } = store.contentsOf('file');
  assert.deepEqual([bytes.length, bytes[2 * PAGE + 10], bytes[2 * PAGE + 49]], [BYTES, 200, 201]);
  assert.deepEqual(killed, []);
  assertNothingLeft(fixture);
});

test('a page that cannot be read is a bad address, one that cannot be written kills nobody', () => {
  const fixture = createMappingFixture();
  const { map, execed, peek, poke, exit, store, range, killed, lines } = fixture;
  const process = execed();
  const at = map(process);
  store.failures.read = FAILURE;
  assert.equal(peek(process, at), null);
  store.failures.read = SUCCESS;
  assert.equal(peek(process, at), 0);
  poke(process, at, 7);
  store.failures.write = Status.FS_NO_DISK_SPACE;
  assert.equal(range('Vm_Msync', process, at, PAGE), Status.VM_SWAP_ERROR);
  assert.equal(range('Vm_Msync', process, at, PAGE), Status.VM_SWAP_ERROR);
  assert.equal(lines.length, 1, lines.join());
  store.failures.write = SUCCESS;
  assert.equal(peek(process, at), 7);
  assert.equal(range('Vm_Msync', process, at, PAGE), SUCCESS);
  assert.equal(store.contentsOf('file').bytes[0], 7);
  assert.deepEqual(killed, []);
  exit(process);
  assertNothingLeft(fixture);
});

test('modified pages of a file leave memory when others are wanted, and come back', () => {
  const fixture = createMappingFixture(24);
  const { map, execed, peek, poke, exit, vm, run } = fixture;
  const process = execed();
  const at = map(process);
  for (let i = 0; i < 3; i++) poke(process, at + i * PAGE, 50 + i);
  assert.equal(
    run(() => vm.createVA(process, HEAP + 8 * PAGE, 20 * PAGE), process),
    SUCCESS,
  );
  for (let i = 0; i < 20; i++) poke(process, HEAP + (8 + i) * PAGE, i);
  for (let i = 0; i < 20; i++) assert.equal(peek(process, HEAP + (8 + i) * PAGE), i);
  for (let i = 0; i < 3; i++) assert.equal(peek(process, at + i * PAGE), 50 + i);
  exit(process);
  assertNothingLeft(fixture);
});

test('a private mapping is a copy, which fork shares; who has mapped does not move', () => {
  const fixture = createMappingFixture();
  const { map, execed, forked, peek, poke, exit, store, vm, run } = fixture;
  const process = execed();
  const at = map(process, { share: PRIVATE, fileOffset: PAGE, length: PAGE });
  poke(process, at, 99);
  const child = forked(process);
  poke(child, at + 1, 98);
  assert.deepEqual([peek(child, at), peek(process, at + 1)], [99, 98]);
  assert.equal(store.contentsOf('file').bytes[PAGE], PAGE % 100);
  for (const one of [process, child]) {
    assert.notEqual(one.genFlags & ProcessFlag.DONT_MIGRATE, 0);
    assert.deepEqual(
      run(() => vm.encapsulation.size(one), one),
      { status: FAILURE },
    );
  }
  exit(process);
  assert.equal(peek(child, at), 99);
  exit(child);
  assertNothingLeft(fixture);
});

test('a mapping at a fixed place takes the place of what is there; a part may go', () => {
  const fixture = createMappingFixture();
  const { map, execed, peek, poke, exit, unmap, store } = fixture;
  const process = execed();
  const at = map(process);
  poke(process, at + PAGE, 77);
  assert.equal(map(process, { start: at + PAGE, length: PAGE, share: SHARED | FIXED }), at + PAGE);
  assert.equal(store.contentsOf('file').bytes[PAGE], 77);
  assert.deepEqual([peek(process, at + PAGE), peek(process, at + 2 * PAGE)], [0, (2 * PAGE) % 100]);
  assert.equal(unmap(process, at, PAGE), SUCCESS);
  assert.deepEqual([peek(process, at), peek(process, at + PAGE)], [null, 0]);
  assert.equal(unmap(process, at, PAGE), Status.VM_WRONG_SEG_TYPE);
  exit(process);
  assertNothingLeft(fixture);
});

test('wired pages stay in memory until they are let go, and no more than half of it can be', () => {
  const fixture = createMappingFixture(24);
  const { execed, exit, poke, range, vm, run, freeFrames } = fixture;
  const process = execed();
  const pages = 20;
  assert.equal(
    run(() => vm.createVA(process, HEAP + 8 * PAGE, pages * PAGE), process),
    SUCCESS,
  );
  const at = HEAP + 8 * PAGE;
  assert.equal(range('Vm_Mlock', process, at, pages * PAGE), Status.VM_NO_SEGMENTS);
  assert.equal(vm.frames.wiredCount(), 0);
  assert.equal(range('Vm_Mlock', process, at, 4 * PAGE), SUCCESS);
  for (let i = 0; i < pages; i++) poke(process, at + i * PAGE, i);
  for (let i = pages - 1; i >= 4; i--) poke(process, at + i * PAGE, i);
  const before = vm.frames.freeCount();
  for (let i = 0; i < 4; i++) {
    assert.notEqual(process.context?.lookup(at + i * PAGE, 0), -1, `page ${i} is in memory`);
  }
  assert.equal(freeFrames(), before);
  assert.deepEqual(
    run(() => vm.encapsulation.size(process), process),
    { status: FAILURE },
  );
  assert.equal(
    run(() => vm.destroyVA(process, at, PAGE), process),
    FAILURE,
  );
  assert.equal(range('Vm_Munlock', process, at, PAGE), SUCCESS);
  assert.equal(vm.frames.wiredCount(), 3);
  exit(process);
  assert.equal(vm.frames.wiredCount(), 0);
  assertNothingLeft(fixture);
});
