/**
 * What leaves a terminal or byte device: a queue that drains at the device's rate in virtual time. Writers see
 * room for 2 KB and sleep when there is none, until half of it is free; the kernel's own text and echo always
 * fit. What has left is told to whoever listens.
 */
import { type Nanoseconds, SECOND } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { WaitQueue } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import { createByteQueue } from '../byte-queue.js';

export interface OutputLine {
  /** Bytes a writer may put now. */
  room(): number;
  put(bytes: Uint8Array): void;
  /** Before all that waits, even when output is stopped. */
  putFirst(bytes: Uint8Array): void;
  /** Nothing waits and nothing is on its way. */
  isEmpty(): boolean;
  /** Bytes that have not left. */
  length(): number;
  clear(): void;
  stop(): void;
  start(): void;
  isStopped(): boolean;
  /** Until everything has left, unless it is stopped. No signal ends the wait. */
  drain(): Task<void>;
  /** Woken when there is room again, and when all has left. */
  readonly drained: WaitQueue;
}

export interface OutputLineParts {
  readonly kernel: Kernel;
  readonly unit: number;
  readonly bytesPerSecond: number;
  /** There may be room again. */
  changed(): void;
}

const OUTPUT_BYTES = 2048;
const ENOUGH_ROOM = OUTPUT_BYTES / 2;
/** What leaves within this time is told at once: a hundredth of a second. */
const BATCHES_PER_SECOND = 100;

export function createOutputLine(parts: OutputLineParts): OutputLine {
  const { kernel, unit, bytesPerSecond } = parts;
  const byteNs: Nanoseconds = SECOND / bytesPerSecond;
  const batchBytes = Math.min(OUTPUT_BYTES, Math.max(1, Math.floor(bytesPerSecond / BATCHES_PER_SECOND)));
  const queue = createByteQueue();
  const drained = createWaitQueue('output');
  let stopped = false;
  let sending = false;
  let sendingBytes = 0;
  const room = (): number => Math.max(0, OUTPUT_BYTES - queue.length());

  function send(): void {
    if (sending || stopped || queue.length() === 0) return;
    const bytes = queue.take(batchBytes);
    sending = true;
    sendingBytes = bytes.length;
    kernel.at(kernel.stretchTime() + Math.ceil(bytes.length * byteNs), () => {
      sending = false;
      sendingBytes = 0;
      tell(bytes);
      send();
      tellWriters();
    });
  }

  function tell(bytes: Uint8Array): void {
    kernel.emit({ kind: 'output', timeNs: kernel.now(), host: kernel.hostId, unit, bytes });
  }

  function tellWriters(): void {
    if (room() < ENOUGH_ROOM) return;
    wakeAll(kernel, drained);
    parts.changed();
  }

  return {
    room,
    put(bytes) {
      queue.put(bytes);
      send();
    },
    putFirst(bytes) {
      const timeNs = kernel.stretchTime() + Math.ceil(bytes.length * byteNs);
      kernel.at(timeNs, () => tell(bytes));
    },
    isEmpty: () => queue.length() === 0 && !sending,
    length: () => queue.length() + sendingBytes,
    clear() {
      queue.clear();
      tellWriters();
    },
    stop() {
      stopped = true;
    },
    start() {
      stopped = false;
      send();
    },
    isStopped: () => stopped,
    *drain() {
      while (!stopped && (sending || queue.length() > 0)) yield* sleepOn(kernel, drained);
    },
    drained,
  };
}
