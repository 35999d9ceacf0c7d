/** UNIX calls about processes: their lives, their ids, what they have used. Source: kernel-call reference, 3.1. */
import type { ValueOf } from '../../arch/codec.js';
import type { ProcResUsage, Time } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import { microsecondsOf, timeOfMicroseconds } from '../../arch/time.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import { unixSignal } from '../../arch/unix-signals.js';
import { NO_RESULT } from '../../kernel/calls.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import type { UnixChild } from '../fork.js';
import { MY_PID } from '../lookup.js';
import { Reason } from '../process-table.js';
import { WaitFlag } from '../wait.js';
import { IntCell, Rusage } from './layouts.js';
import {
  AGAIN,
  cell,
  Errno,
  isInterrupted,
  namedCall,
  type UnixOutcome,
  unixStatus,
  valueOr,
} from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';

type Names =
  | 'exit'
  | 'fork'
  | 'vfork'
  | 'wait3'
  | 'wait4'
  | 'execv'
  | 'execve'
  | 'getpid'
  | 'getuid'
  | 'getgid'
  | 'profil'
  | 'getgroups'
  | 'setgroups'
  | 'getpgrp'
  | 'setpgrp'
  | 'getrusage'
  | 'setreuid'
  | 'setregid';

type Usage = ValueOf<typeof ProcResUsage>;

/** Sprite's kernel tells every UNIX program this group. */
const GROUP = 155;
const WaitOption = { NO_HANG: 1, STOPPED: 2 } as const;
const STOPPED_MARK = 0x7f;
const SELF = 0;

const sum = (a: Time, b: Time): Time => timeOfMicroseconds(microsecondsOf(a) + microsecondsOf(b));

/** The word that wait gives. */
function statusWord(reason: number, status: number): number {
  if (reason === Reason.Suspended) return (unixSignal(status) << 8) | STOPPED_MARK;
  if (reason === Reason.Signaled || reason === Reason.Resumed) return unixSignal(status);
  return (status & 0xff) << 8;
}

const rusageOf = (user: Time, system: Time, usage: Usage): ValueOf<typeof Rusage> => ({
  user,
  system,
  unused: Array.from({ length: 12 }, () => 0),
  voluntarySwitches: usage.numWaitEvents,
  involuntarySwitches: usage.numQuantumEnds,
});

export function createUnixProcessCalls(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { makeCall, passOn, records, processes, serve } = parts;

  const child = (made: UnixChild): UnixOutcome =>
    'id' in made ? { first: made.id, second: 0 } : unixStatus(made.status);

  function* runProgram(
    process: Process,
    file: string,
    argv: UserAddress,
    envp: UserAddress,
  ): Task<UnixOutcome> {
    const result = yield* serve(process, namedCall('Proc_ExecEnv'), { file, argv, envp, debugMe: 0 });
    return typeof result === 'number' ? unixStatus(result) : NO_RESULT;
  }

  function* waitForOne(
    process: Process,
    ids: readonly number[] | null,
    args: { readonly options: number; readonly status: UserAddress; readonly usage: UserAddress },
  ): Task<UnixOutcome> {
    const pid = cell<number>();
    const reason = cell<number>();
    const status = cell<number>();
    const subStatus = cell<number>();
    const usage = cell<Usage>();
    const flags =
      ((args.options & WaitOption.NO_HANG) === 0 ? WaitFlag.BLOCK : 0) |
      ((args.options & WaitOption.STOPPED) === 0 ? 0 : WaitFlag.FOR_SUSPEND);
    const request = { flags, pid, reason, status, subStatus, usage };
    const outcome = yield* processes.waitForChild(process, ids, request);
    if (isInterrupted(outcome)) return AGAIN;
    if (outcome === Status.PROC_NO_EXITS) return 0;
    if (outcome !== SUCCESS || usage.value === undefined) return { errno: Errno.ECHILD };
    const word = statusWord(reason.value ?? 0, status.value ?? 0);
    const used = usage.value;
    const rusage = rusageOf(
      sum(used.userCpuUsage, used.childUserCpuUsage),
      sum(used.kernelCpuUsage, used.childKernelCpuUsage),
      used,
    );
    const stored = yield* records.store(process, args.status, IntCell, { value: word });
    const both = stored === 0 ? yield* records.store(process, args.usage, Rusage, rusage) : stored;
    return both === 0 ? { first: pid.value ?? 0, second: word } : both;
  }

  return {
    *exit(process, { status }): Task<UnixOutcome> {
      yield* parts.exit(process, { reason: Reason.Exited, status, code: 0 });
      return NO_RESULT;
    },
    *fork(process) {
      return child(yield* processes.unixFork(process));
    },
    *vfork(process) {
      return child(yield* processes.unixVfork(process));
    },
    wait3: (process, args) => waitForOne(process, null, args),
    wait4: (process, args) => waitForOne(process, args.pid === 0 ? null : [args.pid >>> 0], args),
    execv: (process, { path, argv }) => runProgram(process, path, argv, USER_NIL),
    execve: (process, { path, argv, envp }) => runProgram(process, path, argv, envp),
    *getpid(process) {
      const [pid, parent, uid, euid] = [cell<number>(), cell<number>(), cell<number>(), cell<number>()];
      yield* makeCall('Proc_GetIDs', process, { pid, parent, uid, euid });
      return { first: pid.value ?? 0, second: parent.value ?? 0 };
    },
    getuid: (process) => ({ first: process.userId, second: process.effectiveUserId }),
    getgid: () => ({ first: GROUP, second: GROUP }),
    profil: (process, args) => passOn('Prof_Profil', process, args),
    *getgroups(process, { size, groups }) {
      const trueCount = cell<number>();
      const status = yield* makeCall('Proc_GetGroupIDs', process, { max: size, gids: groups, trueCount });
      if (status !== SUCCESS) return unixStatus(status);
      return Math.max(0, Math.min(size, trueCount.value ?? 0));
    },
    setgroups: (process, { count, groups }) => passOn('Proc_SetGroupIDs', process, { count, gids: groups }),
    *getpgrp(process, { pid }) {
      const family = cell<number>();
      const of = pid === SELF ? MY_PID : pid >>> 0;
      return valueOr(yield* makeCall('Proc_GetFamilyID', process, { pid: of, family }), family);
    },
    *setpgrp(process, { pid, family }) {
      const of = pid === SELF ? MY_PID : pid >>> 0;
      return yield* passOn('Proc_SetFamilyID', process, { pid: of, family: family >>> 0 });
    },
    *getrusage(process, args) {
      const usage = cell<Usage>();
      const status = yield* makeCall('Proc_GetResUsage', process, { pid: MY_PID, usage });
      const used = usage.value;
      if (status !== SUCCESS || used === undefined) return unixStatus(status);
      const rusage =
        args.who === SELF
          ? rusageOf(used.userCpuUsage, used.kernelCpuUsage, used)
          : rusageOf(used.childUserCpuUsage, used.childKernelCpuUsage, used);
      return yield* records.store(process, args.usage, Rusage, rusage);
    },
    setreuid: (process, args) => passOn('Proc_SetIDs', process, args),
    // Sprite's processes have a list of groups and no group of their own.
    setregid: () => 0,
  };
}
