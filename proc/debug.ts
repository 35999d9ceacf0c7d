/**
 * What a debugger may ask of a process in the debug state (call 43): take it over, when it has stopped, or whichever
 * is next to stop; look at and change its memory and registers, let it go on, by one instruction if asked, give it
 * up. Unlike Sprite's, only its owner and root may.
 * Source: kernel-call reference, 5.8.
 */
import { bind, struct, uint } from '../arch/codec.js';
import { ProcDebugHead, ProcDebugSignals } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { unholdableMask } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { type Lookup, mayControl } from './lookup.js';
import type { ProcessTable } from './process-table.js';
import { isDebugged, isOnDebugList, type Stops } from './stop.js';

const DebugRequest = {
  GET_THIS: 0,
  GET_NEXT: 1,
  CONTINUE: 2,
  SINGLE_STEP: 3,
  GET_STATE: 4,
  SET_STATE: 5,
  READ: 6,
  WRITE: 7,
  DETACH: 8,
} as const;

const MAX_TRANSFER_BYTES = 16384;

export interface DebugParts {
  readonly kernel: Kernel;
  readonly table: ProcessTable;
  readonly memory: UserMemory;
  readonly lookup: Lookup;
  readonly stops: Stops;
}

export function createDebug(parts: DebugParts) {
  const { kernel, memory, lookup, stops } = parts;
  const { debug: registers, layout } = kernel.machine;
  const headCodec = bind(ProcDebugHead, layout);
  const signalCodec = bind(ProcDebugSignals, layout);
  const signalsAt = headCodec.size + registers.size;
  const stateSize = signalsAt + signalCodec.size;

  const wordCodec = bind(struct('Proc_PID', { id: uint }), layout);

  const isDying = ({ genFlags }: Process): boolean => (genFlags & ProcessFlag.DYING) !== 0;
  const isStopped = (process: Process): boolean => process.state === ProcessState.Suspended;
  const isHeld = (process: Process): boolean =>
    isDebugged(process) && !isOnDebugList(process) && isStopped(process);

  function* copy(
    from: Process,
    source: number,
    to: Process,
    destination: number,
    count: number,
  ): Task<Status> {
    if (count < 0 || count > MAX_TRANSFER_BYTES) return Status.SYS_INVALID_ARG;
    const bytes = yield* memory.copyIn(from, source, count);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    const stored = yield* memory.copyOut(to, destination, bytes);
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  function markHeld(target: Process): void {
    target.genFlags = (target.genFlags & ~ProcessFlag.ON_DEBUG_LIST) | ProcessFlag.DEBUGGED;
  }

  /** The process a request is about, or why it may not be. */
  function find(caller: Process, id: number): Process | Status {
    const target = lookup(caller, id);
    if (target === null || target === caller || isDying(target)) return Status.PROC_INVALID_PID;
    return mayControl(caller, target.effectiveUserId) ? target : Status.PROC_UID_MISMATCH;
  }

  /** Whatever has stopped it; one that runs is waited for. */
  function* takeOver(caller: Process, id: number): Task<Status> {
    for (;;) {
      const target = find(caller, id);
      if (typeof target === 'number') return target;
      if (isStopped(target)) {
        markHeld(target);
        return SUCCESS;
      }
      if ((yield* stops.awaitStop()) === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
    }
  }

  /** The first on the debug list, when there is one; its id is stored. */
  function* takeNext(caller: Process, destination: number): Task<Status> {
    for (;;) {
      const target = stops.debugList().find((one) => mayControl(caller, one.effectiveUserId));
      if (target !== undefined) {
        markHeld(target);
        const stored = yield* memory.copyOut(caller, destination, wordCodec.encode({ id: homeIdOf(target) }));
        return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
      }
      if ((yield* stops.awaitStop()) === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
    }
  }

  function* giveState(target: Process, caller: Process, destination: number): Task<Status> {
    const { context, signals } = target;
    if (context === null) return Status.PROC_INVALID_PID;
    const stop = parts.table.kin(target).lastStop ?? { reason: 0, status: 0, code: 0 };
    const bytes = new Uint8Array(stateSize);
    const head = {
      processID: target.id,
      termReason: stop.reason,
      termStatus: stop.status,
      termCode: stop.code,
    };
    headCodec.encodeInto(head, bytes, 0);
    bytes.set(registers.describe(context), headCodec.size);
    const state = {
      sigHoldMask: signals.holdMask,
      sigPendingMask: signals.pendingMask,
      sigActions: [...signals.actions],
      sigMasks: [...signals.masks],
      sigCodes: [...signals.codes],
    };
    signalCodec.encodeInto(state, bytes, signalsAt);
    return (yield* memory.copyOut(caller, destination, bytes)) ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  /** Registers and the masks; what a debugger says of actions and codes would only be what it was told. */
  function* takeState(target: Process, caller: Process, source: number): Task<Status> {
    const bytes = yield* memory.copyIn(caller, source, stateSize);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    if (target.context === null || !isHeld(target)) return Status.PROC_INVALID_PID;
    registers.change(target.context, bytes.slice(headCodec.size, signalsAt));
    const { sigHoldMask, sigPendingMask } = signalCodec.decode(bytes, signalsAt);
    target.signals.holdMask = sigHoldMask & ~unholdableMask;
    target.signals.pendingMask = sigPendingMask;
    return SUCCESS;
  }

  return function* debug(caller: Process, args: CallArguments<'Proc_Debug'>): Task<CallResult> {
    const { request, numBytes, source, destination } = args;
    if (request < DebugRequest.GET_THIS || request > DebugRequest.DETACH) return Status.SYS_INVALID_ARG;
    if (request === DebugRequest.GET_NEXT) return yield* takeNext(caller, destination);
    if (request === DebugRequest.GET_THIS) return yield* takeOver(caller, args.pid);
    const target = find(caller, args.pid);
    if (typeof target === 'number') return target;
    if (!isHeld(target)) return Status.PROC_INVALID_PID;
    switch (request) {
      case DebugRequest.SINGLE_STEP:
        target.genFlags |= ProcessFlag.SINGLE_STEP;
        stops.continueHeld(target);
        return SUCCESS;
      case DebugRequest.CONTINUE:
        stops.continueHeld(target);
        return SUCCESS;
      case DebugRequest.GET_STATE:
        return yield* giveState(target, caller, destination);
      case DebugRequest.SET_STATE:
        return yield* takeState(target, caller, source);
      case DebugRequest.DETACH:
        target.genFlags &= ~ProcessFlag.DEBUGGED;
        stops.resume(target);
        return SUCCESS;
      case DebugRequest.READ:
        return yield* copy(target, source, caller, destination, numBytes);
      case DebugRequest.WRITE:
        return yield* copy(caller, source, target, destination, numBytes);
      default:
        return Status.SYS_INVALID_ARG;
    }
  };
}
