/**
 * What a UNIX call comes to, and the way there from Sprite's calls, which do the work: their results are cells, and
 * their status becomes an errno by Sprite's own table. Source: kernel-call reference, 3 and 4.
 */
import { Status, SUCCESS, statusErrno } from '../../arch/status.js';
import {
  type CallName,
  callsByNumber,
  callTable,
  type NamedCall,
  type Out,
} from '../../kernel/call-table.js';
import { ENTER_AGAIN, type Implementations, type NO_RESULT, type ServeCall } from '../../kernel/calls.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';

/** The call ends here without an answer; the program makes it again when it goes on. */
export const AGAIN = Symbol('again');

export type UnixOutcome =
  /** The result. */
  | number
  | { readonly first: number; readonly second: number }
  | { readonly errno: number }
  | typeof AGAIN
  | typeof NO_RESULT;

export const Errno = {
  EPERM: 1,
  EINTR: 4,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EFAULT: 14,
  EINVAL: 22,
  ECHILD: 10,
} as const;

export const invalid = { errno: Errno.EINVAL } as const;
/** 0, or the errno of the status. */
export const unixStatus = (status: Status): UnixOutcome =>
  status === SUCCESS ? 0 : { errno: statusErrno(status) };

export const cell = <T>(): Out<T> => ({ wanted: true, value: undefined });

export const namedCall = (name: CallName): NamedCall => callsByNumber[callTable[name].number];

/** A Sprite call, made by the kernel for the process. */
export type MakeCall = <N extends keyof Implementations>(
  name: N,
  process: Process,
  args: Parameters<Implementations[N]>[1],
) => Task<Status>;

export function callMaker(serve: ServeCall): MakeCall {
  return function* makeCall(name, process, args) {
    const result = yield* serve(process, namedCall(name), args);
    // UNIX calls have a way of their own to be made again.
    if (result === ENTER_AGAIN) return Status.GEN_ABORTED_BY_SIGNAL;
    if (typeof result !== 'number') throw new Error(`${name} answers a UNIX call with no status`);
    return result;
  };
}

/** The Sprite call does all of the UNIX call: its status is the answer. */
export type PassOn = <N extends keyof Implementations>(
  name: N,
  process: Process,
  args: Parameters<Implementations[N]>[1],
) => Task<UnixOutcome>;

export const onPasser = (makeCall: MakeCall): PassOn =>
  function* passOn(name, process, args) {
    return unixStatus(yield* makeCall(name, process, args));
  };

/** The value a successful call has stored, or its errno. */
export function valueOr(status: Status, out: { readonly value: number | undefined }): UnixOutcome {
  return status === SUCCESS ? (out.value ?? 0) : unixStatus(status);
}

export const isInterrupted = (status: Status): boolean => status === Status.GEN_ABORTED_BY_SIGNAL;
