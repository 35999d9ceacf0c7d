/**
 * One client of a pseudo-device and its server: the requests between them, one at a time. The client's half
 * (`client.ts`) puts a request into the server's buffer and sleeps; the server's half (`service.ts`) takes it out and
 * answers. A request belongs to the process that made it: when its call is dropped in the wait and entered again, it
 * waits on for the same answer. A client that goes away leaves an answer behind that nobody takes.
 * Source: structures reference, 9.2.
 */
import { bind, type LayoutRules, roundUp } from '../../arch/codec.js';
import { PdevRequest } from '../../arch/layouts.js';
import { Status } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { homeIdOf, type WaitQueue } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../../kernel/wait-queue.js';
import { NO_BYTES } from '../control-words.js';
import type { Transfer } from '../io-object.js';
import type { FileId } from '../types.js';
import { createWatchers, type Watchers } from '../watchers.js';
import { createReadAheadBuffer, type ReadAheadBuffer } from './read-ahead-buffer.js';
import { createRequestBuffer, type RequestBuffer } from './request-buffer.js';

export const Operation = { OPEN: 1, CLOSE: 3, READ: 4, WRITE: 5, IOCTL: 6, WRITE_ASYNC: 7 } as const;
const REQUEST_MAGIC = 0x7265717e;
const PARAMETER_COUNT = 10;
const DATA_ALIGNMENT = 4;
const HEADER_BYTES = 64;

export interface Request {
  readonly operation: number;
  readonly parameters: readonly number[];
  readonly data: Uint8Array;
  /** Most bytes of the answer. */
  readonly replySize: number;
}

export interface Reply {
  readonly status: Status;
  readonly bytes: Uint8Array;
  readonly signal: number;
  readonly code: number;
}

/** A request that is to be answered. */
interface Pending {
  readonly owner: string;
  readonly replySize: number;
  reply: Reply | null;
}

export interface Connection {
  /** The client's object. */
  readonly id: FileId;
  /** Clients wait here for answers, for room, and to be told that something is ready. */
  readonly changed: WaitQueue;
  /** The server waits here for requests. */
  readonly wanted: WaitQueue;
  readonly clientWatchers: Watchers;
  readonly serverWatchers: Watchers;
  readonly buffer: RequestBuffer;
  readonly readAhead: ReadAheadBuffer;
  selectBits: number;
  writeBehind: boolean;
  bigWrites: boolean;
  pending: Pending | null;
  /** Answers to come that nobody waits for. */
  unwanted: number;
  /** Client streams on all hosts. */
  uses: number;
  /** The last of them has gone: the server is to be told, and then has been. */
  closing: 'no' | 'wanted' | 'told';
  serverGone: boolean;
}

export const createConnection = (id: FileId): Connection => ({
  id,
  changed: createWaitQueue('pseudo-device'),
  wanted: createWaitQueue('pseudo-device request'),
  clientWatchers: createWatchers(),
  serverWatchers: createWatchers(),
  buffer: createRequestBuffer(),
  readAhead: createReadAheadBuffer(),
  selectBits: 0,
  writeBehind: false,
  bigWrites: true,
  pending: null,
  unwanted: 0,
  uses: 1,
  closing: 'no',
  serverGone: false,
});

export function tellClient(kernel: Kernel, connection: Connection): void {
  wakeAll(kernel, connection.changed);
  connection.clientWatchers.tell();
}

export function tellServer(kernel: Kernel, connection: Connection): void {
  wakeAll(kernel, connection.wanted);
  connection.serverWatchers.tell();
}

/** A process of another host is known by its id there. */
export const ownerOf = ({ process, remote }: Transfer): string =>
  remote === undefined ? `${homeIdOf(process)}` : `remote ${remote.pid}`;

export const messageSize = (dataBytes: number): number => HEADER_BYTES + roundUp(dataBytes, DATA_ALIGNMENT);

function encodeMessage(layout: LayoutRules, { operation, parameters, data, replySize }: Request): Uint8Array {
  const bytes = new Uint8Array(messageSize(data.length));
  const header = bind(PdevRequest, layout).encode({
    magic: REQUEST_MAGIC,
    operation,
    messageSize: bytes.length,
    requestSize: data.length,
    replySize,
    dataOffset: 0,
    parameters: Array.from({ length: PARAMETER_COUNT }, (_, i) => parameters[i] ?? 0),
  });
  bytes.set(header);
  bytes.set(data, HEADER_BYTES);
  return bytes;
}

function put(kernel: Kernel, connection: Connection, request: Request): void {
  connection.buffer.put(encodeMessage(kernel.machine.layout, request));
  tellServer(kernel, connection);
}

const failed = (status: Status): Reply => ({ status, bytes: NO_BYTES, signal: 0, code: 0 });

/** Whose answer is awaited belongs to the call that is made: it was dropped, and has been entered again. */
export const isResumed = ({ pending }: Connection, transfer: Transfer): boolean =>
  pending?.owner === ownerOf(transfer);

/** Until the request can be put into the buffer, with nobody else's in between. */
function* awaitRoom(kernel: Kernel, connection: Connection, sizeBytes: number): Task<Status | null> {
  for (;;) {
    if (connection.serverGone) return Status.DEV_OFFLINE;
    const fits = connection.buffer.fits(sizeBytes);
    if (fits === 'never') return Status.GEN_INVALID_ARG;
    if (fits === 'now' && connection.pending === null) return null;
    const reason = yield* sleepOn(kernel, connection.changed, { interruptible: true });
    if (reason === 'signal') return Status.GEN_ABORTED_BY_SIGNAL;
  }
}

/** Ask the server, and wait for its answer. DEV_OFFLINE when there is no server any more. */
export function* ask(kernel: Kernel, connection: Connection, owner: string, request: Request): Task<Reply> {
  if (connection.pending?.owner !== owner) {
    const status = yield* awaitRoom(kernel, connection, messageSize(request.data.length));
    if (status !== null) return failed(status);
    connection.pending = { owner, replySize: request.replySize, reply: null };
    put(kernel, connection, request);
  }
  const { pending } = connection;
  for (;;) {
    const reply = pending?.reply ?? (connection.serverGone ? failed(Status.DEV_OFFLINE) : null);
    if (reply !== null) {
      endRequest(kernel, connection);
      return reply;
    }
    const reason = yield* sleepOn(kernel, connection.changed, { interruptible: true });
    if (reason === 'signal' && pending?.reply === null) {
      abandonRequest(kernel, connection);
      return failed(Status.GEN_ABORTED_BY_SIGNAL);
    }
  }
}

/** The same for a request that has no answer. */
export function* sendAsync(kernel: Kernel, connection: Connection, request: Request): Task<Status | null> {
  const status = yield* awaitRoom(kernel, connection, messageSize(request.data.length));
  if (status === null) put(kernel, connection, request);
  return status;
}

function endRequest(kernel: Kernel, connection: Connection): void {
  connection.pending = null;
  sayGoodbye(kernel, connection);
  tellClient(kernel, connection);
}

/** Nobody waits for the answer to the present request any more. */
export function abandonRequest(kernel: Kernel, connection: Connection): void {
  if (connection.pending !== null && connection.pending.reply === null) connection.unwanted++;
  endRequest(kernel, connection);
}

/** The server has answered the oldest request that has no answer. Null: nobody is waiting for one. */
export function awaited(connection: Connection): { readonly replySize: number } | null {
  if (connection.unwanted > 0 || connection.pending?.reply !== null) return null;
  return connection.pending;
}

export function answered(kernel: Kernel, connection: Connection, reply: Reply): void {
  if (connection.unwanted > 0) connection.unwanted--;
  else if (connection.pending?.reply === null) connection.pending.reply = reply;
  tellClient(kernel, connection);
}

/** The last client stream is closed: as soon as there is room the server hears of it, and is asked nothing more. */
export function sayGoodbye(kernel: Kernel, connection: Connection): void {
  if (connection.closing !== 'wanted' || connection.serverGone || connection.pending !== null) return;
  if (connection.buffer.fits(HEADER_BYTES) !== 'now') return;
  connection.closing = 'told';
  connection.unwanted++;
  put(kernel, connection, { operation: Operation.CLOSE, parameters: [], data: NO_BYTES, replySize: 0 });
}
