/**
 * Structures of the vendors' UNIX. Laid out by the machine's rules, so the same declaration serves both.
 * Source: kernel-call reference, 3.1 (stat, sigvec, rusage); structures reference, 2 (directories).
 */
import { array, int, nested, struct, uint, ushort } from '../../arch/codec.js';
import { ProcTimerInterval, Time } from '../../arch/layouts.js';

export const Stat = struct('struct stat', {
  dev: ushort,
  ino: uint,
  mode: ushort,
  nlink: ushort,
  uid: ushort,
  gid: ushort,
  rdev: ushort,
  size: int,
  accessTime: int,
  spare1: int,
  modifyTime: int,
  spare2: int,
  changeTime: int,
  spare3: int,
  blockSize: int,
  blocks: int,
  spare4: array(int, 2),
});
export const SignalVector = struct('struct sigvec', { handler: uint, mask: int, flags: int });
export const SignalStack = struct('struct sigstack', { stackPointer: uint, onStack: int });
export const Zone = struct('struct timezone', { minutesWest: int, daylight: int });
/** Only the times and the two counts of switches are used. */
export const Rusage = struct('struct rusage', {
  user: nested(Time),
  system: nested(Time),
  unused: array(int, 12),
  voluntarySwitches: int,
  involuntarySwitches: int,
});
export const IoVector = struct('struct iovec', { base: uint, length: int });
export const TwoTimes = struct('two times', { access: nested(Time), modify: nested(Time) });
export const IntCell = struct('int', { value: int });
export { ProcTimerInterval, Time };
