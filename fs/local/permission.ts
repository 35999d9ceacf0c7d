/** Who may do what with a file: exactly one class of permission bits applies (file system reference, 2.1). */
import { FileType, type UserIds } from '../types.js';
import type { Descriptor } from './layout.js';

export const enum Want {
  Execute = 1,
  Write = 2,
  Read = 4,
}

const ROOT = 0;

/** True when `ids` have all of `want` (bits of Want). */
export function permits(descriptor: Descriptor, ids: UserIds, want: number): boolean {
  // Nothing is refused to root but to execute what its own class may not.
  const asked = ids.user !== ROOT ? want : descriptor.type === FileType.DIRECTORY ? 0 : want & Want.Execute;
  const shift = ids.user === descriptor.uid ? 6 : ids.groups.includes(descriptor.gid) ? 3 : 0;
  return ((descriptor.permissions >> shift) & asked) === asked;
}

export const owns = (descriptor: Descriptor, ids: UserIds): boolean =>
  ids.user === ROOT || ids.user === descriptor.uid;
