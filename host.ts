/**
 * One host, composed: machine, kernel, memory, files, processes. This is the only place where the floors meet;
 * what a lower one needs of a higher one is handed to it here.
 */

import type { Machine } from './arch/machine.js';
import type { HostId } from './arch/units.js';
import { createBlockCache } from './fs/block-cache.js';
import { createFileSystem, type HostFileSystem, type TerminalPort } from './fs/create.js';
import { createPower } from './fs/disk/block-device.js';
import { createDiskStatistics } from './fs/disk/disk-statistics.js';
import type { DiskTemplates } from './fs/local/disk-template.js';
import { createHostDisks, type DiskConfig, diskDevices, prepareDisks } from './fs/local/disks.js';
import { fetchFile, type PreparedDisk } from './fs/local/install.js';
import { createFsStatistics } from './fs/statistics.js';
import type { TreeEntry } from './fs/tree-entry.js';
import { BLOCK_SIZE } from './fs/types.js';
import { createRemains, type Remains } from './host-remains.js';
import type { HostTable } from './host-table.js';
import { createHostView, type HostState } from './host-view.js';
import { type CallDispatcher, createCallDispatcher, type Implementations } from './kernel/calls.js';
import { createKernel } from './kernel/create-kernel.js';
import type { EventQueue } from './kernel/event-queue.js';
import { createForwarding } from './kernel/forwarding.js';
import type { HostMemory } from './kernel/kernel.js';
import type { EventKind, KernelEvent } from './kernel/kernel-event.js';
import type { Ethernet } from './kernel/net/ethernet.js';
import { MIN_FRAME_NS } from './kernel/net/frame.js';
import { formatProcessId, type Process, ProcessFlag, ProcessState } from './kernel/process.js';
import { createRemoteWaits } from './kernel/rpc/remote-waits.js';
import { createRpc } from './kernel/rpc/rpc.js';
import { createRpcCalls } from './kernel/rpc/rpc-calls.js';
import { createServerProcesses } from './kernel/server-processes.js';
import { createSysCalls, VERSION } from './kernel/sys-calls.js';
import type { MaybeTask, Task } from './kernel/task.js';
import { createTrapHandler } from './kernel/trap.js';
import { createVirtualMemory, type HostVirtualMemory, mostCachePages } from './kernel/vm/create.js';
import { createWaitQueue, sleepOn } from './kernel/wait-queue.js';
import { createChurn } from './migrate/churn.js';
import { createMigration } from './migrate/create.js';
import { createEncapsulationTable } from './migrate/modules.js';
import { createOperator, type Operator } from './migrate/operator.js';
import { createWander, type Wandering } from './migrate/wander.js';
import { createProcesses, type Processes } from './proc/create.js';
import { createUnixCalls } from './proc/unix/dispatch.js';

export interface HostParts {
  readonly id: HostId;
  readonly name: string;
  readonly machine: Machine;
  readonly memory: HostMemory;
  readonly queue: EventQueue;
  readonly disks: readonly DiskConfig[];
  readonly tree: readonly TreeEntry[];
  readonly files: readonly TreeEntry[];
  readonly haltAfterWrites: number | null;
  readonly diskTemplates: DiskTemplates | null;
  readonly startSeconds: number;
  readonly initArguments: readonly string[];
  readonly churn: number;
  /** Send processes to other hosts and back. */
  readonly wander: Wandering;
  /** Null for a host without a network. */
  readonly ethernet: Ethernet | null;
  readonly hostTable: HostTable;
  listening(kind?: EventKind): boolean;
  emit(event: KernelEvent): void;
}

export interface Host {
  /** Run `action` as an interrupt now. */
  interrupt(action: () => void): void;
  /** @throws RangeError for a unit the host has not. */
  port(unit: number): TerminalPort;
  halted(): boolean;
  /** The power goes: nothing more happens on this host, and nothing of it is saved. */
  crash(): void;
  /** Write everything back, and stop. */
  shutDown(): void;
  /** One line for each user process that has not ended: what it waits for. */
  describeProcesses(): readonly string[];
  /** Who asks for migrations from outside; null on a host without a network. */
  readonly operator: Operator | null;
  /** What there is to see of the host now. */
  state(): HostState;
  /** Counts of everything that comes and goes with processes. */
  inspect(): { readonly [what: string]: number };
  /** What it keeps for processes, and for other hosts. */
  readonly remains: Remains;
  /** A file as it is on the disk, or null. */
  readFile(path: string): Uint8Array | null;
}

const INIT = '/boot/initsprite';
const VM_STATISTICS = 5;
const MIGRATION_STATISTICS = 18;

/** Switch a host on: its disk is formatted and populated if it is empty. @throws RangeError in one line. */
export function bootHost(parts: HostParts): Host {
  const { machine, memory } = parts;
  let halted = false;
  // The floors need each other both ways: what is below asks for what is above when it runs, not when it is made.
  const above: {
    fs?: HostFileSystem;
    vm?: HostVirtualMemory;
    processes?: Processes;
    calls?: CallDispatcher;
    trap?: ReturnType<typeof createTrapHandler>;
  } = {};
  const made = <K extends keyof typeof above>(name: K): NonNullable<(typeof above)[K]> => {
    const part = above[name];
    if (part === undefined) throw new Error(`${name} is asked for before it is made`);
    return part as NonNullable<(typeof above)[K]>;
  };

  const { kernel, clock } = createKernel({
    hostId: parts.id,
    hostName: parts.name,
    machine,
    memory,
    queue: parts.queue,
    startSeconds: parts.startSeconds,
    lookaheadNs: MIN_FRAME_NS,
    handleStop: (process, stop) => made('trap')(process, stop),
    userReturn: (process) => made('processes').userReturn(process),
    forwardSignal: (process, posted) => made('processes').forwardSignal(process, posted),
    logged: (line) => made('fs').logged(line),
    listening: parts.listening,
    emit: parts.emit,
  });

  const servers = createServerProcesses(kernel);
  const { hostTable } = parts;
  const rpc =
    parts.ethernet === null
      ? null
      : createRpc({ kernel, clock, ethernet: parts.ethernet, servers, hostName: hostTable.nameOf });
  const network = rpc === null ? null : { rpc, servers, waits: createRemoteWaits(kernel, rpc) };
  const blocksPerPage = machine.pageSize / BLOCK_SIZE;
  const cache = createBlockCache({
    kernel,
    writesBack: true,
    maxBlocks: () => made('vm').arbiter.lentCount() * blocksPerPage,
    mostBlocks: mostCachePages(kernel) * blocksPerPage,
    grow: (oldestUseSeconds) => made('vm').arbiter.lend(oldestUseSeconds),
    release: () => made('vm').arbiter.giveBack(),
    statistics: createFsStatistics(),
  });
  const fs = createFileSystem(kernel, {
    cache,
    network:
      network === null
        ? undefined
        : { ...network, hostName: hostTable.nameOf, machineTypeOf: hostTable.machineTypeOf },
    disks: () => hostDisks,
    memory: () => made('vm'),
    forgetCode: (identity) => made('vm').forgetCode(identity),
    mappedFiles: () => made('vm').mappedFiles,
    families: {
      signal: (family, signal) => made('processes').signalFamily(family, signal),
      of: (process) => made('processes').familyOf(process),
    },
  });
  above.fs = fs;
  const hooks = {
    killSegmentUser: (process: Process, code: number) => made('processes').killSegmentUser(process, code),
  };
  const vm = createVirtualMemory(kernel, fs.backingStore, hooks, servers);
  above.vm = vm;
  vm.arbiter.join({
    blocksPerPage,
    oldestUseSeconds: cache.oldestUseSeconds,
    giveUpPage: () => cache.forgetIdle(blocksPerPage),
  });
  const forwarding =
    network === null
      ? null
      : createForwarding({ kernel, rpc: network.rpc, implementations: () => implementations });
  const processes = createProcesses({
    kernel,
    vm,
    fs,
    network:
      network === null || forwarding === null
        ? null
        : { ...network, forwarding, isHost: (host) => hostTable.machineTypeOf(host as HostId) !== 'unknown' },
    migration: () => migration,
  });
  above.processes = processes;
  const rpcCalls = createRpcCalls(kernel, rpc, () => vm);

  function stop(): void {
    halted = true;
    kernel.scheduler.halt();
    rpc?.detach();
  }

  const table = createEncapsulationTable({
    kernel,
    vm: vm.encapsulation,
    fs,
    proc: processes.encapsulations,
  });
  const migration =
    rpc === null || forwarding === null
      ? null
      : createMigration({
          kernel,
          rpc,
          vm,
          fs,
          processes,
          forwarding,
          table,
          machineTypeOf: hostTable.machineTypeOf,
          writes: () => ({ pages: vm.pagesWritten(), blocks: fs.blocksWritten() }),
        });

  const implementations: Implementations = {
    ...fs.calls,
    ...vm.calls,
    ...processes.calls,
    ...createSysCalls({
      kernel,
      clock,
      memory: vm,
      testRpc: rpcCalls.testRpc,
      statistics: new Map([
        ...rpcCalls.statistics,
        ...fs.statistics,
        [VM_STATISTICS, vm.statistics],
        ...createDiskStatistics({ kernel, memory: () => vm, disks: () => hostDisks.arms }),
        ...servers.statistics,
        ...(migration === null ? [] : [[MIGRATION_STATISTICS, migration.statistics] as const]),
      ]),
      callCounts: () => made('calls').counts,
      callTimes: () => made('calls').times,
      lastInputNs: fs.lastInputNs,
      sync: fs.sync,
      shutDown: fs.shutDown,
      drainOutput: fs.drainOutput,
      halt: stop,
    }),
  };
  const wander =
    migration === null || rpc === null || parts.wander.interval === 0
      ? null
      : createWander({
          ...parts.wander,
          now: kernel.now,
          callNumber({ context }) {
            const call = context === null ? null : machine.pendingCall(context);
            return call !== null && 'number' in call ? call.number : -1;
          },
          hosts: hostTable.hostsOf(machine.name).filter((id) => id !== parts.id),
          conditionOf: rpc.hosts.condition,
          initiate: migration.initiate,
          send: processes.send,
        });
  /** Where tests make processes lose their memory, or their host. */
  const atKernelEntry = (process: Process): MaybeTask<void> =>
    wander === null ? churn.atKernelEntry(process) : wander.atKernelEntry(process);
  const calls: CallDispatcher = createCallDispatcher({
    kernel,
    memory: vm,
    implementations,
    atKernelEntry,
    forward(process, call, args) {
      if (forwarding === null)
        throw new Error(`process ${process.slot} is foreign on a host without a network`);
      return forwarding.forward(process, call, args);
    },
    unixCall: createUnixCalls({
      kernel,
      memory: vm,
      calls: implementations,
      control: fs.control,
      processes: processes.unix,
      exit: processes.exitProcess,
    }),
  });
  const churn = createChurn({
    kernel,
    table,
    exit: processes.exitProcess,
    interval: parts.churn,
    handleCall: calls.handle,
  });
  above.calls = calls;
  above.trap = createTrapHandler({
    kernel,
    vm,
    calls,
    signalReturn: processes.signalReturn,
    breakpoint: processes.breakpoint,
  });

  const files = [...parts.files, ...diskDevices(parts.disks.length)];
  const disks = stopAfterWrites(
    prepareDisks(kernel, parts.disks, [...parts.tree, ...files], parts.diskTemplates),
  );
  const { users, attachDomain, detachDomain } = fs;
  const hostDisks = createHostDisks({ kernel, cache, files, users, attachDomain, detachDomain }, disks);
  const asleep = createWaitQueue('for ever');

  /** The power fails when all disks together have written so many blocks. */
  function stopAfterWrites(prepared: readonly PreparedDisk[]): readonly PreparedDisk[] {
    const writes = parts.haltAfterWrites;
    if (writes === null) return prepared;
    const power = createPower(writes, () => {
      stop();
      kernel.emit({ kind: 'power-failure', timeNs: kernel.now(), host: kernel.hostId, writes });
    });
    return prepared.map((disk) => ({ ...disk, device: power.deviceOn(disk.device) }));
  }

  /** The main kernel process: attach the disks, find the root, start init, and sleep for ever. */
  function* main(): Task<void> {
    kernel.log(`Sprite kernel: ${VERSION} (${machine.name})`);
    // A file server has a clock of its own.
    if (rpc !== null) yield* rpc.learnTime(disks.length > 0);
    yield* hostDisks.attachAll();
    rpc?.enableService(true);
    yield* fs.findRoot();
    yield* fs.removeOldSwap();
    processes.startInit(INIT, ['initsprite', ...parts.initArguments], []);
    for (;;) yield* sleepOn(kernel, asleep);
  }
  kernel.spawn('main', main);
  servers.start();

  return {
    interrupt: kernel.scheduler.interrupt,
    port(unit) {
      const port = fs.ports.get(unit);
      if (port === undefined) throw new RangeError(`${parts.name} has no terminal unit ${unit}`);
      return port;
    },
    halted: () => halted,
    crash: stop,
    shutDown() {
      servers.callLater(function* shutDownHost() {
        yield* fs.shutDown();
        stop();
      });
    },
    operator:
      migration === null ? null : createOperator({ kernel, servers, migration, send: processes.send }),
    state: createHostView({
      kernel,
      frames: vm.frames,
      rpc,
      halted: () => halted,
      lastInputNs: fs.lastInputNs,
      disks: hostDisks.states,
    }),
    describeProcesses: () => kernel.processes.all().filter(isUserProcess).map(describeProcess),
    inspect() {
      const segments = vm.segments().filter(({ users }) => users.length > 0);
      // Whose memory was once taken away has a swap file for as long as it lives: that is nobody's leftover.
      const swapFiles = segments.filter(({ swap }) => swap !== null).length;
      const counts = fs.counts();
      return {
        processes: processes.count(),
        segments: segments.length,
        ...counts,
        streams: counts.streams - swapFiles,
        kernelFiles: counts.kernelFiles - swapFiles,
        churned: churn.counts.churned,
        wandered: wander?.counts.left ?? 0,
        restarted: churn.counts.restarted,
      };
    },
    remains: createRemains({
      kernel,
      vm,
      fs,
      cache,
      table,
      network,
      dependencies: migration?.dependencies ?? null,
    }),
    readFile: (path) => fetchFile(kernel, disks, path),
  };
}

const isUserProcess = (process: Process): boolean => (process.genFlags & ProcessFlag.KERNEL) === 0;

function describeProcess(process: Process): string {
  const waiting = process.state === ProcessState.Waiting && process.waitQueue !== null;
  const what =
    process.state === ProcessState.Suspended
      ? 'is suspended'
      : process.state === ProcessState.Exiting
        ? 'has exited and is not waited for'
        : waiting
          ? `waits for ${process.waitQueue?.name}`
          : 'runs';
  return `${formatProcessId(process.id)} ${process.argString.trimEnd()}: ${what}`;
}
