/**
 * The client's half of a pseudo-device: its reads, writes and I/O controls become requests. The select bits that the
 * server has told last say whether a read or a write is worth a request: without the bit the client sleeps. Without a
 * server a read is at the end of the file, a write finds the pipe broken, all else DEV_OFFLINE.
 * Source: structures reference, 9.2.
 */
import { IocOwner } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import { homeIdOf, type Process } from '../../kernel/process.js';
import { Sig } from '../../kernel/signal-state.js';
import { postSignal } from '../../kernel/signals.js';
import type { Task } from '../../kernel/task.js';
import { waitForChange } from '../blocking.js';
import { answer, createControlWords, Format, NO_BYTES } from '../control-words.js';
import type { ControlResult, IoObject, ReadResult, Transfer, WriteResult } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import { Ready, UseFlag } from '../types.js';
import {
  ask,
  type Connection,
  isResumed,
  messageSize,
  Operation,
  ownerOf,
  type Reply,
  type Request,
  sayGoodbye,
  sendAsync,
  tellClient,
  tellServer,
} from './connection.js';

/** Who a client's I/O control has said that signals go to. */
export interface PdevOwner {
  readonly id: number;
  readonly procOrFamily: number;
}

export interface ClientParts {
  readonly kernel: Kernel;
  readonly connection: Connection;
  familyOf(process: Process): number;
  owner(): PdevOwner | null;
  setOwner(owner: PdevOwner): void;
}

const LARGEST_PIECE = 65_536;
const INT_BYTES = 4;

export function createClientObject(parts: ClientParts): IoObject {
  const { kernel, connection } = parts;
  const { layout } = kernel.machine;
  const words = createControlWords(layout);
  const ownerCodec = words.codec(IocOwner);

  /** Process, family and user of whoever asks, wherever it is. */
  const askerOf = ({ process, remote }: Transfer): readonly [number, number, number] =>
    remote === undefined
      ? [homeIdOf(process), parts.familyOf(process), process.effectiveUserId]
      : [remote.pid, remote.family, remote.user ?? 0];

  function* request(transfer: Transfer, asked: Request): Task<Reply> {
    kernel.charge(kernel.machine.costs.pipeNs);
    const reply = yield* ask(kernel, connection, ownerOf(transfer), asked);
    if (reply.signal !== 0) signal(transfer, reply.signal, reply.code);
    return reply;
  }

  function signal({ process, remote }: Transfer, number: number, code?: number): void {
    if (remote === undefined) postSignal(kernel, process, number, code);
    else remote.signal = number;
  }

  /** Until the server says that it is worth asking; a call that is entered again has asked already. */
  function* untilReady(bit: number, transfer: Transfer): Task<Status> {
    while (
      !connection.serverGone &&
      !isResumed(connection, transfer) &&
      (connection.selectBits & bit) === 0
    ) {
      const status = yield* waitForChange(kernel, connection.changed, transfer);
      if (status !== SUCCESS) return status;
    }
    return SUCCESS;
  }

  const isToComeAgain = ({ status }: { readonly status: Status }, { flags }: Transfer): boolean =>
    status === Status.FS_WOULD_BLOCK && (flags & UseFlag.NON_BLOCKING) === 0;

  // --- Reading -----------------------------------------------------------------------------------------------------

  function* readAhead(length: number, transfer: Transfer): Task<ReadResult> {
    while (connection.readAhead.available() === 0) {
      if (connection.serverGone) return { status: SUCCESS, bytes: NO_BYTES };
      const status = yield* waitForChange(kernel, connection.changed, transfer);
      if (status !== SUCCESS) return { status, bytes: NO_BYTES };
    }
    const bytes = connection.readAhead.take(length);
    if (connection.readAhead.isNews()) tellServer(kernel, connection);
    return { status: SUCCESS, bytes };
  }

  function* read(length: number, transfer: Transfer): Task<ReadResult> {
    if (connection.readAhead.isUsed()) return yield* readAhead(length, transfer);
    for (;;) {
      const status = yield* untilReady(Ready.READABLE, transfer);
      if (status !== SUCCESS) return { status, bytes: NO_BYTES };
      const reply = yield* request(transfer, {
        operation: Operation.READ,
        parameters: [0, length, transfer.offset, transfer.flags, ...askerOf(transfer)],
        data: NO_BYTES,
        replySize: length,
      });
      if (reply.status === Status.DEV_OFFLINE && connection.serverGone)
        return { status: SUCCESS, bytes: NO_BYTES };
      if (reply.bytes.length > 0 || !isToComeAgain(reply, transfer)) return reply;
    }
  }

  // --- Writing -----------------------------------------------------------------------------------------------------

  /** The piece that one message can carry; null when the whole must be one and is too long. */
  function pieceOf(bytes: Uint8Array): Uint8Array | null {
    const room = (connection.buffer.place()?.size ?? 0) - messageSize(0);
    if (bytes.length <= room) return bytes;
    return connection.bigWrites && room > 0 ? bytes.slice(0, room - (room % INT_BYTES)) : null;
  }

  function brokenPipe(transfer: Transfer): WriteResult {
    signal(transfer, Sig.PIPE);
    return { status: Status.FS_BROKEN_PIPE, count: 0 };
  }

  function* write(bytes: Uint8Array, transfer: Transfer): Task<WriteResult> {
    for (;;) {
      const status = yield* untilReady(Ready.WRITABLE, transfer);
      if (status !== SUCCESS) return { status, count: 0 };
      if (connection.serverGone) return brokenPipe(transfer);
      const data = pieceOf(bytes);
      if (data === null) return { status: Status.GEN_INVALID_ARG, count: 0 };
      const asked = {
        operation: Operation.WRITE,
        parameters: [0, data.length, transfer.offset, transfer.flags, ...askerOf(transfer)],
        data,
        replySize: INT_BYTES,
      };
      if (connection.writeBehind && !isResumed(connection, transfer))
        return yield* writeBehind(asked, transfer);
      const reply = yield* request(transfer, asked);
      if (reply.status === Status.DEV_OFFLINE && connection.serverGone) return brokenPipe(transfer);
      const count = Math.max(0, Math.min(words.int(reply.bytes) ?? 0, data.length));
      if (count > 0 || !isToComeAgain(reply, transfer)) return { status: reply.status, count };
    }
  }

  /** All of it counts as accepted. */
  function* writeBehind(asked: Request, transfer: Transfer): Task<WriteResult> {
    kernel.charge(kernel.machine.costs.pipeNs);
    const status = yield* sendAsync(kernel, connection, {
      ...asked,
      operation: Operation.WRITE_ASYNC,
      replySize: 0,
    });
    if (status === Status.DEV_OFFLINE) return brokenPipe(transfer);
    return status === null ? { status: SUCCESS, count: asked.data.length } : { status, count: 0 };
  }

  // --- Controls ----------------------------------------------------------------------------------------------------

  function* control(
    command: number,
    input: Uint8Array,
    outSize: number,
    transfer: Transfer,
  ): Task<ControlResult> {
    if (command === IocCommand.SET_OWNER) {
      if (input.length < ownerCodec.size) return answer(Status.GEN_INVALID_ARG);
      parts.setOwner(ownerCodec.decode(input));
      return answer(SUCCESS);
    }
    if (command === IocCommand.GET_OWNER) {
      const owner = parts.owner();
      if (outSize < ownerCodec.size) return answer(Status.GEN_INVALID_ARG);
      return { status: SUCCESS, out: ownerCodec.encode(owner ?? { id: 0, procOrFamily: 0 }) };
    }
    const format = transfer.remote?.format ?? (layout.littleEndian ? Format.LITTLE : Format.BIG);
    const reply = yield* request(transfer, {
      operation: Operation.IOCTL,
      parameters: [command, 0, input.length, 0, outSize, format, ...askerOf(transfer), transfer.flags],
      data: input,
      replySize: outSize,
    });
    return { status: reply.status, out: reply.bytes };
  }

  function readyBits(): number {
    if (connection.serverGone) return Ready.READABLE | Ready.WRITABLE | Ready.EXCEPTION;
    if (!connection.readAhead.isUsed()) return connection.selectBits;
    const readable = connection.readAhead.available() > 0 ? Ready.READABLE : 0;
    return (connection.selectBits & ~Ready.READABLE) | readable;
  }

  return {
    id: connection.id,
    pieceBytes: LARGEST_PIECE,
    read,
    write,
    control,
    ready: (wanted) => wanted & readyBits(),
    watch: connection.clientWatchers.watch,
    share() {
      connection.uses++;
    },
    *close() {
      if (--connection.uses > 0) return SUCCESS;
      connection.closing = 'wanted';
      sayGoodbye(kernel, connection);
      tellClient(kernel, connection);
      return SUCCESS;
    },
    overlayAttributes: (attributes) => attributes,
  };
}
