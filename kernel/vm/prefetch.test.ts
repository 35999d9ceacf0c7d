import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import { CODE, createVmFixture, HEAP, PAGE, testProgram, type VmFixture } from '../testing/vm-fixture.js';
import { VmStat } from './statistics.js';

const SET_PREFETCH = 23;
const GET_STATS = 10;

function command({ run, vm }: VmFixture, process: Process, number: number, arg: number): unknown {
  return run(function* () {
    const work = vm.calls.Vm_Cmd(process, { command: number, arg });
    return typeof work === 'object' && 'next' in work ? yield* work : work;
  }, process);
}

function statisticsOf(host: VmFixture, process: Process) {
  assert.equal(command(host, process, GET_STATS, HEAP + 2 * PAGE), 0);
  const bytes = host.run(() => host.vm.copyIn(process, HEAP + 2 * PAGE, 272), process);
  assert.ok(bytes);
  return bind(VmStat, { littleEndian: true, maxAlignment: 8 }).decode(bytes);
}

test('the page after a faulted one is there when it is used, and counted', () => {
  const host = createVmFixture();
  const { execed, peek, settle, store } = host;
  const process = execed();
  command(host, process, SET_PREFETCH, 1);
  assert.equal(peek(process, CODE), testProgram[0]);
  settle();
  assert.equal(store.counts.direct, 2);
  assert.equal(statisticsOf(host, process).codePrefetchHits, 0);
  assert.equal(peek(process, CODE + PAGE), testProgram[PAGE]);
  const { codePrefetches, codePrefetchHits, prefetchAborts } = statisticsOf(host, process);
  assert.deepEqual([codePrefetches, codePrefetchHits, prefetchAborts], [1, 1, 0]);
  assert.equal(store.counts.direct, 2);
});

test('whoever needs the page while it is on its way waits, and one that ends meanwhile leaves nothing', () => {
  const host = createVmFixture();
  const { execed, start, settle, load, exit, vm, store, freeFrames, allFrames } = host;
  const process = execed();
  command(host, process, SET_PREFETCH, 1);
  const loading = start(process, function* () {
    const first = yield* load(process, CODE);
    return [first, yield* load(process, CODE + PAGE)];
  });
  settle();
  assert.deepEqual(loading.value(), [testProgram[0], testProgram[PAGE]]);
  const other = execed('other');
  host.peek(other, CODE);
  // Its next page is being read.
  exit(other);
  exit(process);
  settle();
  for (const identity of ['file test', 'file other']) vm.forgetCode(identity);
  assert.deepEqual(vm.segments(), []);
  assert.equal(freeFrames(), allFrames);
  assert.equal(store.openCount(), 0);
});

test('a prefetch that cannot be read hurts nobody', () => {
  const host = createVmFixture();
  const { execed, start, settle, load, store, killed, freeFrames } = host;
  const process = execed();
  command(host, process, SET_PREFETCH, 1);
  const loading = start(process, () => load(process, CODE));
  while (store.counts.direct === 0) host.queue.runNext(Number.POSITIVE_INFINITY);
  const before = freeFrames();
  store.failures.read = Status.FS_NO_DISK_SPACE;
  settle();
  store.failures.read = SUCCESS;
  assert.equal(loading.value(), testProgram[0]);
  assert.deepEqual(killed, []);
  assert.ok(freeFrames() >= before);
  assert.equal(host.peek(process, CODE + PAGE), testProgram[PAGE]);
  assert.equal(statisticsOf(host, process).prefetchAborts, 1);
});
