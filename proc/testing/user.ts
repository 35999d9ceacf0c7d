/** The calls of a fake host as a test's program makes them: each notes its status, and what it answered. */
import type { CallName } from '../../kernel/call-table.js';
import type { Implementations } from '../../kernel/calls.js';
import type { Process } from '../../kernel/process.js';
import { call, cell, type Entry, type FakeHost, PAGE, type Program } from './fake-host.js';

/** Where a fork stores the child's id. */
const SCRATCH = PAGE + 0x400;
export const WaitFlag = { BLOCK: 1, SUSPENDED: 2 } as const;

export function user(host: FakeHost) {
  const { calls } = host;
  const note = <N extends Extract<CallName, keyof FakeHost['calls']>>(
    log: unknown[],
    name: N,
    process: Process,
    args: Parameters<Implementations[N]>[1],
    ...shown: { readonly value: unknown }[]
  ): Entry =>
    function* () {
      const status = yield* call<N>(calls[name] as Implementations[N], process, args);
      log.push(shown.length === 0 ? status : [status, ...shown.map(({ value }) => value)]);
      return status;
    };
  return {
    fork: (log: unknown[], p: Process, program: Program, pid = SCRATCH) => {
      host.next.push(program);
      return note(log, 'Proc_Fork', p, { shareHeap: 0, pid });
    },
    exit: (p: Process, status: number) => note([], 'Proc_Exit', p, { status }),
    wait: (log: unknown[], p: Process, flags: number = WaitFlag.BLOCK, numPids = 0, pidArray = 0) => {
      const cells = [cell<number>(), cell<number>(), cell<number>(), cell<number>()] as const;
      const [pid, reason, status, subStatus] = cells;
      const args = { numPids, pidArray, flags, pid, reason, status, subStatus, usage: cell<never>() };
      return note(log, 'Proc_Wait', p, args, ...cells);
    },
    send: (log: unknown[], p: Process, signal: number, id: number, isFamily = 0) =>
      note(log, 'Sig_Send', p, { signal, id, isFamily }),
    action:
      (log: unknown[], p: Process, signal: number, action: number, handler = 0, mask = 0): Entry =>
      () => {
        const memory = host.memoryOf(p);
        memory.setInt32(0, action, true);
        memory.setUint32(4, handler, true);
        memory.setInt32(8, mask, true);
        return note(log, 'Sig_SetAction', p, { signal, newAction: PAGE, oldAction: PAGE + 16 })();
      },
    hold: (log: unknown[], p: Process, newMask: number) => {
      const oldMask = cell<number>();
      return note(log, 'Sig_SetHoldMask', p, { newMask, oldMask }, oldMask);
    },
    pause: (log: unknown[], p: Process, holdMask: number) => note(log, 'Sig_Pause', p, { holdMask }),
    sleep: (log: unknown[], p: Process, seconds: number) =>
      note(log, 'Sync_WaitTime', p, { interval: { seconds, microseconds: 0 } }),
    note,
    signalReturn:
      (p: Process): Entry =>
      () =>
        host.processes.signalReturn(p),
  };
}

export const idle: Program = function* () {};
/** Id of the child of the latest fork. */
export const lastPid = (host: FakeHost): number => {
  const fork = host.events.findLast((event) => event.kind === 'fork');
  return fork?.kind === 'fork' ? fork.child : 0;
};
