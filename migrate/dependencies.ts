/**
 * Two hosts depend on each other for as long as a process of one runs on the other. When one of them is found dead,
 * the other ends its half: a foreign process whose home is gone is killed, a record whose process is gone is ended,
 * so that the parent hears of it. Who could not be told that its half is to end is told when it is heard of again.
 * Source: migration reference, 5.3.
 */
import { Status } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import type { Rpc } from '../kernel/rpc/rpc.js';
import { Sig } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import type { Task } from '../kernel/task.js';
import { MigCommand, sendMigCommand } from '../proc/mig-command.js';
import { isForeign } from '../proc/network.js';
import { type Outcome, Reason } from '../proc/process-table.js';

export interface Dependencies {
  /** From now on this host wants to know whether `host` lives. */
  dependOn(host: HostId): void;
  /** The process `id` of that host is to end, and the host could not be told. */
  tellLater(host: HostId, id: ProcessId): void;
  count(): number;
}

export interface DependencyParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  /** End the record of a process that runs elsewhere, or one that has not begun to run here. */
  giveUp(process: Process): Task<void>;
}

const RECOVERY_KEY = 'migration';
export const noPeer: Readonly<Outcome> = { reason: Reason.Destroyed, status: Status.PROC_NO_PEER, code: 0 };

export function createDependencies(parts: DependencyParts): Dependencies {
  const { kernel, rpc } = parts;
  const unreachable = new Map<HostId, Set<ProcessId>>();

  const isAbout = (process: Process, host: HostId): boolean => process.peer?.host === host;

  function* hostDied(host: HostId): Task<void> {
    for (const process of kernel.processes.all()) {
      if (!isAbout(process, host)) continue;
      const isArriving = isForeign(process) && process.state === ProcessState.New;
      if (isArriving || process.state === ProcessState.Migrated) yield* parts.giveUp(process);
      else if (!isForeign(process)) process.genFlags |= ProcessFlag.MIG_ERROR;
      else postSignal(kernel, process, Sig.KILL, Status.PROC_NO_PEER);
    }
  }

  function* hostBack(host: HostId): Task<void> {
    const ids = unreachable.get(host) ?? new Set();
    unreachable.delete(host);
    for (const id of ids) yield* sendMigCommand(rpc, { host, id }, MigCommand.DESTROY);
    if (!kernel.processes.all().some((process) => isAbout(process, host))) {
      rpc.hosts.forgetReboot(host, RECOVERY_KEY);
    }
  }

  const dependOn = (host: HostId): void => rpc.hosts.onReboot(host, RECOVERY_KEY, () => hostBack(host));

  rpc.hosts.onCrash(hostDied);

  return {
    dependOn,
    tellLater(host, id) {
      const ids = unreachable.get(host) ?? new Set();
      ids.add(id);
      unreachable.set(host, ids);
      dependOn(host);
    },
    count: () => [...unreachable.values()].reduce((sum, ids) => sum + ids.size, 0),
  };
}
