/**
 * Dispatch of kernel calls: fetch the words, copy the arguments in by their kinds, run the call, copy the
 * results out, put the status into the register. The pc stays at the trap until the call is finished, so a
 * call that was dropped is simply entered again.
 */
import { bind, int, struct } from '../arch/codec.js';
import type { PendingCall } from '../arch/machine.js';
import { Status, SUCCESS, statusName } from '../arch/status.js';
import type { Decoded } from './argument-codecs.js';
import { contextOf, createArgumentCopier } from './call-arguments.js';
import {
  type Argument,
  CALL_COUNT,
  type CallArguments,
  type CallName,
  callsByNumber,
  type NamedCall,
} from './call-table.js';
import { describeArguments } from './call-text.js';
import type { Kernel } from './kernel.js';
import { homeIdOf, type Process, ProcessFlag } from './process.js';
import { isTask, type MaybeTask, type Task } from './task.js';
import type { UserMemory } from './user-memory.js';

/** The call has set the registers itself (a successful exec), or the process is no more. */
export const NO_RESULT = Symbol('no result');

/**
 * The process moves in the middle of a long wait: the call is entered again where it arrives, and goes on by its
 * `callProgress`, which is not null. Only for waits that are over once a handler has run, so that no library can
 * repeat them rightly when a migration has ended them; all else answers GEN_ABORTED_BY_SIGNAL.
 */
export const ENTER_AGAIN = Symbol('enter again');

/** A call that does not answer with a status (106): two result registers. */
export interface RegisterResult {
  readonly first: number;
  readonly second: number;
}
export type CallResult = Status | RegisterResult | typeof NO_RESULT | typeof ENTER_AGAIN;

export type Implementation<N extends CallName> = (
  process: Process,
  args: CallArguments<N>,
) => MaybeTask<CallResult>;

/** Every call has one: the type checker proves that none is missing. */
export type Implementations = { readonly [N in CallName]: Implementation<N> };

export type AnyImplementation = (process: Process, args: Decoded) => MaybeTask<CallResult>;

const numberRecord = struct('call number', { value: int });

export interface CallDispatcher {
  /** Serve the call the process has trapped with. */
  handle(process: Process): Task<void>;
  /** How often each call was made, by number (Sys_Stats 9). */
  readonly counts: Uint32Array;
  readonly times: CallTimes;
}

/** How long calls took from the trap to the result, waits and all, while this is on: by number. */
export interface CallTimes {
  on: boolean;
  readonly ns: Float64Array;
}

/** Have a call served where the table says: here, or, for a process that is away from home, there. */
export type ServeCall = (process: Process, call: NamedCall, args: Decoded) => Task<CallResult>;

export interface PlacementParts {
  readonly implementations: Implementations;
  /** A call of a foreign process that its home serves. */
  forward(process: Process, call: NamedCall, args: Decoded): Task<Status>;
}

export function createPlacement({ implementations, forward }: PlacementParts): ServeCall {
  return function* servePlaced(process, call, args) {
    if ((process.genFlags & ProcessFlag.FOREIGN) !== 0) {
      if (call.served === 'home') return yield* forward(process, call, args);
      if (call.served === 'refused') return Status.GEN_INVALID_ARG;
    }
    const implementation = implementations[call.name] as AnyImplementation;
    const outcome = implementation(process, args);
    return isTask(outcome) ? yield* outcome : outcome;
  };
}

export interface CallParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly serve: ServeCall;
  /** Before a call is looked at: churn takes the process apart here. */
  atKernelEntry(process: Process): MaybeTask<void>;
  /** A call of the UNIX-compatible convention. */
  unixCall(process: Process, number: number): Task<void>;
}

/** The arguments of a call as the table has them, and their values. */
type Described = readonly [definitions: readonly Argument[], args: Decoded];

export function createCallDispatcher(parts: CallParts): CallDispatcher {
  const { kernel, memory } = parts;
  const { machine } = kernel;
  const { fetchArguments, storeResults } = createArgumentCopier(machine, memory);
  const numberCodec = bind(numberRecord, machine.layout);
  const counts = new Uint32Array(CALL_COUNT);
  const times: CallTimes = { on: false, ns: new Float64Array(CALL_COUNT) };

  function* handle(process: Process): Task<void> {
    const entry = parts.atKernelEntry(process);
    if (isTask(entry)) yield* entry;
    if (process.context === null) return;
    const context = contextOf(process);
    const pending = machine.pendingCall(context);
    process.doing = pending.personality === 'unix' ? 'UNIX call' : callName(pending.number);
    kernel.charge(machine.costs.nullCallNs);
    if (pending.personality === 'unix')
      return yield* parts.unixCall(process, yield* unixCallNumber(process, pending));
    const startedNs = kernel.now();
    const call = callsByNumber[pending.number];
    if (call === undefined) {
      machine.setCallResult(context, Status.SYS_INVALID_SYSTEM_CALL);
      return report(process, process.doing, [[], {}], Status.SYS_INVALID_SYSTEM_CALL, startedNs);
    }
    counts[call.number]++;
    const fetched = yield* fetchArguments(process, call);
    const described: Described = [call.arguments, fetched.args];
    let result: CallResult = fetched.status;
    if (fetched.status === SUCCESS) result = yield* parts.serve(process, call, fetched.args);
    if (result === NO_RESULT || result === ENTER_AGAIN)
      return report(process, call.name, described, result, startedNs);
    if (!(yield* storeResults(process, fetched))) result = Status.SYS_ARG_NOACCESS;
    process.callProgress = null;
    if (times.on) times.ns[call.number] += kernel.stretchTime() - startedNs;
    if (typeof result === 'object') machine.setCallResult(contextOf(process), result.first, result.second);
    else machine.setCallResult(contextOf(process), result);
    report(process, call.name, described, result, startedNs);
  }

  /** -1, which is nobody's, when the program keeps it where nothing is. */
  function* unixCallNumber(process: Process, pending: PendingCall): Task<number> {
    if ('number' in pending) return pending.number;
    const bytes = yield* memory.copyIn(process, pending.numberAddress, numberCodec.size);
    return bytes === null ? -1 : numberCodec.decode(bytes).value;
  }

  function report(
    process: Process,
    name: string,
    args: Described,
    result: CallResult,
    startedNs: number,
  ): void {
    if (!kernel.listening('call')) return;
    kernel.emit({
      kind: 'call',
      timeNs: kernel.stretchTime(),
      host: kernel.hostId,
      pid: homeIdOf(process),
      name,
      arguments: describeArguments(...args),
      result: resultText(result),
      startedNs,
    });
  }

  return { handle, counts, times };
}

const callName = (number: number): string => callsByNumber[number]?.name ?? `call ${number}`;

function resultText(result: CallResult): string {
  if (result === NO_RESULT) return 'no return';
  if (result === ENTER_AGAIN) return 'moves';
  return typeof result === 'object' ? `${result.first}, ${result.second}` : statusName(result);
}
