/**
 * Sys_Stats command 18: what migcmd asks and sets. The options that set something are root's alone.
 * Source: kernel-call reference, 1.6.
 */
import { bind, int, struct } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { UserAddress } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { StatisticsCommand } from '../kernel/sys-calls.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { type Policy, PolicyBit } from './policy.js';
import type { MigrationStatistics } from './statistics.js';

const Option = {
  ALLOW: 0,
  REFUSE: 1,
  GET_STATUS: 2,
  SET_DEBUG: 3,
  GET_VERSION: 4,
  GET_STATE: 5,
  SET_STATE: 6,
  SET_VERSION: 7,
  GET_STATS: 8,
  RESET_STATS: 9,
} as const;

const ROOT = 0;
const IntRecord = struct('int', { value: int });

export interface StatisticsCallParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly policy: Policy;
  readonly statistics: MigrationStatistics;
  evictionsInProgress(): number;
}

export function createStatisticsCall(parts: StatisticsCallParts): StatisticsCommand {
  const { kernel, memory, policy, statistics } = parts;
  const intCodec = bind(IntRecord, kernel.machine.layout);
  const asInt = (value: number): Uint8Array => intCodec.encode({ value });

  const answers = new Map<number, () => Uint8Array>([
    [Option.GET_STATUS, () => asInt((policy.state & PolicyBit.IMPORT_ALL) === 0 ? 1 : 0)],
    [Option.GET_VERSION, () => asInt(policy.version)],
    [Option.GET_STATE, () => asInt(policy.state)],
    [Option.GET_STATS, () => statistics.encode(parts.evictionsInProgress())],
  ]);
  /** Each gets the user's word, and says whether it is a good one. */
  const setters = new Map<number, (value: number) => boolean>([
    // There is nothing to debug that a trace would not show.
    [Option.SET_DEBUG, (value) => value >= 0],
    [
      Option.SET_STATE,
      (value) => {
        policy.state = value;
        return true;
      },
    ],
    [
      Option.SET_VERSION,
      (value) => {
        if (value >= 0) policy.version = value;
        return value >= 0;
      },
    ],
  ]);

  function* setFrom(process: Process, address: UserAddress, set: (value: number) => boolean): Task<Status> {
    if (process.effectiveUserId !== ROOT) return Status.GEN_NO_PERMISSION;
    const bytes = yield* memory.copyIn(process, address, intCodec.size);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    return set(intCodec.decode(bytes).value) ? SUCCESS : Status.GEN_INVALID_ARG;
  }

  return function* serveStatistics(process: Process, option: number, address: UserAddress): Task<Status> {
    if (option === Option.ALLOW || option === Option.REFUSE) {
      if (process.effectiveUserId !== ROOT) return Status.GEN_NO_PERMISSION;
      policy.welcome(option === Option.ALLOW);
      return SUCCESS;
    }
    if (option === Option.RESET_STATS) {
      statistics.reset();
      return SUCCESS;
    }
    const set = setters.get(option);
    if (set !== undefined) return yield* setFrom(process, address, set);
    const bytes = answers.get(option)?.();
    if (bytes === undefined) return Status.GEN_INVALID_ARG;
    return (yield* memory.copyOut(process, address, bytes)) ? SUCCESS : Status.SYS_ARG_NOACCESS;
  };
}
