/**
 * What a debugger may ask of a process in the debug state (call 43): take it over, look at and change its
 * memory and registers, let it go on, by one instruction if asked, give it up. Which process is next on the debug
 * list (request 1) is not served.
 * Source: kernel-call reference, 5.8.
 */
import { bind } from '../arch/codec.js';
import { ProcDebugHead, ProcDebugSignals } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { CallResult } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { unholdableMask } from '../kernel/signal-state.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { type Lookup, mayControl } from './lookup.js';
import type { ProcessTable } from './process-table.js';
import type { Stops } from './stop.js';

export const DebugRequest = {
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

  const isOnList = (process: Process): boolean => (process.genFlags & ProcessFlag.ON_DEBUG_LIST) !== 0;
  const isHeld = (process: Process): boolean =>
    (process.genFlags & ProcessFlag.DEBUGGED) !== 0 &&
    !isOnList(process) &&
    process.state === ProcessState.Suspended;

  function* copy(
    from: Process,
    source: number,
    to: Process,
    destination: number,
    count: number,
  ): Task<Status> {
    if (count < 0 || count > MAX_TRANSFER_BYTES) return Status.GEN_INVALID_ARG;
    const bytes = yield* memory.copyIn(from, source, count);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    const stored = yield* memory.copyOut(to, destination, bytes);
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  function takeOver(target: Process): Status {
    if (!isOnList(target)) return Status.PROC_INVALID_PID;
    target.genFlags = (target.genFlags & ~ProcessFlag.ON_DEBUG_LIST) | ProcessFlag.DEBUGGED;
    return SUCCESS;
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
    if (request < DebugRequest.GET_THIS || request > DebugRequest.DETACH) return Status.GEN_INVALID_ARG;
    if (request === DebugRequest.GET_NEXT) return Status.GEN_NOT_IMPLEMENTED;
    const target = lookup(caller, args.pid);
    if (target === null || target === caller) return Status.PROC_INVALID_PID;
    if (!mayControl(caller, target.effectiveUserId)) return Status.PROC_UID_MISMATCH;
    if (request === DebugRequest.GET_THIS) return takeOver(target);
    if (!isHeld(target)) return Status.PROC_INVALID_PID;
    switch (request) {
      case DebugRequest.SINGLE_STEP:
        target.genFlags |= ProcessFlag.SINGLE_STEP;
        stops.resume(target);
        return SUCCESS;
      case DebugRequest.CONTINUE:
        stops.resume(target);
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
        return Status.GEN_NOT_IMPLEMENTED;
    }
  };
}
