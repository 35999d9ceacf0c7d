/** Calls that make, copy and end stream ids. Source: kernel-call reference 1, notes c and d, and 5.1. */
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FsCore } from './core.js';
import { streamOfCall } from './core.js';
import type { FsCalls } from './file-system.js';
import { createPipe } from './pipe.js';
import { ALL_PERMISSIONS, addStream, askerOf, makeRoomFor, streamAt } from './process-files.js';
import type { Stream } from './stream.js';
import { FileType, StreamType, UseFlag } from './types.js';

type Names = 'Fs_Open' | 'Fs_Close' | 'Fs_GetNewID' | 'Fs_CreatePipe' | 'Fs_ChangeDir' | 'Fs_SetDefPerm';

/** What a user may ask of Fs_Open; the bits above are the kernel's. */
const USER_FLAGS = 0xfff;
const LOWEST_FREE = -1;

export function createStreamCalls(core: FsCore): Pick<FsCalls, Names> {
  const { kernel, table, streams, opener } = core;
  let pipes = 0;

  /** Give the stream an id; it is released when there is none left. */
  function* enter(process: Process, stream: Stream): Task<number> {
    const id = addStream(table.need(process), stream);
    if (id < 0) yield* streams.releaseStream(stream);
    return id;
  }

  function* duplicateAt(process: Process, stream: Stream, id: number): Task<Status> {
    const files = table.need(process);
    if (!makeRoomFor(files, id)) return Status.FS_NEW_ID_TOO_BIG;
    const before = streamAt(files, id);
    files.streams[id] = stream;
    stream.references++;
    if (before !== null) yield* streams.releaseStream(before);
    return SUCCESS;
  }

  /** Whatever may not be done with a file, that it is no directory comes first. */
  function* whyNoDirectory(process: Process, path: string, status: Status): Task<Status> {
    const asker = askerOf(process, table.need(process));
    const request = { asker, path, useFlags: UseFlag.FOLLOW };
    const found = yield* core.naming.atName(request, (domain, args) => domain.getAttributes(args));
    const isOther = 'value' in found && found.value.value.type !== FileType.DIRECTORY;
    return isOther ? Status.FS_NOT_DIRECTORY : status;
  }

  return {
    *Fs_Open(process, args) {
      const files = table.need(process);
      const opened = yield* opener.openStream({
        asker: askerOf(process, files),
        path: args.path,
        useFlags: (args.useFlags & USER_FLAGS) | UseFlag.FOLLOW,
        permissions: args.permissions & ALL_PERMISSIONS & files.permissionMask,
      });
      if ('status' in opened) return opened.status;
      const id = yield* enter(process, opened.value.stream);
      if (id < 0) return Status.FS_NEW_ID_TOO_BIG;
      args.streamID.value = id;
      return SUCCESS;
    },

    *Fs_Close(process, args) {
      const found = streamOfCall(core, process, args.streamID);
      // So that UNIX's errno becomes EBADF.
      if ('status' in found) return Status.FS_NEW_ID_TOO_BIG;
      table.need(process).streams[args.streamID] = null;
      return yield* streams.releaseStream(found.value);
    },

    *Fs_GetNewID(process, args) {
      const found = streamOfCall(core, process, args.streamID);
      if ('status' in found) return found.status;
      const stream = found.value;
      const wanted = args.newID.value;
      if (wanted === args.streamID) return SUCCESS;
      if (wanted < LOWEST_FREE) return Status.FS_INVALID_ARG;
      if (wanted !== LOWEST_FREE) return yield* duplicateAt(process, stream, wanted);
      stream.references++;
      const id = yield* enter(process, stream);
      if (id < 0) return Status.FS_NEW_ID_TOO_BIG;
      args.newID.value = id;
      return SUCCESS;
    },

    *Fs_CreatePipe(process, args) {
      kernel.charge(kernel.machine.costs.streamCallNs);
      const id = { type: StreamType.LCL_PIPE, serverID: kernel.hostId, major: 0, minor: ++pipes };
      const pipe = createPipe(kernel, id);
      const readEnd = yield* enter(process, streams.createStream(pipe, UseFlag.READ, null));
      const writeEnd = yield* enter(process, streams.createStream(pipe, UseFlag.WRITE, null));
      if (writeEnd < 0) {
        const files = table.need(process);
        const stream = streamAt(files, readEnd);
        if (stream !== null) {
          files.streams[readEnd] = null;
          yield* streams.releaseStream(stream);
        }
        return Status.FS_NEW_ID_TOO_BIG;
      }
      args.readID.value = readEnd;
      args.writeID.value = writeEnd;
      return SUCCESS;
    },

    *Fs_ChangeDir(process, args) {
      const files = table.need(process);
      const opened = yield* opener.openStream({
        asker: askerOf(process, files),
        path: args.path,
        useFlags: UseFlag.EXECUTE | UseFlag.FOLLOW,
        permissions: 0,
      });
      if ('status' in opened) return yield* whyNoDirectory(process, args.path, opened.status);
      const { stream, attributes } = opened.value;
      if (attributes.type !== FileType.DIRECTORY) {
        yield* streams.releaseStream(stream);
        return Status.FS_NOT_DIRECTORY;
      }
      const before = files.directory;
      files.directory = stream;
      yield* streams.releaseStream(before);
      return SUCCESS;
    },

    Fs_SetDefPerm(process, args) {
      const files = table.need(process);
      args.oldMask.value = files.permissionMask;
      files.permissionMask = args.mask & ALL_PERMISSIONS;
      return SUCCESS;
    },
  };
}
