/** `sprite run FILE`: play a script at the consoles and print the transcript with virtual times. */
import { readFileSync } from 'node:fs';
import type { Cluster } from '../index.js';
import { boot } from './boot.js';
import { ExitCode, UserError } from './errors.js';
import { reason } from './host-files.js';
import type { Options } from './options.js';
import { parseScript, type ScriptLine } from './script.js';
import { createTracing, formatTime } from './trace.js';
import { createPlay, type Play } from './verbs.js';

const FIRST_PROMPT = /[$#] $/;

/** Status 1 when something expected did not appear. @throws UserError for a script that cannot be read. */
export async function runScript(options: Options, file: string): Promise<number> {
  let text: string;
  try {
    text = readFileSync(file, 'latin1');
  } catch (error) {
    throw new UserError(`${file}: ${reason(error)}`);
  }
  const lines = parseScript(file, text);
  const { cluster, host } = boot(options, []);
  const tracing = createTracing(cluster);
  if (options.trace !== null) tracing.to(options.trace);
  const stopTranscript = transcript(cluster);
  const play = createPlay(cluster, host, {
    say: (line) => process.stdout.write(`${line}\n`),
    trace: tracing.to,
  });
  try {
    return perform(play, file, lines);
  } finally {
    stopTranscript();
    tracing.to(null);
  }
}

function perform(play: Play, file: string, lines: readonly ScriptLine[]): number {
  const { cluster } = play;
  play.host.console.expect(FIRST_PROMPT);
  for (const { line, action } of lines) {
    try {
      for (const { untilNs, reached } of action(play)) cluster.run({ untilNs, keepGoing: () => !reached() });
    } catch (error) {
      if (error instanceof RangeError) throw new UserError(`${file}:${line}: ${error.message}`);
      process.stderr.write(`sprite: ${file}:${line}: ${error instanceof Error ? error.message : error}\n`);
      return ExitCode.FAILED;
    }
  }
  return ExitCode.OK;
}

/** Whole console lines, each with the virtual time at which it was finished; the rest when it ends. */
function transcript(cluster: Cluster): () => void {
  const partial = new Map<number, string>();
  const names = new Map(cluster.hosts().map((host) => [host.id as number, host.name]));
  const print = (timeNs: number, host: number, line: string): void => {
    process.stdout.write(`[${formatTime(timeNs).slice(0, -3)}] (${names.get(host)}) ${line}\n`, 'latin1');
  };
  let lastNs = 0;
  const stop = cluster.on((event) => {
    if (event.kind !== 'output' || event.unit !== 0) return;
    lastNs = event.timeNs;
    const pieces = ((partial.get(event.host) ?? '') + Buffer.from(event.bytes).toString('latin1'))
      .replaceAll('\r', '')
      .split('\n');
    partial.set(event.host, pieces.pop() ?? '');
    for (const line of pieces) print(event.timeNs, event.host, line);
  });
  return () => {
    stop();
    for (const [host, line] of partial) if (line !== '') print(lastNs, host, line);
  };
}
