/**
 * Swap files of an earlier life of this host: nobody has them open, and nobody will. They are removed when the host
 * comes up, before it makes new ones. Source: memory-and-scheduling reference, 3.2, where they stay until their
 * segment numbers are used again, and take room on the server until then.
 */
import { SUCCESS } from '../arch/status.js';
import type { Kernel } from '../kernel/kernel.js';
import type { Task } from '../kernel/task.js';
import { CHUNK, type Entry, entriesOf } from './local/directory-chunk.js';
import type { Naming } from './naming.js';
import type { Opener } from './open.js';
import { kernelAsker } from './process-files.js';
import type { Streams } from './stream.js';
import { BLOCK_SIZE, UseFlag } from './types.js';

export interface OldSwapParts {
  readonly kernel: Kernel;
  readonly naming: Naming;
  readonly opener: Opener;
  readonly streams: Streams;
}

const SEGMENT_NUMBER = /^[0-9]+$/;

/** A directory is in the byte order of the machine that made the disk, which need not be this host's. */
function entriesInAnyOrder(chunk: Uint8Array): readonly Entry[] {
  const readings = [false, true].map((little) => entriesOf(chunk, little));
  const isWhole = (entries: readonly Entry[]): boolean =>
    entries.reduce((sum, { recordLength }) => sum + recordLength, 0) === CHUNK;
  return readings.find(isWhole) ?? [];
}

export function* removeOldSwap({ kernel, naming, opener, streams }: OldSwapParts): Task<void> {
  const asker = kernelAsker(kernel.hostId);
  const directory = `/swap/${kernel.hostId}`;
  const opened = yield* opener.openStream({
    asker,
    path: directory,
    useFlags: UseFlag.READ | UseFlag.FOLLOW,
    permissions: 0,
  });
  if ('status' in opened) return;
  const { stream } = opened.value;
  const process = kernel.currentProcess();
  const names: string[] = [];
  for (let offset = 0; ; offset += BLOCK_SIZE) {
    const { status, bytes } = yield* stream.object.read(BLOCK_SIZE, { process, offset, flags: stream.flags });
    if (status !== SUCCESS || bytes.length === 0) break;
    for (let at = 0; at + CHUNK <= bytes.length; at += CHUNK) {
      const entries = entriesInAnyOrder(bytes.subarray(at, at + CHUNK));
      names.push(...entries.filter(({ number }) => number !== 0).map(({ name }) => name));
    }
  }
  yield* streams.releaseStream(stream);
  for (const name of names.filter((one) => SEGMENT_NUMBER.test(one))) {
    const path = `${directory}/${name}`;
    yield* naming.atName({ asker, path, useFlags: UseFlag.DELETE }, (domain, args) => domain.remove(args));
  }
}
