/** What a client learns of an open file, from the file's descriptor and what its users allow. */
import type { OpenGrant } from '../domain.js';
import type { Descriptor } from '../local/layout.js';
import type { FileState } from '../remote/records.js';
import { firstByteOf } from '../remote/remote-state.js';

export const fileStateOf = (descriptor: Descriptor, grant: OpenGrant, newFlags: number): FileState => ({
  cacheable: grant.cacheable ? 1 : 0,
  version: descriptor.version,
  openTimeStamp: grant.openTimeStamp,
  attributes: {
    firstByte: firstByteOf(descriptor.type),
    lastByte: descriptor.size - 1,
    accessTime: descriptor.accessTime,
    modifyTime: descriptor.dataModifyTime,
    createTime: descriptor.createTime,
    userType: descriptor.userType,
    permissions: descriptor.permissions,
    uid: descriptor.uid,
    gid: descriptor.gid,
  },
  newFlags,
});
