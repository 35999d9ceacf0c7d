/**
 * A device or pipe of another host as something behind a stream: every operation is a call to that host. One
 * that would block there is answered at once, with a promise to wake this host; the process sleeps here and does
 * the operation again. Source: RPC reference, 9.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { homeIdOf, type Process } from '../../kernel/process.js';
import { callProcedure } from '../../kernel/rpc/procedure.js';
import { NO_WAITER, type RemoteWaits, type Waiter } from '../../kernel/rpc/remote-waits.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import { Sig } from '../../kernel/signal-state.js';
import { postSignal } from '../../kernel/signals.js';
import type { Task } from '../../kernel/task.js';
import { refusesToStop } from '../blocking.js';
import { NO_BYTES } from '../control-words.js';
import type { IoObject, ReadResult, Transfer, WriteResult } from '../io-object.js';
import { type FileId, Ready, StreamType, UseFlag } from '../types.js';
import { createWatchers } from '../watchers.js';
import { callIoControl } from './io-control.js';
import {
  closeProcedure,
  getIoAttributesProcedure,
  readProcedure,
  selectProcedure,
  writeProcedure,
} from './records.js';
import type { Recovery } from './recovery.js';
import { ioRecord } from './remote-file.js';
import { noCachedAttributes } from './remote-state.js';
import { reopenRemoteIo } from './reopen.js';

export interface RemoteIoParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly waits: RemoteWaits;
  readonly recovery: Recovery;
  familyOf(process: Process): number;
}

const MAX_TRANSFER_BYTES = 16_384;

export function createRemoteIo(
  parts: RemoteIoParts,
  id: FileId,
  streamId: FileId,
  openFlags: number,
): IoObject {
  const { kernel, rpc, waits, recovery, familyOf } = parts;
  const server = id.serverID as HostId;
  const { littleEndian } = kernel.machine.layout;
  const watchers = createWatchers();
  let selecting: Waiter | null = null;
  let valid = true;
  const reopenable = {
    serverId: server,
    order: 'handle' as const,
    reopen: () =>
      reopenRemoteIo(rpc, id, {
        references: 1,
        writers: (openFlags & UseFlag.WRITE) !== 0 ? 1 : 0,
        executers: 0,
      }),
    invalidate() {
      valid = false;
    },
  };
  recovery.addHandle(reopenable);
  recovery.dependOn(server);

  /** What the object's host would have sent to the process, had it been one of its own. */
  function signalled<R extends { readonly status: Status }>(
    { process }: Transfer,
    signal: number,
    result: R,
    failed: (status: Status) => R,
  ): R {
    if (signal === 0) return result;
    const isStop = signal === Sig.TTY_INPUT || signal === Sig.TTY_OUTPUT;
    if (isStop && refusesToStop(process, signal)) return failed(Status.DEV_OFFLINE);
    postSignal(kernel, process, signal);
    return result;
  }

  /** Sleeping here while it would block there, unless the stream is not to block. */
  function* whenReady<R extends { readonly status: Status }>(
    transfer: Transfer,
    operation: (waiter: Waiter) => Task<R>,
    failed: (status: Status) => R,
  ): Task<R> {
    function* once(waiter: Waiter): Task<R> {
      return valid ? yield* operation(waiter) : failed(Status.FS_STALE_HANDLE);
    }
    if ((transfer.flags & UseFlag.NON_BLOCKING) !== 0) return yield* once(NO_WAITER);
    return yield* waits.whenReady(server, transfer.process, once, failed);
  }

  const ioOf = ({ process, offset, flags }: Transfer, length: number) => ({
    offset,
    length,
    flags,
    pid: homeIdOf(process),
    family: familyOf(process),
    uid: process.effectiveUserId,
  });

  function* readThere(length: number, transfer: Transfer, waiter: Waiter): Task<ReadResult> {
    const io = ioOf(transfer, length);
    const result = yield* callProcedure(rpc, server, readProcedure, ioRecord(id, streamId, io, waiter));
    const read = { status: result.status, bytes: result.data };
    return signalled(transfer, result.reply?.signal ?? 0, read, noneRead);
  }

  function* writeThere(bytes: Uint8Array, transfer: Transfer, waiter: Waiter): Task<WriteResult> {
    const record = ioRecord(id, streamId, ioOf(transfer, bytes.length), waiter);
    const result = yield* callProcedure(rpc, server, writeProcedure, record, bytes);
    const written = { status: result.status, count: result.reply?.length ?? 0 };
    return signalled(transfer, result.reply?.signal ?? 0, written, noneWritten);
  }

  function leave(): void {
    recovery.dropHandle(reopenable);
    if (selecting !== null) waits.end(selecting);
  }

  const noneRead = (status: Status): ReadResult => ({ status, bytes: NO_BYTES });
  const noneWritten = (status: Status): WriteResult => ({ status, count: 0 });

  return {
    id,
    ...(id.type === StreamType.RMT_PSEUDO ? { pieceBytes: MAX_TRANSFER_BYTES } : {}),
    read: (length, transfer) =>
      recovery.untilServed(
        server,
        () =>
          whenReady(
            transfer,
            (waiter) => readThere(Math.min(length, MAX_TRANSFER_BYTES), transfer, waiter),
            noneRead,
          ),
        noneRead,
      ),
    write: (bytes, transfer) =>
      recovery.untilServed(
        server,
        () =>
          whenReady(
            transfer,
            (waiter) => writeThere(bytes.slice(0, MAX_TRANSFER_BYTES), transfer, waiter),
            noneWritten,
          ),
        noneWritten,
      ),
    *control(command, input, outSize, transfer) {
      const family = familyOf(transfer.process);
      const asked = { fileId: id, streamId, command, input, outSize, transfer, family };
      const result = yield* recovery.untilServed(
        server,
        () => callIoControl(rpc, littleEndian, asked),
        (status) => ({ status, out: NO_BYTES, signal: 0 }),
      );
      if (result.signal !== 0) postSignal(kernel, transfer.process, result.signal);
      return result;
    },
    *ready(wanted) {
      const bit = (flag: number): number => ((wanted & flag) !== 0 ? 1 : 0);
      selecting ??= waits.begin(server, null, () => watchers.tell());
      const request = {
        fileId: id,
        read: bit(Ready.READABLE),
        write: bit(Ready.WRITABLE),
        except: bit(Ready.EXCEPTION),
        waiter: selecting,
      };
      const result = yield* callProcedure(rpc, server, selectProcedure, request);
      // A server that is away looks ready: the transfer that follows waits for it.
      if (result.reply === null) return wanted;
      const { read, write, except } = result.reply;
      return (
        (read !== 0 ? Ready.READABLE : 0) |
        (write !== 0 ? Ready.WRITABLE : 0) |
        (except !== 0 ? Ready.EXCEPTION : 0)
      );
    },
    watch: watchers.watch,
    moved: leave,
    *close(flags) {
      kernel.charge(kernel.machine.costs.closeNs);
      leave();
      if (!valid) return SUCCESS;
      const request = {
        fileId: id,
        streamId,
        pid: 0,
        flags,
        attributes: noCachedAttributes,
        attributeSize: 0,
      };
      return (yield* callProcedure(rpc, server, closeProcedure, request)).status;
    },
    *overlayAttributes(attributes) {
      const request = { fileId: id, attributes };
      const { reply } = yield* callProcedure(rpc, server, getIoAttributesProcedure, request);
      return reply?.attributes ?? attributes;
    },
  };
}
