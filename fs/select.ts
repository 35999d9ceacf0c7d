/**
 * Fs_Select: which of some streams are ready, waiting until one is, or a time-out, or a signal. Id k is bit
 * k mod 32, counted from the least significant, of word k / 32. The wait keeps its absolute deadline, and looks
 * again whenever an object says that it has changed. Source: file system reference, 3.4.
 */
import { bind } from '../arch/codec.js';
import { Time } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { nanosecondsOf, timeOf } from '../arch/time.js';
import { type Nanoseconds, USER_NIL, type UserAddress } from '../arch/units.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { SlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import { readiness } from './io-object.js';
import { type ProcessFiles, streamAt } from './process-files.js';
import type { Stream } from './stream.js';
import { Ready, UseFlag } from './types.js';

export interface SelectParts {
  readonly kernel: Kernel;
  readonly memory: () => UserMemory;
  readonly table: SlotTable<ProcessFiles>;
}

type Select = (process: Process, args: CallArguments<'Fs_Select'>) => Task<CallResult>;

const MOST_IDS = 1024;
const WORD_BITS = 32;
const WORD_BYTES = 4;
/** 52 days: virtual time stays an exact integer. */
const LONGEST_NS: Nanoseconds = 0x10_0000_0000_0000;

/** One of the user's masks; the address is USER_NIL when there is none. */
interface Mask {
  readonly address: UserAddress;
  readonly bit: number;
  readonly words: Uint32Array;
}

interface Deadline {
  /** Absolute; null for no time-out. */
  readonly deadlineNs: Nanoseconds | null;
  /** Not a mere look. */
  readonly waits: boolean;
}

/** A stream that is asked for, and what about. */
interface Wanted {
  readonly id: number;
  readonly stream: Stream;
  readonly bits: number;
}

export function createSelect({ kernel, memory, table }: SelectParts): Select {
  const { littleEndian } = kernel.machine.layout;
  const timeCodec = bind(Time, kernel.machine.layout);

  return function* select(process, args) {
    args.numReady.value = 0;
    if (args.numStreams < 0) return Status.SYS_INVALID_ARG;
    kernel.charge(kernel.machine.costs.selectNs);
    const lastId = Math.min(args.numStreams, MOST_IDS);
    const deadline = yield* readDeadline(process, args.timeout);
    if ('status' in deadline) return deadline.status;
    const masks = yield* readMasks(process, args, Math.ceil(lastId / WORD_BITS));
    if (masks === null) return Status.SYS_ARG_NOACCESS;
    const { deadlineNs, waits } = deadline;
    if (masks.length === 0 && !waits) return SUCCESS;
    const wanted = wantedStreams(process, masks, lastId);
    if (wanted === null) return Status.SYS_INVALID_ARG;

    const ready = masks.map(({ address, bit, words }) => ({ address, bit, words: words.map(() => 0) }));
    const status = yield* waitUntilReady(wanted, deadlineNs, ready);
    if (status === Status.GEN_ABORTED_BY_SIGNAL) return status;
    args.numReady.value = countBits(ready);
    if (!(yield* writeMasks(process, ready))) return Status.SYS_ARG_NOACCESS;
    if (status === SUCCESS && deadlineNs !== null) {
      const left = timeCodec.encode(timeOf(Math.max(0, deadlineNs - kernel.stretchTime())));
      if (!(yield* memory().copyOut(process, args.timeout, left))) return Status.SYS_ARG_NOACCESS;
    }
    return status;
  };

  // --- What is asked ---------------------------------------------------------------------------------------------

  /** The time-out as a deadline, kept for the case that the call is entered again. */
  function* readDeadline(
    process: Process,
    address: UserAddress,
  ): Task<Deadline | { readonly status: Status }> {
    if (process.callProgress !== null) {
      const { deadlineNs } = process.callProgress;
      return { deadlineNs, waits: deadlineNs !== null };
    }
    let timeoutNs: Nanoseconds | null = null;
    if (address !== USER_NIL) {
      const bytes = yield* memory().copyIn(process, address, timeCodec.size);
      if (bytes === null) return { status: Status.SYS_ARG_NOACCESS };
      timeoutNs = Math.min(Math.max(0, nanosecondsOf(timeCodec.decode(bytes))), LONGEST_NS);
    }
    const deadlineNs = timeoutNs === null ? null : kernel.stretchTime() + timeoutNs;
    process.callProgress = { bytesMoved: 0, deadlineNs };
    return { deadlineNs, waits: timeoutNs !== null && timeoutNs > 0 };
  }

  function* readMasks(
    process: Process,
    args: CallArguments<'Fs_Select'>,
    wordCount: number,
  ): Task<readonly Mask[] | null> {
    const masks: Mask[] = [];
    const given = [
      [args.readMask, Ready.READABLE],
      [args.writeMask, Ready.WRITABLE],
      [args.exceptMask, Ready.EXCEPTION],
    ] as const;
    for (const [address, bit] of given) {
      if (address === USER_NIL) continue;
      const bytes = yield* memory().copyIn(process, address, wordCount * WORD_BYTES);
      if (bytes === null) return null;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const words = Uint32Array.from({ length: wordCount }, (_, i) =>
        view.getUint32(i * WORD_BYTES, littleEndian),
      );
      masks.push({ address, bit, words });
    }
    return masks;
  }

  /** Null when an id that nobody has is asked for. Ids up to `lastId` itself are looked at. */
  function wantedStreams(process: Process, masks: readonly Mask[], lastId: number): readonly Wanted[] | null {
    const files = table.need(process);
    const wanted: Wanted[] = [];
    for (let id = 0; id <= lastId; id++) {
      let bits = 0;
      for (const mask of masks) if (hasId(mask, id)) bits |= mask.bit;
      if (bits === 0) continue;
      const stream = streamAt(files, id);
      if (stream === null) return null;
      if ((stream.flags & UseFlag.READ) === 0) bits &= ~Ready.READABLE;
      if ((stream.flags & UseFlag.WRITE) === 0) bits &= ~Ready.WRITABLE;
      if (bits !== 0) wanted.push({ id, stream, bits });
    }
    return wanted;
  }

  // --- Waiting ---------------------------------------------------------------------------------------------------

  /** SUCCESS, with the bits in `ready`; FS_TIMEOUT; GEN_ABORTED_BY_SIGNAL. */
  function* waitUntilReady(
    wanted: readonly Wanted[],
    deadlineNs: Nanoseconds | null,
    ready: readonly Mask[],
  ): Task<Status> {
    const changed = createWaitQueue('select');
    const news = { seen: false };
    const tell = (): void => {
      news.seen = true;
      wakeAll(kernel, changed);
    };
    const stops = wanted.map(({ stream }) => stream.object.watch(tell));
    try {
      for (;;) {
        let isReady = false;
        news.seen = false;
        for (const { id, stream, bits } of wanted) {
          const now = yield* readiness(stream.object, bits);
          if (now === 0) continue;
          isReady = true;
          for (const mask of ready) if ((now & mask.bit) !== 0) addId(mask, id);
        }
        if (isReady) return SUCCESS;
        if (deadlineNs !== null && deadlineNs <= kernel.stretchTime()) return Status.FS_TIMEOUT;
        // Something may have happened while another host was asked.
        if (news.seen) continue;
        const reason = yield* sleepOn(kernel, changed, { interruptible: true, deadlineNs });
        if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
      }
    } finally {
      for (const stop of stops) stop();
    }
  }

  function* writeMasks(process: Process, masks: readonly Mask[]): Task<boolean> {
    for (const { address, words } of masks) {
      const bytes = new Uint8Array(words.length * WORD_BYTES);
      const view = new DataView(bytes.buffer);
      words.forEach((word, i) => {
        view.setUint32(i * WORD_BYTES, word, littleEndian);
      });
      if (!(yield* memory().copyOut(process, address, bytes))) return false;
    }
    return true;
  }
}

const hasId = ({ words }: Mask, id: number): boolean => {
  const word = words[Math.floor(id / WORD_BITS)] ?? 0;
  return (word & (1 << (id % WORD_BITS))) !== 0;
};

function addId({ words }: Mask, id: number): void {
  words[Math.floor(id / WORD_BITS)] |= 1 << (id % WORD_BITS);
}

function countBits(masks: readonly Mask[]): number {
  let count = 0;
  for (const { words } of masks) {
    for (const word of words) for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  }
  return count;
}
