/**
 * The target's part of a migration, and what two hosts tell each other about a process later: a record is made when
 * a process asks to come, the process is built into it from the bytes alone, and runs when its source lets it go.
 * A process that comes home is built into the record that has stayed there.
 * Source: migration reference, 3.2 and 3.3.
 */
import { int, struct, uint } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { NO_BYTES } from '../kernel/rpc/packet.js';
import { serveProcedure, wireRecord } from '../kernel/rpc/procedure.js';
import type { Rpc } from '../kernel/rpc/rpc.js';
import { deliverable, Sig } from '../kernel/signal-state.js';
import { postArrived, postSignal } from '../kernel/signals.js';
import { createSlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { Families } from '../proc/family.js';
import {
  MigCommand,
  type MigCommandRecord,
  MOST_PIECE_BYTES,
  migCommandProcedure,
  NO_PID,
  suspendRecord,
  updateRecord,
} from '../proc/mig-command.js';
import { isForeign } from '../proc/network.js';
import type { Outcome, ProcessTable } from '../proc/process-table.js';
import type { Stops } from '../proc/stop.js';
import { type Dependencies, noPeer } from './dependencies.js';
import { deencapsulateAll, type EncapsulationTable } from './encapsulation.js';
import type { Policy } from './policy.js';
import type { RemoteExecs } from './remote-exec.js';
import type { MigrationStatistics } from './statistics.js';

export interface ImportParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  /** Full, and for remote exec: what the buffer lacks is skipped. */
  readonly table: EncapsulationTable;
  readonly processes: ProcessTable;
  readonly families: Families;
  readonly stops: Stops;
  readonly policy: Policy;
  readonly execs: RemoteExecs;
  readonly statistics: MigrationStatistics;
  dependencies(): Dependencies;
  /** The record of a process that runs on `client`. */
  awaitShadow(id: number, client: HostId): Task<Process | null>;
  machineTypeOf(host: HostId): string;
  endRecord(process: Process, outcome: Outcome): void;
  /** Everything the process has here, but its record. */
  dropState(process: Process): Task<void>;
}

export interface Imports {
  /** End the record of a process that runs elsewhere, or a process that has not begun to run here. */
  giveUp(process: Process): Task<void>;
}

interface Answer {
  readonly status: Status;
  readonly data?: Uint8Array;
}

/** How far a process is on its way in. One that is given up while it is being built ends when that is over. */
interface Arrival {
  readonly buffer: Uint8Array;
  received: number;
  phase: 'receiving' | 'building' | 'built';
  isGivenUp: boolean;
}

export const initRecord = wireRecord(
  struct('MigInit', { version: int, processID: uint, userID: int, clientID: int }),
);
export const pidRecord = wireRecord(struct('MigPid', { pid: uint }));
const MOST_BYTES = 0x40_0000;
const ARRIVAL_FLAGS =
  ProcessFlag.MIG_PENDING | ProcessFlag.MIGRATING | ProcessFlag.MIGRATION_DONE | ProcessFlag.EVICTING;

export function serveImports(parts: ImportParts): Imports {
  const { kernel, rpc, processes, families, policy, execs } = parts;
  const { littleEndian } = kernel.machine.layout;
  const arrivals = createSlotTable<Arrival>('arriving processes');

  /** The process of a command; null when it is none of that host's. */
  function* peerOf(client: HostId, { remotePid }: MigCommandRecord): Task<Process | null> {
    const process = kernel.processes.find(remotePid as ProcessId);
    if (process?.peer?.host !== client) return null;
    return isForeign(process) ? process : yield* parts.awaitShadow(remotePid, client);
  }

  // --- Init ------------------------------------------------------------------------------------------------------------

  function* admit(client: HostId, command: MigCommandRecord, data: Uint8Array): Task<Answer> {
    if (command.totalSize !== data.length) return { status: Status.GEN_INVALID_ARG };
    const wanted = initRecord.decode(data, littleEndian);
    if (wanted === null || wanted.version !== policy.version)
      return { status: Status.PROC_MIGRATION_REFUSED };
    if (command.remotePid !== NO_PID) {
      return { status: (yield* peerOf(client, command)) === null ? Status.PROC_NO_PEER : SUCCESS };
    }
    const admitted = policy.mayImport(wanted.userID);
    if (admitted !== SUCCESS) return { status: admitted };
    if (parts.machineTypeOf(client) !== kernel.machine.name) return { status: Status.PROC_MIGRATION_REFUSED };
    return makeRecord(client, wanted.userID, wanted.processID as ProcessId);
  }

  /** For a process of `client`, which is known there as `id`. */
  function makeRecord(client: HostId, userId: number, id: ProcessId): Answer {
    const process = kernel.processes.allocate();
    if (process === null) return { status: Status.PROC_NO_SEGMENTS };
    process.genFlags = ProcessFlag.USER | ProcessFlag.FOREIGN;
    process.userId = process.effectiveUserId = userId;
    process.homeHost = client;
    process.peer = { host: client, id: id, isHome: true };
    processes.enter(process, null);
    parts.dependencies().dependOn(client);
    return { status: SUCCESS, data: pidRecord.encode({ pid: process.id }, littleEndian) };
  }

  // --- The process -----------------------------------------------------------------------------------------------------

  function* takeIn(client: HostId, command: MigCommandRecord, data: Uint8Array): Task<Answer> {
    const process = yield* peerOf(client, command);
    if (process === null) return { status: Status.PROC_NO_PEER };
    if (process.state !== ProcessState.New && process.state !== ProcessState.Migrated) {
      return { status: Status.GEN_INVALID_ARG };
    }
    const arrival = takePiece(process, command, data);
    if (arrival === null) return { status: Status.GEN_INVALID_ARG };
    if (arrival.received < arrival.buffer.length) return { status: SUCCESS };
    arrival.phase = 'building';
    const status = yield* build(process, arrival);
    if (status === SUCCESS && !arrival.isGivenUp) {
      arrival.phase = 'built';
      return { status };
    }
    yield* dropParts(process);
    arrivals.clear(process);
    if (arrival.isGivenUp) endRecord(process);
    return { status: status === SUCCESS ? Status.PROC_NO_PEER : status };
  }

  function* build(process: Process, { buffer }: Arrival): Task<Status> {
    kernel.charge(kernel.machine.costs.migrateInNs);
    const status = yield* deencapsulateAll(
      parts.table,
      process,
      buffer,
      kernel.machine.layout,
      kernel.stretchTime,
      (name, ns) => tellBuilt(process, name, ns),
    );
    const isImmovable = isForeign(process) && (process.genFlags & ProcessFlag.DONT_MIGRATE) !== 0;
    return status === SUCCESS && isImmovable ? Status.PROC_MIGRATION_REFUSED : status;
  }

  /** Null when the piece does not continue what has come. */
  function takePiece(
    process: Process,
    { totalSize, offset }: MigCommandRecord,
    data: Uint8Array,
  ): Arrival | null {
    if (totalSize <= 0 || totalSize > MOST_BYTES || offset % MOST_PIECE_BYTES !== 0) return null;
    const begun = arrivals.get(process);
    if (begun !== undefined && (begun.phase !== 'receiving' || begun.isGivenUp)) return null;
    const arrival = offset === 0 ? beginArrival(process, totalSize) : begun;
    if (arrival === undefined || arrival.buffer.length !== totalSize || arrival.received !== offset)
      return null;
    if (offset + data.length > totalSize) return null;
    arrival.buffer.set(data, offset);
    arrival.received += data.length;
    return arrival;
  }

  function beginArrival(process: Process, totalSize: number): Arrival {
    const arrival: Arrival = {
      buffer: new Uint8Array(totalSize),
      received: 0,
      phase: 'receiving',
      isGivenUp: false,
    };
    arrivals.set(process, arrival);
    return arrival;
  }

  function* dropParts(process: Process): Task<void> {
    execs.clear(process);
    yield* parts.dropState(process);
  }

  function* giveUp(process: Process): Task<void> {
    const arrival = arrivals.get(process) ?? beginArrival(process, 0);
    if (arrival.isGivenUp) return;
    arrival.isGivenUp = true;
    if (arrival.phase === 'building') return;
    if (arrival.phase === 'built') yield* dropParts(process);
    arrivals.clear(process);
    endRecord(process);
  }

  function endRecord(process: Process): void {
    if (!isForeign(process)) return parts.endRecord(process, noPeer);
    families.remember(process, -1);
    processes.removeRecord(process);
  }

  function tellBuilt(process: Process, module: string, ns: number): void {
    if (!kernel.listening()) return;
    kernel.emit({
      kind: 'migration-module',
      timeNs: kernel.stretchTime(),
      host: kernel.hostId,
      pid: homeIdOf(process),
      module,
      ns,
    });
  }

  // --- Going on --------------------------------------------------------------------------------------------------------

  function* letRun(client: HostId, command: MigCommandRecord): Task<Answer> {
    const process = yield* peerOf(client, command);
    if (process === null) return { status: Status.PROC_NO_PEER };
    if (arrivals.get(process)?.phase !== 'built') return { status: Status.GEN_INVALID_ARG };
    goOn(process);
    return { status: SUCCESS };
  }

  function goOn(process: Process): void {
    arrivals.clear(process);
    if (isForeign(process)) parts.statistics.imported(process);
    else comeHome(process);
    process.genFlags &= ~ARRIVAL_FLAGS;
    process.task = execs.taskFor(process);
    postArrived(kernel, process);
    if (deliverable(process.signals) !== 0) process.userReturnPending = true;
    kernel.scheduler.makeReady(process);
  }

  function comeHome(process: Process): void {
    parts.statistics.returned(process);
    process.peer = null;
    // It is no longer away: signals reach it here.
    process.state = ProcessState.New;
  }

  // --- Ending, and news ------------------------------------------------------------------------------------------------

  function* endHere(client: HostId, command: MigCommandRecord): Task<Answer> {
    const process = yield* peerOf(client, command);
    if (process === null) return { status: Status.PROC_NO_PEER };
    const isHere = process.state !== ProcessState.Migrated && process.state !== ProcessState.New;
    if (!isHere) yield* giveUp(process);
    else if (isForeign(process)) postSignal(kernel, process, Sig.KILL, Status.PROC_NO_PEER);
    return { status: SUCCESS };
  }

  function* takeIds(client: HostId, command: MigCommandRecord, data: Uint8Array): Task<Answer> {
    const process = yield* peerOf(client, command);
    const ids = updateRecord.decode(data, littleEndian);
    if (process === null || !isForeign(process)) return { status: Status.PROC_NO_PEER };
    if (ids === null) return { status: Status.GEN_INVALID_ARG };
    process.userId = ids.userID;
    process.effectiveUserId = ids.effectiveUserID;
    process.priority = ids.billingRate;
    families.remember(process, ids.familyID);
    return { status: SUCCESS };
  }

  function* takeNews(client: HostId, command: MigCommandRecord, data: Uint8Array): Task<Answer> {
    const process = yield* peerOf(client, command);
    const news = suspendRecord.decode(data, littleEndian);
    if (process?.state !== ProcessState.Migrated) return { status: Status.PROC_NO_PEER };
    if (news === null) return { status: Status.GEN_INVALID_ARG };
    const { reason, status, code } = news;
    parts.stops.note(process, { reason, status, code });
    return { status: SUCCESS };
  }

  serveProcedure(rpc, migCommandProcedure, function* serveMigCommand(client, command, data) {
    let answer: Answer;
    switch (command.command) {
      case MigCommand.INIT:
        answer = yield* admit(client, command, data);
        break;
      case MigCommand.ENTIRE:
        answer = yield* takeIn(client, command, data);
        break;
      case MigCommand.UPDATE:
        answer = yield* takeIds(client, command, data);
        break;
      case MigCommand.DESTROY:
        answer = yield* endHere(client, command);
        break;
      case MigCommand.RESUME:
        answer = yield* letRun(client, command);
        break;
      case MigCommand.SUSPEND:
        answer = yield* takeNews(client, command, data);
        break;
      default:
        answer = { status: Status.GEN_INVALID_ARG };
    }
    return { status: answer.status, data: answer.data ?? NO_BYTES };
  });

  return { giveUp };
}
