/** A guest can only hurt itself: bad executables, wild pointers, fork bombs, long paths. */
import assert from 'node:assert/strict';
import type { TreeEntry } from '../index.js';
import { guestPrograms } from '../tools/guest-program.js';
import { bootSystem, finishCommand, type MachineName, sh, test } from './system.js';

const executable = (path: string, bytes: Uint8Array): TreeEntry => ({
  kind: 'file',
  path,
  mode: 0o755,
  uid: 10,
  gid: 10,
  bytes,
});

const good = (machine: MachineName): Uint8Array => guestPrograms[machine].exit(0);

/** The good program with 32-bit words of its header replaced. */
function withHeader(machine: MachineName, changes: { readonly [offset: number]: number }): Uint8Array {
  const bytes = good(machine).slice();
  const view = new DataView(bytes.buffer);
  const { littleEndian } = guestPrograms[machine];
  for (const [offset, value] of Object.entries(changes)) view.setUint32(Number(offset), value, littleEndian);
  return bytes;
}

/** Bytes that look random and are the same every time. */
function noise(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

test('the hand-made program runs, so that its damaged copies say something', (machine) => {
  assert.deepEqual(sh('/tmp/p', { files: [executable('/tmp/p', good(machine))] }), {
    stdout: '',
    stderr: '',
    status: 0,
  });
});

const otherMachine = { sun3: 'ds3100', ds3100: 'sun3' } as const;

function damaged(machine: MachineName): { readonly [name: string]: Uint8Array } {
  const { damage, magic } = guestPrograms[machine];
  const whole = good(machine);
  const wrongHeaders = Object.entries(damage).map(([what, changes]) => [what, withHeader(machine, changes)]);
  return {
    empty: new Uint8Array(0),
    'two bytes': whole.subarray(0, 2),
    'half a header': whole.subarray(0, 20),
    'cut short': whole.subarray(0, 2000),
    'of the wrong machine': good(otherMachine[machine]),
    'random bytes': noise(5000, 1),
    'random behind the magic': Uint8Array.from([...magic, ...noise(5000, 2)]),
    ...Object.fromEntries(wrongHeaders),
  };
}

test('a damaged executable is refused, and the shell goes on', (machine) => {
  for (const [name, bytes] of Object.entries(damaged(machine))) {
    const { stdout, status } = sh('/tmp/p; echo went on', { files: [executable('/tmp/p', bytes)] });
    assert.match(stdout, /went on\n$/, name);
    assert.equal(status, 0, name);
  }
});

test('random instructions end in a signal or an exit, and the shell goes on', (machine) => {
  for (let seed = 10; seed < 30; seed++) {
    const program = executable('/tmp/p', guestPrograms[machine].fromCode(noise(2000, seed)));
    const { stdout } = sh('/tmp/p >/dev/null 2>&1 </dev/null; echo went on', { files: [program] });
    assert.match(stdout, /went on\n$/, `seed ${seed}`);
  }
});

test('every call with wild pointers answers a status, and the program goes on to its end', (machine) => {
  // Exit, detach, waits without end, shutdown and vfork do not come back, or not to their parent.
  const skipped = new Set([2, 3, 16, 28, 61, 62, 72, 73, 106]);
  const numbers = Array.from({ length: 120 }, (_, number) => number).filter((number) => !skipped.has(number));
  for (const pointer of [0, 4, 0x2000, 0x400000, 0x0dffffff, 0x7fffffff, 0x80000000, 0xfffffffc]) {
    const program = executable('/tmp/p', guestPrograms[machine].callEach(numbers, pointer, 7));
    const { status } = sh('/tmp/p </dev/null >/dev/null 2>&1; exit $?', { files: [program] });
    assert.ok(
      status === 7 || status === 0 || status > 128,
      `pointer 0x${pointer.toString(16)}: status ${status}`,
    );
  }
});

test('a fork bomb fills the table, and the system goes on when it is gone', () => {
  const bomb =
    'n=0; while [ $n -lt 300 ]; do (sleep 5) & n=`expr $n + 1`; done 2>/dev/null; wait; echo survived';
  const { stdout } = sh(bomb);
  assert.match(stdout, /survived\n$/);
});

test('a path of 1,100 bytes is an error of the command, not of the system', () => {
  const long = 'a/'.repeat(550);
  const { stdout, stderr, status } = sh(`cat /tmp/${long}; echo $?; mkdir ${long} ; echo $?`);
  assert.equal(status, 0);
  assert.match(stdout, /^[1-9]\n[1-9]\n$/);
  assert.match(stderr, /^cat: /);
});

test('when the shell has ended nothing is left of any process', () => {
  const cluster = bootSystem({ init: ['-c', 'ls | cat >/tmp/x; (exit 3); sleep 1 & wait'] });
  finishCommand(cluster, '');
  const left = cluster.hosts()[0].inspect();
  // init is what called for the shutdown.
  assert.equal(left['processes'], 1);
  assert.equal(left['fileLocks'], 0);
  assert.equal(left['onTheWay'], 0);
});
