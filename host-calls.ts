/**
 * How programs of one host come into its kernel: the calls and who serves them, traps, and what tests do to processes
 * at the calls they make (take them apart, or send them to another host).
 */
import { createDiskStatistics } from './fs/disk/disk-statistics.js';
import type { HostModules, Later, ModuleParts } from './host-modules.js';
import { createCallDispatcher, createPlacement, type Implementations } from './kernel/calls.js';
import { createRpcCalls } from './kernel/rpc/rpc-calls.js';
import { createSysCalls, type StatisticsCommand } from './kernel/sys-calls.js';
import { createTrapHandler } from './kernel/trap.js';
import { type Churn, createChurn } from './migrate/churn.js';
import { createWander, type Wander, type Wandering } from './migrate/wander.js';
import { createUnixCalls } from './proc/unix/dispatch.js';

export interface CallParts extends Pick<ModuleParts, 'id' | 'machine' | 'hostTable'> {
  /** At how many kernel entries each; 0: never. */
  readonly churn: number;
  /** Send processes to other hosts and back. */
  readonly wander: Wandering;
  /** The host stops. */
  stop(): void;
}

export interface HostCalls {
  readonly churn: Churn;
  readonly wander: Wander | null;
}

/** Commands of Sys_Stats. */
const VM_STATISTICS = 5;
const MIGRATION_STATISTICS = 18;

export function createHostCalls(parts: CallParts, modules: HostModules, later: Later): HostCalls {
  const { kernel, network, fs, vm, processes, table } = modules;
  const implementations = later.set('implementations', implementationsOf(parts, modules, later));
  const wander = wanderOf(parts, modules);
  const serve = createPlacement({
    implementations,
    forward(process, call, args) {
      if (network === null) throw new Error(`process ${process.slot} is foreign on a host without a network`);
      return network.forwarding.forward(process, call, args);
    },
  });
  const calls = createCallDispatcher({
    kernel,
    memory: vm,
    serve,
    atKernelEntry: (process) => (wander ?? churn).atKernelEntry(process),
    unixCall: createUnixCalls({
      kernel,
      memory: vm,
      serve,
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
  later.set('calls', calls);
  const { signalReturn, breakpoint } = processes;
  later.set('trap', createTrapHandler({ kernel, vm, calls, signalReturn, breakpoint }));
  return { churn, wander };
}

function implementationsOf({ stop }: CallParts, modules: HostModules, later: Later): Implementations {
  const { kernel, clock, network, fs, vm, processes } = modules;
  const { testRpc, statistics } = createRpcCalls(kernel, network?.rpc ?? null, () => vm);
  return {
    ...fs.calls,
    ...vm.calls,
    ...processes.calls,
    ...createSysCalls({
      kernel,
      clock,
      memory: vm,
      testRpc,
      statistics: new Map([...statistics, ...statisticsOf(modules, later)]),
      callCounts: () => later.get('calls').counts,
      callTimes: () => later.get('calls').times,
      lastInputNs: fs.lastInputNs,
      sync: fs.sync,
      shutDown: fs.shutDown,
      drainOutput: fs.drainOutput,
      halt: stop,
    }),
  };
}

function statisticsOf(
  { kernel, servers, fs, vm, migration }: HostModules,
  later: Later,
): readonly (readonly [command: number, StatisticsCommand])[] {
  return [
    ...fs.statistics,
    [VM_STATISTICS, vm.statistics],
    ...createDiskStatistics({ kernel, memory: () => vm, disks: () => later.get('disks').arms }),
    ...servers.statistics,
    ...(migration === null ? [] : [[MIGRATION_STATISTICS, migration.statistics] as const]),
  ];
}

function wanderOf(parts: CallParts, { kernel, network, processes, migration }: HostModules): Wander | null {
  if (network === null || migration === null || parts.wander.interval === 0) return null;
  const { machine, hostTable } = parts;
  return createWander({
    ...parts.wander,
    now: kernel.now,
    callNumber({ context }) {
      const call = context === null ? null : machine.pendingCall(context);
      return call !== null && 'number' in call ? call.number : -1;
    },
    hosts: hostTable.hostsOf(machine.name).filter((id) => id !== parts.id),
    conditionOf: network.rpc.hosts.condition,
    initiate: migration.initiate,
    send: processes.send,
  });
}
