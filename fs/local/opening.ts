/**
 * Opening a file that is there: may it be opened so, by whom asks; one use more; what an opener is told. Source: file
 * system reference, 3.5.
 */
import { Status } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Task } from '../../kernel/task.js';
import type { OpenResult } from '../domain.js';
import type { Masters } from '../pdev/masters.js';
import { type FileId, FileType, type LookupArgs, type NameResult, Permission, UseFlag } from '../types.js';
import { readAttributes } from './attributes.js';
import type { LocalHandle } from './handle.js';
import { openTarget } from './open-target.js';
import { permits, Want } from './permission.js';
import type { Volume } from './volume.js';

export interface OpeningParts {
  readonly volume: Volume;
  readonly where: { readonly serverId: HostId; readonly domain: number };
  /** Who serves its pseudo-devices. */
  readonly masters: Masters;
  fileIdOf(number: number): FileId;
  seconds(): number;
}

const UNCACHED = { cacheable: false, openTimeStamp: 0 } as const;

const changesFile = (flags: number): boolean => (flags & (UseFlag.WRITE | UseFlag.TRUNC)) !== 0;

const wantedBy = (flags: number): number =>
  ((flags & UseFlag.READ) !== 0 ? Want.Read : 0) |
  (changesFile(flags) ? Want.Write : 0) |
  ((flags & UseFlag.EXECUTE) !== 0 ? Want.Execute : 0);

/** What is wrong with opening a file of this type so. */
function typeError(type: number, flags: number): Status | null {
  if (type === FileType.DIRECTORY) return changesFile(flags) ? Status.FS_IS_DIRECTORY : null;
  return (flags & UseFlag.EXECUTE) !== 0 && type !== FileType.FILE ? Status.FS_WRONG_TYPE : null;
}

/** A program that runs is not written, and a file that is written does not run. */
function isBusy({ writers, executers }: LocalHandle, flags: number): boolean {
  const changes = changesFile(flags) || (flags & UseFlag.CREATE) !== 0;
  return ((flags & UseFlag.EXECUTE) !== 0 && writers > 0) || (changes && executers > 0);
}

/** As the stream has them: a directory is searched, not executed, and what is executed is read. */
function streamFlags(type: number, flags: number): number {
  if ((flags & UseFlag.EXECUTE) === 0) return flags;
  return type === FileType.DIRECTORY ? flags & ~UseFlag.EXECUTE : flags | UseFlag.READ;
}

function countUse(handle: LocalHandle, flags: number): void {
  handle.references++;
  if ((flags & UseFlag.WRITE) !== 0) handle.writers++;
  if ((flags & UseFlag.EXECUTE) !== 0) handle.executers++;
}

/** `check` is false for a file that was just made: it is its maker's whatever its permissions. */
export type OpenExisting = (
  handle: LocalHandle,
  args: LookupArgs,
  check: boolean,
) => Task<NameResult<OpenResult>>;

export function createOpening(parts: OpeningParts): OpenExisting {
  const { volume, where } = parts;

  function clearSetIds(handle: LocalHandle): void {
    const kept = handle.descriptor.permissions & ~(Permission.SET_UID | Permission.SET_GID);
    if (kept === handle.descriptor.permissions) return;
    handle.descriptor.permissions = kept;
    volume.touch(handle);
  }

  return function* openExisting(handle, args, check) {
    const { descriptor } = handle;
    const { type } = descriptor;
    const wrong = typeError(type, args.useFlags);
    if (wrong !== null) return { status: wrong };
    if (check && type === FileType.FILE && changesFile(args.useFlags)) clearSetIds(handle);
    if (check && !permits(descriptor, args.ids, wantedBy(args.useFlags)))
      return { status: Status.FS_NO_ACCESS };
    const useFlags = streamFlags(type, args.useFlags);
    if (isBusy(handle, useFlags)) return { status: Status.FS_FILE_BUSY };
    const target = openTarget(handle, args, where, parts.masters);
    if (target !== null && 'status' in target) return target;
    const nameId = parts.fileIdOf(handle.number);
    const attributes = yield* readAttributes(volume, handle, where, parts.seconds());
    const opened = { nameId, streamId: null, grant: UNCACHED, useFlags };
    if (target !== null) return { value: { ...opened, ioFileId: target.value, attributes } };
    countUse(handle, useFlags);
    if (changesFile(useFlags)) yield* volume.raiseVersion(handle);
    const { version } = descriptor;
    return { value: { ...opened, ioFileId: nameId, attributes: { ...attributes, version } } };
  };
}
