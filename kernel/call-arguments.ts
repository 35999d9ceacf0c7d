/**
 * The arguments of a kernel call: the words that the program passed, what lies in its memory behind them, and the
 * results that go there, each by the kind that the call table gives it.
 */
import type { Context, Machine } from '../arch/machine.js';
import { Status, SUCCESS } from '../arch/status.js';
import { USER_NIL, type UserAddress } from '../arch/units.js';
import { createArgumentCodecs, type Decoded, isOutput } from './argument-codecs.js';
import { type Argument, argumentWords, type NamedCall } from './call-table.js';
import type { Process } from './process.js';
import type { Task } from './task.js';
import type { UserMemory } from './user-memory.js';

export const MAX_PATH_BYTES = 1024;

export function contextOf({ context, slot }: Process): Context {
  if (context === null) throw new Error(`process ${slot} called the kernel without a context`);
  return context;
}

/** So many words, from registers and the stack; null when the stack cannot be read. */
export function* fetchWords(
  machine: Machine,
  memory: UserMemory,
  process: Process,
  count: number,
): Task<readonly number[] | null> {
  const context = contextOf(process);
  const range = machine.callArgumentRange(context, count);
  const stack =
    range.size === 0 ? new Uint8Array(0) : yield* memory.copyIn(process, range.address, range.size);
  return stack === null ? null : machine.callArguments(context, count, stack);
}

/** What a call is given, and where what it sets is to be stored. */
export interface FetchedArguments {
  /** SUCCESS, or why the call cannot be made. */
  readonly status: Status;
  readonly args: Decoded;
  readonly results: readonly Result[];
}

interface Result {
  readonly argument: Argument;
  readonly address: UserAddress;
}

type Fetched = { readonly value: unknown } | { readonly status: Status };
const noAccess = { status: Status.SYS_ARG_NOACCESS } as const;

/** A null pointer in place of an optional argument. */
const isLeftOut = (argument: Argument, word: number): boolean =>
  'optional' in argument && argument.optional && word === USER_NIL;

export interface ArgumentCopier {
  fetchArguments(process: Process, call: Pick<NamedCall, 'arguments' | 'words'>): Task<FetchedArguments>;
  /** False when a result could not be stored. */
  storeResults(process: Process, fetched: FetchedArguments): Task<boolean>;
}

export function createArgumentCopier(machine: Machine, memory: UserMemory): ArgumentCopier {
  const codecs = createArgumentCodecs(machine.layout);

  /** What the call is given for an argument whose words are these; a result is a cell. */
  function* fetchValue(process: Process, argument: Argument, word: number, second: number): Task<Fetched> {
    switch (argument.kind) {
      case 'int':
        return { value: word | 0 };
      case 'uint':
      case 'address':
      case 'pid':
        return { value: word >>> 0 };
      case 'time':
        return { value: { seconds: word | 0, microseconds: second | 0 } };
      case 'path':
      case 'string': {
        const string = yield* memory.copyInString(process, word, MAX_PATH_BYTES);
        if (string === 'no-access') return noAccess;
        return string === 'too-long' ? { status: Status.FS_INVALID_ARG } : { value: string.text };
      }
      case 'in':
        return isLeftOut(argument, word) ? { value: null } : yield* fetchRecord(process, argument, word);
      case 'inOutInt': {
        const fetched = yield* fetchRecord(process, argument, word);
        return 'status' in fetched ? fetched : { value: { value: fetched.value } };
      }
      default:
        return { value: { wanted: !isLeftOut(argument, word), value: undefined } };
    }
  }

  function* fetchRecord(process: Process, argument: Argument, address: UserAddress): Task<Fetched> {
    const bytes = yield* memory.copyIn(process, address, codecs.size(argument));
    return bytes === null ? noAccess : { value: codecs.decode(argument, bytes) };
  }

  return {
    *fetchArguments(process, call) {
      const args: Decoded = {};
      const results: Result[] = [];
      const words = yield* fetchWords(machine, memory, process, call.words);
      if (words === null) return { ...noAccess, args, results };
      let at = 0;
      for (const argument of call.arguments) {
        const address = words[at];
        const fetched = yield* fetchValue(process, argument, address, words[at + 1]);
        if ('status' in fetched) return { status: fetched.status, args, results };
        args[argument.name] = fetched.value;
        if (isOutput(argument) && !isLeftOut(argument, address)) results.push({ argument, address });
        at += argumentWords(argument);
      }
      return { status: SUCCESS, args, results };
    },
    *storeResults(process, { args, results }) {
      let stored = true;
      for (const { argument, address } of results) {
        const { value } = args[argument.name] as { readonly value: unknown };
        if (value === undefined) continue;
        stored = (yield* memory.copyOut(process, address, codecs.encode(argument, value))) && stored;
      }
      return stored;
    },
  };
}
