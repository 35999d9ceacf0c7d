/**
 * The process that writes dirty data back: every 5 s, while anything is dirty, what has been dirty for 30 s; and at
 * once, oldest first, when somebody waits for a block and all are dirty. It sleeps for ever while nothing is
 * dirty: an idle host has no event. Source: file system reference 4.5.
 */
import { type Nanoseconds, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';

export interface WriteBack {
  /** Something is dirty: see that a scan comes. */
  wantScan(): void;
  /** Somebody waits for a clean block. */
  wantRoom(): void;
}

export interface WriteBackParts {
  readonly kernel: Kernel;
  /** Write what has been dirty since then or longer. True while anything is dirty. */
  scan(dirtyBeforeNs: Nanoseconds): Task<boolean>;
  /** Write the oldest dirty blocks until there are clean ones. */
  makeRoom(): Task<void>;
}

const WRITE_BACK_AGE_NS = 30 * SECOND;
const SCAN_PERIOD_NS = 5 * SECOND;

export function createWriteBack(parts: WriteBackParts): WriteBack {
  const { kernel } = parts;
  const wanted = createWaitQueue('write-back');
  let started = false;
  let scanning = false;
  let scanWanted = false;
  let roomWanted = false;

  function start(): void {
    if (started) return;
    started = true;
    kernel.spawn('Write-back', writeBackRound);
  }

  /** From the first dirty block until nothing is dirty. */
  function* writeBackRound(): Task<void> {
    while (!scanWanted && !roomWanted) yield* sleepOn(kernel, wanted);
    scanning = true;
    for (let more = true; more; ) {
      scanWanted = false;
      const deadlineNs = kernel.now() + SCAN_PERIOD_NS;
      while (kernel.now() < deadlineNs) {
        while (roomWanted) {
          roomWanted = false;
          yield* parts.makeRoom();
        }
        if (kernel.now() < deadlineNs) yield* sleepOn(kernel, wanted, { deadlineNs });
      }
      more = (yield* parts.scan(kernel.now() - WRITE_BACK_AGE_NS)) || roomWanted;
    }
    scanning = false;
  }

  return {
    wantScan() {
      start();
      scanWanted = true;
      if (!scanning) wakeAll(kernel, wanted);
    },
    wantRoom() {
      start();
      roomWanted = true;
      wakeAll(kernel, wanted);
    },
  };
}
