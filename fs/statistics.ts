/**
 * What the file system counts, as Fs_Stats has it: `fsstat` shows it, `fscmd -O` begins again. Counters that say how
 * many of something there are now are filled in when they are asked for. Counting is no history: nothing depends on it.
 */
import { bind, type LayoutRules } from '../arch/codec.js';
import {
  FS_STATISTICS_VERSION,
  type FsStatistics,
  FsStats,
  fsStatisticsGroups,
} from '../arch/fs-statistics.js';
import { Status } from '../arch/status.js';
import type { Implementations } from '../kernel/calls.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { FileDomain, OpenResult } from './domain.js';
import type { FsCallName, FsCalls } from './file-system.js';
import { type LookupArgs, type NameResult, UseFlag } from './types.js';

export type { FsStatistics } from '../arch/fs-statistics.js';

type Group = { [counter: string]: number };

export function createFsStatistics(): FsStatistics {
  const groups = Object.entries(fsStatisticsGroups).map(([name, { fields }]) => [
    name,
    Object.fromEntries(Object.keys(fields).map((counter) => [counter, 0])),
  ]);
  return Object.fromEntries(groups) as FsStatistics;
}

export function clearStatistics(statistics: FsStatistics): void {
  for (const group of Object.values(statistics) as Group[]) {
    for (const counter of Object.keys(group)) group[counter] = 0;
  }
}

export const encodeStatistics = (statistics: FsStatistics, layout: LayoutRules): Uint8Array =>
  bind(FsStats, layout).encode({ statsVersion: FS_STATISTICS_VERSION, ...statistics });

/** A sum of bytes keeps 31 bits in its first word, and how often they ran over in its second. */
const SUM_LIMIT = 0x80000000;
export function addBytes<C extends string>(
  group: { [counter in C]: number },
  counter: C,
  overflow: C,
  count: number,
): void {
  group[counter] += count;
  if (group[counter] < SUM_LIMIT) return;
  group[counter] -= SUM_LIMIT;
  group[overflow]++;
}

// --- Operations on names, at the client and at the server ---------------------------------------------------------

type NameCounter = keyof FsStatistics['cltName'];

const clientCounters: { readonly [N in FsCallName]?: NameCounter } = {
  Fs_ChangeDir: 'chdirs',
  Fs_MakeDevice: 'makeDevices',
  Fs_MakeDir: 'makeDirs',
  Fs_Remove: 'removes',
  Fs_RemoveDir: 'removeDirs',
  Fs_Rename: 'renames',
  Fs_HardLink: 'hardLinks',
  Fs_SymLink: 'symLinks',
  Fs_GetAttributes: 'getAttrs',
  Fs_SetAttributes: 'setAttrs',
  Fs_SetAttr: 'setAttrs',
  Fs_GetAttributesID: 'getAttrIDs',
  Fs_SetAttributesID: 'setAttrIDs',
  Fs_SetAttrID: 'setAttrIDs',
};

function openCounter(useFlags: number): NameCounter {
  if ((useFlags & UseFlag.WRITE) === 0) return 'numReadOpens';
  return (useFlags & UseFlag.READ) === 0 ? 'numWriteOpens' : 'numReadWriteOpens';
}

/** The calls, each counted when it is made. */
export function countCalls(calls: FsCalls, { cltName }: FsStatistics): FsCalls {
  type Call = (process: Process, args: unknown) => unknown;
  const counted = Object.entries(clientCounters).map(([name, counter]) => {
    const call = calls[name as FsCallName] as Call;
    const countedCall: Call = (process, args) => {
      cltName[counter]++;
      return call(process, args);
    };
    return [name, countedCall];
  });
  const Fs_Open: Implementations['Fs_Open'] = (process, args) => {
    cltName[openCounter(args.useFlags)]++;
    return calls.Fs_Open(process, args);
  };
  return { ...calls, ...(Object.fromEntries(counted) as Partial<FsCalls>), Fs_Open };
}

/** A domain on a disk of this host, which other hosts ask too. */
interface AskedDomain extends FileDomain {
  openType(args: LookupArgs, permissions: number, type: number): Task<NameResult<OpenResult>>;
}

/** A domain that counts what is asked of it by name, from here and from other hosts, and where names lead. */
export function countDomain<D extends AskedDomain>(domain: D, { srvName, lookup }: FsStatistics): D {
  const purposes = [
    [UseFlag.DELETE, 'forDelete'],
    [UseFlag.LINK, 'forLink'],
    [UseFlag.RENAME, 'forRename'],
    [UseFlag.CREATE, 'forCreate'],
  ] as const;

  function* countLookup<R extends NameResult<unknown>>(
    counter: NameCounter | null,
    args: LookupArgs,
    work: () => Task<R>,
  ): Task<R> {
    if (counter !== null) srvName[counter]++;
    lookup.number++;
    for (const [flag, purpose] of purposes) if ((args.useFlags & flag) !== 0) lookup[purpose]++;
    const result = yield* work();
    if ('redirect' in result) {
      if (result.prefixLength > 0) lookup.remote++;
      else if (result.redirect.startsWith('/')) lookup.redirect++;
      else lookup.parent++;
    } else if ('status' in result && result.status === Status.FS_FILE_NOT_FOUND) lookup.notFound++;
    return result;
  }

  return {
    ...domain,
    open: (args, permissions) =>
      countLookup(openCounter(args.useFlags), args, () => domain.open(args, permissions)),
    openType: (args: LookupArgs, permissions: number, type: number) =>
      countLookup(openCounter(args.useFlags), args, () => domain.openType(args, permissions, type)),
    getAttributes: (args) => countLookup('getAttrs', args, () => domain.getAttributes(args)),
    setAttributes: (args, attributes, flags) =>
      countLookup('setAttrs', args, () => domain.setAttributes(args, attributes, flags)),
    makeDirectory: (args, permissions) =>
      countLookup('makeDirs', args, () => domain.makeDirectory(args, permissions)),
    makeDevice: (args, device, permissions) =>
      countLookup('makeDevices', args, () => domain.makeDevice(args, device, permissions)),
    symbolicLink: (args, target, remote) =>
      countLookup('symLinks', args, () => domain.symbolicLink(args, target, remote)),
    readLink: (args) => countLookup(null, args, () => domain.readLink(args)),
    remove: (args) => countLookup('removes', args, () => domain.remove(args)),
    removeDirectory: (args) => countLookup('removeDirs', args, () => domain.removeDirectory(args)),
    hardLink: (existing, created) =>
      countLookup('hardLinks', existing, () => domain.hardLink(existing, created)),
    rename: (from, to) => countLookup('renames', from, () => domain.rename(from, to)),
    checkAccess: (args, mode) => countLookup(null, args, () => domain.checkAccess(args, mode)),
    getAttributesById(nameId, asker) {
      srvName.getAttrIDs++;
      return domain.getAttributesById(nameId, asker);
    },
    setAttributesById(nameId, attributes, flags, args) {
      srvName.setAttrIDs++;
      return domain.setAttributesById(nameId, attributes, flags, args);
    },
  };
}
