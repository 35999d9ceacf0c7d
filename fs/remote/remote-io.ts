/**
 * A device or pipe of another host as something behind a stream: every operation is a call to that host. One
 * that would block there is answered at once, with a promise to wake this host; the process sleeps here and does
 * the operation again. Source: RPC reference, 9.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Process } from '../../kernel/process.js';
import { callProcedure, serveProcedure } from '../../kernel/rpc/procedure.js';
import type { Rpc } from '../../kernel/rpc/rpc.js';
import type { Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import { NO_BYTES } from '../control-words.js';
import type { IoObject, ReadResult, Transfer, WriteResult } from '../io-object.js';
import { type FileId, Ready, UseFlag } from '../types.js';
import { createWatchers } from '../watchers.js';
import { callIoControl } from './io-control.js';
import {
  closeProcedure,
  readProcedure,
  selectProcedure,
  type Waiter,
  wakeupProcedure,
  writeProcedure,
} from './records.js';
import type { Recovery } from './recovery.js';
import { ioRecord, NO_WAITER } from './remote-file.js';
import { noCachedAttributes } from './remote-state.js';
import { reopenRemoteIo } from './reopen.js';

/** Waits of this host's processes at other hosts. */
export interface RemoteWaits {
  /** What to send with an operation that may block; `woken` is called when the other host says so. */
  begin(server: HostId, process: Process | null, woken: () => void): Waiter;
  end(waiter: Waiter): void;
  /** Do `operation` until it moves something, sleeping here while it would block there. */
  whenReady<R extends { readonly status: Status }>(
    server: HostId,
    process: Process,
    operation: (waiter: Waiter) => Task<R>,
    failed: (status: Status) => R,
  ): Task<R>;
}

export function createRemoteWaits(kernel: Kernel, rpc: Rpc, recovery: Recovery): RemoteWaits {
  const waiting = new Map<number, { readonly server: HostId; readonly woken: () => void }>();
  let nextToken = 1;
  serveProcedure(rpc, wakeupProcedure, (_client, { token }) => {
    waiting.get(token)?.woken();
    return { status: SUCCESS };
  });
  recovery.onRecovered((recovered) => {
    for (const { server, woken } of [...waiting.values()]) if (server === recovered) woken();
  });

  function begin(server: HostId, process: Process | null, woken: () => void): Waiter {
    const token = nextToken++;
    waiting.set(token, { server, woken });
    return { next: 0, previous: 0, hostID: kernel.hostId, pid: process?.id ?? 0, token };
  }

  function end({ token }: Waiter): void {
    waiting.delete(token);
  }

  return {
    begin,
    end,
    *whenReady(server, process, operation, failed) {
      const changed = createWaitQueue('remote device');
      const state = { woken: false };
      const waiter = begin(server, process, () => {
        state.woken = true;
        wakeAll(kernel, changed);
      });
      try {
        for (;;) {
          state.woken = false;
          const result = yield* operation(waiter);
          if (result.status !== Status.FS_WOULD_BLOCK) return result;
          while (!state.woken) {
            const reason = yield* sleepOn(kernel, changed, { interruptible: true });
            if (reason === 'signal') return failed(Status.GEN_ABORTED_BY_SIGNAL);
          }
        }
      } finally {
        end(waiter);
      }
    },
  };
}

export interface RemoteIoParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  readonly waits: RemoteWaits;
  readonly recovery: Recovery;
}

const MAX_TRANSFER_BYTES = 16_384;

export function createRemoteIo(
  parts: RemoteIoParts,
  id: FileId,
  streamId: FileId,
  openFlags: number,
): IoObject {
  const { kernel, rpc, waits, recovery } = parts;
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

  function* readThere(length: number, transfer: Transfer, waiter: Waiter): Task<ReadResult> {
    const io = { offset: transfer.offset, length, flags: transfer.flags, pid: transfer.process.id };
    const result = yield* callProcedure(rpc, server, readProcedure, ioRecord(id, streamId, io, waiter));
    return { status: result.status, bytes: result.data };
  }

  function* writeThere(bytes: Uint8Array, transfer: Transfer, waiter: Waiter): Task<WriteResult> {
    const io = {
      offset: transfer.offset,
      length: bytes.length,
      flags: transfer.flags,
      pid: transfer.process.id,
    };
    const record = ioRecord(id, streamId, io, waiter);
    const result = yield* callProcedure(rpc, server, writeProcedure, record, bytes);
    return { status: result.status, count: result.reply?.length ?? 0 };
  }

  const noneRead = (status: Status): ReadResult => ({ status, bytes: NO_BYTES });
  const noneWritten = (status: Status): WriteResult => ({ status, count: 0 });

  return {
    id,
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
    control: (command, input, outSize, transfer) =>
      recovery.untilServed(
        server,
        () => callIoControl(rpc, littleEndian, { fileId: id, streamId, command, input, outSize, transfer }),
        (status) => ({ status, out: NO_BYTES }),
      ),
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
    *close(flags) {
      kernel.charge(kernel.machine.costs.closeNs);
      recovery.dropHandle(reopenable);
      if (selecting !== null) waits.end(selecting);
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
    overlayAttributes: (attributes) => attributes,
  };
}
