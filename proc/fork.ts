/**
 * Fork: a child that differs from its parent only in what the call answers. The child's id is stored in the
 * parent's memory before that is duplicated, so the child finds it there too. A failure, of memory or of the
 * table, undoes everything. Source: exec-and-signals reference, 7.
 */
import type { Context } from '../arch/machine.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { UserAddress } from '../arch/units.js';
import type { FileSystem } from '../fs/file-system.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process, ProcessFlag } from '../kernel/process.js';
import { Sig, signalBit } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import { type Families, NO_FAMILY } from './family.js';
import type { HomeLink } from './home.js';
import { isForeign } from './network.js';
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
  readonly home: HomeLink | null;
}

export interface Fork {
  fork(parent: Process, shareHeap: boolean, pidAddress: UserAddress): Task<CallResult>;
  /** All memory is shared, and the parent sleeps until the child execs or exits. */
  vfork(parent: Process): Task<CallResult>;
  /** The same two for UNIX calls: the child's id for the parent, or why there is none. */
  unixFork(parent: Process): Task<UnixChild>;
  unixVfork(parent: Process): Task<UnixChild>;
}

export type UnixChild = { readonly id: number } | { readonly status: Status };
type Finish = (child: Context) => void;

/** What a fork child inherits of its parent's flags. */
const INHERITED_FLAGS = ProcessFlag.USER;
/** Second result of a child. */
const IS_CHILD = 1;

export function createFork(parts: ForkParts): Fork {
  const { kernel, vm, fs, table, families } = parts;
  const { machine } = kernel;

  /** In a child, Sprite's calls answer with a status, UNIX's with two results. */
  const answersStatus =
    (status: number): Finish =>
    (child) =>
      machine.setCallResult(child, status, IS_CHILD);
  const answersUnix: Finish = (child) => machine.unix.setResult(child, 0, IS_CHILD);

  function* fork(parent: Process, shareHeap: boolean, pidAddress: UserAddress): Task<CallResult> {
    const child = begin(parent);
    if (child === null) return Status.PROC_NO_SEGMENTS;
    if (!(yield* tellHome(parent, child))) {
      removeChild(child);
      return Status.PROC_NO_SEGMENTS;
    }
    const stored = yield* vm.copyOut(parent, pidAddress, idBytes(child));
    const status = stored ? yield* duplicate(parent, child, shareHeap, false) : Status.SYS_ARG_NOACCESS;
    if (status !== SUCCESS) {
      yield* abandon(child);
      return status;
    }
    start(parent, child, answersStatus(Status.PROC_CHILD_PROC));
    return SUCCESS;
  }

  function* makeChild(parent: Process, share: boolean, finish: Finish): Task<Process | Status> {
    const child = begin(parent);
    if (child === null) return Status.PROC_NO_SEGMENTS;
    if (!(yield* tellHome(parent, child))) {
      removeChild(child);
      return Status.PROC_NO_SEGMENTS;
    }
    const status = yield* duplicate(parent, child, share, share);
    if (status !== SUCCESS) {
      yield* abandon(child);
      return status;
    }
    start(parent, child, finish);
    return child;
  }

  function* makeVforkChild(parent: Process, finish: Finish): Task<UnixChild> {
    const child = yield* makeChild(parent, true, finish);
    if (typeof child === 'number') return { status: child };
    const id = homeIdOf(child);
    yield* parts.vforks.waitFor(child);
    return { id };
  }

  function* vfork(parent: Process): Task<CallResult> {
    const made = yield* makeVforkChild(parent, answersStatus(0));
    return { first: 'id' in made ? made.id : -1, second: 0 };
  }

  function* unixFork(parent: Process): Task<UnixChild> {
    const child = yield* makeChild(parent, false, answersUnix);
    return typeof child === 'number' ? { status: child } : { id: homeIdOf(child) };
  }

  /** A record with what is copied in it; null when the table is full. */
  function begin(parent: Process): Process | null {
    kernel.charge(machine.costs.forkNs);
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
    table.enter(child, isForeign(parent) ? null : parent);
    return child;
  }

  /** The child of a foreign process is foreign too, and a child of the record at home. False when it may not be. */
  function* tellHome(parent: Process, child: Process): Task<boolean> {
    if (parts.home === null || !isForeign(parent) || parent.peer === null) return true;
    const id = yield* parts.home.forked(parent, child);
    if (id === null) return false;
    child.genFlags |= ProcessFlag.FOREIGN;
    child.homeHost = parent.homeHost;
    child.peer = { host: parent.peer.host, id, isHome: true };
    table.kin(child).parentAtHome = homeIdOf(parent);
    return true;
  }

  function removeChild(child: Process): void {
    families.remember(child, NO_FAMILY);
    table.removeRecord(child);
  }

  /** Its memory could not be had: it was never there, at home neither. */
  function* abandon(child: Process): Task<void> {
    if (parts.home !== null && isForeign(child)) yield* parts.home.exited(child, null);
    removeChild(child);
  }

  function* duplicate(
    parent: Process,
    child: Process,
    shareHeap: boolean,
    shareStack: boolean,
  ): Task<Status> {
    const status = yield* vm.fork(parent, child, shareHeap, shareStack);
    if (status === SUCCESS) return SUCCESS;
    yield* vm.release(child);
    return Status.PROC_NO_SEGMENTS;
  }

  /** From here on the child is a process like any other. */
  function start(parent: Process, child: Process, finish: Finish): void {
    const from = parent.context;
    const to = child.context;
    if (from === null || to === null) throw new Error(`fork of ${parent.slot} without contexts`);
    fs.fork(parent, child);
    machine.deencapsulate(to, machine.encapsulate(from));
    finish(to);
    const family = families.of(parent);
    if (isForeign(child)) families.remember(child, family);
    else if (family !== NO_FAMILY) families.join(child, family);
    parts.profiles.set(child, parts.profiles.get(parent));
    if (kernel.listening('fork')) {
      kernel.emit({
        kind: 'fork',
        timeNs: kernel.stretchTime(),
        host: kernel.hostId,
        pid: homeIdOf(parent),
        child: homeIdOf(child),
      });
    }
    kernel.scheduler.makeReady(child);
  }

  function idBytes(process: Process): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, homeIdOf(process), machine.layout.littleEndian);
    return bytes;
  }

  return { fork, vfork, unixFork, unixVfork: (parent) => makeVforkChild(parent, answersUnix) };
}
