/**
 * The Proc_* and Prof_* calls, put together. Calls that involve another host answer what Sprite answers when
 * that host is down. Source: kernel-call reference, 1; migration reference, 1.1 and 1.2.
 */
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import type { HostId, UserAddress } from '../arch/units.js';
import type { CallArguments } from '../kernel/call-table.js';
import { type CallResult, type Implementations, NO_RESULT } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { type Process, ProcessFlag } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { createDebug } from './debug.js';
import type { Exec } from './exec.js';
import type { Exit } from './exit.js';
import type { Fork } from './fork.js';
import type { IdCalls } from './ids.js';
import type { KernelProfile } from './kernel-profile.js';
import type { Lookup } from './lookup.js';
import type { Migration } from './migration.js';
import type { createPcbInfo } from './pcb-info.js';
import type { PriorityCalls } from './priority.js';
import { type ProcessTable, Reason } from './process-table.js';
import type { Profiles } from './profile.js';
import type { IntervalTimers } from './timers.js';
import type { createVectorReader } from './vectors.js';
import type { Waits } from './wait.js';

export type ProcCalls = Pick<
  Implementations,
  Extract<keyof Implementations, `Proc_${string}` | `Prof_${string}`>
>;

export interface ProcCallParts {
  readonly kernel: Kernel;
  readonly table: ProcessTable;
  readonly lookup: Lookup;
  migration(): Migration | null;
  readonly fork: Fork;
  readonly exec: Exec['exec'];
  readonly exit: Exit;
  readonly wait: Waits['wait'];
  readonly readVectors: ReturnType<typeof createVectorReader>;
  readonly getPcbInfo: ReturnType<typeof createPcbInfo>;
  readonly debug: ReturnType<typeof createDebug>;
  readonly timers: IntervalTimers;
  readonly profiles: Profiles;
  readonly kernelProfile: KernelProfile;
  readonly idCalls: IdCalls;
  readonly priorityCalls: PriorityCalls;
}

const MAX_HOST = 200;
/** PROC_ALL_PROCESSES: evict. */
const ALL_PROCESSES = 0;

export function createProcCalls(parts: ProcCallParts): ProcCalls {
  const { kernel, table, lookup, exec, timers, profiles, kernelProfile } = parts;

  const execFile = (
    process: Process,
    path: string,
    argv: UserAddress,
    envp: UserAddress,
    debugMe: boolean,
  ): Task<CallResult> =>
    exec(process, { path, debugMe, vectors: () => parts.readVectors(process, argv, envp) });

  const isHere = (host: number): boolean => host === kernel.hostId;

  /** Exec on another host; a host that cannot be, or has no network, is as one that is down. */
  function* execThere(
    process: Process,
    { file, argv, envp, host }: CallArguments<'Proc_RemoteExec'>,
  ): Task<CallResult> {
    const migration = parts.migration();
    if (host < 1 || host > MAX_HOST) return Status.GEN_INVALID_ARG;
    if (migration === null) return Status.RPC_TIMEOUT;
    const vectors = () => parts.readVectors(process, argv, envp);
    return yield* migration.remoteExec(process, { path: file, debugMe: false, vectors }, host as HostId);
  }

  function* migrate(caller: Process, { pid, hostID }: CallArguments<'Proc_Migrate'>): Task<CallResult> {
    if (isHere(hostID)) return SUCCESS;
    const migration = parts.migration();
    if (migration !== null) return yield* migration.migrate(caller, pid, hostID);
    // Nobody is foreign on a host without a network, and nobody can leave it.
    if (pid === ALL_PROCESSES) return caller.effectiveUserId === 0 ? SUCCESS : Status.GEN_NO_PERMISSION;
    if (hostID < 1 || hostID > MAX_HOST) return Status.GEN_INVALID_ARG;
    const process = lookup(caller, pid);
    if (process === null || process.argString === '') return Status.PROC_INVALID_PID;
    if ((process.genFlags & ProcessFlag.DONT_MIGRATE) !== 0) return Status.GEN_NO_PERMISSION;
    return Status.RPC_TIMEOUT;
  }

  /** The shared environments of early Sprite are long gone. */
  function obsolete(): Status {
    kernel.log('Obsolete call for shared environments.');
    return FAILURE;
  }

  return {
    ...parts.idCalls,
    ...parts.priorityCalls,
    Proc_Fork: (process, args) => parts.fork.fork(process, args.shareHeap !== 0, args.pid),
    Proc_Vfork: (process) => parts.fork.vfork(process),
    Proc_Exec(process, args) {
      if (args.host !== 0 && !isHere(args.host)) return execThere(process, args);
      return execFile(process, args.file, args.argv, args.envp, args.debugMe !== 0);
    },
    Proc_ExecEnv: (process, args) => execFile(process, args.file, args.argv, args.envp, args.debugMe !== 0),
    Proc_RemoteExec(process, args) {
      if (!isHere(args.host)) return execThere(process, args);
      return execFile(process, args.file, args.argv, args.envp, false);
    },
    *Proc_Exit(process, args): Task<CallResult> {
      yield* parts.exit(process, { reason: Reason.Exited, status: args.status, code: 0 });
      return NO_RESULT;
    },
    Proc_Wait: parts.wait,
    Proc_Detach(process, args) {
      const kin = table.kin(process);
      if (kin.parent === null) return SUCCESS;
      kin.news = { reason: Reason.Detached, status: args.status, code: 0 };
      table.tellParent(process);
      return SUCCESS;
    },
    Proc_GetPCBInfo: parts.getPcbInfo,
    Proc_Debug: parts.debug,
    Proc_Profile: () => SUCCESS,
    Proc_GetIntervalTimer(process, args) {
      const timer = timers.get(process, args.type);
      if (timer === null) return Status.GEN_INVALID_ARG;
      args.timer.value = timer;
      return SUCCESS;
    },
    Proc_SetIntervalTimer(process, args) {
      const old = timers.get(process, args.type);
      const status = timers.set(process, args.type, args.newTimer);
      if (status === SUCCESS && old !== null) args.oldTimer.value = old;
      return status;
    },
    Proc_Migrate: migrate,
    Proc_SetEnviron: obsolete,
    Proc_UnsetEnviron: obsolete,
    Proc_GetEnvironVar: obsolete,
    Proc_GetEnvironRange: obsolete,
    Proc_InstallEnviron: obsolete,
    Proc_CopyEnviron: obsolete,

    Prof_Start: kernelProfile.start,
    Prof_End: kernelProfile.end,
    Prof_Dump: (process, args) => kernelProfile.dump(process, args.path),
    Prof_Profil(process, args) {
      profiles.set(process, {
        buffer: args.buffer,
        sizeBytes: args.size,
        offset: args.offset,
        scale: args.scale,
      });
      return SUCCESS;
    },
  };
}
