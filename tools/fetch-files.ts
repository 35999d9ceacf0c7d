/** `--out`: files of the guest's disk, written here when the host has shut down. */
import { writeFileSync } from 'node:fs';
import type { ClusterHost } from '../index.js';
import { ExitCode, UserError } from './errors.js';
import { reason } from './host-files.js';
import type { FilePair } from './option-values.js';

/** @throws UserError for a file that is not there, or cannot be written here. */
export function fetchFiles(host: ClusterHost, pairs: readonly FilePair[]): void {
  for (const { from, to } of pairs) {
    const bytes = host.readFile(from);
    if (bytes === null) throw new UserError(`--out ${from}: no such file on ${host.name}`, ExitCode.FAILED);
    try {
      writeFileSync(to, bytes);
    } catch (error) {
      throw new UserError(`--out ${to}: ${reason(error)}`, ExitCode.FAILED);
    }
  }
}
