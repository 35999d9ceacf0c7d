/**
 * The device switch: from type and unit of a device file to the object that does its I/O.
 * Source: file system reference, 3.5.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import { answer, NO_BYTES } from './control-words.js';
import type { IoObject } from './io-object.js';
import type { FileId, Result } from './types.js';

/** One open more, by this user and with these use flags; the object's `close` takes it back. */
export type OpenDevice = (id: FileId, flags: number, user: number) => Result<IoObject>;

export const DeviceType = { TERM: 0, SYSLOG: 1, SCSI_DISK: 4, MEMORY: 6 } as const;

export interface Devices {
  openDevice: OpenDevice;
}

export function createDevices(hostId: HostId, byType: ReadonlyMap<number, OpenDevice>): Devices {
  return {
    openDevice(id, flags, user) {
      // A device of a host that does not answer.
      if (id.serverID !== hostId) return { status: Status.RPC_TIMEOUT };
      const open = byType.get(id.major);
      return open === undefined ? { status: Status.FS_DEVICE_OP_INVALID } : open(id, flags, user);
    },
  };
}

const NULL_UNIT = 2;

/** Memory devices: there is only the one that holds nothing. */
export const openMemoryDevice: OpenDevice = (id) =>
  id.minor === NULL_UNIT ? { value: nullDevice(id) } : { status: Status.DEV_INVALID_UNIT };

const nullDevice = (id: FileId): IoObject => ({
  id,
  *read() {
    return { status: SUCCESS, bytes: NO_BYTES };
  },
  *write(bytes) {
    return { status: SUCCESS, count: bytes.length };
  },
  *control() {
    return answer(Status.GEN_NOT_IMPLEMENTED);
  },
  ready: (wanted) => wanted,
  watch: () => () => {},
  *close() {
    return SUCCESS;
  },
  overlayAttributes: (attributes) => attributes,
});
