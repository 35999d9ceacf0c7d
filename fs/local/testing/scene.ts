/** A local domain on a disk with time, and the operations of tests on it, as tasks that answer a status. */
import { latin1Bytes } from '../../../arch/codec.js';
import { Status, SUCCESS } from '../../../arch/status.js';
import type { HostId } from '../../../arch/units.js';
import type { Task } from '../../../kernel/task.js';
import { createFakeKernel, type FakeKernel } from '../../../kernel/testing/fake-kernel.js';
import { createBlockCache } from '../../block-cache.js';
import { createFileUsers } from '../../consistency.js';
import type { BlockDevice } from '../../disk/block-device.js';
import { createDisk } from '../../disk/disk.js';
import { createMasters } from '../../pdev/masters.js';
import { createFsStatistics } from '../../statistics.js';
import { FileType, type LookupArgs, type NameResult, UseFlag } from '../../types.js';
import { entriesOf } from '../directory-chunk.js';
import { createLocalDomain, type LocalDomain } from '../domain.js';
import type { LocalHandle } from '../handle.js';
import { formatDisk, readHeader } from '../install.js';

export interface Scene {
  readonly fake: FakeKernel;
  readonly domain: LocalDomain;
  args(name: string, useFlags?: number): LookupArgs;
  /** A stream on a file: close it when done. */
  openFile(path: string, useFlags: number): Task<{ readonly file: OpenFile } | { readonly status: Status }>;
  /** Names in a directory with their files' types, "." and ".." apart. */
  list(path: string): Task<readonly { readonly name: string; readonly type: number }[]>;
}

export interface OpenFile {
  readonly handle: LocalHandle;
  close(): Task<void>;
}

export const statusOf = <T>(result: NameResult<T>): Status =>
  'value' in result ? SUCCESS : 'status' in result ? result.status : Status.FS_LOOKUP_REDIRECT;

export const textBytes = latin1Bytes;

/** The domain on a device, which is formatted if it is empty; it must be consistent. */
export function createScene(device: BlockDevice, cacheBlocks: number): Scene {
  const fake = createFakeKernel();
  const { kernel } = fake;
  const header = readHeader(device) ?? formatDisk(kernel, device);
  const cache = createBlockCache({
    kernel,
    writesBack: true,
    maxBlocks: () => cacheBlocks,
    mostBlocks: cacheBlocks,
    statistics: createFsStatistics(),
  });
  const domain = fake.run(() =>
    createLocalDomain(kernel, createDisk(kernel, device), {
      serverId: 1 as HostId,
      domain: 0,
      header,
      cache,
      isRootDomain: true,
      users: createFileUsers(kernel),
      masters: createMasters(),
    }),
  );
  const args = (name: string, useFlags = 0): LookupArgs => ({
    start: domain.root,
    name,
    useFlags,
    ids: { user: 0, groups: [0] },
    client: { clientId: 1 as HostId, homeId: 1 as HostId, machineType: 'ds3100' },
  });

  function* openFile(
    path: string,
    useFlags: number,
  ): Task<{ readonly file: OpenFile } | { readonly status: Status }> {
    const opened = yield* domain.open(args(path, useFlags), 0o644);
    if (!('value' in opened)) return { status: statusOf(opened) };
    const object = domain.fileObject(opened.value.ioFileId);
    const handle = domain.volume.findHandle(opened.value.ioFileId.minor);
    if (object === null || handle === undefined) throw new Error(`${path}: opened and not there`);
    return {
      file: {
        handle,
        *close() {
          yield* object.close(opened.value.useFlags);
        },
      },
    };
  }

  return {
    fake,
    domain,
    args,
    openFile,
    *list(path) {
      const opened = yield* openFile(path, UseFlag.READ);
      if ('status' in opened) return [];
      const { handle } = opened.file;
      const { bytes } = yield* domain.files.readFile(handle, 0, handle.descriptor.size);
      yield* opened.file.close();
      const names: { name: string; type: number }[] = [];
      for (let at = 0; at < bytes.length; at += 512) {
        for (const { number, name } of entriesOf(bytes.subarray(at, at + 512), true)) {
          if (number === 0 || name === '.' || name === '..') continue;
          const found = yield* domain.getAttributes(args(`${path}/${name}`));
          names.push({ name, type: 'value' in found ? found.value.type : FileType.FILE });
        }
      }
      return names;
    },
  };
}
