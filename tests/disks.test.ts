/** A host with two disks: names that lead from one to the other, df, and the same disks after a reboot. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Cluster, createMemoryDevice, type DiskConfig } from '../index.js';
import { bootCluster, type CommandResult, churnFromEnvironment, finishCommand, userland } from './system.js';

function boot(disks: readonly DiskConfig[], command: string): Cluster {
  return bootCluster({
    hosts: [
      {
        name: 'mint',
        id: 1,
        machine: 'ds3100',
        memoryBytes: 16 * 1_048_576,
        disks,
        tree: userland(['ds3100']),
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
const twoDisks = (secondBytes = 4 * MEGABYTES): readonly DiskConfig[] => [
  { prefix: '/users', device: createMemoryDevice(secondBytes) },
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

test('a disk is taken away and hung elsewhere, to be read only too', () => {
  const { stdout, stderr } = run(
    twoDisks(),
    `echo text > /users/f; cd /users; prefix -U /users; cd /; prefix -U /users; cat /users/f
prefix -M /dev/rsd1 -l /more/room -r; cat /more/room/f; echo new > /more/room/f; echo new > /more/room/new
rm /more/room/f; mkdir /more/room/d; chmod 0 /more/room/f; cat more/room/../room/f; prefix | grep more
prefix -U /more/room; prefix -M /dev/rsd1 -l /users -L; echo more >> /users/f; cat /users/f; prefix | grep users
prefix -M /dev/null -l /again; prefix -M /dev/rsd1 -l /again; prefix -U /; su sprite -c 'prefix -U /users'`,
  );
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'text',
    'text',
    '/more/room           mint           1       2        1 local    exported',
    'text',
    'more',
    '/users               mint           1       2        1 local',
  ]);
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    'prefix: /users: Text file busy',
    'cat: /users/f: No such file or directory',
    'sh: /more/room/f: Permission denied',
    'sh: /more/room/new: Permission denied',
    'rm: /more/room/f: Permission denied',
    'mkdir: /more/room/d: Permission denied',
    'chmod: /more/room/f: Permission denied',
    'prefix: /dev/null: No such device',
    'prefix: /dev/rsd1: Text file busy',
    'prefix: /: Text file busy',
    'prefix: /users: Permission denied',
  ]);
});

test('prefixes are added, forgotten, and made for directories', () => {
  const { stdout, stderr } = run(
    twoDisks(),
    `prefix -x /pub -l /users/sprite; echo x > /users/sprite/file; cat /pub/file; mv /pub/file /users/moved; cat /users/moved
cd /pub; pwd; prefix -d /users; prefix -d /pub; prefix -d /pub; prefix -d /users; prefix -a nothing; prefix -a /far -s mint
prefix -x /bad -l /etc/passwd; prefix -x /dev/bad -l /nowhere; prefix -c /; prefix | cut -c1-40`,
  );
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'x',
    'x',
    '/pub',
    'Prefix               Server    Domain  F',
    '/                    mint           0   ',
    '/pub                 mint           1   ',
    '/far                 mint           0',
  ]);
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    'prefix: /pub: Invalid argument',
    'prefix: /pub: Invalid argument',
    'prefix: /users: Invalid argument',
    'prefix: nothing: Invalid argument',
    'prefix: /etc/passwd: Not a directory',
    'prefix: /nowhere: No such file or directory',
    'prefix: /: Invalid argument',
  ]);
});

test('a disk is read as it is, at any offset, and written in sectors', () => {
  const { stdout, stderr } = run(
    twoDisks(MEGABYTES / 4),
    `cd /; wc -c < /dev/rsd1; prefix -U /users; od -An -c /dev/rsd1 | head -1; cp /dev/rsd1 /tmp/image; cmp /tmp/image /dev/rsd1
tail -c 512 /tmp/image > /dev/rsd1; od -An -c /dev/rsd1 | head -1; prefix -M /dev/rsd1 -l /users; echo short > /dev/rsd1
cp /tmp/image /dev/rsd1; prefix -M /dev/rsd1 -l /users && ls /users; su sprite -c 'cat /dev/rsd1'`,
  );
  assert.deepEqual(stdout.replace(/^ +/, '').trimEnd().split('\n'), [
    '262144',
    '   S   F   P   S 002  \\0  \\0  \\0   @  \\0  \\0  \\0      \\0  \\0  \\0',
    '  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0  \\0',
    'lost+found',
    'root',
    'sprite',
  ]);
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    'prefix: /dev/rsd1: No such device',
    'sh: echo: Invalid argument',
    'cat: /dev/rsd1: Permission denied',
  ]);
});

test('swap files of an earlier life go when the host comes up', () => {
  const disks = twoDisks();
  const leave =
    'mkdir -p /swap/1; echo old > /swap/1/17; echo old > /swap/1/note; mkdir /swap/2; echo other > /swap/2/17';
  run(disks, leave);
  // Under churn there are new ones, which nobody may read.
  assert.equal(run(disks, 'cat /swap/1/17 /swap/1/note /swap/2/17').stdout, 'old\nother\n');
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
