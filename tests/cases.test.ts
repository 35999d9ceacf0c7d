/** The shell and the commands, case by case: each on a host of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeEntry } from '../index.js';
import { readCases, type ShellCase } from './case-table.js';
import { sh } from './system.js';

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Run as the tables say: in an empty directory, HOME=/, the usual PATH. */
function run(each: ShellCase) {
  const prepare = 'mkdir /tmp/case; cd /tmp/case; HOME=/ export HOME; ';
  const args = each.args.map(quote).join(' ');
  // A script on standard input is a file there, so that it is read like any other.
  const command = each.viaStdin ? 'sh < /tmp/script' : `sh -c ${quote(each.script)} ${args}`;
  return sh(prepare + command, {
    stdin: each.viaStdin ? '' : each.stdin,
    files: each.viaStdin ? [scriptFile(each.script)] : [],
  });
}

const scriptFile = (script: string): TreeEntry => ({
  kind: 'file',
  path: '/tmp/script',
  mode: 0o644,
  uid: 10,
  gid: 10,
  bytes: Buffer.from(script, 'latin1'),
});

for (const { table, least } of [
  { table: 'sh-cases.txt', least: 120 },
  { table: 'command-cases.txt', least: 60 },
]) {
  const cases = readCases(table);
  test(`${table}: the table is there`, () => {
    assert.ok(cases.length >= least);
  });
  for (const each of cases) {
    test(`${table}: ${each.name}`, () => {
      const { stdout, status } = run(each);
      assert.equal(stdout, each.stdout);
      assert.equal(status, each.status);
    });
  }
}
