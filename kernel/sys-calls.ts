/**
 * Calls about the host itself: time, name, machine, statistics, shutdown, and the entries of the call table
 * that only ever refuse. Source: kernel-call reference 1, 1.6, 5.9.
 */
import { bind, latin1Bytes } from '../arch/codec.js';
import { SchedInstrument, SysMachineInfo } from '../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import { timeOf } from '../arch/time.js';
import { MICROSECOND, type Nanoseconds, USER_NIL, type UserAddress } from '../arch/units.js';
import { MAX_PATH_BYTES } from './call-arguments.js';
import type { CallResult, CallTimes, Implementations } from './calls.js';
import type { Clock } from './clock.js';
import type { Kernel } from './kernel.js';
import type { Process } from './process.js';
import type { Task } from './task.js';
import type { UserMemory } from './user-memory.js';

type SysCallName = Extract<
  keyof Implementations,
  | `Sys_${string}`
  | `Net_${string}`
  | `Test_${string}`
  | `Sched_${string}`
  | 'Mach_NumProcessors'
  | `Z${string}`
>;
export type SysCalls = Pick<Implementations, SysCallName>;

/** One command of the statistics call: answers a status, having copied its result to `address` itself. */
export type StatisticsCommand = (process: Process, option: number, address: UserAddress) => Task<Status>;

export interface SysParts {
  readonly kernel: Kernel;
  readonly clock: Clock;
  readonly memory: UserMemory;
  /** Commands of Sys_Stats that other modules serve, by number. */
  readonly statistics: ReadonlyMap<number, StatisticsCommand>;
  /** Test_Rpc: make remote calls and measure them. */
  testRpc(process: Process, command: number, address: UserAddress): Task<Status>;
  /** How often each kernel call was made. */
  callCounts(): Uint32Array;
  /** How long they took. */
  callTimes(): CallTimes;
  /** Time since the console's last input. */
  lastInputNs(): Nanoseconds;
  /** Write everything dirty to the disks. */
  sync(): Task<void>;
  /** The same before the host stops: the disks are left in order. */
  shutDown(): Task<void>;
  /** Until terminals have shown everything. */
  drainOutput(): Task<void>;
  /** Stop the host. */
  halt(flags: number, text: string): void;
}

const ShutdownFlag = { REBOOT: 1, HALT: 2, KILL_PROCESSES: 4, DEBUG: 8, WRITE_BACK: 0x10 } as const;

export const VERSION = 'SPRITE VERSION 1.0';

const Stats = {
  SCHED: 4,
  CALLS: 9,
  VERSION_STRING: 17,
  LOCKS: 21,
  RESET_LOCKS: 24,
  ENABLE_CALL_TIMES: 103,
  CALL_TIMES: 104,
} as const;
const LAST_STATS_COMMAND = 114;
/**
 * Numbers without a command, and commands that only a Sun 4c has. What Sprite has and this kernel has not is
 * GEN_NOT_IMPLEMENTED: commands whose records' layout is not known (3 synchronisation, 8 and 40 traces, 10 and 11
 * histograms, 12 routes, 28 to 31 recovery and servers), or about what does not exist here (25, 26, 32, 36, 37, 39,
 * and 107, 108, 111, 112, 114).
 */
const noStatsCommands: ReadonlySet<number> = new Set([102, 105, 106, 110, 113]);
const isStatsCommand = (command: number): boolean =>
  command >= 1 &&
  command <= LAST_STATS_COMMAND &&
  !(command > 40 && command < 100) &&
  !noStatsCommands.has(command);
const HOST_NAME_BYTES = 256;

export function createSysCalls(parts: SysParts): SysCalls {
  const { kernel, clock, memory } = parts;
  const { machine } = kernel;
  const machineInfoCodec = bind(SysMachineInfo, machine.layout);
  const schedCodec = bind(SchedInstrument, machine.layout);
  const machineInfo = { architecture: machine.architecture, type: machine.machineType, processors: 1 };
  let hostName = kernel.hostName;

  function* copyOut(process: Process, address: UserAddress, bytes: Uint8Array): Task<Status> {
    return (yield* memory.copyOut(process, address, bytes)) ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  const rootOnly = (process: Process): boolean => process.effectiveUserId === 0;

  // --- Statistics --------------------------------------------------------------------------------------------

  function* schedulerStatistics(process: Process, _option: number, address: UserAddress): Task<Status> {
    const counts = kernel.scheduler.statistics();
    const idleTicks = Math.floor(counts.idleNs / MICROSECOND);
    const record = schedCodec.encode({
      numContextSwitches: counts.contextSwitches,
      numInvoluntarySwitches: counts.involuntarySwitches,
      numFullCS: counts.fullSwitches,
      noProcessRunning: [0, 0],
      idleTime: timeOf(counts.idleNs),
      idleTicksLow: idleTicks % 0x100000000,
      idleTicksOverflow: Math.floor(idleTicks / 0x100000000),
      idleTicksPerSecond: 1_000_000,
      numReadyProcesses: counts.readyCount,
      noUserInput: timeOf(kernel.now() - parts.lastInputNs()),
    });
    return yield* copyOut(process, address, record);
  }

  function* callStatistics(process: Process, option: number, address: UserAddress): Task<Status> {
    const counts = parts.callCounts();
    if (option === 0) {
      counts.fill(0);
      parts.callTimes().ns.fill(0);
      return SUCCESS;
    }
    return yield* copyOut(process, address, words([...shownOf(counts, option)]));
  }

  /** Of counters by call number, as many as there is room for. */
  const shownOf = <A extends Uint32Array | Float64Array>(counters: A, room: number) =>
    counters.subarray(0, Math.max(room, 0));

  function words(values: readonly number[]): Uint8Array {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    for (const [i, value] of values.entries()) view.setUint32(4 * i, value, machine.layout.littleEndian);
    return bytes;
  }

  function* enableCallTimes(process: Process, option: number): Task<Status> {
    if (!rootOnly(process)) return Status.GEN_NO_PERMISSION;
    if (option !== 0 && option !== 1) return Status.GEN_INVALID_ARG;
    parts.callTimes().on = option === 1;
    return SUCCESS;
  }

  /** The counts, and behind them the times. */
  function* callTimes(process: Process, option: number, address: UserAddress): Task<Status> {
    const times = [...shownOf(parts.callTimes().ns, option)].map(timeOf);
    return yield* copyOut(
      process,
      address,
      words([
        ...shownOf(parts.callCounts(), option),
        ...times.flatMap(({ seconds, microseconds }) => [seconds, microseconds]),
      ]),
    );
  }

  function* versionString(process: Process, option: number, address: UserAddress): Task<Status> {
    if (option <= 0) return Status.GEN_INVALID_ARG;
    return yield* copyOut(process, address, latin1Bytes(`${VERSION}\0`).subarray(0, option));
  }

  const ownCommands = new Map<number, StatisticsCommand>([
    [Stats.SCHED, schedulerStatistics],
    [Stats.CALLS, callStatistics],
    [Stats.VERSION_STRING, versionString],
    [
      Stats.LOCKS,
      (process, option, address) =>
        copyOut(process, address, kernel.lockCounts.encode(machine.layout, option)),
    ],
    [
      Stats.RESET_LOCKS,
      function* resetLocks(process) {
        if (!rootOnly(process)) return Status.GEN_NO_PERMISSION;
        kernel.lockCounts.reset();
        return SUCCESS;
      },
    ],
    [Stats.ENABLE_CALL_TIMES, enableCallTimes],
    [Stats.CALL_TIMES, callTimes],
  ]);

  // --- Shutdown ----------------------------------------------------------------------------------------------

  function* shutdown(process: Process, flags: number, textAddress: UserAddress): Task<CallResult> {
    // Only to write back, without an end: that is sync(), which anybody may ask for.
    if (flags === ShutdownFlag.WRITE_BACK) {
      yield* parts.sync();
      return SUCCESS;
    }
    if (!rootOnly(process)) return Status.GEN_NO_PERMISSION;
    const string =
      textAddress === USER_NIL
        ? { text: '' }
        : yield* memory.copyInString(process, textAddress, MAX_PATH_BYTES);
    if (typeof string === 'string') return Status.SYS_ARG_NOACCESS;
    if ((flags & ShutdownFlag.WRITE_BACK) !== 0) yield* parts.shutDown();
    yield* parts.drainOutput();
    kernel.emit({
      kind: 'shutdown',
      timeNs: kernel.stretchTime(),
      host: kernel.hostId,
      flags,
      text: string.text,
    });
    parts.halt(flags, string.text);
    return SUCCESS;
  }

  /** Kernel printf with user arguments: %d %i %u %x %o %c %s %%, a width, and nothing else. */
  function* printOut(process: Process, format: string, words: readonly number[]): Task<CallResult> {
    let next = 0;
    let text = '';
    for (const piece of format.match(/%[-0-9]*l?[diuxoXcsp%]|[^%]+|%/g) ?? []) {
      const conversion = piece.length > 1 && piece.startsWith('%') ? piece[piece.length - 1] : '';
      if (conversion === '' || conversion === '%') {
        text += conversion === '%' ? '%' : piece;
        continue;
      }
      const word = words[next++] ?? 0;
      if (conversion === 's') {
        const string = yield* memory.copyInString(process, word, MAX_PATH_BYTES);
        if (typeof string === 'string') return Status.SYS_ARG_NOACCESS;
        text += string.text;
      } else {
        text += formatWord(conversion, word);
      }
    }
    kernel.log(text.replace(/\n$/, ''));
    return SUCCESS;
  }

  return {
    Sys_GetTimeOfDay(_process, args) {
      args.time.value = clock.timeOfDay(kernel.stretchTime());
      const zone = clock.zone();
      args.localOffset.value = zone.offsetMinutes;
      args.dst.value = zone.daylight ? 1 : 0;
      return SUCCESS;
    },
    Sys_SetTimeOfDay(process, args) {
      if (!rootOnly(process)) return Status.GEN_NO_PERMISSION;
      if (args.time.microseconds < 0 || args.time.microseconds > 999_999) return Status.GEN_INVALID_ARG;
      clock.set(kernel.stretchTime(), args.time, args.localOffset, args.dst !== 0);
      return SUCCESS;
    },
    Sys_DoNothing() {
      kernel.scheduler.yieldProcessor();
      return SUCCESS;
    },
    *Sys_Stats(process, args) {
      const command = ownCommands.get(args.command) ?? parts.statistics.get(args.command);
      if (command !== undefined) return yield* command(process, args.option, args.arg);
      return isStatsCommand(args.command) ? Status.GEN_NOT_IMPLEMENTED : Status.GEN_INVALID_ARG;
    },
    Sys_EnableDisplay: () => SUCCESS,
    Sys_Shutdown: (process, args) => shutdown(process, args.flags, args.rebootString),
    Sys_GetMachineInfoOld(_process, args) {
      args.architecture.value = machine.architecture;
      args.type.value = machine.machineType;
      args.spriteID.value = kernel.hostId;
      return SUCCESS;
    },
    *Sys_GetMachineInfo(process, args) {
      if (args.size < 0) return Status.GEN_INVALID_ARG;
      return yield* copyOut(
        process,
        args.buffer,
        machineInfoCodec.encode(machineInfo).subarray(0, args.size),
      );
    },
    Sys_GetHostName(_process, args) {
      args.name.value = hostName;
      return SUCCESS;
    },
    Sys_SetHostName(process, args) {
      if (!rootOnly(process)) return Status.GEN_NO_PERMISSION;
      if (args.name.length >= HOST_NAME_BYTES) return Status.GEN_INVALID_ARG;
      hostName = args.name;
      return SUCCESS;
    },

    Test_PrintOut: (process, args) =>
      printOut(process, args.format, [
        args.arg0,
        args.arg1,
        args.arg2,
        args.arg3,
        args.arg4,
        args.arg5,
        args.arg6,
        args.arg7,
        args.arg8,
      ]),
    Test_GetLine: () => FAILURE,
    Test_GetChar: () => FAILURE,
    Test_Rpc: (process, args) => parts.testRpc(process, args.command, args.arg),

    Sched_IdleProcessor: () => Status.GEN_INVALID_ARG,
    Sched_StartProcessor: () => Status.GEN_INVALID_ARG,
    // The table of the real kernel holds a null pointer here.
    Mach_NumProcessors: () => Status.SYS_INVALID_SYSTEM_CALL,

    Net_InstallRoute: () => Status.GEN_NOT_IMPLEMENTED,
    Net_GetRoutes: () => Status.GEN_NOT_IMPLEMENTED,
    Net_DeleteRoute: () => Status.GEN_NOT_IMPLEMENTED,
    Zss_Cmd: () => FAILURE,
    Zebra_Cmd: () => FAILURE,
  };
}

function formatWord(conversion: string, word: number): string {
  switch (conversion) {
    case 'd':
    case 'i':
      return String(word | 0);
    case 'o':
      return (word >>> 0).toString(8);
    case 'x':
    case 'p':
      return (word >>> 0).toString(16);
    case 'X':
      return (word >>> 0).toString(16).toUpperCase();
    case 'c':
      return String.fromCharCode(word & 0xff);
    default:
      return String(word >>> 0);
  }
}
