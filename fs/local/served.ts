/**
 * Files of a local domain as their users on all hosts see them: what an open means for those who cache the file,
 * and use counts, with which a file that has lost its names goes at last.
 */
import type { HostId } from '../../arch/units.js';
import type { Task } from '../../kernel/task.js';
import type { FileUsers, ServedFile, UseCounts } from '../consistency.js';
import type { OpenResult } from '../domain.js';
import { usesOfFlags } from '../shared-file.js';
import { type FileId, FileType, type NameResult, StreamType } from '../types.js';
import type { LocalHandle } from './handle.js';
import type { Volume } from './volume.js';

/** A file as the server's services use it. */
export interface ServedHandle {
  readonly handle: LocalHandle;
  readonly served: ServedFile;
  letGo(): Task<void>;
}

export interface ServedFiles {
  fileOf(handle: LocalHandle): ServedFile;
  /** Other hosts may have to write back or forget what they cache before the open is good. */
  shareOpened(opened: OpenResult, client: HostId): Task<NameResult<OpenResult>>;
  /** So many uses less; a file without names goes with its last one. */
  dropUses(handle: LocalHandle, uses: UseCounts): Task<void>;
  holdServed(number: number): Task<ServedHandle | null>;
}

export interface ServedFilesParts {
  readonly volume: Volume;
  readonly users: FileUsers;
  fileIdOf(number: number): FileId;
}

export function createServedFiles({ volume, users, fileIdOf }: ServedFilesParts): ServedFiles {
  function* dropUses(handle: LocalHandle, uses: UseCounts): Task<void> {
    handle.references -= uses.references;
    handle.writers -= uses.writers;
    handle.executers -= uses.executers;
    handle.holders++;
    yield* volume.letGo(handle);
  }

  const fileOf = (handle: LocalHandle): ServedFile => ({
    id: fileIdOf(handle.number),
    isRegular: handle.descriptor.type === FileType.FILE,
    version: () => handle.descriptor.version,
    raiseVersion: () => volume.raiseVersion(handle),
    absorb(known, hasWritten) {
      const { descriptor } = handle;
      if (hasWritten) descriptor.size = Math.max(descriptor.size, known.lastByte + 1);
      descriptor.accessTime = Math.max(descriptor.accessTime, known.accessTime);
      descriptor.dataModifyTime = Math.max(descriptor.dataModifyTime, known.modifyTime);
      volume.touch(handle);
    },
    dropUses: (uses) => dropUses(handle, uses),
  });

  return {
    fileOf,
    dropUses,
    *shareOpened(opened, client) {
      const handle = volume.findHandle(opened.ioFileId.minor);
      if (opened.ioFileId.type !== StreamType.LCL_FILE || handle === undefined) return { value: opened };
      const before = handle.descriptor.size;
      const granted = yield* users.opened(fileOf(handle), client, opened.useFlags);
      if ('status' in granted) {
        yield* dropUses(handle, usesOfFlags(opened.useFlags));
        return granted;
      }
      // Whoever was called back may have known of more.
      const { size } = handle.descriptor;
      const attributes = size === before ? opened.attributes : { ...opened.attributes, size };
      return { value: { ...opened, attributes, grant: granted.value } };
    },
    *holdServed(number) {
      const held = yield* volume.hold(number);
      if ('status' in held) return null;
      const handle = held.value;
      return { handle, served: fileOf(handle), letGo: () => volume.letGo(handle) };
    },
  };
}
