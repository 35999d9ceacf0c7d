/**
 * A disk attached to be read only: nothing on it changes, not even what says that it is in use. Whoever wants to
 * change a file or a name of it gets FS_NO_ACCESS; names that lead out of it go on.
 */
import { Status } from '../../arch/status.js';
import type { Task } from '../../kernel/task.js';
import type { Disk } from '../disk/disk.js';
import { type LookupArgs, type NameResult, UseFlag } from '../types.js';
import type { LocalDomain } from './domain.js';

/** What would be written stays in memory only, until the cache forgets it: times of access. */
export const withoutWrites = (disk: Disk): Disk => ({ ...disk, *writeBlock() {} });

const refused = { status: Status.FS_NO_ACCESS } as const;
const CHANGES = UseFlag.WRITE | UseFlag.TRUNC;

export function readOnlyDomain(domain: LocalDomain): LocalDomain {
  function* refuse(args: LookupArgs): Task<NameResult<never>> {
    const found = yield* domain.getAttributes({ ...args, useFlags: args.useFlags & UseFlag.FOLLOW });
    return 'redirect' in found ? found : refused;
  }
  return {
    ...domain,
    open(args, permissions) {
      if ((args.useFlags & CHANGES) !== 0) return refuse(args);
      return domain.open({ ...args, useFlags: args.useFlags & ~UseFlag.CREATE }, permissions);
    },
    setAttributes: refuse,
    makeDirectory: refuse,
    makeDevice: refuse,
    symbolicLink: refuse,
    remove: refuse,
    removeDirectory: refuse,
    hardLink: refuse,
    rename: refuse,
    *setAttributesById() {
      return Status.FS_NO_ACCESS;
    },
  };
}
