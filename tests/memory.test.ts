/**
 * Programs that need more memory than the host has, alone and together, a disk too small for what they page out, and
 * mapped files.
 */
import assert from 'node:assert/strict';
import { type MachineName, sh, test } from './system.js';

const MEGABYTE = 1_048_576;
/** Of some words of each page of 8 MB, wherever they are kept meanwhile. */
const sums: { readonly [M in MachineName]: string } = {
  sun3: '0 wrong, sum 3987430585\n',
  ds3100: '0 wrong, sum 3898294075\n',
};

test('a program twice as large as memory comes to the same result as in a large one', (machine) => {
  for (const memoryBytes of [4 * MEGABYTE, 24 * MEGABYTE]) {
    assert.deepEqual(sh('/sprite/tests/vmtest big 8', { memoryBytes }), {
      stdout: sums[machine],
      stderr: '',
      status: 0,
    });
  }
});

test('several that do not fit into memory together, and their common parent, keep what is theirs', () => {
  const { stdout, status } = sh('/sprite/tests/vmtest many 3 2', { memoryBytes: 4 * MEGABYTE });
  assert.deepEqual({ stdout, status }, { stdout: '3 ended\n', status: 0 });
});

test('a program that the disk has no room for is destroyed, and gives the room back', (machine) => {
  const options = { memoryBytes: 4 * MEGABYTE, diskBytes: 14 * MEGABYTE };
  const commands = ['vmtest big 16', 'echo $?', 'vmtest big 8', 'cp /etc/group /tmp/g && cat /tmp/g | wc -l'];
  const { stdout } = sh(commands.join('; ').replaceAll('vmtest', '/sprite/tests/vmtest'), options);
  const [status, result, lines] = stdout.split('\n');
  assert.equal(status, '3');
  assert.equal(`${result}\n`, sums[machine]);
  assert.ok(Number(lines) > 0);
});

test('mapped files: shared, private, protected, cut, refused, and in a place of their own', () => {
  assert.deepEqual(sh('/sprite/tests/vmtest map; ls /tmp'), { stdout: '0 wrong\n', stderr: '', status: 0 });
});

test('a mapped file that is larger than memory has what its writers have stored', () => {
  const options = { memoryBytes: 4 * MEGABYTE, diskBytes: 20 * MEGABYTE };
  assert.equal(sh('/sprite/tests/vmtest mapbig 4', options).stdout, '0 wrong\n');
});
