/** The project's TypeScript sources, parsed, for the tests that guard the house. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly program: Node;
}

/** A node of the syntax tree, as ESTree has it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** The project's root: where package.json is. */
export const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));

const folders = ['arch', 'kernel', 'fs', 'proc', 'migrate', 'tools', 'tests'];

export function parseSource(path: string, text: string): Source {
  const result = parseSync(path, text);
  if (result.errors.length > 0) throw new Error(`${path}: ${result.errors[0].message}`);
  return { path, text, program: result.program as unknown as Node };
}

/** Every source file of the project, root files included. */
export function readSources(): readonly Source[] {
  const root = readdirSync(projectRoot).filter((name) => name.endsWith('.ts'));
  const nested = folders.flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(projectRoot, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  );
  return [...root, ...nested]
    .sort()
    .map((path) => parseSource(path, readFileSync(join(projectRoot, path), 'utf8')));
}

export const isTest = (path: string): boolean =>
  path.endsWith('.test.ts') || path.startsWith('tests/') || path.includes('/testing/');

/** `path:line` of a node. */
export function place(source: Source, node: Node): string {
  return `${source.path}:${source.text.slice(0, node.start).split('\n').length}`;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Visit every node, with its ancestors from the root down to its parent. */
export function walk(root: Node, visit: (node: Node, ancestors: readonly Node[]) => void): void {
  const ancestors: Node[] = [];
  const enter = (node: Node): void => {
    visit(node, ancestors);
    ancestors.push(node);
    for (const value of Object.values(node)) {
      if (Array.isArray(value)) {
        for (const item of value) if (isNode(item)) enter(item);
      } else if (isNode(value)) enter(value);
    }
    ancestors.pop();
  };
  enter(root);
}
