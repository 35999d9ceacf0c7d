import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageDescription } from '../../arch/machine.js';
import { Status, SUCCESS } from '../../arch/status.js';
import {
  BSS_BYTES,
  CODE,
  createVmFixture,
  DATA_BYTES,
  HEAP,
  PAGE,
  STACK_TOP,
  testImage,
  testProgram,
} from '../testing/vm-fixture.js';
import { SEGMENT_COUNT, SegmentFlag } from './segment.js';

test('an image: code and data from the file, zeros behind the data, one page of stack', () => {
  const { execed, peek, poke } = createVmFixture();
  const process = execed();
  for (const at of [0, 1, PAGE, 2 * PAGE - 1]) assert.equal(peek(process, CODE + at), testProgram[at]);
  for (const at of [0, PAGE, DATA_BYTES - 1])
    assert.equal(peek(process, HEAP + at), testProgram[2 * PAGE + at]);
  for (const at of [DATA_BYTES, 2 * PAGE - 1, 2 * PAGE, DATA_BYTES + BSS_BYTES - 1]) {
    assert.equal(peek(process, HEAP + at), 0, `byte ${at} of the heap`);
  }
  assert.equal(peek(process, STACK_TOP - 1), 0);
  assert.equal(poke(process, HEAP + 3, 99), true);
  assert.equal(peek(process, HEAP + 3), 99);
});

test('what belongs to no segment cannot be had, and code cannot be written', () => {
  const { execed, peek, poke } = createVmFixture();
  const process = execed();
  assert.equal(poke(process, CODE, 1), false);
  assert.equal(peek(process, CODE), testProgram[0]);
  for (const address of [0, CODE - 1, CODE + 2 * PAGE, HEAP - 1, HEAP + 4 * PAGE, STACK_TOP, 0xffff_ffff]) {
    assert.equal(peek(process, address), null, address.toString(16));
  }
});

test('exec fetches the page in which the data end, and no other', () => {
  const { execed, store, vm } = createVmFixture();
  execed();
  assert.deepEqual(store.counts, { code: 0, direct: 0, heap: 1, swap: 0, written: 0 });
  assert.equal(
    vm.segments().reduce((sum, segment) => sum + segment.residentCount, 0),
    1,
  );
});

test('nothing is left of a process that has gone but its sticky code', () => {
  const { execed, exit, freeFrames, allFrames, vm, store, poke } = createVmFixture();
  const process = execed();
  poke(process, HEAP, 1);
  poke(process, STACK_TOP - 5000, 1);
  const { slot } = process;
  assert.equal(vm.isEmpty(slot), false);
  exit(process);
  assert.equal(vm.isEmpty(slot), true);
  assert.equal(process.context, null);
  assert.equal(store.openCount(), 0);
  assert.deepEqual(
    vm.segments().map(({ flags, users, file }) => [flags, users.length, file]),
    [[SegmentFlag.Inactive, 0, null]],
  );
  vm.forgetCode('file test');
  assert.deepEqual(vm.segments(), []);
  assert.equal(freeFrames(), allFrames);
});

test('code is shared while it is in use, found again when it is not, and forgotten on request', () => {
  const { execed, exit, peek, store, vm } = createVmFixture();
  const first = execed();
  const second = execed();
  assert.equal(vm.segmentNumbers(first)[1], vm.segmentNumbers(second)[1]);
  assert.equal(store.openCount(), 3, 'one reference of the code, one of each heap');
  peek(first, CODE);
  peek(second, CODE);
  assert.equal(store.counts.code, 1);
  exit(first);
  exit(second);
  const third = execed();
  assert.equal(peek(third, CODE), testProgram[0]);
  assert.equal(store.counts.code, 1, 'the page has stayed');
  vm.forgetCode('file test');
  const fourth = execed();
  assert.notEqual(vm.segmentNumbers(third)[1], vm.segmentNumbers(fourth)[1]);
  assert.equal(peek(third, CODE + PAGE), testProgram[PAGE]);
  exit(third);
  exit(fourth);
  assert.equal(vm.segments().length, 1, 'only the code that can be found stays');
});

test('a new image replaces the old one', () => {
  const { execed, run, vm, store, peek, poke } = createVmFixture();
  const process = execed();
  poke(process, HEAP, 77);
  const { context } = process;
  const image = { ...testImage, data: { ...testImage.data, fileOffset: 0 } };
  const other = store.open('other', testProgram.slice().reverse());
  assert.equal(
    run(() => vm.exec(process, image, other), process),
    SUCCESS,
  );
  assert.equal(process.context, context, 'the context stays');
  assert.equal(peek(process, HEAP), testProgram[testProgram.length - 1]);
  assert.equal(peek(process, CODE), testProgram[testProgram.length - 1]);
});

test('an exec that fails leaves the old image and the file alone', () => {
  const { execed, exit, run, vm, store, peek, poke, freeFrames, killed } = createVmFixture();
  const process = execed();
  poke(process, HEAP, 77);
  const before = freeFrames();
  const file = store.open('other', testProgram);
  const open = store.openCount();
  const exec = (image: typeof testImage) => run(() => vm.exec(process, image, file), process);
  const overlapping = { ...testImage, data: { ...testImage.data, address: CODE + PAGE } };
  assert.equal(exec(overlapping), Status.VM_NO_SEGMENTS);
  assert.equal(exec({ ...testImage, bssSize: STACK_TOP }), Status.VM_NO_SEGMENTS);
  assert.equal(exec({ ...testImage, code: { ...testImage.code, address: 0 } }), Status.VM_NO_SEGMENTS);
  store.failures.read = Status.DEV_HARD_ERROR;
  assert.equal(exec(testImage), Status.VM_NO_SEGMENTS);
  store.failures.read = SUCCESS;
  assert.deepEqual(killed, [[process.slot, 3]]);
  assert.equal(store.openCount(), open);
  assert.equal(peek(process, HEAP), 77);
  assert.equal(freeFrames(), before);
  exit(process);
  assert.equal(store.openCount(), 1, "the file is still the caller's");
});

test('an image without code, data or zeros has a heap that can grow', () => {
  const { newProcess, run, vm, store, poke, peek } = createVmFixture();
  const process = newProcess();
  const image: ImageDescription = {
    entry: CODE,
    personality: 'sprite',
    code: { address: CODE, size: 0, fileOffset: 0 },
    data: { address: HEAP, size: 0, fileOffset: 0 },
    bssStart: HEAP,
    bssSize: 0,
  };
  assert.equal(
    run(() => vm.exec(process, image, store.open('empty', testProgram)), process),
    SUCCESS,
  );
  assert.equal(poke(process, HEAP, 1), false);
  assert.equal(
    run(() => vm.createVA(process, HEAP, 1), process),
    SUCCESS,
  );
  assert.equal(poke(process, HEAP, 1), true);
  assert.equal(peek(process, HEAP), 1);
});

test('the segment table: inactive code makes room, and then there is none', () => {
  const { execed, exit, newProcess, run, vm, store } = createVmFixture({ frames: 600 });
  const files = 20;
  for (let i = 0; i < files; i++) exit(execed(`program ${i}`));
  assert.equal(vm.segments().length, files);
  const processes = [execed()];
  for (;;) {
    const process = newProcess();
    const file = store.open('test', testProgram);
    const status = run(() => vm.exec(process, testImage, file), process);
    if (status !== SUCCESS) {
      assert.equal(status, Status.VM_NO_SEGMENTS);
      assert.equal(vm.isEmpty(process.slot), true);
      break;
    }
    processes.push(process);
  }
  // One code segment, and two of each process, beside the kernel's; one number is left over.
  assert.equal(processes.length, (SEGMENT_COUNT - 2) / 2);
  const child = newProcess();
  assert.equal(
    run(() => vm.fork(processes[0], child, false), processes[0]),
    Status.VM_NO_SEGMENTS,
  );
  for (const process of processes) exit(process);
  assert.equal(vm.segments().length, 1);
});

test('two processes exec the same new file at the same time', () => {
  const { newProcess, start, settle, vm, store, peek } = createVmFixture();
  const running = [0, 1].map(() => {
    const process = newProcess();
    return start(process, () => vm.exec(process, testImage, store.open('test', testProgram)));
  });
  settle();
  assert.deepEqual(
    running.map((task) => task.value()),
    [SUCCESS, SUCCESS],
  );
  const [first, second] = running.map(({ process }) => process);
  assert.equal(vm.segmentNumbers(first)[1], vm.segmentNumbers(second)[1]);
  assert.equal(peek(second, CODE), testProgram[0]);
});
