/**
 * Random histories of several processes (exec, fork with and without a heap of its own, stores, growth, flushes,
 * churn, exits), several of them at the same time, in far too little memory that a file cache wants too, with a swap
 * server that goes away and comes back, against a plain model: what each process should find at each address. After
 * every step the tables must agree with each other; at the end nothing may be left. And histories in which swap files
 * fail, where only the tables can be judged.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import { SECOND } from '../../arch/units.js';
import type { Process } from '../process.js';
import { isTask, type Task } from '../task.js';
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
import type { Frames } from './frames.js';
import { Pte } from './page-table.js';
import { entryOf, pageMap, pagesEnd, type Segment } from './segment.js';

const USER_FRAMES = 14;
const MAX_PROCESSES = 6;
const SET_PREFETCH = 23;
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
  gone: boolean;
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
    arbitrary: fc.record({ kind: kind('cache'), who, ageSeconds: fc.nat(3000), pages: fc.nat(4) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: kind('server'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('prefetch'), who, on: fc.boolean() }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
/** Steps of several processes at the same time, each process taking those meant for it one after the other. */
const round = fc.oneof(
  { weight: 3, arbitrary: step.map((one) => [one]) },
  { weight: 2, arbitrary: fc.array(step, { minLength: 2, maxLength: 12 }) },
);

interface World extends VmFixture {
  living: ModelProcess[];
  readonly cache: { idlePages: number; oldestSeconds: number };
}

/** Blocks so small that the cache can be brought below four pages. */
const BLOCKS_PER_PAGE = 16;
const SERVER_ABSENCE_NS = 100 * SECOND;

function createWorld(): World {
  const fixture = createVmFixture({ frames: 4 + 3 + USER_FRAMES });
  const cache = { idlePages: 0, oldestSeconds: 0 };
  fixture.vm.arbiter.join({
    blocksPerPage: BLOCKS_PER_PAGE,
    oldestUseSeconds: () => (cache.idlePages === 0 ? null : cache.oldestSeconds),
    giveUpPage() {
      if (cache.idlePages === 0) return false;
      cache.idlePages--;
      return true;
    },
  });
  return { ...fixture, living: [], cache };
}

/** The cache wants pages for blocks, of which the oldest has such an age. */
function growCache({ vm, cache, kernel }: World, ageSeconds: number, pages: number): void {
  cache.oldestSeconds = Math.max(0, Math.floor(kernel.now() / SECOND) - ageSeconds);
  for (let i = 0; i < pages; i++) if (vm.arbiter.lend(cache.oldestSeconds)) cache.idlePages++;
}

function sendServerAway({ store, kernel }: World): void {
  store.failures.write = Status.RPC_TIMEOUT;
  kernel.at(kernel.now() + SERVER_ABSENCE_NS, () => {
    store.failures.write = SUCCESS;
  });
}

/**
 * Users of one heap would not know who came first, so only one of them acts in a round; and none acts on after
 * it has forked or been forked with a shared heap, for the same reason.
 */
function apply(world: World, steps: readonly Step[]): void {
  if (world.living.length === 0) {
    world.living.push({ process: world.execed(), heap: newHeap(), stack: new Map(), gone: false });
  }
  const present = world.living.slice();
  const actors = new Map<ModelProcess, Step[]>();
  const heaps = new Set<ModelHeap>();
  for (const one of steps) {
    const model = present[one.who % present.length];
    const own = actors.get(model);
    if (own !== undefined) own.push(one);
    else if (!heaps.has(model.heap)) actors.set(model, [one]);
    heaps.add(model.heap);
  }
  const running = [...actors].map(([model, own]) =>
    world.start(model.process, function* (): Task<void> {
      for (const one of own) {
        if (!model.gone) yield* act(world, model, one);
      }
    }),
  );
  world.settle();
  for (const task of running) task.value();
  for (const { process, gone } of world.living) if (gone) world.kernel.processes.free(process);
  world.living = world.living.filter(({ gone }) => !gone);
}

function* act(world: World, model: ModelProcess, step: Step): Task<void> {
  const { vm } = world;
  const { process, heap } = model;
  switch (step.kind) {
    case 'store': {
      const address = addressOf(step.place);
      const stored = yield* world.save(process, address, step.value);
      assert.equal(stored, remember(model, address, step.value));
      return;
    }
    case 'load': {
      const address = addressOf(step.place);
      assert.equal(yield* world.load(process, address), expected(model, address));
      return;
    }
    case 'fork':
      return yield* fork(world, model, step.shared);
    case 'grow': {
      const { page: first, pages } = step;
      assert.equal(yield* vm.createVA(process, HEAP + first * PAGE, pages * PAGE), SUCCESS);
      for (let page = first; page < first + pages; page++) heap.valid.add(page);
      return;
    }
    case 'shrink': {
      const { page: first, pages } = step;
      assert.equal(yield* vm.destroyVA(process, HEAP + first * PAGE, pages * PAGE), SUCCESS);
      for (let page = first; page < first + pages; page++) forgetPage(heap, page);
      return;
    }
    case 'flush': {
      const number = vm.segmentNumbers(process)[step.heap ? 2 : 3];
      const bytes = new Uint8Array(Int32Array.of(number, 0, 0x7fff_ffff).buffer);
      const at = STACK_TOP - 12;
      for (const [i, value] of bytes.entries()) model.stack.set(at + i, value);
      assert.equal(yield* vm.copyOut(process, at, bytes), true);
      const flushing = vm.calls.Vm_Cmd(process, { command: 16, arg: at });
      assert.ok(typeof flushing === 'object' && 'next' in flushing);
      assert.equal(yield* flushing, SUCCESS);
      return;
    }
    case 'churn':
      return yield* churn(world, model);
    case 'cache':
      return growCache(world, step.ageSeconds, step.pages);
    case 'prefetch': {
      const setting = vm.calls.Vm_Cmd(process, { command: SET_PREFETCH, arg: Number(step.on) });
      assert.equal(isTask(setting) ? yield* setting : setting, SUCCESS);
      return;
    }
    case 'server':
      return sendServerAway(world);
    case 'exec': {
      const file = world.store.open('test', testProgram);
      heap.users--;
      model.heap = newHeap();
      model.stack = new Map();
      assert.equal(yield* vm.exec(process, testImage, file), SUCCESS);
      return;
    }
    case 'exit':
      heap.users--;
      model.gone = true;
      yield* vm.release(process);
  }
}

function* fork(world: World, model: ModelProcess, shared: boolean): Task<void> {
  if (world.living.length >= MAX_PROCESSES) return;
  const { process, heap, stack } = model;
  const child = world.newProcess();
  const own = { valid: new Set(heap.valid), bytes: new Map(heap.bytes), users: 1 };
  if (shared) heap.users++;
  world.living.push({ process: child, heap: shared ? heap : own, stack: new Map(stack), gone: false });
  assert.equal(yield* world.vm.fork(process, child, shared), SUCCESS);
}

/** What is created there again is zeros, not the image. */
function forgetPage(heap: ModelHeap, page: number): void {
  if (!heap.valid.delete(page)) return;
  for (let offset = page * PAGE; offset < (page + 1) * PAGE; offset++) heap.bytes.set(offset, 0);
}

function* churn({ vm }: World, { process, heap }: ModelProcess): Task<void> {
  const { encapsulation } = vm;
  const sized = yield* encapsulation.size(process);
  if (heap.users > 1) return assert.deepEqual(sized, { status: FAILURE });
  assert.ok('size' in sized);
  const packed = yield* encapsulation.encapsulate(process);
  assert.ok('bytes' in packed);
  const forgetting = encapsulation.forget(process, false);
  if (isTask(forgetting)) yield* forgetting;
  assert.equal(vm.isEmpty(process.slot), true);
  assert.equal(yield* encapsulation.deencapsulate(process, packed.bytes), SUCCESS);
}

// --- What must be true -----------------------------------------------------------------------------------------

const count = (segment: Segment, bits: number): number => pageMap(segment, bits).cardinality();

/** The tables agree with each other. */
function checkTables({ vm }: World): void {
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
  assert.equal(vm.frames.freeCount() + resident + vm.frames.lentCount(), USER_FRAMES);
  assert.equal(vm.frames.anyLocked(), false);
  assert.equal(vm.frames.dirtyCount(), 0);
  checkAllocateList(vm.frames);
}

/** Every owned frame stands in it once. */
function checkAllocateList(frames: Frames): void {
  const met = new Set<number>();
  for (let left = frames.allocateCount(); left > 0; left--) {
    const frame = frames.oldest();
    assert.ok(frames.ownerOf(frame) !== null);
    met.add(frame);
    frames.passOver(frame);
  }
  assert.equal(met.size, frames.userCount());
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
  assert.equal(world.freeFrames() + world.vm.frames.lentCount(), USER_FRAMES);
  assert.equal(world.store.openCount(), 0);
  assert.deepEqual(world.store.swapNames(), []);
  for (let slot = 0; slot < 256; slot++) assert.ok(world.vm.isEmpty(slot));
}

test('random histories agree with the model', () => {
  fc.assert(
    fc.property(fc.array(round, { minLength: 10, maxLength: 50 }), (rounds) => {
      const world = createWorld();
      for (const steps of rounds) {
        apply(world, steps);
        checkTables(world);
        assert.deepEqual(world.killed, []);
      }
      checkContents(world);
      checkNothingLeft(world);
    }),
    { seed: 1989, numRuns: 100 },
  );
});

// --- Swap errors -----------------------------------------------------------------------------------------------

const failure = fc.constantFrom<('write' | 'openSwap' | 'read' | null)[]>(
  'write',
  'openSwap',
  'read',
  null,
  null,
);
const attempt = fc.record({ who: fc.nat(3), page: fc.nat(STACK_PAGES - 1), failure, forks: fc.nat(9) });
type Attempt = typeof attempt extends fc.Arbitrary<infer A> ? A : never;

/** Stores to a page, or forks first; whatever comes of it. A process that has been killed ends. */
function tryOnce(world: World, { who: index, page, failure: failing, forks }: Attempt): void {
  const { store, vm, killed, living } = world;
  if (living.length === 0) {
    living.push({ process: world.execed(), heap: newHeap(), stack: new Map(), gone: false });
  }
  if (failing !== null) store.failures[failing] = Status.FS_NO_DISK_SPACE;
  const { process } = living[index % living.length];
  const child = forks === 0 && living.length < MAX_PROCESSES ? world.newProcess() : null;
  world.run(function* () {
    if (child !== null) assert.equal(yield* vm.fork(process, child, false), SUCCESS);
    yield* world.save(process, STACK_TOP - (page + 1) * PAGE, page);
  }, process);
  if (child !== null) living.push({ process: child, heap: newHeap(), stack: new Map(), gone: false });
  world.settle();
  Object.assign(store.failures, { write: SUCCESS, openSwap: SUCCESS, read: SUCCESS });
  const dead = new Set(killed.map(([slot]) => slot));
  for (const model of living.filter((one) => dead.has(one.process.slot))) {
    world.exit(model.process);
    living.splice(living.indexOf(model), 1);
  }
  killed.splice(0);
}

test('pages that cannot be read or written take their users with them, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(attempt, { minLength: 20, maxLength: 80 }), (attempts) => {
      const world = createWorld();
      for (const one of attempts) {
        tryOnce(world, one);
        checkTables(world);
      }
      checkNothingLeft(world);
    }),
    { seed: 1989, numRuns: 60 },
  );
});
