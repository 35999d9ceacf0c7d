/**
 * Kernel calls of migrated processes that their home serves. What the table says of a call's arguments is all there
 * is to know of it: the values go home one after the other, the call is made there for the process's record, and
 * the results come back. Three calls are of another kind (fork, exec and exit tell home of what they did here), and
 * travel in the same remote procedure by their numbers.
 *
 * A home that is down ends the process. Source: migration reference, 5.1; structures reference, 7.
 */
import { array, int, roundUp, struct, uint, type ValueOf } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId, ProcessId } from '../arch/units.js';
import { createArgumentCodecs, type Decoded, isInput, isOutput, isString } from './argument-codecs.js';
import { type Argument, callsByNumber, type NamedCall } from './call-table.js';
import type { AnyImplementation, Implementations } from './calls.js';
import type { Kernel } from './kernel.js';
import { type Process, ProcessFlag, ProcessState } from './process.js';
import { RpcCommand } from './rpc/commands.js';
import { NO_BYTES } from './rpc/packet.js';
import { callProcedure, nothing, procedure, serveProcedure, wireRecord } from './rpc/procedure.js';
import type { Rpc } from './rpc/rpc.js';
import { Sig } from './signal-state.js';
import { postSignal } from './signals.js';
import { isTask, type Task } from './task.js';
import { createWaitQueue, sleepOn, wakeAll } from './wait-queue.js';

/** What a forwarded call answers, with its results one after the other. */
export interface RemoteAnswer {
  readonly status: Status;
  readonly data: Uint8Array;
}

/** One of the calls that tell home: `shadow` is the process's record here. */
export type HomeService = (shadow: Process, client: HostId, data: Uint8Array) => Task<RemoteAnswer>;

export interface Forwarding {
  /** For the dispatcher: a call that home serves. */
  forward(process: Process, call: NamedCall, args: Decoded): Task<Status>;
  /** Tell home of a call, by its number. A home that is down ends the process. */
  tellHome(process: Process, callNumber: number, data: Uint8Array): Task<RemoteAnswer>;
  /** Do what involves a process's home; a home that is down ends the process. */
  withHome<R extends { readonly status: Status }>(
    process: Process,
    attempt: (home: Home) => Task<R>,
  ): Task<R>;
  serveHome(callNumber: number, service: HomeService): void;
  /**
   * The record of a process that runs on `client`; null when there is none. One that has just left may be heard of
   * from there before this host has heard that it has arrived: that is waited for.
   */
  awaitShadow(id: number, client: HostId): Task<Process | null>;
  /** A migration of this host's is over, one way or the other. */
  settled(): void;
}

export interface Home {
  readonly host: HostId;
  readonly id: ProcessId;
}

const ARGUMENT_SLOTS = 10;
const INPUT = 1;
const OUTPUT = 2;
const PADDING = 8;
const LEAST_BYTES = 12;
const MOST_BYTES = 4096;

const RemoteCall = struct('Proc_RemoteCall', {
  processID: uint,
  callNumber: int,
  parseArgs: int,
  numArgs: int,
  replySize: int,
  info: array(int, 2 * ARGUMENT_SLOTS),
});
type RemoteCallRecord = ValueOf<typeof RemoteCall>;
const remoteCallProcedure = procedure<RemoteCallRecord, null>({
  command: RpcCommand.PROC_REMOTE_CALL,
  request: wireRecord(RemoteCall),
  reply: nothing,
  replyData: MOST_BYTES,
});

export interface ForwardingParts {
  readonly kernel: Kernel;
  readonly rpc: Rpc;
  implementations(): Implementations;
}

export function createForwarding({ kernel, rpc, implementations }: ForwardingParts): Forwarding {
  const codecs = createArgumentCodecs(kernel.machine.layout);
  const services = new Map<number, HomeService>();
  const leaving = createWaitQueue('migration');

  // --- Values one after the other, each in a multiple of 8 bytes, with their sizes beside them --------------------

  function pack(values: readonly Uint8Array[]): Uint8Array {
    const size = values.reduce((sum, value) => sum + roundUp(value.length, PADDING), 0);
    const bytes = new Uint8Array(Math.max(LEAST_BYTES, size));
    let at = 0;
    for (const value of values) {
      bytes.set(value, at);
      at += roundUp(value.length, PADDING);
    }
    return bytes;
  }

  /** A cursor over what `pack` made; null when the bytes are too few. */
  function reader(bytes: Uint8Array): (size: number) => Uint8Array | null {
    let at = 0;
    return (size) => {
      if (size < 0 || at + size > bytes.length) return null;
      const value = bytes.subarray(at, at + size);
      at += roundUp(size, PADDING);
      return value;
    };
  }

  // --- Away from home ----------------------------------------------------------------------------------------------

  function* withHome<R extends { readonly status: Status }>(
    process: Process,
    attempt: (home: Home) => Task<R>,
  ): Task<R> {
    const { peer } = process;
    if (peer === null) throw new Error(`process ${process.slot} is at home`);
    const result = yield* attempt(peer);
    const isLost = result.status === Status.RPC_TIMEOUT || result.status === Status.PROC_NO_PEER;
    if (isLost) postSignal(kernel, process, Sig.KILL, Status.PROC_NO_PEER);
    return result;
  }

  function* tellHome(process: Process, callNumber: number, data: Uint8Array): Task<RemoteAnswer> {
    return yield* withHome(process, (home) => callThere(home, callNumber, data, []));
  }

  function* callThere(
    { host, id }: Home,
    callNumber: number,
    data: Uint8Array,
    info: readonly number[],
  ): Task<RemoteAnswer> {
    const record = {
      processID: id,
      callNumber,
      parseArgs: info.length > 0 ? 1 : 0,
      numArgs: info.length / 2,
      replySize: MOST_BYTES,
      info: Array.from({ length: 2 * ARGUMENT_SLOTS }, (_, i) => info[i] ?? 0),
    };
    return yield* callProcedure(rpc, host, remoteCallProcedure, record, data);
  }

  const wantedOf = (argument: Argument, args: Decoded): boolean =>
    isOutput(argument) && (args[argument.name] as { readonly wanted?: boolean }).wanted !== false;

  function* forward(process: Process, call: NamedCall, args: Decoded): Task<Status> {
    const info: number[] = [];
    const values: Uint8Array[] = [];
    for (const argument of call.arguments) {
      const value = isInput(argument) ? codecs.encode(argument, inputOf(argument, args)) : NO_BYTES;
      info.push(value.length, (isInput(argument) ? INPUT : 0) | (wantedOf(argument, args) ? OUTPUT : 0));
      if (isInput(argument)) values.push(value);
    }
    const answer = yield* withHome(process, (home) => callThere(home, call.number, pack(values), info));
    takeResults(call, args, answer.data);
    return answer.status;
  }

  const inputOf = (argument: Argument, args: Decoded): unknown =>
    argument.kind === 'inOutInt'
      ? (args[argument.name] as { readonly value: unknown }).value
      : args[argument.name];

  /** Each result is preceded by its size, 0 for one that was not set. */
  function takeResults(call: NamedCall, args: Decoded, data: Uint8Array): void {
    const take = reader(data);
    for (const argument of call.arguments) {
      if (!wantedOf(argument, args)) continue;
      const header = take(4);
      const size = header === null ? 0 : sizeIn(header);
      const bytes = size === 0 ? null : take(size);
      if (bytes !== null) (args[argument.name] as { value: unknown }).value = codecs.decode(argument, bytes);
    }
  }

  const { littleEndian } = kernel.machine.layout;
  const sizeIn = (bytes: Uint8Array): number =>
    new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0, littleEndian);

  function sizeBytes(size: number): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setInt32(0, size, littleEndian);
    return bytes;
  }

  // --- At home -----------------------------------------------------------------------------------------------------

  function* awaitShadow(id: number, client: HostId): Task<Process | null> {
    for (;;) {
      const process = kernel.processes.find(id as ProcessId);
      if (process === null || process.peer?.host !== client || process.peer.isHome) return null;
      if (process.state === ProcessState.Migrated) return process;
      if ((process.genFlags & ProcessFlag.MIGRATION_DONE) === 0) return null;
      yield* sleepOn(kernel, leaving);
    }
  }

  function* serveCall(shadow: Process, record: RemoteCallRecord, data: Uint8Array): Task<RemoteAnswer> {
    const call = callsByNumber[record.callNumber];
    if (call?.served !== 'home') return { status: Status.SYS_INVALID_SYSTEM_CALL, data: NO_BYTES };
    const args: Decoded = {};
    const take = reader(data);
    for (const [i, argument] of call.arguments.entries()) {
      if (!isInput(argument)) {
        args[argument.name] = { wanted: (record.info[2 * i + 1] & OUTPUT) !== 0, value: undefined };
        continue;
      }
      const bytes = take(record.info[2 * i]);
      if (bytes === null || (!isString(argument) && bytes.length !== codecs.size(argument))) {
        return { status: Status.GEN_INVALID_ARG, data: NO_BYTES };
      }
      const value = codecs.decode(argument, bytes);
      args[argument.name] = argument.kind === 'inOutInt' ? { value } : value;
    }
    const implementation = implementations()[call.name] as AnyImplementation;
    const outcome = implementation(shadow, args);
    const result = isTask(outcome) ? yield* outcome : outcome;
    const status = typeof result === 'number' ? result : SUCCESS;
    return { status, data: pack(resultsOf(call, args)) };
  }

  function resultsOf(call: NamedCall, args: Decoded): readonly Uint8Array[] {
    const values: Uint8Array[] = [];
    for (const argument of call.arguments) {
      if (!wantedOf(argument, args)) continue;
      const { value } = args[argument.name] as { readonly value: unknown };
      const bytes = value === undefined ? NO_BYTES : codecs.encode(argument, value);
      values.push(sizeBytes(bytes.length), bytes);
    }
    return values;
  }

  serveProcedure(rpc, remoteCallProcedure, function* serveRemoteCall(client, record, data) {
    const shadow = yield* awaitShadow(record.processID, client);
    if (shadow === null) return { status: Status.PROC_NO_PEER };
    const service = services.get(record.callNumber);
    return service === undefined
      ? yield* serveCall(shadow, record, data)
      : yield* service(shadow, client, data);
  });

  return {
    forward,
    tellHome,
    withHome,
    serveHome(callNumber, service) {
      services.set(callNumber, service);
    },
    awaitShadow,
    settled: () => wakeAll(kernel, leaving),
  };
}
