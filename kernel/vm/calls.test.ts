import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../../arch/codec.js';
import { ProcPCBInfo, VmSegmentInfo } from '../../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { CallResult } from '../calls.js';
import type { Process } from '../process.js';
import { isTask, type MaybeTask, type Task } from '../task.js';
import { CODE, createVmFixture, HEAP, PAGE, STACK_TOP, type VmFixture } from '../testing/vm-fixture.js';
import { VmStat } from './statistics.js';

const LAYOUT = { littleEndian: true, maxAlignment: 8 };
/** Where the tests let results be stored. */
const AT = HEAP + 2 * PAGE;

function call({ run }: VmFixture, process: Process, make: () => MaybeTask<CallResult>): CallResult {
  return run(function* (): Task<CallResult> {
    const result = make();
    return isTask(result) ? yield* result : result;
  }, process);
}

function bytesAt({ run, vm }: VmFixture, process: Process, address: number, size: number): Uint8Array {
  const bytes = run(() => vm.copyIn(process, address, size), process);
  assert.ok(bytes);
  return bytes;
}

test('Vm_Stat lies as the structures reference has it', () => {
  const codec = bind(VmStat, LAYOUT);
  assert.equal(codec.size, 272);
  const offsets = { numUserPages: 16, totalFaults: 28, numAllocs: 68, accessWait: 132, minVMPages: 144 };
  for (const [name, offset] of Object.entries({ ...offsets, quickCORFaults: 208, prefetchAborts: 268 })) {
    assert.equal(codec.offsets[name], offset, name);
  }
});

test('Vm_Cmd: statistics, modified pages, settings, and what is not there', () => {
  const fixture = createVmFixture();
  const { execed, poke, vm, lines } = fixture;
  const process = execed();
  const command = (number: number, arg: number) =>
    call(fixture, process, () => vm.calls.Vm_Cmd(process, { command: number, arg }));
  poke(process, STACK_TOP - 1, 1);
  assert.equal(command(10, AT), SUCCESS);
  const stat = bind(VmStat, LAYOUT).decode(bytesAt(fixture, process, AT, 272));
  assert.equal(stat.numPhysPages, 64);
  assert.equal(stat.kernMemPages, 4);
  assert.equal(stat.numReservePages, 3);
  // The page in which the data end, and the stack's; the two of the answer came while it was stored.
  assert.equal(stat.numUserPages, 2);
  assert.equal(stat.zeroFilled, 1);
  assert.equal(stat.fsFilled, 1);
  assert.equal(stat.numPhysPages - 4 - 3, stat.numFreePages + stat.numUserPages);
  assert.equal(command(14, AT), SUCCESS);
  assert.equal(bytesAt(fixture, process, AT, 4)[0], 4);
  assert.equal(command(13, 1), SUCCESS);
  assert.deepEqual(lines, ['copyOnWrite val was 1, is 1']);
  assert.equal(command(13, 0), Status.GEN_INVALID_ARG);
  for (const [number, value] of [
    [0, 0],
    [1, -1],
    [11, 0],
    [18, 0],
  ]) {
    assert.equal(command(number, value), Status.GEN_INVALID_ARG, `command ${number}`);
  }
  assert.equal(command(17, -300), SUCCESS);
  assert.equal(command(17, 7), SUCCESS);
  assert.equal(command(15, 0), SUCCESS);
  assert.deepEqual(lines.slice(1), [
    'fsPenalty val was 1200, is 300',
    'fsPenalty val was 300, is 7',
    'freeWhenClean val was 1, is 0',
  ]);
  assert.equal(command(9, 512), SUCCESS);
  assert.equal(command(9, 8193), Status.GEN_INVALID_ARG);
  assert.equal(command(5, CODE), SUCCESS);
  assert.equal(command(6, CODE), Status.SYS_ARG_NOACCESS);
  assert.equal(command(6, HEAP), SUCCESS);
  assert.equal(command(7, CODE), SUCCESS);
  assert.equal(command(8, CODE + 1), Status.SYS_ARG_NOACCESS);
  assert.equal(command(10, CODE), Status.SYS_ARG_NOACCESS);
  for (const number of [-1, 2, 12, 25, 50, 1000]) assert.equal(command(number, AT), Status.GEN_INVALID_ARG);
});

test('Vm_Cmd FLUSH_SEGMENT writes the modified pages of a range and frees all of it', () => {
  const fixture = createVmFixture();
  const { execed, peek, poke, vm, run, store, freeFrames } = fixture;
  const process = execed();
  for (let page = 0; page < 3; page++) poke(process, HEAP + page * PAGE, page + 1);
  peek(process, STACK_TOP - 1);
  const flush = (...words: readonly number[]) => {
    const bytes = new Uint8Array(Int32Array.from(words).buffer);
    run(() => vm.copyOut(process, STACK_TOP - 16, bytes), process);
    return call(fixture, process, () => vm.calls.Vm_Cmd(process, { command: 16, arg: STACK_TOP - 16 }));
  };
  const [, code, heap] = vm.segmentNumbers(process);
  const before = freeFrames();
  assert.equal(flush(heap, -5, HEAP / PAGE + 1), SUCCESS);
  assert.equal(store.counts.written, 2);
  assert.equal(freeFrames(), before + 2);
  assert.deepEqual(
    [0, 1, 2].map((page) => peek(process, HEAP + page * PAGE)),
    [1, 2, 3],
  );
  peek(process, CODE);
  assert.equal(flush(code, 0, 0x7fff_ffff), SUCCESS);
  assert.equal(store.counts.written, 2, 'code is never written');
  for (const number of [0, -1, 256]) assert.equal(flush(number, 0, 1), Status.SYS_INVALID_ARG);
  assert.equal(flush(200, 0, 1), SUCCESS, 'an empty entry has nothing to flush');
});

test('Vm_GetSegInfo: one segment by number, or the three of a process', () => {
  const fixture = createVmFixture();
  const { execed, forked, vm, run, poke } = fixture;
  const process = execed();
  poke(process, HEAP, 1);
  forked(process);
  const codec = bind(VmSegmentInfo, LAYOUT);
  const numbers = vm.segmentNumbers(process);
  const info = (pcb: number, segID: number, infoSize: number, buffer: number) =>
    call(fixture, process, () => vm.calls.Vm_GetSegInfo(process, { pcb, segID, infoSize, buffer }));
  assert.equal(info(0, numbers[2], codec.size, AT), SUCCESS);
  const heap = codec.decode(bytesAt(fixture, process, AT, codec.size));
  assert.equal(heap.segNum, numbers[2]);
  assert.equal(heap.refCount, 1);
  assert.equal(heap.objFileName, 'test');
  assert.equal(heap.type, 2);
  assert.equal(heap.numPages, 4);
  assert.equal(heap.minAddr, HEAP);
  assert.equal(heap.numCOWPages, 2, 'the page stored to, and the one exec made');
  const pcbCodec = bind(ProcPCBInfo, LAYOUT);
  const pcb = new Uint8Array(pcbCodec.size);
  pcb.set(new Uint8Array(Int32Array.from(numbers).buffer), pcbCodec.offsets['vmSegments']);
  const pcbAt = STACK_TOP - pcb.length;
  run(() => vm.copyOut(process, pcbAt, pcb), process);
  assert.equal(info(pcbAt, 0, 102, AT), SUCCESS);
  const types = [0, 1, 2].map((i) => {
    const bytes = new Uint8Array(codec.size);
    bytes.set(bytesAt(fixture, process, AT + 102 * i, 102));
    return codec.decode(bytes).type;
  });
  assert.deepEqual(types, [1, 2, 3]);
  assert.equal(info(0, 256, codec.size, AT), Status.SYS_INVALID_ARG);
  assert.equal(info(0, -1, codec.size, AT), Status.SYS_INVALID_ARG);
  assert.equal(info(0, 200, codec.size, AT), SUCCESS);
  assert.equal(codec.decode(bytesAt(fixture, process, AT, codec.size)).flags, 1);
  assert.equal(info(0, 1, codec.size, CODE), Status.SYS_ARG_NOACCESS);
  assert.equal(info(4, 1, codec.size, AT), Status.SYS_ARG_NOACCESS);
});

test('Vm_Mincore tells where each page is', () => {
  const fixture = createVmFixture();
  const { execed, peek, poke, vm, run } = fixture;
  const process = execed();
  run(() => vm.destroyVA(process, HEAP + 3 * PAGE, 1), process);
  peek(process, HEAP);
  poke(process, HEAP + PAGE, 1);
  const mincore = (start: number, length: number) =>
    call(fixture, process, () => vm.calls.Vm_Mincore(process, { start, length, vector: STACK_TOP - 8 }));
  assert.equal(mincore(HEAP, 4 * PAGE), SUCCESS);
  assert.deepEqual([...bytesAt(fixture, process, STACK_TOP - 8, 4)], [3, 4, 1, 0]);
  assert.equal(mincore(HEAP + 1, PAGE), Status.VM_WRONG_SEG_TYPE);
  assert.equal(mincore(HEAP, -1), Status.GEN_INVALID_ARG);
});

test('page size, and the calls that refuse', () => {
  const { execed, vm } = createVmFixture();
  const process = execed();
  const size: { wanted: boolean; value: number | undefined } = { wanted: true, value: undefined };
  assert.equal(vm.calls.Vm_PageSize(process, { size }), SUCCESS);
  assert.equal(size.value, PAGE);
  const range = { start: 0, length: 0 };
  const realAddress = { wanted: true, value: undefined };
  const mapping = { kernelAddress: 0, numBytes: 0, userAddress: 0, realAddress };
  assert.equal(vm.calls.Vm_MapKernelIntoUser(process, mapping), FAILURE);
  assert.equal(vm.calls.Vm_Munlock(process, range), Status.VM_WRONG_SEG_TYPE);
  const misplaced = { start: HEAP + 1, length: PAGE, protection: 4 };
  assert.equal(vm.calls.Vm_Mprotect(process, misplaced), Status.VM_WRONG_SEG_TYPE);
  assert.equal(vm.calls.Vm_Mprotect(process, { ...misplaced, start: CODE }), Status.VM_WRONG_SEG_TYPE);
});
