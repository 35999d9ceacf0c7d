/** Calls about the host itself, and those that only ever refuse, from inside: the guest program systest. */
import assert from 'node:assert/strict';
import { bootSystem, finishCommand, test } from './system.js';

test('every call about the host answers what Sprite answers', () => {
  const cluster = bootSystem({ init: ['-u', 'root', '-c', '/sprite/tests/systest'] });
  const { stdout, stderr, status } = finishCommand(cluster, '');
  assert.equal(stdout, 'all as expected\n');
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(cluster.hosts()[0].console.text(), /systest: 7 ff c text %\r?\n/);
});
