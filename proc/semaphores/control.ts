/**
 * Semctl: what is known of a set of semaphores, told and changed; the set removed.
 * Source: kernel-call reference, call 102; SunOS's sys/sem.h.
 */
import { bind, int, nested, struct, ushort } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { CallArguments } from '../../kernel/call-table.js';
import type { Implementations } from '../../kernel/calls.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import {
  IpcPerm,
  MAX_VALUE,
  MODE_BITS,
  Right,
  type Semaphore,
  type SemaphoreSet,
  type SemaphoreSets,
} from './sets.js';

const SemidDs = struct('struct semid_ds', {
  perm: nested(IpcPerm),
  /** Where the semaphores lie in the kernel, which is nobody's business. */
  base: int,
  count: ushort,
  operationTime: int,
  changeTime: int,
});

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
const SHORT_BYTES = 2;

export function createSemaphoreControl(
  kernel: Kernel,
  memory: UserMemory,
  semaphores: SemaphoreSets,
): Implementations['Sync_Semctl'] {
  const { find, isOwner, mayDo, places, removeSet, setValue } = semaphores;
  const { layout } = kernel.machine;
  const setCodec = bind(SemidDs, layout);

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
    const all = places().map(({ set, removals }) => {
      const perm = set === null ? { ...nobody, seq: removals } : { ...set.perm, cuid: 0, cgid: 0 };
      return setCodec.encode({ perm, base: 0, count: set === null ? 0 : 1, operationTime: 0, changeTime: 0 });
    });
    const bytes = new Uint8Array(setCodec.size * all.length);
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

  return control;
}
