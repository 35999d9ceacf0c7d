/** From the command line's options to a booted cluster: one host, which is its own file server. */
import { bootCluster, type Cluster, type ClusterConfig } from '../index.js';
import { UserError } from './errors.js';
import { treeEntries } from './host-files.js';
import type { Options } from './options.js';
import { readUserlandImage } from './userland-image.js';

export const SERVER = 'mint';
const SERVER_ID = 1;
const DISK_BYTES = 64 * 1_048_576;
const LEAST_MEMORY_BYTES = 4 * 1_048_576;

/** `init`: arguments of /boot/initsprite. @throws UserError for what cannot be booted. */
export function boot(options: Options, init: readonly string[]): Cluster {
  if (options.on !== null && options.on !== SERVER) {
    throw new UserError(`--on ${options.on}: no such host; the cluster has ${SERVER}`);
  }
  if (options.memoryBytes < LEAST_MEMORY_BYTES) throw new UserError('--memory: a host needs at least 4M');
  const tree = [...readUserlandImage([options.machine]), ...treeEntries(options.inFiles)];
  const config: ClusterConfig = {
    hosts: [
      {
        name: SERVER,
        id: SERVER_ID,
        machine: options.machine,
        memoryBytes: options.memoryBytes,
        disks: [{ prefix: '/', sizeBytes: DISK_BYTES }],
        tree,
      },
    ],
    startSeconds: options.startSeconds,
    init,
    churn: options.churn,
  };
  try {
    return bootCluster(config);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  }
}
