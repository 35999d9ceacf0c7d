/**
 * Work on a disk that no host is using: make a domain on it, put a tree of files there, fetch a file. It is the
 * running system's own code on a disk without time, driven to its end at once.
 */
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import { createBlockCache } from '../block-cache.js';
import { createFileUsers } from '../consistency.js';
import type { BlockDevice } from '../disk/block-device.js';
import { createUntimedDisk } from '../disk/disk.js';
import { createNaming } from '../naming.js';
import { createMasters } from '../pdev/masters.js';
import { createPrefixTable } from '../prefix-table.js';
import { kernelAsker } from '../process-files.js';
import { createFsStatistics } from '../statistics.js';
import type { TreeEntry } from '../tree-entry.js';
import {
  type Attributes,
  BLOCK_SIZE,
  FileType,
  type LookupArgs,
  type NameResult,
  SetAttr,
  UseFlag,
} from '../types.js';
import { type CheckOptions, type CheckResult, checkDomain } from './check/check.js';
import { CHUNK, entriesOf } from './directory-chunk.js';
import { createLocalDomain, type LocalDomain } from './domain.js';
import {
  DomainHeader,
  descriptorOffset,
  encodeDescriptor,
  FIRST_FREE_NUMBER,
  LOST_NUMBER,
  newDescriptor,
  planDomain,
  ROOT_NUMBER,
  readDomainHeader,
} from './layout.js';

/** A disk with a file system on it, and where it hangs. */
export interface PreparedDisk {
  readonly prefix: string;
  readonly device: BlockDevice;
  readonly header: DomainHeader;
  /** It was empty until now. */
  readonly isNew: boolean;
}

const INSTALL_CACHE_BLOCKS = 4096;
const ROOT = { user: 0, groups: [0] } as const;

/** The header of the domain on a device, or null on an empty one. @throws RangeError for anything else. */
export function readHeader(device: BlockDevice): DomainHeader | null {
  const block = new Uint8Array(BLOCK_SIZE);
  device.load(0, block);
  if (block.every((byte) => byte === 0)) return null;
  const found = readDomainHeader(block, device.blockCount);
  if ('problem' in found) throw new RangeError(`the disk ${found.problem}`);
  return found.header;
}

/** An empty domain: its root with the directory of what a check finds. @throws RangeError for a device too small. */
export function formatDisk(kernel: Kernel, device: BlockDevice): DomainHeader {
  const header = planDomain(device.blockCount, kernel.machine.layout.littleEndian);
  const block = new Uint8Array(BLOCK_SIZE);
  DomainHeader.encodeInto(header, block, 0);
  device.put(0, block);
  writeMap(device, header.descriptorMapStart, header.blockMapStart, FIRST_FREE_NUMBER);
  writeMap(device, header.blockMapStart, header.descriptorStart, header.dataStart);
  writeFirstDescriptors(kernel, device, header);
  const quiet = quietKernel(kernel);
  drive(
    (function* () {
      const domain = yield* openUntimed(quiet, device, header);
      yield* domain.fillNew();
      yield* domain.shutDown();
    })(),
  );
  return header;
}

/** A map whose first `taken` bits are set. */
function writeMap(device: BlockDevice, first: number, end: number, taken: number): void {
  for (let index = 0; index < end - first; index++) {
    const bytes = new Uint8Array(BLOCK_SIZE);
    const start = index * BLOCK_SIZE * 8;
    for (let bit = start; bit < Math.min(taken, start + BLOCK_SIZE * 8); bit++)
      bytes[(bit - start) >> 3] |= 1 << (bit & 7);
    device.put(first + index, bytes);
  }
}

function writeFirstDescriptors(kernel: Kernel, device: BlockDevice, header: DomainHeader): void {
  const block = new Uint8Array(BLOCK_SIZE);
  const common = { type: FileType.DIRECTORY, uid: 0, gid: 0 };
  const nowSeconds = kernel.timeOfDay().seconds;
  const root = newDescriptor({ ...common, permissions: 0o755, numLinks: 3 }, nowSeconds);
  const lost = newDescriptor({ ...common, permissions: 0o700, numLinks: 2 }, nowSeconds);
  block.set(encodeDescriptor(root), descriptorOffset(ROOT_NUMBER));
  block.set(encodeDescriptor(lost), descriptorOffset(LOST_NUMBER));
  device.put(header.descriptorStart, block);
}

/** Put a tree on the disk; an entry that exists already is replaced, or for a directory given its attributes. */
export function installTree(
  kernel: Kernel,
  device: BlockDevice,
  header: DomainHeader,
  tree: readonly TreeEntry[],
): void {
  const quiet = quietKernel(kernel);
  drive(
    (function* () {
      const domain = yield* openUntimed(quiet, device, header);
      yield* putTree(quiet, domain, tree);
      yield* domain.shutDown();
    })(),
  );
}

export function* putTree(kernel: Kernel, domain: LocalDomain, tree: readonly TreeEntry[]): Task<void> {
  for (const entry of tree) yield* installEntry(kernel, domain, entry);
}

function* installEntry(kernel: Kernel, domain: LocalDomain, entry: TreeEntry): Task<void> {
  const args = lookupArgs(kernel, domain, entry.path, 0);
  const present = yield* domain.getAttributes(args);
  const isThere = 'value' in present;
  if (isThere && isAsWanted(entry, present.value)) return;
  if (isThere && entry.kind !== 'dir') yield* domain.remove(args);
  switch (entry.kind) {
    case 'dir': {
      if (isThere) break;
      check(entry.path, yield* domain.makeDirectory(args, entry.mode));
      break;
    }
    case 'file':
      yield* installFile(domain, args, entry.bytes, entry.path);
      break;
    case 'link':
      check(entry.path, yield* domain.symbolicLink(args, entry.target, false));
      break;
    case 'remote-link':
      check(entry.path, yield* domain.symbolicLink(args, entry.path, true));
      break;
    case 'device': {
      const device = { serverID: entry.serverId, type: entry.type, unit: entry.unit };
      check(entry.path, yield* domain.makeDevice(args, device, entry.mode));
      break;
    }
  }
  const got = yield* domain.getAttributes(args);
  if (!('value' in got)) throw new RangeError(`${entry.path}: cannot be found on the new disk`);
  const attributes = { ...got.value, permissions: entry.mode, uid: entry.uid, gid: entry.gid };
  const flags = SetAttr.OWNER | (entry.kind === 'link' || entry.kind === 'remote-link' ? 0 : SetAttr.MODE);
  check(entry.path, yield* domain.setAttributes(args, attributes, flags));
}

/** A directory or device that is there already needs no write. */
function isAsWanted(entry: TreeEntry, attributes: Attributes): boolean {
  const { type, permissions, uid, gid, devServerID, devType, devUnit } = attributes;
  if (permissions !== entry.mode || uid !== entry.uid || gid !== entry.gid) return false;
  if (entry.kind === 'dir') return type === FileType.DIRECTORY;
  if (entry.kind !== 'device' || type !== FileType.DEVICE) return false;
  return devServerID === entry.serverId && devType === entry.type && devUnit === entry.unit;
}

function* installFile(domain: LocalDomain, args: LookupArgs, bytes: Uint8Array, path: string): Task<void> {
  const flags = UseFlag.WRITE | UseFlag.CREATE;
  const opened = yield* domain.open({ ...args, useFlags: flags }, 0o666);
  if (!('value' in opened)) return check(path, opened);
  const object = domain.fileObject(opened.value.ioFileId);
  const held = yield* domain.volume.hold(opened.value.nameId.minor);
  if (object === null || 'status' in held) throw new Error(`${path}: opened and not there`);
  const { status, count } = yield* domain.files.writeFile(held.value, 0, bytes);
  yield* domain.volume.letGo(held.value);
  yield* object.close(flags);
  if (count !== bytes.length)
    throw new RangeError(`${path}: the disk is full (status 0x${status.toString(16)})`);
}

function check<T>(path: string, result: NameResult<T>): void {
  if ('value' in result) return;
  const why = 'status' in result ? `status 0x${result.status.toString(16)}` : `leads to ${result.redirect}`;
  throw new RangeError(`${path}: cannot be put on the disk: ${why}`);
}

/** A regular file's bytes, or null when the path names none. */
export function fetchFile(kernel: Kernel, disks: readonly PreparedDisk[], path: string): Uint8Array | null {
  const quiet = quietKernel(kernel);
  return drive(
    (function* () {
      const prefixes = createPrefixTable();
      const domains: LocalDomain[] = [];
      for (const { prefix, device, header } of disks) {
        const domain = yield* openUntimed(quiet, device, header, {
          number: domains.length,
          isRoot: prefix === '/',
        });
        domains.push(domain);
        prefixes.exportPrefix(prefix, domain);
      }
      const naming = createNaming({ kernel: quiet, prefixes, counts: createFsStatistics().prefix });
      const request = { asker: kernelAsker(quiet.hostId), path, useFlags: UseFlag.READ | UseFlag.FOLLOW };
      const opened = yield* naming.atName(request, (domain, args) => domain.open(args, 0));
      if ('status' in opened || opened.value.value.attributes.type !== FileType.FILE) return null;
      const { nameId, attributes } = opened.value.value;
      const { volume, files } = domains[nameId.major];
      const held = yield* volume.hold(nameId.minor);
      return 'status' in held ? null : (yield* files.readFile(held.value, 0, attributes.size)).bytes;
    })(),
  );
}

export interface FetchedFile {
  readonly path: string;
  readonly number: number;
  readonly type: number;
  /** Of a file, or the text of a link. */
  readonly bytes: Uint8Array;
}

/** Everything on a disk, the root itself apart. */
export function fetchTree(kernel: Kernel, device: BlockDevice, header: DomainHeader): readonly FetchedFile[] {
  const quiet = quietKernel(kernel);
  const found: FetchedFile[] = [];
  drive(
    (function* () {
      const { volume, files } = yield* openUntimed(quiet, device, header);
      const waiting: { readonly number: number; readonly path: string }[] = [
        { number: ROOT_NUMBER, path: '' },
      ];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const held = yield* volume.hold(next.number);
        if ('status' in held) throw new Error(`${next.path}: no file ${next.number}`);
        const { type, size } = held.value.descriptor;
        const { bytes } = yield* files.readFile(held.value, 0, size);
        if (next.path !== '') found.push({ ...next, type, bytes });
        if (type === FileType.DIRECTORY) waiting.push(...namesOf(bytes, header, next.path));
        yield* volume.letGo(held.value);
      }
    })(),
  );
  return found;
}

function namesOf(
  bytes: Uint8Array,
  header: DomainHeader,
  path: string,
): readonly { readonly number: number; readonly path: string }[] {
  const names: { number: number; path: string }[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) {
    for (const { number, name } of entriesOf(bytes.subarray(at, at + CHUNK), header.littleEndian === 1)) {
      if (number !== 0 && name !== '.' && name !== '..') names.push({ number, path: `${path}/${name}` });
    }
  }
  return names;
}

function lookupArgs(kernel: Kernel, domain: LocalDomain, path: string, useFlags: number): LookupArgs {
  const client = { clientId: kernel.hostId, homeId: kernel.hostId, machineType: kernel.machine.name };
  return { start: domain.root, name: path, useFlags, ids: ROOT, client };
}

function* openUntimed(
  kernel: Kernel,
  device: BlockDevice,
  header: DomainHeader,
  { number, isRoot } = { number: 0, isRoot: true },
): Task<LocalDomain> {
  return yield* createLocalDomain(kernel, createUntimedDisk(device), {
    serverId: kernel.hostId as HostId,
    domain: number,
    header,
    cache: createBlockCache({
      kernel,
      writesBack: false,
      maxBlocks: () => INSTALL_CACHE_BLOCKS,
      mostBlocks: INSTALL_CACHE_BLOCKS,
      statistics: createFsStatistics(),
    }),
    isRootDomain: isRoot,
    users: createFileUsers(kernel),
    masters: createMasters(),
  });
}

/** The host's kernel without cost: nothing of this work happens in virtual time. */
const quietKernel = (kernel: Kernel): Kernel => ({ ...kernel, charge() {} });

/** Check a disk that no host is using. */
export function checkUnused(device: BlockDevice, header: DomainHeader, options: CheckOptions): CheckResult {
  return drive(
    (function* () {
      return yield* checkDomain(createUntimedDisk(device), header, options);
    })(),
  );
}

/** Run a task that never has to wait. @throws Error when it would. */
function drive<T>(task: Task<T>): T {
  const result = task.next();
  if (result.done !== true) throw new Error('work on an unused disk had to wait');
  return result.value;
}
