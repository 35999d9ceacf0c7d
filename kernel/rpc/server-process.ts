/**
 * A server process as its host knows it: bound to one channel of one client, or free; what it has of a request, and
 * the reply it keeps until it is acknowledged. Source: RPC reference, 3.
 */
import type { HostId } from '../../arch/units.js';
import type { WaitQueue } from '../process.js';
import { createWaitQueue } from '../wait-queue.js';
import type { Areas, Assembly, RpcPacket } from './packet.js';

export type ServerState = 'free' | 'stuck' | 'busy' | 'wait' | 'aging' | 'no reply' | 'frag';

export interface ServerProcess {
  readonly index: number;
  readonly wanted: WaitQueue;
  state: ServerState;
  client: HostId | 0;
  channel: number;
  id: number;
  command: number;
  assembly: Assembly | null;
  /** A whole request that the process has not taken yet. */
  request: { readonly packet: RpcPacket; readonly areas: Areas } | null;
  reply: readonly RpcPacket[];
  age: number;
}

/** What there is to see of one. */
export interface ServerView {
  readonly index: number;
  readonly command: number;
  readonly client: number;
  readonly channel: number;
  readonly state: ServerState;
  readonly age: number;
}

export const createServerProcess = (index: number): ServerProcess => ({
  index,
  wanted: createWaitQueue('request'),
  state: 'free',
  client: 0,
  channel: 0,
  id: 0,
  command: 0,
  assembly: null,
  request: null,
  reply: [],
  age: 0,
});

export function unbind(own: ServerProcess): void {
  own.state = 'free';
  own.client = 0;
  own.reply = [];
  own.assembly = null;
  own.age = 0;
}

export const viewOf = ({ index, command, client, channel, state, age }: ServerProcess): ServerView => ({
  index,
  command,
  client: client === 0 ? -1 : client,
  channel,
  state,
  age,
});
