/** UNIX calls about processes, their ids, their memory and their time. Source: kernel-call reference, 3.1. */
import { latin1Bytes, latin1Text, type ValueOf } from '../../arch/codec.js';
import type { ProcResUsage, Time, ProcTimerInterval as TimerLayout } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import { unixSignal } from '../../arch/unix-signals.js';
import { NO_RESULT } from '../../kernel/calls.js';
import type { Process } from '../../kernel/process.js';
import { isTask, type Task } from '../../kernel/task.js';
import type { UnixChild } from '../fork.js';
import { MY_PID } from '../lookup.js';
import { Reason } from '../process-table.js';
import { WaitFlag } from '../wait.js';
import { IntCell, ProcTimerInterval, Rusage, Time as TimeRecord, Zone } from './layouts.js';
import {
  AGAIN,
  cell,
  Errno,
  invalid,
  isInterrupted,
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
  | 'brk'
  | 'getpid'
  | 'getuid'
  | 'getgid'
  | 'profil'
  | 'getpagesize'
  | 'mmap'
  | 'vadvise'
  | 'munmap'
  | 'mprotect'
  | 'mincore'
  | 'getgroups'
  | 'setgroups'
  | 'getpgrp'
  | 'setpgrp'
  | 'setitimer'
  | 'getitimer'
  | 'gethostname'
  | 'sethostname'
  | 'gettimeofday'
  | 'settimeofday'
  | 'getrusage'
  | 'setreuid'
  | 'setregid'
  | 'gethostid'
  | 'sethostid'
  | 'getdomainname'
  | 'setdomainname';

type Usage = ValueOf<typeof ProcResUsage>;
type Timer = ValueOf<typeof TimerLayout>;

/** Sprite's kernel tells every UNIX program this group. */
const GROUP = 155;
const WaitOption = { NO_HANG: 1, STOPPED: 2 } as const;
const STOPPED_MARK = 0x7f;
/** mmap's protection bits, UNIX's and Sprite's. */
const protections = [
  [1, 4],
  [2, 2],
  [4, 1],
] as const;
const MAX_NAME = 256;
const SELF = 0;

const sum = (a: Time, b: Time): Time => {
  const microseconds = a.microseconds + b.microseconds;
  const carry = microseconds >= 1_000_000 ? 1 : 0;
  return { seconds: a.seconds + b.seconds + carry, microseconds: microseconds - carry * 1_000_000 };
};

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
  const { kernel, memory, makeCall, records, processes, calls } = parts;
  let hostId = 0;
  let domainName = '';

  const child = (made: UnixChild): UnixOutcome =>
    'id' in made ? { first: made.id, second: 0 } : unixStatus(made.status);

  function* runProgram(
    process: Process,
    file: string,
    argv: UserAddress,
    envp: UserAddress,
  ): Task<UnixOutcome> {
    const started = calls.Proc_ExecEnv(process, { file, argv, envp, debugMe: 0 });
    const result = isTask(started) ? yield* started : started;
    return typeof result === 'number' ? unixStatus(result) : NO_RESULT;
  }

  function* waitForOne(
    process: Process,
    ids: readonly number[] | null,
    options: number,
    statusAddress: UserAddress,
    usageAddress: UserAddress,
  ): Task<UnixOutcome> {
    const [pid, reason, status, subStatus] = [cell<number>(), cell<number>(), cell<number>(), cell<number>()];
    const usage = cell<Usage>();
    const flags =
      ((options & WaitOption.NO_HANG) === 0 ? WaitFlag.BLOCK : 0) |
      ((options & WaitOption.STOPPED) === 0 ? 0 : WaitFlag.FOR_SUSPEND);
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
    const stored = yield* records.store(process, statusAddress, IntCell, { value: word });
    const both = stored === 0 ? yield* records.store(process, usageAddress, Rusage, rusage) : stored;
    return both === 0 ? { first: pid.value ?? 0, second: word } : both;
  }

  // --- Names of the host -----------------------------------------------------------------------------------------

  function* storeName(
    process: Process,
    address: UserAddress,
    length: number,
    name: string,
  ): Task<UnixOutcome> {
    const bytes = latin1Bytes(`${name}\0`).subarray(0, Math.max(0, length));
    return yield* records.storeBytes(process, address, bytes);
  }

  function* loadName(process: Process, address: UserAddress, length: number): Task<string | null> {
    if (length < 0 || length > MAX_NAME) return null;
    const bytes = yield* memory.copyIn(process, address, length);
    return bytes === null ? null : latin1Text(bytes).replace(/\0.*/s, '');
  }

  // --- Time ------------------------------------------------------------------------------------------------------

  function* setTimer(
    process: Process,
    type: number,
    newAddress: UserAddress,
    oldAddress: UserAddress,
  ): Task<UnixOutcome> {
    const newTimer = yield* records.loadRecord(process, newAddress, ProcTimerInterval);
    if (newTimer === null) return invalid;
    const oldTimer = cell<Timer>();
    const status = yield* makeCall('Proc_SetIntervalTimer', process, { type, newTimer, oldTimer });
    if (status !== SUCCESS || oldTimer.value === undefined) return unixStatus(status);
    return yield* records.store(process, oldAddress, ProcTimerInterval, oldTimer.value);
  }

  function* clockOf(process: Process) {
    const [time, localOffset, dst] = [cell<Time>(), cell<number>(), cell<number>()];
    yield* makeCall('Sys_GetTimeOfDay', process, { time, localOffset, dst });
    return {
      time: time.value ?? { seconds: 0, microseconds: 0 },
      localOffset: localOffset.value ?? 0,
      dst: dst.value ?? 0,
    };
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
    wait3: (process, { status, options, usage }) => waitForOne(process, null, options, status, usage),
    wait4: (process, { pid, status, options, usage }) =>
      waitForOne(process, pid === 0 ? null : [pid >>> 0], options, status, usage),
    execv: (process, { path, argv }) => runProgram(process, path, argv, USER_NIL),
    execve: (process, { path, argv, envp }) => runProgram(process, path, argv, envp),
    *brk(process, { end }) {
      const from = memory.heapEnd(process);
      if (end <= from) return 0;
      const status = yield* makeCall('Vm_CreateVA', process, { address: from, size: end - from });
      return status === SUCCESS ? 0 : { errno: Errno.ENOMEM };
    },
    *getpid(process) {
      const [pid, parent, uid, euid] = [cell<number>(), cell<number>(), cell<number>(), cell<number>()];
      yield* makeCall('Proc_GetIDs', process, { pid, parent, uid, euid });
      return { first: pid.value ?? 0, second: parent.value ?? 0 };
    },
    getuid: (process) => ({ first: process.userId, second: process.effectiveUserId }),
    getgid: () => ({ first: GROUP, second: GROUP }),
    *profil(process, args) {
      return unixStatus(yield* makeCall('Prof_Profil', process, args));
    },
    getpagesize: () => kernel.machine.pageSize,
    *mmap(process, args) {
      const mapped = cell<number>();
      const protection = protections.reduce(
        (all, [from, to]) => ((args.protection & from) === 0 ? all : all | to),
        0,
      );
      const { start, length, share, streamID, offset: fileOffset } = args;
      const request = { start, length, protection, share, streamID, fileOffset, mapped };
      return valueOr(yield* makeCall('Vm_Mmap', process, request), mapped);
    },
    vadvise: () => 0,
    *munmap(process, { start, length }) {
      return unixStatus(yield* makeCall('Vm_Munmap', process, { start, length, noError: 0 }));
    },
    *mprotect(process, args) {
      return unixStatus(yield* makeCall('Vm_Mprotect', process, args));
    },
    *mincore(process, args) {
      return unixStatus(yield* makeCall('Vm_Mincore', process, args));
    },
    *getgroups(process, { size, groups }) {
      const trueCount = cell<number>();
      const status = yield* makeCall('Proc_GetGroupIDs', process, { max: size, gids: groups, trueCount });
      if (status !== SUCCESS) return unixStatus(status);
      return Math.max(0, Math.min(size, trueCount.value ?? 0));
    },
    *setgroups(process, { count, groups }) {
      return unixStatus(yield* makeCall('Proc_SetGroupIDs', process, { count, gids: groups }));
    },
    *getpgrp(process, { pid }) {
      const family = cell<number>();
      const of = pid === SELF ? MY_PID : pid >>> 0;
      return valueOr(yield* makeCall('Proc_GetFamilyID', process, { pid: of, family }), family);
    },
    *setpgrp(process, { pid, family }) {
      const of = pid === SELF ? MY_PID : pid >>> 0;
      return unixStatus(yield* makeCall('Proc_SetFamilyID', process, { pid: of, family: family >>> 0 }));
    },
    setitimer: (process, { which, newTimer, oldTimer }) => setTimer(process, which, newTimer, oldTimer),
    *getitimer(process, { which, timer }) {
      const found = cell<Timer>();
      const status = yield* makeCall('Proc_GetIntervalTimer', process, { type: which, timer: found });
      if (status !== SUCCESS || found.value === undefined) return unixStatus(status);
      return yield* records.store(process, timer, ProcTimerInterval, found.value);
    },
    gethostname: (process, { name, length }) => storeName(process, name, length, kernel.hostName),
    *sethostname(process, args) {
      const name = yield* loadName(process, args.name, args.length);
      if (name === null) return invalid;
      return unixStatus(yield* makeCall('Sys_SetHostName', process, { name }));
    },
    *gettimeofday(process, args) {
      const { time, localOffset, dst } = yield* clockOf(process);
      const stored = yield* records.store(process, args.time, TimeRecord, time);
      if (stored !== 0) return stored;
      return yield* records.store(process, args.zone, Zone, { minutesWest: -localOffset, daylight: dst });
    },
    *settimeofday(process, args) {
      const now = yield* clockOf(process);
      const time = yield* records.loadRecord(process, args.time, TimeRecord);
      const zone = args.zone === USER_NIL ? null : yield* records.loadRecord(process, args.zone, Zone);
      if (time === null || (zone === null && args.zone !== USER_NIL)) return invalid;
      const localOffset = zone === null ? now.localOffset : -zone.minutesWest;
      const dst = zone === null ? now.dst : zone.daylight;
      return unixStatus(yield* makeCall('Sys_SetTimeOfDay', process, { time, localOffset, dst }));
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
    *setreuid(process, args) {
      return unixStatus(yield* makeCall('Proc_SetIDs', process, args));
    },
    // Sprite's processes have a list of groups and no group of their own.
    setregid: () => 0,
    gethostid: () => hostId,
    sethostid(process, { id }) {
      if (process.effectiveUserId !== 0) return { errno: Errno.EPERM };
      hostId = id;
      return 0;
    },
    getdomainname: (process, { name, length }) => storeName(process, name, length, domainName),
    *setdomainname(process, args) {
      if (process.effectiveUserId !== 0) return { errno: Errno.EPERM };
      const name = yield* loadName(process, args.name, args.length);
      if (name === null) return invalid;
      domainName = name;
      return 0;
    },
  };
}
