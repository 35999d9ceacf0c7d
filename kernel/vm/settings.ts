/**
 * The commands of Vm_Cmd that set a variable of virtual memory's ways. Every one says on the console what it was and
 * what it is. Anybody may. Source: kernel-call reference, 5.7; memory-and-scheduling reference, 7.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { VmCore } from './core.js';
import type { Tuning } from './tuning.js';

interface Setting {
  readonly variable: string;
  readonly get: () => number;
  readonly set: (value: number) => void;
  readonly isAllowed?: (value: number) => boolean;
}

type Switch = { [Key in keyof Tuning]: Tuning[Key] extends boolean ? Key : never }[keyof Tuning];

/** Does what a command of this number asks for; null when it is no such command. */
export type Settings = (command: number, value: number) => Status | null;

const isPositive = (value: number): boolean => value > 0;

export function createSettings({ kernel, frames, counters, tuning }: VmCore): Settings {
  /** A number or a truth value of the tuning record. */
  function of<Key extends 'clockPages' | 'clockSeconds' | 'maxDirtyPages' | 'maxPageOutProcs' | 'pageGroups'>(
    key: Key,
    isAllowed: (value: number) => boolean,
  ): Setting {
    return {
      variable: key,
      get: () => tuning[key],
      set: (value) => {
        tuning[key] = value;
      },
      isAllowed,
    };
  }
  const flag = (key: Switch): Setting => ({
    variable: key,
    get: () => Number(tuning[key]),
    set: (value) => {
      tuning[key] = value !== 0;
    },
  });

  /** Positive: for each page group; else its opposite, whatever the cache has. */
  const penalty: Setting = {
    variable: 'fsPenalty',
    get: () => tuning.fsPenalty.seconds,
    set: (value) => {
      tuning.fsPenalty = { seconds: Math.abs(value), isGraded: value > 0 };
    },
  };
  const copyOnWrite: Setting = {
    variable: 'copyOnWrite',
    get: () => 1,
    set: () => {},
    isAllowed: (value) => value !== 0,
  };

  const settings: ReadonlyMap<number, Setting> = new Map([
    [0, of('clockPages', isPositive)],
    [1, of('clockSeconds', isPositive)],
    [4, of('maxDirtyPages', (value) => value >= 0)],
    [11, of('maxPageOutProcs', isPositive)],
    [13, copyOnWrite],
    [15, flag('freeWhenClean')],
    [17, penalty],
    [18, of('pageGroups', isPositive)],
    [19, flag('alwaysRefuse')],
    [20, flag('alwaysSayYes')],
    [22, flag('corReadOnly')],
    [23, flag('prefetch')],
    [24, flag('fsReadAhead')],
    [27, flag('writeablePageout')],
    [28, flag('writeableRefPageout')],
  ]);
  const RESET_FS_STATS = 21;

  return (command, value) => {
    if (command === RESET_FS_STATS) {
      counters.minFSPages = counters.maxFSPages = frames.lentCount();
      return SUCCESS;
    }
    const setting = settings.get(command);
    if (setting === undefined) return null;
    if (setting.isAllowed?.(value) === false) return Status.GEN_INVALID_ARG;
    const was = setting.get();
    setting.set(value);
    kernel.log(`${setting.variable} val was ${was}, is ${setting.get()}`);
    return SUCCESS;
  };
}
