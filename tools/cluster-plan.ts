/**
 * Which hosts a command line asks for: the server mint with clients beside it, or what a cluster file says. Names
 * are Berkeley's: servers mint, oregano, allspice; Suns herbs and spices; DECstations vices.
 */
import { readFileSync } from 'node:fs';
import { machineModels, machineTypeOf } from '../index.js';
import { UserError } from './errors.js';
import { reason } from './host-files.js';
import { type DiskOption, parseSize } from './option-values.js';
import type { Options } from './options.js';

export interface HostPlan {
  readonly name: string;
  readonly id: number;
  readonly machine: string;
  readonly memoryBytes: number;
  /** An image, or so many bytes of memory. */
  readonly disks: readonly DiskPlan[];
  /** Off until somebody switches it on. */
  readonly isSpare?: boolean;
}

export interface DiskPlan {
  readonly prefix: string;
  readonly image: string | null;
  readonly sizeBytes: number | null;
}

export interface ClusterPlan {
  readonly hosts: readonly HostPlan[];
  /** Probabilities for every frame and receiver. */
  readonly loss: number;
  readonly duplication: number;
}

const SERVER = 'mint';
const SERVER_ID = 1;
const MOST_HOSTS = 199;
const suns = [
  'sage',
  'thyme',
  'basil',
  'nutmeg',
  'paprika',
  'mace',
  'fenugreek',
  'sloe',
  'pepper',
  'ginger',
  'clove',
];
const decstations = [
  'greed',
  'pride',
  'sloth',
  'envy',
  'lust',
  'anger',
  'gluttony',
  'violence',
  'treason',
  'heresy',
];

/** The nth host of a machine type; when the names are used up they are numbered. */
function clientName(machine: string, index: number): string {
  const names = machineTypeOf(machine) === 'sun3' ? suns : decstations;
  const round = Math.floor(index / names.length);
  return `${names[index % names.length]}${round === 0 ? '' : round + 1}`;
}

/** With so many spare clients beside those that are asked for. @throws UserError in one line. */
export function planCluster(options: Options, spares = 0): ClusterPlan {
  const plan =
    options.cluster === null ? planFromOptions(options, spares) : planFromFile(options.cluster, options);
  if (plan.hosts.length > MOST_HOSTS) throw new UserError(`a cluster has at most ${MOST_HOSTS} hosts`);
  return plan;
}

const diskPlan = ({ image, prefix }: DiskOption): DiskPlan => ({ image, prefix, sizeBytes: null });

function planFromOptions(options: Options, spares: number): ClusterPlan {
  const wanted = options.clients ?? 0;
  const isMixed = options.machine === 'mixed';
  const server: HostPlan = {
    name: SERVER,
    id: SERVER_ID,
    machine: isMixed ? 'sun3' : options.machine,
    memoryBytes: options.memoryBytes,
    disks: options.disks.map(diskPlan),
  };
  const counts = new Map<string, number>();
  const clients = Array.from({ length: Math.min(wanted + spares, MOST_HOSTS - 1) }, (_, i): HostPlan => {
    const machine = isMixed ? (i % 2 === 0 ? 'sun3' : 'ds3100') : options.machine;
    const index = counts.get(machine) ?? 0;
    counts.set(machine, index + 1);
    return {
      name: clientName(machine, index),
      id: SERVER_ID + 1 + i,
      machine,
      memoryBytes: options.memoryBytes,
      disks: [],
      isSpare: i >= wanted,
    };
  });
  return { hosts: [withRoot(server), ...clients], loss: 0, duplication: 0 };
}

/** A server has the disk of "/" even if no image is given for it. */
const withRoot = (host: HostPlan): HostPlan =>
  host.disks.some(({ prefix }) => prefix === '/')
    ? host
    : { ...host, disks: [{ prefix: '/', image: null, sizeBytes: null }, ...host.disks] };

// --- Cluster files -------------------------------------------------------------------------------------------------

type Json = { readonly [key: string]: unknown };

function planFromFile(file: string, options: Options): ClusterPlan {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`--cluster ${file}: ${reason(error)}`);
  }
  const read = createReader(file);
  const top = read.object(value, 'the file', ['hosts', 'clients', 'loss', 'duplication']);
  const hosts = read
    .list(top['hosts'], 'hosts')
    .map((host, i) => hostFrom(read, host, `hosts[${i}]`, i, options));
  const clients = top['clients'] === undefined ? [] : clientsFrom(read, top['clients'], hosts, options);
  const all = [...hosts, ...clients];
  if (!all.some(({ disks }) => disks.some(({ prefix }) => prefix === '/')))
    throw new UserError(`--cluster ${file}: hosts: none has a disk with the prefix "/"`);
  return {
    hosts: all,
    loss: read.probability(top['loss'] ?? 0, 'loss'),
    duplication: read.probability(top['duplication'] ?? 0, 'duplication'),
  };
}

type Reader = ReturnType<typeof createReader>;

/** Values of a cluster file, each refused with the name of its key. */
function createReader(file: string) {
  const fail = (key: string, what: string): never => {
    throw new UserError(`--cluster ${file}: ${key}: ${what}`);
  };
  return {
    fail,
    object(value: unknown, key: string, known: readonly string[]): Json {
      if (typeof value !== 'object' || value === null || Array.isArray(value))
        return fail(key, 'must be an object');
      for (const name of Object.keys(value))
        if (!known.includes(name)) fail(key, `unknown key "${name}"; known are ${known.join(', ')}`);
      return value as Json;
    },
    list(value: unknown, key: string): readonly unknown[] {
      return Array.isArray(value) && value.length > 0
        ? value
        : fail(key, 'must be a list with something in it');
    },
    text(value: unknown, key: string): string {
      return typeof value === 'string' && value !== '' ? value : fail(key, 'must be a string');
    },
    count(value: unknown, key: string, least: number, most: number): number {
      return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : fail(key, `must be a whole number, ${least} to ${most}`);
    },
    probability(value: unknown, key: string): number {
      return typeof value === 'number' && value >= 0 && value <= 1
        ? value
        : fail(key, 'must be a number, 0 to 1');
    },
    size(value: unknown, key: string): number {
      const bytes = typeof value === 'string' ? parseSize(value) : null;
      return bytes ?? fail(key, 'must be a size such as "16M"');
    },
    machine(value: unknown, key: string): string {
      return typeof value === 'string' && machineModels.includes(value)
        ? value
        : fail(key, `must be one of ${machineModels.map((model) => `"${model}"`).join(', ')}`);
    },
  };
}

function hostFrom(read: Reader, value: unknown, key: string, index: number, options: Options): HostPlan {
  const host = read.object(value, key, ['name', 'id', 'machine', 'memory', 'disks']);
  const disks = host['disks'] === undefined ? [] : read.list(host['disks'], `${key}.disks`);
  return {
    name: read.text(host['name'], `${key}.name`),
    id: host['id'] === undefined ? index + 1 : read.count(host['id'], `${key}.id`, 1, MOST_HOSTS),
    machine:
      host['machine'] === undefined
        ? defaultMachine(options)
        : read.machine(host['machine'], `${key}.machine`),
    memoryBytes:
      host['memory'] === undefined ? options.memoryBytes : read.size(host['memory'], `${key}.memory`),
    disks: disks.map((disk, i) => diskFrom(read, disk, `${key}.disks[${i}]`)),
  };
}

function diskFrom(read: Reader, value: unknown, key: string): DiskPlan {
  const disk = read.object(value, key, ['prefix', 'image', 'size']);
  return {
    prefix: read.text(disk['prefix'], `${key}.prefix`),
    image: disk['image'] === undefined ? null : read.text(disk['image'], `${key}.image`),
    sizeBytes: disk['size'] === undefined ? null : read.size(disk['size'], `${key}.size`),
  };
}

function clientsFrom(
  read: Reader,
  value: unknown,
  hosts: readonly HostPlan[],
  options: Options,
): readonly HostPlan[] {
  const clients = read.object(value, 'clients', ['count', 'machine', 'memory']);
  const count = read.count(clients['count'], 'clients.count', 0, MOST_HOSTS);
  const machine =
    clients['machine'] === undefined
      ? defaultMachine(options)
      : read.machine(clients['machine'], 'clients.machine');
  const memoryBytes =
    clients['memory'] === undefined ? options.memoryBytes : read.size(clients['memory'], 'clients.memory');
  const firstId = Math.max(0, ...hosts.map(({ id }) => id)) + 1;
  return Array.from({ length: count }, (_, i) => ({
    name: clientName(machine, i),
    id: firstId + i,
    machine,
    memoryBytes,
    disks: [],
  }));
}

const defaultMachine = ({ machine }: Options): string => (machine === 'mixed' ? 'sun3' : machine);
