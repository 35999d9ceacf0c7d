/**
 * The local disk as a domain: the naming operations of `fs/domain.ts` on its directories. Operations that change
 * names go one after the other (one lock for the domain), so a name is looked up and changed without anybody in
 * between; lookups need no lock, as each change of a directory is atomic.
 */
import { latin1Bytes } from '../../arch/codec.js';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../../kernel/kernel.js';
import { createLock, withLock } from '../../kernel/lock.js';
import type { Task } from '../../kernel/task.js';
import type { BlockCache } from '../block-cache.js';
import type { FileUsers } from '../consistency.js';
import type { Disk } from '../disk/disk.js';
import type { DomainInfo, FileDomain, OpenResult, TwoNameResult } from '../domain.js';
import type { IoObject } from '../io-object.js';
import type { Masters } from '../pdev/masters.js';
import { usesOfFlags } from '../shared-file.js';
import {
  BLOCK_SIZE,
  type Failure,
  type FileId,
  FileType,
  type LookupArgs,
  type NameResult,
  type Redirect,
  type Result,
  StreamType,
  typeMadeBy,
  UseFlag,
  type UserIds,
} from '../types.js';
import { readAttributes, writeAttributes } from './attributes.js';
import { createDirectories } from './directory.js';
import { createFiles, type Files } from './file.js';
import { createFileObject } from './file-object.js';
import type { LocalHandle } from './handle.js';
import {
  type Descriptor,
  type DomainHeader,
  LOST_NAME,
  LOST_NUMBER,
  newDescriptor,
  ROOT_NUMBER,
} from './layout.js';
import { createLookup, type Found } from './lookup.js';
import { createOpening } from './opening.js';
import { permits, Want } from './permission.js';
import { createRename } from './rename.js';
import { createServedFiles, type ServedHandle } from './served.js';
import { openVolume, type Volume } from './volume.js';

export interface LocalDomain extends FileDomain {
  readonly volume: Volume;
  readonly files: Files;
  /** As `open`, with the type of a file that is made, and of one that must be found (a link's text is read so). */
  openType(args: LookupArgs, permissions: number, type: number): Task<NameResult<OpenResult>>;
  info(): DomainInfo;
  /** A file in use, or with a descriptor, held; `letGoServed` gives it back. Null when there is none. */
  holdServed(number: number): Task<ServedHandle | null>;
  /** First contents of a new domain: its root, and where a check puts what it finds. */
  fillNew(): Task<void>;
}

export interface LocalDomainOptions {
  readonly serverId: HostId;
  /** Number of the domain on its server. */
  readonly domain: number;
  readonly header: DomainHeader;
  readonly cache: BlockCache;
  /** This is the domain of "/". */
  readonly isRootDomain: boolean;
  /** Which hosts use its files. */
  readonly users: FileUsers;
  /** Who serves its pseudo-devices. */
  readonly masters: Masters;
}

const DIRECTORY_PERMISSIONS = 0o777;

export function* createLocalDomain(
  kernel: Kernel,
  disk: Disk,
  options: LocalDomainOptions,
): Task<LocalDomain> {
  const volume = yield* openVolume({ kernel, disk, header: options.header, cache: options.cache });
  const files = createFiles(kernel, volume);
  const directories = createDirectories(kernel, files);
  const lookup = createLookup({ kernel, volume, directories, files, isRootDomain: options.isRootDomain });
  const { costs } = kernel.machine;
  const served = createServedFiles({ volume, users: options.users, fileIdOf: (number) => fileIdOf(number) });
  const naming = createLock('naming');
  const where = { serverId: options.serverId, domain: options.domain };
  const seconds = (): number => kernel.timeOfDay().seconds;
  const ours = { type: StreamType.LCL_FILE, serverID: options.serverId, major: options.domain };
  const fileIdOf = (number: number): FileId => ({ ...ours, minor: number });
  const openExisting = createOpening({ volume, where, masters: options.masters, fileIdOf, seconds });

  const exclusively = <T>(work: () => Task<T>): Task<T> => withLock(kernel, naming, work);

  function* letGoAll(found: Found): Task<void> {
    if (found.handle !== null) yield* volume.letGo(found.handle);
    yield* volume.letGo(found.parent);
  }

  /** Walk, work on what was found, let go of it. */
  function* withFound<T>(
    args: LookupArgs,
    follow: boolean,
    work: (found: Found) => Task<NameResult<T>>,
  ): Task<NameResult<T>> {
    const found = yield* lookup.walk(args, follow);
    if (!('parent' in found)) return found;
    try {
      return yield* work(found);
    } finally {
      yield* letGoAll(found);
    }
  }

  function* withExisting<T>(
    args: LookupArgs,
    work: (handle: LocalHandle) => Task<NameResult<T>>,
  ): Task<NameResult<T>> {
    return yield* withFound<T>(args, (args.useFlags & UseFlag.FOLLOW) !== 0, function* ({ handle }) {
      return handle === null ? { status: Status.FS_FILE_NOT_FOUND } : yield* work(handle);
    });
  }

  // --- Making files ------------------------------------------------------------------------------------------------

  /** A new file's owner is the effective user, its group the directory's. */
  function describe(type: number, permissions: number, parent: Descriptor, ids: UserIds): Descriptor {
    return newDescriptor({ type, permissions, uid: ids.user, gid: parent.gid, numLinks: 1 }, seconds());
  }

  /** A new file under the name that was found to be free; its handle held. Nothing is left of a failure. */
  function* makeFile(
    { parent, name }: Found,
    descriptor: Descriptor,
    ids: UserIds,
    fill?: (handle: LocalHandle) => Task<Status>,
  ): Task<Result<LocalHandle>> {
    if (!permits(parent.descriptor, ids, Want.Write)) return { status: Status.FS_NO_ACCESS };
    if (parent.removed) return { status: Status.FS_FILE_NOT_FOUND };
    const created = yield* volume.createFile(descriptor, parent.number);
    if ('status' in created) return created;
    const handle = created.value;
    let status = fill === undefined ? SUCCESS : yield* fill(handle);
    if (status === SUCCESS) {
      yield* volume.publish(handle);
      status = yield* directories.addEntry(parent, name, handle.number);
    }
    if (status === SUCCESS) {
      handle.named = true;
      volume.touch(handle);
      if (descriptor.type === FileType.DIRECTORY) {
        parent.descriptor.numLinks++;
        volume.touch(parent);
      }
      return { value: handle };
    }
    handle.removed = true;
    yield* volume.letGo(handle);
    return { status };
  }

  /** Make a file of any type at a name that must be free. */
  function* makeNew(
    args: LookupArgs,
    describeIn: (parent: Descriptor) => Descriptor,
    fill?: (handle: LocalHandle, found: Found) => Task<Status>,
  ): Task<NameResult<null>> {
    kernel.charge(costs.openNs);
    return yield* exclusively(() =>
      withFound<null>(args, false, function* (found) {
        if (found.handle !== null) return { status: Status.FS_FILE_EXISTS };
        const made = yield* makeFile(
          found,
          describeIn(found.parent.descriptor),
          args.ids,
          fill === undefined ? undefined : (handle) => fill(handle, found),
        );
        if ('status' in made) return made;
        yield* volume.letGo(made.value);
        return { value: null };
      }),
    );
  }

  // --- Open --------------------------------------------------------------------------------------------------------

  function* openFound(
    found: Found,
    args: LookupArgs,
    permissions: number,
    type: number,
  ): Task<NameResult<OpenResult>> {
    if (found.handle !== null) {
      const exclusive = UseFlag.CREATE | UseFlag.EXCLUSIVE;
      if ((args.useFlags & exclusive) === exclusive) return { status: Status.FS_FILE_EXISTS };
      const isLink = (kind: number): boolean =>
        kind === FileType.SYMBOLIC_LINK || kind === FileType.REMOTE_LINK;
      if (isLink(type) && !isLink(found.handle.descriptor.type)) return { status: Status.FS_INVALID_ARG };
      return yield* openExisting(found.handle, args, true);
    }
    if ((args.useFlags & UseFlag.CREATE) === 0) return { status: Status.FS_FILE_NOT_FOUND };
    const descriptor = describe(type, permissions, found.parent.descriptor, args.ids);
    const made = yield* makeFile(found, descriptor, args.ids);
    if ('status' in made) return made;
    const opened = yield* openExisting(made.value, args, false);
    yield* volume.letGo(made.value);
    return opened;
  }

  function* openType(args: LookupArgs, permissions: number, type: number): Task<NameResult<OpenResult>> {
    const follow = (args.useFlags & UseFlag.FOLLOW) !== 0;
    const work = (): Task<NameResult<OpenResult>> =>
      withFound<OpenResult>(args, follow, (found) => openFound(found, args, permissions, type));
    const result = (args.useFlags & UseFlag.CREATE) !== 0 ? yield* exclusively(work) : yield* work();
    kernel.charge('value' in result ? costs.openNs : costs.failedOpenNs);
    return 'value' in result ? yield* served.shareOpened(result.value, args.client.clientId) : result;
  }

  // --- Removing ----------------------------------------------------------------------------------------------------

  /** Take the name away; the file goes when nobody uses it any more. The caller holds both. */
  function* unlink(parent: LocalHandle, name: string, handle: LocalHandle): Task<Status> {
    const status = yield* directories.removeEntry(parent, name);
    if (status !== SUCCESS) return status;
    const { descriptor } = handle;
    descriptor.numLinks--;
    descriptor.descModifyTime = seconds();
    volume.touch(handle);
    if (descriptor.type === FileType.DIRECTORY) {
      descriptor.numLinks = 0;
      parent.descriptor.numLinks--;
      volume.touch(parent);
    }
    if (descriptor.numLinks <= 0) {
      handle.removed = true;
      if (handle.references === 0) options.users.removed(fileIdOf(handle.number));
    }
    return SUCCESS;
  }

  function* removeName(args: LookupArgs, onlyDirectory: boolean): Task<NameResult<null>> {
    kernel.charge(costs.openNs);
    return yield* exclusively(() =>
      withFound<null>(args, false, function* ({ parent, name, handle }) {
        if (handle === null) return { status: Status.FS_FILE_NOT_FOUND };
        const isDirectory = handle.descriptor.type === FileType.DIRECTORY;
        if (onlyDirectory && !isDirectory) return { status: Status.FS_NOT_DIRECTORY };
        if (name === '.' || name === '..') return { status: Status.FS_NO_ACCESS };
        if (!permits(parent.descriptor, args.ids, Want.Write)) return { status: Status.FS_NO_ACCESS };
        if (isDirectory && !(yield* directories.isEmptyDirectory(handle)))
          return { status: Status.FS_DIR_NOT_EMPTY };
        const status = yield* unlink(parent, name, handle);
        return status === SUCCESS ? { value: null } : { status };
      }),
    );
  }

  // --- Two names ---------------------------------------------------------------------------------------------------

  const rename = createRename({ volume, directories, lookup, letGoAll, seconds });

  function* twoNames(work: () => Task<TwoNameResult>): Task<TwoNameResult> {
    kernel.charge(costs.openNs);
    return yield* exclusively(work);
  }

  const asSecond = (result: Redirect | Failure): TwoNameResult => ({ ...result, second: true });

  function* hardLink(existing: LookupArgs, created: LookupArgs): Task<TwoNameResult> {
    return yield* withExisting<null>(existing, function* (handle) {
      if (handle.descriptor.type === FileType.DIRECTORY) return { status: Status.FS_IS_DIRECTORY };
      const found = yield* lookup.walk(created, false);
      if (!('parent' in found)) return asSecond(found);
      try {
        if (found.handle !== null) return { status: Status.FS_FILE_EXISTS };
        if (!permits(found.parent.descriptor, created.ids, Want.Write))
          return { status: Status.FS_NO_ACCESS };
        if (found.parent.removed) return { status: Status.FS_FILE_NOT_FOUND };
        const status = yield* directories.addEntry(found.parent, found.name, handle.number);
        if (status !== SUCCESS) return { status };
        handle.descriptor.numLinks++;
        handle.descriptor.descModifyTime = seconds();
        volume.touch(handle);
        // The old name may go before the new one is old enough to be written.
        yield* volume.writeNames();
        return { value: null };
      } finally {
        yield* letGoAll(found);
      }
    });
  }

  function fileObject(id: FileId): IoObject | null {
    const handle = volume.findHandle(id.minor);
    if (handle === undefined) return null;
    return createFileObject({ kernel, volume, files }, handle, id, function* closed(flags) {
      options.users.closed(id, kernel.hostId, flags, true);
      yield* served.dropUses(handle, usesOfFlags(flags));
    });
  }

  return {
    serverId: options.serverId,
    root: fileIdOf(ROOT_NUMBER),
    volume,
    files,
    open: (args, permissions) => openType(args, permissions, typeMadeBy(args.useFlags)),
    openType,
    holdServed: served.holdServed,
    fileObject,
    handleTypes: () => volume.handles().map(({ descriptor }) => descriptor.type),
    sync: () => volume.sync(),
    shutDown: () => volume.shutDown(),
    *fillNew() {
      const root = yield* volume.hold(ROOT_NUMBER);
      const lost = yield* volume.hold(LOST_NUMBER);
      if ('status' in root || 'status' in lost) throw new Error('a new domain has no directories');
      yield* directories.fillDirectory(root.value, ROOT_NUMBER);
      yield* directories.fillDirectory(lost.value, ROOT_NUMBER);
      yield* directories.addEntry(root.value, LOST_NAME, LOST_NUMBER);
      for (const { value } of [root, lost]) yield* volume.letGo(value);
    },
    *getAttributes(args) {
      kernel.charge(costs.statNs);
      return yield* withExisting(args, function* (handle) {
        yield* options.users.attributesWanted(served.fileOf(handle), args.client.clientId);
        return { value: yield* readAttributes(volume, handle, where, seconds()) };
      });
    },
    *setAttributes(args, attributes, flags) {
      kernel.charge(costs.statNs);
      return yield* withExisting<FileId>(args, function* (handle) {
        const status = writeAttributes(volume, handle, attributes, flags, args.ids, seconds());
        return status === SUCCESS ? { value: fileIdOf(handle.number) } : { status };
      });
    },
    *makeDirectory(args, permissions) {
      return yield* makeNew(
        args,
        (parent) => ({
          ...describe(FileType.DIRECTORY, permissions & DIRECTORY_PERMISSIONS, parent, args.ids),
          numLinks: 2,
        }),
        (handle, { parent }) => directories.fillDirectory(handle, parent.number),
      );
    },
    *makeDevice(args, device, permissions) {
      return yield* makeNew(args, (parent) => ({
        ...describe(FileType.DEVICE, permissions, parent, args.ids),
        devServerID: device.serverID,
        devType: device.type,
        devUnit: device.unit,
      }));
    },
    *symbolicLink(args, target, remote) {
      const type = remote ? FileType.REMOTE_LINK : FileType.SYMBOLIC_LINK;
      return yield* makeNew(
        args,
        (parent) => describe(type, DIRECTORY_PERMISSIONS, parent, args.ids),
        function* (handle) {
          return (yield* files.writeFile(handle, 0, latin1Bytes(`${target}\0`))).status;
        },
      );
    },
    *readLink(args) {
      kernel.charge(costs.statNs);
      return yield* withFound<string>(args, false, function* ({ handle }) {
        if (handle === null) return { status: Status.FS_FILE_NOT_FOUND };
        const { type } = handle.descriptor;
        if (type !== FileType.SYMBOLIC_LINK && type !== FileType.REMOTE_LINK)
          return { status: Status.FS_INVALID_ARG };
        return { value: yield* lookup.readLinkText(handle) };
      });
    },
    remove: (args) => removeName(args, false),
    removeDirectory: (args) => removeName(args, true),
    hardLink: (existing, created) => twoNames(() => hardLink(existing, created)),
    rename: (from, to) => twoNames(() => rename(from, to)),
    *checkAccess(args, mode) {
      kernel.charge(costs.statNs);
      return yield* withExisting<null>(args, function* (handle) {
        const want =
          ((mode & 1) !== 0 ? Want.Read : 0) |
          ((mode & 2) !== 0 ? Want.Write : 0) |
          ((mode & 4) !== 0 ? Want.Execute : 0);
        const allowed = args.ids.user === 0 || permits(handle.descriptor, args.ids, want);
        return allowed ? { value: null } : { status: Status.FS_NO_ACCESS };
      });
    },
    *getAttributesById(nameId, asker = kernel.hostId) {
      kernel.charge(costs.fstatNs);
      const held = yield* volume.hold(nameId.minor);
      if ('status' in held) return { status: Status.FS_STALE_HANDLE };
      yield* options.users.attributesWanted(served.fileOf(held.value), asker);
      const value = yield* readAttributes(volume, held.value, where, seconds());
      yield* volume.letGo(held.value);
      return { value };
    },
    *setAttributesById(nameId, attributes, flags, { ids }) {
      kernel.charge(costs.fstatNs);
      const held = yield* volume.hold(nameId.minor);
      if ('status' in held) return Status.FS_STALE_HANDLE;
      const status = writeAttributes(volume, held.value, attributes, flags, ids, seconds());
      yield* volume.letGo(held.value);
      return status;
    },
    info() {
      const { header } = options;
      const kilobytes = BLOCK_SIZE / 1024;
      return {
        maxKbytes: (header.blockCount - header.dataStart) * kilobytes,
        freeKbytes: volume.blocks.freeCount() * kilobytes,
        maxFileDesc: header.descriptorCount,
        freeFileDesc: volume.descriptors.freeCount(),
        blockSize: BLOCK_SIZE,
        optSize: BLOCK_SIZE,
      };
    },
  };
}
