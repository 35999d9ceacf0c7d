/** What Vm_Cmd's switches of page-out and reading do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../../arch/codec.js';
import { SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import { CODE, createVmFixture, HEAP, PAGE, STACK_TOP, type VmFixture } from '../testing/vm-fixture.js';
import { Pte } from './page-table.js';
import { entryOf } from './segment.js';
import { VmStat } from './statistics.js';

const [GET_STATS, COR_READ_ONLY, FS_READ_AHEAD, WRITEABLE_PAGEOUT, WRITEABLE_REF_PAGEOUT] = [
  10, 22, 24, 27, 28,
];

function command({ run, vm }: VmFixture, process: Process, number: number, arg: number): void {
  const status = run(function* () {
    const work = vm.calls.Vm_Cmd(process, { command: number, arg });
    return typeof work === 'object' && 'next' in work ? yield* work : work;
  }, process);
  assert.equal(status, SUCCESS);
}

function statisticsOf(host: VmFixture, process: Process): VmStat {
  const at = STACK_TOP - 512;
  command(host, process, GET_STATS, at);
  const bytes = host.run(() => host.vm.copyIn(process, at, 272), process);
  assert.ok(bytes);
  return bind(VmStat, { littleEndian: true, maxAlignment: 8 }).decode(bytes);
}

test('the first write to a page copied on reference is counted, once', () => {
  const host = createVmFixture();
  const parent = host.execed();
  host.poke(parent, HEAP, 5);
  command(host, parent, COR_READ_ONLY, 1);
  const child = host.forked(parent);
  assert.equal(host.peek(child, HEAP), 5);
  const before = statisticsOf(host, child).numCORCOWHeapFaults;
  host.poke(child, HEAP, 6);
  host.poke(child, HEAP + 1, 7);
  assert.equal(statisticsOf(host, child).numCORCOWHeapFaults, before + 1);
  assert.deepEqual([host.peek(parent, HEAP), host.peek(child, HEAP), host.peek(child, HEAP + 1)], [5, 6, 7]);
});

test('code is read past the file cache when read-ahead is off', () => {
  const host = createVmFixture();
  const process = host.execed();
  host.peek(process, CODE);
  command(host, process, FS_READ_AHEAD, 0);
  host.peek(process, CODE + PAGE);
  assert.deepEqual([host.store.counts.code, host.store.counts.direct], [1, 1]);
});

test('clean pages that could have been modified are written out as if they were', () => {
  for (const [number, uses, expected] of [
    [0, 1, false],
    [WRITEABLE_PAGEOUT, 1, true],
    [WRITEABLE_REF_PAGEOUT, 1, true],
  ] as const) {
    const host = createVmFixture({ frames: 24 });
    const process = host.execed();
    if (number !== 0) command(host, process, number, 1);
    for (let i = 0; i < uses; i++) host.peek(process, HEAP);
    assert.equal(
      host.run(() => host.vm.createVA(process, HEAP + 8 * PAGE, 30 * PAGE), process),
      SUCCESS,
    );
    for (let i = 0; i < 30; i++) host.poke(process, HEAP + (8 + i) * PAGE, i);
    const heap = host.vm.segments().find(({ tableStart }) => tableStart === HEAP / PAGE);
    assert.ok(heap);
    const entry = entryOf(heap, HEAP / PAGE);
    assert.equal(entry & Pte.Resident, 0, 'it has left memory');
    assert.equal((entry & Pte.OnSwap) !== 0, expected, `command ${number}`);
    assert.equal(host.peek(process, HEAP), host.peek(process, HEAP));
  }
});
