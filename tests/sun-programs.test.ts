/** Programs of SunOS on a Sun, and how they are told from Sprite's: by the first words of their start-up code. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guestPrograms } from '../tools/guest-program.js';
import { machines, sh } from './system.js';

const skip = !machines.includes('sun3');
/** As Sprite's start-up code begins; the call leads to an rts behind it. */
const SPRITE_START = [0x2417, 0x47ef, 0x0004, 0x2002, 0x5280, 0x7204, 0x4eb9, 0x0000, 0x2032, 0x6002, 0x4e75];
/** movel #2, %d0; pea 5; pea 0; movel %d0, %sp@-; trap #1: exit with 5. */
const EXIT_5 = [0x7002, 0x4878, 5, 0x4878, 0, 0x2f00, 0x4e41];
const TRAP_2 = 0x4e42;
/** pea of the number; trap #0 */
const unixCall = (number: number): readonly number[] => [0x4878, number, 0x4e40];

function run(halves: readonly number[], churn = 0) {
  const code = Uint8Array.from(halves.flatMap((half) => [half >> 8, half & 0xff]));
  const bytes = guestPrograms.sun3.fromCode(code);
  const program = { kind: 'file', path: '/tmp/p', mode: 0o755, uid: 10, gid: 10, bytes } as const;
  return sh('cat /dev/syslog & sleep 1; /tmp/p; echo status $?; sleep 1; kill $!', {
    machine: 'sun3',
    files: [program],
    churn,
  }).stdout;
}

test('both kinds may make Sprite’s calls', { skip }, () => {
  assert.match(run(EXIT_5), /^status 5$/m);
  assert.match(run([...SPRITE_START, ...EXIT_5]), /^status 5$/m);
});

test('trap #2 is a handler’s return to Sprite’s programs only; the mark travels with the process', {
  skip,
}, () => {
  for (const churn of [0, 1]) {
    assert.match(run([TRAP_2, ...EXIT_5], churn), /^status 5$/m);
    // There is no frame on the stack: destroyed with status 1, which the shell reports so.
    assert.doesNotMatch(run([...SPRITE_START, TRAP_2, ...EXIT_5], churn), /^status 5$/m);
  }
});

test('a UNIX call is reported by its number, and ends the program with 1', { skip }, () => {
  assert.match(run([...unixCall(14), ...EXIT_5]), /UNIX system call 14 is not implemented\r?\nstatus 1$/m);
});
