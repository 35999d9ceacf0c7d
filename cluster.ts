/**
 * A cluster: hosts on one event queue, and the outside world's door to them. Several clusters can live in one
 * process; nothing is shared between them but constant tables.
 */
import { latin1Text } from './arch/codec.js';
import type { HostId, Nanoseconds } from './arch/units.js';
import {
  type ClusterConfig,
  checkHosts,
  type HostConfig,
  machineOf,
  machineTypeOf,
  type RunLimits,
} from './cluster-config.js';
import { type ClusterHost, CONSOLE_UNIT, clusterHost } from './cluster-host.js';
import { createMemoryDevice } from './fs/disk/block-device.js';
import type { DiskConfig } from './fs/local/disks.js';
import { bootHost, type Host } from './host.js';
import { clusterFiles, createHostTable, type HostEntry } from './host-table.js';
import { createEventQueue } from './kernel/event-queue.js';
import type { EventKind, KernelEvent } from './kernel/kernel-event.js';
import { createMemory } from './kernel/memory.js';
import { createEthernet, type Ethernet } from './kernel/net/ethernet.js';
import { createListeners } from './listeners.js';

/** 'limit': virtual time got there. 'idle': nothing is left to happen. 'stopped': keepGoing said so. */
export type RunOutcome = 'limit' | 'idle' | 'stopped';

export interface Cluster {
  now(): Nanoseconds;
  run(limits?: RunLimits): RunOutcome;
  hosts(): readonly ClusterHost[];
  /** @throws RangeError for a name no host has. */
  host(name: string): ClusterHost;
  /** The Ethernet: its counters, and the faults that can be injected. */
  readonly network: Pick<Ethernet, 'faults' | 'counts' | 'tap'>;
  /**
   * Listen to what happens, in order of virtual time: to everything, or to the kinds that are named (the others cost
   * nothing then). The answer ends it.
   */
  on(listener: (event: KernelEvent) => void, kinds?: readonly EventKind[]): () => void;
}

const DEFAULT_MEMORY_LIMIT = 0x80000000;

/** Switch the hosts on. Nothing has run yet when it returns. @throws RangeError, one line, for a bad config. */
export function bootCluster(config: ClusterConfig): Cluster {
  const queue = createEventQueue();
  const listeners = createListeners();
  const memories = createMemory(
    config.hosts.map((host) => ({ machine: machineOf(host), sizeBytes: host.memoryBytes })),
    config.memoryLimitBytes ?? DEFAULT_MEMORY_LIMIT,
  );
  checkHosts(config.hosts);

  function run(limits: RunLimits = {}): RunOutcome {
    const untilNs = limits.untilNs ?? Number.POSITIVE_INFINITY;
    while (queue.runNext(untilNs)) {
      if (limits.keepGoing !== undefined && !limits.keepGoing()) return 'stopped';
    }
    if (untilNs === Number.POSITIVE_INFINITY) return 'idle';
    queue.advanceTo(untilNs);
    return 'limit';
  }

  const isNetworked = config.hosts.length > 1;
  const ethernet = createEthernet(queue, config.seed ?? 1);
  const entries = config.hosts.map(entryOf);
  const hostTable = createHostTable(entries);
  const root = entries.find(({ prefixes }) => prefixes.includes('/'));
  if (root === undefined) throw new RangeError('no disk has the prefix /');

  const hosts = config.hosts.map((hostConfig, i) => {
    const shown = { text: '' };
    const disks = hostConfig.disks.map(keptDisk);
    const described = entries[i] === root ? clusterFiles(entries, root) : [];
    const switchOn = (): Host => {
      const id = hostConfig.id as HostId;
      if (listeners.wants('boot')) listeners.tell({ kind: 'boot', timeNs: queue.now(), host: id });
      return bootHost({
        id,
        name: hostConfig.name,
        machine: machineOf(hostConfig),
        memory: memories[i],
        queue,
        ethernet: isNetworked ? ethernet : null,
        hostTable,
        disks,
        tree: hostConfig.tree,
        files: [...described, ...(hostConfig.files ?? [])],
        haltAfterWrites: hostConfig.haltAfterWrites ?? null,
        diskTemplates: config.diskTemplates ?? null,
        startSeconds: config.startSeconds,
        initArguments: hostConfig.init ?? config.init,
        churn: config.churn ?? 0,
        wander: typeof config.wander === 'object' ? config.wander : { interval: config.wander ?? 0 },
        listening: listeners.wants,
        emit(event) {
          if (event.kind === 'output' && event.unit === CONSOLE_UNIT) shown.text += latin1Text(event.bytes);
          listeners.tell(event);
        },
      });
    };
    return clusterHost({ config: hostConfig, switchOn, queue, shown, run, tell: listeners.tell });
  });

  return {
    now: () => queue.now(),
    run,
    hosts: () => hosts,
    host(name) {
      const host = hosts.find((candidate) => candidate.name === name);
      if (host === undefined) throw new RangeError(`no host is called ${name}`);
      return host;
    },
    network: ethernet,
    on: listeners.add,
  };
}

/** A disk in memory outlives the host's crashes. */
const keptDisk = (disk: DiskConfig): DiskConfig =>
  'device' in disk ? disk : { prefix: disk.prefix, device: createMemoryDevice(disk.sizeBytes) };

const entryOf = ({ id, name, machine, disks }: HostConfig): HostEntry => ({
  id,
  name,
  machine: machineTypeOf(machine),
  prefixes: disks.map(({ prefix }) => prefix),
});
