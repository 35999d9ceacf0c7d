/** Editing a command line at the console: what keys do, as seen on a screen and as run by the shell. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bootSystem, PROMPT } from './system.js';
import { createScreen } from './vt100.js';

const WIDTH = 40;
const UP = '\x1b[A';
const DOWN = '\x1b[B';
const RIGHT = '\x1b[C';
const LEFT = '\x1b[D';
const HOME = '\x1b[H';
const DELETE = '\x1b[3~';

function atPrompt() {
  const cluster = bootSystem();
  const { console } = cluster.host('mint');
  const screen = createScreen(24, WIDTH);
  let seen = 0;
  /** Until nothing more is shown. */
  const look = (): void => {
    for (let news = ' '; news !== ''; ) {
      cluster.run({ untilNs: cluster.now() + 5e8 });
      news = console.text().slice(seen);
      screen.write(news);
      seen += news.length;
    }
  };
  console.expect(PROMPT);
  console.resize(24, WIDTH);
  /** Press keys; the line on the screen then, from its prompt on. */
  function press(keys: string): string {
    console.type(keys);
    look();
    return screen.fromPrompt(PROMPT);
  }
  press('\r');
  return {
    screen,
    press,
    resize: (columns: number): void => console.resize(24, columns),
    /** Type a line; what it prints. */
    say(line: string): string {
      press(line);
      const from = console.text().length;
      const since = (): string => console.text().slice(from);
      console.type('\r');
      cluster.run({ untilNs: cluster.now() + 60e9, keepGoing: () => !since().endsWith(PROMPT) });
      const text = since().replaceAll('\r\n', '\n');
      look();
      return text.slice(text.indexOf('\n') + 1, -PROMPT.length);
    },
  };
}

const cases: readonly { readonly what: string; readonly keys: string; readonly line: string }[] = [
  { what: 'typing', keys: 'abc', line: 'abc' },
  { what: 'erase', keys: 'abc\x7f\bd', line: 'ad' },
  { what: 'arrows and inserting', keys: `ad${LEFT}bc`, line: 'abcd' },
  { what: 'right stops at the end', keys: `a${RIGHT}${RIGHT}b`, line: 'ab' },
  { what: 'home and end', keys: `b${HOME}a\x05c`, line: 'abc' },
  { what: 'application keys', keys: 'ac\x1bODb', line: 'abc' },
  { what: 'emacs moves', keys: 'bd\x01a\x06c\x05e\x02\x02\x06', line: 'abcde' },
  { what: 'delete', keys: `abc${HOME}${DELETE}\x04`, line: 'c' },
  { what: 'kill to the end and back', keys: 'one two\x01\x06\x06\x06\x0b\x19\x19', line: 'one two two' },
  { what: 'kill the line', keys: 'nonsense\x15ok', line: 'ok' },
  { what: 'kill to the start', keys: `abcd${LEFT}\x15`, line: 'd' },
  { what: 'words', keys: 'one two three\x1bb\x1bb\x1bd', line: 'one  three' },
  { what: 'kills in a row are one', keys: 'one two three\x17\x17\x19', line: 'one two three' },
  { what: 'words end at other than letters', keys: 'cd /usr/lib\x1b\x7f', line: 'cd /usr/' },
  { what: 'control arrows', keys: 'one two\x1b[1;5Dx', line: 'one xtwo' },
  { what: 'transposing', keys: 'hte\x02\x14', line: 'hte'.replace('te', 'et') },
  { what: 'a literal character', keys: 'a\x16\x01b', line: 'a^Ab' },
  { what: 'a control character is rubbed out whole', keys: 'a\x16\x01\x7fb', line: 'ab' },
  { what: 'unknown keys do nothing', keys: 'a\x1b[99~\x1bz\x1a\x1cb', line: 'ab' },
  { what: 'bytes beyond ASCII', keys: 'caf\xe9 \xfc', line: 'caf\xe9 \xfc' },
  { what: 'UTF-8 by characters', keys: `\xc3\xa9\xc3\xa9${LEFT}x\x7f${LEFT}${DELETE}`, line: '\xc3\xa9' },
  { what: 'a line of several rows', keys: 'x'.repeat(100), line: 'x'.repeat(100) },
  { what: 'a full row', keys: 'x'.repeat(WIDTH - 2), line: 'x'.repeat(WIDTH - 2) },
  {
    what: 'inserting and cutting in the first of several rows',
    keys: `${'x'.repeat(90)}${HOME}ab${RIGHT}${RIGHT}\x0b`,
    line: 'abxx',
  },
  {
    what: 'a full row that shrinks',
    keys: `${'x'.repeat(WIDTH - 2)}\x7f\x7fy`,
    line: `${'x'.repeat(WIDTH - 4)}y`,
  },
];

test('keys', () => {
  const { press } = atPrompt();
  for (const { what, keys, line } of cases) {
    assert.equal(press(keys), `${PROMPT}${line}`, what);
    assert.match(press('\x03'), /^\$$/, what);
  }
});

test('what is on the screen is what is run', () => {
  const { press, say } = atPrompt();
  assert.equal(say(`ho right${HOME}ec`), 'right\n');
  const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ');
  assert.equal(say(`echo ${words}`), `${words}\n`);
  assert.equal(say('printf "%s|" a\x16\tb caf\xe9'), 'a|b|caf\xe9|');
  press('for i in 1 2');
  assert.match(press('\r'), /> $|>$/);
  assert.equal(say('do echo $i; done'), '1\n2\n');
});

test('history: up and down keep the line being made; searching', () => {
  const { press, say } = atPrompt();
  say('echo one');
  say('echo two');
  say('echo two');
  assert.equal(press('new'), '$ new');
  assert.equal(press(UP), '$ echo two');
  assert.equal(press(UP), '$ echo one');
  assert.equal(press(UP), '$ echo one');
  assert.equal(press(DOWN), '$ echo two');
  assert.equal(press(`${DOWN}er`), '$ newer');
  press('\x03');
  assert.match(press('\x12ne').replace(/.*\(/, '('), /^\(search\)`ne': echo one$/);
  assert.equal(press('\x05!'), '$ echo one!');
  press('\x03');
  assert.equal(press('\x12tw\x07'), '$');
  assert.equal(press('last \x1b.'), '$ last two');
  press('\x03');
  assert.equal(say('history 2'), '2    echo two\n3    history 2\n');
  assert.equal(say('fc -ln 1 2'), 'echo one\necho two\n');
  assert.equal(say('fc -s two=three echo'), 'echo three\nthree\n');
  assert.equal(say('history 2'), '5    echo three\n6    history 2\n');
  assert.equal(say('EDITOR=true; fc -e true 1'), 'echo one\none\n');
});

test('completion: commands, files, directories, variables, quotes; a second Tab lists', () => {
  const { press, screen, say } = atPrompt();
  say('mkdir /tmp/dir; cd /tmp; echo x >"file one"; echo y >file2; echo z >other');
  assert.equal(press('hist\t'), '$ history');
  press('\x03');
  assert.equal(press('cat oth\t'), '$ cat other');
  press('\x03');
  assert.equal(press('cat fi\t'), '$ cat file');
  press('\t');
  assert.deepEqual(screen.rows().slice(-3), ['$ cat file', 'file one  file2', '$ cat file']);
  assert.equal(say('\\ \t'), 'x\n');
  assert.equal(press('cat "file o\t'), '$ cat "file one"');
  press('\x03');
  assert.equal(press('cd di\t'), '$ cd dir/');
  press('\x03');
  assert.equal(press('cat </tmp/oth\t'), '$ cat </tmp/other');
  press('\x03');
  assert.equal(press('ls ~/\t'), '$ ls ~/');
  press('\x03');
  assert.equal(press('echo $USE\t'), '$ echo $USER');
  press('\x03');
  assert.equal(press('echo nothing/like/this\t'), '$ echo nothing/like/this');
});

test('the window may change its width meanwhile', () => {
  const { press, resize, screen } = atPrompt();
  press('x'.repeat(30));
  resize(20);
  // The shell now takes the rows for shorter than they are on this screen.
  press('y');
  resize(WIDTH);
  press('\x0c');
  assert.equal(press('z'), `$ ${'x'.repeat(30)}yz`);
  assert.deepEqual(screen.rows(), [`$ ${'x'.repeat(30)}yz`]);
});

test('traps at the prompt run, and the line being typed stays', () => {
  const { press, say, screen } = atPrompt();
  say("trap 'echo got it' USR1");
  say('(sleep 3; kill -USR1 $$) &');
  press('half a line');
  press('');
  for (let i = 0; i < 8; i++) press('');
  press(' more');
  assert.deepEqual(screen.rows().slice(-3), ['$ half a line', 'got it', '$ half a line more']);
});

test('end of file, and a terminal that cannot be edited on', () => {
  const { press, say } = atPrompt();
  assert.equal(say('TERM=dumb'), '');
  assert.equal(press('ecko\x7f\x7fho plain'), '$ echo plain');
  press('\r');
  assert.equal(say('TERM=vt100'), '');
  assert.equal(say('set +o emacs'), '');
  assert.equal(press('no\x15yes'), '$ yes');
});

test('after any keys the screen shows the line and the cursor where they should be', () => {
  const { press, screen } = atPrompt();
  const keys = fc.constantFrom(
    'a',
    'b c',
    'x'.repeat(15),
    '\xe9',
    LEFT,
    RIGHT,
    HOME,
    '\x05',
    '\x7f',
    DELETE,
    '\x0b',
  );
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 20 }), (typed) => {
      const shown = press(`.${typed.join('')}`);
      const { row, column } = screen.cursor;
      // Written anew on a clear screen, it is the same, and so is the cursor's place in it.
      const again = press('\x0c');
      assert.equal(again, shown);
      const rowsUsed = Math.floor(shown.length / WIDTH);
      assert.ok(screen.cursor.row <= rowsUsed);
      assert.equal(screen.cursor.column % WIDTH, column % WIDTH);
      assert.ok(row >= screen.cursor.row);
      press('\x03');
    }),
    { seed: 1, numRuns: 20 },
  );
});
