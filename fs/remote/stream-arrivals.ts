/**
 * A stream that comes to this host with a process: its I/O server moves one reference here, which is as an open;
 * what this host then needs of the object is made as after an open. A stream that some process here already has is
 * joined. Strictly one after another for each stream.
 * Source: migration reference, 4.3.1.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { FileDomain } from '../domain.js';
import type { IoObject } from '../io-object.js';
import { createKeyedLocks } from '../keyed-locks.js';
import type { PrefixTable } from '../prefix-table.js';
import type { ServedDomains } from '../serve/served-domains.js';
import type { MovedStream, StreamMoves } from '../serve/stream-moves.js';
import { createPosition, type Stream, type StreamName, type Streams } from '../stream.js';
import {
  type FileId,
  fileKey,
  isFileType,
  localId,
  type Result,
  remoteId,
  type StreamRecord,
  UseFlag,
} from '../types.js';
import { migrateProcedure } from './records.js';
import type { RemoteFile, RemoteFiles } from './remote-file.js';

export interface StreamArrivalsParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly streams: Streams;
  readonly prefixes: PrefixTable;
  readonly domains: ServedDomains;
  readonly files: RemoteFiles;
  readonly moves: StreamMoves;
  domainOf(root: FileId): FileDomain;
  fileObject(file: RemoteFile, streamId: FileId): IoObject;
  /** A pipe or device of another host. */
  ioObject(id: FileId, streamId: FileId, flags: number): IoObject;
}

/** The stream has one reference more. `version` is a file's, 0 for anything else. */
export interface ArrivedStream {
  readonly stream: Stream;
  readonly version: number;
}

export type TakeStream = (record: StreamRecord) => Task<Result<ArrivedStream>>;

const NO_NAME = -1;

export function createStreamArrivals(parts: StreamArrivalsParts): TakeStream {
  const { kernel, rpc, streams, prefixes, domains, files } = parts;
  const { costs } = kernel.machine;
  const underWay = createKeyedLocks(kernel, 'arriving stream');
  const isHere = (id: FileId): boolean => id.serverID === kernel.hostId;

  function* moveReference(record: StreamRecord): Task<Result<MovedStream>> {
    if (isHere(record.ioFileID)) return yield* parts.moves.moveStream(record, kernel.hostId);
    const server = record.ioFileID.serverID as HostId;
    const { status, reply } = yield* callProcedure(rpc, server, migrateProcedure, record);
    if (status !== SUCCESS) return { status };
    if (reply === null) return { status: Status.RPC_INVALID_RPC };
    const { flags, offset, state } = reply;
    return { value: { flags, position: createPosition(offset), state, object: null } };
  }

  function objectBehind(record: StreamRecord, { flags, state, object }: MovedStream): IoObject | null {
    const { ioFileID, streamID } = record;
    if (isHere(ioFileID)) return object ?? domains.find(ioFileID)?.fileObject(localId(ioFileID)) ?? null;
    const id = remoteId(ioFileID);
    kernel.charge(costs.remoteHandleNs);
    if (!isFileType(id)) return parts.ioObject(id, streamID, flags);
    return parts.fileObject(files.moved(id, state, flags), streamID);
  }

  /** What attributes are asked by. The path itself has not travelled. */
  function nameOf({ nameID, rootID }: StreamRecord): StreamName | null {
    if (nameID.serverID === NO_NAME) return null;
    const known = prefixes
      .entries()
      .find(({ domain }) => domain?.root.major === rootID.major && domain.serverId === rootID.serverID);
    const domain = known?.domain ?? parts.domainOf(rootID);
    return { domain, fileId: isHere(nameID) ? localId(nameID) : nameID, prefix: known?.prefix ?? '' };
  }

  function* joinStream(stream: Stream, record: StreamRecord): Task<Result<ArrivedStream>> {
    // The present users may end theirs meanwhile.
    stream.references++;
    const moved = yield* moveReference({ ...record, flags: record.flags & ~UseFlag.NEW_STREAM });
    if ('status' in moved) {
      yield* streams.releaseStream(stream);
      return moved;
    }
    const shared = moved.value.flags & UseFlag.RMT_SHARED;
    stream.flags = (stream.flags & ~UseFlag.RMT_SHARED) | shared;
    if (shared === 0 && !isHere(record.ioFileID)) stream.position.offset = moved.value.position.offset;
    return { value: { stream, version: moved.value.state.version } };
  }

  function* beginStream(record: StreamRecord): Task<Result<ArrivedStream>> {
    const moved = yield* moveReference({ ...record, flags: record.flags | UseFlag.NEW_STREAM });
    if ('status' in moved) return moved;
    const object = objectBehind(record, moved.value);
    if (object === null) return { status: Status.FS_STALE_HANDLE };
    const { flags, position, state } = moved.value;
    const stream = streams.createStream(object, flags, nameOf(record), { id: record.streamID, position });
    return { value: { stream, version: state.version } };
  }

  return function* takeStream(record) {
    kernel.charge(costs.packStreamNs);
    return yield* underWay.oneAtATime(fileKey(record.streamID), () => {
      const present = streams.find(record.streamID);
      return present === null ? beginStream(record) : joinStream(present, record);
    });
  };
}
