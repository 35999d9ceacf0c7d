/**
 * What virtual memory needs of files, supplied by the file system at composition: reading pages of executables
 * and of swap files, writing swap files, and moving those streams with a migrating process.
 */
import type { FsioMigInfo } from '../../arch/layouts.js';
import type { Status } from '../../arch/status.js';
import type { Task } from '../task.js';

/** An open file of the kernel's own, without a place in any process's stream table. */
export interface BackingFile {
  /** Same text, same contents: server, domain, file number and version. Code segments are shared by it. */
  readonly identity: string;
  readonly name: string;
}

/** 'code' and 'heap' are read through the file cache; 'swap' need not be kept there. */
export type PageKind = 'code' | 'heap' | 'swap';

export interface BackingStore {
  /** Fill `target` from byte `offset`; what lies past the end of the file is zeros. */
  readPage(file: BackingFile, kind: PageKind, offset: number, target: Uint8Array): Task<Status>;
  writePage(file: BackingFile, offset: number, source: Uint8Array): Task<Status>;
  /** Create, or truncate, /swap/<host id>/<segment number>, mode 0660, as root. */
  openSwap(segmentNumber: number): Task<{ readonly file: BackingFile } | { readonly status: Status }>;
  /** Remove a swap file's name (the open file stays usable until it is closed). */
  removeSwap(segmentNumber: number): Task<Status>;
  /** A second reference to the same open file, for another segment. */
  duplicate(file: BackingFile): BackingFile;
  close(file: BackingFile): Task<void>;
  /** Its server did not answer: sleep until it may. */
  awaitServer(file: BackingFile): Task<void>;
  /** Pack a file that leaves with a process: free of side effects. */
  encapsulate(file: BackingFile): FsioMigInfo;
  /** Take over a file that arrives with one. */
  deencapsulate(info: FsioMigInfo): Task<{ readonly file: BackingFile } | { readonly status: Status }>;
  /** Forget a packed file at the source, once the target has it. */
  abandon(file: BackingFile): Task<void>;
}
