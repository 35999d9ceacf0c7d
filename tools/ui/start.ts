/**
 * `sprite` without a command: boot the default cluster and show it full-screen. This is the only module that knows
 * the real terminal, the real clock and the signals; whatever way it is left, the terminal is as it was found.
 */
import type { Booted } from '../boot.js';
import { ExitCode } from '../errors.js';
import type { Options } from '../options.js';
import { type App, createApp } from './app.js';
import { createCanvas } from './canvas.js';
import { factsOf, tooSmall } from './fitness.js';
import { palette } from './palette.js';
import { createSurface, type Surface } from './surface.js';

/** Between two frames while much is written, and between two looks at the cluster, milliseconds. */
const FRAME_MS = 16;
const SAMPLE_MS = 500;
/** Between two turns while virtual time is up to date; when nothing has happened for a while, more. */
const TURN_MS = 8;
const QUIET_TURN_MS = 24;
const QUIET_AFTER_MS = 2000;
const PAUSED_MS = 100;
/** Virtual time that hosts with disks in files have to shut down when the program is left. */
const SHUTDOWN_NS = 60e9;

const signalCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;
type SignalName = keyof typeof signalCodes;

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
    return await run(options, boot(), surface);
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

/** Raw mode and the alternate screen, until released, and through signals, stops and faults. */
function holdTerminal(surface: Surface): { release(): void } {
  const { stdin } = process;
  let held = false;
  const hold = (): void => {
    stdin.setRawMode(true);
    stdin.resume();
    surface.enter();
    held = true;
  };
  const leave = (): void => {
    if (!held) return;
    held = false;
    surface.leave();
    stdin.setRawMode(false);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    leave();
    process.exit(signalCodes[signal as SignalName]);
  };
  const onFault = (error: unknown): void => {
    leave();
    process.stderr.write(
      `sprite: fault of the emulator: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exit(ExitCode.EMULATOR_FAULT);
  };
  const onStop = (): void => {
    leave();
    process.kill(process.pid, 'SIGSTOP');
  };
  const onContinue = (): void => {
    if (held) return;
    hold();
    surface.refresh(process.stdout.columns, process.stdout.rows);
  };
  const signals = Object.keys(signalCodes) as SignalName[];
  for (const signal of signals) process.on(signal, onSignal);
  process.on('SIGTSTP', onStop);
  process.on('SIGCONT', onContinue);
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);
  process.on('exit', leave);
  hold();
  return {
    release() {
      leave();
      stdin.pause();
      for (const signal of signals) process.removeListener(signal, onSignal);
      process.removeListener('SIGTSTP', onStop);
      process.removeListener('SIGCONT', onContinue);
      process.removeListener('uncaughtException', onFault);
      process.removeListener('unhandledRejection', onFault);
      process.removeListener('exit', leave);
    },
  };
}

/** Until it is left: turns of virtual time, frames, input. Answers the exit code. */
async function run(options: Options, { cluster, host }: Booted, surface: Surface): Promise<number> {
  const { stdin, stdout } = process;
  const nowMs = (): number => performance.now();
  let drawnMs = Number.NEGATIVE_INFINITY;
  let changedMs = nowMs();
  let frameTimer: NodeJS.Timeout | null = null;
  let turnTimer: NodeJS.Timeout | null = null;
  let turnSoon: NodeJS.Immediate | null = null;
  let leave: () => void = () => {};

  const app: App = createApp({
    cluster,
    host,
    startSeconds: options.startSeconds,
    trace: options.trace,
    columns: stdout.columns,
    rows: stdout.rows,
    nowMs,
    outOfDate(isUrgent) {
      changedMs = nowMs();
      if (frameTimer !== null) {
        if (!isUrgent) return;
        clearTimeout(frameTimer);
      }
      const waitMs = isUrgent ? 0 : Math.max(0, drawnMs + FRAME_MS - changedMs);
      frameTimer = setTimeout(draw, waitMs);
    },
    mouse: (on) => stdout.write(on ? '\x1b[?1000h\x1b[?1002h' : '\x1b[?1002l\x1b[?1000l'),
    redraw() {
      surface.refresh(stdout.columns, stdout.rows);
    },
    quit: () => leave(),
  });

  function draw(): void {
    frameTimer = null;
    drawnMs = nowMs();
    const small = tooSmall(stdout.columns, stdout.rows);
    if (small === null) {
      const { canvas, cursor } = app.paint();
      surface.show(canvas, cursor);
      return;
    }
    const canvas = createCanvas(stdout.columns, stdout.rows);
    canvas.put(0, 0, small, palette.warning);
    surface.show(canvas, null);
  }

  function turn(): void {
    turnTimer = turnSoon = null;
    const outcome = app.pacer.turn();
    app.afterTurn();
    if (outcome === 'behind') turnSoon = setImmediate(turn);
    else {
      const isQuiet = nowMs() - changedMs > QUIET_AFTER_MS;
      turnTimer = setTimeout(turn, outcome === 'paused' ? PAUSED_MS : isQuiet ? QUIET_TURN_MS : TURN_MS);
    }
  }

  /** There is something to do for the cluster now. */
  function turnAtOnce(): void {
    if (turnTimer === null) return;
    clearTimeout(turnTimer);
    turnTimer = null;
    turnSoon = setImmediate(turn);
  }

  const onData = (bytes: Buffer): void => {
    app.input(bytes.toString('latin1'));
    turnAtOnce();
  };
  const onResize = (): void => {
    surface.refresh(stdout.columns, stdout.rows);
    app.resize(stdout.columns, stdout.rows);
  };
  const sampling = setInterval(() => app.sample(), SAMPLE_MS);
  stdin.on('data', onData);
  stdin.on('end', () => leave());
  stdout.on('resize', onResize);
  app.sample();
  draw();
  turnSoon = setImmediate(turn);
  try {
    await new Promise<void>((resolve) => {
      leave = resolve;
    });
    if (options.disks.length > 0 && !options.halt) {
      for (const each of cluster.hosts()) each.shutDown();
      const allHalted = (): boolean => cluster.hosts().every((each) => each.halted());
      cluster.run({ untilNs: cluster.now() + SHUTDOWN_NS, keepGoing: () => !allHalted() });
    }
    return ExitCode.OK;
  } finally {
    clearInterval(sampling);
    if (frameTimer !== null) clearTimeout(frameTimer);
    if (turnTimer !== null) clearTimeout(turnTimer);
    if (turnSoon !== null) clearImmediate(turnSoon);
    stdin.off('data', onData);
    stdout.off('resize', onResize);
    app.close();
  }
}
