/**
 * Eviction: every foreign process that may go is sent home, all at once, each in its own context; whoever asked
 * waits until the last has left or ended. Source: migration reference, 5.5.
 */
import { FAILURE, SUCCESS } from '../arch/status.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { Sig } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import { isForeign } from '../proc/network.js';
import type { MigrationStatistics } from './statistics.js';

export interface Evictions {
  /** Send everybody home; returns when they are gone. FAILURE while another eviction goes on. */
  evictAll(): Task<CallResult>;
  /** The process has left, or ends. */
  gone(process: Process): void;
  inProgress(): number;
}

export interface EvictionParts {
  readonly kernel: Kernel;
  readonly statistics: MigrationStatistics;
  send(process: Process, signal: number): void;
}

export function createEvictions(parts: EvictionParts): Evictions {
  const { kernel, statistics } = parts;
  const evicting = new Set<Process>();
  const changed = createWaitQueue('eviction');

  const mayGo = (process: Process): boolean =>
    isForeign(process) &&
    process.state !== ProcessState.New &&
    (process.genFlags & (ProcessFlag.DONT_MIGRATE | ProcessFlag.DYING)) === 0;

  return {
    *evictAll() {
      if (evicting.size > 0) return FAILURE;
      const startedNs = kernel.stretchTime();
      for (const process of kernel.processes.all().filter(mayGo)) {
        evicting.add(process);
        process.genFlags |= ProcessFlag.EVICTING;
        parts.send(process, Sig.MIGRATE_HOME);
      }
      statistics.evictionAsked(evicting.size > 0);
      while (evicting.size > 0) {
        const reason = yield* sleepOn(kernel, changed, { interruptible: true });
        if (reason === 'signal') {
          evicting.clear();
          return SUCCESS;
        }
      }
      statistics.evictionDone(kernel.stretchTime() - startedNs);
      return SUCCESS;
    },
    gone(process) {
      if (evicting.delete(process)) wakeAll(kernel, changed);
    },
    inProgress: () => evicting.size,
  };
}
