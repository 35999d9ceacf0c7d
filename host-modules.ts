/**
 * The modules of one host, made and joined: kernel, network, files, memory, processes, migration. This is the only
 * place where the floors meet. They need each other both ways: what a lower one asks of a higher one it asks when it
 * runs, not when it is made (`Later`).
 */
import type { Machine } from './arch/machine.js';
import type { HostId } from './arch/units.js';
import { type BlockCache, createBlockCache } from './fs/block-cache.js';
import { createFileSystem, type HostFileSystem } from './fs/create.js';
import type { HostDisks } from './fs/local/disks.js';
import { createFsStatistics } from './fs/statistics.js';
import { BLOCK_SIZE } from './fs/types.js';
import type { HostTable } from './host-table.js';
import type { CallDispatcher, Implementations } from './kernel/calls.js';
import type { Clock } from './kernel/clock.js';
import { createKernel, type KernelWithClock } from './kernel/create-kernel.js';
import type { EventQueue } from './kernel/event-queue.js';
import { createForwarding, type Forwarding } from './kernel/forwarding.js';
import type { HostMemory, Kernel } from './kernel/kernel.js';
import type { EventKind, KernelEvent } from './kernel/kernel-event.js';
import type { Ethernet } from './kernel/net/ethernet.js';
import { MIN_FRAME_NS } from './kernel/net/frame.js';
import { createRemoteWaits, type RemoteWaits } from './kernel/rpc/remote-waits.js';
import { createRpc, type Rpc } from './kernel/rpc/rpc.js';
import { createServerProcesses, type ServerProcesses } from './kernel/server-processes.js';
import type { TrapHandler } from './kernel/trap.js';
import { createVirtualMemory, type HostVirtualMemory, mostCachePages } from './kernel/vm/create.js';
import { createMigration, type HostMigration } from './migrate/create.js';
import type { EncapsulationTable } from './migrate/encapsulation.js';
import { createEncapsulationTable } from './migrate/modules.js';
import { createProcesses, type Processes } from './proc/create.js';

export interface ModuleParts {
  readonly id: HostId;
  readonly name: string;
  readonly machine: Machine;
  readonly memory: HostMemory;
  readonly queue: EventQueue;
  readonly startSeconds: number;
  /** Null for a host without a network. */
  readonly ethernet: Ethernet | null;
  readonly hostTable: HostTable;
  listening(kind?: EventKind): boolean;
  emit(event: KernelEvent): void;
}

/** What is asked for by modules that were made before it. */
interface LaterParts {
  readonly fs: HostFileSystem;
  readonly vm: HostVirtualMemory;
  readonly processes: Processes;
  readonly migration: HostMigration | null;
  readonly disks: HostDisks;
  readonly implementations: Implementations;
  readonly calls: CallDispatcher;
  readonly trap: TrapHandler;
}

export interface Later {
  /** @throws Error when it has not been made yet. */
  get<N extends keyof LaterParts>(name: N): LaterParts[N];
  set<N extends keyof LaterParts>(name: N, part: LaterParts[N]): LaterParts[N];
}

export function createLater(): Later {
  const made: { -readonly [N in keyof LaterParts]?: LaterParts[N] } = {};
  return {
    get<N extends keyof LaterParts>(name: N) {
      const part: LaterParts[N] | undefined = made[name];
      if (part === undefined) throw new Error(`${name} is asked for before it is made`);
      return part;
    },
    set(name, part) {
      made[name] = part;
      return part;
    },
  };
}

export interface HostNetwork {
  readonly rpc: Rpc;
  readonly servers: ServerProcesses;
  readonly waits: RemoteWaits;
  readonly forwarding: Forwarding;
}

export interface HostModules {
  readonly kernel: Kernel;
  readonly clock: Clock;
  readonly servers: ServerProcesses;
  /** Null on a host without a network. */
  readonly network: HostNetwork | null;
  readonly cache: BlockCache;
  readonly fs: HostFileSystem;
  readonly vm: HostVirtualMemory;
  readonly processes: Processes;
  /** Every module that keeps state of a process. */
  readonly table: EncapsulationTable;
  /** Null on a host without a network. */
  readonly migration: HostMigration | null;
}

export function createModules(parts: ModuleParts, later: Later): HostModules {
  const { machineTypeOf } = parts.hostTable;
  const { kernel, clock } = kernelOf(parts, later);
  const servers = createServerProcesses(kernel);
  const network = networkOf(parts, { kernel, clock }, servers, later);
  const cache = cacheOf(kernel, later);
  const fs = later.set('fs', filesOf(parts, { kernel, cache, network }, later));
  const vm = later.set('vm', memoryOf({ kernel, cache, fs, servers }, later));
  const processes = later.set(
    'processes',
    createProcesses({
      kernel,
      vm,
      fs,
      network:
        network === null
          ? null
          : { ...network, isHost: (host) => machineTypeOf(host as HostId) !== 'unknown' },
      migration: () => later.get('migration'),
    }),
  );
  const table = createEncapsulationTable({
    kernel,
    vm: vm.encapsulation,
    fs,
    proc: processes.encapsulations,
  });
  const writes = () => ({ pages: vm.pagesWritten(), blocks: fs.blocksWritten() });
  const migration = later.set(
    'migration',
    network === null
      ? null
      : createMigration({
          kernel,
          rpc: network.rpc,
          vm,
          fs,
          processes,
          forwarding: network.forwarding,
          table,
          machineTypeOf,
          writes,
        }),
  );
  return { kernel, clock, servers, network, cache, fs, vm, processes, table, migration };
}

const kernelOf = (parts: ModuleParts, later: Later): KernelWithClock =>
  createKernel({
    hostId: parts.id,
    hostName: parts.name,
    machine: parts.machine,
    memory: parts.memory,
    queue: parts.queue,
    startSeconds: parts.startSeconds,
    lookaheadNs: MIN_FRAME_NS,
    handleStop: (process, stop) => later.get('trap')(process, stop),
    userReturn: (process) => later.get('processes').userReturn(process),
    forwardSignal: (process, posted) => later.get('processes').forwardSignal(process, posted),
    logged: (line) => later.get('fs').logged(line),
    listening: parts.listening,
    emit: parts.emit,
  });

function networkOf(
  { ethernet, hostTable }: ModuleParts,
  { kernel, clock }: KernelWithClock,
  servers: ServerProcesses,
  later: Later,
): HostNetwork | null {
  if (ethernet === null) return null;
  const rpc = createRpc({ kernel, clock, ethernet, servers, hostName: hostTable.nameOf });
  const waits = createRemoteWaits(kernel, rpc);
  const implementations = () => later.get('implementations');
  return { rpc, servers, waits, forwarding: createForwarding({ kernel, rpc, implementations }) };
}

const blocksPerPage = ({ machine }: Kernel): number => machine.pageSize / BLOCK_SIZE;

/** The file cache and virtual memory trade pages, whichever has the older ones. */
const cacheOf = (kernel: Kernel, later: Later): BlockCache =>
  createBlockCache({
    kernel,
    writesBack: true,
    maxBlocks: () => later.get('vm').arbiter.lentCount() * blocksPerPage(kernel),
    mostBlocks: mostCachePages(kernel) * blocksPerPage(kernel),
    grow: (oldestUseSeconds) => later.get('vm').arbiter.lend(oldestUseSeconds),
    release: () => later.get('vm').arbiter.giveBack(),
    statistics: createFsStatistics(),
  });

function filesOf(
  { hostTable }: ModuleParts,
  { kernel, cache, network }: Pick<HostModules, 'kernel' | 'cache' | 'network'>,
  later: Later,
): HostFileSystem {
  const { nameOf: hostName, machineTypeOf } = hostTable;
  return createFileSystem(kernel, {
    cache,
    network: network === null ? undefined : { ...network, hostName, machineTypeOf },
    disks: () => later.get('disks'),
    memory: () => later.get('vm'),
    forgetCode: (identity) => later.get('vm').forgetCode(identity),
    mappedFiles: () => later.get('vm').mappedFiles,
    families: {
      signal: (family, signal) => later.get('processes').signalFamily(family, signal),
      of: (process) => later.get('processes').familyOf(process),
    },
  });
}

function memoryOf(
  { kernel, cache, fs, servers }: Pick<HostModules, 'kernel' | 'cache' | 'fs' | 'servers'>,
  later: Later,
): HostVirtualMemory {
  const vm = createVirtualMemory(
    kernel,
    fs.backingStore,
    { killSegmentUser: (process, code) => later.get('processes').killSegmentUser(process, code) },
    servers,
  );
  vm.arbiter.join({
    blocksPerPage: blocksPerPage(kernel),
    oldestUseSeconds: cache.oldestUseSeconds,
    giveUpPage: () => cache.forgetIdle(blocksPerPage(kernel)),
  });
  return vm;
}
