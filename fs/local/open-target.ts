/**
 * What an open leads to that is no file of the disk: a device of some host, or a pseudo-device's server. A device file
 * of no host in particular is one of the home of whoever opens it. Source: file system reference, 3.5 and 6.
 */
import { Status } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { type Masters, openPseudoDevice } from '../pdev/masters.js';
import { type FileId, FileType, type LookupArgs, type Result, StreamType, UseFlag } from '../types.js';
import type { LocalHandle } from './handle.js';

const ANY_HOST = -1;

/** Null for a file of the disk. */
export function openTarget(
  { number, descriptor }: LocalHandle,
  { useFlags, client }: LookupArgs,
  where: { readonly serverId: HostId; readonly domain: number },
  masters: Masters,
): Result<FileId> | null {
  const isMaster = (useFlags & UseFlag.PDEV_MASTER) !== 0;
  if (isMaster && descriptor.type !== FileType.PSEUDO_DEV) return { status: Status.FS_WRONG_TYPE };
  switch (descriptor.type) {
    case FileType.PSEUDO_DEV:
      return openPseudoDevice(masters, { ...where, fileNumber: number }, isMaster ? client.clientId : null);
    case FileType.PSEUDO_FS:
      return { status: Status.DEV_OFFLINE };
    case FileType.DEVICE: {
      const serverID = descriptor.devServerID === ANY_HOST ? client.homeId : descriptor.devServerID;
      const { devType, devUnit } = descriptor;
      return { value: { type: StreamType.LCL_DEVICE, serverID, major: devType, minor: devUnit } };
    }
    default:
      return null;
  }
}
