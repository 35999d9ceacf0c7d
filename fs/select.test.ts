import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import { MILLISECOND, SECOND } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import { Sig } from '../kernel/signal-state.js';
import { postSignal } from '../kernel/signals.js';
import { BAD, BASE, CREATE, createFileHost, type FileHost, out, pass } from './testing/file-host.js';
import { UseFlag } from './types.js';

const TIMEOUT = BASE;
const READ = BASE + 0x100;
const WRITE = BASE + 0x200;
const EXCEPT = BASE + 0x300;

interface Question {
  readonly n?: number;
  readonly timeout?: readonly [number, number];
  readonly read?: readonly number[];
  readonly write?: readonly number[];
  readonly except?: readonly number[];
}

const view = (host: FileHost, process: Process) => new DataView(host.memoryOf(process).buffer);

function setMask(host: FileHost, process: Process, address: number, ids: readonly number[]): void {
  for (let word = 0; word < 8; word++) {
    const bits = ids.filter((id) => id >> 5 === word).reduce((mask, id) => mask | (1 << (id & 31)), 0);
    view(host, process).setInt32(address - BASE + 4 * word, bits, true);
  }
}

function idsIn(host: FileHost, process: Process, address: number): number[] {
  return Array.from({ length: 256 }, (_, id) => id).filter(
    (id) => (view(host, process).getInt32(address - BASE + 4 * (id >> 5), true) & (1 << (id & 31))) !== 0,
  );
}

function ask(host: FileHost, process: Process, question: Question) {
  const { n = 32, timeout, read, write, except } = question;
  if (timeout !== undefined) {
    view(host, process).setInt32(0, timeout[0], true);
    view(host, process).setInt32(4, timeout[1], true);
  }
  setMask(host, process, READ, read ?? []);
  setMask(host, process, WRITE, write ?? []);
  setMask(host, process, EXCEPT, except ?? []);
  return {
    numStreams: n,
    timeout: timeout === undefined ? 0 : TIMEOUT,
    readMask: read === undefined ? 0 : READ,
    writeMask: write === undefined ? 0 : WRITE,
    exceptMask: except === undefined ? 0 : EXCEPT,
    numReady: out<number>(),
  };
}

function pipeOf(host: FileHost, process: Process) {
  const readID = out<number>();
  const writeID = out<number>();
  host.call(process, 'Fs_CreatePipe', { readID, writeID });
  return { reader: readID.value ?? -1, writer: writeID.value ?? -1 };
}

function scene() {
  const host = createFileHost();
  const process = host.newProcess();
  const pipe = pipeOf(host, process);
  const other = host.newProcess();
  host.fake.run(() => host.fs.exit(other), other);
  host.fs.fork(process, other);
  const select = (question: Question) => {
    const args = ask(host, process, question);
    const status = host.call(process, 'Fs_Select', args);
    const ready = [READ, WRITE, EXCEPT].map((mask) => idsIn(host, process, mask));
    return { status, count: args.numReady.value, ready };
  };
  return { host, process, other, pipe, select };
}

test('what is ready is told at once', () => {
  const { host, process, pipe, select } = scene();
  assert.deepEqual(select({ read: [pipe.reader], write: [pipe.writer] }), {
    status: SUCCESS,
    count: 1,
    ready: [[], [pipe.writer], []],
  });
  host.write(process, pipe.writer, 'x'.repeat(4096));
  assert.deepEqual(select({ read: [pipe.reader], write: [pipe.writer], except: [pipe.reader] }), {
    status: SUCCESS,
    count: 1,
    ready: [[pipe.reader], [], []],
  });
  const file = host.open(process, '/tmp/f', CREATE);
  assert.deepEqual(select({ read: [file, pipe.writer], write: [file] }), {
    status: SUCCESS,
    count: 2,
    ready: [[file], [file], []],
  });
});

test('statuses of questions that make no sense', () => {
  const { host, process, pipe, select } = scene();
  assert.equal(select({ n: -1, read: [] }).status, Status.SYS_INVALID_ARG);
  assert.equal(select({ read: [pipe.reader, 30] }).status, Status.SYS_INVALID_ARG);
  // Ids up to and including numStreams are looked at, but only in the words that are copied.
  assert.equal(select({ n: 2, read: [2], timeout: [0, 0] }).status, Status.SYS_INVALID_ARG);
  assert.equal(select({ n: 2, read: [3], timeout: [0, 0] }).status, Status.FS_TIMEOUT);
  assert.equal(select({ n: 32, read: [32], timeout: [0, 0] }).status, Status.FS_TIMEOUT);
  const args = ask(host, process, { read: [] });
  assert.equal(host.call(process, 'Fs_Select', { ...args, readMask: BAD }), Status.SYS_ARG_NOACCESS);
  assert.equal(host.call(process, 'Fs_Select', { ...args, timeout: BAD }), Status.SYS_ARG_NOACCESS);
});

test('without masks it is a sleep', () => {
  const { host, select } = scene();
  const start = host.fake.kernel.now();
  assert.equal(select({ timeout: [2, 500_000] }).status, Status.FS_TIMEOUT);
  const slept = host.fake.kernel.now() - start;
  assert.ok(slept >= 2.5 * SECOND && slept < 2.6 * SECOND, String(slept));
  assert.equal(select({ timeout: [0, 0] }).status, SUCCESS);
  assert.equal(select({ timeout: [-1, 0] }).status, SUCCESS);
  assert.equal(select({}).status, SUCCESS);
});

test('a poll and a time-out clear the masks', () => {
  const { host, pipe, select } = scene();
  const start = host.fake.kernel.now();
  const nothing = { status: Status.FS_TIMEOUT, count: 0, ready: [[], [], []] };
  assert.deepEqual(select({ timeout: [0, 0], read: [pipe.reader] }), nothing);
  assert.ok(host.fake.kernel.now() - start < MILLISECOND);
  assert.deepEqual(select({ timeout: [1, 0], read: [pipe.reader] }), nothing);
  assert.ok(host.fake.kernel.now() - start >= SECOND);
});

test('a waiter is woken by what it waits for, and told the time that is left', () => {
  const { host, process, other, pipe } = scene();
  const args = ask(host, process, { timeout: [10, 0], read: [pipe.reader] });
  const selecting = host.begin(process, 'Fs_Select', args);
  pass(host, 4 * SECOND);
  assert.equal(selecting.done, false);
  host.write(other, pipe.writer, 'x');
  assert.equal(host.finish(selecting), SUCCESS);
  assert.deepEqual(idsIn(host, process, READ), [pipe.reader]);
  const left = view(host, process).getInt32(0, true) + view(host, process).getInt32(4, true) / 1_000_000;
  assert.ok(left > 5.9 && left <= 6, String(left));
});

test('the end of the last writer makes a pipe readable', () => {
  const { host, process, other, pipe } = scene();
  host.call(process, 'Fs_Close', { streamID: pipe.writer });
  const selecting = host.begin(process, 'Fs_Select', ask(host, process, { read: [pipe.reader] }));
  host.fake.settle();
  host.fake.run(() => host.fs.exit(other), other);
  assert.equal(host.finish(selecting), SUCCESS);
});

test('a signal ends the wait and leaves the masks', () => {
  const { host, process, pipe } = scene();
  const selecting = host.begin(process, 'Fs_Select', ask(host, process, { read: [pipe.reader] }));
  host.fake.settle();
  postSignal(host.fake.kernel, process, Sig.TERM);
  host.fake.settle();
  assert.equal(host.finish(selecting), Status.GEN_ABORTED_BY_SIGNAL);
  assert.deepEqual(idsIn(host, process, READ), [pipe.reader]);
});

test('a wait that is dropped and entered again keeps its deadline', () => {
  const { host, process, pipe } = scene();
  const start = host.fake.kernel.now();
  const args = ask(host, process, { timeout: [3, 0], read: [pipe.reader] });
  let selecting = host.begin(process, 'Fs_Select', args);
  for (let i = 0; i < 2; i++) {
    pass(host, SECOND);
    assert.equal(selecting.done, false);
    selecting = host.restart(process, 'Fs_Select', args);
  }
  host.fake.settle();
  assert.equal(host.finish(selecting), Status.FS_TIMEOUT);
  const slept = host.fake.kernel.now() - start;
  assert.ok(slept >= 3 * SECOND && slept < 3.1 * SECOND, String(slept));
});

test('terminals and byte devices wake a waiter; looking for bytes that are not there asks for them', () => {
  const { host, process } = scene();
  const console = host.open(process, '/dev/console', UseFlag.READ | UseFlag.WRITE);
  const raw = host.open(process, '/dev/raw0', UseFlag.READ);
  const wanted = () => host.fake.events.filter(({ kind }) => kind === 'input-wanted').length;
  let selecting = host.begin(process, 'Fs_Select', ask(host, process, { read: [console, raw] }));
  host.fake.settle();
  assert.equal(wanted(), 1);
  host.type(0, 'no line yet');
  host.fake.settle();
  assert.equal(selecting.done, false);
  host.type(0, '\n');
  host.fake.settle();
  assert.equal(host.finish(selecting), SUCCESS);
  host.read(process, console, 100);
  selecting = host.begin(process, 'Fs_Select', ask(host, process, { read: [console, raw] }));
  host.fake.settle();
  host.type(16, 'x');
  host.fake.settle();
  assert.equal(host.finish(selecting), SUCCESS);
  assert.deepEqual(idsIn(host, process, READ), [raw]);
});
