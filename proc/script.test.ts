import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latin1Bytes } from '../arch/codec.js';
import { parseScriptLine, scriptArguments } from './script.js';

const parse = (text: string) => parseScriptLine(latin1Bytes(text));

test('an interpreter with and without flags', () => {
  assert.deepEqual(parse('#!/bin/sh\necho'), { interpreter: '/bin/sh', flags: null });
  assert.deepEqual(parse('#! /bin/awk -f -x\n'), { interpreter: '/bin/awk', flags: '-f -x' });
  assert.deepEqual(parse('#!\t/bin/sh \n'), { interpreter: '/bin/sh', flags: null });
  assert.deepEqual(parse('#!/bin/sh'), { interpreter: '/bin/sh', flags: null });
});

test('other files are no scripts', () => {
  assert.equal(parse('echo hello\n'), null);
  assert.equal(parse(''), null);
  assert.equal(parse('#'), null);
});

test('an empty line and one beyond 80 bytes are bad names', () => {
  assert.equal(parse('#!\n/bin/sh'), 'bad');
  assert.equal(parse('#!   \n'), 'bad');
  assert.equal(parse(`#!/${'x'.repeat(100)}\n`), 'bad');
  assert.notEqual(parse(`#!/${'x'.repeat(76)}\n`), 'bad');
});

test('the interpreter sees argv[0], the flags as one string, the script as named, the rest', () => {
  const line = { interpreter: '/bin/awk', flags: '-f -x' };
  assert.deepEqual(scriptArguments(line, './s', ['me', 'a', 'b']), ['me', '-f -x', './s', 'a', 'b']);
  assert.deepEqual(scriptArguments({ ...line, flags: null }, './s', ['me']), ['me', './s']);
  assert.deepEqual(scriptArguments(line, './s', []), []);
});
