/** UNIX calls on open streams as such: ids, offsets, flags, owners, locks, readiness. Source: kernel-call reference, 3.1. */
import { bind } from '../../arch/codec.js';
import { IocLockArgs, IocOwner, IocRepositionArgs } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { UserAddress } from '../../arch/units.js';
import { LockFlag } from '../../fs/advisory-lock.js';
import type { ControlResult } from '../../fs/io-object.js';
import { IocCommand, IocFlag } from '../../fs/ioc.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { spriteBits, unixBits } from './bits.js';
import { getsOwner, ioRequest, StreamRequest, setsOwner } from './io-requests.js';
import { IntCell } from './layouts.js';
import {
  AGAIN,
  cell,
  Errno,
  invalid,
  isInterrupted,
  type UnixOutcome,
  unixStatus,
  valueOr,
} from './outcome.js';
import type { UnixImplementations, UnixParts } from './parts.js';
import { willHandle } from './signals.js';

type Names = 'lseek' | 'dup' | 'dup2' | 'getdtablesize' | 'ioctl' | 'fcntl' | 'select' | 'flock' | 'socket';

const TABLE_SIZE = 100;
const INT_BYTES = 4;
/** Of a mask. */
const WORD_BITS = 32;
const ANY_ID = -1;
const OwnerKind = { FAMILY: 1, PROC: 2 } as const;
const FcntlCommand = {
  DUPLICATE: 0,
  GET_CLOSE_ON_EXEC: 1,
  SET_CLOSE_ON_EXEC: 2,
  GET_FLAGS: 3,
  SET_FLAGS: 4,
  GET_OWNER: 5,
  SET_OWNER: 6,
} as const;
/** fcntl's flags and Sprite's. */
const statusFlags = [
  [0o10, IocFlag.APPEND],
  [0o4, IocFlag.NON_BLOCKING],
  [0o100, IocFlag.ASYNCHRONOUS],
] as const;
/** flock's. */
const Flock = { SHARED: 1, EXCLUSIVE: 2, NO_BLOCK: 4, UNLOCK: 8 } as const;
/** Where the Internet server would be. */
const socketDevices: { readonly [type: number]: string } = { 1: 'netTCP', 2: 'netUDP', 3: 'netIP' };

export function createUnixStreams(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { kernel, makeCall, control, memory, records } = parts;
  const { layout } = kernel.machine;
  const intCodec = bind(IntCell, layout);
  const ownerCodec = bind(IocOwner, layout);
  const lockCodec = bind(IocLockArgs, layout);
  const repositionCodec = bind(IocRepositionArgs, layout);

  function* command(
    process: Process,
    streamID: number,
    number: number,
    input: Uint8Array,
    outSize = 0,
  ): Task<ControlResult> {
    return yield* control(process, { streamID, command: number, input, outSize });
  }

  const plain = (result: ControlResult): UnixOutcome => unixStatus(result.status);
  const intBytes = (value: number): Uint8Array => intCodec.encode({ value });
  const nothing = (): Uint8Array => new Uint8Array(0);

  function* setBits(process: Process, streamID: number, bits: number, on: boolean): Task<UnixOutcome> {
    const number = on ? IocCommand.SET_BITS : IocCommand.CLEAR_BITS;
    return plain(yield* command(process, streamID, number, intBytes(bits)));
  }

  function* flagsOf(
    process: Process,
    streamID: number,
  ): Task<{ readonly flags: number } | { readonly errno: number }> {
    const result = yield* command(process, streamID, IocCommand.GET_FLAGS, nothing(), INT_BYTES);
    if (result.status !== SUCCESS) return { errno: Errno.EINVAL };
    return { flags: intCodec.decode(result.out).value };
  }

  /** A family is negative. */
  function* ownerOf(process: Process, streamID: number): Task<UnixOutcome | { readonly owner: number }> {
    const result = yield* command(process, streamID, IocCommand.GET_OWNER, nothing(), ownerCodec.size);
    if (result.status !== SUCCESS) return plain(result);
    const { id, procOrFamily } = ownerCodec.decode(result.out);
    return { owner: procOrFamily === OwnerKind.FAMILY ? -id : id };
  }

  function* giveTo(process: Process, streamID: number, owner: number): Task<UnixOutcome> {
    const procOrFamily = owner < 0 ? OwnerKind.FAMILY : OwnerKind.PROC;
    const input = ownerCodec.encode({ id: Math.abs(owner), procOrFamily });
    return plain(yield* command(process, streamID, IocCommand.SET_OWNER, input));
  }

  function* duplicate(process: Process, streamID: number, wanted: number): Task<UnixOutcome> {
    const newID = { value: wanted };
    return valueOr(yield* makeCall('Fs_GetNewID', process, { streamID, newID }), newID);
  }

  // --- fcntl and ioctl -------------------------------------------------------------------------------------------

  function* fcntl(process: Process, streamID: number, number: number, argument: number): Task<UnixOutcome> {
    switch (number) {
      case FcntlCommand.DUPLICATE:
        return yield* duplicate(process, streamID, argument);
      case FcntlCommand.GET_CLOSE_ON_EXEC:
      case FcntlCommand.GET_FLAGS: {
        const found = yield* flagsOf(process, streamID);
        if ('errno' in found) return found;
        if (number === FcntlCommand.GET_CLOSE_ON_EXEC)
          return (found.flags & IocFlag.CLOSE_ON_EXEC) === 0 ? 0 : 1;
        return unixBits(found.flags, statusFlags);
      }
      case FcntlCommand.SET_CLOSE_ON_EXEC:
        return yield* setBits(process, streamID, IocFlag.CLOSE_ON_EXEC, (argument & 1) !== 0);
      case FcntlCommand.SET_FLAGS: {
        const bits = spriteBits(argument, statusFlags);
        return yield* setBits(process, streamID, bits, true);
      }
      case FcntlCommand.GET_OWNER: {
        const found = yield* ownerOf(process, streamID);
        return typeof found === 'object' && 'owner' in found ? found.owner : found;
      }
      case FcntlCommand.SET_OWNER:
        return yield* giveTo(process, streamID, argument);
      default:
        return invalid;
    }
  }

  function* ioctl(
    process: Process,
    streamID: number,
    request: number,
    argument: UserAddress,
  ): Task<UnixOutcome> {
    switch (request) {
      case StreamRequest.FIOCLEX:
      case StreamRequest.FIONCLEX:
        return yield* setBits(process, streamID, IocFlag.CLOSE_ON_EXEC, request === StreamRequest.FIOCLEX);
      case StreamRequest.FIONBIO:
      case StreamRequest.FIOASYNC: {
        const word = yield* records.loadRecord(process, argument, IntCell);
        if (word === null) return invalid;
        const isBlocking = request === StreamRequest.FIONBIO;
        const bit = isBlocking ? IocFlag.NON_BLOCKING : IocFlag.ASYNCHRONOUS;
        return yield* setBits(process, streamID, bit, word.value !== 0);
      }
      default:
        return yield* objectRequest(process, streamID, request, argument);
    }
  }

  function* objectRequest(
    process: Process,
    streamID: number,
    request: number,
    argument: UserAddress,
  ): Task<UnixOutcome> {
    if (setsOwner(request)) {
      const word = yield* records.loadRecord(process, argument, IntCell);
      return word === null ? invalid : yield* giveTo(process, streamID, -Math.abs(word.value));
    }
    if (getsOwner(request)) {
      const found = yield* ownerOf(process, streamID);
      if (typeof found !== 'object' || !('owner' in found)) return found;
      return yield* records.store(process, argument, IntCell, { value: Math.abs(found.owner) });
    }
    const known = ioRequest(request);
    if (known === null) {
      kernel.log(`Bad Ioctl: 0x${request.toString(16)}`);
      return invalid;
    }
    const input = known.inSize === 0 ? nothing() : yield* memory.copyIn(process, argument, known.inSize);
    if (input === null) return invalid;
    const result = yield* command(process, streamID, known.command, input, known.outSize);
    if (result.status !== SUCCESS || result.out.length === 0) return plain(result);
    return yield* records.storeBytes(process, argument, result.out.subarray(0, known.outSize));
  }

  // --- The others ------------------------------------------------------------------------------------------------

  function* lockStream(process: Process, streamID: number, operation: number): Task<UnixOutcome> {
    const mode = operation & (Flock.SHARED | Flock.EXCLUSIVE);
    const wait = (operation & Flock.NO_BLOCK) !== 0 ? LockFlag.NO_BLOCK : 0;
    const input = (flags: number): Uint8Array =>
      lockCodec.encode({ flags, hostID: kernel.hostId, pid: process.id, token: 0 });
    if ((operation & Flock.UNLOCK) === 0) {
      return plain(yield* command(process, streamID, IocCommand.LOCK, input(mode | wait)));
    }
    // Whichever of the two it is.
    const first = yield* command(process, streamID, IocCommand.UNLOCK, input(LockFlag.EXCLUSIVE));
    if (first.status !== Status.FS_NO_EXCLUSIVE_LOCK) return plain(first);
    return plain(yield* command(process, streamID, IocCommand.UNLOCK, input(LockFlag.SHARED)));
  }

  /**
   * Ids below `count`. Sprite's call looks at the id of that number too, so it gets one less, except where the
   * highest id would then be in a word of the masks that is not fetched.
   */
  const selectCount = (count: number): number => (count % WORD_BITS === 1 || count <= 0 ? count : count - 1);

  return {
    *lseek(process, { streamID, offset, whence }) {
      const input = repositionCodec.encode({ base: whence, offset });
      const result = yield* command(process, streamID, IocCommand.REPOSITION, input, INT_BYTES);
      return result.status === SUCCESS ? intCodec.decode(result.out).value : plain(result);
    },
    dup: (process, { streamID }) => duplicate(process, streamID, ANY_ID),
    dup2: (process, { streamID, newID }) => duplicate(process, streamID, newID),
    getdtablesize: () => TABLE_SIZE,
    fcntl: (process, args) => fcntl(process, args.streamID, args.command, args.argument),
    ioctl: (process, args) => ioctl(process, args.streamID, args.request, args.argument),
    *select(process, args) {
      const numReady = cell<number>();
      const status = yield* makeCall('Fs_Select', process, {
        numStreams: selectCount(args.count),
        timeout: args.timeout,
        readMask: args.readMask,
        writeMask: args.writeMask,
        exceptMask: args.exceptMask,
        numReady,
      });
      if (status === Status.FS_TIMEOUT) return 0;
      if (isInterrupted(status)) return willHandle(process) ? { errno: Errno.EINTR } : AGAIN;
      return valueOr(status, numReady);
    },
    flock: (process, { streamID, operation }) => lockStream(process, streamID, operation),
    *socket(process, { type }) {
      const device = socketDevices[type];
      if (device === undefined) return invalid;
      const host = cell<string>();
      const named = yield* makeCall('Sys_GetHostName', process, { name: host });
      if (named !== SUCCESS) return unixStatus(named);
      const path = `/hosts/${host.value ?? ''}/${device}`;
      const streamID = cell<number>();
      const request = { path, useFlags: 3, permissions: 0, streamID };
      return valueOr(yield* makeCall('Fs_Open', process, request), streamID);
    },
  };
}
