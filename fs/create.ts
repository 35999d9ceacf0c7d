/**
 * The file system of one host, composed: names over domains, streams over files, pipes, devices and terminals,
 * and the calls. Domains are attached when their disks are ready.
 */
import { latin1Bytes } from '../arch/codec.js';
import { Status } from '../arch/status.js';
import { type HostId, type Nanoseconds, SECOND } from '../arch/units.js';
import type { Kernel } from '../kernel/kernel.js';
import { homeIdOf, ProcessFlag } from '../kernel/process.js';
import { createSlotTable } from '../kernel/slot-table.js';
import type { StatisticsCommand } from '../kernel/sys-calls.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import type { MappedFiles } from '../kernel/vm/mapped-files.js';
import { createAdvisoryLocks } from './advisory-lock.js';
import { createAttributeCalls } from './attribute-calls.js';
import { createBackingStore, createExecutedContents } from './backing-store.js';
import type { BlockCache } from './block-cache.js';
import { createFileUsers, type FileUsers } from './consistency.js';
import { createControlCalls } from './control-calls.js';
import { type FsCore, streamOfCall } from './core.js';
import { createDevices, DeviceType, type OpenDevice, openMemoryDevice } from './devices.js';
import { createRawDisk } from './disk/raw-device.js';
import { createDiskCalls, type DiskService } from './disk-calls.js';
import { createEncapsulation } from './encapsulate.js';
import { createExecutables } from './executable.js';
import type { FileSystem } from './file-system.js';
import type { LocalDomain } from './local/domain.js';
import { createMappedStreams } from './mapped-streams.js';
import { createMiscCalls } from './misc-calls.js';
import { createNameCalls } from './name-calls.js';
import { createNaming } from './naming.js';
import { removeOldSwap } from './old-swap.js';
import { createOpener } from './open.js';
import { createMasters, domainOf, type Masters, nameServerOf } from './pdev/masters.js';
import { createPseudoDevices } from './pdev/pseudo-devices.js';
import { createExportStatistics, createPrefixStatistics } from './prefix-statistics.js';
import { createPrefixTable } from './prefix-table.js';
import { createProcessFiles, kernelAsker, type ProcessFiles, referencesOf } from './process-files.js';
import { createReadAhead } from './read-ahead.js';
import { createNetworkFiles, type NetworkParts } from './remote/network-files.js';
import type { TakeStream } from './remote/stream-arrivals.js';
import { createSelect } from './select.js';
import { createServedDomains } from './serve/served-domains.js';
import { countCalls, countDomain } from './statistics.js';
import { createStreams, type Stream } from './stream.js';
import { createStreamCalls } from './stream-calls.js';
import { createSyslog } from './syslog.js';
import { createTransfers } from './transfer.js';
import { createTransferCalls } from './transfer-calls.js';
import type { TerminalFamilies, TerminalPort } from './tty/device.js';
import { createTerminals, type TerminalSpec, usualTerminals } from './tty/terminals.js';
import { UseFlag } from './types.js';
import { createFileWriter } from './written-file.js';

export type { TerminalPort } from './tty/device.js';

export interface HostFileSystem extends FileSystem {
  /** Terminals and byte devices from the outside, by unit. */
  readonly ports: ReadonlyMap<number, TerminalPort>;
  /** From now on names below `prefix` are the domain's; "/" comes before any process. */
  attachDomain(prefix: string, domain: LocalDomain, isExported?: boolean): void;
  /** No new use of its files begins; nobody may be using any. */
  /** Under every prefix it has. */
  detachDomain(domain: LocalDomain): void;
  /** Who uses the files of this host's domains. */
  readonly users: FileUsers;
  /** Who serves the pseudo-devices of this host's domains. */
  readonly masters: Masters;
  /** Once there is a root: files of an earlier life go. */
  removeOldSwap(): Task<void>;
  /** Wait until somebody serves "/". */
  findRoot(): Task<void>;
  /** A line of the kernel: to the system log, and to the console if nobody reads that. */
  logged(line: string): void;
  /** Until terminals and byte devices have shown everything: before the host is switched off. */
  drainOutput(): Task<void>;
  /** Dirty blocks written out so far. */
  blocksWritten(): number;
  /** Virtual time of the console's last key. */
  lastInputNs(): Nanoseconds;
  /** Commands of Sys_Stats that are served here, by number. */
  readonly statistics: ReadonlyMap<number, StatisticsCommand>;
  /** What there is of everything that comes and goes with processes. */
  counts(): FsCounts;
  /** What is counted here for another host: references to files, streams, devices. */
  countedFor(client: HostId): number;
}

export interface FsCounts {
  readonly streams: number;
  /** Files of virtual memory, among the streams. */
  readonly kernelFiles: number;
  readonly fileLocks: number;
  /** Processes packed and not rebuilt. */
  readonly onTheWay: number;
}

export interface FileSystemParts {
  /** Memory is made after files, and each needs the other: asked for when first needed. */
  memory(): UserMemory;
  /** The host's blocks, of files near and far. */
  readonly cache: BlockCache;
  /** Absent on a host without a network. */
  readonly network?: NetworkParts | undefined;
  /** Nobody is to find code loaded from a file of this identity any more. */
  forgetCode(identity: string): void;
  /** What memory shows of files. */
  mappedFiles?(): MappedFiles;
  readonly families: TerminalFamilies;
  /** Disks that can be attached by a call. */
  disks?(): DiskService | null;
  /** The console, a headless run's three byte devices, unless given. */
  readonly terminals?: readonly TerminalSpec[];
}

const PREFIX_STATISTICS = 7;
const EXPORT_STATISTICS = 20;
/** Stream numbers of a later life of a host begin behind those of the one before. */
const STREAM_NUMBERS_PER_SECOND = 1024;
const CONSOLE_UNIT = 0;
/** A host without a network: nothing comes from elsewhere. */
const refuseStream: TakeStream = function* refuseStream() {
  return { status: Status.FS_STALE_HANDLE };
};

export function createFileSystem(kernel: Kernel, parts: FileSystemParts): HostFileSystem {
  const { memory } = parts;
  const { statistics: counters } = parts.cache;
  const table = createSlotTable<ProcessFiles>('streams');
  const locks = createAdvisoryLocks(kernel);
  const streams = createStreams({
    hostId: kernel.hostId,
    firstNumber: Math.floor(kernel.now() / SECOND) * STREAM_NUMBERS_PER_SECOND + 1,
    ended(stream, moved) {
      // The file's host has the locks of its streams, wherever these are, until the last host has ended one.
      if (!moved && (remote === null || remote.streamEnded(stream.id))) {
        locks.streamEnded(stream.object.id, stream.id);
      }
      backingStore.streamEnded(stream);
    },
  });
  const prefixes = createPrefixTable();
  const syslog = createSyslog(kernel);
  const terminals = createTerminals(kernel, parts.terminals ?? usualTerminals, parts.families);
  const openRawDisk: OpenDevice = (id) => {
    const disk = parts.disks?.()?.rawDisk(id.minor) ?? null;
    return disk === null ? { status: Status.DEV_INVALID_UNIT } : { value: createRawDisk(disk, id) };
  };
  const devices = createDevices(
    kernel.hostId,
    new Map([
      [DeviceType.TERM, terminals.open],
      [DeviceType.SYSLOG, syslog.open],
      [DeviceType.MEMORY, openMemoryDevice],
      [DeviceType.SCSI_DISK, openRawDisk],
    ]),
  );
  const users = createFileUsers(kernel);
  const masters = createMasters();
  const pseudoDevices = createPseudoDevices({
    kernel,
    memory,
    streams,
    filesOf: table.need,
    families: parts.families,
    masterBegan(id) {
      if (nameServerOf(id) !== kernel.hostId) remote?.masterBegan(id);
    },
    *masterEnded(id) {
      if (nameServerOf(id) === kernel.hostId) masters.leave(domainOf(id), id.minor, kernel.hostId);
      else if (remote !== null) yield* remote.masterEnded(id);
    },
  });
  const domains = createServedDomains();
  const readAhead = createReadAhead(parts.cache, parts.network?.servers ?? null);
  const remote =
    parts.network === undefined
      ? null
      : createNetworkFiles({
          ...parts.network,
          kernel,
          cache: parts.cache,
          prefixes,
          devices,
          pseudoDevices,
          masters,
          domains,
          users,
          locks,
          streams,
          readAhead,
          familyOf: parts.families.of,
        });
  const naming = createNaming({
    kernel,
    prefixes,
    counts: counters.prefix,
    ...(remote === null ? {} : { locate: remote.locate }),
  });
  const mapped = createMappedStreams(() => parts.mappedFiles?.() ?? null);
  const executed = createExecutedContents();
  const opener = createOpener({
    kernel,
    naming,
    streams,
    devices,
    pseudoDevices,
    openRemoteDevice: remote?.openDevice,
    contentsChange(attributes) {
      const identity = executed.ended(attributes);
      if (identity !== null) parts.forgetCode(identity);
    },
    cut: (stream) => mapped.afterCut(stream, 0),
  });
  const transfers = createTransfers(kernel, memory, counters.gen, mapped);

  function* sync(): Task<void> {
    if (remote !== null) yield* parts.cache.writeBackAll();
    for (const domain of prefixes.domains()) yield* domain.sync();
  }

  const core: FsCore = {
    kernel,
    memory,
    table,
    streams,
    prefixes,
    naming,
    opener,
    locks,
    transfers,
    mapped,
    users,
    cache: parts.cache,
    readAhead,
    counters,
    sync,
  };
  const takeStream: TakeStream = remote?.takeStream ?? refuseStream;
  const backingStore = createBackingStore({
    kernel,
    naming,
    opener,
    streams,
    streamOf: (process, id) => streamOfCall(core, process, id),
    executed,
    awaitServer: remote?.awaitServer,
    copyBlock: remote?.copyBlock,
    takeStream,
  });
  const { count: packedCount, ...encapsulation } = createEncapsulation(core, takeStream);

  const controls = createControlCalls(core);

  function* releaseAll(references: readonly Stream[]): Task<void> {
    for (const stream of references) yield* streams.releaseStream(stream);
  }

  return {
    calls: countCalls(
      {
        ...createStreamCalls(core),
        ...createTransferCalls(core),
        ...createNameCalls(core),
        ...createAttributeCalls(core),
        ...controls.calls,
        ...createMiscCalls(core),
        ...createDiskCalls(core, parts.disks ?? (() => null)),
        Fs_Select: createSelect(core),
      },
      counters,
    ),
    backingStore,
    control: controls.control,

    *initialize(process) {
      const opened = yield* opener.openStream({
        asker: kernelAsker(kernel.hostId),
        path: '/',
        useFlags: UseFlag.READ | UseFlag.FOLLOW,
        permissions: 0,
      });
      if ('status' in opened) throw new Error(`no root directory: status ${opened.status}`);
      table.set(process, createProcessFiles(opened.value.stream));
    },
    fork(parent, child) {
      const files = table.need(parent);
      for (const stream of referencesOf(files)) stream.references++;
      table.set(child, { ...files, streams: [...files.streams], closeOnExec: [...files.closeOnExec] });
      if (pseudoDevices.isServer(files)) child.genFlags |= ProcessFlag.DONT_MIGRATE;
    },
    *closeOnExec(process) {
      const files = table.need(process);
      for (const [id, stream] of files.streams.entries()) {
        if (stream === null || !files.closeOnExec[id]) continue;
        files.streams[id] = null;
        yield* streams.releaseStream(stream);
      }
    },
    *exit(process) {
      const files = table.get(process);
      table.clear(process);
      pseudoDevices.forgetOpener(homeIdOf(process));
      if (files !== undefined) yield* releaseAll(referencesOf(files));
      yield* encapsulation.settleMove(process);
    },
    isEmpty: table.isEmpty,
    streamCount: (process) => table.need(process).streams.filter((stream) => stream !== null).length,

    openExecutable: createExecutables(core, backingStore),
    writeFile: createFileWriter(core),
    groups: (process) => table.need(process).groups,
    setGroups(process, groups) {
      table.need(process).groups = groups;
    },
    ...encapsulation,
    sync,
    *shutDown() {
      if (remote !== null) yield* parts.cache.writeBackAll();
      for (const domain of prefixes.domains()) yield* domain.shutDown();
    },

    ports: terminals.ports,
    users,
    masters,
    attachDomain(prefix, domain, isExported) {
      const counted = countDomain(domain, counters);
      prefixes.exportPrefix(prefix, counted, isExported);
      domains.add(counted);
    },
    detachDomain(domain) {
      for (const { prefix, local, domain: other } of prefixes.entries()) {
        if (local && other?.root.major === domain.root.major) prefixes.deletePrefix(prefix);
      }
      domains.remove(domain);
    },
    *findRoot() {
      const entry = () => prefixes.longestMatch('/')?.entry;
      prefixes.addPrefix('/');
      for (;;) {
        const found = entry();
        if (found === undefined || found.domain !== null || remote === null) return;
        yield* remote.locate(found);
      }
    },
    removeOldSwap: () => removeOldSwap({ kernel, naming, opener, streams }),
    logged(line) {
      if (!syslog.hasReaders()) terminals.print(CONSOLE_UNIT, latin1Bytes(`${line}\n`));
      syslog.logLine(line);
    },
    drainOutput: terminals.drain,
    blocksWritten: () => counters.blockCache.blocksWrittenThru,
    lastInputNs: () => terminals.lastInputNs(CONSOLE_UNIT),
    statistics: new Map([
      [PREFIX_STATISTICS, createPrefixStatistics(core)],
      [EXPORT_STATISTICS, createExportStatistics(core)],
    ]),
    countedFor: (client) => remote?.countedFor(client) ?? 0,
    counts: () => ({
      streams: streams.count(),
      kernelFiles: backingStore.count(),
      fileLocks: locks.count(),
      onTheWay: packedCount(),
    }),
  };
}
