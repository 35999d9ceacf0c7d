/**
 * Files of the kernel's own, for virtual memory: executables, and swap files /swap/<host>/<segment>. Each is a
 * stream that no process has an id for. Code is found by a file's identity, which a new version changes.
 * Source: memory-and-scheduling reference, 3.1 and 3.2.
 */
import { Status, SUCCESS } from '../arch/status.js';
import { SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { BackingFile, BackingStore, MappedFile } from '../kernel/vm/backing-store.js';
import { createWaitQueue, sleepOn } from '../kernel/wait-queue.js';
import { attributesOf } from './attribute-calls.js';
import type { OpenedAttributes } from './domain.js';
import { mappedIdentity } from './mapped-streams.js';
import type { Naming } from './naming.js';
import type { Opened, Opener } from './open.js';
import { kernelAsker } from './process-files.js';
import { isFile, type Stream, type Streams } from './stream.js';
import { packStream } from './stream-record.js';
import { BLOCK_SIZE, FileType, type Result, UseFlag } from './types.js';

export interface FileBackingStore extends BackingStore {
  /** Take an open stream over, with its reference. */
  adopt(opened: Opened, name: string): BackingFile;
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
}

interface KernelFile extends BackingFile {
  readonly stream: Stream;
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

export const identityOf = (attributes: OpenedAttributes): string => identity(attributes, attributes.version);
const identity = ({ serverID, domain, fileNumber }: OpenedAttributes, version: number): string =>
  `${serverID}/${domain}/${fileNumber}/${version}`;
/** Of the contents that are changed by an open for writing, and of those that it begins. */
export const changedIdentities = (attributes: OpenedAttributes): readonly string[] => [
  identity(attributes, attributes.version - 1),
  identity(attributes, attributes.version),
];

export function createBackingStore(parts: BackingStoreParts): FileBackingStore {
  const { kernel, naming, opener, streams } = parts;
  const files = new Map<Stream, KernelFile>();
  let mappedCount = 0;
  const asker = kernelAsker(kernel.hostId);
  const absent = createWaitQueue('file server');
  const swapDirectory = `/swap/${kernel.hostId}`;
  const swapPath = (segmentNumber: number): string => `${swapDirectory}/${segmentNumber}`;

  function adopt({ stream, attributes }: Opened, name: string): KernelFile {
    const file = { identity: identityOf(attributes), name, stream };
    files.set(stream, file);
    return file;
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
  const transferAt = ({ stream }: KernelFile, offset: number) => ({
    process: kernel.currentProcess(),
    offset,
    flags: stream.flags & ~UseFlag.APPEND,
  });

  function* readPage(file: BackingFile, offset: number, target: Uint8Array): Task<Status> {
    const known = need(file);
    for (let done = 0; done < target.length; ) {
      const length = Math.min(BLOCK_SIZE, target.length - done);
      const { status, bytes } = yield* known.stream.object.read(length, transferAt(known, offset + done));
      if (status !== SUCCESS) return status;
      if (done === 0 && bytes.length === 0 && isMappedStream(file)) return Status.VM_SHORT_READ;
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
      const transfer = { ...transferAt(known, offset + done), withinEnd };
      const result = yield* known.stream.object.write(piece, transfer);
      if (result.status !== SUCCESS) return result.status;
      // What was mapped ends with the file.
      if (withinEnd && result.count < piece.length) break;
      done += result.count;
    }
    return SUCCESS;
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
    readPage: (file, _kind, offset, target) => readPage(file, offset, target),
    writePage,
    *openSwap(segmentNumber) {
      let opened = yield* openSwapFile(segmentNumber);
      if ('status' in opened && opened.status === Status.FS_FILE_NOT_FOUND) {
        yield* makeSwapDirectory();
        opened = yield* openSwapFile(segmentNumber);
      }
      return 'status' in opened ? opened : { file: adopt(opened.value, swapPath(segmentNumber)) };
    },
    *removeSwap(segmentNumber) {
      const path = swapPath(segmentNumber);
      const removed = yield* naming.atName({ asker, path, useFlags: UseFlag.DELETE }, (domain, args) =>
        domain.remove(args),
      );
      return 'status' in removed ? removed.status : SUCCESS;
    },
    duplicate(file) {
      need(file).stream.references++;
      if (isMappedStream(file)) mappedCount++;
      return file;
    },
    *close(file) {
      const { stream } = need(file);
      if (isMappedStream(file)) mappedCount--;
      else if (stream.references === 1) files.delete(stream);
      yield* streams.releaseStream(stream);
    },
    *awaitServer() {
      yield* sleepOn(kernel, absent, { deadlineNs: kernel.now() + RETRY_NS });
    },
    encapsulate: (file) => packStream(kernel.hostId, need(file).stream),
    *deencapsulate(info) {
      const stream = streams.arrive(info.streamID);
      const file = stream === null ? undefined : files.get(stream);
      return file === undefined ? { status: Status.FS_STALE_HANDLE } : { file };
    },
    *abandon(file) {
      streams.depart(need(file).stream);
    },
  };
}
