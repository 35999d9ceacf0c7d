/** `sprite run FILE`: play a script at the consoles and print the transcript with virtual times. */
import { readFileSync } from 'node:fs';
import type { Cluster, ClusterHost } from '../index.js';
import { boot } from './boot.js';
import { ExitCode, UserError } from './errors.js';
import { reason } from './host-files.js';
import type { Options } from './options.js';
import { parseScript, type ScriptLine } from './script.js';
import { formatTime, traceTo } from './trace.js';

const PROMPT = /[$#] $/;
const PATIENCE_NS = 2e9;

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
  const stopTrace = options.trace === null ? () => {} : traceTo(options.trace, cluster);
  const stopTranscript = transcript(cluster);
  try {
    return play(cluster, host, file, lines);
  } finally {
    stopTranscript();
    stopTrace();
  }
}

function play(cluster: Cluster, first: ClusterHost, file: string, lines: readonly ScriptLine[]): number {
  let host: ClusterHost = first;
  host.console.expect(PROMPT);
  /** Length of a console's text when it was last typed at. */
  const typedAt = new Map<ClusterHost, number>();
  for (const step of lines) {
    try {
      if (step.verb === 'at') {
        host = cluster.host(step.host);
        awaitPrompt(cluster, host, typedAt.get(host) ?? -1);
        typedAt.set(host, host.console.text().length);
        host.console.type(`${step.text}\n`);
      } else if (step.verb === 'keys') {
        host = cluster.host(step.host);
        typedAt.set(host, host.console.text().length);
        host.console.type(step.text);
      } else if (step.verb === 'expect') host.console.expect(step.text);
      else cluster.run({ untilNs: cluster.now() + step.ns });
    } catch (error) {
      if (error instanceof RangeError) throw new UserError(`${file}:${step.line}: ${error.message}`);
      process.stderr.write(
        `sprite: ${file}:${step.line}: ${error instanceof Error ? error.message : error}\n`,
      );
      return ExitCode.FAILED;
    }
  }
  return ExitCode.OK;
}

/** A person looks for the prompt before typing, but not for long: a program may be reading instead. */
function awaitPrompt(cluster: Cluster, host: ClusterHost, typedAt: number): void {
  const atPrompt = (): boolean => {
    const text = host.console.text();
    return text.length > typedAt && PROMPT.test(text.slice(-2));
  };
  if (!atPrompt()) cluster.run({ untilNs: cluster.now() + PATIENCE_NS, keepGoing: () => !atPrompt() });
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
