/**
 * Suspended processes, and those in the debug state: a process that a suspend or debug signal has stopped sleeps
 * here until SIG_RESUME, a debugger, or a signal that ends even that sleep (SIG_KILL, the migrate signals).
 * Its parent is told of both events; where a debugger holds it, only of the stops that are not the debugger's. Source: exec-and-signals reference, 8.3 and 9.2.
 */
import { Status } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState, type WakeReason } from '../kernel/process.js';
import {
  deliverable,
  migrateSignals,
  NO_CODE,
  Sig,
  type SignalState,
  signalBit,
} from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../kernel/wait-queue.js';
import { MigCommand, SuspendFlag, sendMigCommand, suspendRecord } from './mig-command.js';
import { isForeign, type ProcessNetwork } from './network.js';
import { type Outcome, type ProcessTable, Reason } from './process-table.js';

const MOST_TRIES = 2;

/** Whether the signal was pending; it is not any more. */
function takePending(state: SignalState, signal: number): boolean {
  const wasPending = (state.pendingMask & signalBit(signal)) !== 0;
  state.pendingMask &= ~signalBit(signal);
  return wasPending;
}

export interface Stops {
  /** Stop the current process; returns when it goes on. */
  stopHere(process: Process, signal: number, code: number, kind: 'suspended' | 'debugged'): Task<void>;
  /** A suspend signal for a process that is stopped already: its parent hears of it again. */
  stopAgain(process: Process, signal: number, code: number): void;
  /** The parent of a process that is away hears of it. */
  note(process: Process, news: Outcome): void;
  /** Let a stopped process go on that no debugger holds; no effect on another. */
  resume(process: Process): void;
  /** For its debugger: let a stopped process go on. */
  continueHeld(process: Process): void;
  /** Processes that a fault or SIG_DEBUG has stopped and no debugger has taken over, the oldest first. */
  debugList(): readonly Process[];
  /** For debuggers: until some process has stopped, or has ended. */
  awaitStop(): Task<WakeReason>;
  /** A process has ended. */
  ended(): void;
}

export const isOnDebugList = ({ genFlags }: Process): boolean => (genFlags & ProcessFlag.ON_DEBUG_LIST) !== 0;
export const isDebugged = ({ genFlags }: Process): boolean => (genFlags & ProcessFlag.DEBUGGED) !== 0;

export function createStops(kernel: Kernel, table: ProcessTable, network: ProcessNetwork | null): Stops {
  const stopped = createWaitQueue('stopped');
  const debuggers = createWaitQueue('debuggers');

  function tell(process: Process, reason: Reason, signal: number, code: number): void {
    if (isForeign(process)) return tellHome(process, { reason, status: signal, code });
    note(process, { reason, status: signal, code });
  }

  function note(process: Process, news: Outcome): void {
    const kin = table.kin(process);
    if (kin.news?.reason !== Reason.Detached) kin.news = news;
    table.tellParent(process);
  }

  /** Of a foreign process, in the background: its parent waits at home. */
  function tellHome({ peer }: Process, news: Outcome): void {
    if (network === null || peer === null) return;
    const { rpc, servers } = network;
    const flags = news.reason === Reason.Suspended ? SuspendFlag.STOPPED : SuspendFlag.RESUMED;
    const data = suspendRecord.encode({ ...news, flags }, rpc.littleEndian);
    servers.callLater(function* tellOfStop() {
      for (let tries = 0; tries < MOST_TRIES; tries++) {
        const { status } = yield* sendMigCommand(rpc, peer, MigCommand.SUSPEND, data);
        if (status !== Status.RPC_TIMEOUT) return;
      }
    });
  }

  return {
    *stopHere(process, signal, code, kind) {
      const state = process.signals;
      const isDebuggers = kind === 'debugged' && isDebugged(process);
      if (kind === 'debugged' && !isDebuggers) process.genFlags |= ProcessFlag.ON_DEBUG_LIST;
      table.kin(process).lastStop = { reason: Reason.Suspended, status: signal, code };
      // It may have been stopped on another host before, and may go on from there.
      if (!state.isStopped && !isDebuggers) tell(process, Reason.Suspended, signal, code);
      wakeAll(kernel, debuggers);
      state.isStopped = false;
      const resumed = takePending(state, Sig.RESUME);
      if (resumed) tell(process, Reason.Resumed, Sig.RESUME, NO_CODE);
      else yield* sleepOn(kernel, stopped, { state: ProcessState.Suspended });
      process.genFlags &= ~ProcessFlag.ON_DEBUG_LIST;
      if (!resumed && (deliverable(state) & migrateSignals) !== 0) {
        state.isStopped = true;
        state.pendingMask |= signalBit(signal);
        state.codes[signal] = code;
      }
    },
    note,
    stopAgain: (process, signal, code) => tell(process, Reason.Suspended, signal, code),
    resume(process) {
      if (process.state !== ProcessState.Suspended || isDebugged(process)) return;
      tell(process, Reason.Resumed, Sig.RESUME, NO_CODE);
      kernel.scheduler.wake(process, 'woken');
    },
    continueHeld: (process) => kernel.scheduler.wake(process, 'woken'),
    debugList: () => stopped.waiters.filter(isOnDebugList),
    awaitStop: () => sleepOn(kernel, debuggers, { interruptible: true }),
    ended: () => wakeAll(kernel, debuggers),
  };
}
