/**
 * A file that the kernel writes in a process's name, from bytes of its own: a dump. Whatever the process may not do
 * is refused, and the mask of its new files applies. Source: file system reference, 2.1 and 3.1.
 */
import { type Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FsCore } from './core.js';
import { ALL_PERMISSIONS, askerOf } from './process-files.js';
import type { Stream } from './stream.js';
import { BLOCK_SIZE, UseFlag } from './types.js';

const USE_FLAGS = UseFlag.WRITE | UseFlag.CREATE | UseFlag.TRUNC | UseFlag.FOLLOW;
const PERMISSIONS = ALL_PERMISSIONS & 0o666;

export function createFileWriter(core: FsCore) {
  function* writeAll(process: Process, stream: Stream, bytes: Uint8Array): Task<Status> {
    const { object, flags } = stream;
    for (let offset = 0; offset < bytes.length; ) {
      const piece = bytes.slice(offset, offset + BLOCK_SIZE);
      const { status, count } = yield* object.write(piece, { process, offset, flags });
      if (status !== SUCCESS) return status;
      offset += count;
    }
    return SUCCESS;
  }

  return function* writeFile(process: Process, path: string, bytes: Uint8Array): Task<Status> {
    const files = core.table.need(process);
    const opened = yield* core.opener.openStream({
      asker: askerOf(process, files),
      path,
      useFlags: USE_FLAGS,
      permissions: PERMISSIONS & files.permissionMask,
    });
    if ('status' in opened) return opened.status;
    const { stream } = opened.value;
    const written = yield* writeAll(process, stream, bytes);
    const closed = yield* core.streams.releaseStream(stream);
    return written === SUCCESS ? closed : written;
  };
}
