/**
 * The end of a process. It always runs as the process's own kernel work: others only send signals. Memory goes
 * before streams, as swap files may still be needed for what children share. What is left is the record, until
 * the parent has waited for it. Source: exec-and-signals reference, 8; scheduling reference, 12.1.
 */
import { Status } from '../arch/status.js';
import type { FileSystem } from '../fs/file-system.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import { type Families, NO_FAMILY } from './family.js';
import type { HomeLink } from './home.js';
import type { Migration } from './migration.js';
import { isForeign } from './network.js';
import { hasExited, type Outcome, type ProcessTable, Reason } from './process-table.js';

export type Exit = (process: Process, outcome: Outcome) => Task<void>;

export interface Exits {
  readonly exit: Exit;
  /** The end of a record whose process was elsewhere: what is left is what an exit leaves. */
  endRecord(process: Process, outcome: Outcome): void;
}

export interface ExitParts {
  readonly kernel: Kernel;
  readonly vm: VirtualMemory;
  readonly fs: FileSystem;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly home: HomeLink | null;
  migration(): Migration | null;
  /** Empty the tables of the modules of this folder. */
  forget(process: Process): void;
}

export function createExit(parts: ExitParts): Exits {
  const { kernel, vm, fs, table, families } = parts;

  function* exit(process: Process, outcome: Outcome): Task<void> {
    process.genFlags |= ProcessFlag.DYING;
    kernel.charge(kernel.machine.costs.exitNs);
    const migration = parts.migration();
    if (migration !== null) yield* migration.exiting(process);
    parts.forget(process);
    yield* vm.release(process);
    yield* fs.exit(process);
    process.callProgress = null;
    if (kernel.listening('exit')) {
      kernel.emit({
        kind: 'exit',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid: homeIdOf(process),
        reason: outcome.reason,
        status: outcome.status,
      });
    }
    if (parts.home !== null && isForeign(process)) yield* leaveHost(parts.home, process, outcome);
    else endRecord(process, outcome);
  }

  /** Of a foreign process nothing is left here; its home tells the parent. */
  function* leaveHost(home: HomeLink, process: Process, outcome: Outcome): Task<void> {
    const status = yield* home.exited(process, outcome);
    if (status === Status.RPC_TIMEOUT) parts.migration()?.homeless(process);
    families.join(process, NO_FAMILY);
    table.removeRecord(process);
  }

  function endRecord(process: Process, outcome: Outcome): void {
    process.genFlags |= ProcessFlag.DYING;
    parts.migration()?.ended(process);
    process.peer = null;
    process.userReturnPending = false;
    families.join(process, NO_FAMILY);
    leaveChildren(process);
    leaveParent(process, outcome);
  }

  /** Nobody inherits the living children; those that nobody waited for are discarded. */
  function leaveChildren(process: Process): void {
    for (const child of table.kin(process).children.slice()) {
      if (hasExited(child)) table.removeRecord(child);
      else table.leaveParent(child);
    }
  }

  function leaveParent(process: Process, outcome: Outcome): void {
    const kin = table.kin(process);
    if (kin.parent === null) return table.removeRecord(process);
    process.state = ProcessState.Exiting;
    kin.end = outcome;
    // A detached child is still here only because its parent has not heard of the detachment.
    if (kin.news?.reason !== Reason.Detached) table.tellParent(process);
  }

  return { exit, endRecord };
}
