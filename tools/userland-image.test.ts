/** The committed image is whole, made from the sources that are here, and what a root disk can be made from. */
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { loadImage as loadEcoff } from '../arch/ds3100/image.js';
import { loadImage as loadAout } from '../arch/sun3/image.js';
import { statusHeader } from './userland-generated.js';
import { readUserlandImage } from './userland-image.js';
import { read, STATUS_HEADER, sourcesHash } from './userland-sources.js';
import { parseTree } from './userland-tree.js';

const entries = readUserlandImage(['ds3100', 'sun3']);
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
  const ofMachines = ['ds3100', 'sun3'].flatMap((name) => [
    `/boot/initsprite.${name}`,
    `/sprite/cmds.${name}/sh`,
  ]);
  for (const path of [...ofMachines, '/etc/passwd', '/etc/master.passwd']) {
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

for (const [machine, loadImage] of [
  ['ds3100', loadEcoff],
  ['sun3', loadAout],
] as const)
  test(`every program of ${machine} is an executable of it, and Sprite's`, () => {
    const programs = entries.filter(({ kind, path }) => kind === 'file' && path.includes(machine));
    assert.ok(programs.length > 20);
    for (const program of programs) {
      assert.ok(program.kind === 'file');
      const image = loadImage(program.bytes.subarray(0, 512), program.bytes.length);
      assert.ok(typeof image === 'object', program.path);
      assert.equal(image.personality, 'sprite', program.path);
      assert.equal(image.data.fileOffset + image.data.size, program.bytes.length, program.path);
    }
  });

test('the image is made from the sources that are here', () => {
  const manifest = parseTree(read('image/MANIFEST').toString('utf8'), 'MANIFEST');
  assert.equal(read(STATUS_HEADER).toString('utf8'), statusHeader());
  assert.equal(manifest.sources, sourcesHash(), 'build it again: node dist/tools/build-userland.js');
});
