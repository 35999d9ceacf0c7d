import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MILLISECOND } from '../arch/units.js';
import { createFakeKernel } from '../kernel/testing/fake-kernel.js';
import { createWaitQueue, sleepOn } from '../kernel/wait-queue.js';
import { createKeyedLocks } from './keyed-locks.js';

test('work of one key is done one after the other, also by who comes between a release and the woken; other keys do not wait', () => {
  const fake = createFakeKernel();
  const { kernel } = fake;
  const locks = createKeyedLocks(kernel, 'test');
  const log: string[] = [];
  const pause = createWaitQueue('pause');

  const work = (name: string, key: string) =>
    locks.oneAtATime(key, function* () {
      log.push(`${name} begins`);
      yield* sleepOn(kernel, pause, { deadlineNs: kernel.stretchTime() + 50 * MILLISECOND });
      log.push(`${name} ends`);
    });
  const start = (name: string, key: string): void => {
    fake.start(fake.newProcess(), function* () {
      yield* work(name, key);
      // At this instant the waiters of the key are woken and do not run yet.
      if (name === 'first') start('late', key);
    });
  };
  start('first', 'a');
  start('second', 'a');
  start('other', 'b');
  fake.settle();
  const ofKey = (names: readonly string[]): readonly string[] =>
    log.filter((line) => names.some((name) => line.startsWith(name)));
  const ofA = ofKey(['first', 'second', 'late']);
  assert.equal(ofA.length, 6);
  for (let i = 0; i < ofA.length; i += 2)
    assert.equal(ofA[i].replace(' begins', ''), ofA[i + 1].replace(' ends', ''), log.join(', '));
  assert.ok(log.indexOf('other begins') < log.indexOf('first ends'));
});
