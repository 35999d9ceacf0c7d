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
/** More are made while all are busy: some work waits for other hosts, and must not keep the rest from being done. */
const MOST_SERVERS = 40;

export function createServerProcesses(kernel: Kernel): ServerProcesses {
  const queue: (() => Task<void>)[] = [];
  const wanted = createWaitQueue('work');
  let count = 0;
  let idle = 0;

  function create(): void {
    count++;
    kernel.spawn('Proc_ServerProc', serve);
  }

  function* serve(): Task<void> {
    for (;;) {
      const work = queue.shift();
      if (work !== undefined) return yield* work();
      idle++;
      yield* sleepOn(kernel, wanted);
      idle--;
    }
  }

  return {
    start() {
      while (count < SERVER_COUNT) create();
    },
    callLater(work) {
      queue.push(work);
      wakeAll(kernel, wanted);
      const mayGrow = count >= SERVER_COUNT && count < MOST_SERVERS && !kernel.processes.isFull();
      if (queue.length > idle && mayGrow) create();
    },
  };
}
