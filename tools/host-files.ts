/** Files of the machine we run on, as entries of the guest's tree (`--in`). */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TreeEntry } from '../fs/tree-entry.js';
import { UserError } from './errors.js';
import type { FilePair } from './option-values.js';

/** Owner of files put in: the ordinary user. */
const USER = { uid: 10, gid: 10 };

/**
 * Entries for each pair, parents before children; a directory is taken whole. A target ending in a slash keeps
 * the file's own name. @throws UserError for a path that cannot be read or a target that is not absolute.
 */
export function treeEntries(pairs: readonly FilePair[]): readonly TreeEntry[] {
  return pairs.flatMap(({ from, to }) => {
    if (!to.startsWith('/')) throw new UserError(`--in ${from}:${to}: the guest's path must begin with /`);
    return entriesOf(from, to.endsWith('/') ? to + basename(from) : to);
  });
}

function entriesOf(hostPath: string, guestPath: string): readonly TreeEntry[] {
  try {
    const status = lstatSync(hostPath);
    const common = { path: guestPath, mode: status.mode & 0o777, ...USER };
    if (status.isSymbolicLink())
      return [{ ...common, kind: 'link', target: readlinkSync(hostPath, 'latin1') }];
    if (status.isDirectory()) {
      const names = readdirSync(hostPath).sort();
      return [
        { ...common, kind: 'dir' },
        ...names.flatMap((name) => entriesOf(join(hostPath, name), `${guestPath}/${name}`)),
      ];
    }
    if (status.isFile()) return [{ ...common, kind: 'file', bytes: readFileSync(hostPath) }];
  } catch (error) {
    throw new UserError(`--in ${hostPath}: ${reason(error)}`);
  }
  throw new UserError(`--in ${hostPath}: neither a file nor a directory`);
}

export function reason(error: unknown): string {
  const code = (error as { readonly code?: string }).code;
  const words: { readonly [code: string]: string } = {
    ENOENT: 'no such file or directory',
    EACCES: 'permission denied',
    EISDIR: 'is a directory',
    ENOTDIR: 'not a directory',
    ENOSPC: 'no space left',
  };
  return words[code ?? ''] ?? (error instanceof Error ? error.message : String(error));
}
