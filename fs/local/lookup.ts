/**
 * Walking a name through the directories of a local domain: links, `$MACHINE`, "..", and where the name leaves
 * the domain, so that the client has to go on elsewhere. Traversing a directory takes its READ permission.
 * Source: file system reference, 1.1-1.3, 2.1.
 */
import { latin1Text } from '../../arch/codec.js';
import { Status } from '../../arch/status.js';
import type { Kernel } from '../../kernel/kernel.js';
import type { Task } from '../../kernel/task.js';
import { type Failure, FileType, type LookupArgs, MAX_LINKS, MAX_NAME, type Redirect } from '../types.js';
import type { Directories } from './directory.js';
import type { Files } from './file.js';
import type { LocalHandle } from './handle.js';
import { ROOT_NUMBER } from './layout.js';
import { permits, Want } from './permission.js';
import type { Volume } from './volume.js';

/** Where a name led. Handles in it are held; `letGo` each when done. */
export interface Found {
  /** The directory of the last component. */
  readonly parent: LocalHandle;
  /** The last component; "." for an empty name. */
  readonly name: string;
  readonly handle: LocalHandle | null;
}

export interface Lookup {
  /** Follow links before the last component always, at the last one if `follow`. */
  walk(args: LookupArgs, follow: boolean): Task<Found | Redirect | Failure>;
  readLinkText(handle: LocalHandle): Task<string>;
}

export interface LookupParts {
  readonly kernel: Kernel;
  readonly volume: Volume;
  readonly directories: Directories;
  readonly files: Files;
  /** ".." of the root directory is the root itself: this is the domain of "/". */
  readonly isRootDomain: boolean;
}

export function createLookup(parts: LookupParts): Lookup {
  const { kernel, volume, directories, files } = parts;
  const { lookup: counts } = volume.cache.statistics;

  function* readLinkText(handle: LocalHandle): Task<string> {
    const { bytes } = yield* files.readFile(handle, 0, handle.descriptor.size);
    const end = bytes.indexOf(0);
    return latin1Text(end < 0 ? bytes : bytes.subarray(0, end));
  }

  function* walk(args: LookupArgs, follow: boolean): Task<Found | Redirect | Failure> {
    const started = yield* volume.hold(args.start.minor);
    if ('status' in started) return { status: Status.FS_STALE_HANDLE };
    let directory = started.value;
    let rest = splitName(args.name);
    for (let links = 0; ; ) {
      const [raw, ...after] = rest;
      if (raw === undefined) return { parent: directory, name: '.', handle: yield* holdAgain(directory) };
      const name = raw.replaceAll('$MACHINE', args.client.machineType);
      kernel.charge(kernel.machine.costs.componentNs);
      counts.numComponents++;
      if (name !== raw) counts.numSpecial++;
      const step = yield* stepInto(directory, name, args);
      if ('status' in step) return yield* giveUp(directory, step);
      if (name === '..' && directory.number === ROOT_NUMBER && !parts.isRootDomain) {
        if (step.handle !== null) yield* volume.letGo(step.handle);
        return yield* giveUp(directory, { redirect: ['..', ...after].join('/'), prefixLength: 0 });
      }
      const { handle } = step;
      const last = after.length === 0;
      if (handle === null) {
        return last
          ? { parent: directory, name, handle: null }
          : yield* giveUp(directory, { status: Status.FS_FILE_NOT_FOUND });
      }
      const { type } = handle.descriptor;
      const isLink = type === FileType.SYMBOLIC_LINK || type === FileType.REMOTE_LINK;
      if (isLink && (!last || follow)) {
        counts.symlinks++;
        if (++links > MAX_LINKS) {
          yield* volume.letGo(handle);
          return yield* giveUp(directory, { status: Status.FS_NAME_LOOP });
        }
        const rawText = yield* readLinkText(handle);
        const text = rawText.replaceAll('$MACHINE', args.client.machineType);
        if (text !== rawText) counts.numSpecial++;
        yield* volume.letGo(handle);
        if (text === '') return yield* giveUp(directory, { status: Status.FS_FILE_NOT_FOUND });
        if (text.startsWith('/')) {
          const redirect = after.length === 0 ? text : `${text}/${after.join('/')}`;
          const prefixLength = type === FileType.REMOTE_LINK ? text.length : 0;
          return yield* giveUp(directory, { redirect, prefixLength });
        }
        rest = [...splitName(text), ...after];
        continue;
      }
      if (last) return { parent: directory, name, handle };
      yield* volume.letGo(directory);
      directory = handle;
      rest = after;
    }
  }

  /** Look one component up in a directory; its handle held, or null when there is no such name. */
  function* stepInto(
    directory: LocalHandle,
    name: string,
    args: LookupArgs,
  ): Task<{ readonly handle: LocalHandle | null } | Failure> {
    if (directory.descriptor.type !== FileType.DIRECTORY) return { status: Status.FS_NOT_DIRECTORY };
    if (name.length >= MAX_NAME) return { status: Status.FS_INVALID_ARG };
    if (!permits(directory.descriptor, args.ids, Want.Read)) return { status: Status.FS_NO_ACCESS };
    const number = yield* directories.findEntry(directory, name);
    if (number === null) return { handle: null };
    const held = yield* volume.hold(number);
    return 'status' in held ? { handle: null } : { handle: held.value };
  }

  function* holdAgain(handle: LocalHandle): Task<LocalHandle> {
    const held = yield* volume.hold(handle.number);
    if ('status' in held) throw new Error(`file ${handle.number} is held and cannot be found`);
    return held.value;
  }

  function* giveUp<T>(directory: LocalHandle, answer: T): Task<T> {
    yield* volume.letGo(directory);
    return answer;
  }

  return { walk, readLinkText };
}

/** Components of a name; slashes that say nothing are left out. */
const splitName = (name: string): string[] => name.split('/').filter((component) => component !== '');
