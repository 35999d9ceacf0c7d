/** `sprite fuzz`: random kernel calls for as long as one likes, and what came of them. */
import { callsByNumber } from '../kernel/call-table.js';
import { ExitCode, UserError } from './errors.js';
import { type FuzzOptions, type FuzzReport, runFuzz } from './fuzz.js';
import type { Options } from './options.js';

const ORDINARY_USER = 10;
const DISK_BYTES = 32 * 1_048_576;
const FULL_DISK_BYTES = 500_000;
/** `--full`: hardly any of anything. */
const scarce = { memoryBytes: 4 * 1_048_576, spareDiskBytes: FULL_DISK_BYTES, idlers: 235 } as const;

/** Exit code: 1 when something was left over. @throws UserError for options that cannot be meant. */
export function fuzzCommand(options: Options): number {
  const { report, left } = fuzzOnce(options);
  process.stdout.write(describeReport(report, left));
  if (left.length > 0) process.stdout.write(`repeat with: ${repeatLine(options)}\n`);
  return left.length === 0 ? ExitCode.OK : 1;
}

function fuzzOnce(options: Options): { readonly report: FuzzReport; readonly left: readonly string[] } {
  if (options.processes < 1 || options.processes > 64) throw new UserError('--processes: from 1 to 64');
  const plenty = { memoryBytes: options.memoryBytes, spareDiskBytes: DISK_BYTES, idlers: 0 };
  const fuzz: FuzzOptions = {
    machine: options.machine,
    calls: options.calls,
    seed: options.seed,
    processes: options.processes,
    user: options.user === 'root' ? 0 : ORDINARY_USER,
    churn: options.churn,
    ...(options.full ? scarce : plenty),
  };
  try {
    const report = runFuzz(fuzz);
    return { report, left: leftOver(report) };
  } catch (error) {
    process.stderr.write(`sprite: repeat with: ${repeatLine(options)}\n`);
    throw error;
  }
}

/** Counts that differ between before and after. */
export function leftOver({ before, after }: FuzzReport): readonly string[] {
  return Object.keys(before)
    .filter((what) => before[what] !== after[what])
    .map((what) => `${what}: ${before[what]} before, ${after[what]} after`);
}

const repeatLine = ({ calls, seed, processes, user, churn, full }: Options): string =>
  `sprite fuzz --calls ${calls} --seed ${seed} --processes ${processes} --user ${user} --churn ${churn}${full ? ' --full' : ''}`;

function describeReport(report: FuzzReport, left: readonly string[]): string {
  const rows = [...report.results].map(([name, results]) => {
    const byFrequency = [...results].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return `  ${name.padEnd(24)} ${byFrequency.map(([status, count]) => `${status} ${count}`).join(', ')}`;
  });
  const callNames = callsByNumber.map(({ name }) => name);
  const never = callNames.filter((name) => !report.results.has(name));
  const failing = callNames.filter((name) => {
    const results = report.results.get(name);
    return (
      results !== undefined && !['GEN_SUCCESS', 'no return', 'a process id'].some((way) => results.has(way))
    );
  });
  return [
    'What each call answered, and how often:',
    ...rows.sort(),
    `Never succeeded: ${failing.join(' ') || 'none'}`,
    `Never made: ${never.join(' ') || 'none'}`,
    `${report.calls} calls by ${report.processes} processes in ${(report.virtualNs / 1e9).toFixed(1)} s of virtual time; ` +
      `${Math.round((report.calls / report.realMs) * 1000)} calls a real second`,
    left.length === 0 ? 'Nothing is left of any process.' : `LEFT OVER: ${left.join('; ')}`,
    '',
  ].join('\n');
}
