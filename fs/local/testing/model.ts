/** The simplest file system there is: a tree of records, with the statuses of Sprite's. A disk must behave like it. */
import { Status, SUCCESS } from '../../../arch/status.js';
import { type Content, NOTHING } from './content.js';

export interface ModelFile {
  readonly kind: 'file';
  content: Content;
  links: number;
}
export interface ModelDirectory {
  readonly kind: 'directory';
  readonly entries: Map<string, ModelNode>;
}
export type ModelNode = ModelFile | ModelDirectory;

export const newDirectory = (): ModelDirectory => ({ kind: 'directory', entries: new Map() });
export const newFile = (): ModelFile => ({ kind: 'file', content: NOTHING, links: 1 });

interface Place {
  readonly parent: ModelDirectory;
  readonly name: string;
  readonly node: ModelNode | undefined;
}

/** Where a path leads, or why it does not. */
export function place(root: ModelDirectory, path: string): Place | Status {
  const names = path.slice(1).split('/');
  const name = names.pop() ?? '';
  let parent: ModelNode = root;
  for (const each of names) {
    if (parent.kind !== 'directory') return Status.FS_NOT_DIRECTORY;
    const next: ModelNode | undefined = parent.entries.get(each);
    if (next === undefined) return Status.FS_FILE_NOT_FOUND;
    parent = next;
  }
  if (parent.kind !== 'directory') return Status.FS_NOT_DIRECTORY;
  return { parent, name, node: parent.entries.get(name) };
}

/** What a change of names answers; `change` does it, when it is to succeed. */
export interface Outcome {
  readonly status: Status;
  change(): void;
}

const refuse = (status: Status): Outcome => ({ status, change() {} });
const succeed = (change: () => void): Outcome => ({ status: SUCCESS, change });

/** A new node where nothing is. */
export function addNode(root: ModelDirectory, path: string, node: ModelNode): Outcome {
  const at = place(root, path);
  if (typeof at === 'number') return refuse(at);
  if (at.node !== undefined) return refuse(Status.FS_FILE_EXISTS);
  return succeed(() => at.parent.entries.set(at.name, node));
}

export function removeNode(root: ModelDirectory, path: string, onlyDirectory: boolean): Outcome {
  const at = place(root, path);
  if (typeof at === 'number') return refuse(at);
  const { parent, name, node } = at;
  if (node === undefined) return refuse(Status.FS_FILE_NOT_FOUND);
  if (onlyDirectory && node.kind !== 'directory') return refuse(Status.FS_NOT_DIRECTORY);
  if (node.kind === 'directory' && node.entries.size > 0) return refuse(Status.FS_DIR_NOT_EMPTY);
  return succeed(() => {
    parent.entries.delete(name);
    if (node.kind === 'file') node.links--;
  });
}

export function linkNode(root: ModelDirectory, existing: string, created: string): Outcome {
  const from = place(root, existing);
  if (typeof from === 'number') return refuse(from);
  const { node } = from;
  if (node === undefined) return refuse(Status.FS_FILE_NOT_FOUND);
  if (node.kind === 'directory') return refuse(Status.FS_IS_DIRECTORY);
  const to = addNode(root, created, node);
  return to.status !== SUCCESS
    ? to
    : succeed(() => {
        to.change();
        node.links++;
      });
}

export function renameNode(root: ModelDirectory, oldPath: string, newPath: string): Outcome {
  const from = place(root, oldPath);
  if (typeof from === 'number') return refuse(from);
  const to = place(root, newPath);
  if (typeof to === 'number') return refuse(to);
  const moved = from.node;
  if (moved === undefined) return refuse(Status.FS_FILE_NOT_FOUND);
  if (from.parent === to.parent && from.name === to.name) return succeed(() => {});
  if (moved.kind === 'directory' && from.parent !== to.parent) {
    if (to.parent === moved) return refuse(Status.GEN_INVALID_ARG);
    if (newPath.startsWith(`${oldPath}/`)) return refuse(Status.FS_INVALID_ARG);
  }
  const replaced = to.node;
  if (replaced !== undefined && replaced !== moved) {
    if (replaced.kind !== moved.kind) return refuse(Status.FS_FILE_EXISTS);
    if (replaced.kind === 'directory' && replaced.entries.size > 0) return refuse(Status.FS_DIR_NOT_EMPTY);
  }
  return succeed(() => {
    from.parent.entries.delete(from.name);
    to.parent.entries.set(to.name, moved);
    if (replaced?.kind === 'file') replaced.links--;
  });
}
