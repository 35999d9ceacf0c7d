/** Cluster files with every mistake that can be made in one: refused in one line that names the key or the host. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { boot } from './boot.js';
import { parseOptions } from './options.js';

const folder = mkdtempSync(join(tmpdir(), 'sprite-'));
const file = join(folder, 'cluster.json');

/** What booting the hosts of this file ends in. */
function refusal(text: string): string {
  writeFileSync(file, text);
  try {
    boot(parseOptions(['--cluster', file]).options, [], { onlyOwnPrograms: true });
    return 'booted';
  } catch (error) {
    return error instanceof Error ? error.message.replace(file, 'FILE') : String(error);
  }
}

const root = { name: 'mint', disks: [{ prefix: '/' }] };
const hosts = (...list: readonly unknown[]): string => JSON.stringify({ hosts: list });
const rootWith = (change: object): string => hosts({ ...root, ...change });

const cases: readonly (readonly [string, RegExp])[] = [
  ['{', /^--cluster FILE: /],
  ['[]', /the file: must be an object/],
  ['{}', /hosts: must be a list/],
  ['{"host":[]}', /unknown key "host"; known are hosts/],
  [hosts({}), /hosts\[0\]\.name: must be a string/],
  [hosts({ ...root, disks: [{ prefix: '/users' }] }), /none has a disk with the prefix "\/"/],
  [rootWith({ id: 200 }), /hosts\[0\]\.id: must be a whole number, 1 to 199/],
  [rootWith({ machine: 'vax' }), /hosts\[0\]\.machine: must be one of/],
  [rootWith({ memory: 16 }), /hosts\[0\]\.memory: must be a size/],
  [rootWith({ memory: '1M' }), /mint: memory must be at least 4M/],
  [rootWith({ memory: '900G' }), /the limit is 2048 MB/],
  [rootWith({ name: 'a b' }), /^a b: a host's name is/],
  [rootWith({ name: '..' }), /^\.\.: a host's name is/],
  [rootWith({ name: 'x'.repeat(300) }), /^x{40}: a host's name is 1 to 40 letters/],
  [rootWith({ disks: [{ prefix: '/', size: '1K' }] }), /too small/],
  [rootWith({ disks: [{ prefix: '/', size: '9999G' }] }), /too large/],
  [rootWith({ disks: [{ prefix: '/' }, { prefix: '/' }] }), /two disks have the prefix \//],
  [rootWith({ disks: [{ prefix: '/' }, { prefix: 'users' }] }), /users is not a prefix/],
  [rootWith({ disks: [{ prefix: '/', image: '/nowhere/x' }] }), /\/nowhere\/x: no such file/],
  [hosts(root, root), /mint: host id and name must be its own/],
  [hosts(root, { ...root, name: 'oregano' }), /mint and oregano both have a disk with the prefix \//],
  [JSON.stringify({ hosts: [root], clients: {} }), /clients\.count: must be a whole number/],
  [JSON.stringify({ hosts: [root], clients: { count: 199 } }), /at most 199 hosts/],
  [
    JSON.stringify({ hosts: [root, { name: 'sage' }], clients: { count: 1, machine: 'sun3' } }),
    /sage: host id/,
  ],
  [JSON.stringify({ hosts: [root], loss: 2 }), /loss: must be a number, 0 to 1/],
];

test('each mistake in a cluster file is one line', () => {
  for (const [text, message] of cases) {
    const said = refusal(text);
    assert.match(said, message, text.slice(0, 100));
    assert.ok(!said.includes('\n'), said);
  }
  assert.equal(refusal(hosts(root, { name: 'sage' })), 'booted');
});
