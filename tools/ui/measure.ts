/** What the terminal program costs on this machine, for `npm run bench:host`: frames, echo, idleness, start. */
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cluster } from '../../index.js';
import { boot } from '../boot.js';
import { parseOptions } from '../options.js';
import type { App } from './app.js';
import { liveOn } from './loop.js';
import { hasScript, openTerminal } from './pseudo-terminal.js';
import { createStage } from './stage.js';
import { createSurface, type TerminalOutput } from './surface.js';

export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly about: string;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

const FRAMES = 200;

/** A line scrolls in the console, and the screen is painted and sent. */
async function frameCost(columns: number, rows: number): Promise<Figure> {
  const { options } = parseOptions(['--clients', '4']);
  const stage = await createStage({
    ...boot(options, [], { onlyOwnPrograms: true }),
    columns,
    rows,
    startSeconds: options.startSeconds,
  });
  await stage.pass(4);
  await stage.type('while :; do echo a line that scrolls, of the usual length; done', 1);
  const output: TerminalOutput = { columns, rows, write: () => true };
  const surface = createSurface(output, 8);
  surface.enter();
  const costs: number[] = [];
  let bytes = 0;
  let cpuUs = 0;
  for (let frame = 0; frame < FRAMES; frame++) {
    await stage.pass(0.05);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const { canvas, cursor } = stage.app.paint();
    bytes += surface.show(canvas, cursor);
    costs.push(performance.now() - start);
    const spent = process.cpuUsage(cpu);
    cpuUs += spent.user + spent.system;
  }
  surface.leave();
  return {
    name: `a frame, ${columns}x${rows}`,
    value: ms(percentile(costs, 0.5)),
    about: `95%: ${ms(percentile(costs, 0.95))}; ${(cpuUs / FRAMES / 1000).toFixed(2)} ms of processor, ${Math.round(bytes / FRAMES)} bytes`,
  };
}

/** Nobody's terminal: keys are pressed, and what is shown is kept. */
interface FakeTerminal {
  readonly input: EventEmitter;
  readonly output: EventEmitter & {
    readonly columns: number;
    readonly rows: number;
    write(text: string): boolean;
  };
  press(bytes: string): void;
  /** When so much of it has been sent to the terminal. */
  shows(text: string): Promise<number>;
}

function createFakeTerminal(): FakeTerminal {
  const input = new EventEmitter();
  let awaited: { readonly text: string; shown(atMs: number): void } | null = null;
  const terminal: FakeTerminal = {
    input,
    output: Object.assign(new EventEmitter(), {
      columns: 140,
      rows: 45,
      write(text: string): boolean {
        if (awaited !== null && text.includes(awaited.text)) {
          awaited.shown(performance.now());
          awaited = null;
        }
        return true;
      },
    }),
    press: (bytes) => input.emit('data', Buffer.from(bytes, 'latin1')),
    shows: (text) =>
      new Promise((shown) => {
        awaited = { text, shown };
      }),
  };
  return terminal;
}

async function withProgram(
  clients: number,
  body: (app: App, terminal: FakeTerminal, cluster: Cluster) => Promise<void>,
): Promise<void> {
  const { options } = parseOptions(['--clients', String(clients)]);
  const terminal = createFakeTerminal();
  const { input, output } = terminal;
  const surface = createSurface(output, 8);
  surface.enter();
  const booted = boot(options, [], { onlyOwnPrograms: true });
  await liveOn({
    booted,
    startSeconds: options.startSeconds,
    trace: null,
    surface,
    input,
    output,
    started(app, leave) {
      void body(app, terminal, booted.cluster).finally(leave);
    },
  });
}

const KEYS = '~^@#|';
const ECHOES = 100;
const loads = {
  computing: 'while :; do :; done &',
  'running commands': 'while :; do expr 1 + 1 > /dev/null; done &',
} as const;

/** Twelve hosts are busy in the background; keys are pressed at one of them. */
async function echoUnderLoad(load: keyof typeof loads): Promise<Figure> {
  const times: number[] = [];
  const guestTimes: number[] = [];
  let keeping = 1;
  await withProgram(11, async (app, terminal, cluster) => {
    while (app.pacer.racing) await pause(50);
    await pause(9000);
    for (const { console } of cluster.hosts()) console.type(`${loads[load]}\r`);
    await pause(6000);
    terminal.press('\x1b2');
    let echoedNs: number | null = null;
    const id = cluster.hosts()[1].id;
    cluster.on(
      (event) => {
        if (event.kind === 'output' && event.host === id) echoedNs ??= event.timeNs;
      },
      ['output'],
    );
    for (let i = 0; i < ECHOES; i++) {
      const key = KEYS[i % KEYS.length];
      echoedNs = null;
      const start = performance.now();
      const startNs = cluster.now();
      const shown = terminal.shows(key);
      terminal.press(key);
      times.push((await shown) - start);
      guestTimes.push(((echoedNs ?? startNs) - startNs) / 1e6);
      await pause(20 + (i % 7) * 11);
    }
    keeping = app.pacer.keeping();
  });
  const about = [
    `95%: ${ms(percentile(times, 0.95))}`,
    `longest ${ms(Math.max(...times))}`,
    `of it virtual ${ms(percentile(guestTimes, 0.5))}`,
    `virtual time keeps ${Math.round(100 * keeping)}%`,
  ];
  return { name: `echo, twelve hosts ${load}`, value: ms(percentile(times, 0.5)), about: about.join(', ') };
}

const IDLE_MS = 10_000;

async function idleCost(): Promise<Figure> {
  let part = 0;
  await withProgram(4, async (app) => {
    while (app.pacer.racing) await pause(50);
    await pause(9000);
    const before = process.cpuUsage();
    await pause(IDLE_MS);
    const { user, system } = process.cpuUsage(before);
    part = (user + system) / 1000 / IDLE_MS;
  });
  return { name: 'everything idle', value: `${(100 * part).toFixed(1)} %`, about: 'of a core' };
}

/** From the command to the first prompt on a terminal. */
async function startTime(): Promise<readonly Figure[]> {
  if (!hasScript()) return [{ name: 'start', value: '-', about: 'there is no script command here' }];
  const program = fileURLToPath(new URL('../sprite.js', import.meta.url));
  const start = performance.now();
  const terminal = await openTerminal(`${process.execPath} ${program}`, 80, 24);
  await terminal.see('Switching the machines on');
  const shown = performance.now() - start;
  await terminal.see(/^\$ *$/m);
  const prompt = performance.now() - start;
  terminal.kill('SIGTERM');
  await terminal.ended();
  return [
    { name: 'start to the first screen', value: ms(shown), about: '' },
    { name: 'start to the first prompt', value: ms(prompt), about: 'five hosts' },
  ];
}

export async function measureScreen(): Promise<readonly Figure[]> {
  return [
    ...(await startTime()),
    await frameCost(80, 24),
    await frameCost(140, 45),
    await frameCost(200, 60),
    await idleCost(),
    await echoUnderLoad('computing'),
    await echoUnderLoad('running commands'),
  ];
}
