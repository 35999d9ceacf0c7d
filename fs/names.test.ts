import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Status, SUCCESS } from '../arch/status.js';
import {
  BAD,
  BASE,
  CREATE,
  createFileHost,
  directory,
  type FileHostOptions,
  file,
  link,
  out,
  textOf,
} from './testing/file-host.js';
import type { TreeEntry } from './tree-entry.js';
import { type Attributes, FileType, SetAttr, UseFlag } from './types.js';

function scene(options: FileHostOptions = {}, user = 0) {
  const host = createFileHost(options);
  const process = host.newProcess(user);
  const content = (path: string): string => {
    const id = host.open(process, path, UseFlag.READ);
    const { text } = host.read(process, id, 1000);
    host.call(process, 'Fs_Close', { streamID: id });
    return text;
  };
  const attributesOf = (path: string, fileOrLink = 2): Attributes | Status => {
    const attributes = out<Attributes>();
    const status = host.call(process, 'Fs_GetAttributes', { path, fileOrLink, attributes });
    return attributes.value ?? status;
  };
  return { host, process, content, attributesOf };
}

test('making and removing names', () => {
  const { host, process, attributesOf } = scene();
  const make = (path: string) => host.call(process, 'Fs_MakeDir', { path, permissions: 0o777 });
  assert.equal(make('/d'), SUCCESS);
  assert.equal(make('/d'), Status.FS_FILE_EXISTS);
  assert.equal(make('/none/d'), Status.FS_FILE_NOT_FOUND);
  host.open(process, '/d/f', CREATE);
  assert.equal(host.call(process, 'Fs_RemoveDir', { path: '/d' }), Status.FS_DIR_NOT_EMPTY);
  assert.equal(host.call(process, 'Fs_RemoveDir', { path: '/d/f' }), Status.FS_NOT_DIRECTORY);
  assert.equal(host.call(process, 'Fs_Remove', { path: '/d/f' }), SUCCESS);
  assert.equal(host.call(process, 'Fs_RemoveDir', { path: '/d' }), SUCCESS);
  assert.equal(attributesOf('/d'), Status.FS_FILE_NOT_FOUND);
  const device = { serverID: -1, type: 6, unit: 2, data: 0 };
  assert.equal(host.call(process, 'Fs_MakeDevice', { path: '/n', device, permissions: 0o666 }), SUCCESS);
  assert.deepEqual(host.write(process, host.open(process, '/n', UseFlag.WRITE), 'xyz').amount, 3);
});

test('links: hard, symbolic, read', () => {
  const { host, process, content, attributesOf } = scene({ tree: [file('/a', 'content')] });
  const symbolic = (target: string, linkName: string) =>
    host.call(process, 'Fs_SymLink', { target, linkName, remoteLink: 0 });
  assert.equal(symbolic('/a', '/tmp/abs'), SUCCESS);
  assert.equal(symbolic('../a', '/tmp/rel'), SUCCESS);
  assert.equal(content('/tmp/abs') + content('/tmp/rel'), 'contentcontent');
  const type = (path: string, fileOrLink: number) => (attributesOf(path, fileOrLink) as Attributes).type;
  assert.deepEqual([type('/tmp/abs', 1), type('/tmp/abs', 2)], [FileType.SYMBOLIC_LINK, FileType.FILE]);
  const hard = (existing: string, newName: string) =>
    host.call(process, 'Fs_HardLink', { existing, newName });
  assert.equal(hard('/tmp/abs', '/b'), SUCCESS);
  assert.equal((attributesOf('/a') as Attributes).numLinks, 2);
  assert.equal(hard('/a', '/b'), Status.FS_FILE_EXISTS);
  assert.equal(hard('/none', '/c'), Status.FS_FILE_NOT_FOUND);
  const read = (path: string, bufferSize: number, buffer = BASE) => {
    const size = out<number>();
    const status = host.call(process, 'Fs_ReadLink', { path, bufferSize, buffer, size });
    return status === SUCCESS ? textOf(host.memoryOf(process).subarray(0, size.value)) : status;
  };
  assert.equal(read('/tmp/rel', 100), '../a');
  assert.equal(read('/tmp/rel', 2), '..');
  assert.equal(read('/tmp/rel', -1), Status.GEN_INVALID_ARG);
  assert.equal(read('/tmp/rel', 100, BAD), Status.SYS_ARG_NOACCESS);
  assert.equal(read('/a', 100), Status.FS_INVALID_ARG);
});

test('links that lead round in circles', () => {
  const { host, process, attributesOf } = scene({
    tree: [link('/x', '/y'), link('/y', '/x'), link('/p', 'q'), link('/q', 'p')],
  });
  assert.equal(attributesOf('/x'), Status.FS_NAME_LOOP);
  assert.equal(attributesOf('/p'), Status.FS_NAME_LOOP);
  assert.equal((attributesOf('/x', 1) as Attributes).type, FileType.SYMBOLIC_LINK);
  assert.equal(host.openStatus(process, '/x', CREATE), Status.FS_NAME_LOOP);
});

test('renaming', () => {
  const { host, process, content, attributesOf } = scene({ tree: [file('/a', 'A'), file('/b', 'B')] });
  const rename = (oldName: string, newName: string) => host.call(process, 'Fs_Rename', { oldName, newName });
  assert.equal(rename('/a', '/b'), SUCCESS);
  assert.equal(content('/b'), 'A');
  assert.equal(attributesOf('/a'), Status.FS_FILE_NOT_FOUND);
  assert.equal(rename('/b', '/b'), SUCCESS);
  assert.equal(content('/b'), 'A');
  assert.equal(rename('/none', '/c'), Status.FS_FILE_NOT_FOUND);
});

test('access is asked with the effective or the real user', () => {
  const { host, process } = scene({ tree: [file('/secret', 'x', 0o600)] }, 7);
  const check = (mode: number, useRealID = 0, path = '/secret') =>
    host.call(process, 'Fs_CheckAccess', { path, mode, useRealID });
  assert.equal(check(0), SUCCESS);
  assert.equal(check(1), Status.FS_NO_ACCESS);
  assert.equal(check(0, 0, '/none'), Status.FS_FILE_NOT_FOUND);
  assert.equal(check(8), Status.FS_INVALID_ARG);
  process.effectiveUserId = 0;
  assert.equal(check(1), SUCCESS);
  assert.equal(check(1, 1), Status.FS_NO_ACCESS);
});

test('attributes are set by name and by stream', () => {
  const { host, process, attributesOf } = scene({ tree: [file('/f', 'x')] });
  const before = attributesOf('/f') as Attributes;
  const changed = { ...before, permissions: 0o640, uid: 7, gid: 9, userType: 3 };
  const args = { path: '/f', fileOrLink: 2, attributes: changed };
  assert.equal(host.call(process, 'Fs_SetAttr', { ...args, flags: SetAttr.MODE }), SUCCESS);
  const { permissions, uid } = attributesOf('/f') as Attributes;
  assert.deepEqual([permissions, uid], [0o640, 0]);
  const id = host.open(process, '/f', UseFlag.READ);
  const byId = { streamID: id, attributes: changed };
  assert.equal(host.call(process, 'Fs_SetAttrID', { ...byId, flags: SetAttr.OWNER }), SUCCESS);
  assert.equal(host.attributes(process, id).uid, 7);
  assert.equal(host.call(process, 'Fs_SetAttributesID', byId), SUCCESS);
  assert.equal(host.attributes(process, id).userType, 3);
  assert.equal(host.call(process, 'Fs_SetAttributes', { ...args, attributes: before }), SUCCESS);
  assert.equal(host.attributes(process, id).uid, 0);
  const attributes = out<Attributes>();
  const bad = { streamID: 9, attributes };
  assert.equal(host.call(process, 'Fs_GetAttributesID', bad), Status.FS_INVALID_ARG);
  assert.equal(host.call(process, 'Fs_SetAttrID', { ...byId, streamID: 9, flags: 1 }), Status.FS_INVALID_ARG);
});

// --- Several domains -------------------------------------------------------------------------------------------------

const second: readonly TreeEntry[] = [
  directory('/inner'),
  file('/inner/f', 'in the second'),
  link('/out', '/a'),
  link('/up', '../b/c'),
  link('/top', '/../a'),
];

function twoDomains() {
  const s = scene({ tree: [file('/a', 'in the first'), directory('/b'), file('/b/c', 'below b')] });
  const makeLink = { target: '/mnt/two', linkName: '/mnt', remoteLink: 0 };
  s.host.call(s.process, 'Fs_MakeDir', { path: '/mnt', permissions: 0o777 });
  assert.equal(
    s.host.call(s.process, 'Fs_SymLink', { ...makeLink, linkName: '/mnt/two', remoteLink: 1 }),
    SUCCESS,
  );
  return s;
}

test('the longest prefix that ends at a component counts', () => {
  const s = twoDomains();
  s.host.fs.attachDomain('/mnt/two', s.host.makeDomain(1, second));
  s.host.fs.attachDomain('/mnt/twofold', s.host.makeDomain(2, [file('/g', 'third')]));
  assert.equal(s.content('/mnt/two/inner/f'), 'in the second');
  assert.equal(s.content('/mnt/twofold//g'), 'third');
  assert.equal((s.attributesOf('/mnt/two') as Attributes).domain, 1);
  assert.equal((s.attributesOf('/mnt') as Attributes).domain, 0);
});

test('a remote link that is met on the way leads into its domain, if somebody serves it', () => {
  const s = twoDomains();
  s.host.call(s.process, 'Fs_ChangeDir', { path: '/mnt' });
  assert.equal(s.host.openStatus(s.process, 'two/inner/f', UseFlag.READ), Status.FS_FILE_NOT_FOUND);
  s.host.fs.attachDomain('/mnt/two', s.host.makeDomain(1, second));
  assert.equal(s.content('two/inner/f'), 'in the second');
  assert.equal((s.attributesOf('two', 1) as Attributes).type, FileType.REMOTE_LINK);
});

test('out of a domain: absolute links, and ".." at its root', () => {
  const s = twoDomains();
  s.host.fs.attachDomain('/mnt/two', s.host.makeDomain(1, second));
  assert.equal(s.content('/mnt/two/out'), 'in the first');
  assert.equal(s.content('/mnt/two/../../a'), 'in the first');
  assert.equal(s.content('/mnt/two/top'), 'in the first');
  assert.equal(s.host.call(s.process, 'Fs_ChangeDir', { path: '/mnt/two/inner' }), SUCCESS);
  assert.equal(s.content('../../../a'), 'in the first');
  s.host.fs.attachDomain('/two', s.host.makeDomain(3, second));
  assert.equal(s.content('/two/up'), 'below b');
});

test('two names must end in one domain', () => {
  const s = twoDomains();
  s.host.fs.attachDomain('/mnt/two', s.host.makeDomain(1, second));
  const rename = (oldName: string, newName: string) =>
    s.host.call(s.process, 'Fs_Rename', { oldName, newName });
  assert.equal(rename('/a', '/mnt/two/a'), Status.FS_CROSS_DOMAIN_OPERATION);
  assert.equal(rename('/none', '/mnt/two/a'), Status.FS_FILE_NOT_FOUND);
  assert.equal(
    s.host.call(s.process, 'Fs_HardLink', { existing: '/mnt/two/inner/f', newName: '/f' }),
    Status.FS_CROSS_DOMAIN_OPERATION,
  );
  // The second name begins in one domain and ends in the other.
  assert.equal(rename('/a', '/mnt/two/../../d'), SUCCESS);
  assert.equal(s.content('/d'), 'in the first');
  s.host.call(s.process, 'Fs_ChangeDir', { path: '/mnt/two/inner' });
  assert.equal(rename('../../../d', '../../../e'), SUCCESS);
  assert.equal(s.content('/e'), 'in the first');
  assert.equal(rename('f', 'g'), SUCCESS);
  assert.equal(s.content('/mnt/two/inner/g'), 'in the second');
});
