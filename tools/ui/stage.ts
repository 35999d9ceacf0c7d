/**
 * The terminal program without a terminal and with a clock that only goes when it is told to: for pictures of the
 * screen and for tests. The same keys at the same times give the same screen.
 */
import type { Cluster, ClusterHost } from '../../index.js';
import { type App, createApp } from './app.js';
import type { Canvas } from './canvas.js';
import type { Cursor } from './paint.js';

export interface Stage {
  readonly app: App;
  /** Let so much real time pass. */
  pass(seconds: number): Promise<void>;
  /** Press keys, as the bytes a terminal sends. */
  press(bytes: string): Promise<void>;
  /** Type a line at the console, and let some time pass. */
  type(line: string, seconds?: number): Promise<void>;
  canvas(): Canvas;
  cursor(): Cursor | null;
  text(): string;
  readonly hasQuit: boolean;
}

export interface StageParts {
  readonly cluster: Cluster;
  readonly host: ClusterHost;
  readonly columns: number;
  readonly rows: number;
  readonly startSeconds: number;
}

const TURN_MS = 8;
const SAMPLE_MS = 500;
const KEY_MS = 40;

/** Boots to the first prompt. */
export async function createStage(parts: StageParts): Promise<Stage> {
  let nowMs = 0;
  let sampledMs = 0;
  let hasQuit = false;
  const app = createApp({
    ...parts,
    trace: null,
    nowMs: () => nowMs,
    outOfDate: () => {},
    mouse: () => {},
    redraw: () => {},
    quit: () => {
      hasQuit = true;
    },
  });

  /** The terminals of the consoles take what was written to them in a turn of the event loop of their own. */
  async function settle(): Promise<void> {
    do await new Promise<void>((resolve) => setTimeout(resolve, 1));
    while (!app.isUpToDate);
  }

  function turn(): void {
    nowMs += TURN_MS;
    for (;;) {
      const outcome = app.pacer.turn();
      if (outcome === 'on time' || outcome === 'paused' || app.pacer.racing) break;
    }
    app.afterTurn();
    if (nowMs - sampledMs < SAMPLE_MS) return;
    sampledMs = nowMs;
    app.sample();
  }

  async function pass(seconds: number): Promise<void> {
    const untilMs = nowMs + seconds * 1000;
    while (nowMs < untilMs) turn();
    app.sample();
    await settle();
  }

  async function press(bytes: string): Promise<void> {
    app.input(bytes);
    await pass(KEY_MS / 1000);
  }

  app.sample();
  while (app.pacer.racing) turn();
  await settle();
  return {
    app,
    pass,
    press,
    async type(line, seconds = 1) {
      await press(`${line}\r`);
      await pass(seconds);
    },
    canvas: () => app.paint().canvas,
    cursor: () => app.paint().cursor,
    text: () => app.paint().canvas.text(),
    get hasQuit() {
      return hasQuit;
    },
  };
}
