import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { Sig } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { LockFlag } from './advisory-lock.js';
import { IocCommand, IocFlag } from './ioc.js';
import { BAD, BASE, CREATE, createFileHost, type FileHost, file, textOf } from './testing/file-host.js';
import { UseFlag } from './types.js';

const OUT = BASE + 0x400;

function prepare(
  host: FileHost,
  process: Process,
  streamID: number,
  command: number,
  words: readonly number[],
) {
  const view = new DataView(host.memoryOf(process).buffer);
  words.forEach((word, i) => {
    view.setInt32(4 * i, word, true);
  });
  const inBuffer = words.length === 0 ? 0 : BASE;
  return { streamID, command, inSize: 4 * words.length, inBuffer, outSize: 0, outBuffer: 0 };
}

function scene(user = 0) {
  const host = createFileHost({ tree: [file('/text', 'hello', 0o644)] });
  const process = host.newProcess(user);
  const control = (streamID: number, command: number, words: readonly number[] = [], outSize = 0) => {
    const args = prepare(host, process, streamID, command, words);
    const status = host.call(process, 'Fs_IOControl', { ...args, outSize, outBuffer: OUT });
    return status === SUCCESS && outSize >= 4
      ? new DataView(host.memoryOf(process).buffer).getInt32(OUT - BASE, true)
      : status;
  };
  return { host, process, control };
}

test('buffers: ids, sizes, addresses', () => {
  const { host, process } = scene();
  const id = host.open(process, '/text', UseFlag.READ);
  const base = { streamID: id, command: IocCommand.GET_FLAGS as number, inSize: 0, inBuffer: 0 };
  const call = (change: object) =>
    host.call(process, 'Fs_IOControl', { ...base, outSize: 4, outBuffer: OUT, ...change });
  assert.equal(call({}), SUCCESS);
  assert.equal(call({ streamID: 9 }), Status.FS_INVALID_ARG);
  assert.equal(call({ inSize: 4097 }), Status.SYS_INVALID_ARG);
  assert.equal(call({ outSize: 4097 }), Status.SYS_INVALID_ARG);
  assert.equal(call({ outBuffer: BAD }), Status.SYS_ARG_NOACCESS);
  assert.equal(call({ inSize: 4, inBuffer: BAD }), Status.SYS_ARG_NOACCESS);
  // A nil pointer or a size below 1 is no buffer, and the flags want one of four bytes.
  assert.equal(call({ outBuffer: 0 }), Status.GEN_INVALID_ARG);
  assert.equal(call({ outBuffer: 0xffff_ffff }), Status.GEN_INVALID_ARG);
  assert.equal(call({ outSize: -5 }), Status.GEN_INVALID_ARG);
  assert.equal(call({ outSize: 8 }), Status.GEN_INVALID_ARG);
});

test('seeking', () => {
  const { host, process, control } = scene();
  const id = host.open(process, '/text', UseFlag.READ);
  const seek = (base: number, offset: number) => control(id, IocCommand.REPOSITION, [base, offset], 4);
  assert.equal(seek(0, 2), 2);
  assert.equal(host.read(process, id, 2).text, 'll');
  assert.equal(seek(1, -1), 3);
  assert.equal(seek(2, -5), 0);
  assert.equal(seek(2, 100), 105);
  assert.equal(host.read(process, id, 2).amount, 0);
  assert.equal(seek(0, -1), Status.GEN_INVALID_ARG);
  assert.equal(seek(1, 0x7fff_ffff), Status.GEN_INVALID_ARG);
  assert.equal(seek(3, 0), Status.GEN_INVALID_ARG);
  assert.equal(seek(1, 0), 105);
  assert.equal(control(id, IocCommand.REPOSITION, [0], 4), Status.GEN_INVALID_ARG);
  // Without room for the new offset it is still set.
  assert.equal(control(id, IocCommand.REPOSITION, [0, 1]), SUCCESS);
  assert.equal(control(id, IocCommand.NUM_READABLE, [], 4), 4);
});

test('the flag word', () => {
  const { host, process, control } = scene();
  const id = host.open(process, '/tmp/f', CREATE | UseFlag.NON_BLOCKING);
  const { READ, WRITE, APPEND, NON_BLOCKING, CLOSE_ON_EXEC } = IocFlag;
  const flags = () => control(id, IocCommand.GET_FLAGS, [], 4);
  assert.equal(flags(), READ | WRITE | NON_BLOCKING);
  assert.equal(control(id, IocCommand.SET_BITS, [APPEND | CLOSE_ON_EXEC]), SUCCESS);
  assert.equal(flags(), READ | WRITE | NON_BLOCKING | APPEND | CLOSE_ON_EXEC);
  assert.equal(control(id, IocCommand.CLEAR_BITS, [NON_BLOCKING | READ]), SUCCESS);
  assert.equal(flags(), READ | WRITE | APPEND | CLOSE_ON_EXEC);
  assert.equal(control(id, IocCommand.SET_FLAGS, [NON_BLOCKING]), SUCCESS);
  assert.equal(flags(), READ | WRITE | NON_BLOCKING);
  assert.equal(control(id, IocCommand.SET_BITS, [APPEND, 0]), Status.GEN_INVALID_ARG);
  const reader = host.open(process, '/tmp/f', UseFlag.READ);
  assert.equal(control(reader, IocCommand.SET_BITS, [APPEND]), Status.FS_NO_ACCESS);
  assert.equal(control(reader, IocCommand.SET_BITS, [CLOSE_ON_EXEC]), SUCCESS);
});

test('what files and the null device do not know', () => {
  const { host, process, control } = scene();
  const id = host.open(process, '/tmp/f', CREATE);
  const nothing = host.open(process, '/dev/null', CREATE);
  const isatty = 0x10002;
  assert.equal(control(id, isatty, [], 6), Status.GEN_INVALID_ARG);
  assert.equal(control(id, IocCommand.GET_OWNER, [], 8), Status.GEN_NOT_IMPLEMENTED);
  assert.equal(control(nothing, isatty, [], 6), Status.GEN_NOT_IMPLEMENTED);
  assert.equal(control(nothing, IocCommand.REPOSITION, [0, 0]), Status.GEN_NOT_IMPLEMENTED);
  assert.equal(control(nothing, IocCommand.SET_BITS, [IocFlag.NON_BLOCKING]), SUCCESS);
  assert.equal(
    control(host.open(process, '/tmp', UseFlag.READ), IocCommand.TRUNCATE, [0]),
    Status.FS_IS_DIRECTORY,
  );
});

test('truncation, write-back, prefix', () => {
  const { host, process, control } = scene();
  const id = host.open(process, '/tmp/f', CREATE);
  host.write(process, id, '0123456789');
  assert.equal(control(id, IocCommand.TRUNCATE, [4]), SUCCESS);
  assert.equal(host.attributes(process, id).size, 4);
  assert.equal(control(id, IocCommand.TRUNCATE, [-1]), Status.GEN_INVALID_ARG);
  assert.equal(control(id, IocCommand.WRITE_BACK, [-1, -1, 1]), SUCCESS);
  const back = { streamID: id, firstByte: -1, lastByte: -1, block: 1 };
  assert.equal(host.call(process, 'Fs_WriteBackID', back), SUCCESS);
  assert.equal(host.call(process, 'Fs_WriteBackID', { ...back, streamID: 8 }), Status.FS_INVALID_ARG);
  assert.equal(control(id, IocCommand.PREFIX, [], 64) & 0xffff, 0x2f);
  assert.equal(textOf(host.memoryOf(process).subarray(0x400, 0x402)), '/\0');
});

// --- Locks -----------------------------------------------------------------------------------------------------------

const { SHARED, EXCLUSIVE, NO_BLOCK } = LockFlag;

function lockScene() {
  const { host } = scene();
  const processes = [0, 1, 2].map(() => host.newProcess());
  for (const process of processes) host.open(process, '/text', UseFlag.READ);
  const lockArgs = (process: Process, command: number, flags: number) =>
    prepare(host, process, 0, command, [flags, 0, 0, 0]);
  const lock = (process: Process, flags: number) =>
    host.call(process, 'Fs_IOControl', lockArgs(process, IocCommand.LOCK, flags));
  const unlock = (process: Process, flags: number) =>
    host.call(process, 'Fs_IOControl', lockArgs(process, IocCommand.UNLOCK, flags));
  const begin = (process: Process, flags: number) =>
    host.begin(process, 'Fs_IOControl', lockArgs(process, IocCommand.LOCK, flags));
  return { host, processes, lock, unlock, begin, lockArgs };
}

test('shared locks go together, exclusive ones alone', () => {
  const { host, processes, lock, unlock } = lockScene();
  const [a, b, c] = processes;
  assert.equal(lock(a, 0), Status.GEN_INVALID_ARG);
  assert.equal(lock(a, NO_BLOCK), Status.GEN_INVALID_ARG);
  assert.equal(lock(a, SHARED), SUCCESS);
  assert.equal(lock(b, SHARED), SUCCESS);
  assert.equal(lock(c, EXCLUSIVE | NO_BLOCK), Status.FS_WOULD_BLOCK);
  assert.equal(unlock(a, EXCLUSIVE), Status.FS_NO_EXCLUSIVE_LOCK);
  assert.equal(unlock(a, SHARED), SUCCESS);
  assert.equal(lock(c, EXCLUSIVE | NO_BLOCK), Status.FS_WOULD_BLOCK);
  assert.equal(unlock(b, SHARED), SUCCESS);
  assert.equal(lock(c, EXCLUSIVE | NO_BLOCK), SUCCESS);
  assert.equal(lock(a, SHARED | NO_BLOCK), Status.FS_WOULD_BLOCK);
  // Anybody's unlock releases.
  assert.equal(unlock(b, EXCLUSIVE), SUCCESS);
  assert.equal(unlock(c, EXCLUSIVE), Status.FS_NO_EXCLUSIVE_LOCK);
  assert.equal(unlock(c, SHARED), Status.FS_NO_SHARED_LOCK);
  assert.equal(host.fs.counts().fileLocks, 0);
});

test('a host that asks again, not having heard the answer, has the lock once', () => {
  const { processes, lock, unlock } = lockScene();
  const [a, b] = processes;
  for (const mode of [EXCLUSIVE, SHARED]) {
    assert.equal(lock(a, mode), SUCCESS);
    assert.equal(lock(a, mode | LockFlag.AGAIN), SUCCESS);
    assert.equal(lock(b, EXCLUSIVE | NO_BLOCK), Status.FS_WOULD_BLOCK);
    assert.equal(unlock(a, mode), SUCCESS);
    assert.equal(lock(b, EXCLUSIVE | NO_BLOCK), SUCCESS);
    assert.equal(unlock(b, EXCLUSIVE), SUCCESS);
  }
});

test('waiters compete at each release, and can be interrupted or start again', () => {
  const { host, processes, lock, unlock, begin, lockArgs } = lockScene();
  const [a, b, c] = processes;
  lock(a, EXCLUSIVE);
  let waiting = begin(b, EXCLUSIVE);
  const interrupted = begin(c, SHARED);
  host.fake.settle();
  assert.equal(waiting.done || interrupted.done, false);
  postSignal(host.fake.kernel, c, Sig.TERM);
  assert.equal(host.finish(interrupted), Status.GEN_ABORTED_BY_SIGNAL);
  waiting = host.restart(b, 'Fs_IOControl', lockArgs(b, IocCommand.LOCK, EXCLUSIVE));
  host.fake.settle();
  assert.equal(waiting.done, false);
  unlock(a, EXCLUSIVE);
  assert.equal(host.finish(waiting), SUCCESS);
  assert.equal(lock(a, SHARED | NO_BLOCK), Status.FS_WOULD_BLOCK);
});

test('the end of a stream releases what it holds', () => {
  const { host, processes, lock, begin } = lockScene();
  const [a, b, c] = processes;
  lock(a, SHARED);
  lock(b, SHARED);
  const waiting = begin(c, EXCLUSIVE);
  host.fake.run(() => host.fs.exit(a), a);
  host.fake.settle();
  assert.equal(waiting.done, false);
  host.call(b, 'Fs_Close', { streamID: 0 });
  assert.equal(host.finish(waiting), SUCCESS);
  host.call(c, 'Fs_Close', { streamID: 0 });
  assert.equal(host.fs.counts().fileLocks, 0);
});
