/**
 * Advisory locks on files (IOC_LOCK): shared ones exclude exclusive ones, an exclusive one excludes all. They
 * bind nobody who does not ask. Whoever unlocks releases, owner or not; an unlock matches an owner by process or
 * by stream; the end of a stream releases what it holds. All waiters are woken at each release and compete again.
 * Source: file system reference, 3.2; closing one of several shared holders lowers the count here.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { ProcessId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import type { Stream } from './stream.js';
import { fileKey } from './types.js';

export const LockFlag = { SHARED: 1, EXCLUSIVE: 2, NO_BLOCK: 8 } as const;

export interface AdvisoryLocks {
  /** Wait for the lock; GEN_ABORTED_BY_SIGNAL when a signal ends the wait. */
  takeLock(stream: Stream, pid: ProcessId, flags: number): Task<Status>;
  giveLockBack(stream: Stream, pid: ProcessId, flags: number): Status;
  /** The stream ends. */
  streamEnded(stream: Stream): void;
  /** Files somebody holds a lock on, or waits for. */
  count(): number;
}

type Mode = 'shared' | 'exclusive';
interface Owner {
  readonly stream: Stream;
  readonly pid: ProcessId;
}
interface FileLock {
  readonly key: string;
  mode: Mode | null;
  readonly owners: Owner[];
  readonly released: WaitQueue;
}

const modeOf = (flags: number): Mode | null => {
  if ((flags & LockFlag.EXCLUSIVE) !== 0) return 'exclusive';
  return (flags & LockFlag.SHARED) !== 0 ? 'shared' : null;
};

export function createAdvisoryLocks(kernel: Kernel): AdvisoryLocks {
  const files = new Map<string, FileLock>();

  function needLock(stream: Stream): FileLock {
    const key = fileKey(stream.object.id);
    let lock = files.get(key);
    if (lock === undefined) {
      files.set(key, (lock = { key, mode: null, owners: [], released: createWaitQueue('file lock') }));
    }
    return lock;
  }

  /** Forget a lock that nobody has, unless somebody sleeps on it. */
  function tidy(lock: FileLock): void {
    const isIdle = lock.owners.length === 0 && lock.released.waiters.length === 0;
    if (isIdle && files.get(lock.key) === lock) files.delete(lock.key);
  }

  function release(lock: FileLock, owner: number): void {
    lock.owners.splice(owner, 1);
    if (lock.owners.length === 0) lock.mode = null;
    wakeAll(kernel, lock.released);
    tidy(lock);
  }

  return {
    *takeLock(stream, pid, flags) {
      const wanted = modeOf(flags);
      if (wanted === null) return Status.GEN_INVALID_ARG;
      for (;;) {
        const lock = needLock(stream);
        if (lock.mode === null || (wanted === 'shared' && lock.mode === 'shared')) {
          lock.mode = wanted;
          lock.owners.push({ stream, pid });
          return SUCCESS;
        }
        if ((flags & LockFlag.NO_BLOCK) !== 0) return Status.FS_WOULD_BLOCK;
        try {
          const reason = yield* sleepOn(kernel, lock.released, { interruptible: true });
          if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
        } finally {
          tidy(lock);
        }
      }
    },
    giveLockBack(stream, pid, flags) {
      const wanted = modeOf(flags);
      if (wanted === null) return Status.GEN_INVALID_ARG;
      const lock = files.get(fileKey(stream.object.id));
      if (lock === undefined || lock.mode !== wanted) {
        return wanted === 'shared' ? Status.FS_NO_SHARED_LOCK : Status.FS_NO_EXCLUSIVE_LOCK;
      }
      const own = lock.owners.findIndex((owner) => owner.stream === stream || owner.pid === pid);
      release(lock, Math.max(own, 0));
      return SUCCESS;
    },
    streamEnded(stream) {
      const lock = files.get(fileKey(stream.object.id));
      if (lock === undefined) return;
      for (let i = lock.owners.length - 1; i >= 0; i--) {
        if (lock.owners[i].stream === stream) release(lock, i);
      }
    },
    count: () => files.size,
  };
}
