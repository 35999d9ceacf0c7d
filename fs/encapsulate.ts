/**
 * The FS module of the encapsulation table: groups, default permissions, working directory and streams. Packing
 * changes nothing. The references of a packed process are then on their way, so no stream ends meanwhile; a
 * rebuilt process takes them over and shares offsets and flags with whom it did before. Bytes that are no such
 * record are refused, and all that was on its way with them is let go.
 * Source: migration reference, 4.3.
 */
import { bind, int, latin1Bytes, latin1Text, roundUp, struct } from '../arch/codec.js';
import { FsioMigInfo } from '../arch/layouts.js';
import { NIL, type ProcessId } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FsCore } from './core.js';
import {
  createProcessFiles,
  kernelAsker,
  MOST_STREAMS,
  type ProcessFiles,
  referencesOf,
} from './process-files.js';
import type { TakeStream } from './remote/stream-arrivals.js';
import type { Stream } from './stream.js';
import { noStream, packStream } from './stream-record.js';
import { fileKey, type StreamRecord, UseFlag } from './types.js';

export interface FsEncapsulation {
  encapsulatedSize(process: Process): number;
  encapsulate(process: Process): Uint8Array;
  deencapsulate(process: Process, bytes: Uint8Array): Task<boolean>;
  abandon(process: Process): void;
  /** Another host has taken everything over, or nobody will: what is still on its way is released. */
  settleMove(process: Process): Task<void>;
  /** Processes on their way. */
  count(): number;
}

const WORD = struct('int', { value: int });
const WORD_BYTES = 4;
const PADDING = 8;
/** The set a process may hold. */
const MAX_GROUPS = 128;
const MAX_PREFIX_BYTES = 1024;
const padded = (size: number): number => roundUp(size, PADDING);

interface Unpacked {
  readonly groups: readonly number[];
  readonly permissionMask: number;
  readonly closeOnExec: readonly boolean[];
  readonly prefix: string;
  readonly directory: StreamRecord;
  /** By id; null where nothing is open. */
  readonly streams: readonly (StreamRecord | null)[];
}

export function createEncapsulation(core: FsCore, takeStream: TakeStream): FsEncapsulation {
  const { kernel, table, streams } = core;
  const { layout } = kernel.machine;
  const wordCodec = bind(WORD, layout);
  const recordCodec = bind(FsioMigInfo, layout);
  const onTheWay = new Map<ProcessId, readonly Stream[]>();

  const prefixOf = ({ directory }: ProcessFiles): string => directory.named?.prefix ?? '';

  function sizeOf(files: ProcessFiles): number {
    const perStream = WORD_BYTES + recordCodec.size;
    return (
      4 * WORD_BYTES +
      WORD_BYTES * files.groups.length +
      padded(files.streams.length) +
      perStream * files.streams.length +
      recordCodec.size +
      padded(prefixOf(files).length + 1)
    );
  }

  function encapsulate(process: Process): Uint8Array {
    const files = table.need(process);
    const bytes = new Uint8Array(sizeOf(files));
    let at = 0;
    const putWord = (value: number): void => {
      wordCodec.encodeInto({ value }, bytes, at);
      at += WORD_BYTES;
    };
    const putBytes = (part: Uint8Array, size: number): void => {
      bytes.set(part, at);
      at += size;
    };
    const putStream = (record: StreamRecord): void => {
      putBytes(recordCodec.encode(record), recordCodec.size);
      if (record !== noStream) kernel.charge(kernel.machine.costs.packStreamNs);
    };

    putWord(files.groups.length);
    files.groups.forEach(putWord);
    putWord(files.permissionMask);
    putWord(files.streams.length);
    putBytes(Uint8Array.from(files.closeOnExec, Number), padded(files.streams.length));
    const prefix = latin1Bytes(`${prefixOf(files)}\0`);
    putWord(prefix.length);
    putBytes(prefix, padded(prefix.length));
    putStream(packStream(kernel.hostId, files.directory));
    files.streams.forEach((stream, id) => {
      putWord(stream === null ? NIL : id);
      putStream(stream === null ? noStream : packStream(kernel.hostId, stream));
    });
    return bytes;
  }

  /** Null when the bytes are cut short, run over, or do not hold together. */
  function unpack(bytes: Uint8Array): Unpacked | null {
    let at = 0;
    const take = (size: number): number | null => {
      if (size > bytes.length - at) return null;
      at += size;
      return at - size;
    };
    const word = (): number | null => {
      const from = take(WORD_BYTES);
      return from === null ? null : wordCodec.decode(bytes, from).value;
    };
    const count = (limit: number): number | null => {
      const value = word();
      return value === null || value < 0 || value > limit ? null : value;
    };
    const record = (): StreamRecord | null => {
      const from = take(recordCodec.size);
      return from === null ? null : recordCodec.decode(bytes, from);
    };

    const groupCount = count(MAX_GROUPS);
    if (groupCount === null) return null;
    const groups = Array.from({ length: groupCount }, word);
    const permissionMask = word();
    const streamCount = count(MOST_STREAMS);
    const flagsAt = streamCount === null ? null : take(padded(streamCount));
    if (permissionMask === null || streamCount === null || flagsAt === null) return null;
    const closeOnExec = Array.from(bytes.subarray(flagsAt, flagsAt + streamCount), (flag) => flag !== 0);
    const prefixLength = count(MAX_PREFIX_BYTES);
    const prefixAt = prefixLength === null ? null : take(padded(prefixLength));
    const directory = record();
    if (prefixLength === null || prefixAt === null || directory === null) return null;
    const prefix = latin1Text(bytes.subarray(prefixAt, prefixAt + prefixLength)).replace(/\0.*$/s, '');
    if (!prefix.startsWith('/')) return null;
    const packed: (StreamRecord | null)[] = [];
    for (let id = 0; id < streamCount; id++) {
      const index = word();
      const stream = record();
      if (stream === null || (index !== NIL && index !== id)) return null;
      packed.push(index === NIL ? null : stream);
    }
    if (at !== bytes.length) return null;
    return {
      groups: groups.map((group) => group ?? 0),
      permissionMask,
      closeOnExec,
      prefix,
      directory,
      streams: packed,
    };
  }

  /**
   * Take over the references of the process, one by one, from this host or another. What has come is let go again
   * when one does not.
   */
  function* rebuildFiles(unpacked: Unpacked, owner: ProcessId): Task<ProcessFiles | null> {
    const arrived: Stream[] = [];
    for (const record of recordsOf(unpacked)) {
      const stream = yield* takeOne(record, owner);
      if (stream === null) {
        for (const taken of arrived) yield* streams.releaseStream(taken);
        return null;
      }
      arrived.push(stream);
    }
    const files = createProcessFiles(arrived[0], unpacked.streams.length);
    files.permissionMask = unpacked.permissionMask;
    files.groups = unpacked.groups;
    let next = 1;
    for (const [id, record] of unpacked.streams.entries()) {
      files.closeOnExec[id] = unpacked.closeOnExec[id];
      if (record !== null) files.streams[id] = arrived[next++];
    }
    return files;
  }

  function* takeOne(record: StreamRecord, owner: ProcessId): Task<Stream | null> {
    if (record.srcClientID === kernel.hostId) return streams.arrive(record.streamID, owner);
    const taken = yield* takeStream(record);
    return 'status' in taken ? null : taken.value.stream;
  }

  /** Have the directory's prefix in this host's table: a name below it may be the process's next. */
  function* visitPrefix(prefix: string): Task<boolean> {
    const opened = yield* core.opener.openStream({
      asker: kernelAsker(kernel.hostId),
      path: prefix,
      useFlags: UseFlag.FOLLOW,
      permissions: 0,
    });
    if ('status' in opened) return false;
    yield* streams.releaseStream(opened.value.stream);
    return true;
  }

  function* settleMove(process: Process): Task<void> {
    onTheWay.delete(process.id);
    yield* streams.settleMove(process.id);
  }

  return {
    encapsulatedSize: (process) => sizeOf(table.need(process)),
    encapsulate,
    abandon(process) {
      const references = referencesOf(table.need(process));
      for (const stream of references) streams.depart(stream, process.id);
      onTheWay.set(process.id, references);
      table.clear(process);
    },
    *deencapsulate(process, bytes) {
      const unpacked = unpack(bytes);
      const travelling = onTheWay.get(process.id) ?? [];
      const isFromHere = unpacked?.directory.srcClientID === kernel.hostId;
      if (unpacked === null || (isFromHere && !namesAll(unpacked, travelling))) {
        yield* settleMove(process);
        return false;
      }
      const isVisited = isFromHere || (yield* visitPrefix(unpacked.prefix));
      const files = isVisited ? yield* rebuildFiles(unpacked, process.id) : null;
      if (files === null) {
        yield* settleMove(process);
        return false;
      }
      if (isFromHere) onTheWay.delete(process.id);
      table.set(process, files);
      return true;
    },
    settleMove,
    count: () => onTheWay.size,
  };
}

/** One for each reference: the working directory first, then by id. */
const recordsOf = ({ directory, streams }: Unpacked): readonly StreamRecord[] => [
  directory,
  ...streams.filter((record) => record !== null),
];

/** The records stand for exactly these references, in this order. */
function namesAll(unpacked: Unpacked, travelling: readonly Stream[]): boolean {
  const records = recordsOf(unpacked);
  return (
    records.length === travelling.length &&
    records.every(({ streamID }, i) => fileKey(streamID) === fileKey(travelling[i].id))
  );
}
