/** From the command line's options to a booted cluster. */
import type { DiskConfig } from '../fs/local/disks.js';
import { BLOCK_SIZE } from '../fs/types.js';
import { bootCluster, type Cluster, type ClusterHost, machineModels, machineTypeOf } from '../index.js';
import { type DiskPlan, type HostPlan, planCluster } from './cluster-plan.js';
import { type DiskImage, openDiskImage } from './disk-image.js';
import { UserError } from './errors.js';
import { treeEntries } from './host-files.js';
import type { Options } from './options.js';
import { captureTo } from './pcap.js';
import { readUserlandImage } from './userland-image.js';

const DEFAULT_DISK_BYTES = 64 * 1_048_576;
const LEAST_MEMORY_BYTES = 4 * 1_048_576;

export interface Booted {
  readonly cluster: Cluster;
  /** The host that commands run on and keys go to: `--on`, or the first. */
  readonly host: ClusterHost;
}

export interface BootWishes {
  /** Clients beside those that are asked for, which are off. */
  readonly spares?: number;
  /** A disk in memory gets the programs of the machines there are, and not of every machine. */
  readonly onlyOwnPrograms?: boolean;
}

/** `init`: arguments of /boot/initsprite on that host. @throws UserError for what cannot be booted. */
export function boot(options: Options, init: readonly string[], wishes: BootWishes = {}): Booted {
  const plan = planCluster(options, wishes.spares);
  const on = plan.hosts.find(({ name }) => name === (options.on ?? plan.hosts[0].name));
  if (on === undefined) {
    const names = plan.hosts.map(({ name }) => name).join(', ');
    throw new UserError(`--on ${options.on}: no such host; the cluster has ${names}`);
  }
  for (const { name, memoryBytes } of plan.hosts)
    if (memoryBytes < LEAST_MEMORY_BYTES) throw new UserError(`${name}: memory must be at least 4M`);
  const images = openImages();
  const isKept = plan.hosts.some(({ disks }) => disks.some(({ image }) => image !== null));
  const models =
    wishes.onlyOwnPrograms === true && !isKept ? plan.hosts.map(({ machine }) => machine) : machineModels;
  const tree = readUserlandImage([...new Set(models.map(machineTypeOf))].sort());
  try {
    const cluster = bootCluster({
      hosts: plan.hosts.map((host) => ({
        name: host.name,
        id: host.id,
        machine: host.machine,
        memoryBytes: host.memoryBytes,
        disks: host.disks.map((disk) => images.open(disk, options.diskBytes)),
        tree: host.disks.length > 0 ? tree : [],
        files: isRoot(host) ? treeEntries(options.inFiles) : [],
        init: host === on ? init : [],
        startsOff: host.isSpare === true,
        ...(options.haltAfterWrites === null || host !== on
          ? {}
          : { haltAfterWrites: options.haltAfterWrites }),
      })),
      startSeconds: options.startSeconds,
      init: [],
      seed: options.seed,
      churn: options.churn,
      wander: options.wander,
    });
    cluster.network.faults.set({ loss: plan.loss, duplication: plan.duplication });
    if (images.count() > 0) process.once('exit', images.close);
    if (options.pcap !== null) process.once('exit', captureTo(options.pcap, cluster, options.startSeconds));
    return { cluster, host: cluster.host(on.name) };
  } catch (error) {
    images.close();
    if (error instanceof RangeError) throw new UserError(error.message);
    throw error;
  }
}

const isRoot = ({ disks }: HostPlan): boolean => disks.some(({ prefix }) => prefix === '/');

interface OpenImages {
  /** An image, or a disk in memory. @throws UserError */
  open(disk: DiskPlan, diskBytes: number | null): DiskConfig;
  /** Images that are open. */
  count(): number;
  close(): void;
}

function openImages(): OpenImages {
  const images: DiskImage[] = [];
  return {
    open({ prefix, image, sizeBytes }, diskBytes) {
      const wanted = sizeBytes ?? diskBytes;
      if (image === null) return { prefix, sizeBytes: wanted ?? DEFAULT_DISK_BYTES };
      const opened = openDiskImage(image, wanted ?? DEFAULT_DISK_BYTES);
      images.push(opened);
      if (wanted !== null && Math.floor(wanted / BLOCK_SIZE) !== opened.device.blockCount)
        throw new UserError(`--disk-size: ${image} is there already and has another size`);
      return { prefix, device: opened.device };
    },
    count: () => images.length,
    close() {
      for (const image of images.splice(0)) image.close();
    },
  };
}
