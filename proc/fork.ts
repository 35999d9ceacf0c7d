/**
 * Fork: a child that differs from its parent only in what the call answers. The child's id is stored in the
 * parent's memory before that is duplicated, so the child finds it there too. A failure, of memory or of the
 * table, undoes everything. Source: exec-and-signals reference, 7.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { UserAddress } from '../arch/units.js';
import type { FileSystem } from '../fs/file-system.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import { ProcessFlag } from '../kernel/process.js';
import { Sig, signalBit } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import { type Families, NO_FAMILY } from './family.js';
import type { ProcessTable } from './process-table.js';
import type { Profiles } from './profile.js';
import type { VforkWaits } from './vfork.js';

export interface ForkParts {
  readonly kernel: Kernel;
  readonly vm: VirtualMemory;
  readonly fs: FileSystem;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly profiles: Profiles;
  readonly vforks: VforkWaits;
}

export interface Fork {
  fork(parent: Process, shareHeap: boolean, pidAddress: UserAddress): Task<CallResult>;
  /** The heap is shared and the parent sleeps until the child execs or exits; the child has its own stack. */
  vfork(parent: Process): Task<CallResult>;
}

/** What a fork child inherits of its parent's flags. */
const INHERITED_FLAGS = ProcessFlag.USER;
/** Second result of a child. */
const IS_CHILD = 1;

export function createFork(parts: ForkParts): Fork {
  const { kernel, vm, fs, table, families } = parts;
  const { machine } = kernel;

  function* fork(parent: Process, shareHeap: boolean, pidAddress: UserAddress): Task<CallResult> {
    kernel.charge(machine.costs.forkNs);
    const child = begin(parent);
    if (child === null) return Status.PROC_NO_SEGMENTS;
    const stored = yield* vm.copyOut(parent, pidAddress, idBytes(child));
    const status = stored ? yield* duplicate(parent, child, shareHeap) : Status.SYS_ARG_NOACCESS;
    if (status !== SUCCESS) {
      table.removeRecord(child);
      return status;
    }
    start(parent, child, Status.PROC_CHILD_PROC);
    return SUCCESS;
  }

  function* vfork(parent: Process): Task<CallResult> {
    kernel.charge(machine.costs.forkNs);
    const failed = { first: -1, second: 0 };
    const child = begin(parent);
    if (child === null) return failed;
    if ((yield* duplicate(parent, child, true)) !== SUCCESS) {
      table.removeRecord(child);
      return failed;
    }
    const { id } = child;
    start(parent, child, 0);
    yield* parts.vforks.waitFor(child);
    return { first: id, second: 0 };
  }

  /** A record with what is copied in it; null when the table is full. */
  function begin(parent: Process): Process | null {
    const child = kernel.processes.allocate();
    if (child === null) return null;
    child.genFlags = parent.genFlags & INHERITED_FLAGS;
    child.argString = parent.argString;
    child.userId = parent.userId;
    child.effectiveUserId = parent.effectiveUserId;
    child.personality = parent.personality;
    child.priority = parent.priority;
    child.signals.holdMask = parent.signals.holdMask | signalBit(Sig.MIGRATE_TRAP);
    child.signals.actions.set(parent.signals.actions);
    child.signals.masks.set(parent.signals.masks);
    // The hold on SIG_MIGRATE_TRAP ends when the child first reaches user mode.
    child.userReturnPending = true;
    table.enter(child, parent);
    return child;
  }

  function* duplicate(parent: Process, child: Process, shareHeap: boolean): Task<Status> {
    const status = yield* vm.fork(parent, child, shareHeap);
    if (status === SUCCESS) return SUCCESS;
    yield* vm.release(child);
    return Status.PROC_NO_SEGMENTS;
  }

  /** From here on the child is a process like any other. */
  function start(parent: Process, child: Process, status: number): void {
    const from = parent.context;
    const to = child.context;
    if (from === null || to === null) throw new Error(`fork of ${parent.slot} without contexts`);
    fs.fork(parent, child);
    machine.deencapsulate(to, machine.encapsulate(from));
    machine.setCallResult(to, status, IS_CHILD);
    const family = families.of(parent);
    if (family !== NO_FAMILY) families.join(child, family);
    parts.profiles.set(child, parts.profiles.get(parent));
    if (kernel.listening('fork')) {
      kernel.emit({
        kind: 'fork',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid: parent.id,
        child: child.id,
      });
    }
    kernel.scheduler.makeReady(child);
  }

  function idBytes(process: Process): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, process.id, machine.layout.littleEndian);
    return bytes;
  }

  return { fork, vfork };
}
