/**
 * What the userland image is made from: the files below `userland/`, and the hash over all of it that MANIFEST
 * keeps, so that a stale image is found without a compiler.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { errnoTable, layoutCheck, statusHeader, stubSources } from './userland-generated.js';
import { userlandMachines } from './userland-machines.js';

export const userlandFolder = new URL('../../userland/', import.meta.url);
export const imageFolder = new URL('image/', userlandFolder);
export const STATUS_HEADER = 'include/status.h';
export const TREE = 'tree.txt';
const ROOT = 'root';
/** C code that programs share: linked to each as a library. */
const SHARED_CODE = 'cmds/common';

export const read = (name: string): Buffer => readFileSync(new URL(name, userlandFolder));
export const sha256 = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex');

/** Paths relative to userland/ of the plain files below `folder`, sorted. */
export function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(new URL(`${folder}/`, userlandFolder), { withFileTypes: true });
  return names
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
    )
    .sort();
}

const isSource = (name: string): boolean => /\.[cS]$/.test(name);

/** Sources of the library for one machine. */
export function librarySources(ownSources: readonly string[]): readonly string[] {
  const own = ownSources.map((folder) => `libc/${folder}/`);
  const ofMachines = userlandMachines.flatMap((machine) =>
    machine.ownSources.map((folder) => `libc/${folder}/`),
  );
  return filesBelow('libc').filter(
    (name) =>
      isSource(name) &&
      (own.some((folder) => name.startsWith(folder)) ||
        !ofMachines.some((folder) => name.startsWith(folder))),
  );
}

export interface Program {
  /** `<machine>` stands for the machine type. */
  readonly path: string;
  readonly sources: readonly string[];
}

/** A file in boot/, cmds/ or tests/ is a program, and so is a folder. */
export function programs(): readonly Program[] {
  const bySources = (folder: string, install: (name: string) => string): readonly Program[] => {
    const found = new Map<string, string[]>();
    for (const source of filesBelow(folder)) {
      if (!isSource(source) || source.startsWith(`${SHARED_CODE}/`)) continue;
      const name = source.slice(folder.length + 1).replace(/\/.*|\.[cS]$/, '');
      found.set(name, [...(found.get(name) ?? []), source]);
    }
    return [...found].map(([name, sources]) => ({ path: install(name), sources }));
  };
  return [
    ...bySources('boot', (name) => `/boot/${name}.<machine>`),
    ...bySources('cmds', (name) => `/sprite/cmds.<machine>/${name}`),
    ...bySources('tests', (name) => `/sprite/tests.<machine>/${name}`),
  ];
}

export const sharedSources = (): readonly string[] => filesBelow(SHARED_CODE).filter(isSource);

/** Files of the root tree that are the same for every machine: path in the tree, and bytes. */
export function rootFiles(): ReadonlyMap<string, Buffer> {
  return new Map(filesBelow(ROOT).map((name) => [name.slice(ROOT.length), read(name)]));
}

/** Over the C sources, the root files, what is generated, the compilers' flags and the converter. */
export function sourcesHash(): string {
  const hash = createHash('sha256');
  const add = (name: string, content: Uint8Array | string): void => {
    const bytes = Buffer.from(content);
    hash.update(`${name} ${bytes.length}\n`).update(bytes);
  };
  const files = ['boot', 'cmds', 'include', 'libc', ROOT, 'tests'].flatMap(filesBelow);
  for (const name of [...files, TREE]) add(name, read(name));
  add('status.h', statusHeader());
  add('statusErrno.h', errnoTable());
  for (const machine of userlandMachines) {
    add(
      machine.name,
      [machine.compiler, ...machine.flags, ...machine.libraryFlags, ...machine.libraries].join(' '),
    );
    for (const [name, text] of stubSources(machine)) add(name, text);
    add('layoutCheck.c', layoutCheck(machine));
  }
  for (const name of [
    'build-userland',
    'userland-compiler',
    'userland-aout',
    'userland-ecoff',
    'userland-elf',
  ]) {
    add(name, readFileSync(new URL(`../../tools/${name}.ts`, import.meta.url)));
  }
  return hash.digest('hex');
}
