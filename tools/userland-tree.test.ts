import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestText, parseTree } from './userland-tree.js';

const TEXT = `# The root tree of the emulated cluster, made by the userland build. See tools/userland-tree.ts.
compiler ds3100 gcc 1.2
sources 0123abcd

for all
dir 0755 0 0 /
link 0777 0 0 /bin sprite/cmds
dev 0666 0 0 /dev/null -1 6 2
file 0600 0 0 /etc/secret 3 ff00 shared/etc/secret

for ds3100
file 4755 0 10 /cmds/su 5 ee11 ds3100/cmds/su
`;

test('a manifest is read and written back the same', () => {
  const tree = parseTree(TEXT, 'MANIFEST');
  assert.equal(manifestText(tree, ['ds3100']), TEXT);
  assert.equal(tree.sources, '0123abcd');
  assert.deepEqual(tree.lines[2], {
    kind: 'dev',
    path: '/dev/null',
    mode: 0o666,
    uid: 0,
    gid: 0,
    machine: null,
    serverId: -1,
    type: 6,
    unit: 2,
  });
  assert.equal(tree.lines[4].machine, 'ds3100');
  assert.equal(tree.lines[4].mode, 0o4755);
});

test('a line that is no entry is named', () => {
  for (const line of [
    'dir 0755 0 /x',
    'link 0777 0 0 /x',
    'dir 0755 0 0 x',
    'fifo 0644 0 0 /x',
    'dev 0666 0 0 /x 1 2',
  ]) {
    assert.throws(() => parseTree(`# first\n${line}\n`, 'tree'), { message: `tree: line 2: ${line}` });
  }
});
