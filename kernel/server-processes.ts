/**
 * Proc_ServerProc: kernel processes that do work which must not be done at interrupt level, or by the process
 * that happens to ask for it. Whoever asks does not wait; work is begun in the order in which it was asked for.
 * There are as many as Sprite has, from the start, so that a full process table stops none of it.
 * Source: memory-and-scheduling reference, 10.
 */
import type { Kernel } from './kernel.js';
import type { Task } from './task.js';
import { createWaitQueue, sleepOn, wakeAll } from './wait-queue.js';

export interface ServerProcesses {
  /** Make the processes. */
  start(): void;
  /** Have `work` done soon. It may come before `start`. */
  callLater(work: () => Task<void>): void;
}

/** Six clean the file cache, three write pages out; the rest of the kernel shares them. */
const SERVER_COUNT = 9;

export function createServerProcesses(kernel: Kernel): ServerProcesses {
  const queue: (() => Task<void>)[] = [];
  const wanted = createWaitQueue('work');

  function* serve(): Task<void> {
    for (;;) {
      const work = queue.shift();
      if (work !== undefined) return yield* work();
      yield* sleepOn(kernel, wanted);
    }
  }

  return {
    start() {
      for (let i = 0; i < SERVER_COUNT; i++) kernel.spawn('Proc_ServerProc', serve);
    },
    callLater(work) {
      queue.push(work);
      wakeAll(kernel, wanted);
    },
  };
}
