/** What the RPC system counts, by Sprite's names. Source: RPC reference, 12.1. */
import { COMMAND_COUNT } from './commands.js';

export const clientCounterNames = [
  'toClient',
  'badChannel',
  'chanBusy',
  'badId',
  'requests',
  'replies',
  'acks',
  'recvPartial',
  'nacks',
  'reNacks',
  'maxNacks',
  'timeouts',
  'aborts',
  'resends',
  'sentPartial',
  'errors',
  'nullErrors',
  'dupFrag',
  'close',
  'oldInputs',
  'badInputs',
  'tooManyAcks',
  'chanHits',
  'chanNew',
  'chanReuse',
  'newTrouble',
  'moreTrouble',
  'endTrouble',
  'noMark',
  'nackChanWait',
  'chanWaits',
  'chanBroads',
  'paramOverrun',
  'dataOverrun',
  'shorts',
  'longs',
] as const;

export const serverCounterNames = [
  'toServer',
  'noAlloc',
  'invClient',
  'nacks',
  'mostNackBufs',
  'selfNacks',
  'serverBusy',
  'requests',
  'impAcks',
  'handoffs',
  'fragMsgs',
  'handoffAcks',
  'fragAcks',
  'sentPartial',
  'busyAcks',
  'resends',
  'badState',
  'extra',
  'reclaims',
  'reassembly',
  'dupFrag',
  'nonFrag',
  'fragAborts',
  'recvPartial',
  'closeAcks',
  'discards',
  'unknownAcks',
] as const;

export type ClientCounters = { [K in (typeof clientCounterNames)[number]]: number };
export type ServerCounters = { [K in (typeof serverCounterNames)[number]]: number };

export interface RpcStatistics {
  readonly client: ClientCounters;
  readonly server: ServerCounters;
  /** Calls by command number: made, and served. */
  readonly calls: Uint32Array;
  readonly services: Uint32Array;
  /** Time of calls and of service, summed, nanoseconds. */
  readonly callNs: Float64Array;
  readonly serviceNs: Float64Array;
}

const zeros = <N extends string>(names: readonly N[]): { [K in N]: number } =>
  Object.fromEntries(names.map((name) => [name, 0])) as { [K in N]: number };

export const createRpcStatistics = (): RpcStatistics => ({
  client: zeros(clientCounterNames),
  server: zeros(serverCounterNames),
  calls: new Uint32Array(COMMAND_COUNT),
  services: new Uint32Array(COMMAND_COUNT),
  callNs: new Float64Array(COMMAND_COUNT),
  serviceNs: new Float64Array(COMMAND_COUNT),
});
