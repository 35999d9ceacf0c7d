/**
 * Calls about the file system as a whole, and the obsolete ones, which only ever refuse.
 * Source: kernel-call reference 1; file system reference, 1.4.
 */
import { FAILURE, Status, SUCCESS } from '../arch/status.js';
import { INT_SIZE } from './control-words.js';
import type { FsCore } from './core.js';
import type { FsCalls } from './file-system.js';

type Names = 'Fs_Command' | 'Fs_AttachDisk' | 'Fs_Trunc' | 'Fs_TruncID' | 'Fs_Lock';

const EMPTY_CACHE = 18;
/** Sub-commands Sprite has; the file server's on a log-structured disk are a range of their own. */
const knownCommands: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 24, 26, 35, 38, 40, 41, 42, 43,
  44,
]);
const LFS_COMMANDS = { FIRST: 100, LAST: 199 } as const;
const MAX_BUFFER_BYTES = 65536;

export function createMiscCalls(core: FsCore): Pick<FsCalls, Names> {
  return {
    *Fs_Command(process, args) {
      const { command, bufferSize } = args;
      const isLfs = command >= LFS_COMMANDS.FIRST && command <= LFS_COMMANDS.LAST;
      if (!knownCommands.has(command) && !isLfs) return Status.FS_INVALID_ARG;
      if (bufferSize < 0 || bufferSize > MAX_BUFFER_BYTES) return Status.SYS_INVALID_ARG;
      const buffer = yield* core.memory().copyIn(process, args.buffer, bufferSize);
      if (buffer === null) return Status.SYS_ARG_NOACCESS;
      if (command !== EMPTY_CACHE) return Status.GEN_NOT_IMPLEMENTED;
      yield* core.sync();
      // Blocks that could not be given up: none is locked for longer than its own transfer.
      buffer.fill(0, 0, INT_SIZE);
      const stored = yield* core.memory().copyOut(process, args.buffer, buffer);
      return stored ? SUCCESS : Status.SYS_ARG_NOACCESS;
    },
    Fs_AttachDisk: (process) =>
      process.effectiveUserId === 0 ? Status.DEV_NO_DEVICE : Status.GEN_NO_PERMISSION,
    Fs_Trunc: () => FAILURE,
    Fs_TruncID: () => FAILURE,
    Fs_Lock: () => FAILURE,
  };
}
