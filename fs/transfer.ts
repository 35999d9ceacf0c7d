/**
 * Moving bytes between a stream and user memory. Files go block by block at the stream's offset; of anything
 * else a read takes what is there and a write goes on until all is moved. How far a call has come is kept in the
 * process's call progress, in the same stretch in which the bytes move: a call that is dropped in a long wait
 * and entered again loses and repeats nothing. Source: kernel-call reference 1, note c; file system reference, 3.1.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { UserAddress } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { CallProgress, Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { NO_BYTES } from './control-words.js';
import { readiness } from './io-object.js';
import type { MappedStreams } from './mapped-streams.js';
import type { FsStatistics } from './statistics.js';
import { hasOffset, type Stream, withOffset } from './stream.js';
import { BLOCK_SIZE, Ready, StreamType, UseFlag } from './types.js';

export interface UserRange {
  readonly address: UserAddress;
  readonly size: number;
}

/** Bytes moved by the whole call, whatever ended it. */
export interface Transferred {
  readonly status: Status;
  readonly count: number;
}

export interface Transfers {
  /** Fill the ranges one after the other. */
  readStream(process: Process, stream: Stream, ranges: readonly UserRange[]): Task<Transferred>;
  writeStream(process: Process, stream: Stream, ranges: readonly UserRange[]): Task<Transferred>;
}

export function createTransfers(
  kernel: Kernel,
  memory: () => UserMemory,
  counts: FsStatistics['gen'],
  mapped: MappedStreams,
): Transfers {
  const progressOf = (process: Process): CallProgress =>
    (process.callProgress ??= { bytesMoved: 0, deadlineNs: null });

  function* transfer(
    process: Process,
    stream: Stream,
    move: (progress: CallProgress) => Task<Status>,
  ): Task<Transferred> {
    const progress = progressOf(process);
    const status = yield* withOffset(kernel, stream, () => move(progress));
    // What has been moved is no failure because more would block.
    const isEnough = status === Status.FS_WOULD_BLOCK && progress.bytesMoved > 0;
    return { status: isEnough ? SUCCESS : status, count: progress.bytesMoved };
  }

  function* readStream(process: Process, stream: Stream, ranges: readonly UserRange[]): Task<Transferred> {
    const { object } = stream;
    return yield* transfer(process, stream, function* (progress) {
      for (;;) {
        const place = placeAt(ranges, progress.bytesMoved);
        if (place === null) return SUCCESS;
        const length = hasOffset(stream)
          ? Math.min(place.size, BLOCK_SIZE - (stream.position.offset % BLOCK_SIZE))
          : memory().accessible(process, place.address, place.size);
        // Bytes taken from a pipe or terminal cannot be put back, so the buffer is looked at first.
        if (length === 0) return Status.SYS_ARG_NOACCESS;
        yield* mapped.beforeRead(stream, length);
        const { position, flags } = stream;
        const { offset } = position;
        const { status, bytes, end } = yield* object.read(length, { process, offset, flags });
        if (bytes.length > 0) {
          if (isDevice(stream)) counts.deviceBytesRead += bytes.length;
          if (!(yield* memory().copyOut(process, place.address, bytes))) return Status.SYS_ARG_NOACCESS;
          if (hasOffset(stream)) position.offset = end ?? offset + bytes.length;
          progress.bytesMoved += bytes.length;
        }
        if (status !== SUCCESS) return status;
        if (bytes.length < length) return SUCCESS;
        if (!hasOffset(stream) && (yield* readiness(object, Ready.READABLE)) === 0) return SUCCESS;
      }
    });
  }

  function* writeStream(process: Process, stream: Stream, ranges: readonly UserRange[]): Task<Transferred> {
    const { object } = stream;
    const isGood = ranges.every(({ address, size }) => memory().accessible(process, address, size) === size);
    if (!isGood) return { status: Status.SYS_ARG_NOACCESS, count: progressOf(process).bytesMoved };
    return yield* transfer(process, stream, function* (progress) {
      let piece: Uint8Array = NO_BYTES;
      for (;;) {
        if (piece.length === 0) {
          const place = placeAt(ranges, progress.bytesMoved);
          if (place === null) return SUCCESS;
          const size = Math.min(place.size, pieceSize(stream));
          const bytes = yield* memory().copyIn(process, place.address, size);
          if (bytes === null) return Status.SYS_ARG_NOACCESS;
          piece = bytes;
        }
        const { position, flags } = stream;
        const { offset } = position;
        const result = yield* object.write(piece, { process, offset, flags });
        const written = piece.subarray(0, result.count);
        piece = piece.subarray(result.count);
        if (isDevice(stream)) counts.deviceBytesWritten += result.count;
        progress.bytesMoved += result.count;
        if (hasOffset(stream)) position.offset = (result.offset ?? offset) + result.count;
        yield* mapped.afterWrite(stream, result.offset ?? offset, written);
        if (result.status !== SUCCESS) return result.status;
      }
    });
  }

  return { readStream, writeStream };
}

const isDevice = ({ object }: Stream): boolean => object.id.type === StreamType.LCL_DEVICE;

/** A write to a file ends at a block boundary, unless where it goes is known only to the server. */
const pieceSize = (stream: Stream): number =>
  hasOffset(stream) && (stream.flags & UseFlag.APPEND) === 0
    ? BLOCK_SIZE - (stream.position.offset % BLOCK_SIZE)
    : (stream.object.pieceBytes ?? BLOCK_SIZE);

/** The rest of the range that byte `moved` of the transfer is in; null behind the last. */
function placeAt(ranges: readonly UserRange[], moved: number): UserRange | null {
  let before = 0;
  for (const { address, size } of ranges) {
    const inside = moved - before;
    if (inside < size) return { address: address + inside, size: size - inside };
    before += size;
  }
  return null;
}
