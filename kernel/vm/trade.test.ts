import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND } from '../../arch/units.js';
import { createVmFixture, STACK_TOP, type VmFixture } from '../testing/vm-fixture.js';
import { mostCachePages } from './create.js';

const PAGE = 256;
const PENALTY = 1200;
const stackPage = (page: number): number => STACK_TOP - page * PAGE;

/** A file cache of which only its ages are seen. */
function withCache(pages: number) {
  const fixture = createVmFixture({ frames: 4 + 3 + pages });
  const cache = { idle: 0, oldest: 0, blocksPerPage: 1 };
  fixture.vm.arbiter.join({
    blocksPerPage: 1,
    oldestUseSeconds: () => (cache.idle > 0 ? cache.oldest : null),
    giveUpPage() {
      if (cache.idle === 0) return false;
      cache.idle--;
      return true;
    },
  });
  return { ...fixture, cache };
}

function passTime({ settle, queue, kernel }: VmFixture, seconds: number): void {
  const untilNs = kernel.now() + seconds * SECOND;
  settle(untilNs);
  queue.advanceTo(untilNs);
}

test('the cache begins with its least, takes what is free, and leaves virtual memory its share', () => {
  const { vm, kernel } = withCache(160);
  const { arbiter } = vm;
  assert.equal(arbiter.lentCount(), 32);
  while (arbiter.lend(0));
  assert.equal(arbiter.lentCount(), 150);
  assert.equal(arbiter.lentCount(), mostCachePages(kernel, 4));
  assert.equal(vm.frames.freeCount(), 10);
});

test('a page is preferred to a block, unless the block was used twenty minutes later', () => {
  const host = withCache(100);
  const { vm, cache, execed, poke } = host;
  const process = execed();
  while (vm.arbiter.lend(null) && vm.frames.freeCount() > 0);
  cache.idle = vm.arbiter.lentCount();
  const before = vm.arbiter.lentCount();
  // A block used now is younger than the pages, but not by so much.
  for (let page = 1; page <= 10; page++) poke(process, stackPage(page), page);
  assert.ok(vm.arbiter.lentCount() < before, 'pages get what the cache has');
  assert.equal(vm.arbiter.lend(Math.floor(host.kernel.now() / SECOND)), false);
  passTime(host, PENALTY + 100);
  assert.equal(vm.arbiter.lend(0), false, 'a block as old as the pages goes itself');
  // Whoever needs a page now keeps it, whoever has needed none for so long loses one.
  const user = vm.frames.userCount();
  const now = Math.floor(host.kernel.now() / SECOND);
  assert.equal(vm.arbiter.lend(now), false, 'a modified page cannot go at once');
  passTime(host, 10);
  assert.equal(vm.arbiter.lend(now + 10), true, 'it has been written and is free');
  assert.ok(vm.frames.userCount() < user);
});

test('the cache keeps its last blocks, but never at the price of a process', () => {
  const host = withCache(64);
  const { vm, cache, execed, run, save, killed } = host;
  const process = execed();
  while (vm.arbiter.lend(null) && vm.frames.freeCount() > 0);
  cache.idle = 64;
  run(function* () {
    for (let page = 1; page <= 40; page++) yield* save(process, stackPage(page), page);
  }, process);
  assert.equal(vm.arbiter.lentCount(), 48);
  assert.deepEqual(killed, []);
});

test('while the swap server is down, or if it is told so, the cache gets nothing', () => {
  const { vm, execed, run } = withCache(100);
  const process = execed();
  const set = (command: number, value: number) =>
    run(function* () {
      const work = vm.calls.Vm_Cmd(process, { command, arg: value });
      return typeof work === 'object' && 'next' in work ? yield* work : work;
    }, process);
  assert.equal(set(19, 1), 0);
  assert.equal(vm.arbiter.lend(null), false);
  assert.equal(set(19, 0), 0);
  assert.equal(vm.arbiter.lend(null), true);
});
