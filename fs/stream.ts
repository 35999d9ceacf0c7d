/**
 * Streams: what a stream id names. A stream has an offset and flags of its own, shared by every id that dup and
 * fork made for it, and the object behind it. It is found by its identity when a process is rebuilt from bytes,
 * and ends with its last reference; references of processes on their way count.
 */
import { type Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import type { FileDomain } from './domain.js';
import type { IoObject } from './io-object.js';
import { acquire, createLock, giveBack, type Lock } from './local/handle.js';
import { type FileId, fileKey, StreamType } from './types.js';

/** The name a stream was opened by, for attributes. */
export interface StreamName {
  readonly domain: FileDomain;
  readonly fileId: FileId;
  readonly prefix: string;
}

export interface Stream {
  readonly id: FileId;
  readonly object: IoObject;
  /** A pipe has none. */
  readonly named: StreamName | null;
  /** Use flags: what may be done, APPEND, NON_BLOCKING. */
  flags: number;
  offset: number;
  /** Stream ids, working directories, uses by the kernel; and those of processes on their way. */
  references: number;
  /** How many of the references are on their way. */
  inTransit: number;
  /** Held while a transfer uses the offset of a file. */
  readonly lock: Lock;
}

export interface Streams {
  /** A new stream with one reference; its id is the server's, or this host's own. */
  createStream(object: IoObject, flags: number, named: StreamName | null, id?: FileId | null): Stream;
  /** One reference less; the last one closes the object. */
  releaseStream(stream: Stream): Task<Status>;
  /** One reference, of a process that has been packed, is now held by the bytes. */
  depart(stream: Stream): void;
  /** Take a reference over from the bytes; null when none is on its way. */
  arrive(id: FileId): Stream | null;
  count(): number;
  all(): readonly Stream[];
}

/** `ended` is told of a stream whose last reference has gone, before its object is closed. */
export function createStreams(hostId: HostId, ended: (stream: Stream) => void): Streams {
  const table = new Map<string, Stream>();
  let nextNumber = 1;
  return {
    createStream(object, flags, named, given = null) {
      const id = given ?? { type: StreamType.STREAM, serverID: hostId, major: 0, minor: nextNumber++ };
      const lock = createLock('stream');
      const stream: Stream = { id, object, named, flags, offset: 0, references: 1, inTransit: 0, lock };
      table.set(fileKey(id), stream);
      return stream;
    },
    *releaseStream(stream) {
      stream.references--;
      if (stream.references > 0) return SUCCESS;
      table.delete(fileKey(stream.id));
      ended(stream);
      return yield* stream.object.close(stream.flags);
    },
    depart(stream) {
      stream.inTransit++;
    },
    arrive(id) {
      const stream = table.get(fileKey(id));
      if (stream === undefined || stream.inTransit === 0) return null;
      stream.inTransit--;
      return stream;
    },
    count: () => table.size,
    all: () => [...table.values()],
  };
}

/** Files are read and written at the stream's offset and never block for long; nothing else has an offset. */
export const isFile = (stream: Stream): boolean => {
  const { type } = stream.object.id;
  return type === StreamType.LCL_FILE || type === StreamType.RMT_FILE;
};

/** Work on a stream's offset without anybody in between. */
export function* withOffset<T>(kernel: Kernel, stream: Stream, work: () => Task<T>): Task<T> {
  if (!isFile(stream)) return yield* work();
  yield* acquire(kernel, stream.lock);
  try {
    return yield* work();
  } finally {
    giveBack(kernel, stream.lock);
  }
}
