/**
 * Migration on one host, composed: what the calls and signals of `proc/` ask for, and what other hosts ask. Source:
 * migration reference, 1.1 (Proc_Migrate), 1.2, 1.3; kernel-call reference, 1.6 (Sys_Stats 18).
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { HostFileSystem } from '../fs/create.js';
import type { CallResult } from '../kernel/calls.js';
import type { Forwarding } from '../kernel/forwarding.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import type { Rpc } from '../kernel/rpc/rpc.js';
import type { StatisticsCommand } from '../kernel/sys-calls.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import type { Processes } from '../proc/create.js';
import type { ExecRequest } from '../proc/exec-request.js';
import { MY_PID } from '../proc/lookup.js';
import type { Migration } from '../proc/migration.js';
import { isForeign } from '../proc/network.js';
import { createDependencies, type Dependencies } from './dependencies.js';
import type { EncapsulationTable } from './encapsulation.js';
import { Token } from './encapsulation.js';
import { createEvictions } from './evict.js';
import { createExports } from './exports.js';
import { serveImports } from './imports.js';
import { createPolicy } from './policy.js';
import { createRemoteExecs } from './remote-exec.js';
import { createMigrationStatistics } from './statistics.js';
import { createStatisticsCall } from './statistics-call.js';

export interface MigrationParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly vm: VirtualMemory;
  readonly fs: HostFileSystem;
  readonly processes: Processes;
  readonly forwarding: Forwarding;
  /** Of a process that moves. */
  readonly table: EncapsulationTable;
  machineTypeOf(host: HostId): string;
  /** Dirty pages and blocks this host has written out so far. */
  writes(): { readonly pages: number; readonly blocks: number };
}

export interface HostMigration extends Migration {
  /** Ask the host, and have the process go there when it next leaves the kernel. */
  initiate(process: Process, host: HostId): Task<Status>;
  /** Sys_Stats command 18. */
  readonly statistics: StatisticsCommand;
  /** Processes on their way in or out, and hosts that are still to be told of an end. */
  readonly dependencies: Dependencies;
  /** Whether guests may come. */
  admit(isAllowed: boolean): void;
}

const ALL_PROCESSES = 0;
const MAX_HOST = 200;
const ROOT = 0;

export function createMigration(parts: MigrationParts): HostMigration {
  const { kernel, rpc, vm, fs, processes, table } = parts;
  const policy = createPolicy();
  const statistics = createMigrationStatistics(kernel);
  const execs = createRemoteExecs({ kernel, exec: processes.exec, exit: processes.exitProcess });
  const execTable = execOrder(table, execs.module);
  const wholeTable = wholeOrder(table, execs.module);

  function* dropState(process: Process): Task<void> {
    processes.forgetTables(process);
    yield* vm.release(process);
    yield* fs.exit(process);
  }

  const imports = serveImports({
    kernel,
    rpc,
    table: wholeTable,
    processes: processes.table,
    families: processes.families,
    stops: processes.stops,
    policy,
    execs,
    statistics,
    dependencies: () => dependencies,
    awaitShadow: parts.forwarding.awaitShadow,
    machineTypeOf: parts.machineTypeOf,
    endRecord: processes.endRecord,
    dropState,
  });
  const dependencies = createDependencies({
    kernel,
    rpc,
    giveUp: imports.giveUp,
  });
  const evictions = createEvictions({
    kernel,
    statistics,
    send: (process, signal) => processes.send(process, signal),
  });
  const exports = createExports({
    kernel,
    rpc,
    fullTable: table,
    execTable,
    processes: processes.table,
    families: processes.families,
    policy,
    execs,
    statistics,
    dependencies,
    exit: processes.exitProcess,
    endRecord: processes.endRecord,
    *dropState(process) {
      processes.forgetTables(process);
      yield* vm.release(process);
    },
    filesArrived: fs.settleMove,
    sendHome: processes.sendHome,
    writes: parts.writes,
    fileCount: fs.streamCount,
    settled: parts.forwarding.settled,
    left: evictions.gone,
  });

  // --- Calls -----------------------------------------------------------------------------------------------------------

  function* migrate(caller: Process, pid: number, host: number): Task<CallResult> {
    if (pid === ALL_PROCESSES) {
      return caller.effectiveUserId === ROOT ? yield* evictions.evictAll() : Status.GEN_NO_PERMISSION;
    }
    if (host < 1 || host > MAX_HOST) return Status.GEN_INVALID_ARG;
    const process = pid === MY_PID ? caller : kernel.processes.find(pid as ProcessId);
    // The call is made again when a signal has ended the wait for it.
    if (process?.state === ProcessState.Migrated && process.peer?.host === host) return SUCCESS;
    if (process === null || !isMovable(process)) return Status.PROC_INVALID_PID;
    if ((process.genFlags & ProcessFlag.DONT_MIGRATE) !== 0 || !policy.mayExport(process)) {
      return Status.GEN_NO_PERMISSION;
    }
    const status = yield* exports.initiate(process, host as HostId, 'migrate');
    // The caller itself goes when it leaves the kernel.
    if (status !== SUCCESS || process === caller) return status;
    return yield* exports.awaitExport(process);
  }

  const isMovable = (process: Process): boolean =>
    !isForeign(process) &&
    process.argString !== '' &&
    process.state !== ProcessState.Migrated &&
    process.state !== ProcessState.New &&
    process.state !== ProcessState.Exiting &&
    process.state !== ProcessState.Dead &&
    (process.genFlags & (ProcessFlag.DYING | ProcessFlag.KERNEL)) === 0;

  function* remoteExec(process: Process, request: ExecRequest, host: HostId): Task<CallResult> {
    // From another host's process the way leads only home: nobody else knows its id.
    if (isForeign(process) && process.peer?.host !== host) return Status.PROC_NO_PEER;
    if ((process.genFlags & ProcessFlag.DONT_MIGRATE) !== 0) return Status.GEN_NO_PERMISSION;
    if (!isForeign(process) && !policy.mayExport(process)) return Status.GEN_NO_PERMISSION;
    kernel.charge(kernel.machine.costs.execNs);
    const prepared = yield* processes.prepareExec(process, request);
    if ('status' in prepared) return prepared.status;
    execs.goToExec(process, { path: request.path, vectors: prepared.value });
    process.argString = prepared.value.args.map((arg) => `${arg} `).join('');
    const status = yield* exports.initiate(process, host, 'exec');
    if (status !== SUCCESS) execs.clear(process);
    return status;
  }

  return {
    migrate,
    remoteExec,
    initiate: (process, host) => exports.initiate(process, host, 'migrate'),
    trap: exports.trap,
    *exiting(process) {
      evictions.gone(process);
      yield* exports.exiting(process);
    },
    ended: statistics.ended,
    homeless({ peer }) {
      if (peer !== null) dependencies.tellLater(peer.host, peer.id);
    },
    statistics: createStatisticsCall({
      kernel,
      memory: vm,
      policy,
      statistics,
      evictionsInProgress: evictions.inProgress,
    }),
    dependencies,
    admit: policy.welcome,
  };
}

/** PROC, EXEC, then the rest but memory, which is built by the exec. */
function execOrder(table: EncapsulationTable, exec: EncapsulationTable[number]): EncapsulationTable {
  return wholeOrder(table, exec).filter(({ token }) => token !== Token.Vm);
}

/** The full order, of which a buffer holds what it holds. */
function wholeOrder(table: EncapsulationTable, exec: EncapsulationTable[number]): EncapsulationTable {
  return table.flatMap((module) => (module.token === Token.Proc ? [module, exec] : [module]));
}
