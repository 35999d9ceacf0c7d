import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1Bytes, latin1Text } from '../arch/codec.js';
import { Status } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { Sig, SigAction, signalBit } from '../kernel/signal-state.js';
import { Reason } from './process-table.js';
import { BAD, createFakeHost, type FakeHost, PAGE } from './testing/fake-host.js';
import { user, WaitFlag } from './testing/user.js';

const IMAGE = new Uint8Array([0x62, 0x01]);
const ARGV = 0x100;
const STRINGS = 0x1000;

function addFile(host: FakeHost, path: string, header: Uint8Array | string, permissions = 0o755): void {
  const bytes = typeof header === 'string' ? latin1Bytes(header) : header;
  host.files.set(path, { header: bytes, permissions, uid: 42, gid: 43 });
}

/** Lay out a vector in the program's memory; answers its address. */
function vector(host: FakeHost, process: Process, strings: readonly string[], at = ARGV): number {
  const memory = host.memoryOf(process);
  let text = STRINGS + at;
  strings.forEach((string, i) => {
    memory.setUint32(at + 4 * i, PAGE + text, true);
    for (const byte of latin1Bytes(`${string}\0`)) memory.setUint8(text++, byte);
  });
  memory.setUint32(at + 4 * strings.length, 0, true);
  return PAGE + at;
}

/** The arguments a new program finds at its stack pointer. */
function argumentsOf(host: FakeHost, process: Process): readonly string[] {
  const memory = host.memoryOf(process);
  const text = latin1Text(new Uint8Array(memory.buffer));
  const from = text.search(/[^\0]/);
  const argc = memory.getUint32(from, true);
  return Array.from({ length: argc }, (_, i) => {
    const address = memory.getUint32(from + 4 + 4 * i, true) - PAGE;
    return text.slice(address, text.indexOf('\0', address));
  });
}

const exec = (host: FakeHost, log: unknown[], p: Process, file: string, argv: number, envp = 0) =>
  user(host).note(log, 'Proc_ExecEnv', p, { file, argv, envp, debugMe: 0 });

test('a new image: arguments on the stack, signals reset, ids by the file, the old files closed', () => {
  const host = createFakeHost();
  const u = user(host);
  addFile(host, '/prog', IMAGE, 0o6755);
  const seen: unknown[] = [];
  host.boot(function* (p) {
    yield u.action([], p, Sig.TERM, SigAction.Handle, PAGE + 0x800);
    yield u.action([], p, Sig.PIPE, SigAction.Ignore);
    yield u.hold([], p, signalBit(Sig.USER1));
    yield u.send([], p, Sig.USER1, 0xffffffff);
    host.next.push(function* (next) {
      seen.push(argumentsOf(host, next), next.argString);
      seen.push(next.signals.actions[Sig.TERM], next.signals.actions[Sig.PIPE]);
      seen.push(next.signals.holdMask, next.signals.pendingMask);
      seen.push(next.userId, next.effectiveUserId);
    });
    yield exec(host, [], p, '/prog', vector(host, p, ['prog', 'a b', '']));
  });
  host.run();
  assert.deepEqual(seen, [
    ['prog', 'a b', ''],
    'prog a b  ',
    SigAction.Kill,
    SigAction.Ignore,
    signalBit(Sig.USER1),
    0,
    0,
    42,
  ]);
});

test('a script runs its interpreter; one level only', () => {
  const host = createFakeHost();
  addFile(host, '/sh', IMAGE);
  addFile(host, './script', '#! /sh -x -y\n');
  addFile(host, './nested', '#!./script\n');
  addFile(host, './lost', '#!/nowhere\n');
  addFile(host, './empty', '#!\n');
  const log: unknown[] = [];
  const seen: unknown[] = [];
  host.boot(function* (p) {
    for (const file of ['./nested', './lost', './empty']) {
      yield exec(host, log, p, file, vector(host, p, ['x']));
    }
    host.next.push(function* (next) {
      seen.push(argumentsOf(host, next));
    });
    yield exec(host, log, p, './script', vector(host, p, ['me', 'arg']));
  });
  host.run();
  assert.deepEqual(log.slice(0, 3), [
    Status.PROC_BAD_AOUT_FORMAT,
    Status.FS_FILE_NOT_FOUND,
    Status.PROC_BAD_FILE_NAME,
  ]);
  assert.deepEqual(seen, [['me', '-x -y', './script', 'arg']]);
  assert.deepEqual(host.left(), { files: 0, memory: 0, fs: 0 });
});

test('what cannot be run is refused with the old image whole, and its file closed', () => {
  const host = createFakeHost();
  addFile(host, '/foreign', new Uint8Array([0x01, 0x08]));
  addFile(host, '/malformed', new Uint8Array([0x62, 0x00]));
  addFile(host, '/binary', new Uint8Array([0x20, 0x90]));
  addFile(host, '/text', 'echo hello\n');
  addFile(host, '/prog', IMAGE);
  const log: unknown[] = [];
  host.boot(function* (p) {
    for (const file of ['/none', '/foreign', '/malformed', '/binary', '/text']) {
      yield exec(host, log, p, file, 0);
    }
    host.fail = Status.VM_NO_SEGMENTS;
    yield exec(host, log, p, '/prog', 0);
    yield exec(host, log, p, '/prog', BAD);
    host.memoryOf(p).setUint32(0, BAD, true);
    yield exec(host, log, p, '/prog', PAGE);
    yield exec(host, log, p, '/prog', 0, BAD);
  });
  host.run();
  assert.deepEqual(log, [
    Status.FS_FILE_NOT_FOUND,
    Status.GEN_EINVAL,
    Status.VM_NO_SEGMENTS,
    Status.GEN_EINVAL,
    Status.PROC_BAD_AOUT_FORMAT,
    Status.VM_NO_SEGMENTS,
    Status.SYS_ARG_NOACCESS,
    Status.SYS_ARG_NOACCESS,
    Status.SYS_ARG_NOACCESS,
  ]);
  assert.equal(host.left().files, 0);
});

test('limits: one string too long, all together too long, a vector cut at the end of memory', () => {
  const host = createFakeHost();
  addFile(host, '/prog', IMAGE);
  const log: unknown[] = [];
  const seen: unknown[] = [];
  host.boot(function* (p) {
    const long = 'x'.repeat(9000);
    // Three pointers to one string of 9000 bytes.
    vector(host, p, [long]);
    const memory = host.memoryOf(p);
    const pointer = memory.getUint32(ARGV, true);
    for (let i = 0; i < 3; i++) memory.setUint32(ARGV + 4 * i, pointer, true);
    memory.setUint32(ARGV + 12, 0, true);
    yield exec(host, log, p, '/prog', PAGE + ARGV);
    memory.setUint32(ARGV + 4, 0, true);
    yield exec(host, log, p, '/prog', 0, PAGE + ARGV);
    // The last word of memory is a pointer: the vector ends with the memory.
    memory.setUint8(pointer - PAGE + 5, 0);
    memory.setUint32(memory.byteLength - 4, pointer, true);
    host.next.push(function* (next) {
      seen.push(argumentsOf(host, next));
    });
    yield exec(host, log, p, '/prog', PAGE + memory.byteLength - 4);
  });
  host.run();
  assert.deepEqual(log.slice(0, 2), [Status.GEN_INVALID_ARG, Status.GEN_E2BIG]);
  assert.deepEqual(seen, [['xxxxx']]);
});

test('vfork: the parent sleeps until the child execs or dies', () => {
  const host = createFakeHost();
  const u = user(host);
  addFile(host, '/prog', IMAGE);
  const order: string[] = [];
  const log: unknown[] = [];
  host.boot(function* (p) {
    host.next.push(function* (child) {
      yield u.sleep([], child, 1);
      order.push('exec');
      host.next.push(function* (next) {
        yield u.sleep([], next, 1);
        order.push('end');
      });
      yield exec(host, [], child, '/prog', 0);
    });
    yield u.note([], 'Proc_Vfork', p, {});
    order.push('parent');
    yield u.wait(log, p);
    host.next.push(function* (child) {
      yield u.send([], child, Sig.KILL, 0xffffffff);
    });
    yield u.note([], 'Proc_Vfork', p, {});
    yield u.wait(log, p, WaitFlag.BLOCK);
  });
  host.run();
  assert.deepEqual(order, ['exec', 'parent', 'end']);
  assert.deepEqual(
    log.map((entry) => (entry as number[])[2]),
    [Reason.Exited, Reason.Signaled],
  );
});

test('init that cannot be run exits with 1', () => {
  const host = createFakeHost();
  host.processes.startInit('/nowhere', ['init'], []);
  host.run();
  const exit = host.events.find((event) => event.kind === 'exit');
  assert.deepEqual(exit?.kind === 'exit' && [exit.reason, exit.status], [Reason.Exited, 1]);
  assert.equal(host.processes.count(), 0);
});
