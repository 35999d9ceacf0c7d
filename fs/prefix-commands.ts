/**
 * The sub-commands of Fs_Command that change the prefix table of this host.
 * Source: file system reference, 1.1 and 1.4.
 */
import { bind, latin1Text } from '../arch/codec.js';
import { FsPrefixControl, FsPrefixLoadInfo, FsTwoPaths } from '../arch/layouts.js';
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import type { HostId } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FsCore } from './core.js';
import { askerOf } from './process-files.js';
import { FileType, UseFlag } from './types.js';

export type PrefixCommand = (buffer: Uint8Array, process: Process) => Task<Status>;

const Command = { LOAD: 1, EXPORT: 2, CLEAR: 3, DELETE: 4, CONTROL: 5 } as const;
const LAST_HOST = 199;
const MAX_PATH_BYTES = 1024;
const ANY_SERVER = 0;
const ROOT_PREFIX = '/';

export function createPrefixCommands(core: FsCore): ReadonlyMap<number, PrefixCommand> {
  const { kernel, prefixes } = core;
  const { layout } = kernel.machine;
  const loadCodec = bind(FsPrefixLoadInfo, layout);
  const controlCodec = bind(FsPrefixControl, layout);
  const pathsCodec = bind(FsTwoPaths, layout);

  function* takePrefix(buffer: Uint8Array): Task<Status> {
    if (buffer.length < loadCodec.size) return Status.GEN_INVALID_ARG;
    const { prefix, serverID } = loadCodec.decode(buffer);
    if (!prefix.startsWith('/') || serverID < 0 || serverID > LAST_HOST) return Status.GEN_INVALID_ARG;
    prefixes.loadPrefix(prefix, serverID === ANY_SERVER ? null : (serverID as HostId));
    return SUCCESS;
  }

  function* pathAt(process: Process, address: number): Task<string | null> {
    const copied = yield* core.memory().copyInString(process, address, MAX_PATH_BYTES);
    return typeof copied === 'object' ? copied.text : null;
  }

  /** A directory of this host stands for a domain of its own. */
  function* exportDirectory(buffer: Uint8Array, process: Process): Task<Status> {
    if (buffer.length < pathsCodec.size) return Status.GEN_INVALID_ARG;
    const { path1, path2 } = pathsCodec.decode(buffer);
    const path = yield* pathAt(process, path1);
    const prefix = yield* pathAt(process, path2);
    if (path === null || prefix === null) return Status.SYS_ARG_NOACCESS;
    if (!prefix.startsWith('/')) return Status.GEN_INVALID_ARG;
    const asker = askerOf(process, core.table.need(process));
    const found = yield* core.naming.atName({ asker, path, useFlags: UseFlag.FOLLOW }, (domain, name) =>
      domain.getAttributes(name),
    );
    if ('status' in found) return found.status;
    const { domain, value } = found.value;
    const isLocal = domain.serverId === kernel.hostId;
    if (!isLocal) return Status.FS_REMOTE_OP_INVALID;
    if (value.type !== FileType.DIRECTORY) return Status.FS_NOT_DIRECTORY;
    prefixes.exportPrefix(prefix, { ...domain, root: { ...domain.root, minor: value.fileNumber } });
    return SUCCESS;
  }

  /** Whether the prefix may lose its domain: a domain of this host must be found by some name. */
  function mayClear(prefix: string): boolean {
    const entry = prefixes.get(prefix);
    if (entry === null) return false;
    if (!entry.exported) return true;
    return prefixes
      .entries()
      .some(
        (other) => other !== entry && other.local && other.domain?.root.major === entry.domain?.root.major,
      );
  }

  const forget = (isDeleted: (prefix: string) => boolean): PrefixCommand =>
    function* forgetPrefix(buffer) {
      const prefix = latin1Text(buffer).split('\0', 1)[0];
      if (!mayClear(prefix)) return FAILURE;
      if (isDeleted(prefix)) prefixes.deletePrefix(prefix);
      else prefixes.clearPrefix(prefix);
      return SUCCESS;
    };

  function* control(buffer: Uint8Array): Task<Status> {
    if (buffer.length < controlCodec.size) return Status.GEN_INVALID_ARG;
    const { clientID, prefix, delete: isRemoval } = controlCodec.decode(buffer);
    prefixes.changeExport(prefix, clientID as HostId, isRemoval !== 0);
    return SUCCESS;
  }

  return new Map<number, PrefixCommand>([
    [Command.LOAD, takePrefix],
    [Command.EXPORT, exportDirectory],
    [Command.CLEAR, forget(() => false)],
    [Command.DELETE, forget((prefix) => prefix !== ROOT_PREFIX)],
    [Command.CONTROL, control],
  ]);
}
