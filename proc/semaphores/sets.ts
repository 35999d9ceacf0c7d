/**
 * System V's semaphores: sets of counters with a name, of this host alone. Here are the sets, who may do what with
 * them, and how one is found, made and removed. Source: kernel-call reference, calls 102 to 104; structures, numbers
 * and limits are those of SunOS's sys/sem.h, and what is refused with which status was looked up in Sprite's kernel.
 */
import { int, struct, ushort, type ValueOf } from '../../arch/codec.js';
import { Status } from '../../arch/status.js';
import type { CallArguments } from '../../kernel/call-table.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Process, WaitQueue } from '../../kernel/process.js';
import { createWaitQueue, wakeAll } from '../../kernel/wait-queue.js';

export const IpcPerm = struct('struct ipc_perm', {
  uid: ushort,
  gid: ushort,
  cuid: ushort,
  cgid: ushort,
  mode: ushort,
  seq: ushort,
  key: int,
});

export interface Semaphore {
  value: number;
  /** Who operated on it last. */
  pid: number;
  growthWaiters: number;
  zeroWaiters: number;
  readonly changed: WaitQueue;
}

export interface SemaphoreSet {
  readonly id: number;
  readonly perm: { -readonly [F in keyof ValueOf<typeof IpcPerm>]: number };
  readonly members: readonly Semaphore[];
  operationTime: number;
  changeTime: number;
  removed: boolean;
}

export const Flag = { CREATE: 0o1000, EXCLUSIVE: 0o2000, NO_WAIT: 0o4000, UNDO: 0o10000 } as const;
export const Right = { ALTER: 0o200, READ: 0o400 } as const;
export const MODE_BITS = 0o666;
/** Of the flags of who asks for a set that is there. */
const WANTED_BITS = 0o333;
const PRIVATE_KEY = 0;
const MOST_SETS = 10;
const MOST_MEMBERS = 60;
export const MAX_VALUE = 32767;
const NO_GROUP = 115;
const SHORT_RANGE = 0x10000;

/** The sets of a host. */
export interface SemaphoreSets {
  /** The set that Semget asks for, made if need be. */
  getSet(process: Process, args: CallArguments<'Sync_Semget'>): SemaphoreSet | Status;
  find(id: number): SemaphoreSet | null;
  removeSet(set: SemaphoreSet): void;
  /** Every place for a set, and how often it was emptied. */
  places(): readonly { readonly set: SemaphoreSet | null; readonly removals: number }[];
  setValue(member: Semaphore, value: number): void;
  isOwner(process: Process, set: SemaphoreSet): boolean;
  mayDo(process: Process, set: SemaphoreSet, right: number): boolean;
}

export function createSemaphoreSets(
  kernel: Kernel,
  groupsOf: (process: Process) => readonly number[],
): SemaphoreSets {
  const sets: (SemaphoreSet | null)[] = new Array<null>(MOST_SETS).fill(null);
  /** How often a set was removed from each place: ids are not used twice. */
  const removals = new Array<number>(MOST_SETS).fill(0);

  const groupOf = (process: Process): number => groupsOf(process)[0] ?? NO_GROUP;
  const isOwner = ({ effectiveUserId: uid }: Process, { perm }: SemaphoreSet): boolean =>
    uid === 0 || uid === perm.uid || uid === perm.cuid;

  function rightsOf(process: Process, set: SemaphoreSet): number {
    const { perm } = set;
    if (process.effectiveUserId === 0) return Right.ALTER | Right.READ;
    if (isOwner(process, set)) return perm.mode;
    const group = groupOf(process);
    return group === perm.gid || group === perm.cgid ? perm.mode << 3 : perm.mode << 6;
  }

  const mayDo = (process: Process, set: SemaphoreSet, right: number): boolean =>
    (rightsOf(process, set) & right) === right;

  const find = (id: number): SemaphoreSet | null => {
    const set = id < 0 ? null : sets[id % MOST_SETS];
    return set?.id === id ? set : null;
  };

  function makeSet(process: Process, key: number, count: number, mode: number): SemaphoreSet | Status {
    const at = sets.indexOf(null);
    if (count === 0) return Status.GEN_EINVAL;
    if (at < 0) return Status.GEN_ENOSPC;
    const uid = process.effectiveUserId;
    const gid = groupOf(process);
    const member = (): Semaphore => ({
      value: 0,
      pid: 0,
      growthWaiters: 0,
      zeroWaiters: 0,
      changed: createWaitQueue('semaphore'),
    });
    const set: SemaphoreSet = {
      id: removals[at] * MOST_SETS + at,
      perm: { uid, gid, cuid: uid, cgid: gid, mode: mode & MODE_BITS, seq: removals[at], key },
      members: Array.from({ length: count }, member),
      operationTime: 0,
      changeTime: kernel.timeOfDay().seconds,
      removed: false,
    };
    sets[at] = set;
    return set;
  }

  function getSet(
    process: Process,
    { key, count, flags }: CallArguments<'Sync_Semget'>,
  ): SemaphoreSet | Status {
    if (count < 0 || count > MOST_MEMBERS) return Status.GEN_EINVAL;
    const known = key === PRIVATE_KEY ? undefined : sets.find((set) => set?.perm.key === key);
    if (known === undefined || known === null) {
      if (key !== PRIVATE_KEY && (flags & Flag.CREATE) === 0) return Status.GEN_ENOENT;
      return makeSet(process, key, count, flags);
    }
    if (count > known.members.length) return Status.GEN_EINVAL;
    if ((flags & Flag.CREATE) !== 0 && (flags & Flag.EXCLUSIVE) !== 0) return Status.GEN_EEXIST;
    const wanted = flags & WANTED_BITS;
    return (wanted & known.perm.mode) === wanted ? known : Status.GEN_EACCES;
  }

  function removeSet(set: SemaphoreSet): void {
    const at = sets.indexOf(set);
    sets[at] = null;
    removals[at] = (removals[at] + 1) % SHORT_RANGE;
    set.removed = true;
    for (const { changed } of set.members) wakeAll(kernel, changed);
  }

  function setValue(member: Semaphore, value: number): void {
    member.value = value;
    wakeAll(kernel, member.changed);
  }

  return {
    getSet,
    find,
    removeSet,
    places: () => sets.map((set, at) => ({ set, removals: removals[at] })),
    setValue,
    isOwner,
    mayDo,
  };
}
