import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../arch/codec.js';
import { FsPrefix } from '../arch/layouts.js';
import { Status, SUCCESS } from '../arch/status.js';
import { BAD, BASE, createFileHost } from './testing/file-host.js';

test('the prefix table is listed entry by entry', () => {
  const host = createFileHost();
  const process = host.newProcess();
  host.fs.attachDomain('/second', host.makeDomain(1, []));
  const command = host.fs.statistics.get(7);
  assert.ok(command !== undefined);
  const ask = (option: number, address = BASE) =>
    host.fake.run(() => command(process, option, address), process);
  const codec = bind(FsPrefix, host.fake.kernel.machine.layout);
  assert.equal(codec.size, 108);
  assert.equal(ask(0), SUCCESS);
  const root = codec.decode(host.memoryOf(process));
  assert.deepEqual([root.prefix, root.serverID, root.domain, root.flags], ['/', 1, 0, 7]);
  assert.ok(root.domainInfo.freeKbytes > 0 && root.domainInfo.freeKbytes < root.domainInfo.maxKbytes);
  assert.equal(ask(1), SUCCESS);
  assert.equal(codec.decode(host.memoryOf(process)).prefix, '/second');
  assert.equal(ask(2), Status.FS_INVALID_ARG);
  assert.equal(ask(-2), Status.FS_INVALID_ARG);
  assert.equal(ask(0, BAD), Status.SYS_ARG_NOACCESS);
  assert.equal(ask(-1), SUCCESS);
  assert.deepEqual(host.fake.lines, ['/ 1', '/second 1']);
});
