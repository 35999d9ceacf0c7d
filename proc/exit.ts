/**
 * The end of a process. It always runs as the process's own kernel work: others only send signals. Memory goes
 * before streams, as swap files may still be needed for what children share. What is left is the record, until
 * the parent has waited for it. Source: exec-and-signals reference, 8; scheduling reference, 12.1.
 */
import type { FileSystem } from '../fs/file-system.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import { type Families, NO_FAMILY } from './family.js';
import { hasExited, type Outcome, type ProcessTable, Reason } from './process-table.js';
import type { VforkWaits } from './vfork.js';

export type Exit = (process: Process, outcome: Outcome) => Task<void>;

export interface ExitParts {
  readonly kernel: Kernel;
  readonly vm: VirtualMemory;
  readonly fs: FileSystem;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly vforks: VforkWaits;
  /** Empty the tables of the modules of this folder. */
  forget(process: Process): void;
}

export function createExit(parts: ExitParts): Exit {
  const { kernel, vm, fs, table, families, vforks } = parts;

  return function* exit(process: Process, outcome: Outcome): Task<void> {
    process.genFlags |= ProcessFlag.DYING;
    kernel.charge(kernel.machine.costs.exitNs);
    parts.forget(process);
    yield* vm.release(process);
    vforks.childDone(process);
    yield* fs.exit(process);
    families.join(process, NO_FAMILY);
    leaveChildren(process);
    process.userReturnPending = false;
    process.callProgress = null;
    if (kernel.listening('exit')) {
      kernel.emit({
        kind: 'exit',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid: process.id,
        reason: outcome.reason,
        status: outcome.status,
      });
    }
    leaveParent(process, outcome);
  };

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
}
