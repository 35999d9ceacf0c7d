/** The screen editor, typed at on a console. */
import assert from 'node:assert/strict';
import { bootSystem, PROMPT, test } from './system.js';

const ESCAPE = '\x1b';
const TEXT = 'one two three\n\tfour five\nsix (seven [eight] nine) ten\n\nalpha beta\nzeta\n';

/** What is typed, and what is then in the file. Vim, told to be compatible, agrees. */
const CASES: readonly { readonly keys: string; readonly text: string }[] = [
  { keys: 'dwjdd', text: 'two three\nsix (seven [eight] nine) ten\n\nalpha beta\nzeta\n' },
  { keys: '2ddGp', text: 'six (seven [eight] nine) ten\n\nalpha beta\nzeta\none two three\n\tfour five\n' },
  { keys: `cwONE${ESCAPE}w.`, text: `ONE ONE three\n${TEXT.slice(14)}` },
  {
    keys: `3Gf[d%x${ESCAPE}`,
    text: 'one two three\n\tfour five\nsix (seven nine) ten\n\nalpha beta\nzeta\n',
  },
  { keys: `oa${ESCAPE}2.`, text: `one two three\na\na\na\n${TEXT.slice(14)}` },
  {
    keys: '"ayyj"bddG"ap"bP',
    text: 'one two three\nsix (seven [eight] nine) ten\n\nalpha beta\nzeta\n\tfour five\none two three\n',
  },
  { keys: 'xuxx.', text: ` two three\n${TEXT.slice(14)}` },
  { keys: '/beta\rD:1,3d\r', text: '\nalpha \nzeta\n' },
  { keys: ':%s/e/E/g\r:g/E/s/^/> /\r', text: TEXT.replaceAll('e', 'E').replaceAll(/^(.*E)/gm, '> $1') },
  { keys: `Rabc\x7f\x7fB${ESCAPE}j>>`, text: `aBe two three\n\t\tfour five\n${TEXT.slice(25)}` },
  { keys: 'JJ3J', text: 'one two three four five six (seven [eight] nine) ten alpha beta\nzeta\n' },
  { keys: `A end${ESCAPE}[B!${ESCAPE}`, text: TEXT.replace('three', 'three end').replace('five', 'five!') },
];

test('vi: commands, text, undo, repeats, the colon', () => {
  const { console } = bootSystem({
    files: [{ kind: 'file', path: '/tmp/original', mode: 0o644, uid: 10, gid: 10, bytes: Buffer.from(TEXT) }],
  }).host('mint');
  console.expect(PROMPT);
  for (const { keys, text } of CASES) {
    console.type('cp /tmp/original f; vi f\n');
    console.expect('6 lines');
    console.type(`${keys}:wq\r`);
    console.expect(PROMPT);
    console.type('cat f; echo @@\n');
    console.expect('echo @@\r\n');
    const shown = console.expect('@@\r\n').slice(0, -4);
    assert.equal(expanded(shown), expanded(text), JSON.stringify(keys));
  }
});

/** The terminal shows a tab as the blanks that it is. */
const expanded = (text: string): string =>
  text.replaceAll('\r', '').replaceAll(/^\t+/gm, (tabs) => '        '.repeat(tabs.length));

test('vi: the screen follows the cursor; nothing is lost unasked', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  console.type('i=0; while [ $i -lt 60 ]; do i=$((i+1)); echo line $i; done >f; vi f\n');
  assert.match(console.expect('60 lines'), /line 1\b[\s\S]*line 23/);
  console.type('G');
  assert.match(console.expect('60'), /49[\s\S]*59/);
  console.type('x:q\r');
  console.expect('not written');
  console.type(':q!\r');
  console.expect(PROMPT);
  console.type('tail -n 1 f\n');
  console.expect(/\nline 60\r\n/);
  console.expect(PROMPT);
});

test('more: keys reach it in a pipeline whose first command is over', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  console.type('true | more /sprite/man/cmds/find.man\n');
  console.expect('--More--');
  console.type(' ');
  console.expect('xargs');
  console.expect(PROMPT);
});

test('more: stopped and continued it has its keys and asks again; a new size counts', () => {
  const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join(''), 'latin1');
  const { console } = bootSystem({
    files: [{ kind: 'file', path: '/tmp/hundred', mode: 0o644, uid: 10, gid: 10, bytes }],
  }).host('mint');
  console.expect(PROMPT);
  console.type('more /tmp/hundred\n');
  console.expect('--More--');
  console.type('\x1a');
  console.expect('Stopped');
  console.expect(PROMPT);
  console.type('stty\n');
  assert.doesNotMatch(console.expect(PROMPT), /cbreak|-echo/);
  console.resize(10, 80);
  console.type('fg\n');
  console.expect('--More--');
  console.type(' ');
  const nine = console.expect('--More--');
  assert.equal(nine.split('\n').length, 10, JSON.stringify(nine));
  console.resize(5, 80);
  console.type('f');
  assert.equal(console.expect('--More--').split('\n').length, 5);
  console.type('q');
  console.expect(PROMPT);
});

test('more: a program’s bytes are no commands to the terminal', () => {
  const bytes = Buffer.from('a\x1b[2J\x07\x0e\x00b\n_\bu\n', 'latin1');
  const { console } = bootSystem({
    files: [{ kind: 'file', path: '/tmp/bin', mode: 0o644, uid: 10, gid: 10, bytes }],
  }).host('mint');
  console.expect(PROMPT);
  console.type('more /tmp/bin\n');
  const shown = console.expect(PROMPT);
  assert.ok(shown.includes('a^[[2J^G^N^@b\r\n\x1b[4mu\x1b[m\r\n'), JSON.stringify(shown));
});

test('a directory is no text: vi, ed and more say so', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  console.type('vi /\n');
  console.expect('/: Is a directory');
  console.type(':q\r');
  console.expect(PROMPT);
  console.type('more / /etc/motd\n');
  const shown = console.expect(PROMPT);
  assert.match(shown, /more: \/: Is a directory\r\n/);
  assert.match(shown, /Three things/);
  console.type('echo q | ed /\n');
  assert.match(console.expect(PROMPT), /\/: Is a directory\r\n/);
});

test('ls fills the width that the terminal has', () => {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  const namesInRow = (columns: number): number => {
    console.resize(24, columns);
    console.type('ls /\n');
    console.expect('ls /\r\n');
    const [row] = console.expect(PROMPT).split('\r\n');
    assert.ok(row.length <= columns, row);
    return row.trim().split(/ +/).length;
  };
  assert.deepEqual([80, 140, 30].map(namesInRow), [6, 11, 2]);
});
