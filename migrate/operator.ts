/**
 * What somebody who stands before a machine asks of migration, with root's rights: the same calls and signals that a
 * program would make, by a process of the kernel. Whoever asked is told in a word when it is over.
 */
import { type Status, SUCCESS, statusName } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process } from '../kernel/process.js';
import type { ServerProcesses } from '../kernel/server-processes.js';
import { Sig } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import { isForeign } from '../proc/network.js';

/** Null when all went well, or the status that says why not. */
export type Told = (failure: string | null) => void;

export interface Operator {
  /** Move a process of this host's own to another. */
  migrate(id: ProcessId, to: HostId, told: Told): void;
  /** Ask a guest, by the id it has at home, to go home; false when there is none. It leaves when it can. */
  sendHome(id: ProcessId): boolean;
  /** Send all guests home; over when the last has left. */
  evict(told: Told): void;
  /** Whether guests may come. */
  admit(isAllowed: boolean): void;
}

export interface OperatorParts {
  readonly kernel: Kernel;
  readonly servers: ServerProcesses;
  readonly migration: {
    migrate(caller: Process, pid: number, host: number): Task<CallResult>;
    admit(isAllowed: boolean): void;
  };
  send(process: Process, signal: number): void;
}

const ALL_PROCESSES = 0;

export function createOperator({ kernel, servers, migration, send }: OperatorParts): Operator {
  function ask(pid: number, to: number, told: Told): void {
    servers.callLater(function* askMigration() {
      const status = (yield* migration.migrate(kernel.currentProcess(), pid, to)) as Status;
      told(status === SUCCESS ? null : statusName(status));
    });
  }

  return {
    migrate: ask,
    sendHome(id) {
      const guest = kernel.processes.all().find((process) => isForeign(process) && homeIdOf(process) === id);
      if (guest === undefined) return false;
      send(guest, Sig.MIGRATE_HOME);
      return true;
    },
    evict: (told) => ask(ALL_PROCESSES, kernel.hostId, told),
    admit: migration.admit,
  };
}
