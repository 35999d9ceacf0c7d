/** The committed image is whole, made from the sources that are here, and what a root disk can be made from. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { statusHeader } from './userland-generated.js';
import { readUserlandImage } from './userland-image.js';
import { read, STATUS_HEADER, sourcesHash } from './userland-sources.js';
import { parseTree } from './userland-tree.js';

const entries = readUserlandImage(['ds3100']);
const entryAt = (path: string) => entries.find((entry) => entry.path === path);

test('parents come before children, and no path comes twice', () => {
  const seen = new Map<string, string>();
  for (const { path, kind } of entries) {
    if (path !== '/') assert.equal(seen.get(dirname(path)), 'dir', `${path} before its directory`);
    assert.equal(seen.get(path), undefined, `${path} twice`);
    seen.set(path, kind);
  }
});

test('the first program, the shell, the devices and the users are there', () => {
  for (const path of [
    '/boot/initsprite.ds3100',
    '/sprite/cmds.ds3100/sh',
    '/etc/passwd',
    '/etc/master.passwd',
  ]) {
    assert.equal(entryAt(path)?.kind, 'file', path);
  }
  const raw = entryAt('/dev/raw2');
  assert.ok(raw?.kind === 'device' && raw.serverId === -1 && raw.type === 0 && raw.unit === 18);
  const commands = entryAt('/sprite/cmds');
  assert.ok(commands?.kind === 'link' && commands.target === 'cmds.$MACHINE');
  assert.equal(entryAt('/tmp')?.mode, 0o777);
  const home = entryAt('/users/sprite');
  assert.ok(home?.uid === 10 && home.gid === 10);
});

test('another machine type gets only what all share', () => {
  const shared = readUserlandImage(['sun9']);
  assert.ok(shared.some((entry) => entry.path === '/etc/passwd'));
  assert.ok(!shared.some((entry) => entry.path.includes('ds3100')));
});

test('every program is an executable of its machine', () => {
  const programs = entries.filter((entry) => entry.kind === 'file' && /ds3100/.test(entry.path));
  assert.ok(programs.length > 20);
  for (const program of programs) {
    assert.ok(program.kind === 'file');
    const view = new DataView(program.bytes.buffer, program.bytes.byteOffset, program.bytes.length);
    assert.equal(view.getUint16(0, true), 0x0162, program.path);
    assert.equal(view.getUint32(24, true) + view.getUint32(28, true), program.bytes.length, program.path);
  }
});

test('the image is made from the sources that are here', () => {
  const manifest = parseTree(read('image/MANIFEST').toString('utf8'), 'MANIFEST');
  assert.equal(read(STATUS_HEADER).toString('utf8'), statusHeader());
  assert.equal(manifest.sources, sourcesHash(), 'build it again: node dist/tools/build-userland.js');
});
