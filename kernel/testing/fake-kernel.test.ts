import assert from 'node:assert/strict';
import { test } from 'node:test';
import { payDebt, type Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { createFakeKernel } from './fake-kernel.js';

test('work is paid for in virtual time', () => {
  const { kernel, run } = createFakeKernel();
  const times = run(function* (): Task<readonly number[]> {
    const before = kernel.now();
    kernel.charge(5000);
    yield* payDebt();
    return [before, kernel.now()];
  });
  assert.equal(times[1] - times[0], 5000);
});

test('two processes sleep and wake; sleeping for ever is an error that says where', () => {
  const { kernel, newProcess, start, run } = createFakeKernel();
  const queue = createWaitQueue('news');
  const sleeper = start(newProcess(), function* (): Task<string> {
    return yield* sleepOn(kernel, queue);
  });
  run(function* (): Task<void> {
    yield* payDebt();
    assert.equal(sleeper.done, false);
    wakeAll(kernel, queue);
  });
  const process = newProcess();
  assert.throws(
    () =>
      run(function* (): Task<void> {
        yield* sleepOn(kernel, queue);
      }, process),
    /asleep for ever on 'news'/,
  );
  assert.equal(sleeper.value(), 'woken');
});

test('a process can be given work again', () => {
  const { newProcess, run } = createFakeKernel();
  const process = newProcess();
  const one = function* (): Task<number> {
    yield* payDebt();
    return 1;
  };
  assert.equal(run(one, process) + run(one, process), 2);
});
