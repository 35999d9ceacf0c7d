/** UNIX calls about time: the host's clock and a process's interval timers. Source: kernel-call reference, 3.1. */
import type { ValueOf } from '../../arch/codec.js';
import type { Time, ProcTimerInterval as TimerLayout } from '../../arch/layouts.js';
import { SUCCESS } from '../../arch/status.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { ProcTimerInterval, Time as TimeRecord, Zone } from './layouts.js';
import { cell, invalid, type UnixOutcome, unixStatus } from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';

type Names = 'setitimer' | 'getitimer' | 'gettimeofday' | 'settimeofday';

type Timer = ValueOf<typeof TimerLayout>;

export function createUnixClock(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { makeCall, records, passOn } = parts;

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
    setitimer: (process, { which, newTimer, oldTimer }) => setTimer(process, which, newTimer, oldTimer),
    *getitimer(process, { which, timer }) {
      const found = cell<Timer>();
      const status = yield* makeCall('Proc_GetIntervalTimer', process, { type: which, timer: found });
      if (status !== SUCCESS || found.value === undefined) return unixStatus(status);
      return yield* records.store(process, timer, ProcTimerInterval, found.value);
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
      return yield* passOn('Sys_SetTimeOfDay', process, { time, localOffset, dst });
    },
  };
}
