/**
 * The client's channels: each has at most one call outstanding, and is best used with the server it was used with
 * before, where a process still waits for it. Source: RPC reference, 2.
 */
import type { Status } from '../../arch/status.js';
import type { HostId } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { BROADCAST } from '../net/frame.js';
import type { WaitQueue } from '../process.js';
import type { Task } from '../task.js';
import { createWaitQueue, sleepOn, wakeAll } from '../wait-queue.js';
import type { Areas, Assembly, RpcPacket } from './packet.js';
import type { Sign } from './patience.js';
import type { ClientCounters } from './statistics.js';

/** Whom a call is for. */
export type Callee = HostId | typeof BROADCAST;

export interface RpcResult extends Areas {
  readonly status: Status;
  /** Byte order of the parameters. */
  readonly littleEndian: boolean;
  /** Who answered (a broadcast has one answer of many). */
  readonly server: Callee;
}

export interface ChannelView {
  readonly index: number;
  readonly server: number;
  readonly command: number;
  readonly state: 'free' | 'busy' | 'wait' | 'input' | 'timeout';
}

export interface Channel {
  readonly index: number;
  readonly changed: WaitQueue;
  server: Callee | null;
  serverHint: number;
  call: Call | null;
  lastId: number;
}

/** A call in progress. */
export interface Call {
  readonly id: number;
  readonly server: Callee;
  readonly command: number;
  readonly request: readonly RpcPacket[];
  /** Fragments of the request that the server is known to have. */
  delivered: number;
  reply: Assembly | null;
  result: RpcResult | null;
  /** What has come since the last look. */
  sign: Sign | null;
}

const CHANNELS = 8;

export interface Channels {
  /** Waits until one is free. */
  takeChannel(server: Callee): Task<Channel>;
  /** Its call is over. */
  releaseChannel(channel: Channel): void;
  at(index: number): Channel | undefined;
  views(): readonly ChannelView[];
}

export function createChannels(kernel: Kernel, counters: ClientCounters): Channels {
  const channels: readonly Channel[] = Array.from({ length: CHANNELS }, (_, index) => ({
    index,
    changed: createWaitQueue('remote call'),
    server: null,
    serverHint: 0,
    call: null,
    lastId: 0,
  }));
  const channelFreed = createWaitQueue('RPC channel');

  /** Last used with this server; else never used; else the one unused for longest. */
  function freeChannel(server: Callee): Channel | null {
    const free = channels.filter((channel) => channel.call === null);
    const same = free.find((channel) => channel.server === server);
    if (same !== undefined) {
      counters.chanHits++;
      return same;
    }
    const fresh = free.find((channel) => channel.server === null);
    if (fresh !== undefined) {
      counters.chanNew++;
      return fresh;
    }
    if (free.length === 0) return null;
    counters.chanReuse++;
    return free.reduce((oldest, channel) => (channel.lastId < oldest.lastId ? channel : oldest));
  }

  function* takeChannel(server: Callee): Task<Channel> {
    for (;;) {
      const channel = freeChannel(server);
      if (channel !== null) return channel;
      counters.chanWaits++;
      yield* sleepOn(kernel, channelFreed);
    }
  }

  return {
    takeChannel,
    releaseChannel(channel) {
      channel.call = null;
      wakeAll(kernel, channelFreed);
    },
    at: (index) => channels[index],
    views: () =>
      channels.map(({ index, server, call }) => ({
        index,
        server: server ?? -1,
        command: call?.command ?? 0,
        state: call === null ? 'free' : call.reply !== null ? 'input' : 'wait',
      })),
  };
}
