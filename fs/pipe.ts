/**
 * Pipes: one 4096-byte buffer between two streams. Writing without a reader is FS_BROKEN_PIPE and SIG_PIPE;
 * reading without a writer is end of file; a large write goes in pieces as room appears. A pipe always appends.
 * Source: file system reference, 3.3; the readable count and the readiness to write are exact here.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import { Sig } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, wakeAll } from '../kernel/wait-queue.js';
import { waitForChange } from './blocking.js';
import { createByteQueue } from './byte-queue.js';
import { answer, answerReadable, createControlWords, NO_BYTES } from './control-words.js';
import type { IoObject, ReadResult, Transfer, WriteResult } from './io-object.js';
import { IocCommand } from './ioc.js';
import { type FileId, FileType, Ready, UseFlag } from './types.js';
import { createWatchers } from './watchers.js';

const PIPE_BYTES = 4096;
const PERMISSIONS = 0o666;

/** The object behind both ends, with one reader and one writer; an end's stream flags say which one it is. */
export function createPipe(kernel: Kernel, id: FileId): IoObject {
  const words = createControlWords(kernel.machine.layout);
  const buffer = createByteQueue();
  const moved = createWaitQueue('pipe');
  const watchers = createWatchers();
  const createTime = kernel.timeOfDay();
  const open = { readers: 1, writers: 1 };
  const room = (): number => PIPE_BYTES - buffer.length();

  function changed(): void {
    wakeAll(kernel, moved);
    watchers.tell();
  }

  function* read(length: number, transfer: Transfer): Task<ReadResult> {
    kernel.charge(kernel.machine.costs.pipeNs);
    for (;;) {
      if (buffer.length() > 0) {
        const bytes = buffer.take(length);
        changed();
        return { status: SUCCESS, bytes };
      }
      if (open.writers === 0) return { status: SUCCESS, bytes: NO_BYTES };
      const status = yield* waitForChange(kernel, moved, transfer);
      if (status !== SUCCESS) return { status, bytes: NO_BYTES };
    }
  }

  function* write(bytes: Uint8Array, transfer: Transfer): Task<WriteResult> {
    kernel.charge(kernel.machine.costs.pipeNs);
    for (;;) {
      if (open.readers === 0) {
        if (transfer.remote === undefined) postSignal(kernel, transfer.process, Sig.PIPE);
        else transfer.remote.signal = Sig.PIPE;
        return { status: Status.FS_BROKEN_PIPE, count: 0 };
      }
      const count = Math.min(bytes.length, room());
      if (count > 0) {
        buffer.put(bytes.slice(0, count));
        changed();
        return { status: SUCCESS, count };
      }
      const status = yield* waitForChange(kernel, moved, transfer);
      if (status !== SUCCESS) return { status, count: 0 };
    }
  }

  return {
    id,
    read,
    write,
    *control(command, _input, outSize) {
      switch (command) {
        case IocCommand.NUM_READABLE:
          return answerReadable(words, outSize, buffer.length());
        case IocCommand.REPOSITION:
          return answer(Status.FS_BAD_SEEK);
        case IocCommand.TRUNCATE:
        case IocCommand.LOCK:
        case IocCommand.UNLOCK:
        case IocCommand.GET_OWNER:
        case IocCommand.SET_OWNER:
        case IocCommand.MAP:
          return answer(Status.GEN_NOT_IMPLEMENTED);
        default:
          return answer(Status.GEN_INVALID_ARG);
      }
    },
    ready(wanted) {
      const readable = buffer.length() > 0 || open.writers === 0 ? Ready.READABLE : 0;
      const writable = room() > 0 || open.readers === 0 ? Ready.WRITABLE : 0;
      return wanted & (readable | writable);
    },
    watch: watchers.watch,
    share(flags) {
      if ((flags & UseFlag.READ) !== 0) open.readers++;
      if ((flags & UseFlag.WRITE) !== 0) open.writers++;
    },
    *close(flags) {
      if ((flags & UseFlag.READ) !== 0) open.readers--;
      if ((flags & UseFlag.WRITE) !== 0) open.writers--;
      changed();
      return SUCCESS;
    },
    overlayAttributes: (attributes) => ({
      ...attributes,
      serverID: id.serverID,
      domain: id.major,
      fileNumber: id.minor,
      type: FileType.LOCAL_PIPE,
      size: buffer.length(),
      permissions: PERMISSIONS,
      createTime,
      accessTime: createTime,
      descModifyTime: createTime,
      dataModifyTime: createTime,
      blockSize: PIPE_BYTES,
    }),
  };
}
