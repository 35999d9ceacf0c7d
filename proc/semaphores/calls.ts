/** The three semaphore calls of a host. Source: kernel-call reference, calls 102 to 104. */
import { SUCCESS } from '../../arch/status.js';
import type { Implementations } from '../../kernel/calls.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Process } from '../../kernel/process.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import { createSemaphoreControl } from './control.js';
import { createSemaphoreOperations } from './operate.js';
import { createSemaphoreSets } from './sets.js';

export type SemaphoreCalls = Pick<Implementations, 'Sync_Semctl' | 'Sync_Semget' | 'Sync_Semop'>;

export interface SemaphoreParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  groupsOf(process: Process): readonly number[];
}

export function createSemaphores({ kernel, memory, groupsOf }: SemaphoreParts): SemaphoreCalls {
  const semaphores = createSemaphoreSets(kernel, groupsOf);
  return {
    Sync_Semget(process, args) {
      const set = semaphores.getSet(process, args);
      if (typeof set === 'number') return set;
      args.result.value = set.id;
      return SUCCESS;
    },
    Sync_Semctl: createSemaphoreControl(kernel, memory, semaphores),
    Sync_Semop: createSemaphoreOperations(kernel, memory, semaphores),
  };
}
