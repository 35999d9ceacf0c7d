/** What the implementations of UNIX calls are made from, and how they are typed. */
import type { Fields, Struct, StructValue } from '../../arch/codec.js';
import { bind } from '../../arch/codec.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import type { FileSystem } from '../../fs/file-system.js';
import type { ServeCall } from '../../kernel/calls.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Process } from '../../kernel/process.js';
import type { MaybeTask, Task } from '../../kernel/task.js';
import type { UnixArguments, UnixCallName } from '../../kernel/unix-call-table.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import type { VirtualMemory } from '../../kernel/vm/vm.js';
import type { Exit } from '../exit.js';
import type { Fork } from '../fork.js';
import type { Signals } from '../signals.js';
import type { Waits } from '../wait.js';
import { Errno, type MakeCall, type PassOn, type UnixOutcome } from './outcome.js';

/** What UNIX's calls do that Sprite's do not, or not in that way. */
export interface UnixProcesses
  extends Pick<Fork, 'unixFork' | 'unixVfork'>,
    Pick<Waits, 'waitForChild'>,
    Pick<Signals, 'describeAction' | 'changeAction' | 'setHoldMask'> {}

export interface UnixParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory & Pick<VirtualMemory, 'heapEnd'>;
  readonly serve: ServeCall;
  readonly makeCall: MakeCall;
  readonly passOn: PassOn;
  readonly control: FileSystem['control'];
  readonly processes: UnixProcesses;
  readonly records: UserRecords;
  readonly exit: Exit;
}

export type UnixImplementations = {
  readonly [N in UnixCallName]: (process: Process, args: UnixArguments<N>) => MaybeTask<UnixOutcome>;
};

/** Structures in the process's memory. */
export interface UserRecords {
  /** Null when it cannot be read. */
  loadRecord<F extends Fields>(
    process: Process,
    address: UserAddress,
    struct: Struct<F>,
  ): Task<StructValue<F> | null>;
  /** 0, or EINVAL when it cannot be written. Nothing is stored at a nil address. */
  store<F extends Fields>(
    process: Process,
    address: UserAddress,
    struct: Struct<F>,
    value: StructValue<F>,
  ): Task<UnixOutcome>;
  storeBytes(process: Process, address: UserAddress, bytes: Uint8Array): Task<UnixOutcome>;
}

export function createUserRecords({ machine }: Kernel, memory: UserMemory): UserRecords {
  function* storeBytes(process: Process, address: UserAddress, bytes: Uint8Array): Task<UnixOutcome> {
    return (yield* memory.copyOut(process, address, bytes)) ? 0 : { errno: Errno.EINVAL };
  }
  return {
    *loadRecord(process, address, struct) {
      const codec = bind(struct, machine.layout);
      const bytes = yield* memory.copyIn(process, address, codec.size);
      return bytes === null ? null : codec.decode(bytes);
    },
    *store(process, address, struct, value) {
      if (address === USER_NIL) return 0;
      return yield* storeBytes(process, address, bind(struct, machine.layout).encode(value));
    },
    storeBytes,
  };
}
