/** A host whose disk is a copy of one that was made before has the same history as the first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootCluster as bootAny } from '../cluster.js';
import { type ClusterConfig, createDiskTemplates, type DiskTemplates, type TreeEntry } from '../index.js';
import { churnFromEnvironment, machines, userland } from './system.js';

const MEGABYTE = 1_048_576;
const COMMAND = 'cp /etc/passwd /tmp/p; sum /tmp/p /tmp/own; ls -i /tmp';

function historyOf(diskTemplates: DiskTemplates | undefined, files: readonly TreeEntry[]): string {
  const config: ClusterConfig = {
    hosts: [
      {
        name: 'mint',
        id: 1,
        machine: machines[0],
        memoryBytes: 8 * MEGABYTE,
        disks: [{ prefix: '/', sizeBytes: 16 * MEGABYTE }],
        tree: [...userland([machines[0]]), ...files],
      },
    ],
    startSeconds: 605_206_800,
    init: ['-u', 'root', '-c', COMMAND],
    churn: churnFromEnvironment(),
    ...(diskTemplates === undefined ? {} : { diskTemplates }),
  };
  const cluster = bootAny(config);
  const events: string[] = [];
  cluster.on((event) => events.push(JSON.stringify(event)));
  const [host] = cluster.hosts();
  cluster.run({ keepGoing: () => !host.halted(), untilNs: 600e9 });
  assert.ok(host.halted());
  return events.join('\n');
}

test('every event is the same, whether a disk is made or copied, and the copies are apart', () => {
  const templates = createDiskTemplates(2);
  const file = (text: string): TreeEntry[] => [
    { kind: 'file', path: '/tmp/own', mode: 0o644, uid: 0, gid: 0, bytes: Buffer.from(text) },
  ];
  const [short, long] = [file('short'), file('something longer')];
  const plain = historyOf(undefined, short);
  assert.ok(plain.length > 10_000);
  for (let i = 0; i < 2; i++) assert.equal(historyOf(templates, short), plain);
  const other = historyOf(templates, long);
  assert.notEqual(other, plain);
  assert.equal(historyOf(undefined, long), other);
});
