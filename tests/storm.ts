/**
 * Hosts that work in parallel while packets are lost, clients crash and servers reboot. What a worker has said to
 * be synchronized is noted; in the end every host must find it, byte for byte, and no worker may still wait.
 */
import assert from 'node:assert/strict';
import { bootCluster, type Cluster, type ClusterHost, type HostConfig } from '../index.js';
import { createRandom, type Random } from '../kernel/random.js';
import { readUserlandImage } from '../tools/userland-image.js';
import { churnFromEnvironment } from './system.js';

export interface StormPlan {
  readonly seed: number;
  readonly clients: number;
  readonly workersPerClient: number;
  readonly rounds: number;
  readonly loss: number;
  readonly clientCrashes: number;
  readonly serverReboots: number;
  /** The faults come within this time of the workers' start. */
  readonly faultsWithinSeconds: number;
}

export interface StormOutcome {
  readonly kept: number;
  readonly logged: number;
  readonly seconds: number;
}

const MEGABYTE = 1_048_576;
const SECOND = 1_000_000_000;
const START_SECONDS = 605_206_800;
const LIMIT_NS = 1800 * SECOND;
const PROMPT = /[$#] $/;
/** Messages of the kernel may follow a prompt. */
const EVERYTHING = /[\s\S]*$/;
const IDLE = /\n=idle=\s+[$#] /;
const CHECKED = /\n=checked=\s+[$#] /;
/** Each is a directory of one of the two servers. */
const directories = ['/tmp', '/scratch'] as const;

const scratch: HostConfig['tree'] = [{ kind: 'dir', path: '/scratch', mode: 0o777, uid: 0, gid: 0 }];

const host = (name: string, id: number, machine: string, disks: HostConfig['disks'] = []): HostConfig => ({
  name,
  id,
  machine,
  memoryBytes: 8 * MEGABYTE,
  disks,
  tree: disks.some(({ prefix }) => prefix === '/') ? readUserlandImage(['sun3', 'ds3100']) : scratch,
});

function bootHosts({ seed, clients }: StormPlan): Cluster {
  const client = (_: unknown, i: number): HostConfig =>
    host(`client${i}`, 3 + i, i % 2 === 0 ? 'ds3100' : 'sun3');
  return bootCluster({
    hosts: [
      host('mint', 1, 'ds3100', [{ prefix: '/', sizeBytes: 32 * MEGABYTE }]),
      host('oregano', 2, 'sun3', [{ prefix: '/scratch', sizeBytes: 16 * MEGABYTE }]),
      ...Array.from({ length: clients }, client),
    ],
    startSeconds: START_SECONDS,
    init: [],
    seed,
    churn: churnFromEnvironment(),
  });
}

interface Storm {
  readonly cluster: Cluster;
  readonly plan: StormPlan;
  readonly random: Random;
  /** Sizes of what must be there, by path. */
  readonly kept: Map<string, number>;
  readonly logged: Set<string>;
  readonly faults: string[];
  /** How far the text of each console has been read. */
  readonly readUpTo: Map<ClusterHost, number>;
  lives: number;
}

// --- What the workers say ----------------------------------------------------------------------------------------------

function directoryOf(worker: string): string {
  return directories[Number(/w(\d+)/.exec(worker)?.[1] ?? 0) % directories.length];
}

function listen(storm: Storm, at: ClusterHost): void {
  const text = at.console.text();
  const end = text.lastIndexOf('\n') + 1;
  const lines = text.slice(storm.readUpTo.get(at) ?? 0, end).split('\n');
  storm.readUpTo.set(at, end);
  for (const line of lines) note(storm, line.trim());
}

function note({ kept, logged, faults }: Storm, line: string): void {
  const [word, name = '', size = ''] = line.split(' ');
  const path = `${directoryOf(name)}/${name.replace(/:$/, '')}`;
  if (word === 'kept') kept.set(path, Number(size));
  else if (word === 'logged') logged.add(path);
  else if (word === 'gone') kept.delete(path);
  else if (word === 'bad' && kept.has(path)) faults.push(line);
}

// --- Its course ----------------------------------------------------------------------------------------------------------

function startWork(storm: Storm, at: ClusterHost): void {
  const { workersPerClient, rounds } = storm.plan;
  const commands = Array.from({ length: workersPerClient }, () => {
    const worker = `w${storm.lives++}`;
    return `/sprite/tests/storm work ${directoryOf(worker)} ${worker} ${rounds} &`;
  });
  // Every other client reads ahead.
  at.console.type(`fscmd -r ${3 * (at.id % 2)}; ${commands.join(' ')} wait; echo =idle=\n`);
}

interface Fault {
  readonly atNs: number;
  readonly victim: ClusterHost;
}

function planFaults(storm: Storm): readonly Fault[] {
  const { cluster, plan, random } = storm;
  const [mint, oregano, ...clients] = cluster.hosts();
  // What was paged out to a server in the half minute before its crash is lost, and with it the process, as Sprite's
  // was. Churn pages everything out all the time: so the server of the swap files is spared.
  const servers = churnFromEnvironment() === 0 ? [mint, oregano] : [oregano];
  const someTime = (): number => cluster.now() + (5 + random.below(plan.faultsWithinSeconds)) * SECOND;
  const victims = [
    ...Array.from({ length: plan.clientCrashes }, () => clients[random.below(clients.length)]),
    ...Array.from({ length: plan.serverReboots }, (_, i) => servers[i % servers.length]),
  ];
  return victims.map((victim) => ({ atNs: someTime(), victim })).sort((a, b) => a.atNs - b.atNs);
}

function suffer(storm: Storm, { atNs, victim }: Fault): void {
  const { cluster } = storm;
  cluster.run({ untilNs: atNs });
  listen(storm, victim);
  victim.console.expect(EVERYTHING);
  victim.reboot();
  if (victim.id <= directories.length) return;
  victim.console.expect(PROMPT, LIMIT_NS);
  startWork(storm, victim);
}

function awaitWorkers(storm: Storm, clients: readonly ClusterHost[]): void {
  for (const client of clients) {
    try {
      client.console.expect(IDLE, LIMIT_NS);
    } catch (error) {
      const waits = client.describeProcesses().join('\n');
      throw new Error(`${client.name} hangs: ${waits}\n${error instanceof Error ? error.message : error}`);
    }
    listen(storm, client);
  }
}

function verify(storm: Storm, at: ClusterHost): void {
  const files = [...storm.kept].map(([path, size]) => `${path.replace(/\/(?=[^/]*$)/, ' ')} ${size}`);
  const checks = files.map((file) => `/sprite/tests/storm check ${file}`);
  for (let i = 0; i < checks.length; i += 8) {
    at.console.type(`${checks.slice(i, i + 8).join('; ')}; echo =checked=\n`);
    const printed = at.console.expect(CHECKED, LIMIT_NS);
    for (const line of printed.split('\n').slice(1)) {
      if (/^(bad|failed) /.test(line)) storm.faults.push(`${at.name}: ${line.trim()}`);
    }
  }
  for (const directory of directories) {
    at.console.type(`cat ${directory}/log; echo =checked=\n`);
    const lines = new Set(
      at.console
        .expect(CHECKED, LIMIT_NS)
        .split('\n')
        .map((line) => `${directory}/${line.trim()}`),
    );
    for (const line of storm.logged) {
      if (line.startsWith(directory) && !lines.has(line))
        storm.faults.push(`${at.name}: log without ${line}`);
    }
  }
}

/** @throws AssertionError naming what is lost; Error for a host that hangs. */
export function runStorm(plan: StormPlan): StormOutcome {
  const cluster = bootHosts(plan);
  const storm: Storm = {
    cluster,
    plan,
    random: createRandom(plan.seed, 'storm'),
    kept: new Map(),
    logged: new Set(),
    faults: [],
    readUpTo: new Map(),
    lives: 0,
  };
  const clients = cluster.hosts().slice(directories.length);
  for (const each of cluster.hosts()) each.console.expect(PROMPT, LIMIT_NS);
  const startNs = cluster.now();
  cluster.network.faults.set({ loss: plan.loss });
  for (const client of clients) startWork(storm, client);
  for (const fault of planFaults(storm)) suffer(storm, fault);
  awaitWorkers(storm, clients);
  const seconds = Math.round((cluster.now() - startNs) / SECOND);
  for (const client of clients) verify(storm, client);
  assert.deepEqual(storm.faults, [], `seed ${plan.seed}`);
  return { kept: storm.kept.size, logged: storm.logged.size, seconds };
}
