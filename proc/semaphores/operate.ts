/**
 * Semop: all of its operations are done or none, so a call that waits has changed nothing and may be entered again.
 * SEM_UNDO is refused, as Sprite does. Source: kernel-call reference, call 104; SunOS's sys/sem.h.
 */
import { bind, short, struct, type ValueOf } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import type { CallArguments } from '../../kernel/call-table.js';
import type { Implementations } from '../../kernel/calls.js';
import type { Kernel } from '../../kernel/kernel.js';
import { homeIdOf, type Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import { sleepOn } from '../../kernel/wait-queue.js';
import { Flag, MAX_VALUE, Right, type SemaphoreSet, type SemaphoreSets } from './sets.js';

const Sembuf = struct('struct sembuf', { number: short, amount: short, flags: short });
type Operation = ValueOf<typeof Sembuf>;

const MOST_OPERATIONS = 100;

export function createSemaphoreOperations(
  kernel: Kernel,
  memory: UserMemory,
  semaphores: SemaphoreSets,
): Implementations['Sync_Semop'] {
  const { find, mayDo, setValue } = semaphores;
  const operationCodec = bind(Sembuf, kernel.machine.layout);

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

  return operate;
}
