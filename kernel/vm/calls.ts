/**
 * The Vm_* kernel calls. Vm_Cmd serves the commands whose mechanism this kernel has; every other number is
 * GEN_INVALID_ARG.
 * Source: kernel-call reference, 1 and 5.7; memory-and-scheduling reference, 7.
 */
import { bind } from '../../arch/codec.js';
import { ProcPCBInfo } from '../../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import type { Implementations } from '../calls.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';
import type { UserMemory } from '../user-memory.js';
import type { VmCore } from './core.js';
import type { Flush } from './flush.js';
import type { Heaps } from './heap.js';
import type { VmInfo } from './info.js';
import type { Mappings } from './mapping.js';
import { SEGMENT_COUNT } from './segment.js';
import { createSettings } from './settings.js';
import type { Wiring } from './wiring.js';

export type VmCalls = Pick<Implementations, Extract<keyof Implementations, `Vm_${string}`>>;

export interface VmCallParts {
  readonly core: VmCore;
  readonly memory: UserMemory;
  readonly heaps: Heaps;
  readonly info: VmInfo;
  readonly flush: Flush;
  readonly mappings: Mappings;
  readonly wiring: Wiring;
}

const Command = {
  DO_COPY_IN: 5,
  DO_COPY_OUT: 6,
  DO_MAKE_ACCESS_IN: 7,
  DO_MAKE_ACCESS_OUT: 8,
  SET_COPY_SIZE: 9,
  GET_STATS: 10,
  COUNT_DIRTY_PAGES: 14,
  FLUSH_SEGMENT: 16,
} as const;

/** Of the copy benchmarks. */
const COPY_BUFFER_BYTES = 8192;
const DEFAULT_COPY_BYTES = 4096;

type CommandServer = (process: Process, argument: number) => Task<Status>;

export function createVmCalls(parts: VmCallParts): VmCalls {
  const { core, memory, heaps, info, flush, mappings, wiring } = parts;
  const { kernel } = core;
  const { pageSize, layout } = kernel.machine;
  const pcbCodec = bind(ProcPCBInfo, layout);
  const settings = createSettings(core);
  let copyBytes = DEFAULT_COPY_BYTES;

  function* store(process: Process, address: UserAddress, bytes: Uint8Array): Task<Status> {
    return (yield* memory.copyOut(process, address, bytes)) ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  function intBytes(value: number): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, value, layout.littleEndian);
    return bytes;
  }

  function announce(variable: string, was: number, is: number): void {
    kernel.log(`${variable} val was ${was}, is ${is}`);
  }

  // --- Vm_Cmd --------------------------------------------------------------------------------------------------

  const commands = new Map<number, CommandServer>([
    [Command.DO_COPY_IN, copyInOnce],
    [Command.DO_COPY_OUT, (process, to) => store(process, to, new Uint8Array(copyBytes))],
    [Command.DO_MAKE_ACCESS_IN, makeAccessible],
    [Command.DO_MAKE_ACCESS_OUT, makeAccessible],
    [Command.SET_COPY_SIZE, setCopySize],
    [Command.GET_STATS, (process, to) => store(process, to, info.statistics())],
    [Command.COUNT_DIRTY_PAGES, (process, to) => store(process, to, intBytes(info.countModified()))],
    [Command.FLUSH_SEGMENT, flushSegment],
  ]);

  function* copyInOnce(process: Process, from: number): Task<Status> {
    return (yield* memory.copyIn(process, from, copyBytes)) === null ? Status.SYS_ARG_NOACCESS : SUCCESS;
  }

  function* makeAccessible(process: Process, address: number): Task<Status> {
    return memory.accessible(process, address, copyBytes) === copyBytes ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  function* setCopySize(_process: Process, size: number): Task<Status> {
    if (size > COPY_BUFFER_BYTES) return Status.GEN_INVALID_ARG;
    announce('copySize', copyBytes, size);
    copyBytes = size;
    return SUCCESS;
  }

  function* flushSegment(process: Process, address: number): Task<Status> {
    const bytes = yield* memory.copyIn(process, address, 12);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    const view = new DataView(bytes.buffer);
    const [number, low, high] = [0, 4, 8].map((at) => view.getInt32(at, layout.littleEndian));
    if (number <= 0 || number >= SEGMENT_COUNT) return Status.SYS_INVALID_ARG;
    const segment = core.segments.inTable(number);
    if (segment !== null) yield* flush(segment, low, high);
    return SUCCESS;
  }

  // --- Vm_GetSegInfo -------------------------------------------------------------------------------------------

  /** Records stand `infoSize` bytes apart, whatever their own size. */
  function* storeInfo(
    process: Process,
    numbers: readonly number[],
    infoSize: number,
    address: UserAddress,
  ): Task<Status> {
    for (const [i, number] of numbers.entries()) {
      const record = info.segmentInfo(number);
      if (record === null) return Status.SYS_INVALID_ARG;
      const status = yield* store(process, address + i * infoSize, record.subarray(0, infoSize));
      if (status !== SUCCESS) return status;
    }
    return SUCCESS;
  }

  return {
    Vm_CreateVA: (process, { address, size }) => heaps.createVA(process, address, size),
    Vm_DestroyVA: (process, { address, size }) => heaps.destroyVA(process, address, size),
    *Vm_Cmd(process, { command, arg }) {
      const server = commands.get(command);
      if (server !== undefined) return yield* server(process, arg);
      return settings(command, arg | 0) ?? Status.GEN_INVALID_ARG;
    },
    *Vm_GetSegInfo(process, { pcb, segID, infoSize, buffer }) {
      if (infoSize < 0) return Status.GEN_INVALID_ARG;
      if (pcb === USER_NIL) return yield* storeInfo(process, [segID], infoSize, buffer);
      const bytes = yield* memory.copyIn(process, pcb, pcbCodec.size);
      if (bytes === null) return Status.SYS_ARG_NOACCESS;
      const [, ...numbers] = pcbCodec.decode(bytes).vmSegments;
      return yield* storeInfo(process, numbers, infoSize, buffer);
    },
    Vm_PageSize(_process, { size }) {
      size.value = pageSize;
      return SUCCESS;
    },
    // No device here has memory that a program could see.
    Vm_MapKernelIntoUser: () => FAILURE,
    *Vm_Mincore(process, { start, length, vector }) {
      if (start % pageSize !== 0) return Status.VM_WRONG_SEG_TYPE;
      if (length < 0) return Status.GEN_INVALID_ARG;
      const states = info.pageStates(process, start / pageSize, Math.ceil(length / pageSize));
      return yield* store(process, vector, states);
    },
    *Vm_Mmap(process, args) {
      const mapped = yield* mappings.map(process, args);
      if ('status' in mapped) return mapped.status;
      args.mapped.value = mapped.address;
      return SUCCESS;
    },
    Vm_Munmap: (process, { start, length, noError }) =>
      mappings.unmapRange(process, start, length, noError !== 0),
    Vm_Msync: (process, { start, length }) => mappings.sync(process, start, length),
    Vm_Mlock: (process, { start, length }) => wiring.wireRange(process, start, length),
    Vm_Munlock(process, { start, length }) {
      if (start % pageSize !== 0 || length <= 0) return Status.VM_WRONG_SEG_TYPE;
      wiring.unwire(process, start / pageSize, start / pageSize + Math.ceil(length / pageSize));
      return SUCCESS;
    },
    Vm_Mprotect: (process, { start, length, protection }) =>
      mappings.protect(process, start, length, protection),
  };
}
