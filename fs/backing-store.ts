/**
 * Files of the kernel's own, for virtual memory: executables, and swap files /swap/<host>/<segment>. Each is a
 * stream that no process has an id for. Code is found by a file's identity, which a new version changes.
 * Source: memory-and-scheduling reference, 3.1 and 3.2.
 */
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import { type HostId, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { BackingFile, BackingStore, MappedFile, PageKind } from '../kernel/vm/backing-store.js';
import { SEGMENT_COUNT } from '../kernel/vm/segment.js';
import { createWaitQueue, sleepOn } from '../kernel/wait-queue.js';
import { attributesOf } from './attribute-calls.js';
import type { OpenedAttributes } from './domain.js';
import type { WriteResult } from './io-object.js';
import { mappedIdentity } from './mapped-streams.js';
import type { Naming } from './naming.js';
import type { Opened, Opener } from './open.js';
import { kernelAsker } from './process-files.js';
import type { TakeStream } from './remote/stream-arrivals.js';
import { isFile, type Stream, type Streams } from './stream.js';
import { packStream } from './stream-record.js';
import { BLOCK_SIZE, type FileId, FileType, type Result, UseFlag } from './types.js';

export interface FileBackingStore extends BackingStore {
  /** Take an open stream over, with its reference. */
  adopt(opened: Opened, name: string): BackingFile;
  /** The stream is no more. */
  streamEnded(stream: Stream): void;
  /** Files in use: streams, however often they are shared. */
  count(): number;
}

export interface BackingStoreParts {
  readonly kernel: Kernel;
  readonly naming: Naming;
  readonly opener: Opener;
  readonly streams: Streams;
  /** The stream behind a process's id. */
  streamOf(process: Process, id: number): Result<Stream>;
  readonly executed: ExecutedContents;
  /** Absent on a host without a network. */
  readonly awaitServer?: ((server: HostId) => Task<void>) | undefined;
  readonly copyBlock?: ((source: FileId, target: FileId, block: number) => Task<Status>) | undefined;
  readonly takeStream: TakeStream;
}

interface KernelFile extends BackingFile {
  readonly stream: Stream;
  /** Of a swap file that has a name: the name's number. */
  swapNumber?: number;
}
interface MappedStream extends MappedFile, KernelFile {}

const isKernelFile = (file: BackingFile): file is KernelFile => 'stream' in file;
const isMappedStream = (file: BackingFile): file is MappedStream => 'mayWrite' in file;

/** A server that did not answer is asked again after this time. */
const RETRY_NS = 60 * SECOND;
const SWAP_PERMISSIONS = 0o660;
const SWAP_DIRECTORY_PERMISSIONS = 0o755;
const SWAP_FLAGS =
  UseFlag.READ | UseFlag.WRITE | UseFlag.CREATE | UseFlag.TRUNC | UseFlag.SWAP | UseFlag.FOLLOW;

const numberOf = ({ serverID, domain, fileNumber }: OpenedAttributes): string =>
  `${serverID}/${domain}/${fileNumber}`;

/** Which contents of each file have been executed here. */
export interface ExecutedContents {
  /** `number`: the file's, whatever its version. */
  note(number: string, identity: string): void;
  /** The identity of those that an open for writing ends, or null. */
  ended(attributes: OpenedAttributes): string | null;
}

export function createExecutedContents(): ExecutedContents {
  const identities = new Map<string, string>();
  return {
    note(number, identity) {
      identities.set(number, identity);
    },
    ended(attributes) {
      const number = numberOf(attributes);
      const identity = identities.get(number) ?? null;
      identities.delete(number);
      return identity;
    },
  };
}

const identityOf = (attributes: OpenedAttributes): string => `${numberOf(attributes)}/${attributes.version}`;
const identityOfId = ({ serverID, major, minor }: FileId, version: number): string =>
  `${serverID}/${major}/${minor}/${version}`;

export function createBackingStore(parts: BackingStoreParts): FileBackingStore {
  const { kernel, naming, opener, streams } = parts;
  const files = new Map<Stream, KernelFile>();
  let mappedCount = 0;
  const asker = kernelAsker(kernel.hostId);
  const absent = createWaitQueue('file server');
  const swapDirectory = `/swap/${kernel.hostId}`;
  /** Of swap files that have a name. */
  const swapNumbers = new Set<number>();
  const swapPath = (segmentNumber: number): string => `${swapDirectory}/${segmentNumber}`;

  function enter(stream: Stream, identity: string, name: string): KernelFile {
    const file = { identity, name, stream };
    files.set(stream, file);
    return file;
  }

  function adopt({ stream, attributes }: Opened, name: string): KernelFile {
    const identity = identityOf(attributes);
    if ((stream.flags & UseFlag.EXECUTE) !== 0) parts.executed.note(numberOf(attributes), identity);
    return enter(stream, identity, name);
  }

  /** The file that is mapped stays open, whatever the process does with its stream. */
  function* openMapped(
    process: Process,
    streamID: number,
  ): Task<{ readonly file: MappedFile } | { readonly status: Status }> {
    const found = parts.streamOf(process, streamID);
    if ('status' in found) return found;
    const stream = found.value;
    if (!isFile(stream)) return { status: Status.VM_WRONG_SEG_TYPE };
    stream.references++;
    const attributes = yield* attributesOf(stream);
    if ('status' in attributes || attributes.value.type !== FileType.FILE) {
      yield* streams.releaseStream(stream);
      return { status: 'status' in attributes ? attributes.status : Status.VM_WRONG_SEG_TYPE };
    }
    mappedCount++;
    const file: MappedStream = {
      identity: mappedIdentity(stream.object.id),
      name: `file ${attributes.value.fileNumber}`,
      stream,
      mayRead: (stream.flags & UseFlag.READ) !== 0,
      mayWrite: (stream.flags & UseFlag.WRITE) !== 0,
    };
    return { file };
  }

  function need(file: BackingFile): KernelFile {
    if (!isKernelFile(file)) throw new Error(`${file.name} is no open file of the kernel`);
    return file;
  }

  /** What a transfer says of itself. */
  const transferAt = ({ stream }: KernelFile, offset: number, whenAway: 'sleep' | 'fail') => ({
    process: kernel.currentProcess(),
    offset,
    // Pages have places of their own, whoever shares the stream.
    flags: stream.flags & ~(UseFlag.APPEND | UseFlag.RMT_SHARED),
    whenAway,
  });

  /** A handle that is still stale after recovery will not come back: no reason to wait for its server. */
  const outcomeOf = (status: Status): Status => (status === Status.FS_STALE_HANDLE ? FAILURE : status);

  function* readPage(file: BackingFile, kind: PageKind, offset: number, target: Uint8Array): Task<Status> {
    const known = need(file);
    const onWay = kind === 'code' ? 'cached' : kind === 'direct' ? 'direct' : undefined;
    for (let done = 0; done < target.length; ) {
      const length = Math.min(BLOCK_SIZE, target.length - done);
      const transfer = transferAt(known, offset + done, 'sleep');
      const { status, bytes } = yield* known.stream.object.read(length, {
        ...transfer,
        ...(onWay === undefined ? {} : { onWay }),
      });
      if (status !== SUCCESS) return outcomeOf(status);
      if (done === 0 && bytes.length === 0 && isMappedStream(file)) return Status.VM_SHORT_READ;
      // Whole pages were written: a server that has crashed since has lost this one.
      if (bytes.length < length && kind === 'swap' && !isMappedStream(file)) return FAILURE;
      target.set(bytes, done);
      done += bytes.length;
      if (bytes.length < length) {
        target.fill(0, done);
        break;
      }
    }
    return SUCCESS;
  }

  function* writePage(file: BackingFile, offset: number, source: Uint8Array): Task<Status> {
    const known = need(file);
    const withinEnd = isMappedStream(file);
    for (let done = 0; done < source.length; ) {
      const piece = source.slice(done, done + BLOCK_SIZE);
      const result = yield* writePiece(known, piece, offset + done, withinEnd);
      if (result.status !== SUCCESS) return result.status;
      // What was mapped ends with the file.
      if (withinEnd && result.count < piece.length) break;
      done += result.count;
    }
    return SUCCESS;
  }

  /** Whoever writes pages is told that the server is away. One that is there and does not know us is told again. */
  function* writePiece(
    known: KernelFile,
    piece: Uint8Array,
    at: number,
    withinEnd: boolean,
  ): Task<WriteResult> {
    const { object } = known.stream;
    const result = yield* object.write(piece, { ...transferAt(known, at, 'fail'), withinEnd });
    if (result.status !== Status.FS_STALE_HANDLE) return result;
    const again = yield* object.write(piece, { ...transferAt(known, at, 'sleep'), withinEnd });
    return { ...again, status: outcomeOf(again.status) };
  }

  const openSwapFile = (segmentNumber: number): Task<Result<Opened>> =>
    opener.openStream({
      asker,
      path: swapPath(segmentNumber),
      useFlags: SWAP_FLAGS,
      permissions: SWAP_PERMISSIONS,
    });

  function* makeSwapDirectory(): Task<void> {
    for (const path of ['/swap', swapDirectory]) {
      yield* naming.atName({ asker, path, useFlags: UseFlag.CREATE }, (domain, args) =>
        domain.makeDirectory(args, SWAP_DIRECTORY_PERMISSIONS),
      );
    }
  }

  return {
    adopt,
    count: () => files.size + mappedCount,
    openMapped,
    readPage,
    writePage,
    *openSwap(segmentNumber) {
      let number = segmentNumber;
      while (swapNumbers.has(number)) number += SEGMENT_COUNT;
      swapNumbers.add(number);
      let opened = yield* openSwapFile(number);
      if ('status' in opened && opened.status === Status.FS_FILE_NOT_FOUND) {
        yield* makeSwapDirectory();
        opened = yield* openSwapFile(number);
      }
      if ('status' in opened) {
        swapNumbers.delete(number);
        return opened;
      }
      const file = adopt(opened.value, swapPath(number));
      file.swapNumber = number;
      return { file };
    },
    *removeSwap(file) {
      const named = isKernelFile(file) ? file : null;
      const number = named?.swapNumber;
      if (named === null || number === undefined) return SUCCESS;
      delete named.swapNumber;
      const path = swapPath(number);
      const removed = yield* naming.atName({ asker, path, useFlags: UseFlag.DELETE }, (domain, args) =>
        domain.remove(args),
      );
      // Only now: the name must not be given again before it is gone.
      swapNumbers.delete(number);
      return 'status' in removed ? removed.status : SUCCESS;
    },
    *copyPage(from, to, offset, length) {
      const [source, target] = [need(from).stream.object.id, need(to).stream.object.id];
      const isTogether = source.serverID === target.serverID && source.serverID !== kernel.hostId;
      if (parts.copyBlock === undefined || !isTogether) return FAILURE;
      for (let at = offset; at < offset + length; at += BLOCK_SIZE) {
        const status = yield* parts.copyBlock(source, target, at / BLOCK_SIZE);
        if (status !== SUCCESS) return status;
      }
      return SUCCESS;
    },
    duplicate(file) {
      need(file).stream.references++;
      if (isMappedStream(file)) mappedCount++;
      return file;
    },
    *close(file) {
      if (isMappedStream(file)) mappedCount--;
      yield* streams.releaseStream(need(file).stream);
    },
    streamEnded(stream) {
      const number = files.get(stream)?.swapNumber;
      if (number !== undefined) swapNumbers.delete(number);
      files.delete(stream);
    },
    *awaitServer(file) {
      const server = need(file).stream.object.id.serverID as HostId;
      if (parts.awaitServer !== undefined && server !== kernel.hostId) yield* parts.awaitServer(server);
      else yield* sleepOn(kernel, absent, { deadlineNs: kernel.now() + RETRY_NS });
    },
    encapsulate(file) {
      kernel.charge(kernel.machine.costs.packStreamNs);
      return packStream(kernel.hostId, need(file).stream);
    },
    *deencapsulate(info, owner) {
      if (info.srcClientID === kernel.hostId) {
        const stream = streams.arrive(info.streamID, owner);
        const file = stream === null ? undefined : files.get(stream);
        return file === undefined ? { status: Status.FS_STALE_HANDLE } : { file };
      }
      const taken = yield* parts.takeStream(info);
      if ('status' in taken) return taken;
      const { stream, version } = taken.value;
      const present = files.get(stream);
      if (present !== undefined) return { file: present };
      const identity = identityOfId(info.ioFileID, version);
      const { serverID, major, minor } = info.ioFileID;
      if ((stream.flags & UseFlag.EXECUTE) !== 0)
        parts.executed.note(`${serverID}/${major}/${minor}`, identity);
      return { file: enter(stream, identity, `file ${minor} of host ${info.srcClientID}`) };
    },
    *abandon(file, owner) {
      streams.depart(need(file).stream, owner);
    },
  };
}
