/**
 * /dev/syslog: the most recent text of the kernel and of whoever writes to it. A reader begins with the oldest
 * text there is and waits for more at the end; one that falls too far behind misses some.
 * Source: user-environment reference, 1.5.
 */
import { latin1Bytes } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, wakeAll } from '../kernel/wait-queue.js';
import { waitForChange } from './blocking.js';
import { answer, answerReadable, createControlWords, NO_BYTES } from './control-words.js';
import type { OpenDevice } from './devices.js';
import type { IoObject, ReadResult, Transfer } from './io-object.js';
import { IocCommand } from './ioc.js';
import { type FileId, Ready, UseFlag } from './types.js';
import { createWatchers } from './watchers.js';

export interface Syslog {
  readonly open: OpenDevice;
  /** A line of the kernel, without newline. */
  logLine(line: string): void;
  hasReaders(): boolean;
}

const RING_BYTES = 16384;

export function createSyslog(kernel: Kernel): Syslog {
  const ring = new Uint8Array(RING_BYTES);
  const words = createControlWords(kernel.machine.layout);
  const grown = createWaitQueue('syslog');
  const watchers = createWatchers();
  /** Bytes ever written; those from `total - RING_BYTES` on are still there. */
  let total = 0;
  let readers = 0;

  function append(bytes: Uint8Array): void {
    for (const byte of bytes) ring[total++ % RING_BYTES] = byte;
    wakeAll(kernel, grown);
    watchers.tell();
  }

  function createReader(id: FileId): IoObject {
    let position = Math.max(0, total - RING_BYTES);
    const unread = (): number => total - Math.max(position, total - RING_BYTES);

    function takeText(length: number): Uint8Array {
      position = Math.max(position, total - RING_BYTES);
      const bytes = new Uint8Array(Math.min(length, total - position));
      for (let i = 0; i < bytes.length; i++) bytes[i] = ring[position++ % RING_BYTES];
      return bytes;
    }

    function* read(length: number, transfer: Transfer): Task<ReadResult> {
      while (unread() === 0) {
        const status = yield* waitForChange(kernel, grown, transfer);
        if (status !== SUCCESS) return { status, bytes: NO_BYTES };
      }
      return { status: SUCCESS, bytes: takeText(length) };
    }

    return {
      id,
      read,
      *write(bytes) {
        append(bytes);
        return { status: SUCCESS, count: bytes.length };
      },
      *control(command, _input, outSize) {
        if (command === IocCommand.NUM_READABLE) return answerReadable(words, outSize, unread());
        return answer(Status.GEN_NOT_IMPLEMENTED);
      },
      ready: (wanted) => wanted & (Ready.WRITABLE | (unread() > 0 ? Ready.READABLE : 0)),
      watch: watchers.watch,
      share(flags) {
        if ((flags & UseFlag.READ) !== 0) readers++;
      },
      *close(flags) {
        if ((flags & UseFlag.READ) !== 0) readers--;
        return SUCCESS;
      },
      overlayAttributes: (attributes) => attributes,
    };
  }

  return {
    open(id, flags) {
      if (id.minor !== 0) return { status: Status.DEV_INVALID_UNIT };
      if ((flags & UseFlag.READ) !== 0) readers++;
      return { value: createReader(id) };
    },
    logLine: (line) => append(latin1Bytes(`${line}\n`)),
    hasReaders: () => readers > 0,
  };
}
