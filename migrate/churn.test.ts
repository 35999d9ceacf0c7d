import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { Sig, SigAction, signalBit } from '../kernel/signal-state.js';
import { Reason } from '../proc/process-table.js';
import { cell, createFakeHost, type FakeHost, PAGE, type Program } from '../proc/testing/fake-host.js';
import { idle, lastPid, user } from '../proc/testing/user.js';
import { type Churn, createChurn } from './churn.js';
import type { Module } from './encapsulation.js';
import { createEncapsulationTable } from './modules.js';

const HANDLER = PAGE + 0x800;

function withChurn(
  host: FakeHost,
  interval: number,
  change: (vm: Omit<Module, 'token' | 'name'>) => Partial<Module> = () => ({}),
): Churn {
  const vm: Omit<Module, 'token' | 'name'> = {
    size: (process) => ({ size: host.vm.pack(process).length }),
    encapsulate: (process) => ({ bytes: host.vm.pack(process) }),
    forget: (process) => host.vm.release(process),
    deencapsulate(process, bytes) {
      host.vm.unpack(process, bytes);
      return SUCCESS;
    },
    isEmpty: host.vm.isEmpty,
  };
  const table = createEncapsulationTable({
    kernel: host.kernel,
    vm: { ...vm, ...change(vm) },
    fs: host.fs,
    proc: host.processes.encapsulations,
  });
  const churn = createChurn({
    kernel: host.kernel,
    table,
    exit: host.processes.exitProcess,
    interval,
    handleCall: host.handleCall,
  });
  host.atKernelEntry = churn.atKernelEntry;
  return churn;
}

/** The same program with and without churn: what it saw must be equal. */
function compare(program: (host: FakeHost, log: unknown[]) => Program): Churn {
  const logs: unknown[][] = [];
  let churn: Churn | null = null;
  for (const interval of [0, 1]) {
    const host = createFakeHost();
    churn = withChurn(host, interval);
    const log: unknown[] = [];
    host.boot(program(host, log));
    host.run(100);
    logs.push(log);
    assert.equal(host.processes.count(), 0);
    assert.deepEqual(host.left(), { files: 0, memory: 0, fs: 0 });
  }
  assert.ok(logs[0].length > 0);
  assert.deepEqual(logs[1], logs[0]);
  assert.ok(churn !== null && churn.counts.churned > 0);
  return churn;
}

test('ids, priority, argument string, masks, actions and memory survive', () => {
  compare((host, log) => {
    const u = user(host);
    return function* (p) {
      yield u.action(log, p, Sig.TERM, SigAction.Handle, HANDLER, signalBit(Sig.USER1));
      yield u.hold(log, p, signalBit(Sig.USER2));
      yield u.send(log, p, Sig.USER2, 0xffffffff);
      yield u.note(log, 'Proc_SetIDs', p, { uid: 5, euid: 0 });
      yield u.note(log, 'Proc_SetPriority', p, { pid: 0xffffffff, priority: -1, family: 0 });
      host.memoryOf(p).setUint32(0x80, 0xdeadbeef, true);
      yield u.send(log, p, Sig.TERM, 0xffffffff);
      yield u.signalReturn(p);
      const { signals, userId, priority, argString } = p;
      log.push(signals.holdMask, signals.pendingMask, [...signals.actions], userId, priority, argString);
      log.push(host.memoryOf(p).getUint32(0x80, true), host.handled.length);
      yield u.action(log, p, Sig.USER2, SigAction.Ignore);
    };
  });
});

test('families, children and parents stay; waits are dropped and entered again', () => {
  const churn = compare((host, log) => {
    const u = user(host);
    return function* (p) {
      const family = cell<number>();
      yield u.note(log, 'Proc_SetFamilyID', p, { pid: 0xffffffff, family: p.id });
      yield u.fork(log, p, function* (child) {
        yield u.note(log, 'Proc_GetFamilyID', child, { pid: 0xffffffff, family }, family);
        yield u.sleep(log, child, 2);
        yield u.exit(child, 3);
      });
      yield u.wait(log, p);
      yield u.wait(log, p);
    };
  });
  // The parent's wait and the child's sleep.
  assert.equal(churn.counts.restarted, 2);
});

test('a sleep keeps its end, a pause the mask from before it', () => {
  compare((host, log) => {
    const u = user(host);
    return function* (p) {
      const startNs = host.kernel.now();
      yield u.sleep(log, p, 3);
      const lateNs = host.kernel.now() - startNs - 3e9;
      log.push(lateNs >= 0 && lateNs < 30e6);
      yield u.action([], p, Sig.TIMER, SigAction.Handle, HANDLER);
      yield u.hold([], p, signalBit(Sig.USER1));
      const newTimer = {
        interval: { seconds: 0, microseconds: 0 },
        curValue: { seconds: 1, microseconds: 0 },
      };
      yield u.note(log, 'Proc_SetIntervalTimer', p, { type: 0, newTimer, oldTimer: cell<never>() });
      yield u.pause(log, p, 0);
      log.push(host.handled.map(({ oldHoldMask, signal }) => [signal, oldHoldMask]));
      yield u.signalReturn(p);
      log.push(p.signals.holdMask);
    };
  });
});

test('a condition wait that was dropped wakes up early, and does not release the lock twice', () => {
  const host = createFakeHost();
  const churn = withChurn(host, 1);
  const u = user(host);
  const log: unknown[] = [];
  const LOCK = PAGE + 0x200;
  host.boot(function* (p) {
    yield u.note(log, 'Sync_SlowLock', p, { lock: LOCK });
    host.memoryOf(p).setInt32(0x204, 1, true);
    yield u.note(log, 'Sync_SlowWait', p, { event: 0x77, lock: LOCK, wakeIfSignal: 1 });
    log.push(host.memoryOf(p).getInt32(0x200, true), host.memoryOf(p).getInt32(0x204, true));
  });
  host.run();
  assert.deepEqual(log, [SUCCESS, SUCCESS, 0, 0]);
  assert.equal(churn.counts.restarted, 1);
});

test('signals sent while the process is on its way are not lost, not even those ignored by default', () => {
  const host = createFakeHost();
  const u = user(host);
  let target: Process | null = null;
  withChurn(host, 1, ({ deencapsulate }) => ({
    deencapsulate(process, bytes) {
      if (process === target) host.processes.signalFamily(process.id, Sig.CHILD);
      return deencapsulate(process, bytes);
    },
  }));
  host.boot(function* (p) {
    yield u.note([], 'Proc_SetFamilyID', p, { pid: 0xffffffff, family: p.id });
    yield u.action([], p, Sig.CHILD, SigAction.Handle, HANDLER);
    target = p;
    yield u.hold([], p, 0);
    target = null;
    yield u.signalReturn(p);
  });
  host.run();
  assert.deepEqual(
    host.handled.map(({ signal }) => signal),
    [Sig.CHILD],
  );
});

test('a module that refuses is counted, and the process goes on; one that fails too late destroys it', () => {
  for (const [change, expected] of [
    [{ size: () => ({ status: Status.GEN_FAILURE }) }, [Reason.Exited, 0]],
    [{ deencapsulate: () => Status.VM_NO_SEGMENTS }, [Reason.Destroyed, Status.PROC_NO_PEER]],
  ] as const) {
    const host = createFakeHost();
    const u = user(host);
    let armed: Process | null = null;
    const churn = withChurn(host, 1, (vm) => ({
      size: (process) => (process === armed && 'size' in change ? change.size() : vm.size(process)),
      deencapsulate: (process, bytes) =>
        process === armed && 'deencapsulate' in change
          ? change.deencapsulate()
          : vm.deencapsulate(process, bytes),
    }));
    const log: unknown[] = [];
    host.boot(function* (p) {
      yield u.fork([], p, function* (child) {
        armed = child;
        yield u.hold([], child, 0);
        armed = null;
      });
      yield u.sleep([], p, 1);
      yield u.wait(log, p);
    });
    host.run();
    assert.deepEqual((log[0] as number[]).slice(2, 4), expected);
    assert.equal((log[0] as number[])[1], lastPid(host));
    assert.ok(churn.counts.churned > 0);
    assert.equal(churn.counts.refused > 0, 'size' in change);
    assert.deepEqual(host.left(), { files: 0, memory: 0, fs: 0 });
  }
});

test('a module that keeps something is found out', () => {
  const host = createFakeHost();
  withChurn(host, 1, () => ({ isEmpty: () => false }));
  host.boot(idle);
  assert.throws(() => host.run(), /still known to VM/);
});
