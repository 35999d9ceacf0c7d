/**
 * The UNIX-compatible calls of a host: find the call, fetch its arguments, run it, answer as the vendor's UNIX does.
 * A call that was interrupted before it did anything is made again: the pc stays at the trap, and what a handler
 * returns to is the call. Some calls mark the process as a UNIX one. Source: kernel-call reference, 3 and 3.1.
 */
import type { Context } from '../../arch/machine.js';
import { contextOf, fetchWords, MAX_PATH_BYTES } from '../../kernel/call-arguments.js';
import { NO_RESULT } from '../../kernel/calls.js';
import type { Kernel } from '../../kernel/kernel.js';
import { formatProcessId, type Process } from '../../kernel/process.js';
import { isTask, type MaybeTask, type Task } from '../../kernel/task.js';
import {
  emptyUnixCalls,
  refusedUnixCalls,
  socketUnixCalls,
  type UnixArgument,
  type UnixCallDefinition,
  type UnixCallName,
  unixCallsOf,
} from '../../kernel/unix-call-table.js';
import { Reason } from '../process-table.js';
import { createUnixAttributes } from './attributes.js';
import { createUnixClock } from './clock.js';
import { createUnixFiles } from './files.js';
import { createUnixHostCalls } from './host.js';
import { createUnixMemory } from './memory.js';
import { AGAIN, callMaker, Errno, invalid, onPasser, type UnixOutcome } from './outcome.js';
import { createUserRecords, type UnixImplementations, type UnixParts } from './parts.js';
import { createUnixProcessCalls } from './processes.js';
import { createUnixSignals } from './signals.js';
import { createUnixStreams } from './streams.js';

export type UnixCallParts = Omit<UnixParts, 'makeCall' | 'passOn' | 'records'>;

/** These mark the process; on the Sun only the forks do. */
const markingCalls: ReadonlySet<UnixCallName> = new Set<UnixCallName>([
  'open',
  'creat',
  'fork',
  'vfork',
  'sigvec',
  'readv',
  'writev',
]);
const forkCalls: ReadonlySet<UnixCallName> = new Set<UnixCallName>(['fork', 'vfork']);

type Decoded = { [name: string]: number | string };
type AnyImplementation = (process: Process, args: Decoded) => MaybeTask<UnixOutcome>;

/** Serve the call with this number that the process has trapped with. */
export type UnixCall = (process: Process, number: number) => Task<void>;

export function createUnixCalls(parts: UnixCallParts): UnixCall {
  const { kernel, memory } = parts;
  const { unix, name: machineName } = kernel.machine;
  const makeCall = callMaker(parts.serve);
  const whole: UnixParts = {
    ...parts,
    makeCall,
    passOn: onPasser(makeCall),
    records: createUserRecords(kernel, memory),
  };
  const implementations: UnixImplementations = {
    ...createUnixFiles(whole),
    ...createUnixAttributes(whole),
    ...createUnixStreams(whole),
    ...createUnixProcessCalls(whole),
    ...createUnixMemory(whole),
    ...createUnixClock(whole),
    ...createUnixHostCalls(whole),
    ...createUnixSignals(whole),
  };
  const table = unixCallsOf(machineName);
  const others = otherCalls(kernel);
  const marking = machineName === 'ds3100' ? markingCalls : forkCalls;

  return function* unixCall(process, given) {
    const startedNs = kernel.now();
    const known = given >= 0 && given < unix.callCount;
    if (!known && unix.beyond === 'fails') return conclude(process, `unix ${given}`, '', invalid, startedNs);
    const number = known ? given : 0;
    const call = table.get(number);
    if (call !== undefined) return yield* serve(process, call, startedNs);
    const other = others.get(number);
    if (other !== undefined) return conclude(process, other.name, '', other.answer(), startedNs);
    kernel.log(`process ${formatProcessId(process.id)}: UNIX system call ${number} is not implemented`);
    yield* parts.exit(process, { reason: Reason.Exited, status: 1, code: 0 });
  };

  function* serve(
    process: Process,
    call: UnixCallDefinition & { readonly name: UnixCallName },
    startedNs: number,
  ): Task<void> {
    const words = yield* fetchWords(kernel.machine, memory, process, call.arguments.length);
    if (words === null) return unix.setArgumentFault(contextOf(process));
    if (marking.has(call.name)) process.personality = 'unix';
    const args: Decoded = {};
    let outcome: UnixOutcome = yield* readArguments(process, call.arguments, words, args);
    if (outcome === 0) {
      const implementation = implementations[call.name] as AnyImplementation;
      const result = implementation(process, args);
      outcome = isTask(result) ? yield* result : result;
    }
    if (outcome === AGAIN && machineName === 'ds3100') process.personality = 'unix';
    conclude(process, `unix ${call.name}`, describe(args), outcome, startedNs);
  }

  /** 0, or the errno of a path that is none. */
  function* readArguments(
    process: Process,
    definitions: readonly UnixArgument[],
    words: readonly number[],
    args: Decoded,
  ): Task<UnixOutcome> {
    for (const [i, argument] of definitions.entries()) {
      if (argument.kind === 'path') {
        const text = yield* memory.copyInString(process, words[i], MAX_PATH_BYTES);
        if (text === 'no-access') return { errno: argument.unreadable };
        if (text === 'too-long') return { errno: argument.tooLong };
        args[argument.name] = text.text;
      } else {
        args[argument.name] = argument.kind === 'int' ? words[i] | 0 : words[i] >>> 0;
      }
    }
    return 0;
  }

  function conclude(
    process: Process,
    name: string,
    args: string,
    outcome: UnixOutcome,
    startedNs: number,
  ): void {
    if (outcome !== NO_RESULT) {
      process.callProgress = null;
      answerCall(contextOf(process), outcome);
    }
    if (!kernel.listening()) return;
    kernel.emit({
      kind: 'call',
      timeNs: kernel.stretchTime(),
      host: kernel.hostId,
      pid: process.id,
      name,
      arguments: args,
      result: resultText(outcome),
      startedNs,
    });
  }

  function answerCall(context: Context, outcome: Exclude<UnixOutcome, typeof NO_RESULT>): void {
    if (outcome === AGAIN) return;
    if (typeof outcome === 'number') unix.setResult(context, outcome);
    else if ('errno' in outcome) unix.setError(context, outcome.errno);
    else unix.setResult(context, outcome.first, outcome.second);
  }
}

/** Calls without an implementation of their own, by number. */
function otherCalls(kernel: Kernel): ReadonlyMap<number, { readonly name: string; answer(): UnixOutcome }> {
  const found = new Map<number, { readonly name: string; answer(): UnixOutcome }>();
  const add = (calls: { readonly [name: string]: number }, outcome: UnixOutcome, tells: boolean): void => {
    for (const [name, number] of Object.entries(calls)) {
      found.set(number, {
        name: `unix ${name}`,
        answer() {
          if (tells) kernel.log(`UNIX system call ${name} does nothing`);
          return outcome;
        },
      });
    }
  };
  add(refusedUnixCalls, { errno: Errno.EINVAL }, true);
  add(emptyUnixCalls, 0, true);
  add(socketUnixCalls, { errno: Errno.EINVAL }, false);
  return found;
}

const describe = (args: Decoded): string =>
  Object.entries(args)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? JSON.stringify(value) : value}`)
    .join(', ');

function resultText(outcome: UnixOutcome): string {
  if (outcome === AGAIN) return 'again';
  if (outcome === NO_RESULT) return 'no return';
  if (typeof outcome === 'number') return String(outcome);
  return 'errno' in outcome ? `errno ${outcome.errno}` : `${outcome.first}, ${outcome.second}`;
}
