/** UNIX calls about signals: its numbers and masks here, Sprite's below. Source: kernel-call reference, 3.1. */
import { Status, SUCCESS } from '../../arch/status.js';
import { USER_NIL } from '../../arch/units.js';
import { spriteMask, spriteSignal, unixMask } from '../../arch/unix-signals.js';
import { NO_RESULT } from '../../kernel/calls.js';
import type { Process } from '../../kernel/process.js';
import { deliverable, SIGNAL_COUNT, Sig, SigAction, signalBit } from '../../kernel/signal-state.js';
import type { Task } from '../../kernel/task.js';
import { MY_PID } from '../lookup.js';
import { isHandler } from '../signals.js';
import { SignalStack, SignalVector } from './layouts.js';
import { AGAIN, cell, Errno, invalid, isInterrupted, type UnixOutcome, unixStatus } from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';

type Names = 'kill' | 'killpg' | 'sigvec' | 'sigblock' | 'sigsetmask' | 'sigpause' | 'sigstack' | 'sigreturn';

/** Handlers that are none. */
const DEFAULT = 0;
const IGNORE = 1;

/** Whether the signal that woke the process will run a handler. */
export const willHandle = ({ signals }: Process): boolean => {
  const mask = deliverable(signals);
  for (let signal = 1; signal < SIGNAL_COUNT; signal++) {
    if ((mask & signalBit(signal)) !== 0 && isHandler(signals.actions[signal])) return true;
  }
  return false;
};

export function createUnixSignals(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { kernel, memory, makeCall, passOn, records, processes } = parts;
  const { unix } = kernel.machine;

  function* sendSignal(
    process: Process,
    id: number,
    unixNumber: number,
    isFamily: number,
  ): Task<UnixOutcome> {
    const signal = unixNumber === 0 ? 0 : spriteSignal(unixNumber);
    if (signal === null) return invalid;
    return yield* passOn('Sig_Send', process, { signal, id, isFamily });
  }

  function* setMask(process: Process, newMask: number): Task<number> {
    const oldMask = cell<number>();
    yield* makeCall('Sig_SetHoldMask', process, { newMask, oldMask });
    return oldMask.value ?? 0;
  }

  function* changeVector(process: Process, signal: number, address: number): Task<UnixOutcome> {
    const wanted = yield* records.loadRecord(process, address, SignalVector);
    if (wanted === null) return { errno: Errno.EFAULT };
    const { handler } = wanted;
    const action =
      handler === DEFAULT ? SigAction.Default : handler === IGNORE ? SigAction.Ignore : SigAction.Handle;
    const status = processes.changeAction(process, signal, {
      action,
      handler,
      sigHoldMask: spriteMask(wanted.mask),
    });
    return status === Status.SYS_ARG_NOACCESS ? { errno: Errno.EFAULT } : unixStatus(status);
  }

  return {
    kill: (process, { pid, signal }) => sendSignal(process, pid === 0 ? MY_PID : pid >>> 0, signal, 0),
    killpg: (process, { family, signal }) => sendSignal(process, family >>> 0, signal, 1),
    *sigvec(process, args) {
      const signal = spriteSignal(args.signal);
      if (signal === null || signal === Sig.KILL || signal === Sig.SUSPEND) return invalid;
      const now = processes.describeAction(process, signal);
      const old = {
        handler:
          now.action === SigAction.Handle ? now.handler : now.action === SigAction.Ignore ? IGNORE : DEFAULT,
        mask: unixMask(now.sigHoldMask),
        flags: 0,
      };
      const stored = yield* records.store(process, args.oldVector, SignalVector, old);
      if (stored !== 0) return { errno: Errno.EFAULT };
      return args.newVector === USER_NIL ? 0 : yield* changeVector(process, signal, args.newVector);
    },
    *sigblock(process, { mask }) {
      const { holdMask } = process.signals;
      return unixMask(yield* setMask(process, holdMask | spriteMask(mask)));
    },
    *sigsetmask(process, { mask }) {
      yield* setMask(process, spriteMask(mask));
      return unixMask(process.signals.holdMask);
    },
    *sigpause(process, { mask }) {
      const status = yield* makeCall('Sig_Pause', process, { holdMask: spriteMask(mask) });
      if (status !== SUCCESS && !isInterrupted(status)) return unixStatus(status);
      return willHandle(process) ? { errno: Errno.EINTR } : AGAIN;
    },
    sigstack: (process, { oldStack }) =>
      records.store(process, oldStack, SignalStack, { stackPointer: 0, onStack: 0 }),
    *sigreturn(process, { record }) {
      const bytes = yield* memory.copyIn(process, record, unix.jumpSize);
      if (bytes === null || process.context === null) return invalid;
      processes.setHoldMask(process, unix.jump(process.context, bytes));
      return NO_RESULT;
    },
  };
}
