/**
 * Signal state of a process: what is pending, held and handled. Sending is here, at the bottom, because memory
 * faults, timers and terminals must be able to send; delivery is in `proc/`. Numbers, defaults and rules:
 * kernel-call reference 5.4, exec-and-signals reference 9.
 */
import type { UserAddress } from '../arch/units.js';

export const SIGNAL_COUNT = 32;
export const NO_CODE = -1;

export const Sig = {
  DEBUG: 1,
  ARITH_FAULT: 2,
  ILL_INST: 3,
  ADDR_FAULT: 4,
  KILL: 5,
  INTERRUPT: 6,
  BREAKPOINT: 7,
  TRACE_TRAP: 8,
  MIGRATE_TRAP: 9,
  MIGRATE_HOME: 10,
  SUSPEND: 11,
  RESUME: 12,
  TTY_INPUT: 13,
  PIPE: 14,
  TIMER: 15,
  URGENT: 16,
  CHILD: 17,
  TERM: 18,
  TTY_SUSPEND: 19,
  TTY_OUTPUT: 20,
  IO_READY: 26,
  WINDOW_CHANGE: 27,
  IOT: 28,
  EMT: 29,
  USER1: 30,
  USER2: 31,
} as const;

/** Actions; a value above Suspend in `actions` is a handler's address. */
export const enum SigAction {
  Ignore = 0,
  Kill = 1,
  Debug = 2,
  Default = 3,
  Handle = 4,
  Migrate = 5,
  Suspend = 6,
}

export interface PostedSignal {
  readonly signal: number;
  readonly code: number;
  readonly address: UserAddress;
}

export interface SignalState {
  holdMask: number;
  pendingMask: number;
  /** By signal number: an action, or the handler's address. */
  readonly actions: Uint32Array;
  /** Mask held while the handler of that signal runs. */
  readonly masks: Int32Array;
  readonly codes: Int32Array;
  /** One word for the process: the address of the latest signal of any number. */
  faultAddress: UserAddress;
  /** The process was stopped when it was taken apart: it stops again, and its parent has been told. */
  isStopped: boolean;
  /** Signals sent while the process was on its way (MIGRATING), in order: to be posted when it has arrived. */
  readonly onTheWay: PostedSignal[];
}

/** Whether there is such a signal: programs name them by any number. */
export const isSignal = (signal: number): boolean => signal >= 1 && signal < SIGNAL_COUNT;
export const signalBit = (signal: number): number => (1 << (signal - 1)) | 0;

const kill = SigAction.Kill;
const debug = SigAction.Debug;
const suspend = SigAction.Suspend;
const ignore = SigAction.Ignore;
const migrate = SigAction.Migrate;
/** Default action by signal number (index 0 unused). */
export const defaultActions: readonly SigAction[] = [
  kill,
  debug,
  debug,
  debug,
  debug,
  kill,
  kill,
  debug,
  debug,
  migrate,
  migrate,
  suspend,
  kill,
  suspend,
  kill,
  kill,
  ignore,
  ignore,
  kill,
  suspend,
  suspend,
  kill,
  kill,
  kill,
  kill,
  kill,
  ignore,
  ignore,
  kill,
  kill,
  kill,
  kill,
];

const maskOf = (signals: readonly number[]): number => signals.reduce((mask, s) => mask | signalBit(s), 0);
/** Removed from every mask a user gives, and never ignored. */
export const unholdableMask = maskOf([
  Sig.ARITH_FAULT,
  Sig.ILL_INST,
  Sig.ADDR_FAULT,
  Sig.KILL,
  Sig.BREAKPOINT,
  Sig.TRACE_TRAP,
  Sig.MIGRATE_HOME,
  Sig.SUSPEND,
]);

export function createSignalState(): SignalState {
  return {
    holdMask: 0,
    pendingMask: 0,
    actions: Uint32Array.from(defaultActions),
    masks: new Int32Array(SIGNAL_COUNT),
    codes: new Int32Array(SIGNAL_COUNT).fill(NO_CODE),
    faultAddress: 0,
    isStopped: false,
    onTheWay: [],
  };
}

/** What makes a process move: no program ever sees them. */
export const migrateSignals = signalBit(Sig.MIGRATE_TRAP) | signalBit(Sig.MIGRATE_HOME);

/** Signals that could be acted upon now. */
export function deliverable(state: SignalState): number {
  return state.pendingMask & ~state.holdMask;
}
