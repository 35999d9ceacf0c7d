/**
 * `npm run sh:oracle [SHELL]`: runs the tables of shell cases through a shell of this machine, dash if none is
 * named, and reports where it does something else than the tables expect and do not say so. Developers only.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCases, type ShellCase } from './case-table.js';

const TABLES = ['sh-cases.txt', 'sh-posix-cases.txt'];
const LIMIT_MS = 20_000;
/** Signals by number, for the status of a shell that one has killed. */
const SIGNALS: Readonly<Record<string, number>> = { SIGKILL: 9, SIGTERM: 15, SIGINT: 2, SIGPIPE: 13 };

function run(shell: string, each: ShellCase): { readonly stdout: string; readonly status: number } {
  const directory = mkdtempSync(join(tmpdir(), 'sh-case-'));
  try {
    const result = spawnSync(shell, each.viaStdin ? [] : ['-c', each.script, ...each.args], {
      cwd: directory,
      env: { PATH: '/usr/bin:/bin', HOME: '/' },
      input: each.viaStdin ? each.script : each.stdin,
      encoding: 'latin1',
      timeout: LIMIT_MS,
    });
    if (result.error !== undefined) throw result.error;
    return { stdout: result.stdout, status: result.status ?? 128 + (SIGNALS[result.signal ?? ''] ?? 0) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function main(shell: string): number {
  let same = 0;
  let noted = 0;
  const surprises: string[] = [];
  for (const table of TABLES) {
    for (const each of readCases(table)) {
      const { stdout, status } = run(shell, each);
      if (stdout === each.stdout && status === each.status) same++;
      else if (each.differs !== null) noted++;
      else surprises.push(`${table}: ${each.name}: status ${status}, ${JSON.stringify(stdout)}`);
    }
  }
  for (const line of surprises) process.stdout.write(`${line}\n`);
  process.stdout.write(`${shell}: ${same} as expected, ${noted} noted, ${surprises.length} surprises\n`);
  return surprises.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv[2] ?? 'dash');
