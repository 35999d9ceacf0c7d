/**
 * The I/O server's part in moving a stream between hosts: it asks the old host to let one reference go, corrects
 * who uses the object, has what the old host cached of a file written back, and tells the new host what an open
 * would have told it. A stream that both hosts go on using has its offset here from then on. References to one stream
 * move one after the other: whether the old host goes on using it is only true until it is asked again.
 * Source: migration reference, 4.3.1; RPC reference, 10.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { callProcedure, serveProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { FileUsers, StreamMove } from '../consistency.js';
import type { IoObject } from '../io-object.js';
import { createKeyedLocks } from '../keyed-locks.js';
import { type FileState, migrateProcedure, releaseProcedure } from '../remote/records.js';
import { noFileState } from '../remote/remote-state.js';
import { usesOfFlags } from '../shared-file.js';
import { type Position, type Released, type Streams, withOffset } from '../stream.js';
import {
  type FileId,
  fileKey,
  isFileType,
  localId,
  type Result,
  type StreamRecord,
  UseFlag,
} from '../types.js';
import { fileStateOf } from './file-state.js';
import type { RemoteOpens } from './remote-opens.js';
import type { ServedDomains } from './served-domains.js';
import type { ServedStreams } from './served-streams.js';

export interface StreamMovesParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly domains: ServedDomains;
  readonly served: ServedStreams;
  readonly streams: Streams;
  readonly users: FileUsers;
  readonly opens: RemoteOpens;
}

/** What the new host makes its stream of. */
export interface MovedStream {
  readonly flags: number;
  readonly position: Position;
  readonly state: FileState;
  /** Of a pipe or device of this host. */
  readonly object: IoObject | null;
}

export interface StreamMoves {
  /** Move one reference to `target`, for which the stream is new if the record's flags say so. */
  moveStream(record: StreamRecord, target: HostId): Task<Result<MovedStream>>;
}

const NOT_IN_USE = { inUse: false, offset: 0 } as const;

export function serveStreamMoves(parts: StreamMovesParts): StreamMoves {
  const { kernel, rpc, domains, served, streams, users, opens } = parts;
  const underWay = createKeyedLocks(kernel, 'moving stream');

  /** A transfer that others of this host have begun ends first: the offset is where it leaves it. */
  function* releaseHere(streamId: FileId): Task<Released> {
    const stream = streams.find(streamId);
    if (stream === null) return NOT_IN_USE;
    return yield* withOffset(kernel, stream, function* release() {
      return streams.releaseMoved(streamId) ?? NOT_IN_USE;
    });
  }

  /** A host that does not answer uses nothing any more. */
  function* releaseAt(source: HostId, streamId: FileId): Task<Released> {
    if (source === kernel.hostId) return yield* releaseHere(streamId);
    const { status, reply } = yield* callProcedure(rpc, source, releaseProcedure, { streamId });
    if (status !== SUCCESS || reply === null) return NOT_IN_USE;
    return { inUse: reply.inUse !== 0, offset: reply.offset };
  }

  const moveStream = (record: StreamRecord, target: HostId): Task<Result<MovedStream>> =>
    underWay.oneAtATime(fileKey(record.streamID), () => moveReference(record, target));

  function* moveReference(record: StreamRecord, target: HostId): Task<Result<MovedStream>> {
    const source = record.srcClientID as HostId;
    const ioId = localId(record.ioFileID);
    const object = isFileType(ioId) ? null : objectOf(source, record.streamID, ioId);
    if (isFileType(ioId) ? users.usesOf(ioId, source) === null : object === null) {
      return { status: Status.FS_STALE_HANDLE };
    }
    kernel.charge(kernel.machine.costs.fstatNs);
    const stream = served.adopt(record.streamID, ioId, source);
    const released = yield* releaseAt(source, record.streamID);
    if (!stream.shared) stream.position.offset = released.offset;
    if (!released.inUse) stream.clients.delete(source);
    stream.clients.add(target);
    stream.shared = stream.clients.size > 1;
    const move = {
      source,
      target,
      flags: record.flags,
      left: !released.inUse,
      isNew: (record.flags & UseFlag.NEW_STREAM) !== 0,
    };
    const state = object === null ? yield* moveFile(ioId, move) : yield* moveOpen(object, move);
    if ('status' in state) {
      served.closeFor(record.streamID, target);
      return state;
    }
    const flags = stream.shared ? record.flags | UseFlag.RMT_SHARED : record.flags & ~UseFlag.RMT_SHARED;
    return {
      value: { flags: flags & ~UseFlag.NEW_STREAM, position: stream.position, state: state.value, object },
    };
  }

  // --- Files -----------------------------------------------------------------------------------------------------------

  function* moveFile(id: FileId, move: StreamMove): Task<Result<FileState>> {
    const domain = domains.find(id);
    const held = domain === null ? null : yield* domain.holdServed(id.minor);
    if (held === null) return { status: Status.FS_STALE_HANDLE };
    try {
      const { handle } = held;
      const one = usesOfFlags(move.flags);
      if (move.isNew && !move.left) {
        handle.references += one.references;
        handle.writers += one.writers;
        handle.executers += one.executers;
      }
      const granted = yield* users.moved(held.served, move);
      const isGone = 'status' in granted ? move.left || move.isNew : move.left && !move.isNew;
      if (isGone) yield* held.served.dropUses(one);
      return 'status' in granted
        ? granted
        : { value: fileStateOf(handle.descriptor, granted.value, move.flags) };
    } finally {
      yield* held.letGo();
    }
  }

  // --- Pipes and devices -----------------------------------------------------------------------------------------------

  function objectOf(source: HostId, streamId: FileId, id: FileId): IoObject | null {
    return source === kernel.hostId ? (streams.find(streamId)?.object ?? null) : opens.find(source, id);
  }

  /** Uses by streams of this host are not in the list of opens. */
  function* moveOpen(
    object: IoObject,
    { source, target, flags, left, isNew }: StreamMove,
  ): Task<Result<FileState>> {
    if (left && source !== kernel.hostId) opens.take(source, object.id);
    if (isNew && target !== kernel.hostId) opens.add(target, object.id, object, flags);
    if (isNew && !left) object.share?.(flags);
    if (left && !isNew) yield* object.close(flags);
    return { value: noFileState };
  }

  serveProcedure(rpc, migrateProcedure, function* serveMigrate(client, record) {
    const moved = yield* moveStream(record, client);
    if ('status' in moved) return moved;
    const { flags, position, state } = moved.value;
    return { status: SUCCESS, reply: { size: 0, state, flags, offset: position.offset } };
  });
  serveProcedure(rpc, releaseProcedure, function* serveRelease(_client, { streamId }) {
    const { inUse, offset } = yield* releaseHere(streamId);
    return { status: SUCCESS, reply: { inUse: inUse ? 1 : 0, offset } };
  });

  return { moveStream };
}
