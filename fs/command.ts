/**
 * Fs_Command: looking at and adjusting the file system of a host, as `fsstat` and `fscmd` do. The buffer is copied
 * in first and, on success, copied back whole. Source: file system reference, 1.4. What belongs to mechanisms this
 * kernel has not (a name cache, fragments) is known by number and not implemented; settings of those
 * kinds that are mere switches are kept and swapped.
 */
import { Status, SUCCESS } from '../arch/status.js';
import type { CallArguments } from '../kernel/call-table.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import { INT_SIZE } from './control-words.js';
import type { FsCore } from './core.js';
import { createPrefixCommands } from './prefix-commands.js';
import { clearStatistics, encodeStatistics } from './statistics.js';
import { FileType, StreamType } from './types.js';

const Command = {
  RAISE_MIN_CACHE: 6,
  LOWER_MAX_CACHE: 7,
  DISABLE_FLUSH: 8,
  SET_CACHE_DEBUG: 10,
  SET_RPC_DEBUG: 11,
  SET_RPC_TRACING: 12,
  SET_NAME_CACHING: 13,
  SET_CLIENT_CACHING: 14,

  EMPTY_CACHE: 18,
  RETURN_STATS: 19,
  READ_AHEAD: 24,
  ZERO_STATS: 38,
  SET_MIG_DEBUG: 40,
} as const;
/** Those that Sprite has and this kernel has not; the file server's on a log-structured disk are a range of their own. */
const unserved: ReadonlySet<number> = new Set([15, 16, 17, 21, 22, 23, 26, 35, 41, 42, 43, 44]);
const LFS_COMMANDS = { FIRST: 100, LAST: 199 } as const;
const isUnserved = (command: number): boolean =>
  unserved.has(command) || (command >= LFS_COMMANDS.FIRST && command <= LFS_COMMANDS.LAST);

const MAX_BUFFER_BYTES = 65536;

/** What a sub-command does to its buffer. */
type SubCommand = (buffer: Uint8Array, process: Process) => Status | Task<Status>;

export function createCommand(
  core: FsCore,
): (process: Process, args: CallArguments<'Fs_Command'>) => Task<Status> {
  const { kernel, cache, counters } = core;
  const { layout } = kernel.machine;

  const intIn = (buffer: Uint8Array): DataView | null =>
    buffer.length < INT_SIZE ? null : new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);

  /** Of one int, which is handed over and may be answered by another. */
  const ofInt =
    (change: (value: number) => { readonly status: Status; readonly answer?: number }): SubCommand =>
    (buffer) => {
      const view = intIn(buffer);
      if (view === null) return Status.GEN_INVALID_ARG;
      const { status, answer } = change(view.getInt32(0, layout.littleEndian));
      if (answer !== undefined) view.setInt32(0, answer, layout.littleEndian);
      return status;
    };

  /** A switch that is kept: the old value comes back for the new one. */
  function swapped(initial: number): SubCommand {
    let kept = initial;
    return ofInt((value) => {
      const answer = kept;
      kept = value;
      return { status: SUCCESS, answer };
    });
  }

  const subCommands = new Map<number, SubCommand>([
    ...createPrefixCommands(core),
    [
      Command.RAISE_MIN_CACHE,
      ofInt((min) => ({ status: cache.setLimits({ min }) ? SUCCESS : Status.GEN_INVALID_ARG })),
    ],
    [
      Command.LOWER_MAX_CACHE,
      ofInt((max) => ({ status: cache.setLimits({ max }) ? SUCCESS : Status.GEN_INVALID_ARG })),
    ],
    [
      Command.DISABLE_FLUSH,
      ofInt((value) => ({ status: SUCCESS, answer: cache.disableFlush(value !== 0) ? 1 : 0 })),
    ],
    [Command.SET_CACHE_DEBUG, swapped(0)],
    [Command.SET_RPC_DEBUG, swapped(0)],
    [Command.SET_RPC_TRACING, swapped(0)],
    [Command.SET_NAME_CACHING, swapped(0)],
    [
      Command.SET_CLIENT_CACHING,
      ofInt((value) => ({ status: SUCCESS, answer: core.users.allowCaching(value !== 0) ? 1 : 0 })),
    ],
    [Command.SET_MIG_DEBUG, swapped(0)],
    [
      Command.READ_AHEAD,
      ofInt((count) =>
        count < 0
          ? { status: Status.GEN_INVALID_ARG }
          : { status: SUCCESS, answer: core.readAhead.setBlocks(count) },
      ),
    ],
    [Command.EMPTY_CACHE, emptyCache],
    [Command.RETURN_STATS, returnStatistics],
    [
      Command.ZERO_STATS,
      () => {
        clearStatistics(counters);
        return SUCCESS;
      },
    ],
  ]);

  function* emptyCache(buffer: Uint8Array): Task<Status> {
    const view = intIn(buffer);
    if (view === null) return Status.GEN_INVALID_ARG;
    yield* core.sync();
    view.setInt32(0, cache.forgetClean(), layout.littleEndian);
    return SUCCESS;
  }

  function returnStatistics(buffer: Uint8Array): Status {
    countWhatIsThere();
    buffer.set(encodeStatistics(counters, layout).subarray(0, buffer.length));
    return SUCCESS;
  }

  /** Fill in the counters that say what there is now. */
  function countWhatIsThere(): void {
    const { blocks, least, most, mostEver, clean } = cache.counts();
    Object.assign(counters.blockCache, {
      minCacheBlocks: least,
      maxCacheBlocks: most,
      maxNumBlocks: mostEver,
      numCacheBlocks: blocks,
      numFreeBlocks: clean,
    });
    const streams = core.streams.all();
    const ofType = (type: number): number => streams.filter(({ object }) => object.id.type === type).length;
    const handles = core.prefixes.domains().flatMap((domain) => domain.handleTypes());
    const directories = handles.filter((type) => type === FileType.DIRECTORY).length;
    Object.assign(counters.object, {
      streams: streams.length,
      streamClients: streams.length,
      files: handles.length - directories,
      directory: directories,
      pipes: ofType(StreamType.LCL_PIPE) / 2,
      devices: ofType(StreamType.LCL_DEVICE),
      fileClients: ofType(StreamType.LCL_FILE),
    });
    counters.handle.exists = handles.length + streams.length;
  }

  return function* command(process, args) {
    const subCommand = subCommands.get(args.command);
    if (subCommand === undefined && !isUnserved(args.command)) return Status.FS_INVALID_ARG;
    if (args.bufferSize < 0 || args.bufferSize > MAX_BUFFER_BYTES) return Status.SYS_INVALID_ARG;
    const buffer = yield* core.memory().copyIn(process, args.buffer, args.bufferSize);
    if (buffer === null) return Status.SYS_ARG_NOACCESS;
    if (subCommand === undefined) return Status.GEN_NOT_IMPLEMENTED;
    const outcome = subCommand(buffer, process);
    const status = typeof outcome === 'number' ? outcome : yield* outcome;
    if (status !== SUCCESS) return status;
    return (yield* core.memory().copyOut(process, args.buffer, buffer)) ? SUCCESS : Status.SYS_ARG_NOACCESS;
  };
}
