/**
 * `sprite run -c`: boot headless, start `sh -c` with its three streams on raw byte devices joined to our own,
 * let virtual time run as fast as it can, and end with the shell's status.
 */
import { setImmediate } from 'node:timers/promises';
import { SECOND } from '../arch/units.js';
import type { Cluster, ClusterHost, KernelEvent } from '../index.js';
import { boot } from './boot.js';
import { byteSink } from './byte-sink.js';
import { type ByteSource, standardInput } from './byte-source.js';
import { ExitCode } from './errors.js';
import { fetchFiles } from './fetch-files.js';
import type { Options } from './options.js';
import { printStatistics, type Statistics, startStatistics } from './stats.js';
import { traceTo } from './trace.js';

/** Units of the raw byte devices. */
const STDIN_UNIT = 16;
const STDOUT_UNIT = 17;
const STDERR_UNIT = 18;
/** Real time of one turn before signals and limits are looked at, milliseconds. */
const TURN_MS = 50;
/** What a host may take to write back everything, virtual time. */
const SHUTDOWN_LIMIT_NS = 600 * SECOND;

/** What ended the run: the shell, a limit, or the person. */
type End =
  | { readonly kind: 'done' }
  | { readonly kind: 'limit'; readonly what: string }
  | { readonly kind: 'interrupted' };

/** Exit code of the whole command. @throws UserError for bad options; anything else thrown is a fault of ours. */
export async function runCommand(options: Options, command: string): Promise<number> {
  const init = ['-u', options.user, ...(options.halt ? ['-h'] : []), '-c', command];
  const { cluster, host } = boot(options, init);
  const stopTrace = options.trace === null ? () => {} : traceTo(options.trace, cluster);
  const statistics = startStatistics(cluster);
  const run: CommandRun = {
    cluster,
    host,
    options,
    input: standardInput(),
    shutdown: null,
    stoppedAfter: null,
    inputWanted: false,
  };
  const interrupted = catchInterrupts();
  connect(run);
  try {
    const end = await runToEnd(run, interrupted);
    if (end.kind === 'done' && !options.halt) shutOthersDown(run);
    return finish(run, end, statistics);
  } finally {
    stopTrace();
    run.input.close();
    interrupted.release();
  }
}

interface CommandRun {
  readonly cluster: Cluster;
  readonly host: ClusterHost;
  readonly options: Options;
  readonly input: ByteSource;
  /** The shell's end as init reports it: "exit 3", "signal 9". */
  shutdown: string | null;
  /** Writes after which the disks were stopped. */
  stoppedAfter: number | null;
  inputWanted: boolean;
}

function connect(run: CommandRun): void {
  const sinks = new Map([
    [STDOUT_UNIT, byteSink(1)],
    [STDERR_UNIT, byteSink(2)],
  ]);
  run.cluster.on((event: KernelEvent) => {
    if (event.host !== run.host.id) return;
    if (event.kind === 'output') sinks.get(event.unit)?.write(event.bytes);
    else if (event.kind === 'shutdown') run.shutdown = event.text;
    else if (event.kind === 'power-failure') run.stoppedAfter = event.writes;
    else if (event.kind === 'input-wanted' && event.unit === STDIN_UNIT) run.inputWanted = true;
  });
}

async function runToEnd(run: CommandRun, interrupted: Interrupts): Promise<End> {
  const { cluster, host, options } = run;
  const startedMs = performance.now();
  for (;;) {
    const turnEndMs = performance.now() + TURN_MS;
    let events = 0;
    const outcome = cluster.run({
      untilNs: options.timeLimitNs,
      keepGoing: () =>
        !run.inputWanted && !host.halted() && ((++events & 0xff) !== 0 || performance.now() < turnEndMs),
    });
    if (host.halted()) return { kind: 'done' };
    if (run.inputWanted) await supplyInput(run, interrupted);
    else if (outcome === 'limit')
      return { kind: 'limit', what: `time limit of ${options.timeLimitNs / SECOND} virtual seconds` };
    else if (outcome === 'idle') return { kind: 'limit', what: 'nothing left to happen' };
    else await setImmediate();
    if (interrupted.seen()) return { kind: 'interrupted' };
    if (options.wallLimitMs !== null && performance.now() - startedMs > options.wallLimitMs) {
      return { kind: 'limit', what: `wall limit of ${options.wallLimitMs / 1000} s` };
    }
  }
}

/** Virtual time stands still until the bytes the guest waits for are here. */
async function supplyInput(run: CommandRun, interrupted: Interrupts): Promise<void> {
  for (;;) {
    const piece = run.input.take();
    if (piece === undefined) {
      await Promise.race([run.input.arrival(), interrupted.arrival()]);
      if (interrupted.seen()) return;
      continue;
    }
    run.inputWanted = false;
    const device = run.host.raw(STDIN_UNIT);
    if (piece === null) device.endOfInput();
    else device.input(piece);
    return;
  }
}

/** The other hosts write back what they have, clients before servers, and stop. */
function shutOthersDown({ cluster, host }: CommandRun): void {
  for (const other of [...cluster.hosts()].reverse()) {
    if (other === host || other.halted()) continue;
    other.shutDown();
    cluster.run({ untilNs: cluster.now() + SHUTDOWN_LIMIT_NS, keepGoing: () => !other.halted() });
  }
}

function finish(run: CommandRun, end: End, statistics: Statistics): number {
  const say = (line: string): void => {
    process.stderr.write(`sprite: ${line}\n`);
  };
  if (run.options.stats) printStatistics(statistics, run.cluster);
  if (end.kind === 'interrupted') {
    say('interrupted');
    return ExitCode.INTERRUPTED;
  }
  if (end.kind === 'limit') {
    say(`${end.what}; unfinished:`);
    for (const line of run.host.describeProcesses()) process.stderr.write(`  ${line}\n`);
    say(`repeat with: ${reproduceLine(run.options)}`);
    return ExitCode.LIMIT;
  }
  if (run.stoppedAfter !== null) {
    say(`${run.host.name} was stopped dead after ${run.stoppedAfter} disk writes`);
    return ExitCode.POWER_FAILURE;
  }
  fetchFiles(run.host, run.options.outFiles);
  return statusOf(run.shutdown ?? '');
}

/** init's words for how the shell ended, as an exit status. */
function statusOf(text: string): number {
  const match = /^(exit|signal) (\d+)$/.exec(text);
  if (match === null) throw new Error(`the host shut down with ${JSON.stringify(text)}`);
  return match[1] === 'exit' ? Number(match[2]) & 0xff : 128 + Number(match[2]);
}

function reproduceLine(options: Options): string {
  const quoted = `'${(options.command ?? '').replaceAll("'", "'\\''")}'`;
  const churn = options.churn === 0 ? '' : ` --churn ${options.churn}`;
  return `sprite run --seed ${options.seed}${churn} -c ${quoted}`;
}

interface Interrupts {
  seen(): boolean;
  arrival(): Promise<void>;
  release(): void;
}

/** The first SIGINT or SIGTERM ends the run in order. */
function catchInterrupts(): Interrupts {
  let seen = false;
  let wake = (): void => {};
  const arrived = new Promise<void>((resolve) => {
    wake = resolve;
  });
  const handler = (): void => {
    seen = true;
    wake();
  };
  process.once('SIGINT', handler);
  process.once('SIGTERM', handler);
  return {
    seen: () => seen,
    arrival: () => arrived,
    release() {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}
