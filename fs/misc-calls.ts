/** Fs_Command, and calls that only ever refuse. Source: kernel-call reference 1. */
import { FAILURE } from '../arch/status.js';
import { createCommand } from './command.js';
import type { FsCore } from './core.js';
import type { FsCalls } from './file-system.js';

type Names = 'Fs_Command' | 'Fs_Trunc' | 'Fs_TruncID' | 'Fs_Lock';

export function createMiscCalls(core: FsCore): Pick<FsCalls, Names> {
  return {
    Fs_Command: createCommand(core),
    Fs_Trunc: () => FAILURE,
    Fs_TruncID: () => FAILURE,
    Fs_Lock: () => FAILURE,
  };
}
