/** Opening a file for execution, as exec looks at it before it decides. Source: exec-and-signals reference, 5.1. */
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FileBackingStore } from './backing-store.js';
import type { FsCore } from './core.js';
import type { ExecutableFile } from './file-system.js';
import { askerOf } from './process-files.js';
import { BLOCK_SIZE, FileType, type Result, UseFlag } from './types.js';

export type OpenExecutable = (process: Process, path: string) => Task<Result<ExecutableFile>>;

export function createExecutables(core: FsCore, backingStore: FileBackingStore): OpenExecutable {
  const { table, streams, opener } = core;
  return function* openExecutable(process, path) {
    const opened = yield* opener.openStream({
      asker: askerOf(process, table.need(process)),
      path,
      useFlags: UseFlag.EXECUTE | UseFlag.FOLLOW,
      permissions: 0,
    });
    if ('status' in opened) return opened;
    const { stream, attributes } = opened.value;
    if (attributes.type !== FileType.FILE) {
      yield* streams.releaseStream(stream);
      return { status: Status.FS_WRONG_TYPE };
    }
    const { flags } = stream;
    const { status, bytes } = yield* stream.object.read(BLOCK_SIZE, { process, offset: 0, flags });
    if (status !== SUCCESS) {
      yield* streams.releaseStream(stream);
      return { status };
    }
    const file = backingStore.adopt(opened.value, path);
    return { value: { file, attributes, header: bytes, size: attributes.size } };
  };
}
