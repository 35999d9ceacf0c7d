/**
 * Proc_ServerProc: kernel processes that do work which must not be done at interrupt level, or by the process
 * that happens to ask for it. Whoever asks does not wait; work is begun in the order in which it was asked for.
 * A piece of work wakes one process, not all: each that has nothing to do sleeps on a condition of its own.
 * There are as many as Sprite has, from the start, so that a full process table stops none of it.
 * Source: memory-and-scheduling reference, 10.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from './kernel.js';
import type { Process } from './process.js';
import type { StatisticsCommand } from './sys-calls.js';
import type { Task } from './task.js';
import { createWaitQueue, sleepOn, type WaitQueue, wakeAll } from './wait-queue.js';

export interface ServerProcesses {
  /** Make the processes. */
  start(): void;
  /** Have `work` done soon. It may come before `start`. */
  callLater(work: () => Task<void>): void;
  /** Sys_Stats 109: so many more of them. */
  readonly statistics: ReadonlyMap<number, StatisticsCommand>;
}

/** Six clean the file cache, three write pages out; the rest of the kernel shares them. */
const SERVER_COUNT = 9;
/** More are made while all are busy: some work waits for other hosts, and must not keep the rest from being done. */
const MOST_SERVERS = 40;
const ADD_SERVERS = 109;

export function createServerProcesses(kernel: Kernel): ServerProcesses {
  const queue: (() => Task<void>)[] = [];
  /** Where those sleep that have nothing to do; the last to have fallen asleep is woken first. */
  const idle: WaitQueue[] = [];
  let count = 0;

  function create(): void {
    count++;
    const wanted = createWaitQueue('work');
    kernel.spawn('Proc_ServerProc', () => serve(wanted));
  }

  function* serve(wanted: WaitQueue): Task<void> {
    for (;;) {
      const work = queue.shift();
      if (work !== undefined) return yield* work();
      idle.push(wanted);
      while (idle.includes(wanted)) yield* sleepOn(kernel, wanted);
    }
  }

  const mayGrow = (): boolean => count < MOST_SERVERS && !kernel.processes.isFull();

  function* addServers(process: Process, more: number): Task<Status> {
    if (process.effectiveUserId !== 0) return Status.GEN_NO_PERMISSION;
    if (more < 0 || count + more > MOST_SERVERS) return Status.GEN_INVALID_ARG;
    for (let made = 0; made < more && mayGrow(); made++) create();
    return SUCCESS;
  }

  return {
    statistics: new Map([[ADD_SERVERS, addServers]]),
    start() {
      while (count < SERVER_COUNT) create();
    },
    callLater(work) {
      queue.push(work);
      const wanted = idle.pop();
      if (wanted !== undefined) wakeAll(kernel, wanted);
      else if (count >= SERVER_COUNT && mayGrow()) create();
    },
  };
}
