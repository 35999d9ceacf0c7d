/** What crashes, and numbers that are used again, must not do to files of other hosts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../../arch/status.js';
import { SECOND } from '../../arch/units.js';
import type { CallArguments } from '../../kernel/call-table.js';
import type { Process } from '../../kernel/process.js';
import { LockFlag } from '../advisory-lock.js';
import { IocCommand } from '../ioc.js';
import { BASE, type FileHost } from '../testing/file-host.js';
import { createFileNetwork } from '../testing/file-network.js';
import { UseFlag } from '../types.js';

const CREATE = UseFlag.WRITE | UseFlag.CREATE;
/** Two rounds of pings, and the time-outs of one. */
const RECOVERED_NS = 70 * SECOND;

interface User {
  readonly host: FileHost;
  readonly process: Process;
}

function scene() {
  const net = createFileNetwork({ clients: 2 });
  const users = net.hosts.map((host): User => ({ host, process: host.newProcess() }));
  return {
    net,
    users,
    rebootServer() {
      // Lives are told apart by the second in which they began.
      net.pass(2e9);
      const host = net.reboot(0);
      users[0] = { host, process: host.newProcess() };
    },
  };
}

function writeFile({ host, process }: User, path: string, text: string): void {
  const id = host.open(process, path, CREATE | UseFlag.TRUNC);
  assert.equal(host.write(process, id, text).status, SUCCESS);
  host.call(process, 'Fs_Close', { streamID: id });
}

function readFile({ host, process }: User, path: string): string {
  const id = host.open(process, path, UseFlag.READ);
  const { text } = host.read(process, id, 100);
  host.call(process, 'Fs_Close', { streamID: id });
  return text;
}

const sync = ({ host }: User): void => host.fake.run(() => host.fs.sync());

function fsync({ host, process }: User, id: number): Status {
  const range = { streamID: id, firstByte: 0, lastByte: -1, block: 1 };
  return host.call(process, 'Fs_WriteBackID', range);
}

function numberOf({ host, process }: User, path: string): number {
  const id = host.open(process, path, UseFlag.READ);
  const { fileNumber } = host.attributes(process, id);
  host.call(process, 'Fs_Close', { streamID: id });
  return fileNumber;
}

test('blocks kept of a removed file are not taken for those of the next with its number', () => {
  const { users } = scene();
  const [server, a, b] = users;
  writeFile(b, '/tmp/old', 'old contents');
  assert.equal(readFile(a, '/tmp/old'), 'old contents');
  const number = numberOf(a, '/tmp/old');
  b.host.call(b.process, 'Fs_Remove', { path: '/tmp/old' });
  sync(server);
  writeFile(b, '/tmp/new', 'new');
  assert.equal(numberOf(b, '/tmp/new'), number);
  assert.equal(readFile(a, '/tmp/new'), 'new');
  assert.equal(readFile(b, '/tmp/new'), 'new');
});

test('a version that was lost in a crash is not given again', () => {
  const { net, users, rebootServer } = scene();
  const [, a, b] = users;
  writeFile(b, '/tmp/f', 'first');
  sync(b);
  sync(users[0]);
  writeFile(b, '/tmp/f', 'second');
  assert.equal(readFile(a, '/tmp/f'), 'second');
  rebootServer();
  net.pass(RECOVERED_NS);
  writeFile(users[0], '/tmp/f', 'third');
  assert.equal(readFile(a, '/tmp/f'), 'third');
});

test('what a server had not yet on its disk when it crashed is written again before an fsync succeeds', () => {
  const { net, users, rebootServer } = scene();
  const [, a, b] = users;
  writeFile(a, '/tmp/f', 'x');
  sync(users[0]);
  const id = a.host.open(a.process, '/tmp/f', UseFlag.WRITE);
  a.host.write(a.process, id, 'precious');
  sync(a);
  rebootServer();
  assert.equal(fsync(a, id), SUCCESS);
  rebootServer();
  net.pass(RECOVERED_NS);
  assert.equal(readFile(b, '/tmp/f'), 'precious');
});

test('an fsync fails when the server has lost what was written past the cache', () => {
  const { users, rebootServer } = scene();
  const [, a, b] = users;
  writeFile(a, '/tmp/f', 'x');
  sync(users[0]);
  const mine = a.host.open(a.process, '/tmp/f', UseFlag.WRITE);
  b.host.open(b.process, '/tmp/f', UseFlag.WRITE);
  a.host.write(a.process, mine, 'lost');
  rebootServer();
  assert.equal(fsync(a, mine), Status.RPC_TIMEOUT);
  assert.equal(fsync(a, mine), SUCCESS);
});

test('a stream on a file that a crash took is not one on the next file with its number', () => {
  const { net, users, rebootServer } = scene();
  const [, a, b] = users;
  const lost = a.host.open(a.process, '/tmp/lost', CREATE);
  const { fileNumber } = a.host.attributes(a.process, lost);
  rebootServer();
  writeFile(users[0], '/tmp/other', 'other');
  assert.equal(numberOf(users[0], '/tmp/other'), fileNumber);
  net.pass(RECOVERED_NS);
  assert.equal(a.host.write(a.process, lost, 'of the lost file').status, Status.FS_STALE_HANDLE);
  net.pass(RECOVERED_NS);
  assert.equal(readFile(b, '/tmp/other'), 'other');
});

// --- Locks -----------------------------------------------------------------------------------------------------------

function lockArgs(
  { host, process }: User,
  streamID: number,
  command: number,
  flags: number,
): CallArguments<'Fs_IOControl'> {
  const memory = host.memoryOf(process);
  const { littleEndian } = host.fake.kernel.machine.layout;
  new DataView(memory.buffer, memory.byteOffset).setInt32(0, flags, littleEndian);
  return { streamID, command, inSize: 16, inBuffer: BASE, outSize: 0, outBuffer: 0 };
}

function control(user: User, id: number, command: number, flags: number): Status {
  return user.host.call(user.process, 'Fs_IOControl', lockArgs(user, id, command, flags));
}

test('a lock is one for all hosts: others wait for it, and have it when its holder has gone', () => {
  const { net, users } = scene();
  const [server, a, b] = users;
  writeFile(server, '/tmp/f', 'x');
  const [atServer, atA, atB] = users.map(({ host, process }) => host.open(process, '/tmp/f', UseFlag.READ));
  const { EXCLUSIVE, NO_BLOCK, SHARED } = LockFlag;
  assert.equal(control(a, atA, IocCommand.LOCK, EXCLUSIVE), SUCCESS);
  assert.equal(control(b, atB, IocCommand.LOCK, EXCLUSIVE | NO_BLOCK), Status.FS_WOULD_BLOCK);
  assert.equal(control(server, atServer, IocCommand.LOCK, SHARED | NO_BLOCK), Status.FS_WOULD_BLOCK);
  const waiting = b.host.begin(b.process, 'Fs_IOControl', lockArgs(b, atB, IocCommand.LOCK, EXCLUSIVE));
  net.pass(5 * SECOND);
  assert.equal(waiting.done, false);
  assert.equal(control(a, atA, IocCommand.UNLOCK, EXCLUSIVE), SUCCESS);
  net.pass(SECOND);
  assert.equal(waiting.value(), SUCCESS);
  const again = a.host.begin(a.process, 'Fs_IOControl', lockArgs(a, atA, IocCommand.LOCK, SHARED));
  net.pass(SECOND);
  assert.equal(again.done, false);
  // The next life of the host that holds it breaks the lock.
  const reborn = net.reboot(2);
  reborn.open(reborn.newProcess(), '/tmp/f', UseFlag.READ);
  net.pass(SECOND);
  assert.equal(again.value(), SUCCESS);
});

test('who waits for a lock of a server that crashes has it from its next life', () => {
  const { net, users, rebootServer } = scene();
  const [server, a, b] = users;
  writeFile(server, '/tmp/f', 'x');
  sync(server);
  const [, atA, atB] = users.map(({ host, process }) => host.open(process, '/tmp/f', UseFlag.READ));
  assert.equal(control(a, atA, IocCommand.LOCK, LockFlag.EXCLUSIVE), SUCCESS);
  const waiting = b.host.begin(
    b.process,
    'Fs_IOControl',
    lockArgs(b, atB, IocCommand.LOCK, LockFlag.EXCLUSIVE),
  );
  net.pass(SECOND);
  rebootServer();
  net.pass(RECOVERED_NS);
  assert.equal(waiting.value(), SUCCESS);
  assert.equal(control(a, atA, IocCommand.UNLOCK, LockFlag.SHARED), Status.FS_NO_SHARED_LOCK);
});
