/**
 * `npm run bench:host`: how fast the emulator is on this machine. Every figure is also given as a ratio to a
 * reference loop timed in the same run, because machines are noisy and shared.
 */
import Benchmark from 'benchmark';
import { bootCluster, type Cluster, type TreeEntry } from '../index.js';
import { benchInterpreters } from './bench-host-cpu.js';
import { guestPrograms } from './guest-program.js';
import { measureScreen } from './ui/measure.js';
import { readUserlandImage } from './userland-image.js';

const machines = ['sun3', 'ds3100'] as const;
type MachineName = (typeof machines)[number];
const SYS_DO_NOTHING = 37;
const CALLS = 20_000;
const IDLE_VIRTUAL_NS = 3600e9;

function boot(machine: MachineName, init: readonly string[], files: readonly TreeEntry[] = []): Cluster {
  return bootCluster({
    hosts: [
      {
        name: 'mint',
        id: 1,
        machine,
        memoryBytes: 16 * 1_048_576,
        disks: [{ prefix: '/', sizeBytes: 32 * 1_048_576 }],
        tree: [...readUserlandImage([machine]), ...files],
      },
    ],
    startSeconds: 605_206_800,
    init,
  });
}

/** The reference: a checksum over 256 KB in plain JavaScript. */
function reference(bytes: Uint8Array): number {
  let sum = 1;
  for (const value of bytes) sum = (Math.imul(sum, 31) + value) | 0;
  return sum;
}

function bootToPrompt(machine: MachineName): void {
  boot(machine, []).host('mint').console.expect('$ ');
}

function manyCalls(machine: MachineName): void {
  const program: TreeEntry = {
    kind: 'file',
    path: '/tmp/calls',
    mode: 0o755,
    uid: 0,
    gid: 0,
    bytes: guestPrograms[machine].callLoop(SYS_DO_NOTHING, CALLS),
  };
  const cluster = boot(machine, ['-c', '/tmp/calls'], [program]);
  const host = cluster.host('mint');
  cluster.run({ keepGoing: () => !host.halted() });
}

interface Row {
  readonly name: string;
  readonly seconds: number;
}

/** Median-like figures by the benchmark package: mean seconds of each body. */
function measure(bodies: { readonly [name: string]: () => void }): readonly Row[] {
  const suite = new Benchmark.Suite();
  for (const [name, body] of Object.entries(bodies)) suite.add(name, body, { maxTime: 2, minSamples: 5 });
  const rows: Row[] = [];
  suite.on(
    'cycle',
    (event: { readonly target: { readonly name?: string; readonly stats?: { readonly mean: number } } }) => {
      rows.push({ name: event.target.name ?? '', seconds: event.target.stats?.mean ?? Number.NaN });
    },
  );
  suite.run({ async: false });
  return rows;
}

function idleCost(machine: MachineName): { readonly eventsAnHour: number; readonly msAnHour: number } {
  const cluster = boot(machine, []);
  cluster.host('mint').console.expect('$ ');
  cluster.run({ untilNs: cluster.now() + 120e9 });
  let events = 0;
  const startMs = performance.now();
  cluster.run({
    untilNs: cluster.now() + IDLE_VIRTUAL_NS,
    keepGoing: () => {
      events++;
      return true;
    },
  });
  return { eventsAnHour: events, msAnHour: performance.now() - startMs };
}

function memoryOfAHost(machine: MachineName): number {
  const before = process.memoryUsage().rss;
  const cluster = boot(machine, []);
  cluster.host('mint').console.expect('$ ');
  return (process.memoryUsage().rss - before) / 1_048_576;
}

function print(name: string, value: string, ratio = ''): void {
  process.stdout.write(`${name.padEnd(34)} ${value.padStart(14)} ${ratio}\n`);
}

function benchHost(machine: MachineName): void {
  const memoryMb = memoryOfAHost(machine);
  const bytes = new Uint8Array(262_144).fill(7);
  const rows = measure({
    reference: () => {
      reference(bytes);
    },
    'boot to prompt': () => bootToPrompt(machine),
    'boot, calls, shutdown': () => manyCalls(machine),
    'boot, shutdown': () => {
      const cluster = boot(machine, ['-c', 'exit 0']);
      const host = cluster.host('mint');
      cluster.run({ keepGoing: () => !host.halted() });
    },
  });
  const secondsOf = (name: string): number => rows.find((row) => row.name === name)?.seconds ?? Number.NaN;
  const unit = secondsOf('reference');
  const bootSeconds = secondsOf('boot to prompt');
  const callSeconds = (secondsOf('boot, calls, shutdown') - secondsOf('boot, shutdown')) / CALLS;
  const idle = idleCost(machine);
  const line = (name: string, value: string, ratio = '') => print(`${machine}: ${name}`, value, ratio);
  line('reference loop (256 KB)', `${(unit * 1000).toFixed(3)} ms`);
  line(
    'boot to prompt',
    `${(bootSeconds * 1000).toFixed(1)} ms`,
    `${(bootSeconds / unit).toFixed(0)} references`,
  );
  line(
    'kernel calls',
    `${Math.round(1 / callSeconds)} /s`,
    `${(callSeconds / unit).toFixed(5)} references a call`,
  );
  line('idle host, one virtual hour', `${idle.msAnHour.toFixed(2)} ms`, `${idle.eventsAnHour} events`);
  line('memory of a booted host', `${memoryMb.toFixed(1)} MB`);
}

for (const machine of machines) benchHost(machine);
for (const line of benchInterpreters()) process.stdout.write(`${line}\n`);
for (const { name, value, about } of await measureScreen()) print(`screen: ${name}`, value, about);
