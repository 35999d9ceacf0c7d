/** Several hosts of both machine types at their consoles: one tree of files, one behaviour. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cluster, ClusterHost, HostConfig } from '../index.js';
import { command, LIMIT_NS, MEGABYTE, officeHost, PROMPT, START_SECONDS } from './office.js';
import { bootCluster, churnFromEnvironment } from './system.js';

/** The place of the disk that is not the root's. */
const scratch: HostConfig['tree'] = [{ kind: 'dir', path: '/scratch', mode: 0o777, uid: 0, gid: 0 }];

/** A Sun serves "/", a DECstation /users; a client of each type. */
function bootOffice(seed = 1): Cluster {
  return bootCluster({
    hosts: [
      officeHost('mint', 1, 'sun3', [{ prefix: '/', sizeBytes: 32 * MEGABYTE }]),
      {
        ...officeHost('oregano', 2, 'ds3100', [{ prefix: '/scratch', sizeBytes: 8 * MEGABYTE }]),
        tree: scratch,
      },
      officeHost('sage', 3, 'sun3'),
      officeHost('greed', 4, 'ds3100'),
    ],
    startSeconds: START_SECONDS,
    init: [],
    seed,
    churn: churnFromEnvironment(),
  });
}

function atPrompts(cluster: Cluster): { readonly [name: string]: ClusterHost } {
  for (const { console } of cluster.hosts()) console.expect(PROMPT, LIMIT_NS);
  return Object.fromEntries(cluster.hosts().map((each) => [each.name, each]));
}

test('hosts of both types see one tree: names, contents, links, devices, servers', () => {
  const cluster = bootOffice();
  const { mint, oregano, sage, greed } = atPrompts(cluster);
  assert.equal(command(greed, 'echo $MACHINE; uname -n 2>/dev/null || hostname').split('\n')[0], 'ds3100');
  assert.equal(command(sage, 'echo $MACHINE'), 'sun3');

  command(sage, 'echo first > /tmp/shared');
  assert.equal(command(greed, 'cat /tmp/shared; echo second >> /tmp/shared'), 'first');
  assert.equal(command(mint, 'cat /tmp/shared'), 'first\nsecond');
  assert.equal(command(sage, 'wc /tmp/shared').split(/\s+/).slice(0, 3).join(' '), '2 2 13');

  command(greed, 'mkdir /tmp/d; ln -s /tmp/shared /tmp/d/link; mv /tmp/d /tmp/e');
  assert.equal(command(oregano, 'cat /tmp/e/link; rm -r /tmp/e; ls /tmp'), 'first\nsecond\nshared');

  command(mint, 'cp /etc/passwd /scratch/p; cd /scratch; pwd; ls ..');
  assert.match(
    command(sage, 'cd /scratch; ls; cd ..; pwd; cat /scratch/p | head -1'),
    /^lost\+found +p\n\/\nroot:/,
  );
  assert.equal(command(greed, 'mv /scratch/p /tmp/p; ls /scratch; ls /tmp'), 'lost+found\np       shared');

  command(sage, 'echo hello there > /hosts/greed/dev/console');
  greed.console.expect('hello there');
  // A terminal's structures, between machines of different byte orders.
  sage.console.resize(33, 77);
  assert.match(command(greed, 'stty -a < /hosts/sage/dev/console'), /33 rows, 77 columns/);
  command(greed, 'stty rows 41 < /hosts/sage/dev/console');
  assert.match(command(sage, 'stty -a'), /41 rows, 77 columns/);
  assert.match(command(greed, 'echo $MACHINE; head -1 /etc/spritehosts'), /ds3100\n1\tether/);
});

test('a directory is exported as a domain of its own, and a prefix to some hosts only', () => {
  const { oregano, sage, greed } = atPrompts(bootOffice());
  command(
    oregano,
    'mkdir /scratch/m; echo letter > /scratch/m/1; prefix -x /mail -l /scratch/m; prefix -x /mail -h sage',
  );
  assert.equal(
    command(sage, 'prefix -a /mail -s oregano; cat /mail/1; ls /mail; echo second > /mail/2'),
    'letter\n1',
  );
  assert.equal(
    command(oregano, 'cat /mail/2 /scratch/m/2; prefix -x /mail -h greed; prefix -p -x /mail -H sage'),
    'second\nsecond\n4 greed.Berkeley.EDU',
  );
  assert.equal(command(greed, 'prefix -a /mail; cat /mail/1'), 'letter');
  assert.match(
    command(oregano, 'prefix -p -x /scratch; prefix -p -x /none'),
    /^exported to all hosts\nprefix: \/none: .*rgument/,
  );
  assert.equal(
    command(sage, 'cat /mail/1; prefix -c /mail; cat /mail/1'),
    'letter\ncat: /mail/1: No such file or directory',
  );
});

test('the same seed gives the same history of the whole network', () => {
  const history = (seed: number): string => {
    const cluster = bootOffice(seed);
    const lines: string[] = [];
    cluster.on((event) => {
      if (event.kind !== 'output') lines.push(JSON.stringify(event));
    });
    cluster.network.faults.set({ loss: 0.02 });
    const { sage, greed } = atPrompts(cluster);
    command(sage, 'ls -l / > /tmp/x');
    command(greed, 'cat /tmp/x | wc');
    return `${lines.join('\n')}\n${JSON.stringify(cluster.network.counts())}`;
  };
  const first = history(7);
  assert.equal(history(7), first);
  assert.notEqual(history(8), first);
});

test('a server crashes under its clients: programs wait, and go on when it is back', () => {
  const cluster = bootOffice();
  const { mint, sage, greed } = atPrompts(cluster);
  command(sage, 'i=0; while [ $i -lt 20 ]; do echo line $i; i=`expr $i + 1`; done > /tmp/lines; sync');
  command(mint, 'sync');
  mint.reboot();
  // The kernel's messages come between, even into the echo of what is typed.
  greed.console.type('cat /tmp/lines | wc -l; echo =done=\n');
  greed.console.expect(/ 20\r\n=done=/, LIMIT_NS);
  sage.console.expect(/Recovery complete[^\n]*\n/, LIMIT_NS);
  assert.match(command(sage, 'tail -1 /tmp/lines'), /line 19$/);
});

test('a client crashes: what it had synced is there, and it comes back', () => {
  const cluster = bootOffice();
  const { sage, greed } = atPrompts(cluster);
  command(sage, 'echo kept > /tmp/kept; sync; echo lost > /tmp/lost');
  sage.reboot();
  sage.console.expect(/\$ $/, LIMIT_NS);
  assert.equal(command(greed, 'cat /tmp/kept'), 'kept');
  assert.equal(command(sage, 'cat /tmp/kept'), 'kept');
});
