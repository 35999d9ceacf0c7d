/**
 * Files of other hosts: for each that is open here, or still has blocks here, a handle with the version of its
 * blocks and what is known of its attributes. While the server allows it, reads and writes go to this host's
 * block cache and nothing is sent, not even at close; written blocks go out later. Otherwise every transfer goes
 * to the server. Blocks outlive the close, and are good again at the next open if the version says so.
 *
 * Source: file system reference, 4; RPC reference, 6-8.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { createLock } from '../../kernel/lock.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import { BLOCK_SIZE, type FileId, fileKey, StreamType, UseFlag } from '../types.js';
import { type FileState, readProcedure, WriteFlag, writeProcedure } from './records.js';
import type { Recovery, Reopenable } from './recovery.js';
import { ioRecord, NO_STREAM, type RemoteFile, type RemoteFiles } from './remote-file.js';
import { reopenRemoteFile } from './reopen.js';
import { createUnstable } from './unstable.js';

export interface RemoteFilesParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly cache: BlockCache;
  readonly recovery: Recovery;
  hostName(host: HostId): string;
}

/** Handles without users that are kept for their blocks. */
const MOST_UNUSED = 400;
const INDEX_LIMIT = 0x8_0000;
export function createRemoteFiles(parts: RemoteFilesParts): RemoteFiles {
  const { kernel, rpc, cache, recovery } = parts;
  const files = new Map<string, RemoteFile>();
  const reopenables = new Map<RemoteFile, Reopenable>();

  /** Their blocks have found no room on the server's disk. */
  const withoutSpace = new Set<RemoteFile>();

  const size = (file: RemoteFile): number => file.attributes.lastByte + 1;

  // --- Blocks ----------------------------------------------------------------------------------------------------------

  function* readBlock(file: RemoteFile, index: number, target: Uint8Array): Task<Status> {
    const io = { offset: index * BLOCK_SIZE, length: BLOCK_SIZE, flags: UseFlag.READ };
    const result = yield* callProcedure(rpc, file.server, readProcedure, ioRecord(file.id, NO_STREAM, io));
    if (result.status !== SUCCESS) return result.status;
    target.set(result.data.subarray(0, BLOCK_SIZE));
    target.fill(0, result.data.length);
    return SUCCESS;
  }

  function* writeBlock(file: RemoteFile, index: number, bytes: Uint8Array): Task<Status> {
    const offset = index * BLOCK_SIZE;
    const length = Math.min(BLOCK_SIZE, size(file) - offset);
    if (length <= 0 || !file.valid) return SUCCESS;
    const isLast = ![...file.cached.active.values()].some(
      (block) => block.index !== index && block.dirtySinceNs !== null,
    );
    const flags = UseFlag.WRITE | WriteFlag.CACHE | (isLast ? WriteFlag.LAST_DIRTY : 0);
    const record = ioRecord(file.id, NO_STREAM, { offset, length, flags });
    // The block may be changed while it is on its way: it is dirty again then.
    const result = yield* callProcedure(rpc, file.server, writeProcedure, record, bytes.slice(0, length));
    tellOfSpace(file, result.status);
    if (result.status === Status.FS_STALE_HANDLE) recovery.suspectStale(file.server);
    if (result.status === SUCCESS) {
      const { blockCache } = cache.statistics;
      blockCache.blocksWrittenThru++;
      blockCache.dataBlocksWrittenThru++;
      file.unstable.given(index, rpc.hosts.life(file.server), kernel.stretchTime());
    }
    return result.status;
  }

  /** The program that wrote it may be long gone: so the kernel says it, once until there is room again. */
  function tellOfSpace(file: RemoteFile, status: Status): void {
    const isFull = status === Status.FS_NO_DISK_SPACE;
    if (isFull === withoutSpace.has(file)) return;
    const name = `file ${file.id.minor} of ${parts.hostName(file.server)}`;
    if (isFull) {
      withoutSpace.add(file);
      kernel.log(`${name} cannot be written back: its disk is full`);
    } else if (status === SUCCESS) {
      withoutSpace.delete(file);
      kernel.log(`${name} is written back again`);
    }
  }

  const isDirty = (file: RemoteFile): boolean =>
    [...file.cached.active.values()].some((block) => block.dirtySinceNs !== null || block.writing);

  function dropAll(file: RemoteFile): void {
    withoutSpace.delete(file);
    cache.dropBlocks(file.cached, 0, INDEX_LIMIT);
    file.unstable.dropped(0);
  }

  function recallUnstable(file: RemoteFile): void {
    const again = (index: number): boolean => cache.dirtyAgain(file.cached, index);
    file.unstable.serverLost(rpc.hosts.life(file.server), kernel.stretchTime(), again);
  }

  // --- Handles ---------------------------------------------------------------------------------------------------------

  function createHandle(id: FileId, state: FileState): RemoteFile {
    const file: RemoteFile = {
      id: { ...id, type: StreamType.RMT_FILE },
      server: id.serverID as HostId,
      cached: cache.openFile({
        readBlock: (index, target) => readBlock(file, index, target),
        writeBlock: (index, bytes) => writeBlock(file, index, bytes),
      }),
      lock: createLock('remote file'),
      unstable: createUnstable(),
      uses: { references: 0, writers: 0, executers: 0 },
      attributes: state.attributes,
      version: -1,
      openTimeStamp: 0,
      cacheable: false,
      valid: true,
      isSwap: false,
    };
    const reopenable: Reopenable = {
      serverId: file.server,
      reopen: () => reopenRemoteFile(rpc, { ...filesApi, cache }, file),
      invalidate() {
        file.valid = false;
        dropAll(file);
        if (file.uses.references === 0) forget(file);
        else files.delete(keyOf(file.id));
        recovery.dropHandle(reopenable);
      },
    };
    files.set(keyOf(file.id), file);
    reopenables.set(file, reopenable);
    recovery.addHandle(reopenable);
    recovery.dependOn(file.server);
    return file;
  }

  const keyOf = (id: FileId): string => fileKey({ ...id, type: StreamType.RMT_FILE });

  function forget(file: RemoteFile): void {
    if (files.get(keyOf(file.id)) === file) files.delete(keyOf(file.id));
    const reopenable = reopenables.get(file);
    if (reopenable !== undefined) recovery.dropHandle(reopenable);
    reopenables.delete(file);
    dropAll(file);
  }

  /** The oldest handles without users go when there are many. */
  function keepFew(): void {
    const unused = [...files.values()].filter(({ uses }) => uses.references === 0);
    for (const file of unused.slice(0, Math.max(0, unused.length - MOST_UNUSED))) {
      if (!isDirty(file)) forget(file);
    }
  }

  function accept(file: RemoteFile, state: FileState, writes: boolean): void {
    // After a crash of the server its versions may be older ones.
    const isOwnRaise = writes && file.version === state.version - 1;
    const stale = file.version !== state.version && !isOwnRaise;
    const { permissions, uid, gid, userType } = state.attributes;
    // What was written past the cache is not in the attributes here.
    if (stale || !state.cacheable || !file.cacheable) {
      dropAll(file);
      file.attributes = state.attributes;
    } else {
      file.attributes = { ...file.attributes, permissions, uid, gid, userType };
    }
    file.version = state.version;
    file.openTimeStamp = state.openTimeStamp;
    file.cacheable = state.cacheable !== 0;
  }

  const count = (flags: number, flag: number): number => ((flags & flag) !== 0 ? 1 : 0);

  /** `newVersion`: this open has begun one. */
  function use(id: FileId, state: FileState, flags: number, newVersion: boolean): RemoteFile {
    const key = keyOf(id);
    const file = files.get(key) ?? createHandle(id, state);
    // In order of last use.
    files.delete(key);
    files.set(key, file);
    accept(file, state, newVersion);
    file.isSwap = (flags & UseFlag.SWAP) !== 0;
    file.uses.references++;
    file.uses.writers += count(flags, UseFlag.WRITE);
    file.uses.executers += count(flags, UseFlag.EXECUTE);
    return file;
  }

  const filesApi: RemoteFiles = {
    opened: (id, state, flags) => use(id, state, flags, (flags & UseFlag.WRITE) !== 0),
    moved: (id, state, flags) => use(id, state, flags, false),
    find: (id) => files.get(keyOf(id)) ?? null,
    released(file, flags) {
      file.uses.references--;
      file.uses.writers -= count(flags, UseFlag.WRITE);
      file.uses.executers -= count(flags, UseFlag.EXECUTE);
      if (file.uses.references === 0) {
        if (!file.valid) forget(file);
        else keepFew();
      }
    },
    size,
    isDirty,
    recallUnstable,
    dropAll,
    accept,
    all: () => files.values(),
    counts: () => ({
      handles: files.size,
      open: [...files.values()].filter(({ uses }) => uses.references > 0).length,
    }),
  };
  return filesApi;
}
