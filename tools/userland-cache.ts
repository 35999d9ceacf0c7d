/**
 * What the compilers have made before, by a hash of all that it was made from: a build after a small change takes
 * seconds. Lies in the temporary folder; it may be deleted at any time.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesBelow, read, sha256 } from './userland-sources.js';

export interface BuildCache {
  /** Have `output` made by `make`, or take what was made before from the same `inputs`. */
  produce(output: string, inputs: readonly string[], make: () => Promise<unknown>): Promise<void>;
}

export const noCache: BuildCache = {
  async produce(_output, _inputs, make) {
    await make();
  },
};

export function createBuildCache(): BuildCache {
  const folder = join(tmpdir(), `sprite-userland-cache-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true });
  return {
    async produce(output, inputs, make) {
      const kept = join(folder, sha256(inputs.map((input) => `${input.length} ${input}`).join('\n')));
      if (existsSync(kept)) return copyFileSync(kept, output);
      await make();
      // Complete before it has its name: builds run at the same time.
      const fresh = `${kept}.${process.pid}`;
      copyFileSync(output, fresh);
      renameSync(fresh, kept);
    },
  };
}

/** Of every header a source may include. */
export function headersHash(): string {
  const headers = ['include', 'libc', 'cmds', 'boot', 'tests']
    .flatMap(filesBelow)
    .filter((name) => name.endsWith('.h'));
  return sha256(headers.map((name) => `${name} ${sha256(read(name))}`).join('\n'));
}

export const fileHash = (path: string): string => sha256(readFileSync(path));
