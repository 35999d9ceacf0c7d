/**
 * Version numbers of a domain's files. Other hosts judge the blocks they keep by number and version of a file, so
 * no version of a number ever comes again: not when the number becomes another file's, and not after a crash in
 * which the descriptors with the latest versions were lost. The disk's header has a bound that is above all given;
 * each life of the disk begins there, and raises it before it is reached.
 */
import type { Kernel } from '../../kernel/kernel.js';
import { createLock, withLock } from '../../kernel/lock.js';
import type { Task } from '../../kernel/task.js';

export interface Versions {
  /** Above all that was given or seen. */
  first(): number;
  /** The one after `version` of the same file; the first of this life is above all earlier ones. */
  after(version: number): number;
  seen(version: number): void;
  /** A version may be told to others once this is done. */
  secure(version: number): Task<void>;
}

const AT_ONCE = 4096;

export function createVersions(
  kernel: Kernel,
  bound: number,
  writeBound: (bound: number) => Task<void>,
): Versions {
  const writing = createLock('version numbers');
  let newest = bound;
  let onDisk = bound;

  function* raiseBound(): Task<void> {
    yield* withLock(kernel, writing, function* () {
      if (newest < onDisk) return;
      const next = newest + AT_ONCE;
      yield* writeBound(next);
      onDisk = next;
    });
  }

  function given(version: number): number {
    newest = Math.max(newest, version);
    return version;
  }

  return {
    first: () => given(newest + 1),
    after: (version) => given(Math.max(version, bound) + 1),
    seen: given,
    *secure(version) {
      while (version >= onDisk) yield* raiseBound();
    },
  };
}
