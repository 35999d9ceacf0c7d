/** Attributes of files on a local disk: what a descriptor says, and setting it (file system reference, 2.1-2.3). */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Task } from '../../kernel/task.js';
import { type Attributes, BLOCK_SIZE, Permission, SetAttr, type UserIds } from '../types.js';
import type { LocalHandle } from './handle.js';
import { owns } from './permission.js';
import type { Volume } from './volume.js';

const ROOT = 0;
const KILOBYTE = 1024;
const PERMISSION_BITS = 0o6777;

const time = (seconds: number) => ({ seconds, microseconds: 0 });

/** `blocks` counts kilobytes, as the UNIX library expects. */
export function* readAttributes(
  volume: Volume,
  handle: LocalHandle,
  where: { readonly serverId: HostId; readonly domain: number },
  nowSeconds: number,
): Task<Attributes> {
  const { descriptor } = handle;
  return {
    serverID: where.serverId,
    domain: where.domain,
    fileNumber: handle.number,
    type: descriptor.type,
    size: descriptor.size,
    numLinks: descriptor.numLinks,
    permissions: descriptor.permissions,
    uid: descriptor.uid,
    gid: descriptor.gid,
    devServerID: descriptor.devServerID,
    devType: descriptor.devType,
    devUnit: descriptor.devUnit,
    createTime: time(descriptor.createTime),
    // What is being executed is being read all the time.
    accessTime: time(handle.executers > 0 ? nowSeconds : descriptor.accessTime),
    descModifyTime: time(Math.max(descriptor.descModifyTime, descriptor.dataModifyTime)),
    dataModifyTime: time(descriptor.dataModifyTime),
    blocks: ((yield* volume.countBlocks(handle)) * BLOCK_SIZE) / KILOBYTE,
    blockSize: BLOCK_SIZE,
    version: descriptor.version,
    userType: descriptor.userType,
    pad: [0, 0, 0, 0],
  };
}

/** Set what `flags` name; an owner or group of -1 is left as it is. */
export function writeAttributes(
  volume: Volume,
  handle: LocalHandle,
  attributes: Attributes,
  flags: number,
  ids: UserIds,
  nowSeconds: number,
): Status {
  const { descriptor } = handle;
  if (!owns(descriptor, ids)) return Status.FS_NOT_OWNER;
  const owner = ownerChange(handle, attributes, flags, ids);
  if (owner !== SUCCESS) return owner;
  if ((flags & SetAttr.MODE) !== 0) {
    const groupAllowed = ids.user === ROOT || ids.groups.includes(descriptor.gid);
    const wanted = attributes.permissions & PERMISSION_BITS;
    descriptor.permissions = groupAllowed ? wanted : wanted & ~Permission.SET_GID;
  }
  if ((flags & SetAttr.TIMES) !== 0) {
    descriptor.accessTime = attributes.accessTime.seconds;
    descriptor.dataModifyTime = attributes.dataModifyTime.seconds;
  }
  if ((flags & SetAttr.FILE_TYPE) !== 0) descriptor.userType = attributes.userType;
  if ((flags & SetAttr.DEVICE) !== 0) {
    descriptor.devServerID = attributes.devServerID;
    descriptor.devType = attributes.devType;
    descriptor.devUnit = attributes.devUnit;
  }
  descriptor.descModifyTime = nowSeconds;
  volume.touch(handle);
  return SUCCESS;
}

/** Only root gives files away; a group must be one of the caller's, and changing it clears set-gid. */
function ownerChange(handle: LocalHandle, attributes: Attributes, flags: number, ids: UserIds): Status {
  if ((flags & SetAttr.OWNER) === 0) return SUCCESS;
  const { descriptor } = handle;
  const uid = attributes.uid === -1 ? descriptor.uid : attributes.uid;
  const gid = attributes.gid === -1 ? descriptor.gid : attributes.gid;
  if (ids.user !== ROOT) {
    if (uid !== descriptor.uid) return Status.FS_NO_ACCESS;
    if (gid !== descriptor.gid) {
      if (!ids.groups.includes(gid)) return Status.FS_NO_ACCESS;
      descriptor.permissions &= ~Permission.SET_GID;
    }
  }
  descriptor.uid = uid;
  descriptor.gid = gid;
  return SUCCESS;
}
