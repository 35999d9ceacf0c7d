/**
 * Kernel work that nobody waits for: done by kernel processes that are created when all others are busy, and
 * sleep when there is nothing to do. Sprite's name for it is Proc_CallFunc.
 */
import type { Kernel } from './kernel.js';
import type { Task } from './task.js';
import { createWaitQueue, sleepOn, wakeAll } from './wait-queue.js';

export interface Background {
  /** Do `body` in a kernel process, soon. */
  run(body: () => Task<void>): void;
}

const MAX_WORKERS = 12;

export function createBackground(kernel: Kernel): Background {
  const jobs: (() => Task<void>)[] = [];
  const wanted = createWaitQueue('background work');
  let workers = 0;
  let idle = 0;

  function* work(): Task<void> {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) yield* job();
    idle++;
    yield* sleepOn(kernel, wanted);
    idle--;
  }

  return {
    run(body) {
      jobs.push(body);
      if (idle < jobs.length && workers < MAX_WORKERS) {
        workers++;
        kernel.spawn('Proc_ServerProc', work);
      } else {
        wakeAll(kernel, wanted);
      }
    },
  };
}
