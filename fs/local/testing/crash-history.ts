/**
 * What a workload did to each of its files, and what of it must be on the disk after so many writes. An operation
 * may have its effects on the disk as soon as it has begun; what was complete when a sync began is there once the
 * sync is done. So a disk stopped after N writes may show a file in any of the versions from the last one synced to
 * the last one begun: whole sectors of them, under a name of one of them.
 */
import { SECTOR_SIZE } from '../../disk/block-device.js';
import { BLOCK_SIZE } from '../../types.js';
import type { Content } from './content.js';

export interface Version {
  /** Writes done when the operation that made it began. */
  readonly begunAt: number;
  readonly content: Content;
  /** Absolute paths; none when the file is removed. */
  readonly names: readonly string[];
  /** Another file that took the name in the same instant. */
  readonly replacedBy?: FileHistory;
}

export interface FileHistory {
  readonly kind: 'file' | 'directory' | 'link';
  readonly versions: Version[];
  /** From so many writes on, the version is on the disk. */
  readonly synced: { readonly at: number; readonly version: number }[];
  /** An operation is at work on it: its last version is not complete. */
  busy: boolean;
}

/** The versions that a disk stopped after `writes` writes (and a part of the next) may show; the first is synced. */
function windowAt(
  { versions, synced }: FileHistory,
  writes: number,
): { readonly isSynced: boolean; readonly versions: readonly Version[] } {
  let first = -1;
  for (const { at, version } of synced) if (at <= writes) first = Math.max(first, version);
  const end = versions.findLastIndex(({ begunAt }) => begunAt <= writes);
  return { isSynced: first >= 0, versions: versions.slice(Math.max(first, 0), end + 1) };
}

/** What was found on a disk. */
export interface FoundFile {
  readonly kind: FileHistory['kind'];
  readonly content: Content;
}

/** Each sector is one of the versions' that has it, and the size is one of theirs, or ends at a block between. */
function fits(found: FoundFile, file: FileHistory, versions: readonly Version[]): boolean {
  if (found.kind !== file.kind) return false;
  if (file.kind === 'directory') return true;
  const { size } = found.content;
  const sizes = versions.map(({ content }) => content.size);
  const between = size % BLOCK_SIZE === 0 && size >= Math.min(...sizes) && size <= Math.max(...sizes);
  if (!sizes.includes(size) && !between) return false;
  for (let start = 0; start < size; start += SECTOR_SIZE) {
    const end = Math.min(start + SECTOR_SIZE, size);
    const isOne = ({ content }: Version): boolean =>
      content.size >= end && sameBytes(content, found.content, start, end);
    if (versions.findLast(isOne) === undefined) return false;
  }
  return true;
}

const HOLE = new Uint8Array(BLOCK_SIZE) as Readonly<Uint8Array>;

/** Within one block. */
function sameBytes(a: Content, b: Content, start: number, end: number): boolean {
  const index = Math.floor(start / BLOCK_SIZE);
  const left = a.blocks.get(index) ?? HOLE;
  const right = b.blocks.get(index) ?? HOLE;
  const first = start - index * BLOCK_SIZE;
  for (let i = 0; i < end - start; i++) if (left[first + i] !== right[first + i]) return false;
  return true;
}

/** What is wrong with the files found on a disk that was stopped after `writes` writes; nothing, one hopes. */
export function faultsAt(
  files: readonly FileHistory[],
  found: ReadonlyMap<string, FoundFile>,
  writes: number,
): readonly string[] {
  const faults: string[] = [];
  const candidates = new Map<
    string,
    { readonly file: FileHistory; readonly versions: readonly Version[] }[]
  >();
  const windows = files.map((file) => ({ file, ...windowAt(file, writes) }));
  for (const { file, versions } of windows) {
    for (const name of new Set(versions.flatMap(({ names }) => names))) {
      const those = candidates.get(name) ?? [];
      those.push({ file, versions });
      candidates.set(name, those);
    }
  }
  for (const [path, one] of found) {
    if (path === '/lost+found' || path.startsWith('/lost+found/')) continue;
    const those = candidates.get(path) ?? [];
    if (!those.some(({ file, versions }) => fits(one, file, versions))) {
      faults.push(`${path} (${one.kind}, ${one.content.size} bytes) is nothing that was ever there`);
    }
  }
  for (const { file, isSynced, versions } of windows) {
    if (isSynced) faults.push(...missing(file, versions, found), ...replacedFaults(versions, found, writes));
  }
  return faults;
}

/** A synced file is there under a name of it, and under every name that it never lost. */
function missing(
  file: FileHistory,
  versions: readonly Version[],
  found: ReadonlyMap<string, FoundFile>,
): readonly string[] {
  const all = [...new Set(versions.flatMap(({ names }) => names))];
  const isThere = (name: string): boolean => {
    const one = found.get(name);
    return one !== undefined && fits(one, file, versions);
  };
  const faults = all
    .filter((name) => versions.every(({ names }) => names.includes(name)) && !isThere(name))
    .map((name) => `${name} was synced and is not there as it was`);
  if (versions.every(({ names }) => names.length > 0) && !all.some(isThere)) {
    faults.push(`a synced file has lost all its names: ${all.join(', ')}`);
  }
  return faults;
}

/** A file that takes another's name does it at once: the name is always there, unless it was lost again. */
function replacedFaults(
  versions: readonly Version[],
  found: ReadonlyMap<string, FoundFile>,
  writes: number,
): readonly string[] {
  const at = versions.findIndex(({ replacedBy }) => replacedBy !== undefined);
  const replacing = versions[at]?.replacedBy;
  if (at < 1 || replacing === undefined) return [];
  const later = windowAt(replacing, writes).versions;
  return versions[at - 1].names
    .filter((name) => versions.slice(0, at).every(({ names }) => names.includes(name)))
    .filter((name) => {
      const taken = later.findIndex(({ names }) => names.includes(name));
      return taken >= 0 && later.slice(taken).every(({ names }) => names.includes(name));
    })
    .filter((name) => !found.has(name))
    .map((name) => `${name} was replaced and is not there at all`);
}
