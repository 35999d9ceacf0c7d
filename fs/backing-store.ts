/**
 * Files of the kernel's own, for virtual memory: executables, and swap files /swap/<host>/<segment>. Each is a
 * stream that no process has an id for. Code is found by a file's identity, which a new version changes.
 * Source: memory-and-scheduling reference, 3.1 and 3.2.
 */
import { Status, SUCCESS } from '../arch/status.js';
import { SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import type { BackingFile, BackingStore } from '../kernel/vm/backing-store.js';
import { createWaitQueue, sleepOn } from '../kernel/wait-queue.js';
import type { OpenedAttributes } from './domain.js';
import type { Naming } from './naming.js';
import type { Opened, Opener } from './open.js';
import { kernelAsker } from './process-files.js';
import type { Stream, Streams } from './stream.js';
import { packStream } from './stream-record.js';
import { BLOCK_SIZE, type Result, UseFlag } from './types.js';

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
}

interface KernelFile extends BackingFile {
  readonly stream: Stream;
}

const isKernelFile = (file: BackingFile): file is KernelFile => 'stream' in file;

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
  const asker = kernelAsker(kernel.hostId);
  const absent = createWaitQueue('file server');
  const swapDirectory = `/swap/${kernel.hostId}`;
  const swapPath = (segmentNumber: number): string => `${swapDirectory}/${segmentNumber}`;

  function adopt({ stream, attributes }: Opened, name: string): KernelFile {
    const file = { identity: identityOf(attributes), name, stream };
    files.set(stream, file);
    return file;
  }

  function need(file: BackingFile): KernelFile {
    if (!isKernelFile(file)) throw new Error(`${file.name} is no open file of the kernel`);
    return file;
  }

  /** What a transfer says of itself. */
  const transferAt = ({ stream }: KernelFile, offset: number) => ({
    process: kernel.currentProcess(),
    offset,
    flags: stream.flags,
  });

  function* readPage(file: BackingFile, offset: number, target: Uint8Array): Task<Status> {
    const known = need(file);
    for (let done = 0; done < target.length; ) {
      const length = Math.min(BLOCK_SIZE, target.length - done);
      const { status, bytes } = yield* known.stream.object.read(length, transferAt(known, offset + done));
      if (status !== SUCCESS) return status;
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
    for (let done = 0; done < source.length; ) {
      const piece = source.slice(done, done + BLOCK_SIZE);
      const result = yield* known.stream.object.write(piece, transferAt(known, offset + done));
      if (result.status !== SUCCESS) return result.status;
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
    count: () => files.size,
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
      return file;
    },
    *close(file) {
      const { stream } = need(file);
      if (stream.references === 1) files.delete(stream);
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
