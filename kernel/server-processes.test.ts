import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SECOND } from '../arch/units.js';
import { createServerProcesses } from './server-processes.js';
import { createFakeKernel } from './testing/fake-kernel.js';
import { createWaitQueue, sleepOn } from './wait-queue.js';

test('work begins in order, what came before the start too; while all are busy more are made', () => {
  const { kernel, settle, queue } = createFakeKernel();
  const servers = createServerProcesses(kernel);
  const begun: number[] = [];
  const pause = createWaitQueue('test');
  const workOf = (number: number) =>
    function* () {
      begun.push(number);
      yield* sleepOn(kernel, pause, { deadlineNs: kernel.now() + SECOND });
    };
  servers.callLater(workOf(0));
  servers.start();
  for (let number = 1; number < 12; number++) servers.callLater(workOf(number));
  settle(SECOND / 2);
  assert.deepEqual(begun, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  settle();
  assert.equal(queue.nextTime(kernel.hostId), Number.POSITIVE_INFINITY);
});

test('a piece of work wakes one process, not all that have nothing to do', () => {
  const { kernel, settle } = createFakeKernel();
  const servers = createServerProcesses(kernel);
  servers.start();
  settle();
  const before = kernel.scheduler.statistics().contextSwitches;
  const done: string[] = [];
  servers.callLater(function* note() {
    done.push('one');
  });
  settle();
  assert.deepEqual(done, ['one']);
  assert.equal(kernel.scheduler.statistics().contextSwitches - before, 1);
});
