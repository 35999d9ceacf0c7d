/** User, group, family and host ids. Source: kernel-call reference, calls 17 to 22 and 89. */
import { Status, SUCCESS } from '../arch/status.js';
import type { ProcessId, UserAddress } from '../arch/units.js';
import type { FileSystem } from '../fs/file-system.js';
import type { CallResult, Implementations } from '../kernel/calls.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, type Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import { type Families, NO_FAMILY } from './family.js';
import { type Lookup, mayControl } from './lookup.js';
import { MigCommand, sendMigCommand, updateRecord } from './mig-command.js';
import type { ProcessNetwork } from './network.js';
import { type ProcessTable, parentId } from './process-table.js';

export type IdCalls = Pick<
  Implementations,
  | 'Proc_GetIDs'
  | 'Proc_SetIDs'
  | 'Proc_GetGroupIDs'
  | 'Proc_SetGroupIDs'
  | 'Proc_GetFamilyID'
  | 'Proc_SetFamilyID'
  | 'Proc_GetHostIDs'
>;

export interface IdParts {
  readonly kernel: Kernel;
  readonly memory: UserMemory;
  readonly fs: FileSystem;
  readonly table: ProcessTable;
  readonly families: Families;
  readonly lookup: Lookup;
  readonly network: ProcessNetwork | null;
}

const WORD = 4;
const MAX_GROUPS = 128;
/** "Leave as it is", for user ids. */
const NO_ID = -1;

export function createIdCalls(parts: IdParts): IdCalls {
  const { kernel, memory, fs, table, families, lookup, network } = parts;
  const { littleEndian } = kernel.machine.layout;

  function* storeGroups(process: Process, max: number, address: UserAddress): Task<Status> {
    const shown = fs.groups(process).slice(0, Math.max(0, max));
    if (shown.length === 0) return SUCCESS;
    const view = new DataView(new ArrayBuffer(shown.length * WORD));
    shown.forEach((group, i) => {
      view.setInt32(i * WORD, group, littleEndian);
    });
    const stored = yield* memory.copyOut(process, address, new Uint8Array(view.buffer));
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  }

  function* readGroups(process: Process, count: number, address: UserAddress): Task<CallResult> {
    if (process.effectiveUserId !== 0) return Status.GEN_NO_PERMISSION;
    if (count < 1 || count > MAX_GROUPS) return Status.GEN_INVALID_ARG;
    const bytes = yield* memory.copyIn(process, address, count * WORD);
    if (bytes === null) return Status.SYS_ARG_NOACCESS;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    fs.setGroups(
      process,
      Array.from({ length: count }, (_, i) => view.getInt32(i * WORD, littleEndian)),
    );
    return SUCCESS;
  }

  /** A process that runs elsewhere has a copy of its ids there. */
  function* tellAway(process: Process): Task<void> {
    const { peer, userId, effectiveUserId, priority } = process;
    if (network === null || peer === null || peer.isHome) return;
    const record = {
      familyID: families.of(process),
      userID: userId,
      effectiveUserID: effectiveUserId,
      billingRate: priority,
    };
    const data = updateRecord.encode(record, network.rpc.littleEndian);
    yield* sendMigCommand(network.rpc, peer, MigCommand.UPDATE, data);
  }

  /**
   * A family is named by members that live, or by a process that has not been waited for: the first of a
   * pipeline may be over before the shell has made the others.
   */
  const isFamilyName = (family: number): boolean =>
    family === NO_FAMILY ||
    families.owner(family) !== null ||
    kernel.processes.find(family as ProcessId) !== null;

  return {
    Proc_GetIDs(process, args) {
      args.pid.value = homeIdOf(process);
      args.parent.value = parentId(table.kin(process));
      args.uid.value = process.userId;
      args.euid.value = process.effectiveUserId;
      return SUCCESS;
    },
    *Proc_SetIDs(process, { uid, euid }): Task<CallResult> {
      const { userId, effectiveUserId } = process;
      const allowed = (id: number): boolean =>
        effectiveUserId === 0 || id === NO_ID || id === userId || id === effectiveUserId;
      if (!allowed(uid) || !allowed(euid)) return Status.PROC_UID_MISMATCH;
      if (uid !== NO_ID) process.userId = uid;
      if (euid !== NO_ID) process.effectiveUserId = euid;
      yield* tellAway(process);
      return SUCCESS;
    },
    *Proc_GetGroupIDs(process, args) {
      const status = yield* storeGroups(process, args.max, args.gids);
      args.trueCount.value = fs.groups(process).length;
      return status;
    },
    Proc_SetGroupIDs: (process, args) => readGroups(process, args.count, args.gids),
    Proc_GetFamilyID(process, args) {
      const target = lookup(process, args.pid);
      if (target === null) return Status.PROC_INVALID_PID;
      args.family.value = families.of(target);
      return SUCCESS;
    },
    *Proc_SetFamilyID(process, args): Task<CallResult> {
      const target = lookup(process, args.pid);
      if (target === null) return Status.PROC_INVALID_PID;
      if (!mayControl(process, target.effectiveUserId)) return Status.PROC_UID_MISMATCH;
      const family = args.family | 0;
      if (!isFamilyName(family)) return Status.PROC_INVALID_FAMILY_ID;
      families.join(target, family);
      yield* tellAway(target);
      return SUCCESS;
    },
    Proc_GetHostIDs(process, args) {
      args.virtualHost.value = process.homeHost;
      args.physicalHost.value = kernel.hostId;
      return SUCCESS;
    },
  };
}
