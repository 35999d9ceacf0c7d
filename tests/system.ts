/**
 * What the whole-system tests share: a booted host to type at, through the library's entry only. Tests declared
 * here run once for each machine; others, which are long, on the first only. The environment variable
 * SPRITE_MACHINE names the one machine for all (`npm run test:machines`), and SPRITE_CHURN boots every host with
 * churn. SPRITE_WANDER boots two more hosts, and sends every process there and back at so many calls. Disks are made
 * once for all the tests of a file.
 */
import { test as declare } from 'node:test';
import {
  bootCluster as bootAny,
  type Cluster,
  type ClusterConfig,
  createDiskTemplates,
  type HostConfig,
  type TreeEntry,
} from '../index.js';
import { readUserlandImage } from '../tools/userland-image.js';

export const PROMPT = '$ ';
const START_SECONDS = 605_206_800;

export const churnFromEnvironment = (): number => Number(process.env['SPRITE_CHURN'] ?? '0');
const wanderFromEnvironment = (): number => Number(process.env['SPRITE_WANDER'] ?? '0');

/** A host with files of its own is seldom booted twice: few are kept. */
const diskTemplates = createDiskTemplates(6);
const images = new Map<string, readonly TreeEntry[]>();

/** The userland of these machines, read once. */
export function userland(machineTypes: readonly string[]): readonly TreeEntry[] {
  const name = machineTypes.join();
  const image = images.get(name) ?? readUserlandImage(machineTypes);
  images.set(name, image);
  return image;
}

/** As the library's, with new disks copied from equal ones. */
export const bootCluster = (config: ClusterConfig): Cluster => bootAny({ diskTemplates, ...config });

export type MachineName = 'sun3' | 'ds3100';

function machinesFromEnvironment(): readonly MachineName[] {
  const name = process.env['SPRITE_MACHINE'];
  if (name === undefined) return ['sun3', 'ds3100'];
  if (name === 'sun3' || name === 'ds3100') return [name];
  throw new Error(`SPRITE_MACHINE=${name}: sun3 or ds3100`);
}
export const machines = machinesFromEnvironment();

/** The machine of the test that is running: its hosts are of it unless they say otherwise. */
let machineUnderTest: MachineName = machines[0];

/** A test for each machine, or for some. The body may not wait: hosts are booted on the machine under test. */
export function test(name: string, body: (machine: MachineName) => void, on = machines): void {
  for (const machine of machines.filter((one) => on.includes(one))) {
    declare(`${machine}: ${name}`, () => {
      machineUnderTest = machine;
      body(machine);
    });
  }
}

export interface SystemOptions {
  readonly machine?: MachineName;
  readonly files?: readonly TreeEntry[];
  readonly churn?: number;
  readonly memoryBytes?: number;
  readonly diskBytes?: number;
  readonly init?: readonly string[];
  /** Send processes to two more hosts, and home again, at every so many calls. */
  readonly wander?: ClusterConfig['wander'];
  /** Who runs the commands: the file server, or a client of it (if there are others). */
  readonly at?: 'mint' | 'sage';
}

export function bootSystem(options: SystemOptions = {}): Cluster {
  const machine = options.machine ?? machineUnderTest;
  const wander = options.wander ?? wanderFromEnvironment();
  const tree = [...userland([machine]), ...(options.files ?? [])];
  const server: HostConfig = {
    name: 'mint',
    id: 1,
    machine,
    memoryBytes: options.memoryBytes ?? 16 * 1_048_576,
    disks: [{ prefix: '/', sizeBytes: options.diskBytes ?? 32 * 1_048_576 }],
    tree,
    ...(options.at === 'sage' ? { init: IDLE } : {}),
  };
  const idle = (name: string, id: number): HostConfig => ({
    ...server,
    name,
    id,
    memoryBytes: 8 * 1_048_576,
    disks: [],
    tree: [],
    init: options.at === name ? (options.init ?? []) : IDLE,
  });
  const config: ClusterConfig = {
    hosts: wander === 0 ? [server] : [server, idle('sage', 2), idle('thyme', 3)],
    startSeconds: START_SECONDS,
    init: options.init ?? [],
    churn: options.churn ?? churnFromEnvironment(),
    wander,
  };
  return bootCluster(config);
}

/** Arguments of a first program that does nothing for the longest time. */
const IDLE = ['-c', 'sleep 2000000'];
/** Until the idle hosts are up, and processes can go there. */
const AWAIT_HOSTS = 'sleep 20; ';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The shell's status; 128 + n for a shell killed by signal n. */
  readonly status: number;
}

const STREAMS = { in: 16, out: 17, err: 18 } as const;
const LIMIT_NS = 3_600_000_000_000;

/** Run `sh -c command` headless on a fresh host, as `sprite run -c` does. */
export function sh(
  command: string,
  options: SystemOptions & { readonly stdin?: string } = {},
): CommandResult {
  const wander = options.wander ?? wanderFromEnvironment();
  const whole = wander === 0 ? command : AWAIT_HOSTS + command;
  const cluster = bootSystem({ ...options, init: ['-u', 'sprite', '-c', whole] });
  return finishCommand(cluster, options.stdin ?? '');
}

/**
 * Let a headless shell run to its end, feeding it `stdin` as it asks. `watch` is called after everything that happens.
 */
export function finishCommand(
  cluster: Cluster,
  stdin: string,
  at = 'mint',
  watch: () => void = () => {},
): CommandResult {
  const host = cluster.host(at);
  const shown = { [STREAMS.out]: '', [STREAMS.err]: '' } as { [unit: number]: string };
  let end = '';
  let supplied = false;
  cluster.on(
    (event) => {
      if (event.host !== host.id) return;
      if (event.kind === 'output')
        shown[event.unit] = (shown[event.unit] ?? '') + Buffer.from(event.bytes).toString('latin1');
      if (event.kind === 'shutdown') end = event.text;
      if (event.kind === 'input-wanted' && event.unit === STREAMS.in && !supplied) {
        supplied = true;
        if (stdin !== '') host.raw(STREAMS.in).input(Buffer.from(stdin, 'latin1'));
        host.raw(STREAMS.in).endOfInput();
      }
    },
    ['output', 'shutdown', 'input-wanted'],
  );
  const keepGoing = (): boolean => {
    watch();
    return !host.halted();
  };
  const outcome = cluster.run({ untilNs: LIMIT_NS, keepGoing });
  if (outcome !== 'stopped') {
    throw new Error(
      `the shell did not end (${outcome}): ${host.describeProcesses().join('; ')}; stderr ${shown[STREAMS.err]}`,
    );
  }
  const match = /^(exit|signal) (\d+)$/.exec(end);
  if (match === null) throw new Error(`the host shut down with ${JSON.stringify(end)}`);
  const status = match[1] === 'exit' ? Number(match[2]) & 0xff : 128 + Number(match[2]);
  return { stdout: shown[STREAMS.out], stderr: shown[STREAMS.err], status };
}
