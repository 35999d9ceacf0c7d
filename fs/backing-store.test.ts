import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import type { ProcessId } from '../arch/units.js';
import type { Task } from '../kernel/task.js';
import type { BackingFile } from '../kernel/vm/backing-store.js';
import { CREATE, createFileHost, file, out, textOf } from './testing/file-host.js';
import { type Attributes, UseFlag } from './types.js';

/** A process that moves. */
const GOES = 0x10101 as ProcessId;

const program = 'PROGRAM'.repeat(1000);

function scene() {
  const host = createFileHost({ tree: [file('/prog', program, 0o755), file('/text', 'no', 0o644)] });
  const process = host.newProcess();
  const store = host.fs.backingStore;
  const run = <T>(work: () => Task<T>): T => host.fake.run(work, process);
  const openExecutable = (path: string) => run(() => host.fs.openExecutable(process, path));
  const needFile = (result: { readonly file: BackingFile } | { readonly status: Status }): BackingFile => {
    assert.ok('file' in result);
    return result.file;
  };
  return { host, process, store, run, openExecutable, needFile };
}

test('an executable: its beginning, its attributes, its pages with zeros behind the end', () => {
  const { host, store, run, openExecutable } = scene();
  const opened = openExecutable('/prog');
  assert.ok('value' in opened);
  const { header, size, attributes, file } = opened.value;
  assert.equal(textOf(header), program.slice(0, 4096));
  assert.deepEqual([size, attributes.permissions], [7000, 0o755]);
  const page = new Uint8Array(8192).fill(1);
  assert.equal(
    run(() => store.readPage(file, 'code', 4096, page)),
    SUCCESS,
  );
  assert.equal(textOf(page.subarray(0, 2904)), program.slice(4096));
  assert.ok(page.subarray(2904).every((byte) => byte === 0));
  run(() => store.close(file));
  assert.equal(host.fs.counts().kernelFiles, 0);
});

test('what cannot be executed', () => {
  const { host, process, openExecutable } = scene();
  const status = (path: string) => {
    const opened = openExecutable(path);
    return 'status' in opened ? opened.status : SUCCESS;
  };
  assert.equal(status('/none'), Status.FS_FILE_NOT_FOUND);
  assert.equal(status('/text'), Status.FS_NO_ACCESS);
  assert.equal(status('/tmp'), Status.FS_WRONG_TYPE);
  assert.equal(status('/dev/null'), Status.FS_WRONG_TYPE);
  const writer = host.open(process, '/prog', UseFlag.WRITE);
  assert.equal(status('/prog'), Status.FS_FILE_BUSY);
  host.call(process, 'Fs_Close', { streamID: writer });
  assert.equal(status('/prog'), SUCCESS);
  assert.equal(host.openStatus(process, '/prog', UseFlag.WRITE), Status.FS_FILE_BUSY);
});

test('a file has the same identity until it is written; code of the old contents is forgotten', () => {
  const { host, process, store, run, openExecutable } = scene();
  const identity = (): string => {
    const opened = openExecutable('/prog');
    assert.ok('value' in opened);
    run(() => store.close(opened.value.file));
    return opened.value.file.identity;
  };
  const before = identity();
  assert.equal(identity(), before);
  host.call(process, 'Fs_Close', { streamID: host.open(process, '/prog', UseFlag.WRITE) });
  assert.ok(host.forgotten.includes(before));
  assert.notEqual(identity(), before);
  // A new file of the same number does not find the code of the old one.
  const old = identity();
  const attributes = out<Attributes>();
  host.call(process, 'Fs_GetAttributes', { path: '/prog', fileOrLink: 2, attributes });
  host.call(process, 'Fs_Remove', { path: '/prog' });
  // The number is free for others only when the disk no longer shows the old file's name.
  run(() => host.fs.sync());
  host.forgotten.length = 0;
  const id = host.open(process, '/other', CREATE);
  assert.equal(host.attributes(process, id).fileNumber, attributes.value?.fileNumber);
  assert.ok(host.forgotten.includes(old));
  assert.ok(host.attributes(process, id).version > (attributes.value?.version ?? 0));
});

test('a swap file: made with its directory, written anywhere, read back, removed by name while open', () => {
  const { host, process, store, run, needFile } = scene();
  const swap = needFile(run(() => store.openSwap(7)));
  assert.equal(swap.name, '/swap/1/7');
  const page = new Uint8Array(8192).fill(7);
  assert.equal(
    run(() => store.writePage(swap, 40960, page)),
    SUCCESS,
  );
  const back = new Uint8Array(8192);
  assert.equal(
    run(() => store.readPage(swap, 'swap', 40960, back)),
    SUCCESS,
  );
  assert.deepEqual(back, page);
  const attributes = out<Attributes>();
  host.call(process, 'Fs_GetAttributes', { path: '/swap/1/7', fileOrLink: 2, attributes });
  assert.deepEqual([attributes.value?.permissions, attributes.value?.size], [0o660, 49152]);
  assert.equal(
    run(() => store.removeSwap(swap)),
    SUCCESS,
  );
  assert.equal(
    host.call(process, 'Fs_GetAttributes', {
      path: '/swap/1/7',
      fileOrLink: 2,
      attributes: out<Attributes>(),
    }),
    Status.FS_FILE_NOT_FOUND,
  );
  back.fill(0);
  run(() => store.readPage(swap, 'swap', 40960, back));
  assert.deepEqual(back, page);
  run(() => store.close(swap));
  // Opened again it is empty.
  const again = needFile(run(() => store.openSwap(7)));
  assert.equal(
    run(() => store.readPage(again, 'swap', 40960, back)),
    FAILURE,
  );
});

test('a file that leaves with a process stays open on its way, and is found again', () => {
  const { host, store, run, needFile } = scene();
  const swap = needFile(run(() => store.openSwap(1)));
  const shared = store.duplicate(swap);
  const record = store.encapsulate(swap);
  run(() => store.abandon(swap, GOES));
  run(() => store.close(shared));
  assert.equal(host.fs.counts().kernelFiles, 1);
  const arrived = needFile(run(() => store.deencapsulate(record, GOES)));
  assert.equal(arrived.identity, swap.identity);
  assert.deepEqual(
    run(() => store.deencapsulate(record, GOES)),
    { status: Status.FS_STALE_HANDLE },
  );
  run(() => store.close(arrived));
  assert.equal(host.fs.counts().kernelFiles, 0);
});

test('a swap file that comes back to this host has its name still, which no other gets meanwhile', () => {
  const { host, store, run, needFile } = scene();
  const swap = needFile(run(() => store.openSwap(7)));
  const record = store.encapsulate(swap);
  run(() => store.abandon(swap, GOES));
  const other = needFile(run(() => store.openSwap(7)));
  assert.deepEqual([swap.name, other.name], ['/swap/1/7', '/swap/1/263']);
  const arrived = needFile(run(() => store.deencapsulate(record, GOES)));
  for (const file of [arrived, other]) {
    run(() => store.removeSwap(file));
    run(() => store.close(file));
  }
  const again = needFile(run(() => store.openSwap(7)));
  assert.equal(again.name, '/swap/1/7');
  run(() => store.close(again));
  assert.equal(host.fs.counts().kernelFiles, 0);
});
