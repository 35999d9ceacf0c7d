/**
 * The commands of Sys_Stats that look at the RPC system's bookkeeping of other hosts, and that set what it does. What
 * changes the host is root's. Source: kernel-call reference, 1.6; RPC reference, 3.5, 12.1, 12.2; the counters of
 * recovery are one int each, in the reference's order.
 */
import { Status, SUCCESS } from '../../arch/status.js';
import type { Kernel } from '../kernel.js';
import type { Process } from '../process.js';
import type { StatisticsCommand } from '../sys-calls.js';
import type { Rpc } from './rpc.js';

const Stats = {
  TRACE: 6,
  ENABLE_SERVICE: 16,
  RECOVERY: 27,
  SET_MAX: 33,
  SET_NUMBER: 34,
  NEGATIVE_ACKS: 35,
  RECOVERY_PRINT: 38,
} as const;

const TraceOption = { PRINT: -1, OFF: -2, ON: -3 } as const;
/** Sprite's absolute limit of server processes. */
const MOST_SERVERS = 70;
const MOST_PRINTING = 10;

/** A setting by the call's option; false for a value it cannot have. */
type Setting = (host: Rpc, option: number) => boolean;

const isSwitch = (option: number): boolean => option === 0 || option === 1;
const isCount = (option: number): boolean => option >= 1 && option <= MOST_SERVERS;

const settings: readonly (readonly [number, Setting])[] = [
  [
    Stats.ENABLE_SERVICE,
    (host, option) => {
      if (isSwitch(option)) host.enableService(option === 1);
      return isSwitch(option);
    },
  ],
  [
    Stats.SET_MAX,
    (host, option) => {
      if (isCount(option)) host.settings.maxProcesses = option;
      return isCount(option);
    },
  ],
  [
    Stats.SET_NUMBER,
    (host, option) => {
      if (isCount(option)) host.makeServers(option);
      return isCount(option);
    },
  ],
  [
    Stats.NEGATIVE_ACKS,
    (host, option) => {
      if (isSwitch(option)) host.settings.nacks = option === 1;
      return isSwitch(option);
    },
  ],
  [
    Stats.RECOVERY_PRINT,
    (host, option) => {
      const isLevel = option >= 0 && option <= MOST_PRINTING;
      if (isLevel) host.hosts.setPrinting(option);
      return isLevel;
    },
  ],
];

export function createRpcControls(
  kernel: Kernel,
  rpc: Rpc | null,
  numbers: (of: (host: Rpc) => readonly number[]) => StatisticsCommand,
): readonly (readonly [number, StatisticsCommand])[] {
  const rootOnly = (process: Process): boolean => process.effectiveUserId === 0;

  const setting = (set: Setting): StatisticsCommand =>
    function* rpcSetting(process, option) {
      if (rpc === null) return Status.GEN_NOT_IMPLEMENTED;
      if (!rootOnly(process)) return Status.GEN_NO_PERMISSION;
      return set(rpc, option) ? SUCCESS : Status.GEN_INVALID_ARG;
    };

  /** Records of the trace have a layout that is not known: it can be switched, and printed on the console. */
  function* traceCommand(_process: Process, option: number) {
    if (rpc === null) return Status.GEN_NOT_IMPLEMENTED;
    if (option === TraceOption.PRINT) for (const line of rpc.trace.lines()) kernel.log(line);
    else if (option === TraceOption.OFF || option === TraceOption.ON)
      rpc.trace.switch(option === TraceOption.ON);
    else return Status.GEN_NOT_IMPLEMENTED;
    return SUCCESS;
  }

  return [
    [Stats.TRACE, traceCommand],
    [
      Stats.RECOVERY,
      numbers(({ hosts }) => {
        const counts = hosts.counts();
        return [
          counts.packets,
          counts.pings,
          counts.suppressedPings,
          counts.timeouts,
          counts.crashes,
          // A crash is never taken back here: a host that was given up and answers has its handles opened again.
          0,
          counts.reboots,
          counts.hostsWatched,
        ];
      }),
    ],
    ...settings.map(([command, set]) => [command, setting(set)] as const),
  ];
}
