/**
 * The server's half of a pseudo-device, one stream for each client. A read tells where the requests lie in the server's
 * own memory, having stored there what has come; I/O controls give the buffers, take requests out, and answer them.
 * Data of an answer and of the read-ahead buffer are taken from the server's memory when it says that they are there.
 * Source: structures reference, 9.2; kernel-call reference, 5.3.
 */
import { roundUp } from '../../arch/codec.js';
import { PdevBufPtrs, PdevReply, PdevSetBufArgs, PdevSignal } from '../../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Process } from '../../kernel/process.js';
import { isSignal } from '../../kernel/signal-state.js';
import type { Task } from '../../kernel/task.js';
import type { UserMemory } from '../../kernel/user-memory.js';
import { waitForChange } from '../blocking.js';
import { answer, createControlWords, NO_BYTES } from '../control-words.js';
import type { ControlResult, IoObject, ReadResult, Transfer } from '../io-object.js';
import { type FileId, Ready } from '../types.js';
import { answered, awaited, type Connection, sayGoodbye, tellClient } from './connection.js';
import { NOTHING } from './request-buffer.js';

const PDEV = 2 << 16;
export const PdevCommand = {
  READY: PDEV | 1,
  SET_BUF: PDEV | 2,
  WRITE_BEHIND: PDEV | 3,
  SET_PTRS: PDEV | 4,
  REPLY: PDEV | 5,
  BIG_WRITES: PDEV | 6,
  SIGNAL_OWNER: PDEV | 7,
  SMALL_REPLY: PDEV | 8,
} as const;

const POINTERS_MAGIC = 0x3c46df14;
const INT_BYTES = 4;
const RPC_MODULE = 3;
/** The part of a small reply before its data. */
const REPLY_BYTES = 28;

export interface ServiceParts {
  readonly kernel: Kernel;
  readonly connection: Connection;
  readonly id: FileId;
  memory(): UserMemory;
  signalOwner(signal: number): Status;
}

export function createServiceObject(parts: ServiceParts): IoObject {
  const { kernel, connection } = parts;
  const { buffer, readAhead } = connection;
  const words = createControlWords(kernel.machine.layout);
  const pointers = words.codec(PdevBufPtrs);
  const setBuffers = words.codec(PdevSetBufArgs);
  const replyHead = words.codec(PdevReply);
  const signalWords = words.codec(PdevSignal);
  const done = answer(SUCCESS);
  const invalid = answer(Status.GEN_INVALID_ARG);

  const hasNews = (): boolean => buffer.firstByte() !== NOTHING || readAhead.isNews();

  /** What has come since the server last looked goes into its memory. */
  function* store(process: Process): Task<boolean> {
    for (const { address, bytes } of buffer.unstored()) {
      if (!(yield* parts.memory().copyOut(process, address, bytes))) return false;
    }
    buffer.stored();
    return true;
  }

  function* read(length: number, transfer: Transfer): Task<ReadResult> {
    if (length < pointers.size) return { status: Status.GEN_INVALID_ARG, bytes: NO_BYTES };
    kernel.charge(kernel.machine.costs.pipeNs);
    while (!hasNews()) {
      const status = yield* waitForChange(kernel, connection.wanted, transfer);
      if (status !== SUCCESS) return { status, bytes: NO_BYTES };
    }
    if (!(yield* store(transfer.process))) return { status: Status.SYS_ARG_NOACCESS, bytes: NO_BYTES };
    readAhead.told();
    const bytes = pointers.encode({
      magic: POINTERS_MAGIC,
      requestAddr: buffer.place()?.address ?? 0,
      requestFirstByte: buffer.firstByte(),
      requestLastByte: buffer.lastByte(),
      readFirstByte: readAhead.firstByte(),
      readLastByte: readAhead.lastByte(),
    });
    return { status: SUCCESS, bytes };
  }

  function setBuffer(input: Uint8Array): ControlResult {
    if (input.length !== setBuffers.size) return invalid;
    const given = setBuffers.decode(input);
    const isFirst = buffer.place() === null;
    buffer.use(wholeWords(given.requestBufAddr, given.requestBufSize));
    if (isFirst && given.readBufAddr !== 0 && given.readBufSize > 0)
      readAhead.use(wholeWords(given.readBufAddr, given.readBufSize));
    moveOn();
    return done;
  }

  /** There may be room now. */
  function moveOn(): void {
    sayGoodbye(kernel, connection);
    tellClient(kernel, connection);
  }

  function* setPointers(process: Process, input: Uint8Array): Task<ControlResult> {
    if (input.length !== pointers.size) return invalid;
    const { requestFirstByte, readLastByte } = pointers.decode(input);
    buffer.doneBefore(requestFirstByte);
    const added = readAhead.added(readLastByte);
    if (added !== null) {
      const bytes = yield* parts.memory().copyIn(process, added.address, added.size);
      if (bytes === null) return answer(Status.SYS_ARG_NOACCESS);
      readAhead.fill(readLastByte, bytes);
    }
    moveOn();
    return done;
  }

  /** The data of a small reply come with it. */
  function* reply(process: Process, input: Uint8Array, isSmall: boolean): Task<ControlResult> {
    if (input.length < REPLY_BYTES) return refusedReply(Status.FS_INVALID_ARG);
    const { status, selectBits, replySize, replyBuf, signal, code } = replyHead.decode(
      input.subarray(0, replyHead.size),
    );
    if (replySize < 0 || (isSmall && input.length < REPLY_BYTES + replySize))
      return refusedReply(Status.FS_INVALID_ARG);
    const wanted = awaited(connection);
    const size = Math.min(replySize, wanted?.replySize ?? 0);
    if (wanted !== null && wanted.replySize > 0 && replySize > wanted.replySize)
      kernel.log(`pseudo-device: a reply of ${replySize} bytes where ${wanted.replySize} were asked for`);
    let bytes: Uint8Array | null = NO_BYTES;
    if (size > 0)
      bytes = isSmall
        ? input.slice(REPLY_BYTES, REPLY_BYTES + size)
        : yield* parts.memory().copyIn(process, replyBuf, size);
    if (bytes === null) return refusedReply(Status.SYS_ARG_NOACCESS);
    connection.selectBits = selectBits;
    answered(kernel, connection, {
      status: sayable(status),
      bytes,
      signal: isSignal(signal) ? signal : 0,
      code,
    });
    moveOn();
    return done;
  }

  function refusedReply(status: Status): ControlResult {
    answered(kernel, connection, { status: Status.DEV_OFFLINE, bytes: NO_BYTES, signal: 0, code: 0 });
    return answer(status);
  }

  const switchTo = (input: Uint8Array, set: (on: boolean) => void): ControlResult => {
    const value = words.int(input);
    if (value === null) return invalid;
    set(value !== 0);
    return done;
  };

  return {
    id: parts.id,
    read,
    *write() {
      return { status: Status.FS_NO_ACCESS, count: 0 };
    },
    *control(command, input, _outSize, { process }) {
      switch (command) {
        case PdevCommand.READY: {
          const bits = words.int(input);
          if (bits === null || input.length !== INT_BYTES) return invalid;
          connection.selectBits = bits;
          tellClient(kernel, connection);
          return done;
        }
        case PdevCommand.SET_BUF:
          return setBuffer(input);
        case PdevCommand.WRITE_BEHIND:
          return switchTo(input, (on) => {
            connection.writeBehind = on;
          });
        case PdevCommand.BIG_WRITES:
          return switchTo(input, (on) => {
            connection.bigWrites = on;
          });
        case PdevCommand.SET_PTRS:
          return yield* setPointers(process, input);
        case PdevCommand.REPLY:
        case PdevCommand.SMALL_REPLY:
          return yield* reply(process, input, command === PdevCommand.SMALL_REPLY);
        case PdevCommand.SIGNAL_OWNER:
          if (input.length < signalWords.size) return invalid;
          return answer(parts.signalOwner(signalWords.decode(input).signal));
        default:
          return invalid;
      }
    },
    ready: (wanted) => wanted & (hasNews() ? Ready.READABLE : 0),
    watch: connection.serverWatchers.watch,
    *close() {
      connection.serverGone = true;
      tellClient(kernel, connection);
      return SUCCESS;
    },
    overlayAttributes: (attributes) => attributes,
  };
}

/** The RPC system's own statuses say something of hosts, which is not a program's to say. */
const sayable = (status: number): Status => (status >> 16 === RPC_MODULE ? FAILURE : (status as Status));

/** The kernel moves buffers up to the next word. */
function wholeWords(address: number, size: number): { readonly address: number; readonly size: number } {
  const start = roundUp(address, INT_BYTES);
  return { address: start, size: Math.max(0, size - (start - address)) };
}
