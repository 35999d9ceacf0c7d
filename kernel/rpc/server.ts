/**
 * The server half: kernel processes, each bound to one channel of one client until it is reclaimed. A request
 * arrives by interrupt, is put together from its fragments, and handed to the process; the reply is kept until
 * the client's next request on that channel acknowledges it, or a probe does. Sequence numbers suppress
 * duplicates: so a call is done at most once while both hosts stay up. Source: RPC reference, 3.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import { type HostId, MILLISECOND, SECOND } from '../../arch/units.js';
import { isTask, type MaybeTask, type Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import { COMMAND_COUNT, commandNames, processesKeptFrom, type RpcCommandNumber } from './commands.js';
import { reportServed } from './events.js';
import type { RpcLink } from './link.js';
import {
  type Areas,
  type Assembly,
  createAssembly,
  cutMessage,
  NO_BYTES,
  RpcFlag,
  type RpcPacket,
} from './packet.js';
import { createSequences } from './sequence.js';
import {
  createServerProcess,
  type ServerProcess,
  type ServerView,
  unbind,
  viewOf,
} from './server-process.js';

export interface RpcRequest extends Areas {
  readonly client: HostId;
  readonly command: number;
  /** Byte order of the parameters. */
  readonly littleEndian: boolean;
}

/** A reply's areas default to empty; an error may carry areas too. */
export interface RpcAnswer extends Partial<Areas> {
  readonly status: Status;
}

/** Null answers nothing at all: a broadcast that does not concern this host. */
export type RpcService = (request: RpcRequest) => MaybeTask<RpcAnswer | null>;

export interface RpcServer {
  /** @throws Error when the command is served already: a fault of the emulator. */
  serve(command: RpcCommandNumber, service: RpcService): void;
  input(packet: RpcPacket): void;
  /** Create the first processes and the daemon. */
  start(): void;
  /** The client has died: what its processes still do concerns nobody. */
  clientDied(client: HostId): void;
  settings: ServerSettings;
  /** Create processes until there are so many, if they may be. */
  makeProcesses(count: number): void;
  processes(): readonly ServerView[];
}

export interface ServerSettings {
  /** Answer NACK when no process is free. */
  nacks: boolean;
  maxProcesses: number;
}

export interface ServerHooks {
  /** A request has come; waits while the crash of an earlier life of that host is cleaned up. */
  heardFrom(host: HostId, bootId: number, notActive: boolean): Task<void>;
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

export function createRpcServer(link: RpcLink, hooks: ServerHooks): RpcServer {
  const { kernel, statistics } = link;
  const { costs, layout } = kernel.machine;
  const counters = statistics.server;
  const services = new Map<number, RpcService>();
  const processes: ServerProcess[] = [];
  /** The daemon sleeps here while there is nothing to take back, and here between two passes. */
  const daemonWanted = createWaitQueue('RPC daemon');
  const pause = createWaitQueue('RPC reclaiming');
  const settings: ServerSettings = { nacks: true, maxProcesses: MAX_PROCESSES };
  const sequences = createSequences();
  let processWanted = false;
  let askedNs = 0;

  // --- Processes ---------------------------------------------------------------------------------------------------

  function createProcess(): void {
    const own = createServerProcess(processes.length);
    processes.push(own);
    kernel.spawn('Rpc_Server', () => serveNext(own)).serves = true;
  }

  function* serveNext(own: ServerProcess): Task<void> {
    while (own.request === null) yield* sleepOn(kernel, own.wanted);
    const { packet, areas } = own.request;
    const { header } = packet;
    own.request = null;
    own.reply = [];
    const client = header.clientId as HostId;
    const startedNs = kernel.stretchTime();
    kernel.currentProcess().doing = `RPC ${commandNames[header.command]}`;
    kernel.charge(costs.rpcServerNs);
    yield* hooks.heardFrom(client, header.bootId, (header.flags & RpcFlag.NOT_ACTIVE) !== 0);
    const answer = yield* answerTo(header.command, header.serverId === 0, {
      client,
      command: header.command,
      littleEndian: packet.littleEndian,
      ...areas,
    });
    statistics.serviceNs[header.command] += kernel.stretchTime() - startedNs;
    reportServed(kernel, { packet, request: areas, answer, startedNs });
    // A later call of the channel has come meanwhile: the client has given this one up.
    if (own.state === 'stuck') {
      unbind(own);
      return;
    }
    if (answer === null) {
      own.state = 'no reply';
      wakeDaemon();
      return;
    }
    own.reply = replyPackets(own, header.delay, answer);
    own.state = 'wait';
    own.age = 0;
    wakeDaemon();
    link.send(client, own.reply);
    if (processes.filter(({ state }) => state === 'free').length < FEW_FREE) askIdleToClose();
  }

  function* answerTo(command: number, wasBroadcast: boolean, request: RpcRequest): Task<RpcAnswer | null> {
    if (!link.active) return wasBroadcast ? null : { status: Status.RPC_SERVICE_DISABLED };
    const service = services.get(command);
    if (service === undefined) return wasBroadcast ? null : { status: Status.RPC_INVALID_RPC };
    statistics.services[command]++;
    const result = service(request);
    const answer = isTask(result) ? yield* result : result;
    return answer !== null && answer.status === Status.RPC_NO_REPLY ? null : answer;
  }

  function replyPackets(own: ServerProcess, delay: number, answer: RpcAnswer): readonly RpcPacket[] {
    const isError = answer.status !== SUCCESS;
    const base = {
      flags: RpcFlag.REPLY | RpcFlag.SERVER | (isError ? RpcFlag.ERROR : 0),
      clientId: own.client,
      serverId: kernel.hostId,
      channel: own.channel,
      serverHint: own.index,
      bootId: 0,
      id: own.id,
      delay,
      command: isError ? answer.status : own.command,
    };
    const areas = { parameters: answer.parameters ?? NO_BYTES, data: answer.data ?? NO_BYTES };
    return cutMessage(base, areas, layout.littleEndian);
  }

  // --- The daemon ----------------------------------------------------------------------------------------------------

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

  // --- What arrives --------------------------------------------------------------------------------------------------

  /** As many processes as may are at calls that can wait for other clients. */
  function isTooMany(command: number): boolean {
    const kept = processesKeptFrom(command);
    if (kept === 0) return false;
    const most = mayGrow() ? Math.min(settings.maxProcesses, ABSOLUTE_MAX_PROCESSES) : processes.length;
    const isWaiting = (own: ServerProcess): boolean =>
      own.state === 'busy' && processesKeptFrom(own.command) > 0;
    return processes.filter(isWaiting).length >= Math.max(1, most - kept);
  }

  /** The process of that channel, or a free one now bound to it. */
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

  function input(packet: RpcPacket): void {
    const { header } = packet;
    counters.toServer++;
    if (header.clientId < 1 || header.clientId > 199) {
      counters.invClient++;
      return;
    }
    if (header.command >= COMMAND_COUNT) {
      counters.badState++;
      return;
    }
    const isRequest = (header.flags & RpcFlag.REQUEST) !== 0;
    const own = processFor(packet);
    const isOther = isRequest && header.id !== own?.id;
    if (isOther && sequences.isOld(header)) {
      if (own?.id === -1) unbind(own);
      counters.discards++;
      return;
    }
    const isNew = isOther && own?.state !== 'busy';
    if (own === null || (isNew && isTooMany(header.command))) {
      // Refused or not, a new call says that the reply to the one before has come.
      if (own !== null) unbind(own);
      return refuse(packet);
    }
    if (isOther) return newRequest(own, packet);
    if (header.id !== own.id) {
      if (own.id === -1) own.client = 0;
      counters.discards++;
      return;
    }
    if (isRequest) return sameRequest(own, packet);
    if ((header.flags & RpcFlag.ACK) === 0) {
      counters.badState++;
      return;
    }
    acknowledged(own, packet);
  }

  function refuse(packet: RpcPacket): void {
    counters.noAlloc++;
    processWanted = true;
    wakeDaemon();
    if (mayGrow()) wakeAll(kernel, pause);
    askIdleToClose();
    if (settings.nacks && (packet.header.flags & RpcFlag.REQUEST) !== 0) {
      counters.nacks++;
      sendBack(packet, RpcFlag.NACK, 0);
    }
  }

  /** An acknowledgement of some kind to the sender of `packet`. */
  function sendBack({ header }: RpcPacket, flags: number, mask: number): void {
    link.sendControl(header.clientId as HostId, {
      flags: flags | RpcFlag.SERVER,
      clientId: header.clientId,
      serverId: kernel.hostId,
      channel: header.channel,
      serverHint: header.serverHint,
      id: header.id,
      command: header.command,
      fragmentMask: mask,
    });
  }

  const wantsAck = ({ header }: RpcPacket): boolean =>
    (header.flags & RpcFlag.PLSACK) !== 0 && header.serverId !== 0;

  function newRequest(own: ServerProcess, packet: RpcPacket): void {
    const { header } = packet;
    if (own.state === 'busy') {
      // The client gave up what is being done for it: another process serves it now.
      own.state = 'stuck';
      counters.serverBusy++;
      return;
    }
    if (own.state === 'wait' || own.state === 'aging') counters.impAcks++;
    if (own.state === 'frag') counters.fragAborts++;
    own.reply = [];
    sequences.taken(header);
    own.id = header.id;
    own.command = header.command;
    own.age = 0;
    if (header.fragmentCount === 0) {
      own.assembly = null;
      handOver(own, packet, { parameters: packet.parameters.slice(), data: packet.data.slice() });
      if (wantsAck(packet)) sendBack(packet, RpcFlag.ACK, 0);
      return;
    }
    counters.fragMsgs++;
    own.state = 'frag';
    own.assembly = createAssembly(header.fragmentCount);
    fragment(own, own.assembly, packet);
  }

  function fragment(own: ServerProcess, assembly: Assembly, packet: RpcPacket): void {
    const isFirst = assembly.mask() === 0;
    const added = assembly.add(packet);
    if (added === 'bad') {
      counters.badState++;
      return;
    }
    if (added === 'added') {
      kernel.charge((packet.parameters.length + packet.data.length) * costs.receiveNsPerByte);
      if (!isFirst) kernel.charge(costs.packetReceiveNs);
    } else {
      counters.dupFrag++;
    }
    if (assembly.complete()) {
      counters.reassembly++;
      handOver(own, packet, assembly.areas(), false);
    } else if (added === 'duplicate' || wantsAck(packet)) {
      counters.fragAcks++;
      sendBack(packet, RpcFlag.ACK, assembly.mask());
    }
  }

  function handOver(own: ServerProcess, packet: RpcPacket, areas: Areas, chargeBytes = true): void {
    counters.requests++;
    counters.handoffs++;
    if (chargeBytes) kernel.charge((packet.parameters.length + packet.data.length) * costs.receiveNsPerByte);
    own.assembly = null;
    own.state = 'busy';
    own.request = { packet, areas };
    wakeAll(kernel, own.wanted);
  }

  function sameRequest(own: ServerProcess, packet: RpcPacket): void {
    switch (own.state) {
      case 'busy':
        counters.busyAcks++;
        if (packet.header.serverId !== 0) sendBack(packet, RpcFlag.ACK, 0);
        return;
      case 'frag':
        if (own.assembly !== null) fragment(own, own.assembly, packet);
        return;
      case 'wait':
      case 'aging':
        counters.resends++;
        own.state = 'wait';
        own.age = 0;
        link.send(packet.header.clientId as HostId, own.reply);
        return;
      default:
        counters.extra++;
    }
  }

  function acknowledged(own: ServerProcess, { header }: RpcPacket): void {
    if ((header.flags & RpcFlag.CLOSE) !== 0) {
      counters.closeAcks++;
      if (own.state === 'wait' || own.state === 'aging') unbind(own);
      return;
    }
    if ((header.flags & RpcFlag.LASTFRAG) === 0 || (own.state !== 'wait' && own.state !== 'aging')) {
      counters.unknownAcks++;
      return;
    }
    counters.recvPartial++;
    const missing = own.reply.filter(
      ({ header: { fragmentMask } }) => (fragmentMask & header.fragmentMask) === 0,
    );
    link.send(header.clientId as HostId, missing.length > 0 ? missing : own.reply.slice(-1));
  }

  return {
    serve(command, service) {
      if (services.has(command)) throw new Error(`RPC ${command} is served already`);
      services.set(command, service);
    },
    input,
    start() {
      for (let i = 0; i < FIRST_PROCESSES; i++) createProcess();
      kernel.spawn('Rpc_Daemon', daemon);
    },
    clientDied(client) {
      for (const own of processes) {
        if (own.client !== client) continue;
        if (own.state === 'busy') own.state = 'stuck';
        else if (own.state !== 'stuck') unbind(own);
      }
    },
    settings,
    makeProcesses(count) {
      while (processes.length < count && mayGrow()) createProcess();
    },
    processes: () => processes.map(viewOf),
  };
}
