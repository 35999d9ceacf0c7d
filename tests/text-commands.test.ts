/**
 * The commands for text and files, case by case. A host is booted for many cases, each of which has a directory
 * of its own.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCases, type ShellCase } from './case-table.js';
import { sh } from './system.js';

const CASES_PER_HOST = 24;
const END = '@@end of case';

interface Outcome {
  readonly stdout: string;
  readonly status: number;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Runs them one after the other; what is missing at the end was not reached. */
function run(cases: readonly ShellCase[]): readonly (Outcome | undefined)[] {
  const script = cases
    .map(
      ({ script }, index) =>
        `mkdir /tmp/case${index}; cd /tmp/case${index}; sh -c ${quote(script)} </dev/null; echo "${END} $?"`,
    )
    .join('\n');
  const { stdout } = sh('umask 022; HOME=/ export HOME; . /tmp/script', {
    files: [
      {
        kind: 'file',
        path: '/tmp/script',
        mode: 0o644,
        uid: 10,
        gid: 10,
        bytes: Buffer.from(script, 'latin1'),
      },
    ],
  });
  const pieces = stdout.split(END);
  return pieces.slice(1).map((piece, index) => ({
    stdout: index === 0 ? pieces[0] : pieces[index].slice(pieces[index].indexOf('\n') + 1),
    status: Number.parseInt(piece, 10),
  }));
}

const table = 'text-cases.txt';
const cases = readCases(table);

test(`${table}: the table is there`, () => {
  assert.ok(cases.length >= 60);
});

for (let first = 0; first < cases.length; first += CASES_PER_HOST) {
  const batch = cases.slice(first, first + CASES_PER_HOST);
  let outcomes: readonly (Outcome | undefined)[] | null = null;
  batch.forEach((each, index) => {
    test(`${table}: ${each.name}`, () => {
      outcomes ??= run(batch);
      const outcome = outcomes[index];
      assert.ok(outcome !== undefined, 'an earlier case ended the shell');
      assert.equal(outcome.stdout, each.stdout);
      assert.equal(outcome.status, each.status);
    });
  });
}
