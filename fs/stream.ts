/**
 * Streams: what a stream id names. A stream has an offset and flags of its own, shared by every id that dup and
 * fork made for it, and the object behind it. It is found by its identity when a process is rebuilt from bytes,
 * and ends with its last reference; references of processes on their way count. When it has gone to another host,
 * this host's part of it ends without a close: the use goes on elsewhere.
 */
import { type Status, SUCCESS } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { createLock, type Lock, withLock } from '../kernel/lock.js';
import type { Task } from '../kernel/task.js';
import type { FileDomain } from './domain.js';
import type { IoObject } from './io-object.js';
import { type FileId, fileKey, StreamType, UseFlag } from './types.js';

/** The name a stream was opened by, for attributes. */
export interface StreamName {
  readonly domain: FileDomain;
  readonly fileId: FileId;
  readonly prefix: string;
}

/**
 * Where a stream's next transfer begins. The I/O server of a stream that several hosts share has one for all of
 * them, which is its own stream's too.
 */
export interface Position {
  offset: number;
  /** Held while a transfer uses the offset of a file. */
  readonly lock: Lock;
}

export const createPosition = (offset = 0): Position => ({ offset, lock: createLock('stream') });

export interface Stream {
  readonly id: FileId;
  readonly object: IoObject;
  /** A pipe has none. */
  readonly named: StreamName | null;
  /** Use flags: what may be done, APPEND, NON_BLOCKING. */
  flags: number;
  readonly position: Position;
  /** Stream ids, working directories, uses by the kernel; and those of processes on their way. */
  references: number;
  /** References that are on their way. */
  travelling: number;
  /**
   * Whose they are, one entry for each; those that have arrived elsewhere stay here until their owner's move is over. A
   * host that takes one over does not say whose it is.
   */
  readonly travellers: ProcessId[];
}

/** What is not usual in a new stream. */
export interface StreamOptions {
  /** The server's, where the server numbers it. */
  readonly id?: FileId | null;
  readonly position?: Position;
}

/** What a host that has let a reference go to another says: whether the stream is still in use there. */
export interface Released {
  readonly inUse: boolean;
  readonly offset: number;
}

export interface Streams {
  /** An id that no stream of this host has had, in this life or an earlier one. */
  newId(): FileId;
  find(id: FileId): Stream | null;
  /** A new stream with one reference. */
  createStream(object: IoObject, flags: number, named: StreamName | null, options?: StreamOptions): Stream;
  /** One reference less; the last one closes the object. */
  releaseStream(stream: Stream): Task<Status>;
  /** One reference, of a process that has been packed, is now held by the bytes. */
  depart(stream: Stream, owner: ProcessId): void;
  /** Take a reference of this process over from the bytes; null when none is on its way. */
  arrive(id: FileId, owner: ProcessId): Stream | null;
  /** The process's move is over, well or not: what nobody has taken over of its references is released. */
  settleMove(owner: ProcessId): Task<void>;
  /** A reference that was on its way has arrived at another host; null when none was. */
  releaseMoved(id: FileId): Released | null;
  count(): number;
  all(): readonly Stream[];
}

export interface StreamsParts {
  readonly hostId: HostId;
  /** The least number of this life's ids. */
  readonly firstNumber: number;
  /** A stream's last reference has gone, before its object is closed; `moved`: to another host. */
  ended(stream: Stream, moved: boolean): void;
}

export function createStreams({ hostId, firstNumber, ended }: StreamsParts): Streams {
  const table = new Map<string, Stream>();
  let nextNumber = firstNumber;

  const newId = (): FileId => ({
    type: StreamType.STREAM,
    serverID: hostId,
    major: 0,
    minor: nextNumber++,
  });

  function forget({ travellers }: Stream, owner: ProcessId): boolean {
    const at = travellers.indexOf(owner);
    if (at >= 0) travellers.splice(at, 1);
    return at >= 0;
  }

  function end(stream: Stream, moved: boolean): void {
    table.delete(fileKey(stream.id));
    ended(stream, moved);
  }

  function* releaseStream(stream: Stream): Task<Status> {
    stream.references--;
    if (stream.references > 0) return SUCCESS;
    end(stream, false);
    return yield* stream.object.close(stream.flags);
  }

  return {
    newId,
    find: (id) => table.get(fileKey(id)) ?? null,
    createStream(object, flags, named, options = {}) {
      const id = options.id ?? newId();
      const position = options.position ?? createPosition();
      const stream: Stream = {
        id,
        object,
        named,
        flags,
        position,
        references: 1,
        travelling: 0,
        travellers: [],
      };
      table.set(fileKey(id), stream);
      return stream;
    },
    releaseStream,
    depart(stream, owner) {
      stream.travelling++;
      stream.travellers.push(owner);
    },
    arrive(id, owner) {
      const stream = table.get(fileKey(id));
      if (stream === undefined || !forget(stream, owner)) return null;
      stream.travelling--;
      return stream;
    },
    *settleMove(owner) {
      for (const stream of [...table.values()]) {
        while (forget(stream, owner)) {
          if (stream.travelling <= stream.travellers.length) continue;
          stream.travelling--;
          yield* releaseStream(stream);
        }
      }
    },
    releaseMoved(id) {
      const stream = table.get(fileKey(id));
      if (stream === undefined || stream.travelling === 0) return null;
      const { offset } = stream.position;
      stream.travelling--;
      stream.references--;
      if (stream.references > 0) {
        stream.flags |= UseFlag.RMT_SHARED;
        return { inUse: true, offset };
      }
      end(stream, true);
      stream.object.moved?.(stream.flags);
      return { inUse: false, offset };
    },
    count: () => table.size,
    all: () => [...table.values()],
  };
}

/** Files are read and written at the stream's offset and never block for long. */
export const isFile = (stream: Stream): boolean => {
  const { type } = stream.object.id;
  return type === StreamType.LCL_FILE || type === StreamType.RMT_FILE;
};

/** Another host's server has its offset, because several hosts share the stream. */
export const isSharedAbroad = ({ object, flags }: Stream): boolean =>
  object.id.type === StreamType.RMT_FILE && (flags & UseFlag.RMT_SHARED) !== 0;

/** Transfers are at the stream's offset, and move it. */
export const hasOffset = (stream: Stream): boolean => isFile(stream) || stream.object.isSeekable === true;

/** Work on a stream's offset without anybody in between. */
export function* withOffset<T>(kernel: Kernel, stream: Stream, work: () => Task<T>): Task<T> {
  if (!hasOffset(stream)) return yield* work();
  return yield* withLock(kernel, stream.position.lock, work);
}
