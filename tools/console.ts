/**
 * `sprite console`: this terminal becomes the console of the booted host. Bytes pass raw both ways;
 * virtual time is paced to real time once the first prompt is there. `~.` at the start of a line leaves.
 */
import { setTimeout } from 'node:timers/promises';
import { MILLISECOND } from '../arch/units.js';
import type { Cluster, ClusterHost } from '../index.js';
import { boot } from './boot.js';
import { byteSink } from './byte-sink.js';
import { ExitCode, UserError } from './errors.js';
import type { Options } from './options.js';
import { traceTo } from './trace.js';

const CONSOLE_UNIT = 0;
/** Real time of one turn, and how long a turn without events sleeps, milliseconds. */
const TURN_MS = 8;
const FIRST_PROMPT_LIMIT_NS = 120_000 * MILLISECOND;

export async function attachConsole(options: Options): Promise<number> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UserError("the console needs a terminal; without one use: sprite run -c 'COMMANDS'");
  }
  const { cluster, host } = boot(options, []);
  const stopTrace = options.trace === null ? () => {} : traceTo(options.trace, cluster);
  const screen = byteSink(1);
  process.stdout.write(`sprite: console of ${host.name}; type ~. at the start of a line to leave\r\n`);
  cluster.on((event) => {
    if (event.kind === 'output' && event.host === host.id && event.unit === CONSOLE_UNIT)
      screen.write(event.bytes);
  });
  const keys = createKeyboard(host);
  const leaveRaw = enterRaw(keys, host);
  try {
    await pace(cluster, host, keys);
  } finally {
    leaveRaw();
    stopTrace();
    process.stdout.write('\r\n');
  }
  return keys.interrupted() ? ExitCode.INTERRUPTED : ExitCode.OK;
}

/** Unpaced to the first prompt, then virtual time follows real time and never races to catch up. */
async function pace(cluster: Cluster, host: ClusterHost, keys: Keyboard): Promise<void> {
  let prompted = false;
  const promptLimit = FIRST_PROMPT_LIMIT_NS;
  let virtualOriginNs = 0;
  let realOriginMs = performance.now();
  while (!host.halted() && !keys.left()) {
    if (!prompted && (/[$#] $/.test(host.console.text()) || cluster.now() > promptLimit)) {
      prompted = true;
      virtualOriginNs = cluster.now();
      realOriginMs = performance.now();
    }
    const turnEndMs = performance.now() + TURN_MS;
    const goalNs = virtualOriginNs + (performance.now() - realOriginMs) * MILLISECOND;
    const outcome = cluster.run({
      untilNs: prompted ? Math.floor(goalNs) : promptLimit,
      keepGoing: () => performance.now() < turnEndMs && (prompted || !/[$#] $/.test(host.console.text())),
    });
    if (outcome === 'stopped' && prompted) {
      // The machine cannot keep up: forget the debt.
      virtualOriginNs = cluster.now();
      realOriginMs = performance.now();
    }
    await setTimeout(outcome === 'stopped' ? 0 : TURN_MS);
  }
}

interface Keyboard {
  press(bytes: Buffer): void;
  interrupt(): void;
  left(): boolean;
  interrupted(): boolean;
}

const TILDE = 0x7e;
const PERIOD = 0x2e;

function createKeyboard(host: ClusterHost): Keyboard {
  let lineStart = true;
  let tilde = false;
  let left = false;
  let interrupted = false;
  return {
    press(bytes) {
      const passed: number[] = [];
      for (const key of bytes) {
        if (tilde) {
          tilde = false;
          if (key === PERIOD) {
            left = true;
            return;
          }
          passed.push(TILDE);
        } else if (lineStart && key === TILDE) {
          tilde = true;
          lineStart = false;
          continue;
        }
        passed.push(key);
        lineStart = key === 13 || key === 10;
      }
      if (passed.length > 0) host.console.input(Uint8Array.from(passed));
    },
    interrupt() {
      left = interrupted = true;
    },
    left: () => left,
    interrupted: () => interrupted,
  };
}

/** Raw mode, with everything needed to leave it again whatever happens. */
function enterRaw(keys: Keyboard, host: ClusterHost): () => void {
  const { stdin, stdout } = process;
  const onData = (bytes: Buffer): void => keys.press(bytes);
  const onSignal = (): void => keys.interrupt();
  const onResize = (): void => host.console.resize(stdout.rows ?? 24, stdout.columns ?? 80);
  const restore = (): void => {
    stdin.setRawMode(false);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  stdin.setRawMode(true);
  stdin.resume();
  stdin.on('data', onData);
  stdout.on('resize', onResize);
  process.on('exit', restore);
  for (const signal of signals) process.on(signal, onSignal);
  onResize();
  return () => {
    restore();
    stdin.off('data', onData);
    stdin.pause();
    stdout.off('resize', onResize);
    process.off('exit', restore);
    for (const signal of signals) process.off(signal, onSignal);
  };
}
