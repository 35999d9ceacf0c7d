/** Import arrows point down, and never in a circle; `import type` counts. */
import { dirname, join } from 'node:path/posix';
import { isTest, type Node, place, type Source, walk } from './sources.js';

const floors: { readonly [folder: string]: number } = {
  arch: 0,
  kernel: 1,
  fs: 2,
  proc: 3,
  migrate: 4,
  tools: 6,
  tests: 7,
};
/** Files in the root compose hosts and clusters: above all that they compose, below the tools. */
const ROOT_FLOOR = 5;

export const floorOf = (path: string): number => floors[path.split('/')[0]] ?? ROOT_FLOOR;
export const isBelowTools = (path: string): boolean => floorOf(path) < floors['tools'];

export interface Import {
  readonly from: Source;
  readonly node: Node;
  readonly specifier: string;
  /** Path of the imported source of ours, or null for a package. */
  readonly target: string | null;
}

function importsOf(source: Source): readonly Import[] {
  const found: Import[] = [];
  walk(source.program, (node) => {
    const isImport = [
      'ImportDeclaration',
      'ExportNamedDeclaration',
      'ExportAllDeclaration',
      'ImportExpression',
    ];
    if (!isImport.includes(node.type)) return;
    const specifier = (node['source'] as { readonly value?: unknown } | null | undefined)?.value;
    if (typeof specifier !== 'string') return;
    const relative = specifier.startsWith('.');
    const target = relative ? join(dirname(source.path), specifier).replace(/\.js$/, '.ts') : null;
    found.push({ from: source, node, specifier, target });
  });
  return found;
}

/** Arrows that point up to a higher floor. Tests may use what they like. */
export function upwardImports(sources: readonly Source[]): readonly string[] {
  return sources
    .filter((source) => !isTest(source.path))
    .flatMap(importsOf)
    .filter(({ from, target }) => target !== null && floorOf(target) > floorOf(from.path))
    .map(({ from, node, specifier }) => `${place(from, node)} imports upwards: ${specifier}`);
}

/** Below the tools there is no machine around us: no `node:` modules, and only the packages the design names. */
export function foreignImports(sources: readonly Source[]): readonly string[] {
  const packages = new Set(['bitset', 'lru-cache']);
  return sources
    .filter((source) => isBelowTools(source.path) && !isTest(source.path))
    .flatMap(importsOf)
    .filter(({ specifier, target }) => target === null && !packages.has(specifier))
    .map(({ from, node, specifier }) => `${place(from, node)} imports ${specifier}`);
}

/** Circles among files. */
export function circles(sources: readonly Source[]): readonly string[] {
  const targets = new Map(
    sources.map((source) => [source.path, importsOf(source).flatMap(({ target }) => target ?? [])]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const trail: string[] = [];
  const found: string[] = [];
  const visit = (path: string): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      return;
    }
    state.set(path, 'open');
    trail.push(path);
    for (const target of targets.get(path) ?? []) visit(target);
    trail.pop();
    state.set(path, 'done');
  };
  for (const { path } of sources) visit(path);
  return found;
}
