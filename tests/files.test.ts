/** Every call about files from inside: the guest program fstest, which says what is not as it should be. */
import assert from 'node:assert/strict';
import { bootSystem, finishCommand, test } from './system.js';

const FSTEST = '/sprite/tests/fstest';

test('every call about files answers what Sprite answers', () => {
  const command = `mkdir /tmp/t; chmod 777 /tmp/t; cd /tmp/t; ${FSTEST}`;
  const cluster = bootSystem({ init: ['-u', 'root', '-c', command] });
  const { stdout, stderr, status } = finishCommand(cluster, '');
  assert.equal(stdout, 'all as expected\n');
  assert.equal(stderr, '');
  assert.equal(status, 0);
});
