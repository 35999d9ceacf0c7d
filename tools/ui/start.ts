/**
 * `sprite` without a command: boot the default cluster and show it full-screen. This is the only module that knows
 * the real terminal, the real clock and the signals; whatever way it is left, the terminal is as it was found.
 */
import type { Booted } from '../boot.js';
import { ExitCode } from '../errors.js';
import type { Options } from '../options.js';
import { createCanvas } from './canvas.js';
import { factsOf } from './fitness.js';
import { holdTerminal } from './hold.js';
import { liveOn } from './loop.js';
import { palette } from './palette.js';
import { createSurface, type Surface } from './surface.js';

/** Virtual time that hosts with disks in files have to shut down when the program is left. */
const SHUTDOWN_NS = 60e9;

/** On a terminal that is fit for it. @throws UserError when the cluster cannot be booted. */
export async function startScreen(options: Options, boot: () => Booted): Promise<number> {
  const { stdout } = process;
  const facts = factsOf(process.stdin, stdout);
  const surface = createSurface(stdout, facts.colourDepth);
  const terminal = holdTerminal(surface);
  try {
    splash(surface, facts.columns, facts.rows);
    // The terminal shows it before the machine is busy with booting.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const booted = boot();
    await liveOn({
      booted,
      startSeconds: options.startSeconds,
      trace: options.trace,
      surface,
      input: process.stdin,
      output: stdout,
    });
    if (options.disks.length > 0 && !options.halt) shutDown(booted);
    return ExitCode.OK;
  } finally {
    terminal.release();
  }
}

function splash(surface: Surface, columns: number, rows: number): void {
  const canvas = createCanvas(columns, rows);
  canvas.part(0, 0, columns, 1).fill(palette.header);
  canvas.put(0, 0, ' sprite ', palette.headerStrong);
  const middle = (text: string): number => Math.floor((columns - text.length) / 2);
  const lines = ['Switching the machines on', 'a network of workstations, Berkeley 1989'];
  const row = Math.floor(rows / 2) - 1;
  canvas.put(middle(lines[0]), row, lines[0], palette.strong);
  canvas.put(middle(lines[1]), row + 1, lines[1], palette.muted);
  surface.show(canvas, null);
}

/** With disks in files, hosts are shut down in order when the program is left. */
function shutDown({ cluster }: Booted): void {
  for (const host of cluster.hosts()) host.shutDown();
  const allHalted = (): boolean => cluster.hosts().every((host) => host.halted());
  cluster.run({ untilNs: cluster.now() + SHUTDOWN_NS, keepGoing: () => !allHalted() });
}
