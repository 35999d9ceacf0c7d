/** The prefix table for Sys_Stats command 7, one Fs_Prefix record to an index. Source: kernel-call reference, 1.6. */
import { bind } from '../arch/codec.js';
import { FsPrefix } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import type { StatisticsCommand } from '../kernel/sys-calls.js';
import type { FsCore } from './core.js';

const PRINT = -1;
const PrefixFlag = { EXPORTED: 1, IMPORTED: 2, LOCAL: 4 } as const;
/** An entry of a domain on this host's own disk. */
const FLAGS = PrefixFlag.EXPORTED | PrefixFlag.IMPORTED | PrefixFlag.LOCAL;

export function createPrefixStatistics(core: FsCore): StatisticsCommand {
  const { kernel, prefixes } = core;
  const codec = bind(FsPrefix, kernel.machine.layout);
  return function* prefixStatistics(process, option, address) {
    if (option === PRINT) {
      for (const { prefix, domain } of prefixes.entries()) kernel.log(`${prefix} ${domain.root.serverID}`);
      return SUCCESS;
    }
    const entry = prefixes.entries()[option];
    if (entry === undefined) return Status.FS_INVALID_ARG;
    const { root } = entry.domain;
    const record = codec.encode({
      serverID: root.serverID,
      domain: root.major,
      fileNumber: root.minor,
      version: root.type,
      flags: FLAGS,
      prefix: entry.prefix.slice(0, 63),
      domainInfo: entry.domain.info(),
    });
    const stored = yield* core.memory().copyOut(process, address, record);
    return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
  };
}
