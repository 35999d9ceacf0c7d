/** The manual: a page for every command, a command for every page, and nothing in a page that `man` does not know. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { programs, rootFiles } from '../tools/userland-sources.js';
import { projectRoot } from './house/sources.js';
import { sh } from './system.js';

const PAGES = '/sprite/man/cmds/';
const COMMANDS = '/sprite/cmds.<machine>/';
const tree = readFileSync(join(projectRoot, 'userland/tree.txt'), 'utf8');

/** Second names: links in tree.txt below a folder. */
const linksIn = (folder: string): readonly string[] =>
  tree
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([kind, , , , path]) => kind === 'link' && path.startsWith(folder))
    .map(([, , , , path]) => path.slice(folder.length));

const pageFiles = [...rootFiles()].filter(([path]) => path.startsWith(PAGES));
const pages = new Set(
  [...pageFiles.map(([path]) => path.slice(PAGES.length)), ...linksIn(PAGES)].map((name) =>
    name.replace(/\.man$/, ''),
  ),
);
const commands = new Set([
  ...programs()
    .filter(({ path }) => path.startsWith(COMMANDS))
    .map(({ path }) => path.slice(COMMANDS.length)),
  ...linksIn(COMMANDS),
]);

test('every command has a page in the manual', () => {
  assert.deepEqual(
    [...commands].filter((name) => !pages.has(name)),
    [],
    'userland/root/sprite/man/cmds/NAME.man',
  );
});

test('every page is about a command', () => {
  assert.deepEqual(
    [...pages].filter((name) => !commands.has(name)),
    [],
  );
});

test('pages use the macros that man knows', () => {
  const source = readFileSync(join(projectRoot, 'userland/cmds/man/request.c'), 'latin1');
  const known = new Set([...source.matchAll(/\{"(\w+)", /g)].map(([, name]) => name));
  assert.ok(known.has('TH'));
  for (const [path, bytes] of pageFiles) {
    const text = bytes.toString('latin1');
    assert.match(text, /^\.TH .*\n\.SH NAME\n.* \\- ./, path);
    for (const [, macro] of text.matchAll(/^\.(\w+)/gm)) assert.ok(known.has(macro), `${path}: .${macro}`);
  }
});

test('the folder of pages holds nothing else', () => {
  const files = readdirSync(join(projectRoot, `userland/root${PAGES}`));
  assert.deepEqual(
    files.filter((name) => !name.endsWith('.man')),
    [],
  );
});

test('man formats a page, finds pages by words, and says what is missing', () => {
  const { stdout, stderr, status } = sh('man ls | head -4; man -k calendar; man -f cp; man 1 nosuch');
  assert.equal(
    stdout,
    `${'LS(1)'.padEnd(29)}Sprite User's Manual${'LS(1)'.padStart(29)}\n\nNAME\n       ls - what is in directories\n` +
      'cal - a calendar\ncp - copy files\n',
  );
  assert.match(stderr, /^man: nosuch: /);
  assert.equal(status, 1);
});
