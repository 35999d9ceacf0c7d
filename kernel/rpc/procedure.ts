/**
 * Remote procedures with typed parameters. A parameter area is a structure of words in the sender's byte order;
 * the receiver reads it by the packet's. An area of any other size is refused, so a service never sees a record
 * that is not one.
 */
import { bind, type Codec, type Fields, type Struct, type StructValue } from '../../arch/codec.js';
import { Status } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { BROADCAST } from '../net/frame.js';
import { isTask, type MaybeTask, type Task } from '../task.js';
import type { RpcCommandNumber } from './commands.js';
import { NO_BYTES } from './packet.js';
import type { Rpc } from './rpc.js';

export interface WireRecord<V> {
  readonly size: number;
  encode(value: V, littleEndian: boolean): Uint8Array;
  /** Null for bytes of another length. */
  decode(bytes: Uint8Array, littleEndian: boolean): V | null;
}

export function wireRecord<F extends Fields>(definition: Struct<F>): WireRecord<StructValue<F>> {
  const codec = (littleEndian: boolean): Codec<StructValue<F>> =>
    bind(definition, { littleEndian, maxAlignment: 4 });
  const little = codec(true);
  const big = codec(false);
  return {
    size: little.size,
    encode: (value, littleEndian) => (littleEndian ? little : big).encode(value),
    decode: (bytes, littleEndian) =>
      bytes.length === little.size ? (littleEndian ? little : big).decode(bytes) : null,
  };
}

/** No parameters. */
export const nothing: Readonly<WireRecord<null>> = {
  size: 0,
  encode: () => NO_BYTES,
  decode: () => null,
};

export interface Procedure<Request, Reply> {
  readonly command: RpcCommandNumber;
  readonly request: WireRecord<Request>;
  readonly reply: WireRecord<Reply>;
  /** Most bytes of data in the reply. */
  readonly replyData: number;
}

/** A procedure, as a constant. */
export const procedure = <Request, Reply>(definition: Procedure<Request, Reply>): Procedure<Request, Reply> =>
  definition;

export interface ProcedureResult<Reply> {
  readonly status: Status;
  /** Null when the server sent none (most errors). */
  readonly reply: Reply | null;
  readonly data: Uint8Array;
  readonly server: HostId | typeof BROADCAST;
}

export function* callProcedure<Request, Reply>(
  rpc: Rpc,
  server: HostId | typeof BROADCAST,
  procedure: Procedure<Request, Reply>,
  request: Request,
  data: Uint8Array = NO_BYTES,
): Task<ProcedureResult<Reply>> {
  const parameters = procedure.request.encode(request, rpc.littleEndian);
  const limits = { parameters: procedure.reply.size, data: procedure.replyData };
  const result = yield* rpc.call(server, procedure.command, { parameters, data }, limits);
  return {
    status: result.status,
    reply: procedure.reply.decode(result.parameters, result.littleEndian),
    data: result.data,
    server: result.server,
  };
}

export interface ServiceAnswer<Reply> {
  readonly status: Status;
  readonly reply?: Reply;
  readonly data?: Uint8Array;
}

/** `service` may answer null: nothing is sent then (a broadcast that concerns somebody else). */
export function serveProcedure<Request, Reply>(
  rpc: Rpc,
  procedure: Procedure<Request, Reply>,
  service: (client: HostId, request: Request, data: Uint8Array) => MaybeTask<ServiceAnswer<Reply> | null>,
): void {
  rpc.serve(procedure.command, function* serveRequest({ client, parameters, data, littleEndian }) {
    const request = procedure.request.decode(parameters, littleEndian);
    if (request === null && procedure.request.size > 0) return { status: Status.GEN_INVALID_ARG };
    const result = service(client, request as Request, data);
    const answer = isTask(result) ? yield* result : result;
    if (answer === null) return null;
    const encoded =
      answer.reply === undefined ? NO_BYTES : procedure.reply.encode(answer.reply, rpc.littleEndian);
    return { status: answer.status, parameters: encoded, data: answer.data ?? NO_BYTES };
  });
}
