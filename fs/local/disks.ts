/**
 * The disks of a host and the prefixes they are attached at. Before the host is switched on, a new disk is formatted
 * and gets its part of the tree; when it boots, each becomes a domain, and in the domain above a remote link marks
 * where it hangs. Source: file system reference, 1.1, 1.3; user-environment reference, 1.1.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import type { FileUsers } from '../consistency.js';
import { DeviceType } from '../devices.js';
import { type BlockDevice, createMemoryDevice } from '../disk/block-device.js';
import { createDisk, type Disk, type DiskCounts } from '../disk/disk.js';
import type { AttachWay, DiskService } from '../disk-calls.js';
import type { Masters } from '../pdev/masters.js';
import type { TreeEntry } from '../tree-entry.js';
import { FileType, type LookupArgs, UseFlag } from '../types.js';
import { checkDomain } from './check/check.js';
import type { DiskTemplates } from './disk-template.js';
import { createLocalDomain, type LocalDomain } from './domain.js';
import { formatDisk, installTree, type PreparedDisk, putTree, readHeader } from './install.js';
import type { DomainHeader } from './layout.js';
import { readOnlyDomain, withoutWrites } from './read-only.js';

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
  templates: DiskTemplates | null = null,
): readonly PreparedDisk[] {
  const ordered = [...disks].sort((a, b) => a.prefix.length - b.prefix.length);
  const prefixes = ordered.map(({ prefix }) => prefix);
  checkPrefixes(prefixes);
  return ordered.map((disk) => {
    const { prefix } = disk;
    try {
      const device = 'device' in disk ? disk.device : createMemoryDevice(disk.sizeBytes);
      const present = readHeader(device);
      const header = present ?? makeDisk(kernel, device, partBelow(prefix, prefixes, tree), templates);
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

/** Format and populate, or copy one that was made so. */
function makeDisk(
  kernel: Kernel,
  device: BlockDevice,
  tree: readonly TreeEntry[],
  templates: DiskTemplates | null,
): DomainHeader {
  const name = templates?.nameOf(kernel, device.blockCount, tree) ?? '';
  const known = templates?.find(name);
  if (known !== undefined && device.restore !== undefined) {
    device.restore(known.contents);
    return known.header;
  }
  const header = formatDisk(kernel, device);
  installTree(kernel, device, header, tree);
  const contents = device.snapshot?.();
  if (contents !== undefined) templates?.keep(name, { header, contents });
  return header;
}

const PREFIX = /^(\/|(\/[^/\s]+)+)$/;

function checkPrefixes(prefixes: readonly string[]): void {
  for (const [i, prefix] of prefixes.entries()) {
    if (!PREFIX.test(prefix)) throw new RangeError(`${prefix} is not a prefix: /a or /a/b is`);
    if (prefixes.indexOf(prefix) !== i) throw new RangeError(`two disks have the prefix ${prefix}`);
  }
}

/** Device files of a host's disks, with which each can be attached at another prefix: /dev/rsd0 and on. */
export function diskDevices(count: number): readonly TreeEntry[] {
  const owner = { uid: 0, gid: 0 };
  const devices = Array.from({ length: count }, (_, unit): TreeEntry => {
    const path = `/dev/rsd${unit}`;
    return { ...owner, kind: 'device', path, mode: 0o600, serverId: -1, type: DeviceType.SCSI_DISK, unit };
  });
  return count === 0 ? [] : [{ ...owner, kind: 'dir', path: '/dev', mode: 0o755 }, ...devices];
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
  readonly masters: Masters;
  attachDomain(prefix: string, domain: LocalDomain, isExported: boolean): void;
  detachDomain(domain: LocalDomain): void;
}

/** A disk that is attached, as those see it who watch the host. */
export interface DiskState extends DiskCounts {
  readonly prefix: string;
  readonly sizeKbytes: number;
  readonly freeKbytes: number;
}

export interface HostDisks extends DiskService {
  states(): readonly DiskState[];
  /** All disks by unit, attached or not. */
  readonly arms: readonly Disk[];
  /** Attach all, in the order in which they were prepared, which is that of their units. */
  attachAll(): Task<void>;
}

interface Attached {
  readonly unit: number;
  readonly prefix: string;
  readonly disk: Disk;
  readonly domain: LocalDomain;
}

export function createHostDisks(parts: AttachParts, disks: readonly PreparedDisk[]): HostDisks {
  const { kernel } = parts;
  const arms = disks.map(({ device }) => createDisk(kernel, device));
  /** Longer prefixes behind shorter ones. */
  const attached: Attached[] = [];

  function* attach(
    unit: number,
    { prefix, header }: PreparedDisk,
    { readOnly, exported }: AttachWay = { readOnly: false, exported: true },
  ): Task<LocalDomain> {
    const disk = readOnly ? withoutWrites(arms[unit]) : arms[unit];
    if (header.clean === 0) yield* checkAtBoot(kernel, disk, header, prefix);
    const whole = yield* createLocalDomain(kernel, disk, {
      serverId: kernel.hostId as HostId,
      domain: unit,
      header,
      cache: parts.cache,
      users: parts.users,
      masters: parts.masters,
      isRootDomain: prefix === '/',
    });
    if (!readOnly) yield* whole.volume.reserveVersions();
    const domain = readOnly ? readOnlyDomain(whole) : whole;
    const above = attached.findLast((other) => isBelow(prefix, other.prefix));
    if (above !== undefined) yield* markMount(kernel, above.domain, above.prefix, prefix);
    parts.attachDomain(prefix, domain, exported);
    attached.push({ unit, prefix, disk, domain });
    attached.sort((a, b) => a.prefix.length - b.prefix.length);
    return domain;
  }

  return {
    arms,
    states: () =>
      attached.map(({ prefix, disk, domain }) => {
        const { maxKbytes, freeKbytes } = domain.info();
        return { prefix, sizeKbytes: maxKbytes, freeKbytes, ...disk.counts() };
      }),
    *attachAll() {
      const prefixes = disks.map(({ prefix }) => prefix);
      for (const [unit, disk] of disks.entries()) {
        const domain = yield* attach(unit, disk);
        if (!disk.isNew) yield* putFiles(kernel, domain, partBelow(disk.prefix, prefixes, parts.files));
      }
    },
    *attachDisk(unit, prefix, way) {
      const disk = disks[unit];
      if (disk === undefined) return Status.DEV_NO_DEVICE;
      if (!PREFIX.test(prefix)) return Status.FS_INVALID_ARG;
      if (attached.some((other) => other.unit === unit)) return Status.FS_FILE_BUSY;
      if (attached.some((other) => other.prefix === prefix)) return Status.FS_FILE_EXISTS;
      const header = readHeader(disk.device);
      if (header === null) return Status.FS_DOMAIN_UNAVAILABLE;
      if (header.clean === 0 && way.readOnly) return Status.FS_DOMAIN_UNAVAILABLE;
      yield* attach(unit, { ...disk, prefix, header }, way);
      return SUCCESS;
    },
    rawDisk: (unit) => arms[unit] ?? null,
    *detachDisk(prefix) {
      const at = attached.findIndex((other) => other.prefix === prefix);
      if (at < 0) return Status.FS_DOMAIN_UNAVAILABLE;
      const { domain } = attached[at];
      const isUsed = domain.volume.handles().some(({ references, holders }) => references + holders > 0);
      if (prefix === '/' || isUsed) return Status.FS_FILE_BUSY;
      attached.splice(at, 1);
      parts.detachDomain(domain);
      yield* domain.shutDown();
      domain.volume.leaveScan();
      return SUCCESS;
    },
  };
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
