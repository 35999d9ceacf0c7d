/**
 * Rename: the new name is made, or made to name the file, before the old one goes, so the file always has a name.
 * A file renamed to its own name, or to another link of itself, keeps the new name only. Source: file system
 * reference, 2.4 (renaming to the identical name is guarded here: it does nothing).
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Task } from '../../kernel/task.js';
import type { TwoNameResult } from '../domain.js';
import { FileType, type LookupArgs } from '../types.js';
import type { Directories } from './directory.js';
import type { LocalHandle } from './handle.js';
import { ROOT_NUMBER } from './layout.js';
import type { Found, Lookup } from './lookup.js';
import { permits, Want } from './permission.js';
import type { Volume } from './volume.js';

export interface RenameParts {
  readonly volume: Volume;
  readonly directories: Directories;
  readonly lookup: Lookup;
  letGoAll(found: Found): Task<void>;
  seconds(): number;
}

export function createRename(parts: RenameParts): (from: LookupArgs, to: LookupArgs) => Task<TwoNameResult> {
  const { volume, directories, lookup } = parts;

  return function* rename(from, to) {
    const old = yield* lookup.walk(from, false);
    if (!('parent' in old)) return old;
    try {
      const target = yield* lookup.walk(to, false);
      if (!('parent' in target)) return { ...target, second: true };
      try {
        if (old.handle === null) return { status: Status.FS_FILE_NOT_FOUND };
        const status = yield* move(old, old.handle, target, from);
        return status === SUCCESS ? { value: null } : { status };
      } finally {
        yield* parts.letGoAll(target);
      }
    } finally {
      yield* parts.letGoAll(old);
    }
  };

  function* move(old: Found, handle: LocalHandle, target: Found, args: LookupArgs): Task<Status> {
    const isDirectory = handle.descriptor.type === FileType.DIRECTORY;
    if ([old.name, target.name].some((name) => name === '.' || name === '..')) return Status.FS_NO_ACCESS;
    if (old.parent.number === target.parent.number && old.name === target.name) return SUCCESS;
    for (const { descriptor } of [old.parent, target.parent]) {
      if (!permits(descriptor, args.ids, Want.Write)) return Status.FS_NO_ACCESS;
    }
    if (target.parent.removed) return Status.FS_FILE_NOT_FOUND;
    if (isDirectory && old.parent !== target.parent) {
      if (target.parent.number === handle.number) return Status.GEN_INVALID_ARG;
      if (yield* isBelow(target.parent, handle.number)) return Status.FS_INVALID_ARG;
    }
    const status =
      target.handle === null ? yield* enter(target, handle) : yield* replace(target, target.handle, handle);
    if (status !== SUCCESS) return status;
    // The file has its new name on the disk before it can lose the old one there.
    yield* volume.writeNames();
    const removed = yield* directories.removeEntry(old.parent, old.name);
    if (removed !== SUCCESS) return removed;
    if (isDirectory && old.parent !== target.parent) yield* reparent(old.parent, target.parent, handle);
    handle.descriptor.descModifyTime = parts.seconds();
    volume.touch(handle);
    return SUCCESS;
  }

  function* enter(target: Found, handle: LocalHandle): Task<Status> {
    return yield* directories.addEntry(target.parent, target.name, handle.number);
  }

  /** An existing target of the same kind gives up its name; another link of the file gives up the old one. */
  function* replace(target: Found, existing: LocalHandle, handle: LocalHandle): Task<Status> {
    const isDirectory = handle.descriptor.type === FileType.DIRECTORY;
    if ((existing.descriptor.type === FileType.DIRECTORY) !== isDirectory) return Status.FS_FILE_EXISTS;
    if (existing.number === handle.number) {
      handle.descriptor.numLinks--;
      return SUCCESS;
    }
    if (isDirectory && !(yield* directories.isEmptyDirectory(existing))) return Status.FS_DIR_NOT_EMPTY;
    const status = yield* directories.changeEntry(target.parent, target.name, handle.number);
    if (status !== SUCCESS) return status;
    existing.descriptor.numLinks = isDirectory ? 0 : existing.descriptor.numLinks - 1;
    if (isDirectory) target.parent.descriptor.numLinks--;
    if (existing.descriptor.numLinks <= 0) existing.removed = true;
    volume.touch(existing);
    volume.touch(target.parent);
    return SUCCESS;
  }

  function* reparent(from: LocalHandle, to: LocalHandle, handle: LocalHandle): Task<void> {
    yield* directories.changeEntry(handle, '..', to.number);
    from.descriptor.numLinks--;
    to.descriptor.numLinks++;
    volume.touch(from);
    volume.touch(to);
  }

  /** Is `directory` inside the tree below file `number`? */
  function* isBelow(directory: LocalHandle, number: number): Task<boolean> {
    let at = directory.number;
    while (at !== ROOT_NUMBER) {
      if (at === number) return true;
      const held = yield* volume.hold(at);
      if ('status' in held) return false;
      const up = yield* directories.findEntry(held.value, '..');
      yield* volume.letGo(held.value);
      if (up === null || up === at) return false;
      at = up;
    }
    return false;
  }
}
