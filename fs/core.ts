/** What the parts of this folder share on one host. */
import { Status } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Process } from '../kernel/process.js';
import type { SlotTable } from '../kernel/slot-table.js';
import type { Task } from '../kernel/task.js';
import type { UserMemory } from '../kernel/user-memory.js';
import type { AdvisoryLocks } from './advisory-lock.js';
import type { BlockCache } from './block-cache.js';
import type { FileUsers } from './consistency.js';
import type { MappedStreams } from './mapped-streams.js';
import type { Naming } from './naming.js';
import type { Opener } from './open.js';
import type { PrefixTable } from './prefix-table.js';
import { type ProcessFiles, streamAt } from './process-files.js';
import type { ReadAhead } from './read-ahead.js';
import type { FsStatistics } from './statistics.js';
import type { Stream, Streams } from './stream.js';
import type { Transfers } from './transfer.js';
import type { Result } from './types.js';

export interface FsCore {
  readonly kernel: Kernel;
  readonly memory: () => UserMemory;
  readonly table: SlotTable<ProcessFiles>;
  readonly streams: Streams;
  readonly prefixes: PrefixTable;
  readonly naming: Naming;
  readonly opener: Opener;
  readonly locks: AdvisoryLocks;
  readonly transfers: Transfers;
  readonly mapped: MappedStreams;
  readonly users: FileUsers;
  readonly cache: BlockCache;
  readonly readAhead: ReadAhead;
  readonly counters: FsStatistics;
  /** Write everything dirty to the disks. */
  sync(): Task<void>;
}

/** The stream behind a process's id; every call that works on one costs the same beyond the trap. */
export function streamOfCall(core: FsCore, process: Process, id: number): Result<Stream> {
  const { kernel, table } = core;
  kernel.charge(kernel.machine.costs.streamCallNs);
  const stream = streamAt(table.need(process), id);
  return stream === null ? { status: Status.FS_INVALID_ARG } : { value: stream };
}
