/** The file system as processes, migration and the host's composition see it. */
import type { Status } from '../arch/status.js';
import type { Implementations } from '../kernel/calls.js';
import type { Process } from '../kernel/process.js';
import type { Task } from '../kernel/task.js';
import type { BackingFile, BackingStore } from '../kernel/vm/backing-store.js';
import type { OpenedAttributes } from './domain.js';
import type { ControlResult } from './io-object.js';
import type { Result } from './types.js';

export type FsCallName = Extract<keyof Implementations, `Fs_${string}`>;
export type FsCalls = Pick<Implementations, FsCallName>;

/** A file opened for execution: what exec looks at before it decides. */
export interface ExecutableFile {
  readonly file: BackingFile;
  readonly attributes: OpenedAttributes;
  /** First bytes of the file: at least 512 of them if the file is that long. */
  readonly header: Uint8Array;
  readonly size: number;
}

export interface ControlRequest {
  readonly streamID: number;
  readonly command: number;
  readonly input: Uint8Array;
  readonly outSize: number;
}

export interface FileSystem {
  readonly calls: FsCalls;
  readonly backingStore: BackingStore;

  /** An I/O control with its buffers as bytes: rules and statuses of Fs_IOControl. */
  control(process: Process, request: ControlRequest): Task<ControlResult>;

  /** State of the first process: working directory "/", every permission enabled, no streams, no groups. */
  initialize(process: Process): Task<void>;
  /** Everything a fork child shares or copies: streams, working directory, mask, groups. */
  fork(parent: Process, child: Process): void;
  /** Close streams marked close-on-exec. */
  closeOnExec(process: Process): Task<void>;
  /** Close everything. */
  exit(process: Process): Task<void>;
  isEmpty(slot: number): boolean;
  /** Streams the process has open. */
  streamCount(process: Process): number;

  /** Fs_Open for exec: EXECUTE and FOLLOW; statuses as exec-and-signals reference 5.1 step 1. */
  openExecutable(process: Process, path: string): Task<Result<ExecutableFile>>;
  /** Make or empty a file in the process's name, and write these bytes into it: rules and statuses of Fs_Open and Fs_Write. */
  writeFile(process: Process, path: string, bytes: Uint8Array): Task<Status>;
  groups(process: Process): readonly number[];
  setGroups(process: Process, groups: readonly number[]): void;

  /** The FS module of the encapsulation table (migration reference 4.3). */
  encapsulatedSize(process: Process): number;
  encapsulate(process: Process): Uint8Array;
  /** Rebuild from the bytes alone; a failure leaves nothing behind. */
  deencapsulate(process: Process, bytes: Uint8Array): Task<boolean>;
  /** Forget the process's streams at the source without closing them: the target has taken them over. */
  abandon(process: Process): void;
  /** The process has arrived on another host, with everything of its own, or is lost. */
  settleMove(process: Process): Task<void>;

  /** Write everything dirty to the disks. */
  sync(): Task<void>;
  /** The same, and on the disks that they were left in order. */
  shutDown(): Task<void>;
}
