/**
 * The life of the program on a terminal: turns of virtual time, frames, input, until somebody leaves. A frame is
 * drawn at once for the echo of a key, and at most sixty times a second for everything else.
 */
import type { Booted } from '../boot.js';
import { type App, createApp } from './app.js';
import { createCanvas } from './canvas.js';
import { tooSmall } from './fitness.js';
import { palette } from './palette.js';
import type { Surface } from './surface.js';

/** Between two frames while much is written, between two echoes, and between two looks at the cluster, milliseconds. */
const FRAME_MS = 16;
const ECHO_FRAME_MS = 4;
const SAMPLE_MS = 500;
/** Between two turns while virtual time is up to date; when nothing has changed for a while, more. */
const TURN_MS = 8;
const QUIET_TURN_MS = 24;
const QUIET_AFTER_MS = 2000;
const PAUSED_MS = 100;
/** Until the next turn, by how the last one ended and how long nothing has changed. An echo is drawn in between. */
const pauseMs = {
  ended: () => 1,
  'on time': (quietMs: number) => (quietMs > QUIET_AFTER_MS ? QUIET_TURN_MS : TURN_MS),
  paused: () => PAUSED_MS,
} as const;

export interface LoopInput {
  on(event: 'data', listener: (bytes: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  removeListener(event: 'data', listener: (bytes: Buffer) => void): unknown;
  removeListener(event: 'end', listener: () => void): unknown;
}

export interface LoopOutput {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  removeListener(event: 'resize', listener: () => void): unknown;
}

export interface LoopParts {
  readonly booted: Booted;
  readonly startSeconds: number;
  readonly trace: string | null;
  readonly surface: Surface;
  readonly input: LoopInput;
  readonly output: LoopOutput;
  /** The program is there: for those who measure or drive it. */
  started?(app: App, leave: () => void): void;
}

/** Until it is left. */
export async function liveOn(parts: LoopParts): Promise<void> {
  const { input, output, surface } = parts;
  const nowMs = (): number => performance.now();
  let echoedMs = Number.NEGATIVE_INFINITY;
  let changedMs = nowMs();
  let frameTimer: NodeJS.Timeout | null = null;
  let turnTimer: NodeJS.Timeout | null = null;
  let turnSoon: NodeJS.Immediate | null = null;
  let leave: () => void = () => {};

  const app = createApp({
    ...parts.booted,
    startSeconds: parts.startSeconds,
    trace: parts.trace,
    columns: output.columns,
    rows: output.rows,
    nowMs,
    outOfDate(isUrgent) {
      changedMs = nowMs();
      if (isUrgent && changedMs - echoedMs >= ECHO_FRAME_MS) {
        if (frameTimer !== null) clearTimeout(frameTimer);
        echoedMs = changedMs;
        draw();
      } else {
        frameTimer ??= setTimeout(draw, FRAME_MS);
      }
    },
    mouse: (on) => output.write(on ? '\x1b[?1000h\x1b[?1002h' : '\x1b[?1002l\x1b[?1000l'),
    redraw: () => surface.refresh(output.columns, output.rows),
    quit: () => leave(),
  });

  function draw(): void {
    frameTimer = null;
    const small = tooSmall(output.columns, output.rows);
    if (small === null) {
      const { canvas, cursor } = app.paint();
      surface.show(canvas, cursor);
      return;
    }
    const canvas = createCanvas(output.columns, output.rows);
    canvas.put(0, 0, small, palette.warning);
    surface.show(canvas, null);
  }

  function turn(): void {
    turnTimer = turnSoon = null;
    const outcome = app.pacer.turn();
    app.afterTurn();
    if (outcome === 'behind') turnSoon = setImmediate(turn);
    else turnTimer = setTimeout(turn, pauseMs[outcome](nowMs() - changedMs));
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
  const onEnd = (): void => leave();
  const onResize = (): void => {
    surface.refresh(output.columns, output.rows);
    app.resize(output.columns, output.rows);
  };
  const sampling = setInterval(() => app.sample(), SAMPLE_MS);
  input.on('data', onData);
  input.on('end', onEnd);
  output.on('resize', onResize);
  app.sample();
  draw();
  turnSoon = setImmediate(turn);
  try {
    await new Promise<void>((resolve) => {
      leave = resolve;
      parts.started?.(app, resolve);
    });
  } finally {
    clearInterval(sampling);
    if (frameTimer !== null) clearTimeout(frameTimer);
    if (turnTimer !== null) clearTimeout(turnTimer);
    if (turnSoon !== null) clearImmediate(turnSoon);
    input.removeListener('data', onData);
    input.removeListener('end', onEnd);
    output.removeListener('resize', onResize);
    app.close();
  }
}
