/**
 * Parents of call 106: each sleeps until its child execs or exits, however that comes about.
 * Source: exec-and-signals reference, 7.
 */
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';

export interface VforkWaits {
  /** Let the current process sleep for `child`; no signal ends it. */
  waitFor(child: Process): Task<void>;
  /** The child has its own memory now, or none. */
  childDone(child: Process): void;
}

export function createVforkWaits(kernel: Kernel): VforkWaits {
  const parents = createWaitQueue('vfork');
  return {
    *waitFor(child) {
      child.genFlags |= ProcessFlag.VFORKCHILD;
      const parent = kernel.currentProcess();
      parent.genFlags |= ProcessFlag.VFORKPARENT;
      while ((child.genFlags & ProcessFlag.VFORKCHILD) !== 0) yield* sleepOn(kernel, parents);
      parent.genFlags &= ~ProcessFlag.VFORKPARENT;
    },
    childDone(child) {
      if ((child.genFlags & ProcessFlag.VFORKCHILD) === 0) return;
      child.genFlags &= ~ProcessFlag.VFORKCHILD;
      wakeAll(kernel, parents);
    },
  };
}
