/**
 * What the tests of faults share: a process is sent from its home to another host, or back, or a program is started
 * there, and one fault comes at the Nth frame after the first word of that. The program counts into a file, so that
 * two copies of it would be seen to have run.
 */
import type { Cluster, ClusterHost, HostConfig } from '../index.js';
import { HEADER_BYTES } from '../kernel/net/frame.js';
import { RpcCommand } from '../kernel/rpc/commands.js';
import { decodePacket } from '../kernel/rpc/packet.js';
import { bootCluster, userland } from './system.js';

const MEGABYTE = 1_048_576;
export const SECOND = 1_000_000_000;
export const PROMPT = /[$#] $/;
export const PROGRAM = '/sprite/tests/migtest';

export type Fault =
  | 'thyme crashes'
  | 'sage crashes'
  | 'mint reboots'
  | 'thyme is cut off'
  | 'a frame is lost'
  | 'a frame is late'
  | 'all frames come twice';
/** sage is the process's home, thyme the other host, mint the file server of both. */
export type Way = 'away' | 'back' | 'exec';

export interface Trial {
  readonly way: Way;
  readonly fault: Fault;
  readonly frame: number;
}

export interface Outcome {
  /** What its parent, if that host lives, was told. */
  readonly ended: string | null;
  /** The most copies that were seen at once. */
  readonly most: number;
  /** What the program has written. */
  readonly lines: readonly string[];
  /** What is on a host, when those that crashed are back, that was not there before. */
  readonly left: readonly string[];
  /** Whether the fault came before all was over. */
  readonly isReached: boolean;
}

const CUT_SECONDS = 30;
/** Later than the frame's being sent again. */
const LATE_NS = 2 * SECOND;
const LONGEST_SECONDS = 300;
/** For hosts to have found that others are gone, and to have told those that are back what they owe them. */
const SETTLE_SECONDS = 60;
/** Closed files are written back later, and hosts ask others from time to time whether they are there. */
const passing = new Set(['dirty blocks', 'busy channels']);

export function bootThree(): Cluster {
  const host = (name: string, id: number, disks: HostConfig['disks'] = []): HostConfig => ({
    name,
    id,
    machine: 'sun3',
    memoryBytes: 8 * MEGABYTE,
    disks,
    tree: disks.length > 0 ? userland(['sun3']) : [],
  });
  const cluster = bootCluster({
    hosts: [host('mint', 1, [{ prefix: '/', sizeBytes: 24 * MEGABYTE }]), host('sage', 2), host('thyme', 3)],
    startSeconds: 605_206_800,
    init: [],
  });
  for (const { console } of cluster.hosts()) console.expect(PROMPT, 120 * SECOND);
  return cluster;
}

export const pass = (cluster: Cluster, seconds: number): void => {
  cluster.run({ untilNs: cluster.now() + seconds * SECOND });
};

const cannotRun: ReadonlySet<string> = new Set(['away', 'new', 'exiting']);

/** Copies of the process that could run: neither its record at home nor what is leaving or still arriving. */
export function copies(cluster: Cluster, command: string): number {
  return cluster
    .hosts()
    .filter((host) => !host.halted())
    .flatMap((host) => host.state().processes)
    .filter((process) => process.command.startsWith(command))
    .filter(({ state, isLeaving }) => !isLeaving && !cannotRun.has(state)).length;
}

export function tryFault({ way, fault, frame }: Trial): Outcome {
  const cluster = bootThree();
  const [mint, sage, thyme] = cluster.hosts();
  pass(cluster, 5);
  const before = new Map(cluster.hosts().map((host) => [host, kept(host)]));
  if (way === 'back') sendAway(cluster);
  let isReached = false;
  const disarm = fromFirstCommand(cluster, (at) => {
    if (at !== frame) return;
    isReached = true;
    inject(cluster, fault);
  });
  if (way === 'away') sage.console.type(`${START}; mig -p $p -h thyme; echo moved $?; ${AWAIT_END}\n`);
  if (way === 'exec') sage.console.type(`mig -h thyme ${PROGRAM} count > /tmp/out; echo =ended= $?\n`);
  if (way === 'back') {
    thyme.migration.evict(() => {});
    sage.console.type(`${AWAIT_END}\n`);
  }
  const endedNow = (): string | null => /=ended= (\d+)\r/.exec(sage.console.text())?.[1] ?? null;
  let most = 0;
  for (let waited = 0; waited < LONGEST_SECONDS && endedNow() === null && !sage.halted(); waited++) {
    pass(cluster, 1);
    most = Math.max(most, copies(cluster, PROGRAM));
  }
  disarm();
  pass(cluster, SETTLE_SECONDS);
  most = Math.max(most, copies(cluster, PROGRAM));
  restart(cluster);
  const left = cluster.hosts().flatMap((host) => whatIsLeft(host, before.get(host) ?? {}));
  return { ended: endedNow(), most, lines: linesOf(mint), left, isReached };
}

/** What is owed to a host that is no more is kept until it is back. */
function restart(cluster: Cluster): void {
  const halted = cluster.hosts().filter((host) => host.halted());
  for (const host of halted) host.reboot();
  if (halted.length > 0) pass(cluster, SETTLE_SECONDS);
}

const START = `${PROGRAM} count > /tmp/out & p=$!; sleep 1`;
const AWAIT_END = 'wait $p; echo =ended= $?';

function sendAway(cluster: Cluster): void {
  const { console } = cluster.host('sage');
  console.type(`${START}; mig -p $p -h thyme; echo =moved= $?\n`);
  console.expect(/=moved= 0\r/, 60 * SECOND);
  console.expect(PROMPT, 60 * SECOND);
}

/** Call `act` at each frame from the first command about a migration on, numbered from 0. The answer ends it. */
function fromFirstCommand(cluster: Cluster, act: (frame: number) => void): () => void {
  let frame = -1;
  return cluster.network.tap((_timeNs, bytes) => {
    const packet = frame < 0 ? decodePacket(bytes.slice(HEADER_BYTES)) : null;
    if (frame < 0 && packet?.header.command !== RpcCommand.PROC_MIG_COMMAND) return;
    act(++frame);
  });
}

/** What befalls one frame befalls the one that is leaving the wire. */
function inject(cluster: Cluster, fault: Fault): void {
  const { faults } = cluster.network;
  let frames = 0;
  const isThis = (): boolean => frames++ === 0;
  const actions: { readonly [name in Fault]: () => void } = {
    'thyme crashes': () => cluster.host('thyme').crash(),
    'sage crashes': () => cluster.host('sage').crash(),
    'mint reboots': () => cluster.host('mint').reboot(),
    'thyme is cut off': () => cutOff(cluster),
    'a frame is lost': () => void faults.dropWhen(isThis),
    'a frame is late': () => void faults.delayWhen(() => (isThis() ? LATE_NS : 0)),
    'all frames come twice': () => faults.set({ duplication: 1 }),
  };
  actions[fault]();
}

function cutOff(cluster: Cluster): void {
  const { id } = cluster.host('thyme');
  const heal = cluster.network.faults.dropWhen((_bytes, from, to) => (from === id) !== (to === id));
  const untilNs = cluster.now() + CUT_SECONDS * SECOND;
  cluster.network.tap((timeNs) => {
    if (timeNs > untilNs) heal();
  });
}

type Kept = { readonly [what: string]: number };

const kept = (host: ClusterHost): Kept => host.remains();

function whatIsLeft(host: ClusterHost, before: Kept): readonly string[] {
  const now = kept(host);
  return Object.keys(now)
    .filter((what) => !passing.has(what) && now[what] !== before[what])
    .map((what) => `${host.name}: ${what}: ${now[what]} instead of ${before[what]}`);
}

/** What a host that is no more had in its cache is gone, and zeros stand for it. */
function linesOf(host: ClusterHost): readonly string[] {
  const { console } = host;
  console.type('cat /tmp/out; echo; echo =shown=\n');
  return console
    .expect(/\n=shown=\r/, 120 * SECOND)
    .replaceAll('\0', '')
    .split(/[\r\n]+/)
    .filter((line) => /^\d+$/.test(line));
}
