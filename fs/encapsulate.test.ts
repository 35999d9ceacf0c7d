import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { IocCommand, IocFlag } from './ioc.js';
import { BASE, CREATE, createFileHost, type FileHost, out } from './testing/file-host.js';
import { UseFlag } from './types.js';

function rebuild(host: FileHost, process: Process, change = (bytes: Uint8Array) => bytes): boolean {
  const bytes = host.fs.encapsulate(process);
  assert.equal(bytes.length, host.fs.encapsulatedSize(process));
  host.fs.abandon(process);
  assert.ok(host.fs.isEmpty(process.slot));
  return host.fake.run(() => host.fs.deencapsulate(process, change(bytes)), process);
}

function scene() {
  const host = createFileHost();
  const process = host.newProcess();
  const file = host.open(process, '/tmp/f', CREATE);
  const readID = out<number>();
  const writeID = out<number>();
  host.call(process, 'Fs_CreatePipe', { readID, writeID });
  host.call(process, 'Fs_GetNewID', { streamID: file, newID: { value: 20 } });
  new DataView(host.memoryOf(process).buffer).setInt32(0, IocFlag.CLOSE_ON_EXEC, true);
  host.call(process, 'Fs_IOControl', {
    streamID: 20,
    command: IocCommand.SET_BITS,
    inSize: 4,
    inBuffer: BASE,
    outSize: 0,
    outBuffer: 0,
  });
  host.call(process, 'Fs_MakeDir', { path: '/tmp/here', permissions: 0o777 });
  host.call(process, 'Fs_ChangeDir', { path: '/tmp/here' });
  host.call(process, 'Fs_SetDefPerm', { mask: 0o700, oldMask: out<number>() });
  host.fs.setGroups(process, [3, 1, 4]);
  return { host, process, file, reader: readID.value ?? -1, writer: writeID.value ?? -1 };
}

test('the size is the sum of its parts', () => {
  const { host, process } = scene();
  // 3 groups, 21 entries, prefix "/".
  assert.equal(host.fs.encapsulatedSize(process), 16 + 4 * 3 + 24 + 80 * 21 + 76 + 8);
  assert.deepEqual(host.fs.encapsulate(process), host.fs.encapsulate(process));
});

test('a rebuilt process has everything it had', () => {
  const { host, process, file, reader, writer } = scene();
  host.write(process, file, 'before ');
  host.write(process, writer, 'in the pipe');
  const before = host.fs.counts();
  assert.ok(rebuild(host, process));
  assert.deepEqual(host.fs.counts(), before);
  assert.deepEqual(host.fs.groups(process), [3, 1, 4]);
  host.write(process, 20, 'after');
  assert.equal(host.attributes(process, file).size, 12);
  assert.equal(host.read(process, reader, 100).text, 'in the pipe');
  const made = host.open(process, 'made here', CREATE);
  assert.equal(host.attributes(process, made).permissions, 0o600);
  assert.equal(host.call(process, 'Fs_Remove', { path: '/tmp/here/made here' }), SUCCESS);
  host.fake.run(() => host.fs.closeOnExec(process), process);
  assert.notEqual(host.write(process, 20, 'closed').status, SUCCESS);
  assert.equal(host.write(process, file, 'open').status, SUCCESS);
});

test('streams shared with others stay shared', () => {
  const { host, process, file, reader, writer } = scene();
  const child = host.newProcess();
  host.fake.run(() => host.fs.exit(child), child);
  host.fs.fork(process, child);
  host.write(process, file, '1');
  assert.ok(rebuild(host, child));
  host.write(child, file, '2');
  assert.ok(rebuild(host, process));
  host.write(process, file, '3');
  const check = host.open(process, '/tmp/f', UseFlag.READ);
  assert.equal(host.read(process, check, 10).text, '123');
  // The pipe ends for the reader when both have closed their writing ends, and not before.
  host.fake.run(() => host.fs.exit(process), process);
  host.write(child, writer, 'x');
  assert.equal(host.read(child, reader, 10).text, 'x');
  host.fake.run(() => host.fs.exit(child), child);
  assert.deepEqual(host.fs.counts(), { streams: 0, kernelFiles: 0, fileLocks: 0, onTheWay: 0 });
});

test('a stream whose only user is on its way does not end', () => {
  const { host, process, writer } = scene();
  const other = host.newProcess();
  host.fake.run(() => host.fs.exit(other), other);
  host.fs.fork(process, other);
  const bytes = host.fs.encapsulate(process);
  host.fs.abandon(process);
  host.fake.run(() => host.fs.exit(other), other);
  assert.ok(host.fs.counts().streams > 0);
  assert.ok(host.fake.run(() => host.fs.deencapsulate(process, bytes), process));
  assert.equal(host.write(process, writer, 'still open').status, SUCCESS);
});

test('bytes that are not what was packed are refused, and nothing is left', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 2000 }).map((bytes) => () => bytes),
        fc.nat({ max: 1700 }).map((length) => (bytes: Uint8Array) => bytes.subarray(0, length)),
        fc
          .tuple(fc.nat({ max: 140 }), fc.integer({ min: 1, max: 255 }))
          .map(([at, flip]) => (bytes: Uint8Array) => {
            const changed = bytes.slice();
            changed[at % changed.length] ^= flip;
            return changed;
          }),
      ),
      (change) => {
        const { host, process } = scene();
        if (rebuild(host, process, change)) host.fake.run(() => host.fs.exit(process), process);
        assert.ok(host.fs.isEmpty(process.slot));
        assert.deepEqual(host.fs.counts(), { streams: 0, kernelFiles: 0, fileLocks: 0, onTheWay: 0 });
      },
    ),
    { numRuns: 60, seed: 1 },
  );
});

test('another process cannot be rebuilt from them', () => {
  const { host, process } = scene();
  const other = host.newProcess();
  const bytes = host.fs.encapsulate(process);
  host.fs.abandon(process);
  host.fs.abandon(other);
  assert.equal(
    host.fake.run(() => host.fs.deencapsulate(other, bytes), other),
    false,
  );
  assert.ok(host.fake.run(() => host.fs.deencapsulate(process, bytes), process));
});

test('a process that dies on its way lets its streams go', () => {
  const { host, process } = scene();
  host.fs.abandon(process);
  host.fake.run(() => host.fs.exit(process), process);
  assert.deepEqual(host.fs.counts(), { streams: 0, kernelFiles: 0, fileLocks: 0, onTheWay: 0 });
});
