import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { Sig, SigAction, signalBit } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { IocCommand, IocFlag } from './ioc.js';
import { BAD, BASE, bytesOf, createFileHost, type FileHost, out } from './testing/file-host.js';
import { FileType } from './types.js';

function makePipe(host: FileHost, process: Process) {
  const readID = out<number>();
  const writeID = out<number>();
  assert.equal(host.call(process, 'Fs_CreatePipe', { readID, writeID }), SUCCESS);
  return { reader: readID.value ?? -1, writer: writeID.value ?? -1 };
}

/** A child that shares its parent's streams. */
function forkOf(host: FileHost, parent: Process): Process {
  const child = host.newProcess();
  host.fake.run(() => host.fs.exit(child), child);
  host.fs.fork(parent, child);
  return child;
}

const close = (host: FileHost, process: Process, streamID: number) =>
  assert.equal(host.call(process, 'Fs_Close', { streamID }), SUCCESS);
const readArgs = (streamID: number, count: number) => ({
  streamID,
  count,
  buffer: BASE,
  amountRead: out<number>(),
});
const writeArgs = (streamID: number, count: number) => ({
  streamID,
  count,
  buffer: BASE,
  amountWritten: out<number>(),
});

test('what is written is read in order, as much as is there', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  host.write(process, writer, 'abc');
  host.write(process, writer, 'def');
  assert.deepEqual(host.read(process, reader, 4), { status: SUCCESS, amount: 4, text: 'abcd' });
  assert.deepEqual(host.read(process, reader, 100), { status: SUCCESS, amount: 2, text: 'ef' });
  assert.equal(host.write(process, reader, 'x').status, Status.FS_NO_ACCESS);
  assert.equal(host.read(process, writer, 1).status, Status.FS_NO_ACCESS);
});

test('a reader sleeps until something comes or the last writer closes', () => {
  const host = createFileHost();
  const parent = host.newProcess();
  const { reader, writer } = makePipe(host, parent);
  const child = forkOf(host, parent);
  close(host, child, writer);
  const args = readArgs(reader, 10);
  const reading = host.begin(child, 'Fs_Read', args);
  host.fake.settle();
  assert.equal(reading.done, false);
  host.write(parent, writer, 'hello');
  assert.deepEqual([host.finish(reading), args.amountRead.value], [SUCCESS, 5]);
  const atEnd = host.begin(child, 'Fs_Read', readArgs(reader, 10));
  host.fake.settle();
  assert.equal(atEnd.done, false);
  close(host, parent, writer);
  assert.equal(host.finish(atEnd), SUCCESS);
  assert.deepEqual(host.read(child, reader, 10), { status: SUCCESS, amount: 0, text: '' });
});

test('a write larger than the buffer goes in pieces, to several readers', () => {
  const host = createFileHost();
  const writerProcess = host.newProcess();
  const { reader, writer } = makePipe(host, writerProcess);
  const readers = [forkOf(host, writerProcess), forkOf(host, writerProcess)];
  const text = Array.from({ length: 10_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join('');
  host.memoryOf(writerProcess).set(bytesOf(text));
  const args = writeArgs(writer, text.length);
  const writing = host.begin(writerProcess, 'Fs_Write', args);
  host.fake.settle();
  assert.equal(writing.done, false);
  let got = '';
  for (let i = 0; got.length < text.length; i++) got += host.read(readers[i % 2], reader, 3000).text;
  assert.equal(got, text);
  assert.deepEqual([host.finish(writing), args.amountWritten.value], [SUCCESS, text.length]);
});

test('several writers fill the pipe together; nothing is lost', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  const writers = ['a', 'b', 'c'].map((letter) => {
    const child = forkOf(host, process);
    host.memoryOf(child).fill(letter.charCodeAt(0), 0, 3000);
    return { letter, running: host.begin(child, 'Fs_Write', writeArgs(writer, 3000)) };
  });
  let got = '';
  while (got.length < 9000) got += host.read(process, reader, 700).text;
  for (const { letter, running } of writers) {
    assert.equal(host.finish(running), SUCCESS);
    assert.equal(got.split(letter).length - 1, 3000);
  }
});

test('writing without a reader: FS_BROKEN_PIPE and SIG_PIPE', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  close(host, process, reader);
  assert.deepEqual(host.write(process, writer, 'x'), { status: Status.FS_BROKEN_PIPE, amount: 0 });
  assert.equal(process.signals.pendingMask, signalBit(Sig.PIPE));
});

test('a writer that sleeps learns that the readers have gone, and how much went before', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  const child = forkOf(host, process);
  close(host, child, reader);
  const args = writeArgs(writer, 5000);
  const writing = host.begin(child, 'Fs_Write', args);
  host.fake.settle();
  host.read(process, reader, 100);
  close(host, process, reader);
  assert.deepEqual([host.finish(writing), args.amountWritten.value], [Status.FS_BROKEN_PIPE, 4196]);
});

test('a signal ends a wait with what has been moved', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  const child = forkOf(host, process);
  const args = writeArgs(writer, 5000);
  const writing = host.begin(child, 'Fs_Write', args);
  host.fake.settle();
  postSignal(host.fake.kernel, child, Sig.TERM);
  host.fake.settle();
  assert.deepEqual([host.finish(writing), args.amountWritten.value], [Status.GEN_ABORTED_BY_SIGNAL, 4096]);
  host.read(process, reader, 5000);
  child.signals.pendingMask = 0;
  const reading = host.begin(child, 'Fs_Read', readArgs(reader, 1));
  host.fake.settle();
  child.signals.actions[Sig.TERM] = SigAction.Ignore;
  postSignal(host.fake.kernel, child, Sig.TERM);
  host.fake.settle();
  assert.equal(reading.done, false);
  postSignal(host.fake.kernel, child, Sig.USER1);
  host.fake.settle();
  assert.equal(host.finish(reading), Status.GEN_ABORTED_BY_SIGNAL);
});

test('a call that is dropped in its wait and made again repeats and loses nothing', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  const child = forkOf(host, process);
  const text = Array.from({ length: 9000 }, (_, i) => String.fromCharCode(65 + (i % 58))).join('');
  host.memoryOf(child).set(bytesOf(text));
  let writing = host.begin(child, 'Fs_Write', writeArgs(writer, text.length));
  host.fake.settle();
  const args = writeArgs(writer, text.length);
  let got = '';
  for (const count of [1, 2999, 4096]) {
    assert.equal(writing.done, false);
    writing = host.restart(child, 'Fs_Write', args);
    host.fake.settle();
    got += host.read(process, reader, count).text;
  }
  assert.equal(got + host.read(process, reader, 1904).text, text);
  assert.deepEqual([host.finish(writing), args.amountWritten.value], [SUCCESS, text.length]);
});

test('non-blocking ends move what they can', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  for (const streamID of [reader, writer]) {
    new DataView(host.memoryOf(process).buffer).setInt32(0, IocFlag.NON_BLOCKING, true);
    const common = { streamID, inSize: 4, inBuffer: BASE, outSize: 0, outBuffer: 0 };
    host.call(process, 'Fs_IOControl', { ...common, command: IocCommand.SET_BITS });
  }
  assert.deepEqual(host.read(process, reader, 5), { status: Status.FS_WOULD_BLOCK, amount: 0, text: '' });
  assert.deepEqual(host.write(process, writer, 'x'.repeat(5000)), { status: SUCCESS, amount: 4096 });
  assert.deepEqual(host.write(process, writer, 'x'), { status: Status.FS_WOULD_BLOCK, amount: 0 });
});

test('a bad buffer takes nothing out of the pipe', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  host.write(process, writer, 'kept');
  const bad = { ...readArgs(reader, 10), buffer: BAD };
  assert.equal(host.call(process, 'Fs_Read', bad), Status.SYS_ARG_NOACCESS);
  assert.equal(host.read(process, reader, 10).text, 'kept');
});

test('what a pipe refuses, and what it says of itself', () => {
  const host = createFileHost();
  const process = host.newProcess();
  const { reader, writer } = makePipe(host, process);
  const control = (streamID: number, command: number, inSize: number, outSize = 0) =>
    host.call(process, 'Fs_IOControl', {
      streamID,
      command,
      inSize,
      inBuffer: BASE,
      outSize,
      outBuffer: BASE + 64,
    });
  host.write(process, writer, 'five!');
  host.memoryOf(process).fill(0, 0, 64);
  assert.equal(control(reader, IocCommand.REPOSITION, 8), Status.FS_BAD_SEEK);
  assert.equal(control(reader, IocCommand.REPOSITION, 0), Status.GEN_INVALID_ARG);
  assert.equal(control(writer, IocCommand.TRUNCATE, 4), Status.GEN_NOT_IMPLEMENTED);
  assert.equal(control(writer, IocCommand.LOCK, 16), Status.GEN_NOT_IMPLEMENTED);
  assert.equal(control(writer, IocCommand.GET_OWNER, 0, 8), Status.GEN_NOT_IMPLEMENTED);
  assert.equal(control(writer, 0x10002, 0, 6), Status.GEN_INVALID_ARG);
  assert.equal(control(writer, IocCommand.SET_FLAGS, 4), Status.GEN_INVALID_ARG);
  assert.equal(control(writer, IocCommand.PREFIX, 0, 64), Status.GEN_INVALID_ARG);
  assert.equal(control(reader, IocCommand.NUM_READABLE, 0, 4), SUCCESS);
  assert.equal(new DataView(host.memoryOf(process).buffer).getInt32(64, true), 5);
  assert.equal(control(reader, IocCommand.NUM_READABLE, 0, 8), Status.GEN_INVALID_ARG);
  const { type, size, serverID } = host.attributes(process, reader);
  assert.deepEqual({ type, size, serverID }, { type: FileType.LOCAL_PIPE, size: 5, serverID: 1 });
});
