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
import { createProcessFiles, MOST_STREAMS, type ProcessFiles, referencesOf } from './process-files.js';
import type { Stream } from './stream.js';
import { noStream, packStream } from './stream-record.js';
import { fileKey, type StreamRecord } from './types.js';

export interface FsEncapsulation {
  encapsulatedSize(process: Process): number;
  encapsulate(process: Process): Uint8Array;
  deencapsulate(process: Process, bytes: Uint8Array): Task<boolean>;
  abandon(process: Process): void;
  /** Release what is still on its way for a process that will not be rebuilt. */
  releaseLost(process: Process): Task<void>;
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
  readonly directory: StreamRecord;
  /** By id; null where nothing is open. */
  readonly streams: readonly (StreamRecord | null)[];
}

export function createEncapsulation(core: FsCore): FsEncapsulation {
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
    const putStream = (record: StreamRecord): void => putBytes(recordCodec.encode(record), recordCodec.size);

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
    if (core.prefixes.longestMatch(prefix) === null) return null;
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
      directory,
      streams: packed,
    };
  }

  /** Take over the references of the process, which the bytes have named one by one. */
  function rebuild(unpacked: Unpacked): ProcessFiles {
    const arrive = ({ streamID }: StreamRecord): Stream => {
      const stream = streams.arrive(streamID);
      if (stream === null) throw new Error(`stream ${streamID.minor} was on its way and is gone`);
      return stream;
    };
    const files = createProcessFiles(arrive(unpacked.directory), unpacked.streams.length);
    files.permissionMask = unpacked.permissionMask;
    files.groups = unpacked.groups;
    for (const [id, record] of unpacked.streams.entries()) {
      files.closeOnExec[id] = unpacked.closeOnExec[id];
      if (record !== null) files.streams[id] = arrive(record);
    }
    return files;
  }

  function* releaseLost(process: Process): Task<void> {
    const travelling = onTheWay.get(process.id) ?? [];
    onTheWay.delete(process.id);
    for (const { id } of travelling) {
      const stream = streams.arrive(id);
      if (stream !== null) yield* streams.releaseStream(stream);
    }
  }

  return {
    encapsulatedSize: (process) => sizeOf(table.need(process)),
    encapsulate,
    abandon(process) {
      const references = referencesOf(table.need(process));
      for (const stream of references) streams.depart(stream);
      onTheWay.set(process.id, references);
      table.clear(process);
    },
    *deencapsulate(process, bytes) {
      const unpacked = unpack(bytes);
      if (unpacked === null || !namesAll(unpacked, onTheWay.get(process.id) ?? [])) {
        yield* releaseLost(process);
        return false;
      }
      const files = rebuild(unpacked);
      onTheWay.delete(process.id);
      table.set(process, files);
      return true;
    },
    releaseLost,
    count: () => onTheWay.size,
  };
}

/** The records stand for exactly these references, in this order. */
function namesAll(unpacked: Unpacked, travelling: readonly Stream[]): boolean {
  const records = [unpacked.directory, ...unpacked.streams.filter((record) => record !== null)];
  return (
    records.length === travelling.length &&
    records.every(({ streamID }, i) => fileKey(streamID) === fileKey(travelling[i].id))
  );
}
