/**
 * The source's part of a migration. A process is asked to go by a signal, and goes by itself, before it would next
 * enter user mode: sizes, one buffer, everything here dropped, the buffer sent, the target told to let it run. Until
 * it has been taken apart it can stay; from then on whatever fails ends it, so that there is never more than one.
 * Source: migration reference, 1.1 and 3.3.
 */
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import type { HostId, Nanoseconds, ProcessId } from '../arch/units.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import type { Rpc } from '../kernel/rpc/rpc.js';
import { type PostedSignal, Sig } from '../kernel/signal-state.js';
import { postArrived, postSignal } from '../kernel/signals.js';
import { createSlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import type { Exit } from '../proc/exit.js';
import type { Families } from '../proc/family.js';
import { NO_FAMILY } from '../proc/family.js';
import { MigCommand, NO_PID, sendMigCommand } from '../proc/mig-command.js';
import { isForeign } from '../proc/network.js';
import type { Outcome, ProcessTable } from '../proc/process-table.js';
import { type Dependencies, noPeer } from './dependencies.js';
import { type EncapsulationTable, encapsulateAll, forgetAll, leftovers, sizeAll } from './encapsulation.js';
import { initRecord, pidRecord } from './imports.js';
import { createPhaseClock, type MigrationCounts, type MigrationKind, type PhaseClock } from './phases.js';
import type { Policy } from './policy.js';
import type { RemoteExecs } from './remote-exec.js';
import type { MigrationStatistics } from './statistics.js';

export interface ExportParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  /** Of a process that moves, and of one that goes to exec. */
  readonly fullTable: EncapsulationTable;
  readonly execTable: EncapsulationTable;
  readonly processes: ProcessTable;
  readonly families: Families;
  readonly policy: Policy;
  readonly execs: RemoteExecs;
  readonly statistics: MigrationStatistics;
  readonly dependencies: Dependencies;
  readonly exit: Exit;
  endRecord(process: Process, outcome: Outcome): void;
  /** Everything a process has here, but its record. */
  dropState(process: Process): Task<void>;
  /** Its open files are on the other host. */
  filesArrived(process: Process): Task<void>;
  sendHome(host: HostId, id: ProcessId, posted: PostedSignal): void;
  /** Dirty pages and blocks this host has written out so far. */
  writes(): { readonly pages: number; readonly blocks: number };
  /** Open files of the process. */
  fileCount(process: Process): number;
  /** Whoever waits for a migration of this host's to be over may look again. */
  settled(): void;
  /** A foreign process has left. */
  left(process: Process): void;
}

export interface Exports {
  /** Ask the host, and have the process go when it can; whoever asks for the same again waits for the same. */
  initiate(process: Process, host: HostId, kind: MigrationKind): Task<Status>;
  /** Until the process has gone, or has stayed. */
  awaitExport(process: Process): Task<CallResult>;
  trap(process: Process, signal: number): Task<boolean>;
  /** The process ends: it will go nowhere. */
  exiting(process: Process): Task<void>;
  /** Woken whenever a process has left, or has stayed. */
  readonly changed: ReturnType<typeof createWaitQueue>;
}

const TRANSFER_FLAGS =
  ProcessFlag.MIG_PENDING |
  ProcessFlag.MIGRATING |
  ProcessFlag.MIGRATION_DONE |
  ProcessFlag.MIG_ERROR |
  ProcessFlag.EVICTING;

interface Target {
  readonly host: HostId;
  readonly id: ProcessId;
  readonly kind: MigrationKind;
  readonly startedNs: Nanoseconds;
}

export function createExports(parts: ExportParts): Exports {
  const { kernel, rpc, execs, statistics } = parts;
  const { littleEndian } = kernel.machine.layout;
  const targets = createSlotTable<Target>('migrations');
  const changed = createWaitQueue('migration');

  // --- Asking ----------------------------------------------------------------------------------------------------------

  function* initiate(process: Process, host: HostId, kind: MigrationKind): Task<Status> {
    const asked = targets.get(process);
    if (asked !== undefined) return asked.host === host && asked.kind === kind ? SUCCESS : FAILURE;
    const startedNs = kernel.stretchTime();
    const isHome = process.peer?.isHome === true && process.peer.host === host;
    const to = { host, id: isHome && process.peer !== null ? process.peer.id : NO_PID };
    const request = {
      version: parts.policy.version,
      processID: process.id,
      userID: process.userId,
      clientID: kernel.hostId,
    };
    const { id } = process;
    const { status, data } = yield* sendMigCommand(
      rpc,
      to,
      MigCommand.INIT,
      initRecord.encode(request, littleEndian),
    );
    if (status !== SUCCESS) return status;
    const made = isHome ? to.id : pidRecord.decode(data, littleEndian)?.pid;
    if (made === undefined) return Status.RPC_INVALID_RPC;
    const target = { host, id: made as ProcessId, kind, startedNs };
    if (kernel.processes.find(id) !== process || (process.genFlags & ProcessFlag.DYING) !== 0) {
      yield* tellDestroy(target);
      return Status.PROC_INVALID_PID;
    }
    targets.set(process, target);
    process.genFlags |= ProcessFlag.MIG_PENDING;
    postSignal(kernel, process, Sig.MIGRATE_TRAP);
    return SUCCESS;
  }

  function* awaitExport(process: Process): Task<CallResult> {
    const { id } = process;
    const isThere = (): boolean => kernel.processes.find(id) === process;
    while (isThere() && targets.get(process) !== undefined) {
      const reason = yield* sleepOn(kernel, changed, { interruptible: true });
      if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
    }
    if (!isThere()) return Status.PROC_INVALID_PID;
    return process.state === ProcessState.Migrated ? SUCCESS : FAILURE;
  }

  // --- Going -----------------------------------------------------------------------------------------------------------

  function targetOf(process: Process, signal: number): Target | null {
    const asked = targets.get(process);
    if (asked !== undefined) return asked;
    const { peer } = process;
    if (signal !== Sig.MIGRATE_HOME || peer === null || !peer.isHome) return null;
    const kind = (process.genFlags & ProcessFlag.EVICTING) !== 0 ? 'evict' : 'home';
    return { host: peer.host, id: peer.id, kind, startedNs: kernel.stretchTime() };
  }

  function* trap(process: Process, signal: number): Task<boolean> {
    const target = targetOf(process, signal);
    if (target === null) return false;
    kernel.charge(kernel.machine.costs.migrateOutNs);
    process.genFlags = (process.genFlags & ~ProcessFlag.MIG_PENDING) | ProcessFlag.MIGRATING;
    const clock = createPhaseClock(kernel, process, { ...target, to: target.host });
    const before = parts.writes();
    const files = parts.fileCount(process);
    const table = execs.isPending(process) ? parts.execTable : parts.fullTable;
    clock.begin('memory');
    const sized = yield* sizeAll(table, process);
    if ('status' in sized) return yield* stay(process, target, clock);
    clock.begin('packing');
    const goingHome = process.peer?.isHome === true;
    const options = { layout: kernel.machine.layout, goingHome };
    const packed = yield* encapsulateAll(table, process, sized.sizes, options);
    const bytes = 'status' in packed ? null : packed.bytes;
    clock.begin('dropping');
    yield* forgetAll(table, process, false);
    if (table === parts.execTable) yield* parts.dropState(process);
    checkGone(process);
    const moved = bytes === null ? false : yield* sendProcess(process, target, bytes, clock);
    const after = parts.writes();
    const counts: MigrationCounts = {
      pages: after.pages - before.pages,
      blocks: after.blocks - before.blocks,
      files,
      bytes: bytes?.length ?? 0,
    };
    if (moved) yield* departed(process, target, clock, counts);
    else yield* tornApart(process, target, clock, counts);
    return true;
  }

  function* sendProcess(
    process: Process,
    target: Target,
    bytes: Uint8Array,
    clock: PhaseClock,
  ): Task<boolean> {
    clock.begin('transfer');
    const entire = yield* sendMigCommand(rpc, target, MigCommand.ENTIRE, bytes);
    if (entire.status !== SUCCESS) return false;
    clock.begin('resume');
    // The process may be heard of from there before the answer is here.
    if (!isForeign(process)) process.peer = { host: target.host, id: target.id, isHome: false };
    process.genFlags |= ProcessFlag.MIGRATION_DONE;
    const resumed = yield* sendMigCommand(rpc, target, MigCommand.RESUME);
    return resumed.status === SUCCESS && (process.genFlags & ProcessFlag.MIG_ERROR) === 0;
  }

  function checkGone(process: Process): void {
    const left = leftovers(parts.fullTable, process.slot);
    if (left.length > 0)
      throw new Error(`migration: slot ${process.slot} is still known to ${left.join(', ')}`);
  }

  // --- How it ends -----------------------------------------------------------------------------------------------------

  function settled(process: Process): void {
    targets.clear(process);
    process.genFlags &= ~TRANSFER_FLAGS;
    wakeAll(kernel, changed);
    parts.settled();
  }

  /** It cannot be made ready, and goes on here; one that was to exec has nothing to go on with. */
  function* stay(process: Process, target: Target, clock: PhaseClock): Task<boolean> {
    statistics.failed();
    const wasExec = execs.isPending(process);
    execs.clear(process);
    if (targets.get(process) !== undefined && process.peer === null) yield* tellDestroy(target);
    clock.report('failed', { pages: 0, blocks: 0, files: 0, bytes: 0 });
    settled(process);
    postArrived(kernel, process);
    if (wasExec) yield* parts.exit(process, noPeer);
    return wasExec;
  }

  /** It runs there: the record stays if this is its home, and goes if it is not. */
  function* departed(
    process: Process,
    target: Target,
    clock: PhaseClock,
    counts: MigrationCounts,
  ): Task<void> {
    yield* parts.filesArrived(process);
    const { host, id, kind } = target;
    clock.report('moved', counts);
    statistics.exported({ kind, to: host, elapsedNs: clock.elapsedNs(), counts });
    const late = process.signals.onTheWay.splice(0);
    if (!isForeign(process)) {
      parts.dependencies.dependOn(host);
      process.state = ProcessState.Migrated;
      settled(process);
      for (const posted of late) kernel.forwardSignal(process, posted);
      // It may have died before anybody here depended on it.
      if (rpc.hosts.condition(host) === 'dead') parts.endRecord(process, noPeer);
    } else {
      settled(process);
      for (const posted of late) parts.sendHome(host, id, posted);
      parts.left(process);
      parts.families.join(process, NO_FAMILY);
      parts.processes.removeRecord(process);
    }
  }

  /** There is nothing here to go on with, and the target may not go on either. */
  function* tornApart(
    process: Process,
    target: Target,
    clock: PhaseClock,
    counts: MigrationCounts,
  ): Task<void> {
    statistics.failed();
    yield* tellDestroy(target);
    clock.report('lost', counts);
    settled(process);
    yield* parts.exit(process, noPeer);
  }

  function* tellDestroy(target: Target): Task<void> {
    const { status } = yield* sendMigCommand(rpc, target, MigCommand.DESTROY);
    if (status === Status.RPC_TIMEOUT) parts.dependencies.tellLater(target.host, target.id);
  }

  function* exiting(process: Process): Task<void> {
    const target = targets.get(process);
    execs.clear(process);
    if (target === undefined) return;
    settled(process);
    yield* tellDestroy(target);
  }

  return { initiate, awaitExport, trap, exiting, changed };
}
