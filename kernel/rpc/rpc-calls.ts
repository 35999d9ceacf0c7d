/**
 * What programs see of the RPC system: Test_Rpc, which makes calls and measures them, and the counters, by command
 * of Sys_Stats. On a host without a network there is nothing to call and nothing is counted.
 * Source: kernel-call reference, 1 and 1.6; RPC reference, 12.1. The layout of the counters is that of their names,
 * one int each.
 */
import { bind, int, struct, uint } from '../../arch/codec.js';
import { Time } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import { timeOf } from '../../arch/time.js';
import type { HostId, UserAddress } from '../../arch/units.js';
import type { Kernel } from '../kernel.js';
import type { Process } from '../process.js';
import type { StatisticsCommand } from '../sys-calls.js';
import type { Task } from '../task.js';
import type { UserMemory } from '../user-memory.js';
import { RpcCommand } from './commands.js';
import { MAX_DATA_BYTES, NO_BYTES } from './packet.js';
import { NO_REPLY, type Rpc } from './rpc.js';
import { createRpcControls } from './rpc-controls.js';
import { clientCounterNames, serverCounterNames } from './statistics.js';

export interface RpcCalls {
  testRpc(process: Process, command: number, address: UserAddress): Task<Status>;
  readonly statistics: ReadonlyMap<number, StatisticsCommand>;
}

/** The record of Test_Rpc: who to call, how often, with how much, and where the time that took goes. */
const EchoArgs = struct('Rpc_EchoArgs', {
  serverID: int,
  n: int,
  size: int,
  inData: uint,
  outData: uint,
  deltaTime: uint,
});

const TestCommand = { ECHO: 1, SEND: 2 } as const;
const MOST_CALLS = 1_000_000;
const Stats = {
  CLIENT: 1,
  SERVER: 2,
  SERVER_STATE: 13,
  CLIENT_STATE: 14,
  ETHER: 15,
  SERVED: 22,
  CALLED: 23,
} as const;

export function createRpcCalls(kernel: Kernel, rpc: Rpc | null, memory: () => UserMemory): RpcCalls {
  const { layout } = kernel.machine;
  const argsCodec = bind(EchoArgs, layout);
  const timeCodec = bind(Time, layout);

  function* callOften(
    host: Rpc,
    command: number,
    server: HostId,
    count: number,
    data: Uint8Array,
  ): Task<{ readonly status: Status; readonly data: Uint8Array }> {
    let echoed: Uint8Array = NO_BYTES;
    for (let i = 0; i < count; i++) {
      const isEcho = command === TestCommand.ECHO;
      const limits = isEcho ? { parameters: 0, data: MAX_DATA_BYTES } : NO_REPLY;
      const procedure = isEcho ? RpcCommand.ECHO_2 : RpcCommand.SEND;
      const result = yield* host.call(server, procedure, { parameters: NO_BYTES, data }, limits);
      if (result.status !== SUCCESS) return { status: result.status, data: NO_BYTES };
      echoed = result.data;
    }
    return { status: SUCCESS, data: echoed };
  }

  function* testRpc(process: Process, command: number, address: UserAddress): Task<Status> {
    if (command !== TestCommand.ECHO && command !== TestCommand.SEND) return Status.GEN_INVALID_ARG;
    if (rpc === null) return Status.GEN_NOT_IMPLEMENTED;
    const bytes = yield* memory().copyIn(process, address, argsCodec.size);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    const args = argsCodec.decode(bytes);
    const isSane = args.n >= 0 && args.n <= MOST_CALLS && args.size >= 0 && args.size <= MAX_DATA_BYTES;
    if (!isSane || args.serverID < 1) return Status.GEN_INVALID_ARG;
    const data = args.size === 0 ? NO_BYTES : yield* memory().copyIn(process, args.inData, args.size);
    if (data === null) return Status.SYS_ARG_NOACCESS;
    const startNs = kernel.stretchTime();
    const result = yield* callOften(rpc, command, args.serverID as HostId, args.n, data);
    const tookNs = kernel.stretchTime() - startNs;
    if (result.status !== SUCCESS) return result.status;
    const stored =
      (result.data.length === 0 || (yield* memory().copyOut(process, args.outData, result.data))) &&
      (yield* memory().copyOut(process, args.deltaTime, timeCodec.encode(timeOf(tookNs))));
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  // --- Counters ------------------------------------------------------------------------------------------------------

  const ints = (values: readonly number[]): Uint8Array => {
    const bytes = new Uint8Array(4 * values.length);
    const view = new DataView(bytes.buffer);
    for (const [i, value] of values.entries()) view.setUint32(4 * i, value, layout.littleEndian);
    return bytes;
  };

  /** Numbers of the host, or of one line of a table by the call's option; FS_INVALID_ARG behind the last. */
  const numbers = (of: (host: Rpc, option: number) => readonly number[] | null): StatisticsCommand =>
    function* rpcNumbers(process, option, address) {
      if (rpc === null) return Status.GEN_NOT_IMPLEMENTED;
      const values = of(rpc, option);
      if (values === null) return Status.FS_INVALID_ARG;
      return (yield* memory().copyOut(process, address, ints(values))) ? SUCCESS : Status.SYS_ARG_NOACCESS;
    };

  const serverStates = ['free', 'stuck', 'busy', 'wait', 'aging', 'no reply', 'frag'];
  const channelStates = ['free', 'busy', 'wait', 'input', 'timeout'];

  return {
    testRpc,
    statistics: new Map<number, StatisticsCommand>([
      ...createRpcControls(kernel, rpc, numbers),
      [Stats.CLIENT, numbers(({ statistics }) => clientCounterNames.map((name) => statistics.client[name]))],
      [Stats.SERVER, numbers(({ statistics }) => serverCounterNames.map((name) => statistics.server[name]))],
      [Stats.SERVED, numbers(({ statistics }) => [...statistics.services])],
      [Stats.CALLED, numbers(({ statistics }) => [...statistics.calls])],
      [
        Stats.SERVER_STATE,
        numbers((host, index) => {
          const view = host.serverProcesses()[index];
          return view === undefined
            ? null
            : [view.command, view.client, view.channel, serverStates.indexOf(view.state), view.age];
        }),
      ],
      [
        Stats.CLIENT_STATE,
        numbers((host, index) => {
          const view = host.channels()[index];
          return view === undefined
            ? null
            : [view.command, view.server, index, channelStates.indexOf(view.state), 0];
        }),
      ],
      [
        Stats.ETHER,
        numbers((host) => {
          const counts = host.interfaceCounts();
          return [
            counts.packetsReceived,
            counts.packetsSent,
            counts.broadcastsReceived,
            counts.badPackets,
            counts.bytesReceived,
            counts.bytesSent,
          ];
        }),
      ],
    ]),
  };
}
