/** UNIX calls on names and on the bytes of streams. Source: kernel-call reference, 3.1. */
import { type Status, SUCCESS } from '../../arch/status.js';
import { USER_NIL, type UserAddress } from '../../arch/units.js';
import { IocCommand } from '../../fs/ioc.js';
import { noAttributes, SetAttr, UseFlag } from '../../fs/types.js';
import type { Process } from '../../kernel/process.js';
import type { Task } from '../../kernel/task.js';
import { spriteBits } from './bits.js';
import { IoVector, TwoTimes } from './layouts.js';
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

type Names =
  | 'read'
  | 'write'
  | 'readv'
  | 'writev'
  | 'open'
  | 'creat'
  | 'close'
  | 'link'
  | 'unlink'
  | 'chdir'
  | 'access'
  | 'pipe'
  | 'symlink'
  | 'readlink'
  | 'umask'
  | 'rename'
  | 'mkdir'
  | 'rmdir'
  | 'truncate'
  | 'ftruncate'
  | 'fsync'
  | 'utimes';

/** Bits of open's flags and what they are to Sprite; the access is in the two lowest. */
const openFlags = [
  [0o4, UseFlag.NON_BLOCKING],
  [0o10, UseFlag.APPEND],
  [0o1000, UseFlag.CREATE],
  [0o2000, UseFlag.TRUNC],
  [0o4000, UseFlag.EXCLUSIVE],
  [0o10000, UseFlag.PDEV_MASTER],
  [0o20000, UseFlag.PFS_MASTER],
] as const;
const accessFlags = [UseFlag.READ, UseFlag.WRITE, UseFlag.READ | UseFlag.WRITE] as const;
const O_ASYNC = 0o100;
/** Sprite's flags for write, create and truncate, which creat hands to open as if they were UNIX's. */
const CREAT_FLAGS = 0x602;
/** access: UNIX's bit, Sprite's. */
const accessModes = [
  [4, 1],
  [2, 2],
  [1, 4],
] as const;
const PERMISSIONS = 0o777;
/** What is left of the old mask in umask's result: the number was meant to be octal. */
const UMASK_RESULT = 0x777;
const MAX_VECTORS = 16;
const INT_BYTES = 4;

type Direction = 'Fs_Read' | 'Fs_Write';

export function createUnixFiles(parts: UnixParts): Pick<UnixImplementations, Names> {
  const { makeCall, passOn, control, records, kernel } = parts;
  const { littleEndian } = kernel.machine.layout;

  function* transferBytes(
    direction: Direction,
    process: Process,
    streamID: number,
    buffer: UserAddress,
    count: number,
  ): Task<{ readonly status: Status; readonly moved: number }> {
    const amount = cell<number>();
    const status =
      direction === 'Fs_Read'
        ? yield* makeCall('Fs_Read', process, { streamID, count, buffer, amountRead: amount })
        : yield* makeCall('Fs_Write', process, { streamID, count, buffer, amountWritten: amount });
    return { status, moved: amount.value ?? 0 };
  }

  function* transferOnce(
    direction: Direction,
    process: Process,
    args: { readonly streamID: number; readonly buffer: UserAddress; readonly count: number },
  ): Task<UnixOutcome> {
    const { status, moved } = yield* transferBytes(
      direction,
      process,
      args.streamID,
      args.buffer,
      args.count,
    );
    if (isInterrupted(status)) return moved > 0 ? moved : AGAIN;
    return status === SUCCESS ? moved : unixStatus(status);
  }

  /** Piece after piece, until one is not moved whole. */
  function* transferVector(
    direction: Direction,
    process: Process,
    args: { readonly streamID: number; readonly vector: UserAddress; readonly count: number },
  ): Task<UnixOutcome> {
    if (args.count <= 0 || args.count > MAX_VECTORS) return invalid;
    let total = 0;
    for (let i = 0; i < args.count; i++) {
      const piece = yield* records.loadRecord(process, args.vector + 2 * INT_BYTES * i, IoVector);
      if (piece === null) return invalid;
      const outcome = yield* transferOnce(direction, process, {
        streamID: args.streamID,
        buffer: piece.base,
        count: piece.length,
      });
      // What has been moved is told, whatever happened then.
      if (typeof outcome !== 'number') return total > 0 ? total : outcome;
      total += outcome;
      process.callProgress = null;
      if (outcome < piece.length) break;
    }
    return total;
  }

  function* openFile(process: Process, path: string, flags: number, mode: number): Task<UnixOutcome> {
    const access = accessFlags[flags & 3];
    if (access === undefined || (flags & O_ASYNC) !== 0) return invalid;
    const streamID = cell<number>();
    const useFlags = access | spriteBits(flags, openFlags);
    const permissions = mode & PERMISSIONS;
    return valueOr(yield* makeCall('Fs_Open', process, { path, useFlags, permissions, streamID }), streamID);
  }

  function* setLength(process: Process, streamID: number, length: number): Task<UnixOutcome> {
    const input = new Uint8Array(INT_BYTES);
    new DataView(input.buffer).setInt32(0, length, littleEndian);
    const { status } = yield* control(process, {
      streamID,
      command: IocCommand.TRUNCATE,
      input,
      outSize: 0,
    });
    return unixStatus(status);
  }

  return {
    read: (process, args) => transferOnce('Fs_Read', process, args),
    write: (process, args) => transferOnce('Fs_Write', process, args),
    readv: (process, args) => transferVector('Fs_Read', process, args),
    writev: (process, args) => transferVector('Fs_Write', process, args),
    open: (process, { path, flags, mode }) => openFile(process, path, flags, mode),
    creat: (process, { path, mode }) => openFile(process, path, CREAT_FLAGS, mode),
    close: (process, { streamID }) => passOn('Fs_Close', process, { streamID }),
    link: (process, args) => passOn('Fs_HardLink', process, args),
    unlink: (process, args) => passOn('Fs_Remove', process, args),
    chdir: (process, args) => passOn('Fs_ChangeDir', process, args),
    *access(process, args) {
      const mode = spriteBits(args.mode, accessModes);
      return yield* passOn('Fs_CheckAccess', process, { path: args.path, mode, useRealID: 1 });
    },
    *pipe(process) {
      const readID = cell<number>();
      const writeID = cell<number>();
      const status = yield* makeCall('Fs_CreatePipe', process, { readID, writeID });
      if (status !== SUCCESS) return unixStatus(status);
      return { first: readID.value ?? 0, second: writeID.value ?? 0 };
    },
    symlink: (process, { target, linkName }) =>
      passOn('Fs_SymLink', process, { target, linkName, remoteLink: 0 }),
    *readlink(process, { path, buffer, size }) {
      const length = cell<number>();
      const request = { path, bufferSize: size, buffer, size: length };
      return valueOr(yield* makeCall('Fs_ReadLink', process, request), length);
    },
    *umask(process, { mask }) {
      const oldMask = cell<number>();
      yield* makeCall('Fs_SetDefPerm', process, { mask: ~mask & PERMISSIONS, oldMask });
      return ~(oldMask.value ?? 0) & UMASK_RESULT;
    },
    rename: (process, args) => passOn('Fs_Rename', process, args),
    mkdir: (process, { path, mode }) =>
      passOn('Fs_MakeDir', process, { path, permissions: mode & PERMISSIONS }),
    rmdir: (process, args) => passOn('Fs_RemoveDir', process, args),
    *truncate(process, { path, length }) {
      const streamID = yield* openFile(process, path, 1, 0);
      if (typeof streamID !== 'number') return streamID;
      const outcome = yield* setLength(process, streamID, length);
      yield* makeCall('Fs_Close', process, { streamID });
      return outcome;
    },
    ftruncate: (process, { streamID, length }) => setLength(process, streamID, length),
    *fsync(process, { streamID }) {
      const range = { firstByte: -1, lastByte: -1, block: 1 };
      return yield* passOn('Fs_WriteBackID', process, { streamID, ...range });
    },
    *utimes(process, { path, times }) {
      if (times === USER_NIL) return { errno: Errno.EACCES };
      const given = yield* records.loadRecord(process, times, TwoTimes);
      if (given === null) return { errno: Errno.EACCES };
      const attributes = { ...noAttributes, accessTime: given.access, dataModifyTime: given.modify };
      const request = { path, fileOrLink: 2, attributes, flags: SetAttr.TIMES };
      return yield* passOn('Fs_SetAttr', process, request);
    },
  };
}
