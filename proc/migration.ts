/** What calls and signals ask of migration, which stands above this folder. */
import type { HostId } from '../arch/units.js';
import type { CallResult } from '../kernel/calls.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { ExecRequest } from './exec-request.js';

export interface Migration {
  /** Proc_Migrate. */
  migrate(caller: Process, pid: number, host: number): Task<CallResult>;
  /** Exec on another host; NO_RESULT when the process is about to go there. */
  remoteExec(process: Process, request: ExecRequest, host: HostId): Task<CallResult>;
  /** A migrate signal, before the process would enter user mode: true when it is no more, here. */
  trap(process: Process, signal: number): Task<boolean>;
  /** A process begins to end: it goes nowhere any more. */
  exiting(process: Process): Task<void>;
  /** The record of one of this host's own is over. */
  ended(process: Process): void;
  /** A foreign process has exited, and its home was not told. */
  homeless(process: Process): void;
}
