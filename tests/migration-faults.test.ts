/**
 * Whatever happens to hosts and packets in the middle of a migration, there is one copy of the process, or its parent
 * hears of its end. The fault comes at the Nth frame after the first word of the migration. SPRITE_FAULTS=all tries
 * every frame, otherwise a few of each kind are tried.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootCluster, type Cluster, type ClusterHost, type HostConfig } from '../index.js';
import { HEADER_BYTES } from '../kernel/net/frame.js';
import { RpcCommand } from '../kernel/rpc/commands.js';
import { decodePacket } from '../kernel/rpc/packet.js';
import { readUserlandImage } from '../tools/userland-image.js';

const MEGABYTE = 1_048_576;
const SECOND = 1_000_000_000;
const PROMPT = /[$#] $/;
const PROGRAM = '/sprite/tests/migtest';

type Fault = 'target crashes' | 'home crashes' | 'server reboots' | 'lost' | 'doubled' | 'cut off';

function bootThree(): Cluster {
  const host = (name: string, id: number, disks: HostConfig['disks'] = []): HostConfig => ({
    name,
    id,
    machine: 'sun3',
    memoryBytes: 8 * MEGABYTE,
    disks,
    tree: disks.length > 0 ? readUserlandImage(['sun3']) : [],
  });
  return bootCluster({
    hosts: [host('mint', 1, [{ prefix: '/', sizeBytes: 24 * MEGABYTE }]), host('sage', 2), host('thyme', 3)],
    startSeconds: 605_206_800,
    init: [],
  });
}

/** Call `act` at each frame from the first command about a migration on, numbered from 0. */
function fromFirstCommand(cluster: Cluster, act: (frame: number) => void): void {
  let frame = -1;
  cluster.network.tap((_timeNs, bytes) => {
    const packet = frame < 0 ? decodePacket(bytes.slice(HEADER_BYTES)) : null;
    if (frame < 0 && packet?.header.command !== RpcCommand.PROC_MIG_COMMAND) return;
    act(++frame);
  });
}

function inject(cluster: Cluster, fault: Fault, at: number): void {
  const { network } = cluster;
  fromFirstCommand(cluster, (frame) => {
    if (fault === 'cut off' && frame === at) {
      const heal = network.faults.dropWhen((_bytes, from, to) => (from === 3) !== (to === 3));
      const untilNs = cluster.now() + 30 * SECOND;
      network.tap((timeNs) => {
        if (timeNs > untilNs) heal();
      });
    }
    if (frame !== at) return;
    if (fault === 'target crashes') cluster.host('thyme').crash();
    if (fault === 'home crashes') cluster.host('sage').crash();
    if (fault === 'server reboots') cluster.host('mint').reboot();
    if (fault === 'lost') {
      let left = 1;
      network.faults.dropWhen(() => left-- > 0);
    }
    if (fault === 'doubled') network.faults.set({ duplication: 1 });
  });
}

/** Copies of the process that could run: its record at home, when it is away, is none. */
function copies(cluster: Cluster, command: string): number {
  return cluster
    .hosts()
    .filter((host) => !host.halted())
    .flatMap((host) => host.state().processes)
    .filter((process) => process.command.startsWith(command))
    .filter(({ state }) => state !== 'away' && state !== 'exiting').length;
}

const pass = (cluster: Cluster, seconds: number): void => {
  cluster.run({ untilNs: cluster.now() + seconds * SECOND });
};

interface Outcome {
  /** What the parent, if its host lives, was told. */
  readonly ended: string | null;
  readonly most: number;
  readonly left: number;
}

/** A process of sage is moved to thyme and ends by itself some time later. */
function migrateWith(fault: Fault, at: number): Outcome {
  const cluster = bootThree();
  const { console } = cluster.host('sage');
  console.expect(PROMPT, 120 * SECOND);
  cluster.host('thyme').console.expect(PROMPT, 120 * SECOND);
  inject(cluster, fault, at);
  console.type(
    `${PROGRAM} sleep > /tmp/out & p=$!; sleep 1; mig -p $p -h thyme; echo moved $?; wait $p; echo =ended= $?\n`,
  );
  let most = 0;
  for (let i = 0; i < 12; i++) {
    pass(cluster, 10);
    most = Math.max(most, copies(cluster, PROGRAM));
  }
  const ended = /=ended= (\d+)\r/.exec(console.text())?.[1] ?? null;
  const alive = (host: ClusterHost): boolean => !host.halted();
  if (alive(cluster.host('sage'))) assert.notEqual(ended, null, `the parent knows: ${console.text()}`);
  return { ended, most, left: copies(cluster, PROGRAM) };
}

const frames = (few: readonly number[], upTo: number): readonly number[] =>
  process.env['SPRITE_FAULTS'] === 'all' ? Array.from({ length: upTo }, (_, i) => i) : few;

function everyFrame(fault: Fault, few: readonly number[], isRight: (outcome: Outcome) => boolean): void {
  for (const at of frames(few, 90)) {
    const outcome = migrateWith(fault, at);
    assert.ok(outcome.most <= 1, `${fault} at frame ${at}: ${outcome.most} copies`);
    assert.equal(outcome.left, 0, `${fault} at frame ${at}: something is left`);
    assert.ok(isRight(outcome), `${fault} at frame ${at}: ${JSON.stringify(outcome)}`);
  }
}

const wasTold = ({ ended }: Outcome): boolean => ended !== null;
const wentWell = ({ ended }: Outcome): boolean => ended === '0';

test('the target crashes: the process goes on at home, or its parent hears that it is no more', () => {
  everyFrame('target crashes', [0, 5, 20, 45], wasTold);
});

test('the home crashes: nothing of the process is left on the other host', () => {
  everyFrame('home crashes', [3, 30], () => true);
});

test('the server reboots in the middle', () => {
  everyFrame('server reboots', [12], wasTold);
});

test('a lost packet changes nothing', () => {
  everyFrame('lost', [1, 17, 40], wentWell);
});

test('doubled packets change nothing', () => {
  everyFrame('doubled', [0], wentWell);
});

test('the target is cut off for half a minute: one copy, or the parent hears of the end', () => {
  everyFrame('cut off', [6, 33], wasTold);
});

test('a process that has left a host needs nothing of it: what was there is gone, and it may crash', () => {
  const cluster = bootThree();
  const { sage, thyme } = Object.fromEntries(cluster.hosts().map((host) => [host.name, host]));
  sage.console.expect(PROMPT, 120 * SECOND);
  thyme.console.expect(PROMPT, 120 * SECOND);
  pass(cluster, 5);
  const before = thyme.inspect();
  const command = (text: string): string => {
    sage.console.type(`${text}; echo =done=\n`);
    sage.console.expect('echo =done=', 60 * SECOND);
    const shown = sage.console.expect('=done=', 120 * SECOND);
    sage.console.expect(PROMPT, 60 * SECOND);
    return shown;
  };
  command(`cd /tmp; ${PROGRAM} read > out & p=$!; sleep 1`);
  assert.match(command('mig -p $p -h thyme; echo moved $?'), /moved 0/);
  assert.equal(copies(cluster, PROGRAM), 2, 'it and its child');
  assert.ok(thyme.state().processes.some(({ isForeign }) => isForeign));
  assert.match(command('mig -p $p -h sage; echo back $?'), /back 0/);
  pass(cluster, 1);
  assert.deepEqual(thyme.inspect(), before);
  thyme.crash();
  assert.match(
    command('wait $p; echo ended $?; cat out'),
    /ended 0\r\nread late\r\nread later\r\nwriter: exit 0/,
  );
});

test('processes on two hosts that share an offset go on sharing it when the file’s server has been away', () => {
  const cluster = bootThree();
  const { mint, sage, thyme } = Object.fromEntries(cluster.hosts().map((host) => [host.name, host]));
  sage.console.expect(PROMPT, 120 * SECOND);
  thyme.console.expect(PROMPT, 120 * SECOND);
  sage.console.type(
    "cd /tmp; (mig -h thyme sh -c 'sleep 5; echo there; sleep 245; echo there again' & sleep 10; " +
      'echo here with more words; sleep 250; echo here again; wait) > shared; echo =done=\n',
  );
  // By then the file is on the disk.
  pass(cluster, 150);
  mint.reboot();
  sage.console.expect(/\n=done=\r/, 600 * SECOND);
  sage.console.type('cat shared; echo =shown=\n');
  assert.match(
    sage.console.expect(/\n=shown=\r/),
    /there\r\nhere with more words\r\nthere again\r\nhere again\r\n/,
  );
});
