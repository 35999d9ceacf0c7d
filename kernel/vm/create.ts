/**
 * The virtual memory of one host, composed: what `vm.ts` promises, and what the host's composition needs beside
 * it. Source: memory-and-scheduling reference, 1-5.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import { NIL } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { Process } from '../process.js';
import type { ServerProcesses } from '../server-processes.js';
import type { StatisticsCommand } from '../sys-calls.js';
import type { Task } from '../task.js';
import type { BackingStore } from './backing-store.js';
import { createVmCalls, type VmCalls } from './calls.js';
import { createClockHand } from './clock-hand.js';
import { createCopies } from './copy.js';
import { createCopyOnWrite } from './copy-on-write.js';
import type { VmCore, VmHooks } from './core.js';
import { createDiscards, discardInactive } from './discard.js';
import { createVmEncapsulation, type VmEncapsulation } from './encapsulate.js';
import { createFaults } from './fault.js';
import { createFlush } from './flush.js';
import { createFrames, type Frames, leastVmPages, RESERVE_FRAMES } from './frames.js';
import { createHeaps } from './heap.js';
import { createImages } from './image.js';
import { createVmInfo } from './info.js';
import { createMappedFiles, type MappedFiles } from './mapped-files.js';
import { createMappings } from './mapping.js';
import { createPageOut } from './page-out.js';
import { createPrefetch } from './prefetch.js';
import { createReplacement, createSearch } from './replace.js';
import { createSegmentTable, pagesEnd, type Segment } from './segment.js';
import { createSpaces } from './space.js';
import { createVmCounters } from './statistics.js';
import { createSwap } from './swap.js';
import { createTrade, type MemoryArbiter } from './trade.js';
import { initialTuning } from './tuning.js';
import type { VirtualMemory } from './vm.js';
import { createWiring } from './wiring.js';

export interface HostVirtualMemory extends VirtualMemory {
  readonly calls: VmCalls;
  /** Sys_Stats command 5. */
  readonly statistics: StatisticsCommand;
  /** The VM module of the encapsulation table. */
  readonly encapsulation: VmEncapsulation;
  readonly frames: Frames;
  /** Memory for the file cache. */
  readonly arbiter: MemoryArbiter;
  /** A file is opened for writing, or its handle goes: nobody finds its code segment any more. */
  forgetCode(identity: string): void;
  /** For the file system, of files that are mapped. */
  readonly mappedFiles: MappedFiles;
  /** Dirty pages written out so far. */
  pagesWritten(): number;
  /** Every segment there is, inactive ones included. */
  segments(): readonly Segment[];
}

export interface VmOptions {
  /** Page frames that the kernel itself takes. */
  readonly kernelFrames?: number;
}

/** Code and data of the kernel of a diskless client, between 1.1 and 1.3 MB (measurements reference, 3). */
const KERNEL_BYTES = 1_258_291;

const kernelFrameCount = ({ machine }: Kernel): number => Math.ceil(KERNEL_BYTES / machine.pageSize);

/** The most pages the file cache of such a host can ever have. */
export function mostCachePages(kernel: Kernel, kernelFrames = kernelFrameCount(kernel)): number {
  const pageableCount = Math.max(0, kernel.memory.frameCount - kernelFrames - RESERVE_FRAMES);
  return pageableCount - leastVmPages(pageableCount);
}

/** @throws RangeError in one line when the host's memory does not even hold the kernel. */
export function createVirtualMemory(
  kernel: Kernel,
  backing: BackingStore,
  hooks: VmHooks,
  servers: ServerProcesses,
  options: VmOptions = {},
): HostVirtualMemory {
  const { machine } = kernel;
  const pageShift = 31 - Math.clz32(machine.pageSize);
  const frames = createFrames(kernel, options.kernelFrames ?? kernelFrameCount(kernel));
  const core: VmCore = {
    kernel,
    backing,
    hooks,
    frames,
    segments: createSegmentTable((segment) => discardInactive(core, segment)),
    counters: createVmCounters(),
    tuning: initialTuning(frames.pageableCount),
    touched: () => clockHand.wind(),
    pageShift,
    lastStackPage: (machine.space.stackTop >>> pageShift) - 1,
    growthPages: machine.space.growthUnit >>> pageShift,
  };
  const clockHand = createClockHand(core, servers);
  const spaces = createSpaces(core);
  const swap = createSwap(core);
  const pageOut = createPageOut(core, swap, servers);
  const search = createSearch(core, pageOut);
  const trade = createTrade(core, pageOut, search);
  const { obtainFrame, tryFrame } = createReplacement({ core, pageOut, search, trade });
  const prefetch = createPrefetch({ core, swap, servers, tryFrame });
  const copyOnWrite = createCopyOnWrite(core, swap, obtainFrame);
  const discards = createDiscards(core, swap, copyOnWrite);
  const faults = createFaults({ core, spaces, swap, copyOnWrite, obtainFrame, prefetch });
  const images = createImages(core, faults, discards);
  const heaps = createHeaps(core, spaces, discards);
  const flushes = createFlush(core, swap);
  const wiring = createWiring(core, spaces, faults.resolve);
  const mappings = createMappings({ core, spaces, discards, flushes, wiring });
  const memory = createCopies(core, spaces, faults);
  const info = createVmInfo(core, spaces);

  /** The child's own copy of a segment, or the segment itself with one user more; null when there is no room. */
  function* shareOrCopy(segment: Segment, child: Process, share: boolean): Task<Segment | null> {
    if (!share) return yield* copyOnWrite.forkSegment(segment, child);
    segment.users.push(child);
    return segment;
  }

  function* fork(parent: Process, child: Process, shareHeap: boolean, shareStack = false): Task<Status> {
    const own = spaces.segmentsOf(parent);
    if (own === null) return Status.VM_NO_SEGMENTS;
    const stack = yield* shareOrCopy(own.stack, child, shareStack);
    if (stack === null) return Status.VM_NO_SEGMENTS;
    const heap = yield* shareOrCopy(own.heap, child, shareHeap);
    if (heap === null) {
      yield* discards.dropUser(stack, child);
      return Status.VM_NO_SEGMENTS;
    }
    own.code.users.push(child);
    spaces.change(child, spaces.enter(child), { code: own.code, heap, stack });
    mappings.share(parent, child);
    return SUCCESS;
  }

  function* release(process: Process): Task<void> {
    const space = spaces.get(process);
    if (space === undefined) return;
    wiring.unwireAll(process);
    yield* mappings.releaseAll(process);
    const { segments, packedCode } = space;
    spaces.change(process, space, null);
    if (packedCode !== null) yield* backing.close(packedCode);
    if (segments !== null) yield* discards.dropSegments(segments, process);
    spaces.leave(process);
  }

  return {
    ...memory,
    *exec(process, image, file) {
      const built = yield* images.build(process, image, file);
      if ('status' in built) return built.status;
      const space = spaces.enter(process);
      const old = space.segments;
      wiring.unwireAll(process);
      yield* mappings.releaseAll(process);
      spaces.change(process, space, built.segments);
      if (old !== null) yield* discards.dropSegments(old, process);
      return SUCCESS;
    },
    fork,
    release,
    *fault(process, address, access) {
      core.counters.totalUserFaults++;
      return (yield* faults.resolve(process, address, access)) !== 'bad';
    },
    *createVA(process, address, size) {
      return heaps.createVA(process, address, size);
    },
    destroyVA: heaps.destroyVA,
    heapEnd(process) {
      const heap = spaces.segmentsOf(process)?.heap;
      return heap === undefined ? 0 : pagesEnd(heap) * machine.pageSize;
    },
    segmentNumbers(process) {
      const segments = spaces.segmentsOf(process);
      if (segments === null) return [0, NIL, NIL, NIL];
      return [0, segments.code.number, segments.heap.number, segments.stack.number];
    },
    isEmpty: spaces.isEmpty,
    calls: createVmCalls({ core, memory, heaps, info, flush: flushes.flushRange, mappings, wiring }),
    *statistics(process, _option, address) {
      return (yield* memory.copyOut(process, address, info.statistics())) ? SUCCESS : Status.SYS_ARG_NOACCESS;
    },
    encapsulation: createVmEncapsulation({
      core,
      spaces,
      images,
      discards,
      copyOnWrite,
      swap,
      flush: flushes.flushRange,
    }),
    frames,
    arbiter: trade.arbiter,
    forgetCode(identity) {
      const segment = core.segments.findByFile(identity);
      if (segment === null) return;
      if (segment.users.length === 0) discardInactive(core, segment);
      else core.segments.forgetFile(segment);
    },
    mappedFiles: createMappedFiles(core, flushes),
    segments: core.segments.all,
    pagesWritten: () => core.counters.pagesWritten,
  };
}
