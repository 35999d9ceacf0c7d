/** The built userland as entries for an empty root disk, read from `userland/image`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TreeEntry } from '../fs/tree-entry.js';
import { UserError } from './errors.js';
import { parseTree, type TreeLine } from './userland-tree.js';

const imageFolder = new URL('../../userland/image/', import.meta.url);

/**
 * What every machine shares and what the given types (`ds3100`, ...) have of their own, parents before children.
 * @throws UserError when the image is missing or incomplete.
 */
export function readUserlandImage(machineTypes: readonly string[]): readonly TreeEntry[] {
  const manifest = parseTree(readText('MANIFEST'), 'userland/image/MANIFEST');
  return manifest.lines
    .filter((line) => line.machine === null || machineTypes.includes(line.machine))
    .map(entryOf);
}

const BLOCK_BYTES = 4096;
/** What the files and directories of a tree take of a disk, a block at least each. */
export function treeBytes(tree: readonly TreeEntry[]): number {
  return tree.reduce((sum, entry) => {
    const size = entry.kind === 'file' ? entry.bytes.length : 1;
    return sum + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }, 0);
}

function entryOf(line: TreeLine): TreeEntry {
  const { path, mode, uid, gid } = line;
  const common = { path, mode, uid, gid };
  switch (line.kind) {
    case 'dir':
      return { ...common, kind: 'dir' };
    case 'link':
      return { ...common, kind: 'link', target: line.target };
    case 'dev':
      return { ...common, kind: 'device', serverId: line.serverId, type: line.type, unit: line.unit };
    case 'file': {
      if (line.content === null) throw new UserError(`userland/image/MANIFEST: no content for ${path}`);
      const bytes = readBytes(line.content.source);
      if (bytes.length !== line.content.size) {
        throw new UserError(
          `userland/image/${line.content.source}: not as the MANIFEST says; build it again`,
        );
      }
      return { ...common, kind: 'file', bytes };
    }
  }
}

function readBytes(name: string): Uint8Array {
  const path = new URL(name, imageFolder);
  try {
    return readFileSync(path);
  } catch {
    throw new UserError(`${fileURLToPath(path)}: missing; build it with: node dist/tools/build-userland.js`);
  }
}

function readText(name: string): string {
  return Buffer.from(readBytes(name)).toString('utf8');
}
