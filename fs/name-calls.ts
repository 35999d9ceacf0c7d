/** Calls that make, remove and change names. Source: kernel-call reference 1; file system reference, 2.4. */
import { latin1Bytes } from '../arch/codec.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FsCore } from './core.js';
import type { FileDomain } from './domain.js';
import type { FsCalls } from './file-system.js';
import { ALL_PERMISSIONS, askerOf } from './process-files.js';
import { type LookupArgs, type NameResult, UseFlag } from './types.js';

type Names =
  | 'Fs_Remove'
  | 'Fs_RemoveDir'
  | 'Fs_MakeDir'
  | 'Fs_MakeDevice'
  | 'Fs_HardLink'
  | 'Fs_Rename'
  | 'Fs_SymLink'
  | 'Fs_ReadLink'
  | 'Fs_CheckAccess';

/** Access modes: read 1, write 2, execute 4; 0 only asks whether the name exists. */
const ACCESS_MODES = 7;

export function createNameCalls(core: FsCore): Pick<FsCalls, Names> {
  const { table, naming } = core;

  function* atName(
    process: Process,
    path: string,
    useFlags: number,
    operation: (domain: FileDomain, args: LookupArgs) => Task<NameResult<unknown>>,
  ): Task<Status> {
    const asker = askerOf(process, table.need(process));
    const result = yield* naming.atName({ asker, path, useFlags }, operation);
    return 'status' in result ? result.status : SUCCESS;
  }

  const permissionsOf = (process: Process, permissions: number): number =>
    permissions & ALL_PERMISSIONS & table.need(process).permissionMask;

  return {
    Fs_Remove: (process, args) =>
      atName(process, args.path, UseFlag.DELETE, (domain, name) => domain.remove(name)),
    Fs_RemoveDir: (process, args) =>
      atName(process, args.path, UseFlag.DELETE, (domain, name) => domain.removeDirectory(name)),
    Fs_MakeDir: (process, args) =>
      atName(process, args.path, UseFlag.CREATE, (domain, name) =>
        domain.makeDirectory(name, permissionsOf(process, args.permissions)),
      ),
    Fs_MakeDevice: (process, args) =>
      atName(process, args.path, UseFlag.CREATE, (domain, name) =>
        domain.makeDevice(name, args.device, permissionsOf(process, args.permissions)),
      ),
    Fs_SymLink: (process, args) =>
      atName(process, args.linkName, UseFlag.CREATE, (domain, name) =>
        domain.symbolicLink(name, args.target, args.remoteLink !== 0),
      ),

    *Fs_HardLink(process, args) {
      const asker = askerOf(process, table.need(process));
      const useFlags = UseFlag.LINK | UseFlag.FOLLOW;
      return yield* naming.atTwoNames(
        { asker, path: args.existing, useFlags },
        args.newName,
        (domain, existing, created) => domain.hardLink(existing, created),
      );
    },
    *Fs_Rename(process, args) {
      const asker = askerOf(process, table.need(process));
      return yield* naming.atTwoNames(
        { asker, path: args.oldName, useFlags: UseFlag.RENAME },
        args.newName,
        (domain, from, to) => domain.rename(from, to),
      );
    },

    *Fs_ReadLink(process, args) {
      if (args.bufferSize < 0) return Status.GEN_INVALID_ARG;
      const asker = askerOf(process, table.need(process));
      const link = yield* naming.atName({ asker, path: args.path, useFlags: 0 }, (domain, name) =>
        domain.readLink(name),
      );
      if ('status' in link) return link.status;
      const text = latin1Bytes(link.value.value).subarray(0, args.bufferSize);
      if (!(yield* core.memory().copyOut(process, args.buffer, text))) return Status.SYS_ARG_NOACCESS;
      args.size.value = text.length;
      return SUCCESS;
    },

    *Fs_CheckAccess(process, args) {
      if ((args.mode & ~ACCESS_MODES) !== 0) return Status.FS_INVALID_ARG;
      const asker = askerOf(process, table.need(process), args.useRealID !== 0);
      const result = yield* naming.atName(
        { asker, path: args.path, useFlags: UseFlag.FOLLOW },
        (domain, name) => domain.checkAccess(name, args.mode),
      );
      return 'status' in result ? result.status : SUCCESS;
    },
  };
}
