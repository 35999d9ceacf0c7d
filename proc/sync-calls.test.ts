import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import { Sig, SigAction } from '../kernel/signal-state.js';
import { BAD, cell, createFakeHost, PAGE } from './testing/fake-host.js';
import { lastPid, user } from './testing/user.js';

const LOCK = PAGE + 0x200;

test('a lock is taken when free; else the waiter says so, sleeps, and looks again at a broadcast', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const order: string[] = [];
  host.boot(function* (p) {
    yield u.note(log, 'Sync_SlowLock', p, { lock: BAD });
    yield u.note(log, 'Sync_SlowLock', p, { lock: LOCK });
    // The child has a copy of the locked lock, so only what it does with its own is seen.
    yield u.fork([], p, function* (child) {
      order.push('child locks');
      yield u.note(log, 'Sync_SlowLock', child, { lock: LOCK });
      order.push('child has it');
    });
    yield u.sleep([], p, 1);
    const child = host.kernel.processes.inSlot(lastPid(host) & 0xff);
    assert.ok(child !== null);
    const memory = host.memoryOf(child);
    order.push(`in use ${memory.getInt32(0x200, true)}, waiting ${memory.getInt32(0x204, true)}`);
    const waitFlag = cell<number>();
    yield u.note(log, 'Sync_SlowBroadcast', p, { event: LOCK, waitFlag }, waitFlag);
    yield u.sleep([], p, 1);
    order.push('still locked');
    memory.setInt32(0x200, 0, true);
    yield u.note([], 'Sync_SlowBroadcast', p, { event: LOCK, waitFlag });
    yield u.wait([], p);
  });
  host.run();
  assert.deepEqual(order, ['child locks', 'in use 1, waiting 1', 'still locked', 'child has it']);
  assert.deepEqual(log, [Status.SYS_ARG_NOACCESS, SUCCESS, [SUCCESS, 0], SUCCESS]);
});

test('a condition wait releases the lock, wakes its waiters, and ends with the broadcast or a signal', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  host.boot(function* (p) {
    yield u.action([], p, Sig.TERM, SigAction.Handle, PAGE + 0x800);
    for (const wakeIfSignal of [1, 1, 0]) {
      yield u.fork([], p, function* (child) {
        host.memoryOf(child).setInt32(0x200, 1, true);
        yield u.note(log, 'Sync_SlowWait', child, { event: 0x77, lock: LOCK, wakeIfSignal });
        log.push(host.memoryOf(child).getInt32(0x200, true));
      });
      yield u.sleep([], p, 1);
      if (log.length === 0) {
        yield u.note([], 'Sync_SlowBroadcast', p, { event: 0x77, waitFlag: cell<number>() });
      } else {
        yield u.send([], p, Sig.TERM, lastPid(host));
      }
      yield u.wait([], p);
    }
  });
  host.run();
  assert.deepEqual(log, [SUCCESS, 0, Status.GEN_ABORTED_BY_SIGNAL, 0, SUCCESS, 0]);
});

test('time passes as asked, never less; nothing and negative intervals end at once', () => {
  const host = createFakeHost();
  const u = user(host);
  const elapsed: number[] = [];
  host.boot(function* (p) {
    for (const interval of [
      { seconds: 0, microseconds: 0 },
      { seconds: -1, microseconds: 5 },
      { seconds: 0, microseconds: 1 },
      { seconds: 1, microseconds: 500_000 },
    ]) {
      const startNs = host.kernel.now();
      yield u.note([], 'Sync_WaitTime', p, { interval });
      elapsed.push((host.kernel.now() - startNs) / 1e6);
    }
  });
  host.run();
  assert.ok(elapsed[0] < 1 && elapsed[1] < 1);
  assert.ok(elapsed[2] > 0 && elapsed[2] < 12, `${elapsed[2]}`);
  assert.ok(elapsed[3] >= 1500 && elapsed[3] < 1512, `${elapsed[3]}`);
});
