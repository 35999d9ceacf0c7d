/**
 * What can be behind a stream: one set of operations for each stream type (regular file, device, pipe,
 * pseudo-device, and their remote forms), found by the type of the I/O handle. The stream layer keeps
 * offsets and flags; the object does the work.
 */
import type { Status } from '../arch/status.js';
import type { Process } from '../kernel/process.js';
import { isTask, type MaybeTask, type Task } from '../kernel/task.js';
import type { Attributes, FileId } from './types.js';

/** One transfer. `offset` is the stream's; files use it, devices and pipes do not. */
export interface Transfer {
  readonly process: Process;
  readonly offset: number;
  /** Use flags of the stream (APPEND, NON_BLOCKING, RMT_SHARED, ...). */
  readonly flags: number;
  /** Write no more than lies before the end of the file: a page that was mapped is longer than what it shows. */
  readonly withinEnd?: boolean;
  /** A server is away: wait for it, signals or not ('sleep'), or say so ('fail'). Absent: signals end the wait. */
  readonly whenAway?: 'sleep' | 'fail';
  /**
   * Of a read whose bytes stay in memory elsewhere: the blocks of another host's file are the first that the cache
   * gives up; 'direct': what it has not got does not come in.
   */
  readonly onWay?: 'cached' | 'direct';
  /** When the process is another host's: `process` then only does its work here. */
  readonly remote?: RemoteCaller;
}

/** A process of another host in a transfer. */
export interface RemoteCaller {
  readonly pid: number;
  readonly family: number;
  /** What the object would send to it; its own host does so. 0: nothing. */
  signal: number;
  readonly user?: number;
  /** Of the bytes of a control that is for the object alone: they come as the process has them. */
  readonly format?: number;
}

/** Bytes moved, with the status that ended it; a partial transfer carries both. */
export interface ReadResult {
  readonly status: Status;
  readonly bytes: Uint8Array;
  /** Where the transfer ended, when only the server knows. */
  readonly end?: number;
}
export interface WriteResult {
  readonly status: Status;
  readonly count: number;
  /** For APPEND: where the write really went. */
  readonly offset?: number;
}

export interface ControlResult {
  readonly status: Status;
  readonly out: Uint8Array;
}

export interface IoObject {
  readonly id: FileId;
  /** A write that is longer comes in pieces of so many bytes; absent: a block. */
  readonly pieceBytes?: number;
  /** No file, but transfers are at the stream's offset all the same. */
  readonly isSeekable?: boolean;
  /**
   * Up to `length` bytes: of a file all there are, of anything else what is there now. Blocks while nothing is
   * there, unless NON_BLOCKING (FS_WOULD_BLOCK); an empty SUCCESS is end of file. A deliverable signal ends the
   * wait with GEN_ABORTED_BY_SIGNAL.
   */
  read(length: number, transfer: Transfer): Task<ReadResult>;
  /**
   * At least one of `bytes`, or why not; the caller comes again with the rest. Blocks and signals as read, but
   * never once something has been moved: so nothing is lost or repeated when the call is dropped in a wait.
   */
  write(bytes: Uint8Array, transfer: Transfer): Task<WriteResult>;
  /** A command the stream layer does not serve itself. `input` is as the user gave it, in its byte order. */
  control(command: number, input: Uint8Array, outSize: number, transfer: Transfer): Task<ControlResult>;
  /** Ready bits, of those in `wanted`. */
  ready(wanted: number): MaybeTask<number>;
  /** Wake whoever waits in Fs_Select when readiness may have changed; the answer takes it back. */
  watch(changed: () => void): () => void;
  /** A stream with these use flags is closed for the last time. */
  close(flags: number): Task<Status>;
  /** A stream with these use flags is now on two hosts: one use more. Absent where nobody counts. */
  share?(flags: number): void;
  /** A stream with these use flags has moved away: forget it, but tell nobody. Absent where nothing is kept. */
  moved?(flags: number): void;
  /** Attributes the object knows better than the name (size and times of a file, a pipe's whole record). */
  overlayAttributes(attributes: Attributes): MaybeTask<Attributes>;
}

/** What `object.ready` says, asking another host if need be. */
export function* readiness(object: IoObject, wanted: number): Task<number> {
  const known = object.ready(wanted);
  return isTask(known) ? yield* known : known;
}

/** The attributes as the object knows them, asking another host if need be. */
export function* knownAttributes(object: IoObject, attributes: Attributes): Task<Attributes> {
  const known = object.overlayAttributes(attributes);
  return isTask(known) ? yield* known : known;
}
