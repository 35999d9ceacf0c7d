import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Task } from '../../kernel/task.js';
import { createFakeKernel } from '../../kernel/testing/fake-kernel.js';
import { createBlockCache } from '../block-cache.js';
import { createFileUsers } from '../consistency.js';
import { createMemoryDevice } from '../disk/block-device.js';
import { createDisk } from '../disk/disk.js';
import { createMasters } from '../pdev/masters.js';
import { createFsStatistics } from '../statistics.js';
import { FileType, type LookupArgs, type NameResult, UseFlag } from '../types.js';
import { createLocalDomain, type LocalDomain } from './domain.js';
import { fetchFile, formatDisk, installTree, readHeader } from './install.js';

const user = { user: 10, groups: [10] };
const root = { user: 0, groups: [0] };

function fixture(megabytes = 4) {
  const fake = createFakeKernel();
  const device = createMemoryDevice(megabytes * 1_048_576);
  const header = formatDisk(fake.kernel, device);
  const open = (): LocalDomain =>
    fake.run(() =>
      createLocalDomain(fake.kernel, createDisk(fake.kernel, device), {
        serverId: 1 as HostId,
        domain: 0,
        header,
        cache: createBlockCache({
          kernel: fake.kernel,
          writesBack: true,
          maxBlocks: () => 200,
          mostBlocks: 200,
          statistics: createFsStatistics(),
        }),
        isRootDomain: true,
        users: createFileUsers(fake.kernel),
        masters: createMasters(),
      }),
    );
  const domain = open();
  const args = (name: string, useFlags = 0, ids = root): LookupArgs => ({
    start: domain.root,
    name,
    useFlags,
    ids,
    client: { clientId: 1 as HostId, homeId: 1 as HostId, machineType: 'ds3100' },
  });
  function* write(name: string, text: string, ids = root): Task<Status> {
    const opened = yield* domain.open(args(name, UseFlag.WRITE | UseFlag.CREATE, ids), 0o644);
    if (!('value' in opened)) return 'status' in opened ? opened.status : Status.FS_LOOKUP_REDIRECT;
    const object = domain.fileObject(opened.value.ioFileId);
    const held = yield* domain.volume.hold(opened.value.ioFileId.minor);
    if (object === null || 'status' in held) throw new Error('opened and not there');
    yield* domain.files.truncateFile(held.value, 0);
    const result = yield* domain.files.writeFile(held.value, 0, new TextEncoder().encode(text));
    yield* domain.volume.letGo(held.value);
    yield* object.close(UseFlag.WRITE);
    return result.status;
  }
  const status = <T>(result: NameResult<T>): Status =>
    'value' in result ? SUCCESS : 'status' in result ? result.status : Status.FS_LOOKUP_REDIRECT;
  const read = (name: string): string | null => {
    fake.run(() => domain.volume.sync());
    const bytes = fetchFile(fake.kernel, [{ prefix: '/', device, header, isNew: false }], name);
    return bytes === null ? null : new TextDecoder().decode(bytes);
  };
  return { fake, device, header, domain, args, write, status, read };
}

test('a formatted disk is recognised, and a foreign one is not', () => {
  const { device } = fixture();
  assert.equal(readHeader(device)?.blockCount, 1024);
  assert.equal(readHeader(createMemoryDevice(1_048_576)), null);
});

test('what is written and synced is on the disk', () => {
  const { fake, write, read } = fixture();
  assert.equal(
    fake.run(() => write('/a', 'hello')),
    SUCCESS,
  );
  assert.equal(read('/a'), 'hello');
  const big = 'x'.repeat(300_000);
  assert.equal(
    fake.run(() => write('/big', big)),
    SUCCESS,
  );
  assert.equal(read('/big'), big);
});

test('directories: make, list, refuse, remove', () => {
  const { fake, domain, args, status, write } = fixture();
  const run = <T>(work: () => Task<NameResult<T>>) => status(fake.run(work));
  assert.equal(
    run(() => domain.makeDirectory(args('/d'), 0o755)),
    SUCCESS,
  );
  assert.equal(
    run(() => domain.makeDirectory(args('/d'), 0o755)),
    Status.FS_FILE_EXISTS,
  );
  assert.equal(
    fake.run(() => write('/d/f', 'text')),
    SUCCESS,
  );
  assert.equal(
    run(() => domain.removeDirectory(args('/d'))),
    Status.FS_DIR_NOT_EMPTY,
  );
  assert.equal(
    run(() => domain.removeDirectory(args('/d/f'))),
    Status.FS_NOT_DIRECTORY,
  );
  assert.equal(
    run(() => domain.remove(args('/d/f/g'))),
    Status.FS_NOT_DIRECTORY,
  );
  assert.equal(
    run(() => domain.remove(args('/d/nothing'))),
    Status.FS_FILE_NOT_FOUND,
  );
  assert.equal(
    run(() => domain.remove(args('/d/f'))),
    SUCCESS,
  );
  assert.equal(
    run(() => domain.removeDirectory(args('/d'))),
    SUCCESS,
  );
  assert.equal(
    run(() => domain.getAttributes(args('/d'))),
    Status.FS_FILE_NOT_FOUND,
  );
});

test('permission bits: one class applies, directories are traversed by READ', () => {
  const { fake, domain, args, status, write } = fixture();
  const run = <T>(work: () => Task<NameResult<T>>) => status(fake.run(work));
  run(() => domain.makeDirectory(args('/closed'), 0o711));
  fake.run(() => write('/closed/f', 'secret'));
  assert.equal(
    run(() => domain.getAttributes(args('/closed/f', 0, user))),
    Status.FS_NO_ACCESS,
  );
  assert.equal(
    run(() => domain.open(args('/new', UseFlag.CREATE | UseFlag.WRITE, user), 0o666)),
    Status.FS_NO_ACCESS,
  );
  run(() => domain.makeDirectory(args('/tmp'), 0o777));
  run(() => domain.open(args('/tmp/mine', UseFlag.CREATE | UseFlag.WRITE, user), 0o000));
  assert.equal(
    run(() => domain.open(args('/tmp/mine', UseFlag.READ, user), 0)),
    Status.FS_NO_ACCESS,
  );
  assert.equal(
    run(() => domain.open(args('/tmp/mine', UseFlag.READ), 0)),
    SUCCESS,
  );
});

test('links: relative ones are followed, absolute and remote ones redirect, loops end', () => {
  const { fake, domain, args, write } = fixture();
  fake.run(() => write('/target', 'data'));
  fake.run(() => domain.symbolicLink(args('/relative'), 'target', false));
  fake.run(() => domain.symbolicLink(args('/absolute'), '/target', false));
  fake.run(() => domain.symbolicLink(args('/remote'), '/remote', true));
  fake.run(() => domain.symbolicLink(args('/machine'), 'cmds.$MACHINE', false));
  fake.run(() => domain.symbolicLink(args('/loop'), 'loop', false));
  const follow = (name: string) => fake.run(() => domain.getAttributes(args(name, UseFlag.FOLLOW)));
  const direct = follow('/relative');
  assert.ok('value' in direct && direct.value.size === 4);
  assert.deepEqual(follow('/absolute'), { redirect: '/target', prefixLength: 0 });
  assert.deepEqual(follow('/remote/x'), { redirect: '/remote/x', prefixLength: 7 });
  assert.deepEqual(follow('/loop'), { status: Status.FS_NAME_LOOP });
  assert.deepEqual(follow('/machine'), { status: Status.FS_FILE_NOT_FOUND });
  fake.run(() => domain.makeDirectory(args('/cmds.ds3100'), 0o755));
  assert.ok('value' in follow('/machine'));
  const link = fake.run(() => domain.getAttributes(args('/relative')));
  assert.ok('value' in link && link.value.type === FileType.SYMBOLIC_LINK);
});

test('rename moves, replaces, refuses, and keeps a file renamed to itself', () => {
  const { fake, domain, args, status, write, read } = fixture();
  const rename = (from: string, to: string) => status(fake.run(() => domain.rename(args(from), args(to))));
  fake.run(() => write('/a', 'A'));
  fake.run(() => write('/b', 'B'));
  assert.equal(rename('/a', '/a'), SUCCESS);
  assert.equal(read('/a'), 'A');
  assert.equal(rename('/a', '/b'), SUCCESS);
  assert.equal(read('/b'), 'A');
  assert.equal(read('/a'), null);
  fake.run(() => domain.makeDirectory(args('/d'), 0o755));
  fake.run(() => domain.makeDirectory(args('/d/e'), 0o755));
  assert.equal(rename('/d', '/d/x'), Status.GEN_INVALID_ARG);
  assert.equal(rename('/d', '/d/e/x'), Status.FS_INVALID_ARG);
  assert.equal(rename('/b', '/d'), Status.FS_FILE_EXISTS);
  assert.equal(rename('/d/e', '/e'), SUCCESS);
  const up = fake.run(() => domain.getAttributes(args('/e/..')));
  assert.ok('value' in up && up.value.fileNumber === 2 && up.value.numLinks === 5);
  fake.run(() => domain.hardLink(args('/b'), args('/b2')));
  assert.equal(rename('/b', '/b2'), SUCCESS);
  const left = fake.run(() => domain.getAttributes(args('/b2')));
  assert.ok('value' in left && left.value.numLinks === 1);
  assert.equal(read('/b'), null);
});

test('a removed file lives until its last user is gone, and gives its room back', () => {
  const { fake, domain, args, write } = fixture();
  fake.run(() => write('/f', 'x'.repeat(50_000)));
  const before = domain.info();
  const opened = fake.run(() => domain.open(args('/f', UseFlag.READ), 0));
  assert.ok('value' in opened);
  const object = domain.fileObject(opened.value.ioFileId);
  fake.run(() => domain.remove(args('/f')));
  assert.equal(domain.info().freeKbytes, before.freeKbytes);
  assert.ok(object !== null);
  fake.run(() => object.close(UseFlag.READ));
  assert.equal(domain.info().freeKbytes, before.freeKbytes + 52 + 4);
  assert.equal(domain.info().freeFileDesc, before.freeFileDesc + 1);
});

test('executing and writing exclude each other', () => {
  const { fake, domain, args, status, write } = fixture();
  fake.run(() => write('/prog', 'code'));
  fake.run(() =>
    domain.setAttributes(
      args('/prog'),
      { ...attributesOf(fake.run(() => domain.getAttributes(args('/prog')))), permissions: 0o755 },
      2,
    ),
  );
  const run = (flags: number) => fake.run(() => domain.open(args('/prog', flags), 0));
  assert.ok('value' in run(UseFlag.EXECUTE));
  assert.equal(status(run(UseFlag.WRITE)), Status.FS_FILE_BUSY);
  assert.ok('value' in run(UseFlag.READ));
});

const attributesOf = <T>(result: NameResult<T>): T => {
  if (!('value' in result)) throw new Error('no value');
  return result.value;
};

test('a full disk says so, loses nothing, and recovers', () => {
  const { fake, domain, args, write, read } = fixture(1);
  fake.run(() => write('/keep', 'kept'));
  const free = domain.info().freeKbytes;
  assert.equal(
    fake.run(() => write('/huge', 'y'.repeat(2_000_000))),
    Status.FS_NO_DISK_SPACE,
  );
  assert.equal(domain.info().freeKbytes, 0);
  assert.equal(read('/keep'), 'kept');
  fake.run(() => domain.remove(args('/huge')));
  assert.equal(domain.info().freeKbytes, free);
  assert.equal(
    fake.run(() => write('/again', 'z'.repeat(10_000))),
    SUCCESS,
  );
});

test('two processes that create in one directory both succeed', () => {
  const { fake, write, read } = fixture();
  const names = Array.from({ length: 12 }, (_, i) => `/file${i}`);
  const running = names.map((name) => fake.start(fake.newProcess(), () => write(name, name)));
  fake.settle(60_000_000_000);
  for (const each of running) assert.equal(each.value(), SUCCESS);
  for (const name of names) assert.equal(read(name), name);
});

test('dirty data reach the disk by themselves after 30 to 60 seconds, deleted data never', () => {
  const { fake, device, header, domain, args, write } = fixture();
  fake.run(() => write('/slow', 'late'));
  fake.run(() => write('/gone', 'never'));
  fake.run(() => domain.remove(args('/gone')));
  assert.equal(fetchFile(fake.kernel, [{ prefix: '/', device, header, isNew: false }], '/slow'), null);
  fake.settle(fake.kernel.now() + 70_000_000_000);
  assert.equal(
    new TextDecoder().decode(
      fetchFile(fake.kernel, [{ prefix: '/', device, header, isNew: false }], '/slow') ?? new Uint8Array(),
    ),
    'late',
  );
  assert.equal(fake.queue.nextTime(1), Number.POSITIVE_INFINITY, 'an idle host has no event');
});

test('a tree is installed with owners, modes, links and devices', () => {
  const { fake, device, header } = fixture();
  installTree(fake.kernel, device, header, [
    { kind: 'dir', path: '/bin', mode: 0o755, uid: 3, gid: 4 },
    { kind: 'file', path: '/bin/x', mode: 0o711, uid: 5, gid: 6, bytes: new TextEncoder().encode('exe') },
    { kind: 'link', path: '/y', mode: 0o777, uid: 0, gid: 0, target: '/bin/x' },
    { kind: 'device', path: '/null', mode: 0o666, uid: 0, gid: 0, serverId: -1, type: 6, unit: 2 },
  ]);
  assert.equal(
    new TextDecoder().decode(
      fetchFile(fake.kernel, [{ prefix: '/', device, header, isNew: false }], '/y') ?? new Uint8Array(),
    ),
    'exe',
  );
});
