/**
 * Whatever happens to hosts and packets in the middle of a migration, there is one copy of the process, or its parent
 * hears of its end, and nothing is left anywhere. SPRITE_FAULTS=all tries every frame, otherwise a few are tried.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  bootThree,
  copies,
  type Fault,
  type Outcome,
  PROGRAM,
  PROMPT,
  pass,
  SECOND,
  type Trial,
  tryFault,
  type Way,
} from './fault-trials.js';

const isAll = process.env['SPRITE_FAULTS'] === 'all';
/** Beyond the last frame of any of these migrations: it goes on as if nothing had happened. */
const MOST_FRAMES = 130;
const ALL_LINES = '12345';

const ways: readonly Way[] = ['away', 'back', 'exec'];
/** The frames that are tried when not all are. */
const some: { readonly [fault in Fault]: { readonly [way in Way]?: readonly number[] } } = {
  'thyme crashes': { away: [0, 60], back: [35] },
  'sage crashes': { away: [40], exec: [35] },
  'mint reboots': { away: [40], exec: [25] },
  'thyme is cut off': { away: [45], back: [35], exec: [86] },
  'a frame is lost': { away: [40], back: [17] },
  'a frame is late': { exec: [40] },
  'all frames come twice': { back: [0] },
};

function framesOf(way: Way, fault: Fault): readonly number[] {
  if (isAll) return Array.from({ length: MOST_FRAMES }, (_, i) => i);
  return some[fault][way] ?? [];
}

/** Of a file that had not reached the disk of a server that rebooted, the beginning may be missing. */
const inOrder = (lines: readonly string[]): boolean =>
  lines.every((line, i) => i === 0 || Number(line) > Number(lines[i - 1]));

function judge(trial: Trial, outcome: Outcome, isHarmless: boolean): void {
  const { way, fault, frame } = trial;
  const what = `${way}, ${fault} at frame ${frame}: ${JSON.stringify(outcome)}`;
  const written = outcome.lines.join('');
  const isServerLost = fault === 'mint reboots';
  assert.ok(outcome.most <= 1, what);
  assert.deepEqual(outcome.left, [], what);
  assert.ok(isServerLost ? inOrder(outcome.lines) : ALL_LINES.startsWith(written), what);
  if (fault !== 'sage crashes') assert.notEqual(outcome.ended, null, what);
  if (isHarmless) assert.equal(outcome.ended, '0', what);
  if (outcome.ended === '0' && !isServerLost) assert.equal(written, ALL_LINES, what);
}

function everyFrame(fault: Fault, isHarmless = false): void {
  for (const way of ways) {
    for (const frame of framesOf(way, fault)) {
      const trial = { way, fault, frame };
      judge(trial, tryFault(trial), isHarmless);
    }
  }
}

test('the other host crashes: the process goes on at home, or its parent hears that it is no more', () => {
  everyFrame('thyme crashes');
});

test('the home crashes: nothing of the process is left on the other host', () => {
  everyFrame('sage crashes');
});

test('the file server reboots in the middle', () => {
  everyFrame('mint reboots');
});

test('the other host is cut off for half a minute: one copy, or the parent hears of the end', () => {
  everyFrame('thyme is cut off');
});

test('a lost packet changes nothing', () => {
  everyFrame('a frame is lost', true);
});

test('a packet that comes after it has been sent again changes nothing', () => {
  everyFrame('a frame is late', true);
});

test('doubled packets change nothing', () => {
  everyFrame('all frames come twice', true);
});

test('a process that has left a host needs nothing of it: what was there is gone, and it may crash', () => {
  const cluster = bootThree();
  const [, sage, thyme] = cluster.hosts();
  pass(cluster, 5);
  const before = thyme.inspect();
  const command = (text: string): string => {
    sage.console.type(`${text}; echo =done=\n`);
    sage.console.expect('echo =done=', 60 * SECOND);
    const shown = sage.console.expect('=done=', 120 * SECOND);
    sage.console.expect(PROMPT, 60 * SECOND);
    return shown;
  };
  command(`cd /tmp; ${PROGRAM} read > out & p=$!; sleep 1`);
  assert.match(command('mig -p $p -h thyme; echo moved $?'), /moved 0/);
  assert.equal(copies(cluster, PROGRAM), 2, 'it and its child');
  assert.ok(thyme.state().processes.some(({ isForeign }) => isForeign));
  assert.match(command('mig -p $p -h sage; echo back $?'), /back 0/);
  pass(cluster, 1);
  assert.deepEqual(thyme.inspect(), before);
  thyme.crash();
  assert.match(
    command('wait $p; echo ended $?; cat out'),
    /ended 0\r\nread late\r\nread later\r\nwriter: exit 0/,
  );
});

test('processes on two hosts that share an offset go on sharing it when the file’s server has been away', () => {
  const cluster = bootThree();
  const [mint, sage] = cluster.hosts();
  sage.console.type(
    "cd /tmp; (mig -h thyme sh -c 'sleep 5; echo there; sleep 245; echo there again' & sleep 10; " +
      'echo here with more words; sleep 250; echo here again; wait) > shared; echo =done=\n',
  );
  // By then the file is on the disk.
  pass(cluster, 150);
  mint.reboot();
  sage.console.expect(/\n=done=\r/, 600 * SECOND);
  sage.console.type('cat shared; echo =shown=\n');
  assert.match(
    sage.console.expect(/\n=shown=\r/),
    /there\r\nhere with more words\r\nthere again\r\nhere again\r\n/,
  );
});
