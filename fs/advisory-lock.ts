/**
 * Advisory locks on files (IOC_LOCK), kept where the file is: shared ones exclude exclusive ones, an exclusive one
 * excludes all. They bind nobody who does not ask. Whoever unlocks releases, owner or not; an unlock matches an
 * owner by process or by stream; the end of a stream, or of its host, releases what it holds. All waiters are woken
 * at each release and compete again. Source: file system reference, 3.2; closing one of several shared holders
 * lowers the count here.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import { type FileId, fileKey } from './types.js';

/** AGAIN: a host has not heard the answer to the same question; who has got the lock meanwhile has it. */
export const LockFlag = { SHARED: 1, EXCLUSIVE: 2, NO_BLOCK: 8, AGAIN: 16 } as const;

export interface LockOwner {
  readonly host: HostId;
  readonly pid: number;
  readonly stream: FileId;
}

export interface AdvisoryLocks {
  /** Have the lock, or FS_WOULD_BLOCK. */
  tryLock(file: FileId, owner: LockOwner, flags: number): Status;
  /** Wait for the lock; GEN_ABORTED_BY_SIGNAL when a signal ends the wait. */
  takeLock(file: FileId, owner: LockOwner, flags: number): Task<Status>;
  giveLockBack(file: FileId, owner: LockOwner, flags: number): Status;
  /** Be told of releases, for a host that cannot wait here; the answer takes it back. */
  watchRelease(file: FileId, released: () => void): () => void;
  /** A stream on the file ends. */
  streamEnded(file: FileId, stream: FileId): void;
  /** A host has gone, and with it what nobody else holds: wherever a stream has moved since, it keeps its locks. */
  hostGone(isHeld: (stream: FileId) => boolean): void;
  /** Files somebody holds a lock on, or waits for. */
  count(): number;
}

type Mode = 'shared' | 'exclusive';
interface FileLock {
  readonly key: string;
  mode: Mode | null;
  readonly owners: LockOwner[];
  readonly released: WaitQueue;
  readonly watchers: Set<() => void>;
}

const modeOf = (flags: number): Mode | null => {
  if ((flags & LockFlag.EXCLUSIVE) !== 0) return 'exclusive';
  return (flags & LockFlag.SHARED) !== 0 ? 'shared' : null;
};

const isSame = (one: LockOwner, other: LockOwner): boolean =>
  one.host === other.host && one.pid === other.pid && fileKey(one.stream) === fileKey(other.stream);

export function createAdvisoryLocks(kernel: Kernel): AdvisoryLocks {
  const files = new Map<string, FileLock>();

  function needLock(file: FileId): FileLock {
    const key = fileKey(file);
    let lock = files.get(key);
    if (lock === undefined) {
      const released = createWaitQueue('file lock');
      files.set(key, (lock = { key, mode: null, owners: [], released, watchers: new Set() }));
    }
    return lock;
  }

  /** Forget a lock that nobody has, unless somebody waits for it. */
  function tidy(lock: FileLock): void {
    const isIdle = lock.owners.length === 0 && lock.released.waiters.length === 0 && lock.watchers.size === 0;
    if (isIdle && files.get(lock.key) === lock) files.delete(lock.key);
  }

  function release(lock: FileLock, owner: number): void {
    lock.owners.splice(owner, 1);
    if (lock.owners.length === 0) lock.mode = null;
    wakeAll(kernel, lock.released);
    for (const released of [...lock.watchers]) released();
    tidy(lock);
  }

  function releaseWhere(lock: FileLock, ends: (owner: LockOwner) => boolean): void {
    for (let i = lock.owners.length - 1; i >= 0; i--) if (ends(lock.owners[i])) release(lock, i);
  }

  function tryLock(file: FileId, owner: LockOwner, flags: number): Status {
    const wanted = modeOf(flags);
    if (wanted === null) return Status.GEN_INVALID_ARG;
    const lock = needLock(file);
    const isAgain = (flags & LockFlag.AGAIN) !== 0 && lock.mode === wanted;
    if (isAgain && lock.owners.some((holder) => isSame(holder, owner))) return SUCCESS;
    if (lock.mode !== null && (wanted === 'exclusive' || lock.mode === 'exclusive'))
      return Status.FS_WOULD_BLOCK;
    lock.mode = wanted;
    lock.owners.push(owner);
    return SUCCESS;
  }

  return {
    tryLock,
    *takeLock(file, owner, flags) {
      for (;;) {
        const status = tryLock(file, owner, flags);
        if (status !== Status.FS_WOULD_BLOCK || (flags & LockFlag.NO_BLOCK) !== 0) return status;
        const lock = needLock(file);
        try {
          const reason = yield* sleepOn(kernel, lock.released, { interruptible: true });
          if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
        } finally {
          tidy(lock);
        }
      }
    },
    giveLockBack(file, { host, pid, stream }, flags) {
      const wanted = modeOf(flags);
      if (wanted === null) return Status.GEN_INVALID_ARG;
      const lock = files.get(fileKey(file));
      if (lock === undefined || lock.mode !== wanted) {
        return wanted === 'shared' ? Status.FS_NO_SHARED_LOCK : Status.FS_NO_EXCLUSIVE_LOCK;
      }
      const isOwn = (owner: LockOwner): boolean =>
        (owner.host === host && owner.pid === pid) || fileKey(owner.stream) === fileKey(stream);
      release(lock, Math.max(lock.owners.findIndex(isOwn), 0));
      return SUCCESS;
    },
    watchRelease(file, released) {
      const lock = needLock(file);
      lock.watchers.add(released);
      return () => {
        lock.watchers.delete(released);
        tidy(lock);
      };
    },
    streamEnded(file, stream) {
      const lock = files.get(fileKey(file));
      if (lock !== undefined) releaseWhere(lock, (owner) => fileKey(owner.stream) === fileKey(stream));
    },
    hostGone(isHeld) {
      for (const lock of [...files.values()]) releaseWhere(lock, ({ stream }) => !isHeld(stream));
    },
    count: () => files.size,
  };
}
