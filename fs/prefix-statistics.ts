/** The prefix table for Sys_Stats command 7, one Fs_Prefix record to an index. Source: kernel-call reference, 1.6. */
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
