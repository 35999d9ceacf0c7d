import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import { IocCommand, IocFlag } from './ioc.js';
import { BAD, BASE, bytesOf, CREATE, createFileHost, file, inOut, out, textOf } from './testing/file-host.js';
import { UseFlag } from './types.js';

const { READ, WRITE } = UseFlag;

function setFlags(
  host: ReturnType<typeof createFileHost>,
  process: Parameters<typeof host.call>[0],
  id: number,
) {
  const view = new DataView(host.memoryOf(process).buffer);
  view.setInt32(0, IocFlag.CLOSE_ON_EXEC, true);
  const common = { streamID: id, inSize: 4, inBuffer: BASE, outSize: 0, outBuffer: 0 };
  return host.call(process, 'Fs_IOControl', { ...common, command: IocCommand.SET_BITS });
}

test('ids are the lowest free ones, and the table grows', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const ids = Array.from({ length: 12 }, () => host.open(process, '/dev/null', READ));
  assert.deepEqual(ids, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  host.call(process, 'Fs_Close', { streamID: 3 });
  assert.equal(host.open(process, '/dev/null', READ), 3);
});

test('closing what is not open is an error of its own; every stream ends', () => {
  const host = createFileHost();
  const process = host.newProcess();
  for (const streamID of [0, -1, 5000]) {
    assert.equal(host.call(process, 'Fs_Close', { streamID }), Status.FS_NEW_ID_TOO_BIG);
  }
  const before = host.fs.counts().streams;
  const id = host.open(process, '/tmp/a', CREATE);
  assert.equal(host.fs.counts().streams, before + 1);
  assert.equal(host.call(process, 'Fs_Close', { streamID: id }), SUCCESS);
  assert.equal(host.fs.counts().streams, before);
});

test('opening: what makes no sense, what is not there, what may not be', () => {
  const host = createFileHost({ tree: [file('/text', 'hi', 0o644)] });
  const process = host.newProcess(7);
  const cases: readonly [string, number, Status][] = [
    ['/text', UseFlag.EXECUTE | WRITE, Status.FS_INVALID_ARG],
    ['/text', UseFlag.EXECUTE | UseFlag.CREATE, Status.FS_INVALID_ARG],
    ['/text', READ | UseFlag.NAMED_PIPE_OPEN, Status.FS_INVALID_ARG],
    ['/text', READ | UseFlag.PDEV_MASTER, Status.FS_WRONG_TYPE],
    ['/text', READ | UseFlag.PFS_MASTER, Status.GEN_NOT_IMPLEMENTED],
    ['/text', WRITE, Status.FS_NO_ACCESS],
    ['/text', UseFlag.TRUNC, Status.FS_NO_ACCESS],
    ['/none', READ, Status.FS_FILE_NOT_FOUND],
    ['/text/x', READ, Status.FS_NOT_DIRECTORY],
    ['/text', READ | UseFlag.CREATE | UseFlag.EXCLUSIVE, Status.FS_FILE_EXISTS],
    ['/tmp', WRITE, Status.FS_IS_DIRECTORY],
    ['/dev/strange', READ, Status.FS_DEVICE_OP_INVALID],
    ['/dev/nounit', READ, Status.DEV_INVALID_UNIT],
    ['/dev/kmem', READ, Status.DEV_INVALID_UNIT],
    ['/dev/far', READ, Status.RPC_TIMEOUT],
  ];
  for (const [path, flags, status] of cases) {
    assert.equal(host.openStatus(process, path, flags), status, `${path} ${flags.toString(16)}`);
  }
  assert.equal(host.fs.counts().streams, 1);
});

test("new files get the permissions that the process's mask lets through; truncation empties", () => {
  const host = createFileHost();
  const process = host.newProcess();
  const oldMask = out<number>();
  host.call(process, 'Fs_SetDefPerm', { mask: 0o7755, oldMask });
  assert.equal(oldMask.value, 0o777);
  const id = host.open(process, '/tmp/f', CREATE, 0o666);
  assert.equal(host.attributes(process, id).permissions, 0o644);
  host.write(process, id, 'something');
  host.open(process, '/tmp/f', UseFlag.TRUNC);
  assert.equal(host.attributes(process, id).size, 0);
  host.call(process, 'Fs_SetDefPerm', { mask: 0, oldMask });
  assert.equal(oldMask.value, 0o755);
});

test('duplicates share the stream; wanted ids are closed first and limited', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const id = host.open(process, '/tmp/f', CREATE);
  const dup = (streamID: number, wanted: number) => {
    const newID = inOut(wanted);
    return [host.call(process, 'Fs_GetNewID', { streamID, newID }), newID.value];
  };
  assert.deepEqual(dup(id, -1), [SUCCESS, 1]);
  assert.deepEqual(dup(id, id), [SUCCESS, id]);
  assert.deepEqual(dup(9, 2)[0], Status.FS_INVALID_ARG);
  assert.deepEqual(dup(9, 9)[0], Status.FS_INVALID_ARG);
  assert.deepEqual(dup(id, -2)[0], Status.FS_INVALID_ARG);
  assert.deepEqual(dup(id, 129)[0], Status.FS_NEW_ID_TOO_BIG);
  assert.deepEqual(dup(id, 128), [SUCCESS, 128]);
  // The table has 129 entries now: twice as many are allowed.
  assert.deepEqual(dup(id, 258), [SUCCESS, 258]);
  host.write(process, id, 'abc');
  host.write(process, 128, 'def');
  const other = host.open(process, '/tmp/f', READ);
  assert.equal(host.read(process, other, 100).text, 'abcdef');
  assert.deepEqual(dup(id, other), [SUCCESS, other]);
  assert.equal(host.read(process, other, 1).status, SUCCESS);
  assert.equal(host.fs.counts().streams, 2);
});

test('close-on-exec belongs to the id: fork copies it, a wanted id keeps it, a new id clears it', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const [a, b] = [0, 1].map(() => host.open(process, '/dev/null', READ | UseFlag.CLOSE_ON_EXEC));
  assert.equal(setFlags(host, process, b), SUCCESS);
  const child = host.newProcess();
  host.fake.run(() => host.fs.exit(child), child);
  host.fs.fork(process, child);
  for (const each of [process, child]) {
    host.fake.run(() => host.fs.closeOnExec(each), each);
    assert.equal(host.read(each, a, 1).status, SUCCESS);
    assert.equal(host.read(each, b, 1).status, Status.FS_INVALID_ARG);
  }
  host.call(process, 'Fs_GetNewID', { streamID: a, newID: inOut(b) });
  host.fake.run(() => host.fs.closeOnExec(process), process);
  assert.equal(host.read(process, b, 1).status, Status.FS_INVALID_ARG);
  assert.equal(host.open(process, '/dev/null', READ), b);
  host.fake.run(() => host.fs.closeOnExec(process), process);
  assert.equal(host.read(process, b, 1).status, SUCCESS);
});

test('fork shares offsets; the streams end with their last user', () => {
  const host = createFileHost();
  const parent = host.newProcess();
  const id = host.open(parent, '/tmp/f', CREATE);
  const child = host.newProcess();
  host.fake.run(() => host.fs.exit(child), child);
  host.fs.fork(parent, child);
  host.write(parent, id, 'from parent ');
  host.write(child, id, 'from child');
  host.fake.run(() => host.fs.exit(parent), parent);
  assert.ok(host.fs.isEmpty(parent.slot));
  assert.equal(host.attributes(child, id).size, 22);
  host.fake.run(() => host.fs.exit(child), child);
  assert.deepEqual(host.fs.counts(), { streams: 0, kernelFiles: 0, fileLocks: 0, onTheWay: 0 });
});

test('reading and writing: checks in order, and the amount is always set', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const reader = host.open(process, '/dev/null', READ);
  const writer = host.open(process, '/dev/null', WRITE);
  const read = (streamID: number, count: number, buffer = BASE) => {
    const amountRead = out<number>();
    return [host.call(process, 'Fs_Read', { streamID, count, buffer, amountRead }), amountRead.value];
  };
  const write = (streamID: number, count: number, buffer = BASE) => {
    const amountWritten = out<number>();
    return [host.call(process, 'Fs_Write', { streamID, count, buffer, amountWritten }), amountWritten.value];
  };
  assert.deepEqual(read(9, -1, BAD), [Status.FS_INVALID_ARG, 0]);
  assert.deepEqual(read(writer, -1, BAD), [Status.FS_NO_ACCESS, 0]);
  assert.deepEqual(read(reader, 0, BAD), [SUCCESS, 0]);
  assert.deepEqual(read(reader, -1, BAD), [Status.GEN_INVALID_ARG, 0]);
  assert.deepEqual(write(9, -1, BAD), [Status.FS_INVALID_ARG, 0]);
  assert.deepEqual(write(reader, 5, BAD), [Status.FS_NO_ACCESS, 0]);
  assert.deepEqual(write(writer, 0, BAD), [SUCCESS, 0]);
  assert.deepEqual(write(writer, -1, BAD), [Status.GEN_INVALID_ARG, 0]);
  assert.deepEqual(write(writer, 5, BAD), [Status.SYS_ARG_NOACCESS, 0]);
  assert.deepEqual(write(writer, 70_000), [SUCCESS, 70_000]);
  assert.deepEqual(read(reader, 70_000), [SUCCESS, 0]);
});

test('files move in blocks, a bad buffer moves nothing, append goes to the end', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const id = host.open(process, '/tmp/f', CREATE);
  const text = 'The quick brown fox. '.repeat(1000);
  assert.deepEqual(host.write(process, id, text), { status: SUCCESS, amount: text.length });
  const again = host.open(process, '/tmp/f', READ);
  const amountRead = out<number>();
  const bad = { streamID: again, count: 10, buffer: BAD, amountRead };
  assert.equal(host.call(process, 'Fs_Read', bad), Status.SYS_ARG_NOACCESS);
  assert.equal(amountRead.value, 0);
  assert.equal(host.read(process, again, 100_000).text, text);
  assert.deepEqual(host.read(process, again, 10), { status: SUCCESS, amount: 0, text: '' });
  // At the end of the file nothing is stored, so the buffer does not matter.
  assert.equal(host.call(process, 'Fs_Read', bad), SUCCESS);
  const append = host.open(process, '/tmp/f', WRITE | UseFlag.APPEND);
  host.write(process, append, 'the end');
  assert.equal(host.read(process, again, 100).text, 'the end');
});

test('vectors are filled and emptied in order', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const id = host.open(process, '/tmp/f', CREATE);
  const memory = host.memoryOf(process);
  const view = new DataView(memory.buffer);
  memory.set(bytesOf('oneTWOthree'), 0x200);
  const vectors = [
    [3, BASE + 0x200],
    [0, BAD],
    [8, BASE + 0x203],
  ];
  vectors.forEach(([size, address], i) => {
    view.setInt32(8 * i, size, true);
    view.setUint32(8 * i + 4, address, true);
  });
  const amountWritten = out<number>();
  const write = { streamID: id, count: 3, vector: BASE, amountWritten };
  // The empty range is at an address of nobody's.
  assert.equal(host.call(process, 'Fs_WriteVector', write), SUCCESS);
  assert.equal(amountWritten.value, 11);
  const back = host.open(process, '/tmp/f', READ);
  memory.fill(0, 0x200);
  const amountRead = out<number>();
  const read = { streamID: back, count: 3, vector: BASE, amountRead };
  assert.equal(host.call(process, 'Fs_ReadVector', read), SUCCESS);
  assert.equal(textOf(memory.subarray(0x200, 0x20b)), 'oneTWOthree');
  view.setInt32(0, -1, true);
  assert.equal(host.call(process, 'Fs_ReadVector', read), Status.GEN_INVALID_ARG);
  assert.equal(host.call(process, 'Fs_ReadVector', { ...read, vector: BAD }), Status.SYS_ARG_NOACCESS);
  assert.equal(host.call(process, 'Fs_ReadVector', { ...read, count: -1 }), Status.GEN_INVALID_ARG);
});

test('the working directory can only be a directory, and lasts as long as somebody is in it', () => {
  const host = createFileHost({ tree: [file('/text', 'hi')] });
  const process = host.newProcess();
  for (const path of ['/text', '/dev/null']) {
    assert.equal(host.call(process, 'Fs_ChangeDir', { path }), Status.FS_NOT_DIRECTORY);
  }
  assert.equal(host.call(process, 'Fs_ChangeDir', { path: '/none' }), Status.FS_FILE_NOT_FOUND);
  assert.equal(host.call(process, 'Fs_MakeDir', { path: '/tmp/d', permissions: 0o777 }), SUCCESS);
  assert.equal(host.call(process, 'Fs_ChangeDir', { path: '/tmp/d' }), SUCCESS);
  const id = host.open(process, 'here', CREATE);
  assert.equal(host.open(process, '/tmp/d/here', READ), id + 1);
  assert.equal(host.call(process, 'Fs_ChangeDir', { path: '..' }), SUCCESS);
  assert.equal(host.open(process, 'd/here', READ), id + 2);
});

test('obsolete calls only refuse', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const user = host.newProcess(7);
  assert.equal(host.call(process, 'Fs_Trunc', { path: 0, length: 0 }), Status.GEN_FAILURE);
  assert.equal(host.call(process, 'Fs_TruncID', { streamID: 0, length: 0 }), Status.GEN_FAILURE);
  assert.equal(host.call(process, 'Fs_Lock', { a: 0, b: 0 }), Status.GEN_FAILURE);
  const disk = { device: '/dev/rz0', prefix: '/x', flags: 0 };
  assert.equal(host.call(process, 'Fs_AttachDisk', disk), Status.DEV_NO_DEVICE);
  assert.equal(host.call(user, 'Fs_AttachDisk', disk), Status.GEN_NO_PERMISSION);
  const command = (n: number, bufferSize = 4, buffer = BASE) =>
    host.call(process, 'Fs_Command', { command: n, bufferSize, buffer });
  host.memoryOf(process).fill(9, 0, 4);
  assert.equal(command(18), SUCCESS);
  assert.deepEqual([...host.memoryOf(process).subarray(0, 4)], [0, 0, 0, 0]);
  assert.equal(command(18, 4, BAD), Status.SYS_ARG_NOACCESS);
  assert.equal(command(18, -1), Status.SYS_INVALID_ARG);
  assert.equal(command(30), Status.FS_INVALID_ARG);
  assert.equal(command(1), Status.GEN_INVALID_ARG);
  assert.equal(command(15), Status.GEN_NOT_IMPLEMENTED);
});
