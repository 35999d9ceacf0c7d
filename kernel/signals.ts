/**
 * Posting a signal to a process of this host, and its effect on a process that sleeps. Who may send, families
 * and hosts, and what happens at delivery are in `proc/`; this is what faults, timers, pipes and terminals need.
 * Source: exec-and-signals reference, 9.2.
 */
import type { UserAddress } from '../arch/units.js';
import type { Kernel } from './kernel.js';
import { type Process, ProcessFlag, ProcessState } from './process.js';
import { defaultActions, NO_CODE, Sig, SigAction, signalBit } from './signal-state.js';

/** These end even a suspended process's sleep. */
const wakesSuspended = signalBit(Sig.KILL) | signalBit(Sig.MIGRATE_TRAP) | signalBit(Sig.MIGRATE_HOME);

/**
 * Make a signal pending. Ignored ones are dropped; only one of each is remembered (the latest code wins), and
 * the address is the latest signal's. Any signal that is kept, held or not, wakes an interruptible sleeper.
 * For a process on its way it waits until the process has arrived.
 */
export function postSignal(
  kernel: Kernel,
  process: Process,
  signal: number,
  code: number = NO_CODE,
  address: UserAddress = 0,
): void {
  const state = process.signals;
  if (process.state === ProcessState.Migrated)
    return kernel.forwardSignal(process, { signal, code, address });
  if ((process.genFlags & ProcessFlag.MIGRATING) !== 0) {
    state.onTheWay.push({ signal, code, address });
    return;
  }
  const endsStop = signal === Sig.RESUME && state.isStopped;
  if (state.actions[signal] === SigAction.Ignore && !endsStop) return;
  if ((process.genFlags & ProcessFlag.KERNEL) !== 0 || isGone(process)) return;
  state.pendingMask |= signalBit(signal);
  state.codes[signal] = code;
  state.faultAddress = address;
  process.userReturnPending = true;
  if (kernel.listening('signal')) {
    kernel.emit({
      kind: 'signal',
      timeNs: kernel.stretchTime(),
      host: kernel.hostId,
      pid: process.id,
      signal,
      code,
    });
  }
  if (process.state === ProcessState.Waiting) {
    if (process.waitInterruptible) kernel.scheduler.wake(process, 'signal');
  } else if (process.state === ProcessState.Suspended && (signalBit(signal) & wakesSuspended) !== 0) {
    kernel.scheduler.wake(process, 'signal');
  }
}

/**
 * A fault of the program itself. If its signal is held, the signal goes back to its default, so that the process
 * is debugged rather than looping.
 */
export function postFault(
  kernel: Kernel,
  process: Process,
  signal: number,
  code: number,
  address: UserAddress,
): void {
  const state = process.signals;
  if ((state.holdMask & signalBit(signal)) !== 0) {
    state.holdMask &= ~signalBit(signal);
    state.actions[signal] = defaultActions[signal];
  }
  postSignal(kernel, process, signal, code, address);
}

/** The process has arrived: post what was sent meanwhile. */
export function postArrived(kernel: Kernel, process: Process): void {
  for (const { signal, code, address } of process.signals.onTheWay.splice(0)) {
    postSignal(kernel, process, signal, code, address);
  }
}

function isGone(process: Process): boolean {
  return (
    process.state === ProcessState.Unused ||
    process.state === ProcessState.Exiting ||
    process.state === ProcessState.Dead
  );
}
