/**
 * What a process does before it enters user mode while something is pending: it is killed, stopped, or has one
 * handler set up. SIG_KILL is taken first, otherwise the lowest number. Signals beyond the one whose handler is
 * entered wait until the handler has run for a moment.
 * Source: exec-and-signals reference, 9.1 and 9.2.
 */
import type { Context, SignalDelivery } from '../arch/machine.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag } from '../kernel/process.js';
import { deliverable, NO_CODE, Sig, SigAction, signalBit } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import type { Exit } from './exit.js';
import type { Migration } from './migration.js';
import { Destroyed, Reason } from './process-table.js';
import type { Profiles } from './profile.js';
import { isHandler, type Signals } from './signals.js';
import type { Stops } from './stop.js';

export interface UserReturnParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly signals: Pick<Signals, 'pausedMask'>;
  readonly stops: Stops;
  readonly profiles: Profiles;
  readonly exit: Exit;
  migration(): Migration | null;
}

export interface UserReturn {
  /** What `userReturnPending` asks for. */
  userReturn(process: Process): Task<void>;
  /** A handler has returned: restore what it interrupted. */
  signalReturn(process: Process): Task<void>;
}

export function createUserReturn(parts: UserReturnParts): UserReturn {
  const { kernel, memory, signals, stops, profiles, exit } = parts;
  const { machine } = kernel;

  function* userReturn(process: Process): Task<void> {
    process.userReturnPending = false;
    yield* profiles.count(process);
    process.signals.holdMask &= ~signalBit(Sig.MIGRATE_TRAP);
    for (;;) {
      const signal = nextSignal(process);
      if (signal === 0) return;
      const { codes, actions } = process.signals;
      const code = codes[signal];
      const action = actions[signal];
      process.signals.pendingMask &= ~signalBit(signal);
      codes[signal] = NO_CODE;
      if (isHandler(action)) return yield* setUpHandler(process, signal, code, action);
      if (yield* act(process, signal, code, action)) return;
    }
  }

  /** True when the process is no more. */
  function* act(process: Process, signal: number, code: number, action: number): Task<boolean> {
    switch (action) {
      case SigAction.Kill:
        // The default of SIG_RESUME, which never kills: it has done all it does when it was sent.
        if (signal === Sig.RESUME) return false;
        if (signal !== Sig.KILL && (process.genFlags & ProcessFlag.DEBUGGED) !== 0) {
          yield* stops.stopHere(process, signal, code, 'suspended');
          return false;
        }
        yield* kill(process, signal, code);
        return true;
      case SigAction.Debug:
        yield* stops.stopHere(process, signal, code, 'debugged');
        return false;
      case SigAction.Suspend:
        yield* stops.stopHere(process, signal, code, 'suspended');
        return false;
      case SigAction.Migrate:
        return yield* parts.migration()?.trap(process, signal) ?? nobody();
      default:
        // Ignored since it was posted.
        return false;
    }
  }

  /** On a host without a network nobody goes anywhere. */
  function* nobody(): Task<boolean> {
    return false;
  }

  /** The kernel kills with a code, which is then the status of a destroyed process. */
  function* kill(process: Process, signal: number, code: number): Task<void> {
    const destroyed = signal === Sig.KILL && code !== NO_CODE;
    yield* destroyed
      ? exit(process, { reason: Reason.Destroyed, status: code, code: 0 })
      : exit(process, { reason: Reason.Signaled, status: signal, code });
  }

  function* setUpHandler(process: Process, signal: number, code: number, handler: number): Task<void> {
    kernel.charge(machine.costs.signalDeliveryNs);
    endCall(process);
    const state = process.signals;
    const delivery: SignalDelivery = {
      personality: process.personality,
      signal,
      code,
      address: state.faultAddress,
      handler,
      oldHoldMask: signals.pausedMask.get(process) ?? state.holdMask,
    };
    const frame = machine.signalFrame(contextOf(process), delivery);
    if (!(yield* memory.copyOut(process, frame.address, frame.bytes))) return yield* badStack(process);
    machine.enterHandler(contextOf(process), delivery, frame.address);
    signals.pausedMask.clear(process);
    state.holdMask |= state.masks[signal] | signalBit(signal);
  }

  /**
   * A call that was to be entered again is over when a handler comes first: a pause has had what it waits for, a wait
   * for a time is aborted.
   */
  function endCall(process: Process): void {
    if (process.callProgress === null) return;
    const isPause = process.callProgress.deadlineNs === null;
    process.callProgress = null;
    machine.setCallResult(contextOf(process), isPause ? SUCCESS : Status.GEN_ABORTED_BY_SIGNAL);
  }

  function* signalReturn(process: Process): Task<void> {
    const range = machine.signalReturnRange(contextOf(process));
    const frame = yield* memory.copyIn(process, range.address, range.size);
    const mask = frame === null ? null : machine.returnFromSignal(contextOf(process), frame);
    if (mask === null) return yield* badStack(process);
    process.signals.holdMask = mask;
    if (deliverable(process.signals) !== 0) process.userReturnPending = true;
  }

  function* badStack(process: Process): Task<void> {
    yield* exit(process, { reason: Reason.Destroyed, status: Destroyed.BAD_STACK, code: 0 });
  }

  return { userReturn, signalReturn };
}

/** The signal to take now, or 0. */
function nextSignal(process: Process): number {
  const mask = deliverable(process.signals);
  if (mask === 0) return 0;
  if ((mask & signalBit(Sig.KILL)) !== 0) return Sig.KILL;
  return 32 - Math.clz32(mask & -mask);
}

function contextOf(process: Process): Context {
  if (process.context === null) throw new Error(`process ${process.slot} takes a signal without a context`);
  return process.context;
}
