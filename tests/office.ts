/** What tests share that type at the consoles of several hosts: a host of an office, and a command at its prompt. */
import type { ClusterHost, HostConfig } from '../index.js';
import { userland } from './system.js';

export const MEGABYTE = 1_048_576;
export const SECOND = 1_000_000_000;
export const START_SECONDS = 605_206_800;
export const PROMPT = /[$#] $/;
/** Longer than any command takes. */
export const LIMIT_NS = 600 * SECOND;

/** The host with the disk of "/" has the userland of both machines on it. */
export const officeHost = (
  name: string,
  id: number,
  machine: string,
  disks: HostConfig['disks'] = [],
): HostConfig => ({
  name,
  id,
  machine,
  memoryBytes: 12 * MEGABYTE,
  disks,
  tree: disks.some(({ prefix }) => prefix === '/') ? userland(['sun3', 'ds3100']) : [],
});

/** Type a command and answer what it printed. */
export function command(at: ClusterHost, text: string): string {
  // The terminal shows what is typed: its end of the output must not be found there.
  at.console.type(`${text}; echo =do""ne=\n`);
  // Messages of the kernel may come before it.
  at.console.expect(text, LIMIT_NS);
  const printed = at.console.expect('=done=', LIMIT_NS);
  at.console.expect(PROMPT, LIMIT_NS);
  return printed
    .replaceAll('\r', '')
    .replace(/^[^\n]*\n/, '')
    .replace(/\n?=done=$/, '')
    .trim();
}
