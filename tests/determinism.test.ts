/** The same inputs give the same history, to the bit; and listening does not change it. */
import assert from 'node:assert/strict';
import { traceLine } from '../tools/trace.js';
import { bootSystem, finishCommand, sh, test } from './system.js';

const WORK = 'for i in 1 2 3; do echo $i | cat & done; wait; ls -l / | sort; ps; sleep 2; date';

function history(churn: number): { readonly trace: string; readonly stdout: string; readonly endNs: number } {
  const cluster = bootSystem({ churn, init: ['-c', WORK] });
  const lines: string[] = [];
  cluster.on((event) => {
    const line = traceLine(event, () => 'mint');
    if (line !== null) lines.push(line);
  });
  const { stdout } = finishCommand(cluster, '');
  return { trace: lines.join('\n'), stdout, endNs: cluster.now() };
}

test('two runs have the same trace, with and without churn', () => {
  for (const churn of [0, 5]) {
    const first = history(churn);
    assert.ok(first.trace.includes('Proc_Fork') && first.trace.includes('Fs_Open'));
    assert.deepEqual(history(churn), first);
  }
});

test('nobody listening, the same end at the same virtual time', () => {
  const cluster = bootSystem({ churn: 0, init: ['-c', WORK] });
  const { stdout } = finishCommand(cluster, '');
  const { stdout: heard, endNs } = history(0);
  assert.equal(stdout, heard);
  assert.equal(cluster.now(), endNs);
});

// Nothing here depends on which of two processes is faster: churn makes each of them slower.
const STEADY =
  'cd /tmp; for i in 3 1 2; do echo $i >f$i; done; cat f? | sort -r; ls; expr 6 \\* 7; (exit 5); echo $?';

test('churn changes the times and nothing else', () => {
  const plain = sh(STEADY, { churn: 0 });
  assert.match(plain.stdout, /42\n5\n$/);
  for (const churn of [1, 7, 61]) assert.deepEqual(sh(STEADY, { churn }), plain, `churn ${churn}`);
});
