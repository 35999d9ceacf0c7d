/** From the command line's options to a booted cluster: one host, which is its own file server. */

import type { DiskConfig } from '../fs/local/disks.js';
import { BLOCK_SIZE } from '../fs/types.js';
import { bootCluster, type Cluster, type ClusterConfig } from '../index.js';
import { type DiskImage, openDiskImage } from './disk-image.js';
import { UserError } from './errors.js';
import { treeEntries } from './host-files.js';
import { machineTypes, type Options } from './options.js';
import { readUserlandImage } from './userland-image.js';

export const SERVER = 'mint';
const SERVER_ID = 1;
const DEFAULT_DISK_BYTES = 64 * 1_048_576;
const LEAST_MEMORY_BYTES = 4 * 1_048_576;

/** `init`: arguments of /boot/initsprite. @throws UserError for what cannot be booted. */
export function boot(options: Options, init: readonly string[]): Cluster {
  if (options.on !== null && options.on !== SERVER) {
    throw new UserError(`--on ${options.on}: no such host; the cluster has ${SERVER}`);
  }
  if (options.memoryBytes < LEAST_MEMORY_BYTES) throw new UserError('--memory: a host needs at least 4M');
  const disks = openDisks(options);
  const config: ClusterConfig = {
    hosts: [
      {
        name: SERVER,
        id: SERVER_ID,
        machine: options.machine,
        memoryBytes: options.memoryBytes,
        disks: disks.configs,
        tree: readUserlandImage(machineTypes),
        files: treeEntries(options.inFiles),
        ...(options.haltAfterWrites === null ? {} : { haltAfterWrites: options.haltAfterWrites }),
      },
    ],
    startSeconds: options.startSeconds,
    init,
    churn: options.churn,
  };
  try {
    const cluster = bootCluster(config);
    process.once('exit', disks.close);
    return cluster;
  } catch (error) {
    disks.close();
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  }
}

interface OpenDisks {
  readonly configs: readonly DiskConfig[];
  close(): void;
}

/** The images asked for, and a disk in memory when none of them is the one of "/". @throws UserError */
function openDisks({ disks, diskBytes }: Options): OpenDisks {
  const sizeBytes = diskBytes ?? DEFAULT_DISK_BYTES;
  const images: DiskImage[] = [];
  const close = (): void => {
    for (const image of images.splice(0)) image.close();
  };
  try {
    const configs: DiskConfig[] = disks.map(({ image, prefix }) => {
      const opened = openDiskImage(image, sizeBytes);
      images.push(opened);
      if (diskBytes !== null && Math.floor(diskBytes / BLOCK_SIZE) !== opened.device.blockCount) {
        throw new UserError(`--disk-size: ${image} is there already and has another size`);
      }
      return { prefix, device: opened.device };
    });
    const hasRoot = configs.some(({ prefix }) => prefix === '/');
    return { configs: hasRoot ? configs : [{ prefix: '/', sizeBytes }, ...configs], close };
  } catch (error) {
    close();
    throw error;
  }
}
