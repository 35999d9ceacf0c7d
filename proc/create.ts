/**
 * The processes of one host, composed: what the kernel below (return to user mode, traps, terminals) and the
 * floor above (migration) need of them.
 */
import { Status } from '../arch/status.js';
import type { HostId, ProcessId, UserAddress } from '../arch/units.js';
import type { FileSystem } from '../fs/file-system.js';
import { NO_RESULT } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { isUserProcess, type Process, ProcessFlag } from '../kernel/process.js';
import { wakeWaiter } from '../kernel/rpc/remote-waits.js';
import { NO_CODE, type PostedSignal, Sig } from '../kernel/signal-state.js';
import { postFault, postSignal } from '../kernel/signals.js';
import type { Task } from '../kernel/task.js';
import type { VirtualMemory } from '../kernel/vm/vm.js';
import { createProcCalls, type ProcCalls } from './calls.js';
import { createDebug } from './debug.js';
import { createEncapsulations, type Encapsulations } from './encapsulate.js';
import { createExec, type Exec } from './exec.js';
import { createExit, type Exit, type Exits } from './exit.js';
import { createFamilies, type Families } from './family.js';
import { createFork } from './fork.js';
import { createHomeLink } from './home.js';
import { createIdCalls } from './ids.js';
import { createKernelProfile } from './kernel-profile.js';
import { createLookup } from './lookup.js';
import type { Migration } from './migration.js';
import type { ProcessNetwork } from './network.js';
import { createPcbInfo } from './pcb-info.js';
import { createPriorityCalls } from './priority.js';
import { createProcessTable, type Outcome, type ProcessTable, Reason } from './process-table.js';
import { createProfiles } from './profile.js';
import { createSemaphores, type SemaphoreCalls } from './semaphores/calls.js';
import { createSignals, type SigCalls, type Signals } from './signals.js';
import { createStops, type Stops } from './stop.js';
import { createSyncCalls, type SyncCalls } from './sync-calls.js';
import { createIntervalTimers } from './timers.js';
import type { UnixProcesses } from './unix/parts.js';
import { createUserReturn } from './user-return.js';
import { createVectorReader } from './vectors.js';
import { createVforkWaits } from './vfork.js';
import { createWait } from './wait.js';

export interface Processes {
  readonly calls: ProcCalls & SigCalls & SyncCalls & SemaphoreCalls;
  /** For the scheduler: what `userReturnPending` asks for. */
  userReturn(process: Process): Task<void>;
  /** For traps: a handler has returned. */
  signalReturn(process: Process): Task<void>;
  /** For traps: a breakpoint instruction. */
  breakpoint(process: Process, address: UserAddress): void;
  /** For terminals: a signal to every member of a family. */
  signalFamily(family: number, signal: number): void;
  familyOf(process: Process): number;
  /** For virtual memory: the process has lost a page; `status` as Destroyed. */
  killSegmentUser(process: Process, status: number): void;
  readonly exitProcess: Exit;
  /** For migration: the parts it works with. */
  readonly endRecord: Exits['endRecord'];
  /** Empty this folder's tables of a process, but its record. */
  forgetTables(process: Process): void;
  readonly prepareExec: Exec['prepare'];
  readonly exec: Exec['exec'];
  readonly table: ProcessTable;
  readonly families: Families;
  readonly stops: Stops;
  readonly send: Signals['send'];
  /** A signal for a process that has migrated away. */
  forwardSignal(shadow: Process, posted: PostedSignal): void;
  /** A signal that came for a process that has gone home. */
  sendHome(host: HostId, id: ProcessId, posted: PostedSignal): void;
  /** The first user process: a kernel process that execs. User root, no family, no parent. */
  startInit(path: string, args: readonly string[], environment: readonly string[]): Process;
  /** For the UNIX-compatible calls. */
  readonly unix: UnixProcesses;
  /** For migration: this folder's modules of the encapsulation table. */
  readonly encapsulations: Encapsulations;
  /** User processes that have a record, those that exited and were not waited for included. */
  count(): number;
}

export interface ProcessesParts {
  readonly kernel: Kernel;
  readonly vm: VirtualMemory;
  readonly fs: FileSystem;
  /** Null on a host without a network. */
  readonly network: ProcessNetwork | null;
  /** Made after processes; null on a host without a network. */
  migration(): Migration | null;
}

export function createProcesses(parts: ProcessesParts): Processes {
  const { kernel, vm, fs, network } = parts;
  const memory = vm;
  const table = createProcessTable(kernel, (waiter) => {
    if (network !== null) network.servers.callLater(() => wakeWaiter(network.rpc, waiter));
  });
  const families = createFamilies();
  const lookup = createLookup(kernel);
  const timers = createIntervalTimers(kernel);
  const profiles = createProfiles(kernel, memory);
  const vforks = createVforkWaits(kernel);
  const stops = createStops(kernel, table, network);
  const endRecord = (process: Process, outcome: Outcome): void => exits.endRecord(process, outcome);
  const denied = (shadow: Process): void =>
    endRecord(shadow, { reason: Reason.Destroyed, status: Status.PROC_NO_PEER, code: 0 });
  const find = lookup.own;
  const signals = createSignals({ kernel, memory, families, lookup, stops, network, find, denied });
  const { pausedMask } = signals;
  function forgetTables(process: Process): void {
    timers.cancel(process);
    profiles.stop(process);
    pausedMask.clear(process);
    vforks.childDone(process);
    stops.ended();
  }
  const home = network === null ? null : createHomeLink({ kernel, table, families, network, endRecord });
  const exits = createExit({
    kernel,
    vm,
    fs,
    table,
    families,
    home,
    migration: parts.migration,
    forget: forgetTables,
  });
  const { exit } = exits;
  const { userReturn, signalReturn } = createUserReturn({
    kernel,
    memory,
    signals,
    stops,
    profiles,
    exit,
    migration: parts.migration,
  });
  const { exec, prepare } = createExec({ kernel, vm, fs, profiles, vforks, home, exit });
  const fork = createFork({ kernel, vm, fs, table, families, profiles, vforks, home });
  const waits = createWait({ kernel, memory, table, network });
  const procCalls = createProcCalls({
    kernel,
    table,
    lookup,
    migration: parts.migration,
    fork,
    exec,
    exit,
    wait: waits.wait,
    readVectors: createVectorReader(memory, kernel.machine.layout.littleEndian),
    getPcbInfo: createPcbInfo({ kernel, vm, table, families, network }),
    debug: createDebug({ kernel, table, memory, lookup, stops }),
    timers,
    profiles,
    kernelProfile: createKernelProfile(kernel, fs.writeFile),
    idCalls: createIdCalls({ kernel, memory, fs, table, families, lookup, network }),
    priorityCalls: createPriorityCalls({ table, families, lookup }),
  });

  function* initBody(
    process: Process,
    path: string,
    args: readonly string[],
    environment: readonly string[],
  ): Task<void> {
    yield* fs.initialize(process);
    process.genFlags = ProcessFlag.USER;
    const value = { args, environment };
    const result = yield* exec(process, {
      path,
      debugMe: false,
      *vectors() {
        return { value };
      },
    });
    if (result === NO_RESULT) return;
    kernel.log(`init: ${path}: cannot be run, status 0x${Number(result).toString(16)}`);
    yield* exit(process, { reason: Reason.Exited, status: 1, code: 0 });
  }

  return {
    calls: {
      ...procCalls,
      ...signals.calls,
      ...createSyncCalls({ kernel, memory }),
      ...createSemaphores({ kernel, memory, groupsOf: fs.groups }),
    },
    userReturn,
    signalReturn,
    breakpoint(process, address) {
      const debugMe = (process.genFlags & ProcessFlag.DEBUG_ON_EXEC) !== 0;
      process.genFlags &= ~ProcessFlag.DEBUG_ON_EXEC;
      postFault(kernel, process, debugMe ? Sig.DEBUG : Sig.BREAKPOINT, NO_CODE, address);
    },
    signalFamily: signals.signalFamily,
    familyOf: families.of,
    killSegmentUser: (process, status) => postSignal(kernel, process, Sig.KILL, status),
    exitProcess: exit,
    unix: {
      unixFork: fork.unixFork,
      unixVfork: fork.unixVfork,
      waitForChild: waits.waitForChild,
      describeAction: signals.describeAction,
      changeAction: signals.changeAction,
      setHoldMask: signals.setHoldMask,
    },
    endRecord,
    forgetTables,
    prepareExec: prepare,
    exec,
    table,
    families,
    stops,
    send: signals.send,
    forwardSignal: (shadow, posted) => signals.remote?.forwardSignal(shadow, posted),
    sendHome: (host, id, posted) => signals.remote?.sendHome(host, id, posted),
    startInit(path, args, environment) {
      const process = kernel.processes.allocate();
      if (process === null) throw new Error('no process slot for init');
      process.argString = 'Init';
      process.genFlags = ProcessFlag.KERNEL;
      table.enter(process, null);
      process.task = initBody(process, path, args, environment);
      kernel.scheduler.makeReady(process);
      return process;
    },
    encapsulations: createEncapsulations({ kernel, table, families, timers, profiles, pausedMask }),
    count: () => kernel.processes.all().filter(isUserProcess).length,
  };
}
