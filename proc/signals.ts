/**
 * Sending signals to processes and families, and the Sig_* calls. What a signal does to a process when it
 * arrives there is in `user-return.ts`. Source: kernel-call reference, calls 27 to 30 and 5.4;
 * exec-and-signals reference, 9.2.
 */
import { bind, type ValueOf } from '../arch/codec.js';
import * as L from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { type ProcessId, USER_NIL, type UserAddress } from '../arch/units.js';
import { type CallResult, ENTER_AGAIN, type Implementations } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeOf, type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import {
  defaultActions,
  deliverable,
  migrateSignals,
  NO_CODE,
  SIGNAL_COUNT,
  Sig,
  SigAction,
  signalBit,
  unholdableMask,
} from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { createSlotTable, type SlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { createWaitQueue, sleepOn } from '../kernel/wait-queue.js';
import type { Families } from './family.js';
import { type Lookup, MY_PID, mayControl } from './lookup.js';
import type { ProcessNetwork } from './network.js';
import { createRemoteSignals, type RemoteSignals } from './remote-signals.js';
import type { Stops } from './stop.js';

export type SigCalls = Pick<Implementations, Extract<keyof Implementations, `Sig_${string}`>>;

export type ActionRecord = ValueOf<typeof L.SigAction>;

export interface Signals {
  readonly calls: SigCalls;
  /** What the process does about a signal; the handler and mask are 0 unless there is one. */
  describeAction(process: Process, signal: number): ActionRecord;
  changeAction(process: Process, signal: number, wanted: ActionRecord): Status;
  setHoldMask(process: Process, mask: number): void;
  /** Without asking who sends: for the kernel itself. */
  send(process: Process, signal: number, code?: number, address?: UserAddress): void;
  /** Between hosts; null on a host without a network. */
  readonly remote: RemoteSignals | null;
  /** To every member of a family, for terminals. */
  signalFamily(family: number, signal: number): void;
  /** The hold mask from before Sig_Pause, which the next handler's return restores; null when not pausing. */
  readonly pausedMask: SlotTable<number>;
}

export interface SignalParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly families: Families;
  readonly lookup: Lookup;
  readonly stops: Stops;
  readonly network: ProcessNetwork | null;
  /** The living process with this id, of this host's own; null when there is none. */
  find(id: number): Process | null;
  /** The host that a process has gone to does not know it. */
  denied(shadow: Process): void;
}

/** One past the last action; the real call's check lets it through, and nothing comes of it. */
const ACTION_COUNT = 7;

export const isHandler = (action: number): boolean => action > SigAction.Suspend;

export function createSignals(parts: SignalParts): Signals {
  const { kernel, memory, families, lookup, stops } = parts;
  const actionCodec = bind(L.SigAction, kernel.machine.layout);
  const pausedMask: SlotTable<number> = createSlotTable('sig pause');
  const pausing = createWaitQueue('signal');
  const remote =
    parts.network === null
      ? null
      : createRemoteSignals({
          kernel,
          network: parts.network,
          deliver: (id, signal, effectiveUserId) => deliver(parts.find(id), signal, effectiveUserId),
          deliverToFamily,
          post: (process, { signal, code, address }) => send(process, signal, code, address),
          denied: parts.denied,
        });

  // --- Sending -----------------------------------------------------------------------------------------------

  function send(process: Process, signal: number, code: number = NO_CODE, address: UserAddress = 0): void {
    if (process.state === ProcessState.Migrated) {
      return kernel.forwardSignal(process, { signal, code, address });
    }
    // On its way it has no actions; all this is looked at again when it has arrived.
    if ((process.genFlags & ProcessFlag.MIGRATING) !== 0)
      return postSignal(kernel, process, signal, code, address);
    const action = process.signals.actions[signal];
    // Who was stopped on another host and has not stopped here yet finds it pending.
    if (signal === Sig.RESUME && !process.signals.isStopped) {
      stops.resume(process);
      if (!isHandler(action)) return;
    }
    if (signal === Sig.MIGRATE_HOME && (process.genFlags & ProcessFlag.FOREIGN) === 0) return;
    if (action === SigAction.Suspend && process.state === ProcessState.Suspended) {
      return stops.stopAgain(process, signal, code);
    }
    postSignal(kernel, process, signal, code, address);
  }

  const isAbroad = (host: number): boolean => host !== kernel.hostId && parts.network?.isHost(host) === true;

  /** The home of whom it is for passes it on. */
  function* sendTo(sender: Process, id: number, signal: number): Task<Status> {
    const host = homeOf(id as ProcessId);
    if (id !== MY_PID && remote !== null && isAbroad(host)) {
      return yield* remote.sendAbroad(host, { id, isFamily: false }, signal, sender.effectiveUserId);
    }
    return yield* deliver(lookup(sender, id), signal, sender.effectiveUserId);
  }

  function* deliver(process: Process | null, signal: number, effectiveUserId: number): Task<Status> {
    if (process === null) return Status.PROC_INVALID_PID;
    if (!mayControl({ effectiveUserId }, process.effectiveUserId)) return Status.PROC_UID_MISMATCH;
    if (process.state === ProcessState.Migrated && remote !== null) {
      return yield* remote.sendOn(process, { signal, code: NO_CODE, address: 0 });
    }
    if (signal !== 0) send(process, signal);
    return SUCCESS;
  }

  function* sendToFamily(sender: Process, family: number, signal: number): Task<Status> {
    const host = homeOf(family as ProcessId);
    if (remote !== null && isAbroad(host)) {
      return yield* remote.sendAbroad(host, { id: family, isFamily: true }, signal, sender.effectiveUserId);
    }
    return deliverToFamily(family, signal, sender.effectiveUserId);
  }

  function deliverToFamily(family: number, signal: number, effectiveUserId: number): Status {
    const owner = families.owner(family);
    if (owner === null) return Status.PROC_INVALID_FAMILY_ID;
    if (!mayControl({ effectiveUserId }, owner)) return Status.PROC_UID_MISMATCH;
    if (signal !== 0) signalFamily(family, signal);
    return SUCCESS;
  }

  function signalFamily(family: number, signal: number): void {
    for (const process of families.members(family).slice()) send(process, signal);
  }

  // --- Actions -----------------------------------------------------------------------------------------------

  const isFixed = (signal: number): boolean =>
    signal < 1 || signal >= SIGNAL_COUNT || signal === Sig.KILL || signal === Sig.SUSPEND;

  function describeAction(process: Process, signal: number): ActionRecord {
    const action = process.signals.actions[signal];
    if (isHandler(action)) {
      return { action: SigAction.Handle, handler: action, sigHoldMask: process.signals.masks[signal] };
    }
    const isDefault = action === defaultActions[signal];
    return { action: isDefault ? SigAction.Default : action, handler: 0, sigHoldMask: 0 };
  }

  /** The value for `actions`, or why it cannot be. */
  function checkAction(
    process: Process,
    signal: number,
    wanted: { readonly action: number; readonly handler: UserAddress },
  ): { readonly value: number } | { readonly status: Status } {
    switch (wanted.action) {
      case SigAction.Ignore:
        if ((unholdableMask & signalBit(signal)) !== 0) return { status: Status.SIG_INVALID_SIGNAL };
        return { value: SigAction.Ignore };
      case SigAction.Default:
        return { value: defaultActions[signal] };
      case SigAction.Handle: {
        const readable = memory.accessible(process, wanted.handler, 4) === 4;
        return readable ? { value: wanted.handler } : { status: Status.SYS_ARG_NOACCESS };
      }
      case ACTION_COUNT:
        return { value: process.signals.actions[signal] };
      default:
        return { value: wanted.action };
    }
  }

  function* setAction(
    process: Process,
    signal: number,
    newAddress: UserAddress,
    oldAddress: UserAddress,
  ): Task<CallResult> {
    if (isFixed(signal)) return Status.SIG_INVALID_SIGNAL;
    if (oldAddress !== USER_NIL) {
      const old = actionCodec.encode(describeAction(process, signal));
      if (!(yield* memory.copyOut(process, oldAddress, old))) return Status.SYS_ARG_NOACCESS;
    }
    const bytes = yield* memory.copyIn(process, newAddress, actionCodec.size);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    return changeAction(process, signal, actionCodec.decode(bytes));
  }

  function changeAction(process: Process, signal: number, wanted: ActionRecord): Status {
    if (isFixed(signal)) return Status.SIG_INVALID_SIGNAL;
    if (wanted.action < 0 || wanted.action > ACTION_COUNT) return Status.SIG_INVALID_ACTION;
    const checked = checkAction(process, signal, wanted);
    if ('status' in checked) return checked.status;
    const state = process.signals;
    state.actions[signal] = checked.value;
    state.masks[signal] = isHandler(checked.value)
      ? (signalBit(signal) | wanted.sigHoldMask) & ~unholdableMask
      : 0;
    if (checked.value === SigAction.Ignore) state.pendingMask &= ~signalBit(signal);
    return SUCCESS;
  }

  // --- Masks -------------------------------------------------------------------------------------------------

  function setHoldMask(process: Process, mask: number): void {
    process.signals.holdMask = mask & ~unholdableMask;
    if (deliverable(process.signals) !== 0) process.userReturnPending = true;
  }

  /**
   * Sleep until a signal comes. The old mask is put back by nobody but the return of the next handler. Who is moved
   * meanwhile pauses on where it arrives, unless a signal has come before it: answered as Sprite does, with
   * GEN_ABORTED_BY_SIGNAL, its library would pause once more after the handler.
   */
  function* pause(process: Process, mask: number): Task<CallResult> {
    if (pausedMask.get(process) === undefined) pausedMask.set(process, process.signals.holdMask);
    setHoldMask(process, mask);
    yield* sleepOn(kernel, pausing, { interruptible: true, anySignal: true });
    const pending = process.signals.pendingMask;
    const onlyMigration = pending !== 0 && (pending & ~migrateSignals) === 0;
    if (!onlyMigration) return SUCCESS;
    process.callProgress = { bytesMoved: 0, deadlineNs: null };
    return ENTER_AGAIN;
  }

  return {
    send,
    remote,
    signalFamily,
    describeAction,
    changeAction,
    setHoldMask,
    pausedMask,
    calls: {
      *Sig_Send(process, args): Task<CallResult> {
        if (args.signal < 0 || args.signal >= SIGNAL_COUNT) return Status.SIG_INVALID_SIGNAL;
        if (args.isFamily !== 0) return yield* sendToFamily(process, args.id | 0, args.signal);
        return yield* sendTo(process, args.id, args.signal);
      },
      Sig_Pause: (process, args) => pause(process, args.holdMask),
      Sig_SetHoldMask(process, args) {
        args.oldMask.value = process.signals.holdMask;
        pausedMask.clear(process);
        setHoldMask(process, args.newMask);
        return SUCCESS;
      },
      Sig_SetAction: (process, args) => setAction(process, args.signal, args.newAction, args.oldAction),
    },
  };
}
