/**
 * System V's semaphores: sets of counters with a name, of this host alone. A call does all its operations or none,
 * so one that waits has changed nothing and may be entered again. SEM_UNDO is refused, as Sprite does.
 * Source: kernel-call reference, calls 102 to 104; structures, numbers and limits are those of SunOS's sys/sem.h,
 * and what is refused with which status was looked up in Sprite's kernel.
 */
import { bind, int, nested, short, struct, ushort, type ValueOf } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { UserAddress } from '../arch/units.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { Implementations } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process, type WaitQueue } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';

export type SemaphoreCalls = Pick<Implementations, 'Sync_Semctl' | 'Sync_Semget' | 'Sync_Semop'>;

export interface SemaphoreParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  groupsOf(process: Process): readonly number[];
}

const IpcPerm = struct('struct ipc_perm', {
  uid: ushort,
  gid: ushort,
  cuid: ushort,
  cgid: ushort,
  mode: ushort,
  seq: ushort,
  key: int,
});
const SemidDs = struct('struct semid_ds', {
  perm: nested(IpcPerm),
  /** Where the semaphores lie in the kernel, which is nobody's business. */
  base: int,
  count: ushort,
  operationTime: int,
  changeTime: int,
});
const Sembuf = struct('struct sembuf', { number: short, amount: short, flags: short });
type Operation = ValueOf<typeof Sembuf>;

interface Semaphore {
  value: number;
  /** Who operated on it last. */
  pid: number;
  growthWaiters: number;
  zeroWaiters: number;
  readonly changed: WaitQueue;
}

interface SemaphoreSet {
  readonly id: number;
  readonly perm: { -readonly [F in keyof ValueOf<typeof IpcPerm>]: number };
  readonly members: readonly Semaphore[];
  operationTime: number;
  changeTime: number;
  removed: boolean;
}

const PRIVATE_KEY = 0;
const Flag = { CREATE: 0o1000, EXCLUSIVE: 0o2000, NO_WAIT: 0o4000, UNDO: 0o10000 } as const;
const Command = {
  REMOVE: 0,
  SET: 1,
  STAT: 2,
  GET_GROWTH_WAITERS: 3,
  GET_PID: 4,
  GET_VALUE: 5,
  GET_ALL: 6,
  GET_ZERO_WAITERS: 7,
  SET_VALUE: 8,
  SET_ALL: 9,
  GET_KEYS: 10,
} as const;
const Right = { ALTER: 0o200, READ: 0o400 } as const;
/** Which right a command needs; the others are the owner's. */
const commandRight: ReadonlyMap<number, number> = new Map<number, number>([
  [Command.STAT, Right.READ],
  [Command.GET_GROWTH_WAITERS, Right.READ],
  [Command.GET_PID, Right.READ],
  [Command.GET_VALUE, Right.READ],
  [Command.GET_ALL, Right.READ],
  [Command.GET_ZERO_WAITERS, Right.READ],
  [Command.SET_VALUE, Right.ALTER],
  [Command.SET_ALL, Right.ALTER],
]);
/** The number each of these answers. */
const questions: ReadonlyMap<number, (member: Semaphore) => number> = new Map<
  number,
  (member: Semaphore) => number
>([
  [Command.GET_VALUE, ({ value }) => value],
  [Command.GET_PID, ({ pid }) => pid],
  [Command.GET_GROWTH_WAITERS, ({ growthWaiters }) => growthWaiters],
  [Command.GET_ZERO_WAITERS, ({ zeroWaiters }) => zeroWaiters],
]);
const MODE_BITS = 0o666;
/** Of the flags of who asks for a set that is there. */
const WANTED_BITS = 0o333;
const MOST_SETS = 10;
const MOST_MEMBERS = 60;
const MOST_OPERATIONS = 100;
const MAX_VALUE = 32767;
const NO_GROUP = 115;
const SHORT_BYTES = 2;
const SHORT_RANGE = 0x10000;

export function createSemaphores(parts: SemaphoreParts): SemaphoreCalls {
  const { kernel, memory } = parts;
  const { layout } = kernel.machine;
  const operationCodec = bind(Sembuf, layout);
  const setCodec = bind(SemidDs, layout);
  const sets: (SemaphoreSet | null)[] = new Array<null>(MOST_SETS).fill(null);
  /** How often a set was removed from each place: ids are not used twice. */
  const removals = new Array<number>(MOST_SETS).fill(0);

  const groupOf = (process: Process): number => parts.groupsOf(process)[0] ?? NO_GROUP;
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

  // --- Semget ---------------------------------------------------------------------------------------------------

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

  // --- Semctl ---------------------------------------------------------------------------------------------------

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

  function* store(process: Process, address: UserAddress, bytes: Uint8Array): Task<Status> {
    return (yield* memory.copyOut(process, address, bytes)) ? SUCCESS : Status.GEN_EFAULT;
  }

  function* storeAll(process: Process, set: SemaphoreSet, address: UserAddress): Task<Status> {
    const view = new DataView(new ArrayBuffer(SHORT_BYTES * set.members.length));
    for (const [i, { value }] of set.members.entries()) {
      view.setUint16(SHORT_BYTES * i, value, layout.littleEndian);
    }
    return yield* store(process, address, new Uint8Array(view.buffer));
  }

  function* loadAll(process: Process, set: SemaphoreSet, address: UserAddress): Task<Status> {
    const bytes = yield* memory.copyIn(process, address, SHORT_BYTES * set.members.length);
    if (bytes === null) return Status.GEN_EFAULT;
    if (set.removed) return Status.GEN_EIDRM;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = set.members.map((_, i) => view.getUint16(SHORT_BYTES * i, layout.littleEndian));
    if (values.some((value) => value > MAX_VALUE)) return Status.GEN_ERANGE;
    for (const [i, member] of set.members.entries()) setValue(member, values[i]);
    set.changeTime = kernel.timeOfDay().seconds;
    return SUCCESS;
  }

  const describe = ({ perm, members, operationTime, changeTime }: SemaphoreSet): Uint8Array =>
    setCodec.encode({ perm, base: 0, count: members.length, operationTime, changeTime });

  /** Owner, mode and key of every place for a set; the count only says whether there is one. */
  function* storeKeys(process: Process, address: UserAddress): Task<Status> {
    const nobody = { uid: 0, gid: 0, cuid: 0, cgid: 0, mode: 0, key: 0 };
    const all = sets.map((set, at) => {
      const perm = set === null ? { ...nobody, seq: removals[at] } : { ...set.perm, cuid: 0, cgid: 0 };
      return setCodec.encode({ perm, base: 0, count: set === null ? 0 : 1, operationTime: 0, changeTime: 0 });
    });
    const bytes = new Uint8Array(setCodec.size * MOST_SETS);
    for (const [i, one] of all.entries()) bytes.set(one, i * setCodec.size);
    return yield* store(process, address, bytes);
  }

  function* changeOwner(process: Process, set: SemaphoreSet, address: UserAddress): Task<Status> {
    const bytes = yield* memory.copyIn(process, address, setCodec.size);
    if (bytes === null) return Status.GEN_EFAULT;
    const { uid, gid, mode } = setCodec.decode(bytes).perm;
    Object.assign(set.perm, { uid, gid, mode: mode & MODE_BITS });
    set.changeTime = kernel.timeOfDay().seconds;
    return SUCCESS;
  }

  function controlMember(set: SemaphoreSet, args: CallArguments<'Sync_Semctl'>): Status {
    const member = set.members[args.semnum];
    if (member === undefined) return Status.GEN_EINVAL;
    const question = questions.get(args.command);
    if (question !== undefined) {
      args.result.value = question(member);
      return SUCCESS;
    }
    if (args.arg > MAX_VALUE) return Status.GEN_ERANGE;
    setValue(member, args.arg);
    set.changeTime = kernel.timeOfDay().seconds;
    return SUCCESS;
  }

  function* control(process: Process, args: CallArguments<'Sync_Semctl'>): Task<Status> {
    const { command, arg, result } = args;
    if (command === Command.GET_KEYS) {
      result.value = 0;
      return yield* storeKeys(process, arg);
    }
    const set = find(args.semid);
    if (set === null) return Status.GEN_EINVAL;
    const isOwners = command === Command.SET || command === Command.REMOVE;
    const right = commandRight.get(command);
    if (isOwners && !isOwner(process, set)) return Status.GEN_EPERM;
    if (!isOwners && right === undefined) return Status.GEN_EINVAL;
    if (right !== undefined && !mayDo(process, set, right)) return Status.GEN_EACCES;
    result.value = 0;
    switch (command) {
      case Command.REMOVE:
        removeSet(set);
        return SUCCESS;
      case Command.SET:
        return yield* changeOwner(process, set, arg);
      case Command.STAT:
        return yield* store(process, arg, describe(set));
      case Command.GET_ALL:
        return yield* storeAll(process, set, arg);
      case Command.SET_ALL:
        return yield* loadAll(process, set, arg);
      default:
        return controlMember(set, args);
    }
  }

  // --- Semop ----------------------------------------------------------------------------------------------------

  function* readOperations(
    process: Process,
    address: UserAddress,
    count: number,
  ): Task<readonly Operation[] | Status> {
    if (count <= 0 || count > MOST_OPERATIONS) return Status.GEN_E2BIG;
    const bytes = yield* memory.copyIn(process, address, count * operationCodec.size);
    if (bytes === null) return Status.GEN_EFAULT;
    return Array.from({ length: count }, (_, i) => operationCodec.decode(bytes, i * operationCodec.size));
  }

  /** What is wrong with an operation, whatever the values are. */
  function objection(process: Process, set: SemaphoreSet, { number, amount, flags }: Operation): Status {
    if (number < 0 || number >= set.members.length) return Status.GEN_EFBIG;
    if (!mayDo(process, set, amount === 0 ? Right.READ : Right.ALTER)) return Status.GEN_EACCES;
    if ((flags & Flag.UNDO) === 0) return SUCCESS;
    kernel.log('semop: SEM_UNDO not implemented');
    return Status.GEN_EINVAL;
  }

  /** Do all of them; or answer the one that cannot be done yet, or the status of one that never can. */
  function attempt(
    process: Process,
    set: SemaphoreSet,
    operations: readonly Operation[],
  ): Operation | Status | { readonly before: number } {
    const values = set.members.map(({ value }) => value);
    let before = 0;
    for (const one of operations) {
      before = values[one.number];
      const after = before + one.amount;
      if (one.amount === 0 ? before !== 0 : after < 0) return one;
      if (after > MAX_VALUE) return Status.GEN_ERANGE;
      values[one.number] = after;
    }
    for (const number of new Set(operations.map((one) => one.number))) {
      set.members[number].pid = homeIdOf(process);
      setValue(set.members[number], values[number]);
    }
    set.operationTime = kernel.timeOfDay().seconds;
    return { before };
  }

  /** SUCCESS: try again. */
  function* awaitChange(set: SemaphoreSet, { number, amount }: Operation): Task<Status> {
    const member = set.members[number];
    const waiters = amount === 0 ? 'zeroWaiters' : 'growthWaiters';
    member[waiters]++;
    try {
      const reason = yield* sleepOn(kernel, member.changed, { interruptible: true });
      if (set.removed) return Status.GEN_EIDRM;
      return reason === 'signal' ? Status.GEN_EINTR : SUCCESS;
    } finally {
      member[waiters]--;
    }
  }

  function* operate(process: Process, args: CallArguments<'Sync_Semop'>): Task<Status> {
    const operations = yield* readOperations(process, args.operations, args.count);
    if (typeof operations === 'number') return operations;
    const set = find(args.semid);
    if (set === null) return Status.GEN_EINVAL;
    for (const one of operations) {
      const status = objection(process, set, one);
      if (status !== SUCCESS) return status;
    }
    for (;;) {
      const outcome = attempt(process, set, operations);
      if (typeof outcome === 'number') return outcome;
      if ('before' in outcome) {
        args.result.value = outcome.before;
        return SUCCESS;
      }
      if ((outcome.flags & Flag.NO_WAIT) !== 0) return Status.GEN_EAGAIN;
      const status = yield* awaitChange(set, outcome);
      if (status !== SUCCESS) return status;
    }
  }

  return {
    Sync_Semget(process, args) {
      const set = getSet(process, args);
      if (typeof set === 'number') return set;
      args.result.value = set.id;
      return SUCCESS;
    },
    Sync_Semctl: control,
    Sync_Semop: operate,
  };
}
