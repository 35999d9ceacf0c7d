/**
 * The server processes of a host: how many there are, whom each serves, and how one is taken back from a channel that
 * does not need it any more. A client says so when it is asked; one that does not answer loses the process after some
 * passes of the daemon. Source: RPC reference, 3.
 */
import { type HostId, MILLISECOND, SECOND } from '../../arch/units.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { processesKeptFrom } from './commands.js';
import type { RpcLink } from './link.js';
import { RpcFlag, type RpcPacket } from './packet.js';
import { createServerProcess, type ServerProcess, unbind } from './server-process.js';

export interface ServerSettings {
  /** Answer NACK when no process is free. */
  nacks: boolean;
  maxProcesses: number;
}

/** Kernel processes, each bound to one channel of one client until it is reclaimed. */
export interface ServerPool {
  readonly settings: ServerSettings;
  all(): readonly ServerProcess[];
  /** Create the first ones and the daemon. */
  start(): void;
  /** Create processes until there are so many, if they may be. */
  makeProcesses(count: number): void;
  /** The process of the packet's channel, or a free one now bound to it. */
  processFor(packet: RpcPacket): ServerProcess | null;
  /** As many processes as may are at calls that can wait for other clients. */
  isTooMany(command: number): boolean;
  /** A call has found no process: one more is wanted. */
  missed(): void;
  /** A process has something to be taken back for. */
  wakeDaemon(): void;
  /** With few free ones, idle ones are asked for. */
  replied(): void;
}

const FIRST_PROCESSES = 2;
const MAX_PROCESSES = 50;
const ABSOLUTE_MAX_PROCESSES = 70;
/** With fewer free ones, idle ones are asked for. */
const FEW_FREE = 4;
const DAEMON_PERIOD_NS = 2 * SECOND;
const FULL_PERIOD_NS = SECOND;
/** Idle processes are asked for no more often than this. */
const ASK_AGAIN_NS = 20 * MILLISECOND;
/** Aging passes after which a process is taken from a client that does not answer. */
const MAX_AGE = 10;

/** `serveNext` is the body of a process: it serves the next request it is handed. */
export function createServerPool(link: RpcLink, serveNext: (own: ServerProcess) => Task<void>): ServerPool {
  const { kernel } = link;
  const counters = link.statistics.server;
  const processes: ServerProcess[] = [];
  /** The daemon sleeps here while there is nothing to take back, and here between two passes. */
  const daemonWanted = createWaitQueue('RPC daemon');
  const pause = createWaitQueue('RPC reclaiming');
  const settings: ServerSettings = { nacks: true, maxProcesses: MAX_PROCESSES };
  let processWanted = false;
  let askedNs = 0;

  function createProcess(): void {
    const own = createServerProcess(processes.length);
    processes.push(own);
    kernel.spawn('Rpc_Server', () => serveNext(own)).serves = true;
  }

  function wakeDaemon(): void {
    wakeAll(kernel, daemonWanted);
  }

  const mayGrow = (): boolean =>
    processes.length < Math.min(settings.maxProcesses, ABSOLUTE_MAX_PROCESSES) && !kernel.processes.isFull();
  const needsReclaiming = (): boolean =>
    processes.some(({ state }) => state === 'wait' || state === 'aging' || state === 'no reply');

  /** Creates processes that were missed, and takes idle ones back. Without either it sleeps. */
  function* daemon(): Task<void> {
    if (!needsReclaiming() && !processWanted) {
      yield* sleepOn(kernel, daemonWanted);
      return;
    }
    if (processWanted && mayGrow()) {
      processWanted = false;
      createProcess();
      return;
    }
    const isFull = !mayGrow();
    const deadlineNs = kernel.stretchTime() + (isFull ? FULL_PERIOD_NS : DAEMON_PERIOD_NS);
    while (kernel.stretchTime() < deadlineNs && !(processWanted && mayGrow()))
      yield* sleepOn(kernel, pause, { deadlineNs });
    if (processWanted && mayGrow()) return;
    processWanted = false;
    for (const own of processes) reclaim(own, isFull);
  }

  /** While no more can be made, the client of an idle one is asked at once whether it needs it. */
  function reclaim(own: ServerProcess, isFull: boolean): void {
    if (own.state === 'wait') {
      own.state = 'aging';
      if (!isFull) return;
    }
    if (own.state === 'no reply') unbind(own);
    else if (own.state === 'aging') {
      counters.reclaims++;
      own.age++;
      if (own.age >= MAX_AGE) unbind(own);
      else askToClose(own);
    }
  }

  function askToClose(own: ServerProcess): void {
    if (own.client === 0) return;
    link.sendControl(own.client, {
      flags: RpcFlag.CLOSE | RpcFlag.SERVER,
      clientId: own.client,
      serverId: kernel.hostId,
      channel: own.channel,
      serverHint: own.index,
      id: own.id,
    });
  }

  /** A request has been refused though some processes only keep a reply: their clients are asked before the next pass. */
  function askIdleToClose(): void {
    if (mayGrow() || kernel.stretchTime() - askedNs < ASK_AGAIN_NS) return;
    askedNs = kernel.stretchTime();
    for (const own of processes) {
      if (own.state === 'no reply') unbind(own);
      else if (own.state === 'wait' || own.state === 'aging') askToClose(own);
    }
  }

  function isTooMany(command: number): boolean {
    const kept = processesKeptFrom(command);
    if (kept === 0) return false;
    const most = mayGrow() ? Math.min(settings.maxProcesses, ABSOLUTE_MAX_PROCESSES) : processes.length;
    const isWaiting = (own: ServerProcess): boolean =>
      own.state === 'busy' && processesKeptFrom(own.command) > 0;
    return processes.filter(isWaiting).length >= Math.max(1, most - kept);
  }

  function processFor({ header }: RpcPacket): ServerProcess | null {
    const count = processes.length;
    let free: ServerProcess | null = null;
    for (let i = 0; i < count; i++) {
      const own = processes[(header.serverHint + i) % count];
      if (own.state === 'stuck') continue;
      if (own.client === header.clientId && own.channel === header.channel && own.state !== 'free')
        return own;
      if (own.state === 'free') free ??= own;
    }
    if (free !== null) {
      free.client = header.clientId as HostId;
      free.channel = header.channel;
      free.id = -1;
    }
    return free;
  }

  return {
    settings,
    all: () => processes,
    start() {
      for (let i = 0; i < FIRST_PROCESSES; i++) createProcess();
      kernel.spawn('Rpc_Daemon', daemon);
    },
    makeProcesses(count) {
      while (processes.length < count && mayGrow()) createProcess();
    },
    processFor,
    isTooMany,
    missed() {
      processWanted = true;
      wakeDaemon();
      if (mayGrow()) wakeAll(kernel, pause);
      askIdleToClose();
    },
    wakeDaemon,
    replied() {
      if (processes.filter(({ state }) => state === 'free').length < FEW_FREE) askIdleToClose();
    },
  };
}
