/**
 * A file of another host as something behind a stream. Cached transfers look like those of a local file; others
 * are one call each. An operation that finds the server away waits for it and is done again.
 */
import { bind } from '../../arch/codec.js';
import { IocLockArgs, IocWriteBackArgs } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { withLock } from '../../kernel/lock.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import { NO_WAITER, type RemoteWaits, type Waiter } from '../../kernel/rpc/remote-waits.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import { LockFlag } from '../advisory-lock.js';
import type { BlockCache } from '../block-cache.js';
import { NO_BYTES } from '../control-words.js';
import type { ControlResult, IoObject, ReadResult, Transfer, WriteResult } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import type { ReadAhead } from '../read-ahead.js';
import { BLOCK_SIZE, type FileId, FileType, UseFlag } from '../types.js';
import { callIoControl } from './io-control.js';
import { closeProcedure, readProcedure, writeProcedure } from './records.js';
import { isAway, type Recovery } from './recovery.js';
import { CLOSED_CLEAN, ioRecord, overlayCached, type RemoteFile, type RemoteFiles } from './remote-file.js';
import { typeOfFirstByte } from './remote-state.js';

export interface RemoteFileObjectParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly cache: BlockCache;
  readonly files: RemoteFiles;
  readonly recovery: Recovery;
  readonly waits: RemoteWaits;
  readonly readAhead: ReadAhead;
}

const MAX_FILE_BYTES = 0x7fffffff;
const MAX_TRANSFER_BYTES = 16_384;
const ATTRIBUTE_BYTES = 36;

export function createRemoteFileObject(
  parts: RemoteFileObjectParts,
  file: RemoteFile,
  streamId: FileId,
): IoObject {
  const { kernel, rpc, cache, files, recovery, waits, readAhead } = parts;
  const { costs, layout } = kernel.machine;
  const seconds = (): number => kernel.timeOfDay().seconds;
  const writeBackCodec = bind(IocWriteBackArgs, layout);
  const lockCodec = bind(IocLockArgs, layout);

  const locked = <T>(work: () => Task<T>): Task<T> => withLock(kernel, file.lock, work);

  const untilServed = <R extends { readonly status: Status }>(
    { whenAway }: Transfer,
    operation: () => Task<R>,
    failed: (status: Status) => R,
  ): Task<R> =>
    whenAway === 'fail'
      ? operation()
      : recovery.untilServed(file.server, operation, failed, whenAway === undefined, () => !file.valid);

  // --- Reading -------------------------------------------------------------------------------------------------------

  const noneRead = (status: Status): ReadResult => ({ status, bytes: NO_BYTES });

  const mayReadAhead = (): boolean =>
    file.valid && file.cacheable && file.uses.references > 0 && file.uses.writers === 0;

  function* cachedRead(length: number, transfer: Transfer): Task<ReadResult> {
    const { offset, onWay } = transfer;
    const end = Math.min(offset + length, files.size(file));
    file.attributes = { ...file.attributes, accessTime: seconds() };
    if (end <= offset) return noneRead(SUCCESS);
    const bytes = new Uint8Array(end - offset);
    const endIndex = Math.ceil(files.size(file) / BLOCK_SIZE);
    for (let at = offset; at < end; ) {
      const index = Math.floor(at / BLOCK_SIZE);
      const start = at % BLOCK_SIZE;
      const count = Math.min(BLOCK_SIZE - start, end - at);
      kernel.charge(costs.cacheReadNs);
      if (onWay === 'direct' && !file.cached.active.has(index)) {
        const past = yield* remoteRead(count, { ...transfer, offset: at });
        bytes.set(past.bytes, at - offset);
        if (past.bytes.length < count) {
          return { status: past.status, bytes: bytes.subarray(0, at - offset + past.bytes.length) };
        }
        at += count;
        continue;
      }
      readAhead.follow({ file: file.cached, index, endIndex, isAllowed: mayReadAhead });
      const fetched = yield* cache.fetchBlock(file.cached, index);
      if ('status' in fetched) return { status: fetched.status, bytes: bytes.subarray(0, at - offset) };
      bytes.set(fetched.block.bytes.subarray(start, start + count), at - offset);
      if (onWay !== undefined) cache.markSpent(fetched.block);
      cache.giveBackBlock(fetched.block, false);
      at += count;
    }
    return { status: SUCCESS, bytes };
  }

  /** Of a stream that several hosts share the server has the offset. */
  function* remoteRead(length: number, { offset, flags }: Transfer): Task<ReadResult> {
    const shared = flags & UseFlag.RMT_SHARED;
    const io = { offset, length: Math.min(length, MAX_TRANSFER_BYTES), flags: UseFlag.READ | shared };
    const result = yield* callProcedure(rpc, file.server, readProcedure, ioRecord(file.id, streamId, io));
    const bytes = result.status === SUCCESS ? result.data : NO_BYTES;
    if (shared === 0 || result.reply === null) return { status: result.status, bytes };
    return { status: result.status, bytes, end: result.reply.code };
  }

  function* readOnce(length: number, transfer: Transfer): Task<ReadResult> {
    if (!file.valid) return noneRead(Status.FS_STALE_HANDLE);
    if (!usesCache(transfer)) return yield* remoteRead(length, transfer);
    return yield* locked(() =>
      file.cacheable ? cachedRead(length, transfer) : remoteRead(length, transfer),
    );
  }

  const usesCache = ({ flags }: Transfer): boolean => file.cacheable && (flags & UseFlag.RMT_SHARED) === 0;

  // --- Writing -------------------------------------------------------------------------------------------------------

  function* cachedWrite(at: number | null, given: Uint8Array, withinEnd: boolean): Task<WriteResult> {
    const offset = at ?? files.size(file);
    const bytes = withinEnd ? given.subarray(0, Math.max(0, files.size(file) - offset)) : given;
    if (offset + bytes.length > MAX_FILE_BYTES) return { status: Status.GEN_EFBIG, count: 0, offset };
    let done = 0;
    while (done < bytes.length) {
      const position = offset + done;
      const count = Math.min(BLOCK_SIZE - (position % BLOCK_SIZE), bytes.length - done);
      const status = yield* writePiece(position, bytes.subarray(done, done + count));
      if (status !== SUCCESS) return { status, count: done, offset };
      done += count;
    }
    return { status: SUCCESS, count: done, offset };
  }

  /** Bytes within one block; the size grows with it, so that a write-back sends them. */
  function* writePiece(at: number, bytes: Uint8Array): Task<Status> {
    kernel.charge(costs.cacheWriteNs);
    const end = files.size(file);
    const blockStart = at - (at % BLOCK_SIZE);
    const covers = at === blockStart && (bytes.length === BLOCK_SIZE || at + bytes.length >= end);
    const fetched = yield* cache.fetchBlock(
      file.cached,
      blockStart / BLOCK_SIZE,
      covers || blockStart >= end,
    );
    if ('status' in fetched) return fetched.status;
    const { block } = fetched;
    const known = files.size(file);
    if (blockStart + BLOCK_SIZE > known) block.bytes.fill(0, Math.max(0, known - blockStart));
    block.bytes.set(bytes, at - blockStart);
    const lastByte = Math.max(file.attributes.lastByte, at + bytes.length - 1);
    file.attributes = { ...file.attributes, lastByte, modifyTime: seconds() };
    cache.giveBackBlock(block, true);
    return SUCCESS;
  }

  function* remoteWrite(at: number | null, bytes: Uint8Array, transfer: Transfer): Task<WriteResult> {
    const length = Math.min(bytes.length, MAX_TRANSFER_BYTES);
    const shared = transfer.flags & UseFlag.RMT_SHARED;
    const flags = UseFlag.WRITE | shared | (at === null ? UseFlag.APPEND : 0);
    const record = ioRecord(file.id, streamId, { offset: at ?? 0, length, flags, pid: transfer.process.id });
    const result = yield* callProcedure(rpc, file.server, writeProcedure, record, bytes.slice(0, length));
    const count = result.reply?.length ?? 0;
    if (count > 0) file.unstable.given(null, rpc.hosts.life(file.server), kernel.stretchTime());
    if (at !== null && shared === 0) return { status: result.status, count, offset: at };
    // An append's place, or a shared offset, is known to the server, which says where the bytes ended.
    return { status: result.status, count, offset: (result.reply?.code ?? count) - count };
  }

  function* writeOnce(at: number | null, bytes: Uint8Array, transfer: Transfer): Task<WriteResult> {
    if (!file.valid) return { status: Status.FS_STALE_HANDLE, count: 0 };
    const { withinEnd = false } = transfer;
    if (!usesCache(transfer)) return yield* uncachedWrite(at, bytes, transfer);
    return yield* locked(() =>
      file.cacheable ? cachedWrite(at, bytes, withinEnd) : uncachedWrite(at, bytes, transfer),
    );
  }

  /** Only the server knows where an uncached file ends. */
  function* uncachedWrite(at: number | null, bytes: Uint8Array, transfer: Transfer): Task<WriteResult> {
    if (at === null || transfer.withinEnd !== true) return yield* remoteWrite(at, bytes, transfer);
    const present = yield* remoteRead(bytes.length, { ...transfer, offset: at });
    if (present.status !== SUCCESS || present.bytes.length === 0) {
      return { status: present.status, count: 0, offset: at };
    }
    return yield* remoteWrite(at, bytes.slice(0, present.bytes.length), transfer);
  }

  // --- Controls ------------------------------------------------------------------------------------------------------

  const failedControl = (status: Status): ControlResult => ({ status, out: NO_BYTES });

  const controlOnce = (
    command: number,
    input: Uint8Array,
    outSize: number,
    transfer: Transfer,
  ): Task<ControlResult> =>
    callIoControl(rpc, layout.littleEndian, {
      fileId: file.id,
      streamId,
      command,
      input,
      outSize,
      transfer,
    });

  const remoteControl = (
    command: number,
    input: Uint8Array,
    outSize: number,
    transfer: Transfer,
  ): Task<ControlResult> =>
    recovery.untilServed(file.server, () => controlOnce(command, input, outSize, transfer), failedControl);

  /** The server's file is cut first; then what is here of it. */
  function* truncate(input: Uint8Array, transfer: Transfer): Task<ControlResult> {
    if (typeOfFirstByte(file.attributes.firstByte) === FileType.DIRECTORY) {
      return failedControl(Status.FS_IS_DIRECTORY);
    }
    if ((transfer.flags & UseFlag.WRITE) === 0) return { status: Status.FS_NO_ACCESS, out: NO_BYTES };
    if (input.length !== 4) return { status: Status.GEN_INVALID_ARG, out: NO_BYTES };
    const size = new DataView(input.buffer, input.byteOffset, 4).getInt32(0, layout.littleEndian);
    return yield* locked(function* () {
      const result = yield* remoteControl(IocCommand.TRUNCATE, input, 0, transfer);
      if (result.status !== SUCCESS) return result;
      if (size < files.size(file)) yield* cutBlocks(size);
      file.attributes = { ...file.attributes, lastByte: size - 1, modifyTime: seconds() };
      return result;
    });
  }

  function* cutBlocks(size: number): Task<void> {
    const end = Math.ceil(files.size(file) / BLOCK_SIZE);
    file.unstable.dropped(Math.ceil(size / BLOCK_SIZE));
    cache.dropBlocks(file.cached, Math.ceil(size / BLOCK_SIZE), end);
    const block = file.cached.active.get(Math.floor(size / BLOCK_SIZE));
    if (size % BLOCK_SIZE !== 0 && block !== undefined) block.bytes.fill(0, size % BLOCK_SIZE);
    else if (size % BLOCK_SIZE !== 0) {
      cache.dropBlocks(file.cached, Math.floor(size / BLOCK_SIZE), Math.floor(size / BLOCK_SIZE) + 1);
    }
  }

  /** To the server, and on to its disk; from the beginning if the server has been away between. */
  function* writeBack(input: Uint8Array, transfer: Transfer): Task<ControlResult> {
    const result = yield* recovery.untilServed(
      file.server,
      function* writeBackOnce() {
        const written = file.valid ? yield* cache.writeBackFile(file.cached) : Status.FS_STALE_HANDLE;
        const givenNs = kernel.stretchTime();
        if (written !== SUCCESS) return failedControl(written);
        const synced = yield* controlOnce(IocCommand.WRITE_BACK, input, 0, transfer);
        if (synced.status === SUCCESS) file.unstable.synced(givenNs);
        return synced;
      },
      failedControl,
    );
    return file.unstable.takeLoss() && result.status === SUCCESS ? failedControl(Status.RPC_TIMEOUT) : result;
  }

  /** A server process does not wait for a lock: this one does, here, and asks again when it is told to. */
  function* lockThere(input: Uint8Array, transfer: Transfer): Task<ControlResult> {
    if (input.length < lockCodec.size) return failedControl(Status.GEN_INVALID_ARG);
    const { flags } = lockCodec.decode(input);
    function* askWith({ hostID, pid, token }: Waiter): Task<ControlResult> {
      let again = 0;
      return yield* recovery.untilServed(
        file.server,
        () => {
          const asked = lockCodec.encode({ flags: flags | again, hostID, pid, token });
          again = LockFlag.AGAIN;
          return controlOnce(IocCommand.LOCK, asked, 0, transfer);
        },
        failedControl,
      );
    }
    if ((flags & LockFlag.NO_BLOCK) !== 0) return yield* askWith(NO_WAITER);
    return yield* waits.whenReady(file.server, transfer.process, askWith, failedControl);
  }

  const failedWrite = (status: Status): WriteResult => ({ status, count: 0 });

  return {
    id: file.id,
    read: (length, transfer) => untilServed(transfer, () => readOnce(length, transfer), noneRead),
    write(bytes, transfer) {
      const at = (transfer.flags & UseFlag.APPEND) !== 0 ? null : transfer.offset;
      return untilServed(transfer, () => writeOnce(at, bytes, transfer), failedWrite);
    },
    control(command, input, outSize, transfer) {
      switch (command) {
        case IocCommand.LOCK:
          return lockThere(input, transfer);
        case IocCommand.TRUNCATE:
          return truncate(input, transfer);
        case IocCommand.WRITE_BACK:
          return writeBack(
            input.length === writeBackCodec.size
              ? input
              : writeBackCodec.encode({ firstByte: 0, lastByte: 0, shouldBlock: 1 }),
            transfer,
          );
        default:
          return remoteControl(command, input, outSize, transfer);
      }
    },
    ready: (wanted) => wanted,
    watch: () => () => {},
    *close(flags) {
      kernel.charge(costs.closeNs);
      const isLast = file.uses.references === 1;
      const clean = isLast && !files.isDirty(file) ? CLOSED_CLEAN : 0;
      const { cacheable, attributes, valid } = file;
      files.released(file, flags);
      if (!valid) return SUCCESS;
      const request = {
        fileId: file.id,
        streamId,
        pid: 0,
        flags: flags | clean,
        attributes,
        attributeSize: cacheable ? ATTRIBUTE_BYTES : 0,
      };
      const { status } = yield* callProcedure(rpc, file.server, closeProcedure, request);
      if (status === Status.FS_FILE_REMOVED) {
        files.dropAll(file);
        return SUCCESS;
      }
      // A server that is or was away learns the lower count when this host opens again there.
      return isAway(status) ? SUCCESS : status;
    },
    moved(flags) {
      kernel.charge(costs.remoteHandleNs);
      files.released(file, flags);
    },
    overlayAttributes: (attributes) => overlayCached(files, file, attributes),
  };
}
