/**
 * What Sys_Stats tells of prefixes: command 7 the table, one Fs_Prefix record to an index; command 20 to which hosts a
 * prefix is exported. Source: kernel-call reference, 1.6.
 */
import { bind } from '../arch/codec.js';
import { FsPrefix } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { StatisticsCommand } from '../kernel/sys-calls.js';
import { isTask } from '../kernel/task.js';
import type { FsCore } from './core.js';

const PRINT = -1;
const PrefixFlag = { EXPORTED: 1, IMPORTED: 2, LOCAL: 4 } as const;
/** In place of a server's id. */
const NOBODY = -1;
/** Of a domain whose server does not say. */
const unknownInfo = {
  maxKbytes: -1,
  freeKbytes: -1,
  maxFileDesc: -1,
  freeFileDesc: -1,
  blockSize: -1,
  optSize: -1,
} as const;

export function createPrefixStatistics(core: FsCore): StatisticsCommand {
  const { kernel, prefixes } = core;
  const codec = bind(FsPrefix, kernel.machine.layout);
  return function* prefixStatistics(process, option, address) {
    if (option === PRINT) {
      for (const { prefix, domain } of prefixes.entries())
        kernel.log(`${prefix} ${domain?.root.serverID ?? NOBODY}`);
      return SUCCESS;
    }
    const entry = prefixes.entries()[option];
    if (entry === undefined) return Status.FS_INVALID_ARG;
    const { domain } = entry;
    const root = domain?.root ?? { type: 0, serverID: entry.serverId ?? NOBODY, major: 0, minor: 0 };
    const known = domain?.info() ?? null;
    const info = isTask(known) ? yield* known : known;
    const record = codec.encode({
      serverID: root.serverID,
      domain: root.major,
      fileNumber: root.minor,
      version: root.type,
      flags:
        PrefixFlag.IMPORTED |
        (entry.exported ? PrefixFlag.EXPORTED : 0) |
        (entry.local ? PrefixFlag.LOCAL : 0),
      prefix: entry.prefix.slice(0, 63),
      domainInfo: info ?? unknownInfo,
    });
    const stored = yield* core.memory().copyOut(process, address, record);
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  };
}

const MAX_PREFIX_BYTES = 1024;
const WORD_BYTES = 4;
/** Behind the last host of a list; alone, all hosts are meant. */
const LIST_END = 0;

/** The buffer, of `option` bytes, has the prefix and gets the ids of the hosts, and a 0, as far as it goes. */
export function createExportStatistics(core: FsCore): StatisticsCommand {
  const { littleEndian } = core.kernel.machine.layout;
  return function* exportStatistics(process, option, address) {
    if (option < WORD_BYTES) return Status.SYS_INVALID_ARG;
    const name = yield* core.memory().copyInString(process, address, Math.min(option, MAX_PREFIX_BYTES));
    if (typeof name === 'string') return Status.SYS_ARG_NOACCESS;
    const entry = core.prefixes.get(name.text);
    if (entry === null || !entry.exported) return Status.FS_INVALID_ARG;
    const ids = [...entry.exportList, LIST_END].slice(0, Math.floor(option / WORD_BYTES));
    const list = new Uint8Array(WORD_BYTES * ids.length);
    const view = new DataView(list.buffer);
    for (const [i, id] of ids.entries()) view.setInt32(WORD_BYTES * i, id, littleEndian);
    const stored = yield* core.memory().copyOut(process, address, list);
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  };
}
