/**
 * What a host keeps for processes, counted: what one that has left may not have left behind. Code stays in memory for
 * whoever runs it next, and clean blocks stay in the cache, so neither is counted. Looking changes nothing.
 * Source: migration reference, 3 and 4 (what moves, what is dropped, what is released at the server).
 */
import type { HostId } from './arch/units.js';
import type { BlockCache } from './fs/block-cache.js';
import type { HostFileSystem } from './fs/create.js';
import { PROCESS_SLOTS } from './kernel/process.js';
import type { RemoteWaits } from './kernel/rpc/remote-waits.js';
import type { Rpc } from './kernel/rpc/rpc.js';
import type { HostVirtualMemory } from './kernel/vm/create.js';
import { SegmentType } from './kernel/vm/segment.js';
import type { Dependencies } from './migrate/dependencies.js';
import { type EncapsulationTable, leftovers } from './migrate/encapsulation.js';
import type { Processes } from './proc/create.js';

export interface RemainsParts {
  readonly vm: HostVirtualMemory;
  readonly fs: HostFileSystem;
  readonly processes: Pick<Processes, 'count'>;
  readonly cache: BlockCache;
  /** Every module that keeps state of a process. */
  readonly table: EncapsulationTable;
  /** Null on a host without a network. */
  readonly network: { readonly rpc: Rpc; readonly waits: RemoteWaits } | null;
  readonly dependencies: Dependencies | null;
}

export interface Remains {
  /** By what it is: slots, memory, streams, dirty blocks, calls under way. */
  here(): { readonly [what: string]: number };
  /** What comes and goes with processes, as the modules count it. */
  counts(): { readonly [what: string]: number };
  /** What is counted here for another host. */
  countedFor(client: HostId): number;
}

export function createRemains(parts: RemainsParts): Remains {
  const { vm, fs, processes, cache, table, network } = parts;

  /** For each module, the slots of which it knows something: its timers, locks, streams, signals. */
  function slots(): { readonly [module: string]: number } {
    const counts: { [module: string]: number } = {};
    for (let slot = 0; slot < PROCESS_SLOTS; slot++)
      for (const name of leftovers(table, slot))
        counts[`slots of ${name}`] = (counts[`slots of ${name}`] ?? 0) + 1;
    return counts;
  }

  /** Whose memory was once taken away has a swap file for as long as it lives: that is nobody's leftover. */
  function inUse() {
    const segments = vm.segments().filter(({ users }) => users.length > 0);
    const swapFiles = segments.filter(({ swap }) => swap !== null).length;
    const counts = fs.counts();
    return {
      ...counts,
      segments: segments.length,
      streams: counts.streams - swapFiles,
      kernelFiles: counts.kernelFiles - swapFiles,
    };
  }

  return {
    here() {
      const { segments, streams, kernelFiles, fileLocks, onTheWay } = inUse();
      const pages = vm
        .segments()
        .reduce((sum, { type, residentCount }) => sum + (type === SegmentType.Code ? 0 : residentCount), 0);
      return {
        processes: processes.count(),
        ...slots(),
        segments,
        'private pages': pages,
        streams,
        'files of memory': kernelFiles,
        locks: fileLocks,
        'on the way': onTheWay,
        'dirty blocks': cache.counts().dirty,
        'busy channels': network?.rpc.channels().filter(({ state }) => state !== 'free').length ?? 0,
        'remote waits': network?.waits.count() ?? 0,
        'hosts to be told': parts.dependencies?.count() ?? 0,
      };
    },
    counts: () => ({ processes: processes.count(), ...inUse() }),
    countedFor: fs.countedFor,
  };
}
