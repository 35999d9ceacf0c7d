/** File systems of several hosts on one network: host 1 has the disk of "/", the others have none. */
import type { HostId, Nanoseconds } from '../../arch/units.js';
import { createFakeNetwork, type FakeHost, type FakeNetwork } from '../../kernel/testing/fake-network.js';
import { type BlockDevice, createMemoryDevice } from '../disk/block-device.js';
import { checkUnused, readHeader } from '../local/install.js';
import type { TreeEntry } from '../tree-entry.js';
import { createFileHost, type FileHost } from './file-host.js';

export interface FileNetwork {
  readonly network: FakeNetwork;
  /** By index: the server first. */
  readonly hosts: FileHost[];
  /** Crash a host and boot it again. */
  reboot(index: number): FileHost;
  pass(ns: Nanoseconds): void;
}

export interface FileNetworkOptions {
  readonly clients: number;
  readonly seed?: number;
  readonly tree?: readonly TreeEntry[];
}

const DISK_BYTES = 2 * 1024 * 1024;
const machines = [
  { layout: { littleEndian: true, maxAlignment: 8 } },
  { layout: { littleEndian: false, maxAlignment: 2 } },
] as const;

/** What is wrong on the disk of a host that crashed, as a boot does. */
function putRight(disk: BlockDevice): void {
  const header = readHeader(disk);
  if (header === null || header.clean === 1) return;
  checkUnused(disk, header, { repair: true, markClean: false, report: () => {} });
}

export function createFileNetwork(options: FileNetworkOptions): FileNetwork {
  const disk = createMemoryDevice(DISK_BYTES);
  const count = options.clients + 1;
  const network = createFakeNetwork({
    // Byte orders by turns, frames enough for a cache.
    hosts: Array.from({ length: count }, (_, i) => ({ ...machines[i % 2], frames: 256 })),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  const fileHost = (fake: FakeHost, index: number): FileHost =>
    createFileHost({
      networked: {
        fake,
        network: {
          rpc: fake.rpc,
          servers: fake.servers,
          waits: fake.waits,
          hostName: (id: HostId) => `host${id}`,
          machineTypeOf: () => 'ds3100',
        },
      },
      disk: index === 0 ? disk : null,
      tree: options.tree ?? [],
    });
  const hosts: FileHost[] = [];
  for (const [i, fake] of network.hosts.entries()) hosts.push(fileHost(fake, i));
  return {
    network,
    hosts,
    reboot(index) {
      const fake = network.reboot(index + 1);
      if (index === 0) putRight(disk);
      hosts[index] = fileHost(fake, index);
      return hosts[index];
    },
    pass(ns) {
      network.settle(network.queue.now() + ns);
    },
  };
}
