/**
 * Random histories of several processes (exec, fork with and without a heap of its own, stores, growth, flushes,
 * churn, exits, stores at the same time) in far too little memory, against a plain model: what each process
 * should find at each address. After every step the tables must agree with each other; at the end nothing may
 * be left.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FAILURE, SUCCESS } from '../../arch/status.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import {
  CODE,
  createVmFixture,
  DATA_BYTES,
  HEAP,
  PAGE,
  STACK_TOP,
  testImage,
  testProgram,
  type VmFixture,
} from '../testing/vm-fixture.js';
import { Pte } from './page-table.js';
import { entryOf, pageMap, pagesEnd, type Segment } from './segment.js';

const USER_FRAMES = 14;
const MAX_PROCESSES = 6;
/** Heap pages and stack pages that histories touch. */
const HEAP_PAGES = 20;
const STACK_PAGES = 20;
const IMAGE_PAGES = 4;

interface ModelHeap {
  readonly valid: Set<number>;
  readonly bytes: Map<number, number>;
  users: number;
}
interface ModelProcess {
  readonly process: Process;
  heap: ModelHeap;
  stack: Map<number, number>;
}

const newHeap = (): ModelHeap => ({
  valid: new Set(Array.from({ length: IMAGE_PAGES }, (_, page) => page)),
  bytes: new Map(),
  users: 1,
});

/** A byte of the heap that has not been stored to. */
const imageByte = (offset: number): number => (offset < DATA_BYTES ? testProgram[2 * PAGE + offset] : 0);

interface Place {
  readonly part: 'heap' | 'stack' | 'code';
  readonly page: number;
  readonly last: boolean;
}

function addressOf({ part, page, last }: Place): number {
  const within = last ? PAGE - 1 : 0;
  if (part === 'heap') return HEAP + (page % HEAP_PAGES) * PAGE + within;
  if (part === 'stack') return STACK_TOP - ((page % STACK_PAGES) + 1) * PAGE + within;
  return CODE + (page % 2) * PAGE + within;
}

/** What the model has at an address, or null. */
function expected({ heap, stack }: ModelProcess, address: number): number | null {
  if (address >= STACK_TOP - STACK_PAGES * PAGE) return stack.get(address) ?? 0;
  if (address < HEAP) return testProgram[address - CODE];
  const offset = address - HEAP;
  if (!heap.valid.has(Math.floor(offset / PAGE))) return null;
  return heap.bytes.get(offset) ?? imageByte(offset);
}

function remember({ heap, stack }: ModelProcess, address: number, value: number): boolean {
  if (address >= STACK_TOP - STACK_PAGES * PAGE) {
    stack.set(address, value);
    return true;
  }
  const offset = address - HEAP;
  if (address < HEAP || !heap.valid.has(Math.floor(offset / PAGE))) return false;
  heap.bytes.set(offset, value);
  return true;
}

// --- Steps -----------------------------------------------------------------------------------------------------

const place = fc.record<Place>({
  part: fc.constantFrom<('heap' | 'stack' | 'code')[]>('heap', 'heap', 'heap', 'stack', 'stack', 'code'),
  page: fc.nat(19),
  last: fc.boolean(),
});
const who = fc.nat(MAX_PROCESSES - 1);
const kind = <K extends string>(name: K) => fc.constant(name);
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: kind('store'), who, place, value: fc.nat(255) }) },
  { weight: 4, arbitrary: fc.record({ kind: kind('load'), who, place }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: kind('fork'), who, shared: fc.constantFrom(false, false, true) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: kind('grow'), who, page: fc.nat(19), pages: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('shrink'), who, page: fc.nat(19), pages: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('flush'), who, heap: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('churn'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('exec'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('exit'), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: kind('together'),
      places: fc.array(place, { minLength: MAX_PROCESSES, maxLength: MAX_PROCESSES }),
      value: fc.nat(255),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface World extends VmFixture {
  readonly living: ModelProcess[];
}

function begin(world: World): void {
  world.living.push({ process: world.execed(), heap: newHeap(), stack: new Map() });
}

function apply(world: World, step: Step): void {
  const { living, run, vm } = world;
  if (living.length === 0) begin(world);
  if (step.kind === 'together') return together(world, step.places, step.value);
  const model = living[step.who % living.length];
  const { process, heap } = model;
  switch (step.kind) {
    case 'store': {
      const address = addressOf(step.place);
      assert.equal(world.poke(process, address, step.value), remember(model, address, step.value));
      return;
    }
    case 'load': {
      const address = addressOf(step.place);
      assert.equal(world.peek(process, address), expected(model, address));
      return;
    }
    case 'fork': {
      if (living.length === MAX_PROCESSES) return;
      const child = world.forked(process, step.shared);
      const own = { valid: new Set(heap.valid), bytes: new Map(heap.bytes), users: 1 };
      if (step.shared) heap.users++;
      living.push({ process: child, heap: step.shared ? heap : own, stack: new Map(model.stack) });
      return;
    }
    case 'grow': {
      const [first, count] = [step.page, step.pages];
      const status = run(() => vm.createVA(process, HEAP + first * PAGE, count * PAGE), process);
      assert.equal(status, SUCCESS);
      for (let page = first; page < first + count; page++) heap.valid.add(page);
      return;
    }
    case 'shrink': {
      const status = run(() => vm.destroyVA(process, HEAP + step.page * PAGE, step.pages * PAGE), process);
      assert.equal(status, SUCCESS);
      for (let page = step.page; page < step.page + step.pages; page++) forgetPage(heap, page);
      return;
    }
    case 'flush': {
      const number = vm.segmentNumbers(process)[step.heap ? 2 : 3];
      const bytes = new Uint8Array(Int32Array.of(number, 0, 0x7fff_ffff).buffer);
      const at = STACK_TOP - 12;
      for (const [i, value] of bytes.entries()) model.stack.set(at + i, value);
      run(function* (): Task<void> {
        assert.equal(yield* vm.copyOut(process, at, bytes), true);
        const flushing = vm.calls.Vm_Cmd(process, { command: 16, arg: at });
        assert.ok(typeof flushing === 'object' && 'next' in flushing);
        assert.equal(yield* flushing, SUCCESS);
      }, process);
      return;
    }
    case 'churn':
      return churn(world, model);
    case 'exec': {
      const file = world.store.open('test', testProgram);
      assert.equal(
        run(() => vm.exec(process, testImage, file), process),
        SUCCESS,
      );
      heap.users--;
      model.heap = newHeap();
      model.stack = new Map();
      return;
    }
    case 'exit':
      heap.users--;
      world.exit(process);
      living.splice(living.indexOf(model), 1);
  }
}

/** What is created there again is zeros, not the image. */
function forgetPage(heap: ModelHeap, page: number): void {
  if (!heap.valid.delete(page)) return;
  for (let offset = page * PAGE; offset < (page + 1) * PAGE; offset++) heap.bytes.set(offset, 0);
}

function churn({ run, vm }: World, { process, heap }: ModelProcess): void {
  const { encapsulation } = vm;
  run(function* (): Task<void> {
    const sized = yield* encapsulation.size(process);
    if (heap.users > 1) return assert.deepEqual(sized, { status: FAILURE });
    assert.ok('size' in sized);
    const packed = yield* encapsulation.encapsulate(process);
    assert.ok('bytes' in packed);
    yield* encapsulation.forget(process);
    assert.equal(vm.isEmpty(process.slot), true);
    assert.equal(yield* encapsulation.deencapsulate(process, packed.bytes), SUCCESS);
  }, process);
}

/** Everybody with a heap of his own stores at once, each somewhere else. */
function together(world: World, places: readonly Place[], value: number): void {
  const { living, start, save, settle } = world;
  const running = living
    .filter(({ heap }) => heap.users === 1)
    .map((model, i) => {
      const address = addressOf(places[i]);
      const done = start(model.process, () => save(model.process, address, value + i));
      return { model, address, value: (value + i) % 256, done };
    });
  settle();
  for (const { model, address, value: stored, done } of running) {
    assert.equal(done.value(), remember(model, address, stored));
  }
}

// --- What must be true -----------------------------------------------------------------------------------------

const count = (segment: Segment, bits: number): number => pageMap(segment, bits).cardinality();

/** The tables agree with each other. */
function checkTables({ vm, killed }: World): void {
  assert.deepEqual(killed, []);
  let resident = 0;
  for (const segment of vm.segments()) {
    assert.equal(segment.residentCount, count(segment, Pte.Resident), `residents of ${segment.number}`);
    assert.equal(segment.cowCount, count(segment, Pte.CopyOnWrite), `masters of ${segment.number}`);
    assert.equal(segment.corCount, count(segment, Pte.CopyOnRef), `references of ${segment.number}`);
    assert.equal(count(segment, Pte.InProgress), 0);
    resident += segment.residentCount;
    for (let page = segment.firstPage; page < pagesEnd(segment); page++)
      checkPage(vm.segments(), segment, page);
  }
  assert.equal(vm.frames.userCount(), resident);
  assert.equal(vm.frames.freeCount() + resident, USER_FRAMES);
  assert.equal(vm.frames.anyLocked(), false);
}

function checkPage(all: readonly Segment[], segment: Segment, page: number): void {
  const entry = entryOf(segment, page);
  if ((entry & Pte.CopyOnRef) === 0) return;
  const master = all.find(({ number }) => number === (entry & Pte.Frame));
  assert.ok(master, `master of page ${page} of ${segment.number}`);
  assert.equal(master.lineage, segment.lineage);
  const itsEntry = entryOf(master, page);
  assert.ok((itsEntry & Pte.CopyOnWrite) !== 0 && (itsEntry & Pte.CopyOnRef) === 0);
  assert.ok((itsEntry & Pte.ZeroFill) === 0);
}

function checkContents(world: World): void {
  for (const model of world.living) {
    for (let page = 0; page < 20; page++) {
      for (const part of ['heap', 'stack', 'code'] as const) {
        for (const last of [false, true]) {
          const address = addressOf({ part, page, last });
          assert.equal(world.peek(model.process, address), expected(model, address), address.toString(16));
        }
      }
    }
  }
}

function checkNothingLeft(world: World): void {
  for (const { process } of world.living) world.exit(process);
  world.vm.forgetCode('file test');
  assert.deepEqual(world.vm.segments(), []);
  assert.equal(world.freeFrames(), USER_FRAMES);
  assert.equal(world.store.openCount(), 0);
  assert.deepEqual(world.store.swapNames(), []);
  for (let slot = 0; slot < 256; slot++) assert.ok(world.vm.isEmpty(slot));
}

test('random histories agree with the model', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), (steps) => {
      const world: World = { ...createVmFixture({ frames: 4 + 3 + USER_FRAMES }), living: [] };
      for (const one of steps) {
        apply(world, one);
        checkTables(world);
      }
      checkContents(world);
      checkNothingLeft(world);
    }),
    { seed: 1989, numRuns: 150 },
  );
});
