import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { cell, createFakeHost, PAGE } from './testing/fake-host.js';
import { lastPid, user } from './testing/user.js';

const MY_PID = 0xffffffff;

test('user ids and groups change by the rules; priorities are clipped and belong to their owner', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const ids = (p: Process) => [p.userId, p.effectiveUserId];
  host.boot(function* (p) {
    host.memoryOf(p).setInt32(0, 20, true);
    host.memoryOf(p).setInt32(4, 30, true);
    const trueCount = cell<number>();
    yield u.note(log, 'Proc_SetGroupIDs', p, { count: 2, gids: PAGE });
    yield u.note(log, 'Proc_SetGroupIDs', p, { count: 129, gids: PAGE });
    yield u.note(log, 'Proc_GetGroupIDs', p, { max: 1, gids: PAGE + 16, trueCount }, trueCount);
    log.push([host.memoryOf(p).getInt32(16, true), host.memoryOf(p).getInt32(20, true)]);
    yield u.note(log, 'Proc_SetIDs', p, { uid: 5, euid: 6 });
    yield u.note(log, 'Proc_SetIDs', p, { uid: -1, euid: 0 });
    yield u.note(log, 'Proc_SetIDs', p, { uid: 6, euid: 5 });
    log.push(ids(p));
    yield u.note(log, 'Proc_SetGroupIDs', p, { count: 1, gids: PAGE });
    yield u.note(log, 'Proc_SetPriority', p, { pid: MY_PID, priority: 99, family: 0 });
    log.push(p.priority);
    p.effectiveUserId = 0;
    yield u.fork([], p, function* (child) {
      yield u.sleep([], child, 2);
    });
    p.effectiveUserId = 77;
    yield u.note(log, 'Proc_SetPriority', p, { pid: lastPid(host), priority: 0, family: 0 });
    yield u.note(log, 'Proc_SetFamilyID', p, { pid: lastPid(host), family: -1 });
    yield u.note(log, 'Proc_SetFamilyID', p, { pid: MY_PID, family: 0x12345 });
  });
  host.run();
  assert.deepEqual(log, [
    SUCCESS,
    Status.GEN_INVALID_ARG,
    [SUCCESS, 2],
    [20, 0],
    SUCCESS,
    Status.PROC_UID_MISMATCH,
    SUCCESS,
    [6, 5],
    Status.GEN_NO_PERMISSION,
    SUCCESS,
    2,
    Status.PROC_UID_MISMATCH,
    Status.PROC_UID_MISMATCH,
    Status.PROC_INVALID_FAMILY_ID,
  ]);
});
