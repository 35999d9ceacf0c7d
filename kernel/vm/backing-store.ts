/**
 * What virtual memory needs of files, supplied by the file system at composition: reading pages of executables
 * and of swap files, writing swap files, and moving those streams with a migrating process.
 */
import type { FsioMigInfo } from '../../arch/layouts.js';
import type { Status } from '../../arch/status.js';
import type { ProcessId } from '../../arch/units.js';
import type { Process } from '../process.js';
import type { Task } from '../task.js';

/** An open file of the kernel's own, without a place in any process's stream table. */
export interface BackingFile {
  /** Same text, same contents: server, domain, file number and version. Code segments are shared by it. */
  readonly identity: string;
  readonly name: string;
}

/** A file that a process has open, to be mapped: with a reference of virtual memory's own, of no process. */
export interface MappedFile extends BackingFile {
  /** Here the identity is the file's, whatever its version. */
  readonly identity: string;
  readonly mayRead: boolean;
  readonly mayWrite: boolean;
}

/**
 * 'code' and 'heap' are read through the file cache, where code is the first to go again; 'direct' is code that is
 * looked up there, but does not come in; 'swap' need not be kept there.
 */
export type PageKind = 'code' | 'direct' | 'heap' | 'swap';

export interface BackingStore {
  /**
   * Fill `target` from byte `offset`; what lies past the end of the file is zeros. A page of a mapped file that
   * lies past it altogether is VM_SHORT_READ; one of a swap file is lost, FAILURE.
   */
  readPage(file: BackingFile, kind: PageKind, offset: number, target: Uint8Array): Task<Status>;
  /** A mapped file does not get longer by it. */
  writePage(file: BackingFile, offset: number, source: Uint8Array): Task<Status>;
  /**
   * Create, or truncate, /swap/<host id>/<segment number>, mode 0660, as root; with another number while a segment that
   * was taken apart and built again here has that name.
   */
  openSwap(segmentNumber: number): Task<{ readonly file: BackingFile } | { readonly status: Status }>;
  /** Remove a swap file's name, if it has one (the open file stays usable until it is closed). */
  removeSwap(file: BackingFile): Task<Status>;
  /** Have the server of two swap files copy a page of one to the other. Any failure: it has to go through here. */
  copyPage(from: BackingFile, to: BackingFile, offset: number, length: number): Task<Status>;
  /** A second reference to the same open file, for another segment. */
  duplicate(file: BackingFile): BackingFile;
  close(file: BackingFile): Task<void>;
  /** The regular file behind a stream of the process. VM_WRONG_SEG_TYPE for anything else that is open. */
  openMapped(
    process: Process,
    streamID: number,
  ): Task<{ readonly file: MappedFile } | { readonly status: Status }>;
  /** Its server did not answer: sleep until it may. */
  awaitServer(file: BackingFile): Task<void>;
  /** Pack a file that leaves with a process: free of side effects. */
  encapsulate(file: BackingFile): FsioMigInfo;
  /** Take over a file that arrives with one. */
  deencapsulate(
    info: FsioMigInfo,
    owner: ProcessId,
  ): Task<{ readonly file: BackingFile } | { readonly status: Status }>;
  /** Let go of a packed file, whose reference is on its way with its process. */
  abandon(file: BackingFile, owner: ProcessId): Task<void>;
}
