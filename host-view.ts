/**
 * A host as those see it who only watch: one snapshot, taken when it is asked for, of its processor, memory,
 * processes, remote calls and disks. Counters only grow within one life of the host, so whoever wants a rate takes
 * two snapshots. Looking changes nothing.
 */
import type { HostId, Nanoseconds, ProcessId } from './arch/units.js';
import type { DiskState } from './fs/local/disks.js';
import type { Kernel } from './kernel/kernel.js';
import {
  formatProcessId,
  homeIdOf,
  isUserProcess,
  type Process,
  ProcessFlag,
  ProcessState,
} from './kernel/process.js';
import type { Rpc } from './kernel/rpc/rpc.js';
import type { Frames } from './kernel/vm/frames.js';

/** 'off': never switched on. 'booting': no user process yet. 'halted': crashed, without power, or shut down. */
export type HostPower = 'off' | 'booting' | 'up' | 'halted';

export interface HostState {
  readonly name: string;
  readonly id: HostId;
  readonly machine: string;
  readonly power: HostPower;
  /** Virtual time at which this life began; 0 for a host that is off. */
  readonly bootedNs: Nanoseconds;
  /** Since the console's last key, or since the boot. */
  readonly idleNs: Nanoseconds;
  readonly processor: ProcessorState;
  readonly memory: MemoryState;
  /** User processes in its table; none once it has halted: at home, foreign, and shadows of those that are away. */
  readonly processes: readonly ProcessView[];
  readonly rpc: RpcState;
  readonly disks: readonly DiskState[];
}

/** Time by what it was spent on, since the boot. */
export interface ProcessorState {
  readonly userNs: Nanoseconds;
  readonly kernelNs: Nanoseconds;
  readonly servingNs: Nanoseconds;
  readonly idleNs: Nanoseconds;
  /** Sum over time of the number of user processes that could run. */
  readonly runnableNs: Nanoseconds;
  readonly contextSwitches: number;
}

/** Bytes: what the kernel has for itself, pages of processes, the file cache, and nobody. They add up to the whole. */
export interface MemoryState {
  readonly totalBytes: number;
  readonly kernelBytes: number;
  readonly pageBytes: number;
  readonly cacheBytes: number;
  readonly freeBytes: number;
}

export interface RpcState {
  readonly calls: number;
  readonly served: number;
  readonly resends: number;
  readonly timeouts: number;
}

export interface ProcessView {
  /** The id it has at home. */
  readonly pid: ProcessId;
  readonly home: HostId;
  /** Of one that is away: where. */
  readonly awayAt: HostId | null;
  readonly state: 'running' | 'ready' | 'waiting' | 'suspended' | 'exiting' | 'new' | 'away';
  /** It runs here and is another host's. */
  readonly isForeign: boolean;
  /** It is being taken to another host, and executes nothing here any more. */
  readonly isLeaving: boolean;
  readonly command: string;
  readonly userId: number;
  readonly userNs: Nanoseconds;
  readonly kernelNs: Nanoseconds;
  /** Of a waiting process: for what. */
  readonly waitsFor: string | null;
}

export interface HostStateParts {
  readonly kernel: Kernel;
  readonly frames: Frames;
  readonly rpc: Rpc | null;
  halted(): boolean;
  lastInputNs(): Nanoseconds;
  disks(): readonly DiskState[];
}

const stateNames: { readonly [state: number]: ProcessView['state'] } = {
  [ProcessState.Running]: 'running',
  [ProcessState.Ready]: 'ready',
  [ProcessState.Waiting]: 'waiting',
  [ProcessState.Exiting]: 'exiting',
  [ProcessState.Dead]: 'exiting',
  [ProcessState.Migrated]: 'away',
  [ProcessState.New]: 'new',
  [ProcessState.Suspended]: 'suspended',
};

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The answer takes a snapshot. */
export function createHostView(parts: HostStateParts): () => HostState {
  const { kernel, frames, rpc } = parts;
  const bootedNs = kernel.now();

  function processes(): readonly ProcessView[] {
    return kernel.processes.all().filter(isUserProcess).map(processView);
  }

  function processor(): ProcessorState {
    const { userNs, kernelNs, servingNs, idleNs, runnableNs, contextSwitches } =
      kernel.scheduler.statistics();
    return { userNs, kernelNs, servingNs, idleNs, runnableNs, contextSwitches };
  }

  function memory(): MemoryState {
    const { pageSize } = kernel.machine;
    const pages = frames.userCount();
    const cache = frames.lentCount();
    const free = frames.freeCount();
    return {
      totalBytes: frames.totalCount * pageSize,
      kernelBytes: (frames.totalCount - pages - cache - free) * pageSize,
      pageBytes: pages * pageSize,
      cacheBytes: cache * pageSize,
      freeBytes: free * pageSize,
    };
  }

  function remoteCalls(): RpcState {
    if (rpc === null) return { calls: 0, served: 0, resends: 0, timeouts: 0 };
    const { client, calls, services } = rpc.statistics;
    return { calls: sum(calls), served: sum(services), resends: client.resends, timeouts: client.timeouts };
  }

  return () => {
    const list = parts.halted() ? [] : processes();
    return {
      name: kernel.hostName,
      id: kernel.hostId,
      machine: kernel.machine.model,
      power: parts.halted() ? 'halted' : list.length > 0 ? 'up' : 'booting',
      bootedNs,
      idleNs: kernel.now() - Math.max(bootedNs, parts.lastInputNs()),
      processor: processor(),
      memory: memory(),
      processes: list,
      rpc: remoteCalls(),
      disks: parts.halted() ? [] : parts.disks(),
    };
  };
}

function processView(process: Process): ProcessView {
  const state = stateNames[process.state] ?? 'new';
  return {
    pid: homeIdOf(process),
    home: process.homeHost,
    awayAt: state === 'away' ? (process.peer?.host ?? null) : null,
    state,
    isForeign: (process.genFlags & ProcessFlag.FOREIGN) !== 0,
    isLeaving: (process.genFlags & ProcessFlag.MIGRATING) !== 0,
    command: process.argString.trimEnd(),
    userId: process.userId,
    userNs: process.userCpuNs,
    kernelNs: process.kernelCpuNs,
    waitsFor: state === 'waiting' ? (process.waitQueue?.name ?? null) : null,
  };
}

/** A host that has never been switched on. */
export const offState = (name: string, id: HostId, machine: string, totalBytes: number): HostState => ({
  name,
  id,
  machine,
  power: 'off',
  bootedNs: 0,
  idleNs: 0,
  processor: { userNs: 0, kernelNs: 0, servingNs: 0, idleNs: 0, runnableNs: 0, contextSwitches: 0 },
  memory: { totalBytes, kernelBytes: 0, pageBytes: 0, cacheBytes: 0, freeBytes: totalBytes },
  processes: [],
  rpc: { calls: 0, served: 0, resends: 0, timeouts: 0 },
  disks: [],
});

/** One line: what the process waits for, or what it does. */
export function describeProcess(process: Process): string {
  return `${formatProcessId(process.id)} ${process.argString.trimEnd()}: ${activity(process)}`;
}

function activity({ state, waitQueue }: Process): string {
  if (state === ProcessState.Suspended) return 'is suspended';
  if (state === ProcessState.Exiting) return 'has exited and is not waited for';
  return state === ProcessState.Waiting && waitQueue !== null ? `waits for ${waitQueue.name}` : 'runs';
}
