/**
 * Fs_AttachDisk: root hangs a disk of this host, named by its device, at a prefix, or takes it away again.
 * Source: kernel-call reference 1 and 5.2.
 */
import { Status } from '../arch/status.js';
import type { Task } from '../kernel/task.js';
import type { FsCore } from './core.js';
import { DeviceType } from './devices.js';
import type { Disk } from './disk/disk.js';
import type { FsCalls } from './file-system.js';
import { askerOf, kernelAsker } from './process-files.js';
import { FileType, UseFlag } from './types.js';

export interface AttachWay {
  /** Nothing on it changes. */
  readonly readOnly: boolean;
  /** Other hosts may have it. */
  readonly exported: boolean;
}

/** The host's disks, by unit. */
export interface DiskService {
  /** Check it if it was not left in order, and have its files below `prefix`. */
  attachDisk(unit: number, prefix: string, way: AttachWay): Task<Status>;
  /** Write everything back and no longer export the prefix; FS_FILE_BUSY while its files are in use. */
  detachDisk(prefix: string): Task<Status>;
  /** The bytes of a disk, attached or not. */
  rawDisk(unit: number): Disk | null;
}

const AttachFlag = { READ_ONLY: 1, DETACH: 2, LOCAL: 4 } as const;
const ROOT = 0;

export function createDiskCalls(
  core: FsCore,
  disks: () => DiskService | null,
): Pick<FsCalls, 'Fs_AttachDisk'> {
  return {
    *Fs_AttachDisk(process, { device, prefix, flags }) {
      if (process.effectiveUserId !== ROOT) return Status.GEN_NO_PERMISSION;
      const service = disks();
      if (service === null) return Status.DEV_NO_DEVICE;
      if ((flags & AttachFlag.DETACH) !== 0) return yield* service.detachDisk(prefix);
      const files = core.table.get(process);
      // Of one that has been forwarded home only absolute names are known.
      const asker = files === undefined ? kernelAsker(process.homeHost) : askerOf(process, files);
      const found = yield* core.naming.atName(
        { asker, path: device, useFlags: UseFlag.FOLLOW },
        (domain, name) => domain.getAttributes(name),
      );
      if ('status' in found) return found.status;
      const { type, devType, devUnit } = found.value.value;
      if (type !== FileType.DEVICE || devType !== DeviceType.SCSI_DISK) return Status.DEV_NO_DEVICE;
      return yield* service.attachDisk(devUnit, prefix, {
        readOnly: (flags & AttachFlag.READ_ONLY) !== 0,
        exported: (flags & AttachFlag.LOCAL) === 0,
      });
    },
  };
}
