/** Commands run headless on a host of their own, for benchmarks that measure in virtual time. */
import { latin1Text } from '../../arch/codec.js';
import { machineTypeOf } from '../../index.js';
import { boot } from '../boot.js';
import { UserError } from '../errors.js';
import { parseOptions } from '../options.js';
import { hearCalls, type Parts } from './asked.js';

const STDOUT_UNIT = 17;
const STDERR_UNIT = 18;
const EXIT = 'exit 0';

export interface GuestRun {
  /** What the command has printed. */
  readonly output: string;
  /** The time each host's processor was not idle, by host name, from its boot to the end of the run. */
  readonly busyNs: ReadonlyMap<string, number>;
  /** Of all hosts, in programs. */
  readonly userNs: number;
  /** What the hosts asked each other. */
  readonly asked: () => Parts;
}

/** Run `sh -c command` to its end. `argv`: options of the command line. @throws UserError when it fails. */
export function runGuest(argv: readonly string[], command: string): GuestRun {
  const { options } = parseOptions(argv);
  const { cluster, host } = boot(options, ['-u', options.user, '-c', command]);
  const calls = hearCalls(cluster);
  const texts = new Map([
    [STDOUT_UNIT, ''],
    [STDERR_UNIT, ''],
  ]);
  let end = 'no end';
  cluster.on((event) => {
    if (event.host !== host.id) return;
    if (event.kind === 'shutdown') end = event.text;
    if (event.kind !== 'output') return;
    texts.set(event.unit, (texts.get(event.unit) ?? '') + latin1Text(event.bytes));
  });
  cluster.run({ untilNs: options.timeLimitNs, keepGoing: () => !host.halted() });
  if (end !== EXIT) throw new UserError(`bench: ${command}: ${end}: ${texts.get(STDERR_UNIT)}`);
  const busy = cluster.hosts().map(({ name, state }) => {
    const { userNs, kernelNs, servingNs } = state().processor;
    return [name, userNs + kernelNs + servingNs] as const;
  });
  const userNs = cluster.hosts().reduce((sum, { state }) => sum + state().processor.userNs, 0);
  const asked = (): Parts => calls.between(0, cluster.now());
  return { output: texts.get(STDOUT_UNIT) ?? '', busyNs: new Map(busy), userNs, asked };
}

/** A client of that machine, beside whatever others there are. */
export const clientOf = (machine: string): string => (machineTypeOf(machine) === 'sun3' ? 'sage' : 'greed');

export const guestFigures = (argv: readonly string[], command: string): ReadonlyMap<string, number> =>
  figuresIn(runGuest(argv, command));

/** Lines of a name and a number. */
export function figuresIn({ output }: GuestRun): ReadonlyMap<string, number> {
  const lines = output.split('\n');
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const [name, value] = line.split(' ');
        return [name, Number(value)] as const;
      }),
  );
}
