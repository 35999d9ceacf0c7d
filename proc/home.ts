/**
 * A foreign process and its home. Its fork, exec and exit are done on the host it runs on, and told to the home,
 * which keeps the process's record: so the home has the children, gives out the ids, and tells the parent.
 * Source: migration reference, 5.1.
 */
import { int, latin1Bytes, latin1Text, struct, uint } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import { type HostId, type ProcessId, SECOND } from '../arch/units.js';
import { callTable } from '../kernel/call-table.js';
import type { RemoteAnswer } from '../kernel/forwarding.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag, ProcessState } from '../kernel/process.js';
import { NO_BYTES } from '../kernel/rpc/packet.js';
import { wireRecord } from '../kernel/rpc/procedure.js';
import type { Task } from '../kernel/task.js';
import { type Families, NO_FAMILY } from './family.js';
import type { ProcessNetwork } from './network.js';
import type { Outcome, ProcessTable } from './process-table.js';

/** What a foreign process tells its home. */
export interface HomeLink {
  /** A child was made: its id at home, or null when the home's table is full, or the home is down. */
  forked(parent: Process, child: Process): Task<ProcessId | null>;
  execed(process: Process): Task<void>;
  /** The status says whether home knows of it. A null outcome: there was no process after all. */
  exited(process: Process, outcome: Outcome | null): Task<Status>;
}

export interface HomeParts {
  readonly kernel: Kernel;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly network: ProcessNetwork;
  /** The record's process is no more: its children and its parent are told. */
  endRecord(process: Process, outcome: Outcome): void;
}

const forkRecord = wireRecord(struct('RemoteFork', { childID: uint }));
const forkReply = wireRecord(struct('RemoteForkReply', { childID: uint }));
const execRecord = wireRecord(struct('RemoteExec', { effectiveUserID: int, argLength: int }));
const exitRecord = wireRecord(
  struct('RemoteExit', {
    reason: int,
    status: int,
    code: int,
    kernelSeconds: int,
    kernelNs: int,
    userSeconds: int,
    userNs: int,
    childKernelSeconds: int,
    childKernelNs: int,
    childUserSeconds: int,
    childUserNs: int,
    quantumEnds: int,
    waitEvents: int,
  }),
);
/** In place of a reason. */
const NEVER_WAS = 0;
const secondsOf = (ns: number): number => Math.floor(ns / SECOND);
const restOf = (ns: number): number => Math.floor(ns) % SECOND;

const FORK = callTable.Proc_Fork.number;
const EXEC = callTable.Proc_Exec.number;
const EXIT = callTable.Proc_Exit.number;

export function createHomeLink(parts: HomeParts): HomeLink {
  const { kernel, table, families } = parts;
  const { forwarding } = parts.network;
  const { littleEndian } = kernel.machine.layout;

  // --- At home -------------------------------------------------------------------------------------------------

  const failed = (status: Status): RemoteAnswer => ({ status, data: NO_BYTES });
  const done = (): RemoteAnswer => failed(SUCCESS);

  function makeShadow(parent: Process, client: HostId, childId: ProcessId): Process | null {
    const child = kernel.processes.allocate();
    if (child === null) return null;
    child.genFlags = parent.genFlags & ProcessFlag.USER;
    child.argString = parent.argString;
    child.userId = parent.userId;
    child.effectiveUserId = parent.effectiveUserId;
    child.priority = parent.priority;
    child.state = ProcessState.Migrated;
    child.peer = { host: client, id: childId, isHome: false };
    table.enter(child, parent);
    const family = families.of(parent);
    if (family !== NO_FAMILY) families.join(child, family);
    return child;
  }

  forwarding.serveHome(FORK, function* serveFork(shadow, client, data) {
    const record = forkRecord.decode(data, littleEndian);
    if (record === null) return failed(Status.GEN_INVALID_ARG);
    const child = makeShadow(shadow, client, record.childID as ProcessId);
    if (child === null) return failed(Status.PROC_NO_SEGMENTS);
    return { status: SUCCESS, data: forkReply.encode({ childID: child.id }, littleEndian) };
  });

  forwarding.serveHome(EXEC, function* serveExec(shadow, _client, data) {
    const record = execRecord.decode(data.subarray(0, execRecord.size), littleEndian);
    if (record === null || record.argLength !== data.length - execRecord.size) {
      return failed(Status.GEN_INVALID_ARG);
    }
    shadow.effectiveUserId = record.effectiveUserID;
    shadow.argString = latin1Text(data.subarray(execRecord.size));
    return done();
  });

  forwarding.serveHome(EXIT, function* serveExit(shadow, _client, data) {
    const record = exitRecord.decode(data, littleEndian);
    if (record === null) return failed(Status.GEN_INVALID_ARG);
    shadow.kernelCpuNs = record.kernelSeconds * SECOND + record.kernelNs;
    shadow.userCpuNs = record.userSeconds * SECOND + record.userNs;
    shadow.quantumEnds = record.quantumEnds;
    shadow.waitEvents = record.waitEvents;
    const { childUsage } = table.kin(shadow);
    childUsage.kernelCpuNs = record.childKernelSeconds * SECOND + record.childKernelNs;
    childUsage.userCpuNs = record.childUserSeconds * SECOND + record.childUserNs;
    const { reason, status, code } = record;
    if (reason === NEVER_WAS) {
      families.join(shadow, NO_FAMILY);
      table.removeRecord(shadow);
    } else {
      parts.endRecord(shadow, { reason, status, code });
    }
    return done();
  });

  // --- Away ----------------------------------------------------------------------------------------------------

  return {
    *forked(parent, child) {
      const data = forkRecord.encode({ childID: child.id }, littleEndian);
      const answer = yield* forwarding.tellHome(parent, FORK, data);
      const reply = forkReply.decode(answer.data, littleEndian);
      return reply === null ? null : (reply.childID as ProcessId);
    },
    *execed(process) {
      const text = latin1Bytes(process.argString);
      const record = { effectiveUserID: process.effectiveUserId, argLength: text.length };
      const data = new Uint8Array(execRecord.size + text.length);
      data.set(execRecord.encode(record, littleEndian));
      data.set(text, execRecord.size);
      yield* forwarding.tellHome(process, EXEC, data);
    },
    *exited(process, outcome) {
      const { childUsage } = table.kin(process);
      const record = {
        ...(outcome ?? { reason: NEVER_WAS, status: 0, code: 0 }),
        kernelSeconds: secondsOf(process.kernelCpuNs),
        kernelNs: restOf(process.kernelCpuNs),
        userSeconds: secondsOf(process.userCpuNs),
        userNs: restOf(process.userCpuNs),
        childKernelSeconds: secondsOf(childUsage.kernelCpuNs),
        childKernelNs: restOf(childUsage.kernelCpuNs),
        childUserSeconds: secondsOf(childUsage.userCpuNs),
        childUserNs: restOf(childUsage.userCpuNs),
        quantumEnds: process.quantumEnds,
        waitEvents: process.waitEvents,
      };
      return (yield* forwarding.tellHome(process, EXIT, exitRecord.encode(record, littleEndian))).status;
    },
  };
}
