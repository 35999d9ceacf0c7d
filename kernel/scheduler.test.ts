import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Context, ContextWord, type Engine, type Machine, Stop } from '../arch/machine.js';
import { type HostId, MILLISECOND, SECOND } from '../arch/units.js';
import { createEventQueue } from './event-queue.js';
import { type Process, ProcessState } from './process.js';
import { createProcessSlots } from './process-slots.js';
import { createScheduler } from './scheduler.js';
import { Suspension, type Task } from './task.js';

const HOST = 1 as HostId;
const TICK_NS = 10 * MILLISECOND;
const SWITCH_NS = 100_000;
const INTERRUPT_NS = 20_000;

/**
 * A machine of 1 MHz whose "program" is a list of steps: so many cycles of computing, then a call. It knows
 * nothing of registers: word Machine counts cycles done in the present step.
 */
function fixture(programs: readonly (readonly number[])[]) {
  const queue = createEventQueue();
  const slots = createProcessSlots(HOST);
  const history: string[] = [];
  const position = new Map<Context, { step: number; done: number; readonly program: readonly number[] }>();
  const engine: Engine = {
    run(context, budget) {
      const at = position.get(context);
      if (at === undefined) throw new Error('unknown context');
      const need = at.program[at.step] - at.done;
      if (need > budget) {
        at.done += budget;
        context.words[ContextWord.CyclesLeft] = 0;
        return Stop.Budget;
      }
      at.step++;
      at.done = 0;
      context.words[ContextWord.CyclesLeft] = budget - need;
      return Stop.Call;
    },
    invalidatePage() {},
    invalidateAll() {},
  };
  const costs = { contextSwitchNs: SWITCH_NS, interruptNs: INTERRUPT_NS };
  const machine = { clockHz: 1_000_000, tickNs: TICK_NS, quantumTicks: 10, costs } as unknown as Machine;
  const note = (process: Process, what: string): void => {
    history.push(`${queue.now() / MILLISECOND} ms: ${process.slot} ${what}`);
  };
  const scheduler = createScheduler({
    hostId: HOST,
    machine,
    engine,
    queue,
    lookaheadNs: 57_600,
    stepDone() {},
    *handleStop(process): Task<void> {
      note(process, 'calls');
      const at = position.get(process.context as Context);
      if (at !== undefined && at.step < at.program.length) return;
      process.state = ProcessState.Dead;
      yield Suspension.Block;
    },
    *userReturn(process): Task<void> {
      process.userReturnPending = false;
    },
  });
  const processes = programs.map((program) => {
    const process = slots.allocate() as Process;
    const context: Context = { words: new Int32Array(16), lookup: () => -1 };
    position.set(context, { step: 0, done: 0, program });
    process.context = context;
    return process;
  });
  const run = (untilNs: number): void => {
    while (queue.runNext(untilNs));
  };
  return { queue, scheduler, processes, history, run };
}

test('user code takes its cycles of virtual time, and a switch its cost', () => {
  const { scheduler, processes, history, run } = fixture([[5000, 2000]]);
  scheduler.makeReady(processes[0]);
  run(SECOND);
  assert.deepEqual(history, ['5.1 ms: 0 calls', '7.1 ms: 0 calls']);
});

test('two computing processes share the processor by quanta of 100 ms', () => {
  const { scheduler, processes, history, run } = fixture([[150_000], [150_000]]);
  for (const process of processes) scheduler.makeReady(process);
  run(SECOND);
  assert.equal(history.length, 2);
  const [first, second] = history.map((line) => Number.parseFloat(line));
  assert.ok(first > 250 && first < 252, `first ends at ${first} ms`);
  assert.ok(second > 300 && second < 302, `second ends at ${second} ms`);
  assert.equal(processes[0].quantumEnds, 1);
});

test('a process of priority 2 goes on through the ends of its quanta', () => {
  const { scheduler, processes, history, run } = fixture([[350_000], [1000]]);
  processes[0].priority = 2;
  for (const process of processes) scheduler.makeReady(process);
  run(SECOND);
  assert.deepEqual(history, ['350.1 ms: 0 calls', '351.2 ms: 1 calls']);
  assert.equal(processes[0].quantumEnds, 0);
});

test('CPU time is counted per tick', () => {
  const { scheduler, processes, run } = fixture([[95_000]]);
  scheduler.makeReady(processes[0]);
  run(SECOND);
  assert.equal(processes[0].userCpuNs, 9 * TICK_NS);
  assert.equal(processes[0].kernelCpuNs, 0);
});

test('an interrupt moves the end of a slice back by its cost', () => {
  const { queue, scheduler, processes, history, run } = fixture([[50_000]]);
  scheduler.makeReady(processes[0]);
  queue.schedule(HOST, 10 * MILLISECOND, () => scheduler.interrupt(() => scheduler.charge(1_000_000)));
  run(SECOND);
  assert.deepEqual(history, ['51.12 ms: 0 calls']);
});

test('a woken process with less usage preempts at once, an equal one waits for the quantum', () => {
  const { queue, scheduler, processes, history, run } = fixture([[400_000], [1000]]);
  scheduler.makeReady(processes[0]);
  queue.schedule(HOST, 350 * MILLISECOND, () => scheduler.interrupt(() => scheduler.makeReady(processes[1])));
  run(SECOND);
  assert.match(history[0], /^351\.\d* ms: 1 calls/);
});

test('usage decays by 14/16 every second, computed when looked at', () => {
  const { queue, scheduler, processes, run } = fixture([[1]]);
  processes[0].weightedUsage = 16_000;
  queue.schedule(HOST, 2 * SECOND, () => scheduler.refreshUsage(processes[0]));
  run(3 * SECOND);
  assert.equal(processes[0].weightedUsage, 12_250);
});

test('slices of any length add up to the same time', () => {
  const { queue, scheduler, processes, history, run } = fixture([[5000]]);
  scheduler.makeReady(processes[0]);
  // Events of another host cut the slices at odd places; they must not cost or win a cycle.
  for (let at = 7; at < 5_000_000; at += 33_331) queue.schedule(2, at, () => {});
  run(SECOND);
  assert.deepEqual(history, ['5.1 ms: 0 calls']);
});

test('an idle processor has no event of its own', () => {
  const { queue, scheduler, processes, run } = fixture([[10]]);
  scheduler.makeReady(processes[0]);
  run(SECOND);
  assert.equal(queue.nextTime(HOST), Number.POSITIVE_INFINITY);
  assert.equal(scheduler.occupant(), null);
});

test('sampled ticks: of a slice of 95 ms, 40 ms of an interrupt that began in it, and work of the kernel', () => {
  const { queue, scheduler, processes, run } = fixture([[95_000]]);
  const found = new Map<string, number>();
  scheduler.sample((what, ticks) => found.set(what, (found.get(what) ?? 0) + ticks));
  scheduler.makeReady(processes[0]);
  queue.schedule(HOST, 15 * MILLISECOND, () => scheduler.interrupt(() => scheduler.charge(40 * MILLISECOND)));
  run(SECOND);
  // User mode to 15 ms and from 55 ms to 135 ms.
  assert.deepEqual(Object.fromEntries(found), { interrupt: 4, user: 9 });
  found.clear();
  scheduler.sample(null);
  queue.schedule(HOST, 2 * SECOND, () => scheduler.interrupt(() => scheduler.charge(40 * MILLISECOND)));
  run(3 * SECOND);
  assert.equal(found.size, 0);
});
