/** A file of the local disk as something behind a stream. */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import type { IoObject } from '../io-object.js';
import { IocCommand } from '../ioc.js';
import { type FileId, FileType, UseFlag } from '../types.js';
import type { Files } from './file.js';
import type { LocalHandle } from './handle.js';
import type { Volume } from './volume.js';

export interface FileObjectParts {
  readonly kernel: Kernel;
  readonly volume: Volume;
  readonly files: Files;
}

const NO_BYTES = new Uint8Array(0) as Readonly<Uint8Array>;

/** The handle is in use for as long as a stream refers to the object. */
export function createFileObject(
  parts: FileObjectParts,
  handle: LocalHandle,
  id: FileId,
  closed: (flags: number) => Task<void>,
): IoObject {
  const { kernel, volume, files } = parts;
  const isDirectory = handle.descriptor.type === FileType.DIRECTORY;
  const answer = (status: Status) => ({ status, out: NO_BYTES });
  return {
    id,
    read: (length, transfer) => files.readFile(handle, transfer.offset, length, transfer.flags),
    *write(bytes, transfer) {
      if (isDirectory) return { status: Status.FS_IS_DIRECTORY, count: 0 };
      const atEnd = (transfer.flags & UseFlag.APPEND) !== 0;
      const { flags, withinEnd = false } = transfer;
      return yield* files.writeFile(handle, atEnd ? null : transfer.offset, bytes, { flags, withinEnd });
    },
    *control(command, input, _outSize, transfer) {
      switch (command) {
        case IocCommand.TRUNCATE: {
          if (isDirectory) return answer(Status.FS_IS_DIRECTORY);
          if ((transfer.flags & UseFlag.WRITE) === 0) return answer(Status.FS_NO_ACCESS);
          if (input.length !== 4) return answer(Status.GEN_INVALID_ARG);
          const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
          return answer(
            yield* files.truncateFile(handle, view.getInt32(0, kernel.machine.layout.littleEndian)),
          );
        }
        case IocCommand.WRITE_BACK:
          return answer(yield* volume.syncFile(handle));
        case IocCommand.GET_OWNER:
        case IocCommand.SET_OWNER:
          return answer(Status.GEN_NOT_IMPLEMENTED);
        default:
          return answer(Status.GEN_INVALID_ARG);
      }
    },
    ready: (wanted) => wanted,
    watch: () => () => {},
    *close(flags) {
      kernel.charge(kernel.machine.costs.closeNs);
      yield* closed(flags);
      return SUCCESS;
    },
    overlayAttributes: (attributes) => attributes,
  };
}
