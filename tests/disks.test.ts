/** A host with two disks: names that lead from one to the other, df, and the same disks after a reboot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootCluster, type Cluster, createMemoryDevice, type DiskConfig } from '../index.js';
import { readUserlandImage } from '../tools/userland-image.js';
import { type CommandResult, churnFromEnvironment, finishCommand } from './system.js';

function boot(disks: readonly DiskConfig[], command: string): Cluster {
  return bootCluster({
    hosts: [
      {
        name: 'mint',
        id: 1,
        machine: 'ds3100',
        memoryBytes: 16 * 1_048_576,
        disks,
        tree: readUserlandImage(['ds3100']),
      },
    ],
    startSeconds: 605_206_800,
    init: ['-u', 'root', '-c', command],
    churn: churnFromEnvironment(),
  });
}

const run = (disks: readonly DiskConfig[], command: string): CommandResult =>
  finishCommand(boot(disks, command), '');

const MEGABYTES = 1_048_576;
const twoDisks = (): readonly DiskConfig[] => [
  { prefix: '/users', device: createMemoryDevice(4 * MEGABYTES) },
  { prefix: '/', device: createMemoryDevice(16 * MEGABYTES) },
];

test('names lead from one disk to another and back', () => {
  const { stdout, stderr } = run(
    twoDisks(),
    `cd /users/sprite; pwd; cd ../..; pwd; ls -d users/sprite /users/../tmp
echo moved > /tmp/f; ln /tmp/f /users/f; mv /tmp/f /users/g; cat users/g; ls /tmp/f
ln -s ../tmp/x /users/up; echo up > /users/up; cat /tmp/x`,
  );
  assert.equal(stdout, '/users/sprite\n/\n/users/../tmp\nusers/sprite\nmoved\nup\n');
  assert.match(stderr, /^ln: \/tmp\/f: Cross-device link\nls: \/tmp\/f: No such file or directory\n$/);
});

test('df shows each domain, or those of files', () => {
  const { stdout, stderr } = run(twoDisks(), 'df; df /users/sprite; df /nothing');
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const [, whole, below, , one] = rows;
  assert.deepEqual(
    [whole, below, one].map(([prefix, server]) => [prefix, server]),
    [
      ['/', 'mint'],
      ['/users', 'mint'],
      ['/users', 'mint'],
    ],
  );
  for (const [, , size, used, free, part] of [whole, below]) {
    assert.equal(Number(used) + Number(free), Number(size));
    assert.equal(part, `${Math.round((100 * Number(used)) / Number(size))}%`);
  }
  assert.ok(Number(whole[2]) > 3 * Number(below[2]));
  assert.equal(stderr, 'df: /nothing: No such file or directory\n');
});

test('disks keep everything, and each its prefix', () => {
  const disks = twoDisks();
  run(disks, 'echo kept > /users/k; echo here > /tmp/k; chmod 640 /users/k');
  const { stdout, stderr } = run(
    disks,
    'cat /users/k /tmp/k; ls -l /users/k | cut -c1-10; cd /; ls -ld users | cut -c1',
  );
  assert.equal(stdout, 'kept\nhere\n-rw-r-----\nr\n');
  assert.equal(stderr, '');
});

test('prefixes that make no sense are refused in one line', () => {
  const refused = (prefixes: readonly string[], message: RegExp): void =>
    assert.throws(
      () =>
        boot(
          prefixes.map((prefix) => ({ prefix, sizeBytes: MEGABYTES })),
          '',
        ),
      (error) => error instanceof RangeError && message.test(error.message),
    );
  refused(['/a'], /no disk has the prefix \//);
  refused(['/', '/'], /two disks have the prefix \//);
  refused(['/', 'a'], /a is not a prefix|no disk has/);
  refused(['/', '/a//b'], /is not a prefix/);
});
