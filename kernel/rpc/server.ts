/**
 * The server half: kernel processes, each bound to one channel of one client until it is reclaimed. A request
 * arrives by interrupt (`server-input.ts`) and is handed to a process of the pool (`server-pool.ts`); the reply is
 * kept until the client's next request on that channel acknowledges it, or a probe does. So a call is done at most
 * once while both hosts stay up. Source: RPC reference, 3.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import { isTask, type MaybeTask, type Task } from '../task.js';
import { sleepOn } from '../wait-queue.js';
import { commandNames, type RpcCommandNumber } from './commands.js';
import { reportServed } from './events.js';
import type { RpcLink } from './link.js';
import { type Areas, cutMessage, NO_BYTES, RpcFlag, type RpcPacket } from './packet.js';
import { createRequestInput } from './server-input.js';
import { createServerPool, type ServerPool } from './server-pool.js';
import { type ServerProcess, type ServerView, unbind, viewOf } from './server-process.js';

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

export interface RpcServer extends Pick<ServerPool, 'settings' | 'start' | 'makeProcesses'> {
  /** @throws Error when the command is served already: a fault of the emulator. */
  serve(command: RpcCommandNumber, service: RpcService): void;
  input(packet: RpcPacket): void;
  /** The client has died: what its processes still do concerns nobody. */
  clientDied(client: HostId): void;
  processes(): readonly ServerView[];
}

export interface ServerHooks {
  /** A request has come; waits while the crash of an earlier life of that host is cleaned up. */
  heardFrom(host: HostId, bootId: number, notActive: boolean): Task<void>;
}

export function createRpcServer(link: RpcLink, hooks: ServerHooks): RpcServer {
  const { kernel, statistics } = link;
  const { costs, layout } = kernel.machine;
  const services = new Map<number, RpcService>();
  const pool = createServerPool(link, serveNext);

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
      pool.wakeDaemon();
      return;
    }
    own.reply = replyPackets(own, header.delay, answer);
    own.state = 'wait';
    own.age = 0;
    pool.wakeDaemon();
    link.send(client, own.reply);
    pool.replied();
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

  return {
    serve(command, service) {
      if (services.has(command)) throw new Error(`RPC ${command} is served already`);
      services.set(command, service);
    },
    input: createRequestInput(link, pool),
    start: pool.start,
    clientDied(client) {
      for (const own of pool.all()) {
        if (own.client !== client) continue;
        if (own.state === 'busy') own.state = 'stuck';
        else if (own.state !== 'stuck') unbind(own);
      }
    },
    settings: pool.settings,
    makeProcesses: pool.makeProcesses,
    processes: () => pool.all().map(viewOf),
  };
}
