import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1Text } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import { type Process, ProcessState } from '../kernel/process.js';
import { BAD, cell, createFakeHost, PAGE } from './testing/fake-host.js';
import { lastPid, user } from './testing/user.js';

const MY_PID = 0xffffffff;

test('records and argument strings of the slots asked for, unused ones included', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const found: unknown[] = [];
  const ask = (p: Process, args: object) => {
    const numUsed = cell<number>();
    const whole = { first: 0, last: 2, hostID: -1, infoSize: 256, buffer: PAGE, args: 0, numUsed, ...args };
    return u.note(log, 'Proc_GetPCBInfo', p, whole, numUsed);
  };
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      yield u.sleep([], child, 5);
    });
    yield u.sleep([], p, 1);
    yield ask(p, { args: PAGE + 0x1000 });
    const memory = host.memoryOf(p);
    for (let slot = 0; slot < 3; slot++) {
      found.push([memory.getInt32(256 * slot + 4, true), memory.getUint32(256 * slot + 12, true)]);
    }
    found.push(memory.getUint32(256 + 16, true) === p.id, memory.getInt32(256 + 32, true) !== -1);
    found.push(latin1Text(new Uint8Array(memory.buffer, 0x1000, 7)));
    yield ask(p, { first: MY_PID, infoSize: 16 });
    yield ask(p, { first: 2, last: 1 });
    yield ask(p, { hostID: 0 });
    yield ask(p, { hostID: 201 });
    yield ask(p, { hostID: 9 });
    yield ask(p, { buffer: 0 });
    yield ask(p, { buffer: BAD });
    yield ask(p, { infoSize: -5 });
  });
  host.run();
  const init = host.events.find((event) => event.kind === 'exec');
  assert.deepEqual(found, [
    [ProcessState.Running, init?.kind === 'exec' ? init.pid : 0],
    [ProcessState.Waiting, lastPid(host)],
    [ProcessState.Unused, 2],
    true,
    true,
    'init \0\0',
  ]);
  assert.deepEqual(log, [
    [SUCCESS, 3],
    [SUCCESS, 1],
    [Status.GEN_INVALID_ARG, undefined],
    [Status.GEN_INVALID_ARG, undefined],
    [Status.GEN_INVALID_ARG, undefined],
    [Status.RPC_TIMEOUT, undefined],
    [Status.SYS_ARG_NOACCESS, undefined],
    [Status.SYS_ARG_NOACCESS, undefined],
    [Status.GEN_INVALID_ARG, undefined],
  ]);
});
