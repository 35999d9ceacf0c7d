/**
 * What the file system keeps for a process: its stream ids, working directory, default permissions and groups.
 * The table of ids starts at 8 entries and doubles; close-on-exec belongs to the id, not to the stream.
 * Source: kernel-call reference, 5.1 and call 52.
 */
import type { HostId } from '../arch/units.js';
import type { Process } from '../kernel/process.js';
import type { Stream } from './stream.js';
import type { UserIds } from './types.js';

export interface ProcessFiles {
  /** By id; null where nothing is open. */
  readonly streams: (Stream | null)[];
  /** By id; closing an id does not clear it. */
  readonly closeOnExec: boolean[];
  directory: Stream;
  /** Permission bits that are allowed on new files: the complement of umask. */
  permissionMask: number;
  groups: readonly number[];
}

const FIRST_TABLE_SIZE = 8;
/** A wanted id above this, and above twice the table, is refused. */
const LEAST_LIMIT = 128;
/** Ours: Fs_Select looks at no more ids. */
export const MOST_STREAMS = 1024;
export const ALL_PERMISSIONS = 0o777;
const GROUPS_IN_REQUESTS = 8;

export function createProcessFiles(directory: Stream, tableSize = FIRST_TABLE_SIZE): ProcessFiles {
  return {
    streams: new Array<Stream | null>(tableSize).fill(null),
    closeOnExec: new Array<boolean>(tableSize).fill(false),
    directory,
    permissionMask: ALL_PERMISSIONS,
    groups: [],
  };
}

export const streamAt = (files: ProcessFiles, id: number): Stream | null => files.streams[id] ?? null;

/** Every stream the process refers to, once for each reference: the working directory first, then by id. */
export const referencesOf = (files: ProcessFiles): readonly Stream[] => [
  files.directory,
  ...files.streams.filter((stream) => stream !== null),
];

/** Put the stream at the lowest free id, close-on-exec clear; -1 when the table is full. */
export function addStream(files: ProcessFiles, stream: Stream): number {
  let id = files.streams.indexOf(null);
  if (id < 0) {
    id = files.streams.length;
    if (id >= MOST_STREAMS) return -1;
    growTo(files, 2 * id);
  }
  files.streams[id] = stream;
  files.closeOnExec[id] = false;
  return id;
}

/** False when the table cannot have the id. */
export function makeRoomFor(files: ProcessFiles, id: number): boolean {
  const size = files.streams.length;
  if (id > Math.max(LEAST_LIMIT, 2 * size) || id >= MOST_STREAMS) return false;
  if (id >= size) growTo(files, Math.max(id + 1, 2 * size));
  return true;
}

function growTo(files: ProcessFiles, size: number): void {
  while (files.streams.length < Math.min(size, MOST_STREAMS)) {
    files.streams.push(null);
    files.closeOnExec.push(false);
  }
}

/** Who asks for a name: permissions, home, and where relative names begin. */
export interface Asker {
  readonly ids: UserIds;
  readonly homeHost: HostId;
  readonly directory: Stream | null;
}

/** A process asks as its effective user, or as its real one. */
export const askerOf = (process: Process, files: ProcessFiles, asRealUser = false): Asker => ({
  ids: {
    user: asRealUser ? process.userId : process.effectiveUserId,
    groups: files.groups.slice(0, GROUPS_IN_REQUESTS),
  },
  homeHost: process.homeHost,
  directory: files.directory,
});

/** The kernel's own names are absolute, and nothing is refused to it. */
export const kernelAsker = (hostId: HostId): Asker => ({
  ids: { user: 0, groups: [] },
  homeHost: hostId,
  directory: null,
});
