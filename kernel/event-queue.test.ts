import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEventQueue, OUTSIDE_WORLD } from './event-queue.js';

test('events come by time, then source, then order of insertion', () => {
  const queue = createEventQueue();
  const seen: string[] = [];
  const note = (text: string) => () => seen.push(text);
  queue.schedule(199, 10, note('host 199'));
  queue.schedule(2, 10, note('host 2 first'));
  queue.schedule(1, 10, note('host 1'));
  queue.schedule(2, 10, note('host 2 second'));
  queue.schedule(OUTSIDE_WORLD, 10, note('outside'));
  queue.schedule(3, 5, note('early'));
  while (queue.runNext(Number.POSITIVE_INFINITY));
  assert.deepEqual(seen, ['early', 'outside', 'host 1', 'host 2 first', 'host 2 second', 'host 199']);
  assert.equal(queue.now(), 10);
});

test('a cancelled event neither happens nor counts as the next', () => {
  const queue = createEventQueue();
  const seen: number[] = [];
  const first = queue.schedule(1, 10, () => seen.push(1));
  queue.schedule(1, 20, () => seen.push(2));
  first.cancel();
  assert.equal(queue.nextTime(1), 20);
  first.cancel();
  while (queue.runNext(Number.POSITIVE_INFINITY));
  assert.deepEqual(seen, [2]);
});

test('nothing can be scheduled before the time to which a host has run', () => {
  const queue = createEventQueue();
  queue.setRanUntil(1, 100);
  assert.throws(() => queue.schedule(1, 99, () => {}), /has run until 100/);
  queue.schedule(1, 100, () => {});
  assert.equal(queue.frontier(), 100);
});

test('many events at random times leave the heap in order', () => {
  const queue = createEventQueue();
  let state = 12345;
  const seen: number[] = [];
  for (let i = 0; i < 2000; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const time = state % 1000;
    const event = queue.schedule(1 + (state % 7), time, () => seen.push(time));
    if (i % 5 === 0) event.cancel();
  }
  while (queue.runNext(Number.POSITIVE_INFINITY));
  assert.equal(seen.length, 1600);
  assert.deepEqual(
    seen,
    [...seen].sort((a, b) => a - b),
  );
});

test('a run ends at its limit, and time can pass without events', () => {
  const queue = createEventQueue();
  queue.schedule(1, 50, () => {});
  assert.equal(queue.runNext(49), false);
  assert.throws(() => queue.advanceTo(51), /jump over/);
  queue.advanceTo(40);
  assert.equal(queue.now(), 40);
  assert.equal(queue.runNext(50), true);
});
