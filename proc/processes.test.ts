import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextWord } from '../arch/machine.js';
import { Status, SUCCESS } from '../arch/status.js';
import { ProcessState } from '../kernel/process.js';
import { Sig, SigAction, signalBit } from '../kernel/signal-state.js';
import { createWaitQueue, sleepOn } from '../kernel/wait-queue.js';
import { Reason } from './process-table.js';
import { BAD, cell, createFakeHost, PAGE } from './testing/fake-host.js';
import { idle, lastPid, user, WaitFlag } from './testing/user.js';

const HANDLER = PAGE + 0x800;

test('fork, exit, wait: the child is reported once, and nothing is left of it', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  host.boot(function* (p) {
    yield u.fork(log, p, function* (child) {
      yield u.exit(child, 0x12345);
    });
    yield u.wait(log, p);
    yield u.wait(log, p);
  });
  host.run();
  const pid = lastPid(host);
  assert.deepEqual(log, [
    SUCCESS,
    [SUCCESS, pid, Reason.Exited, 0x12345, 0],
    [Status.PROC_NO_CHILDREN, undefined, undefined, undefined, undefined],
  ]);
  assert.deepEqual(host.left(), { files: 0, memory: 0, fs: 0 });
  assert.equal(host.processes.count(), 0);
});

test('the child finds its own id where the parent does, and its status says it is the child', () => {
  const host = createFakeHost();
  const u = user(host);
  const seen: unknown[] = [];
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      seen.push(host.memoryOf(child).getUint32(0x400, true), child.id);
      seen.push(...(child.context?.words.subarray(ContextWord.Machine + 1, ContextWord.Machine + 3) ?? []));
    });
    yield u.wait([], p);
  });
  host.run();
  assert.equal(seen[0], seen[1]);
  assert.deepEqual(seen.slice(2), [Status.PROC_CHILD_PROC, 1]);
});

test('a fork that fails leaves nothing: bad pointer, no memory, full table', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const before: number[] = [];
  host.boot(function* (p) {
    yield u.fork(log, p, idle, BAD);
    host.next.length = 0;
    host.fail = Status.VM_NO_SEGMENTS;
    yield u.fork(log, p, idle);
    host.next.length = 0;
    before.push(host.kernel.processes.all().length);
    for (let i = 0; i < 300; i++) {
      yield u.fork(log, p, function* (child) {
        yield u.pause([], child, 0);
      });
    }
  });
  host.run();
  assert.deepEqual(log.slice(0, 2), [Status.SYS_ARG_NOACCESS, Status.PROC_NO_SEGMENTS]);
  assert.deepEqual(before, [1]);
  assert.equal(log.filter((status) => status === SUCCESS).length, 255);
  assert.equal(log.at(-1), Status.PROC_NO_SEGMENTS);
});

test('wait: arguments are checked, named children must be ours, and without BLOCK nobody waits', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const nothing = [undefined, undefined, undefined, undefined];
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      yield u.pause([], child, 0);
    });
    yield u.wait(log, p, 0);
    yield u.wait(log, p, WaitFlag.BLOCK, -1);
    yield u.wait(log, p, WaitFlag.BLOCK, 1, 0);
    yield u.wait(log, p, WaitFlag.BLOCK, 1, BAD);
    host.memoryOf(p).setUint32(0, 0x1ff, true);
    yield u.wait(log, p, WaitFlag.BLOCK, 1, PAGE);
    yield u.send([], p, Sig.KILL, lastPid(host));
    yield u.wait(log, p);
  });
  host.run();
  assert.deepEqual(log.slice(0, 5), [
    [Status.PROC_NO_EXITS, ...nothing],
    [Status.SYS_INVALID_ARG, ...nothing],
    [Status.SYS_INVALID_ARG, ...nothing],
    [Status.SYS_ARG_NOACCESS, ...nothing],
    [Status.PROC_INVALID_PID, ...nothing],
  ]);
  assert.deepEqual((log[5] as number[]).slice(2), [Reason.Signaled, Sig.KILL, -1]);
});

test('detach is told once, then the process is nobody’s child; a parent’s exit leaves orphans', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const orphan: number[] = [];
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      yield u.note([], 'Proc_Detach', child, { status: 9 });
      yield u.fork([], child, function* (grandchild) {
        yield u.sleep([], grandchild, 2);
        const parent = cell<number>();
        const other = () => cell<number>();
        yield u.note([], 'Proc_GetIDs', grandchild, { pid: other(), parent, uid: other(), euid: other() });
        orphan.push(parent.value ?? 0);
      });
      yield u.sleep([], child, 1);
    });
    yield u.wait(log, p);
    yield u.wait(log, p);
  });
  host.run();
  assert.deepEqual((log[0] as number[]).slice(2), [Reason.Detached, 9, 0]);
  assert.equal((log[1] as number[])[0], Status.PROC_NO_CHILDREN);
  assert.deepEqual(orphan, [-1]);
  assert.equal(host.processes.count(), 0);
});

test('suspend, resume: each is reported once, only if asked for', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const states: unknown[] = [];
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      yield u.pause([], child, 0);
    });
    yield u.sleep([], p, 1);
    yield u.send([], p, Sig.SUSPEND, lastPid(host));
    yield u.wait(log, p, 0);
    yield u.wait(log, p, WaitFlag.BLOCK | WaitFlag.SUSPENDED);
    states.push(host.kernel.processes.inSlot(lastPid(host) & 0xff)?.state);
    yield u.wait(log, p, WaitFlag.SUSPENDED);
    yield u.send([], p, Sig.RESUME, lastPid(host));
    yield u.wait(log, p, WaitFlag.BLOCK | WaitFlag.SUSPENDED);
    yield u.wait(log, p);
  });
  host.run();
  const told = log.map((entry) => (entry as number[]).filter((_, i) => i !== 1));
  assert.deepEqual(states, [ProcessState.Suspended]);
  assert.deepEqual(told, [
    [Status.PROC_NO_EXITS, undefined, undefined, undefined],
    [SUCCESS, Reason.Suspended, Sig.SUSPEND, -1],
    [Status.PROC_NO_EXITS, undefined, undefined, undefined],
    [SUCCESS, Reason.Resumed, Sig.RESUME, -1],
    // The pause ended with the suspension, and the child went on to its end.
    [SUCCESS, Reason.Exited, 0, 0],
  ]);
});

test('a debug signal stops the process; SIG_KILL ends even that', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      yield u.send([], child, Sig.ILL_INST, 0xffffffff);
    });
    yield u.wait(log, p, WaitFlag.BLOCK | WaitFlag.SUSPENDED);
    yield u.send([], p, Sig.KILL, lastPid(host));
    yield u.wait(log, p);
  });
  host.run();
  assert.deepEqual((log[0] as number[]).slice(2), [Reason.Suspended, Sig.ILL_INST, -1]);
  assert.deepEqual((log[1] as number[]).slice(2), [Reason.Signaled, Sig.KILL, -1]);
});

test('one handler is set up per return, lowest number first; its mask holds, its return restores', () => {
  const host = createFakeHost();
  const u = user(host);
  const masks: number[] = [];
  host.boot(function* (p) {
    yield u.action([], p, Sig.USER1, SigAction.Handle, HANDLER, signalBit(Sig.USER2));
    yield u.action([], p, Sig.TERM, SigAction.Handle, HANDLER + 64);
    yield u.action([], p, Sig.USER2, SigAction.Handle, HANDLER + 128);
    yield u.hold([], p, -1);
    for (const signal of [Sig.USER2, Sig.USER1, Sig.TERM]) yield u.send([], p, signal, 0xffffffff);
    yield u.hold([], p, signalBit(Sig.TERM));
    masks.push(p.signals.holdMask);
    yield u.signalReturn(p);
    masks.push(p.signals.holdMask);
    yield u.hold([], p, 0);
  });
  host.run();
  assert.deepEqual(
    host.handled.slice(0, 2).map(({ signal, oldHoldMask }) => [signal, oldHoldMask]),
    [
      [Sig.USER1, signalBit(Sig.TERM)],
      [Sig.USER2, signalBit(Sig.TERM)],
    ],
  );
  assert.deepEqual(masks[0], signalBit(Sig.TERM) | signalBit(Sig.USER1) | signalBit(Sig.USER2));
});

test('no room for the frame: the process is destroyed', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  host.boot(function* (p) {
    yield u.fork([], p, function* (child) {
      yield u.action([], child, Sig.TERM, SigAction.Handle, PAGE + 0x3ffc);
      yield u.send([], child, Sig.TERM, 0xffffffff);
    });
    yield u.wait(log, p);
  });
  host.run();
  assert.deepEqual((log[0] as number[]).slice(2), [Reason.Destroyed, 1, 0]);
});

test('Sig_SetAction: numbers and actions are checked, the old record is written before the new is read', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const old: number[] = [];
  host.boot(function* (p) {
    yield u.action(log, p, 0, SigAction.Ignore);
    yield u.action(log, p, 32, SigAction.Ignore);
    yield u.action(log, p, Sig.KILL, SigAction.Ignore);
    yield u.action(log, p, Sig.SUSPEND, SigAction.Default);
    yield u.action(log, p, Sig.TERM, 8);
    yield u.action(log, p, Sig.TERM, -1);
    yield u.action(log, p, Sig.ADDR_FAULT, SigAction.Ignore);
    yield u.action(log, p, Sig.TERM, SigAction.Handle, BAD);
    yield u.action(log, p, Sig.TERM, SigAction.Handle, HANDLER, -1);
    yield u.action(log, p, Sig.TERM, SigAction.Ignore);
    const memory = host.memoryOf(p);
    old.push(memory.getInt32(16, true), memory.getUint32(20, true), memory.getInt32(24, true));
    // Equal pointers: the call reads back what it has just written.
    yield u.note(log, 'Sig_SetAction', p, { signal: Sig.TERM, newAction: PAGE, oldAction: PAGE });
    old.push(p.signals.actions[Sig.TERM]);
    yield u.note(log, 'Sig_SetAction', p, { signal: Sig.TERM, newAction: BAD, oldAction: 0 });
  });
  host.run();
  assert.deepEqual(log, [
    Status.SIG_INVALID_SIGNAL,
    Status.SIG_INVALID_SIGNAL,
    Status.SIG_INVALID_SIGNAL,
    Status.SIG_INVALID_SIGNAL,
    Status.SIG_INVALID_ACTION,
    Status.SIG_INVALID_ACTION,
    Status.SIG_INVALID_SIGNAL,
    Status.SYS_ARG_NOACCESS,
    SUCCESS,
    SUCCESS,
    SUCCESS,
    Status.SYS_ARG_NOACCESS,
  ]);
  const unholdable = [2, 3, 4, 5, 7, 8, 10, 11].reduce((mask, signal) => mask | signalBit(signal), 0);
  assert.deepEqual(old, [SigAction.Handle, HANDLER, ~unholdable, SigAction.Ignore]);
});

test('a signal ends a wait and a sleep; SIG_CHILD alone does not; Sig_Pause leaves its mask', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const masks: number[] = [];
  host.boot(function* (p) {
    yield u.action([], p, Sig.TERM, SigAction.Handle, HANDLER);
    yield u.fork([], p, function* (child) {
      yield u.fork([], child, idle);
      yield u.wait([], child);
      yield u.sleep([], child, 1);
      yield u.send([], child, Sig.TERM, p.id);
      yield u.sleep([], child, 1);
      yield u.send([], child, Sig.TERM, p.id);
      yield u.sleep([], child, 1);
      yield u.send([], child, Sig.TERM, p.id);
    });
    yield u.wait(log, p);
    yield u.signalReturn(p);
    yield u.sleep(log, p, 100);
    yield u.signalReturn(p);
    yield u.hold([], p, signalBit(Sig.USER1));
    yield u.pause(log, p, signalBit(Sig.USER2));
    masks.push(p.signals.holdMask);
    yield u.signalReturn(p);
    masks.push(p.signals.holdMask);
  });
  host.run();
  assert.equal((log[0] as number[])[0], Status.GEN_ABORTED_BY_SIGNAL);
  assert.deepEqual(log.slice(1), [Status.GEN_ABORTED_BY_SIGNAL, SUCCESS]);
  assert.deepEqual(masks, [signalBit(Sig.USER2) | signalBit(Sig.TERM), signalBit(Sig.USER1)]);
});

test('permission and existence: signal 0 asks, other users are refused, families are addressed as one', () => {
  const host = createFakeHost();
  const u = user(host);
  const log: unknown[] = [];
  const family = cell<number>();
  const init = host.boot(function* (p) {
    yield u.note(log, 'Proc_SetFamilyID', p, { pid: 0xffffffff, family: p.id });
    yield u.action([], p, Sig.INTERRUPT, SigAction.Ignore);
    for (let i = 0; i < 2; i++) {
      yield u.fork([], p, function* (child) {
        yield u.action([], child, Sig.INTERRUPT, SigAction.Default);
        yield u.pause([], child, 0);
      });
    }
    yield u.note(log, 'Proc_GetFamilyID', p, { pid: lastPid(host), family }, family);
    yield u.send(log, p, 0, lastPid(host));
    yield u.send(log, p, 0, 0x1ff);
    yield u.send(log, p, 32, lastPid(host));
    yield u.send(log, p, Sig.TERM, 0x77, 1);
    yield u.sleep([], p, 1);
    p.effectiveUserId = 7;
    yield u.send(log, p, Sig.KILL, lastPid(host));
    yield u.send(log, p, Sig.KILL, p.id, 1);
    p.effectiveUserId = 0;
    yield u.send(log, p, Sig.INTERRUPT, p.id, 1);
    yield u.wait(log, p);
    yield u.wait(log, p);
  });
  host.run();
  assert.deepEqual(log[1], [SUCCESS, init.id]);
  assert.deepEqual(
    log.map((entry) => (Array.isArray(entry) ? entry[0] : entry)),
    [
      SUCCESS,
      SUCCESS,
      SUCCESS,
      Status.PROC_INVALID_PID,
      Status.SIG_INVALID_SIGNAL,
      Status.PROC_INVALID_FAMILY_ID,
      Status.PROC_UID_MISMATCH,
      Status.PROC_UID_MISMATCH,
      SUCCESS,
      SUCCESS,
      SUCCESS,
    ],
  );
  assert.equal(host.processes.count(), 0);
});

test('the interval timer sends SIG_TIMER without drift, and is cancelled by zero and by exit', () => {
  const host = createFakeHost();
  const u = user(host);
  const times: number[] = [];
  host.boot(function* (p) {
    const timer = (value: number, interval: number) => ({
      type: 0,
      newTimer: {
        interval: { seconds: 0, microseconds: interval },
        curValue: { seconds: 0, microseconds: value },
      },
      oldTimer: cell<never>(),
    });
    yield u.action([], p, Sig.TIMER, SigAction.Handle, HANDLER);
    yield u.note([], 'Proc_SetIntervalTimer', p, timer(35_000, 25_000));
    for (let i = 0; i < 3; i++) {
      yield u.pause([], p, 0);
      times.push(host.kernel.now() / 1e6);
      yield u.signalReturn(p);
    }
    yield u.note([], 'Proc_SetIntervalTimer', p, timer(0, 0));
    yield u.note([], 'Proc_SetIntervalTimer', p, timer(500_000, 500_000));
  });
  host.run();
  // Interrupts are 10 ms apart; the expiries are a little after 35, 60 and 85 ms.
  assert.deepEqual(
    times.map((time) => Math.floor(time / 10) * 10),
    [40, 70, 90],
  );
  assert.equal(host.processes.count(), 0);
});

test('a timer that is due, while its interrupt is still to come, is not a timer that is off', () => {
  const host = createFakeHost();
  const u = user(host);
  const found: unknown[] = [];
  host.boot(function* (p) {
    const newTimer = {
      interval: { seconds: 0, microseconds: 25_000 },
      curValue: { seconds: 0, microseconds: 35_000 },
    };
    yield u.note([], 'Proc_SetIntervalTimer', p, { type: 0, newTimer, oldTimer: cell<never>() });
    yield function* () {
      const timer = cell<typeof newTimer>();
      host.kernel.charge(36e6);
      yield* u.note(found, 'Proc_GetIntervalTimer', p, { type: 0, timer }, timer)();
    };
  });
  host.run();
  const [[, timer]] = found as [[number, { readonly curValue: { readonly microseconds: number } }]];
  assert.equal(timer.curValue.microseconds, 1);
});

test("what a process of the kernel has used can be asked like anybody else's", () => {
  const host = createFakeHost();
  const u = user(host);
  const asleep = createWaitQueue('for ever');
  const found: unknown[] = [];
  const daemon = host.kernel.spawn('daemon', function* () {
    for (;;) yield* sleepOn(host.kernel, asleep);
  });
  host.boot(function* (p) {
    yield u.note(found, 'Proc_GetResUsage', p, { pid: daemon.id, usage: cell<never>() });
    yield u.note(found, 'Proc_GetPriority', p, { pid: daemon.id, priority: cell<number>() });
    yield u.note(found, 'Sig_Send', p, { signal: Sig.KILL, id: daemon.id, isFamily: 0 });
  });
  host.run();
  assert.deepEqual(found.slice(0, 2), [SUCCESS, SUCCESS]);
});
