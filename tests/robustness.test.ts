/** A guest can only hurt itself: bad executables, wild pointers, fork bombs, long paths. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TreeEntry } from '../index.js';
import { call, ecoffProgram, exit, li, R } from '../tools/guest-program.js';
import { bootSystem, finishCommand, sh } from './system.js';

const executable = (path: string, bytes: Uint8Array): TreeEntry => ({
  kind: 'file',
  path,
  mode: 0o755,
  uid: 10,
  gid: 10,
  bytes,
});

const good = ecoffProgram([...exit(0)]);

/** The good program with 32-bit words of its header replaced. */
function withHeader(changes: { readonly [offset: number]: number }): Uint8Array {
  const bytes = good.slice();
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of Object.entries(changes)) view.setUint32(Number(offset), value, true);
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

test('the hand-made program runs, so that its damaged copies say something', () => {
  assert.deepEqual(sh('/tmp/p', { files: [executable('/tmp/p', good)] }), {
    stdout: '',
    stderr: '',
    status: 0,
  });
});

const sun3Header = Uint8Array.from([0, 2, 1, 0o13, ...new Array<number>(28).fill(0)]);
const damaged: { readonly [name: string]: Uint8Array } = {
  empty: new Uint8Array(0),
  'two bytes': good.subarray(0, 2),
  'half a header': good.subarray(0, 40),
  'cut short': good.subarray(0, 2000),
  'of the wrong machine': sun3Header,
  'code far too large': withHeader({ 24: 0x7fffffff }),
  'data at the top of memory': withHeader({ 44: 0xfffff000, 48: 0xfffff000 }),
  'bss without end': withHeader({ 32: 0xffffffff }),
  'entry outside': withHeader({ 36: 0x12345678 }),
  'entry misaligned': withHeader({ 36: 0x400142 }),
  'code over data': withHeader({ 44: 0x400000 }),
  'code in the kernel': withHeader({ 36: 0x80000140, 40: 0x80000000 }),
  'random bytes': noise(5000, 1),
  'random behind the magic': Uint8Array.from([0x62, 0x01, ...noise(5000, 2)]),
};

for (const [name, bytes] of Object.entries(damaged)) {
  test(`an executable that is ${name} is refused, and the shell goes on`, () => {
    const { stdout, status } = sh('/tmp/p; echo went on', { files: [executable('/tmp/p', bytes)] });
    assert.match(stdout, /went on\n$/);
    assert.equal(status, 0);
  });
}

test('random instructions end in a signal or an exit, and the shell goes on', () => {
  for (let seed = 10; seed < 30; seed++) {
    const words = new Uint32Array(noise(2000, seed).slice().buffer);
    const program = executable('/tmp/p', ecoffProgram([...words]));
    const { stdout } = sh('/tmp/p >/dev/null 2>&1 </dev/null; echo went on', { files: [program] });
    assert.match(stdout, /went on\n$/, `seed ${seed}`);
  }
});

test('every call with wild pointers answers a status, and the program goes on to its end', () => {
  // Exit, detach, waits without end, shutdown and vfork do not come back, or not to their parent.
  const skipped = new Set([2, 3, 16, 28, 61, 62, 72, 73, 106]);
  for (const pointer of [0, 4, 0x400000, 0x7fffffff, 0x80000000, 0xfffffffc]) {
    const words: number[] = [];
    for (let number = 0; number < 120; number++) {
      if (skipped.has(number)) continue;
      for (const register of [R.a0, R.a1, R.a2, R.a3]) words.push(...li(register, pointer));
      words.push(...call(number));
    }
    const program = executable('/tmp/p', ecoffProgram([...words, ...exit(7)]));
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
