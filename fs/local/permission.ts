/** Who may do what with a file: exactly one class of permission bits applies (file system reference, 2.1). */
import { FileType, type UserIds } from '../types.js';
import type { Descriptor } from './layout.js';

export const enum Want {
  Execute = 1,
  Write = 2,
  Read = 4,
}

const ROOT = 0;
const EXECUTE_BITS = 0o111;

/** True when `ids` have all of `want` (bits of Want). */
export function permits(descriptor: Descriptor, ids: UserIds, want: number): boolean {
  const { permissions } = descriptor;
  if (ids.user === ROOT) {
    if (descriptor.type === FileType.DIRECTORY || (want & Want.Execute) === 0) return true;
    return (permissions & EXECUTE_BITS) !== 0;
  }
  const shift = ids.user === descriptor.uid ? 6 : ids.groups.includes(descriptor.gid) ? 3 : 0;
  return ((permissions >> shift) & want) === want;
}

export const owns = (descriptor: Descriptor, ids: UserIds): boolean =>
  ids.user === ROOT || ids.user === descriptor.uid;
