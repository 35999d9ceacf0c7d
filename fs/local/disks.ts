/**
 * The disks of a host and the prefixes they are attached at. Before the host is switched on, a new disk is formatted
 * and gets its part of the tree; when it boots, each becomes a domain, and in the domain above a remote link marks
 * where it hangs. Source: file system reference, 1.1, 1.3; user-environment reference, 1.1.
 */
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import type { FileUsers } from '../consistency.js';
import { type BlockDevice, createMemoryDevice } from '../disk/block-device.js';
import { createDisk, type Disk } from '../disk/disk.js';
import type { TreeEntry } from '../tree-entry.js';
import { FileType, type LookupArgs, UseFlag } from '../types.js';
import { checkDomain } from './check/check.js';
import { createLocalDomain, type LocalDomain } from './domain.js';
import { formatDisk, installTree, type PreparedDisk, putTree, readHeader } from './install.js';
import type { DomainHeader } from './layout.js';

/** A disk of a host's configuration: one that is there, or so many bytes of memory. */
export type DiskConfig = {
  /** Absolute; "/" is one disk's. */
  readonly prefix: string;
} & ({ readonly device: BlockDevice } | { readonly sizeBytes: number });

/**
 * Every disk with a file system on it, the one of "/" first, each before those below it.
 * @throws RangeError, one line, for prefixes that make no sense and disks that cannot be used.
 */
export function prepareDisks(
  kernel: Kernel,
  disks: readonly DiskConfig[],
  tree: readonly TreeEntry[],
): readonly PreparedDisk[] {
  const ordered = [...disks].sort((a, b) => a.prefix.length - b.prefix.length);
  const prefixes = ordered.map(({ prefix }) => prefix);
  checkPrefixes(prefixes);
  return ordered.map((disk) => {
    const { prefix } = disk;
    try {
      const device = 'device' in disk ? disk.device : createMemoryDevice(disk.sizeBytes);
      const present = readHeader(device);
      const header = present ?? formatDisk(kernel, device);
      if (present === null) installTree(kernel, device, header, partBelow(prefix, prefixes, tree));
      if ((header.littleEndian === 1) !== kernel.machine.layout.littleEndian) {
        throw new RangeError(
          `the disk was made on a machine of the other byte order than ${kernel.machine.name}`,
        );
      }
      device.flush?.();
      return { prefix, device, header, isNew: present === null };
    } catch (error) {
      if (error instanceof RangeError) throw new RangeError(`${prefix}: ${error.message}`);
      throw error;
    }
  });
}

function checkPrefixes(prefixes: readonly string[]): void {
  for (const [i, prefix] of prefixes.entries()) {
    if (!/^(\/|(\/[^/\s]+)+)$/.test(prefix)) throw new RangeError(`${prefix} is not a prefix: /a or /a/b is`);
    if (prefixes.indexOf(prefix) !== i) throw new RangeError(`two disks have the prefix ${prefix}`);
  }
}

const isBelow = (path: string, prefix: string): boolean =>
  prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);

/** The entries that belong to the disk with `prefix`, as paths from its own root. */
function partBelow(
  prefix: string,
  prefixes: readonly string[],
  tree: readonly TreeEntry[],
): readonly TreeEntry[] {
  return tree
    .filter(({ path }) => prefixes.findLast((candidate) => isBelow(path, candidate)) === prefix)
    .map((entry) => (prefix === '/' ? entry : { ...entry, path: entry.path.slice(prefix.length) || '/' }));
}

export interface AttachParts {
  readonly kernel: Kernel;
  readonly cache: BlockCache;
  /** What disks that were there already are to have as well. */
  readonly files: readonly TreeEntry[];
  readonly users: FileUsers;
  attachDomain(prefix: string, domain: LocalDomain): void;
}

/** Attach the disks, in the order in which they were prepared. */
export function* attachDisks(parts: AttachParts, disks: readonly PreparedDisk[]): Task<void> {
  const attached: { readonly prefix: string; readonly domain: LocalDomain }[] = [];
  const prefixes = disks.map(({ prefix }) => prefix);
  for (const [number, { prefix, device, header, isNew }] of disks.entries()) {
    const disk = createDisk(parts.kernel, device);
    if (header.clean === 0) yield* checkAtBoot(parts.kernel, disk, header, prefix);
    const domain = yield* createLocalDomain(parts.kernel, disk, {
      serverId: parts.kernel.hostId as HostId,
      domain: number,
      header,
      cache: parts.cache,
      users: parts.users,
      isRootDomain: prefix === '/',
    });
    const above = attached.findLast((other) => isBelow(prefix, other.prefix));
    if (above !== undefined) yield* markMount(parts.kernel, above.domain, above.prefix, prefix);
    if (!isNew) yield* putFiles(parts.kernel, domain, partBelow(prefix, prefixes, parts.files));
    parts.attachDomain(prefix, domain);
    attached.push({ prefix, domain });
  }
}

/** The disk was not left in order. What the check finds goes to the system log. */
function* checkAtBoot(kernel: Kernel, disk: Disk, header: DomainHeader, prefix: string): Task<void> {
  kernel.log(`${prefix}: the disk was not shut down in order: checking it`);
  const { problems, left } = yield* checkDomain(disk, header, {
    repair: true,
    markClean: false,
    report: (line) => kernel.log(`${prefix}: ${line}`),
  });
  const outcome = left > 0 ? `${left} of ${problems} problems are left` : `${problems} problems put right`;
  kernel.log(`${prefix}: checked, ${outcome}`);
}

/** What cannot be put on a disk that is in use is said, and the host boots without it. */
function* putFiles(kernel: Kernel, domain: LocalDomain, files: readonly TreeEntry[]): Task<void> {
  try {
    yield* putTree(kernel, domain, files);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    kernel.log(error.message);
  }
}

const DIRECTORY_PERMISSIONS = 0o755;

/** A remote link at `prefix`, and the directories above it; an empty directory makes way for the link. */
function* markMount(kernel: Kernel, above: LocalDomain, abovePrefix: string, prefix: string): Task<void> {
  const args = (name: string): LookupArgs => ({
    start: above.root,
    name,
    useFlags: UseFlag.CREATE,
    ids: { user: 0, groups: [0] },
    client: { clientId: kernel.hostId, homeId: kernel.hostId, machineType: kernel.machine.name },
  });
  const path = abovePrefix === '/' ? prefix : prefix.slice(abovePrefix.length);
  const present = yield* above.getAttributes(args(path));
  if ('value' in present && present.value.type === FileType.REMOTE_LINK) return;
  if ('value' in present) yield* above.removeDirectory(args(path));
  const names = path.slice(1).split('/');
  for (let depth = 1; depth < names.length; depth++) {
    yield* above.makeDirectory(args(`/${names.slice(0, depth).join('/')}`), DIRECTORY_PERMISSIONS);
  }
  const made = yield* above.symbolicLink(args(path), prefix, true);
  if (!('value' in made)) kernel.log(`${prefix}: something is in the way of the remote link to the disk`);
}
