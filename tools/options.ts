/**
 * The one table of the command line's options: parsing, defaults, help and errors all read it.
 */
import { SECOND } from '../arch/units.js';
import { machineModels } from '../index.js';
import { UserError } from './errors.js';
import {
  clientCount,
  count,
  type DiskOption,
  date,
  diskOption,
  durationNs,
  type FilePair,
  machineModel,
  pair,
  size,
  statsFormat,
  text,
} from './option-values.js';

export interface Options {
  /** `-c`: what `sh` is to run. */
  readonly command: string | null;
  readonly on: string | null;
  readonly machine: string;
  readonly memoryBytes: number;
  /** Of `sprite fscheck`: change nothing. */
  readonly reportOnly: boolean;
  readonly disks: readonly DiskOption[];
  /** Of images that are made now and of a disk in memory. */
  readonly diskBytes: number | null;
  readonly haltAfterWrites: number | null;
  readonly inFiles: readonly FilePair[];
  readonly outFiles: readonly FilePair[];
  readonly user: string;
  /** Seconds since 1970 UT at virtual time 0. */
  readonly startSeconds: number;
  readonly seed: number;
  readonly churn: number;
  readonly wander: number;
  readonly timeLimitNs: number;
  readonly wallLimitMs: number | null;
  readonly stats: boolean;
  /** Of bench: for machines. */
  readonly json: boolean;
  readonly trace: string | null;
  /** Diskless hosts beside the server; null when nobody has said how many. */
  readonly clients: number | null;
  /** A JSON file that says what the hosts are. */
  readonly cluster: string | null;
  readonly pcap: string | null;
  readonly halt: boolean;
  /** Of `sprite fuzz`: how many calls, how many processes at once, and with hardly any memory, disk and slots. */
  readonly calls: number;
  readonly processes: number;
  readonly full: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

interface OptionRow {
  readonly name: string;
  readonly key: keyof Options;
  /** What follows it, as help shows it; null for a flag. */
  readonly argument: string | null;
  readonly help: string;
  /** @throws UserError when the text cannot be meant. */
  readonly parse: (text: string) => unknown;
  /** Said several times, each counts. */
  readonly list?: boolean;
}

/** Monday 1989-03-06, 09:00 at Berkeley. */
const START_SECONDS = 605_206_800;
const DEFAULT_MEMORY_BYTES = 16 * 1_048_576;
const DEFAULT_TIME_LIMIT_NS = 24 * 3600 * SECOND;

const defaults: Options = {
  command: null,
  on: null,
  machine: machineModels[0],
  memoryBytes: DEFAULT_MEMORY_BYTES,
  reportOnly: false,
  disks: [],
  diskBytes: null,
  haltAfterWrites: null,
  inFiles: [],
  outFiles: [],
  user: 'sprite',
  startSeconds: START_SECONDS,
  seed: 1,
  churn: 0,
  wander: 0,
  timeLimitNs: DEFAULT_TIME_LIMIT_NS,
  wallLimitMs: null,
  stats: false,
  json: false,
  trace: null,
  clients: null,
  cluster: null,
  pcap: null,
  halt: false,
  calls: 100_000,
  processes: 4,
  full: false,
  help: false,
  version: false,
};

const rows: readonly OptionRow[] = [
  {
    name: '-c',
    key: 'command',
    argument: "'COMMANDS'",
    help: 'run sh -c COMMANDS with this stdin, stdout and stderr',
    parse: text,
  },
  { name: '--on', key: 'on', argument: 'HOST', help: 'the host to run them on (mint)', parse: text },
  {
    name: '--clients',
    key: 'clients',
    argument: 'N',
    help: 'diskless hosts beside the server (0; 4 on the screen)',
    parse: clientCount,
  },
  {
    name: '--machine',
    key: 'machine',
    argument: 'TYPE',
    help: `machine of the hosts: ${machineModels.join(', ')} or mixed clients of a Sun (${machineModels[0]})`,
    parse: machineModel,
  },
  {
    name: '--cluster',
    key: 'cluster',
    argument: 'FILE',
    help: 'a JSON file with the hosts, their machines, memories and disks',
    parse: text,
  },
  {
    name: '--memory',
    key: 'memoryBytes',
    argument: 'SIZE',
    help: 'physical memory of a host, such as 8M (16M)',
    parse: size,
  },
  {
    name: '--disk',
    key: 'disks',
    argument: 'IMAGE[:PREFIX]',
    help: 'a disk in a file, made and populated when it is not there, for the files below PREFIX (/)',
    parse: diskOption,
    list: true,
  },
  {
    name: '--disk-size',
    key: 'diskBytes',
    argument: 'SIZE',
    help: 'size of a disk that is made now (64M)',
    parse: size,
  },
  {
    name: '--halt-after-writes',
    key: 'haltAfterWrites',
    argument: 'N',
    help: 'stop the disks and the host dead after N blocks have been written',
    parse: count,
  },
  {
    name: '--in',
    key: 'inFiles',
    argument: 'PATH:GUESTPATH',
    help: 'put a file or directory on the root disk first',
    parse: pair('--in'),
    list: true,
  },
  {
    name: '--out',
    key: 'outFiles',
    argument: 'GUESTPATH:PATH',
    help: 'fetch a file when the host has shut down',
    parse: pair('--out'),
    list: true,
  },
  { name: '--user', key: 'user', argument: 'NAME', help: 'who runs the commands (sprite)', parse: text },
  {
    name: '--date',
    key: 'startSeconds',
    argument: 'DATE',
    help: 'virtual date at the start, such as 1989-03-06T09:00 (Berkeley time)',
    parse: date,
  },
  { name: '--seed', key: 'seed', argument: 'N', help: 'seed of all randomness (1)', parse: count },
  {
    name: '--churn',
    key: 'churn',
    argument: 'N',
    help: 'take a process apart and rebuild it at every Nth kernel entry',
    parse: count,
  },
  {
    name: '--wander',
    key: 'wander',
    argument: 'N',
    help: 'send processes to other hosts and home again at every Nth kernel call',
    parse: count,
  },
  {
    name: '--time-limit',
    key: 'timeLimitNs',
    argument: 'TIME',
    help: 'most virtual time, such as 90s or 2h (24h)',
    parse: durationNs,
  },
  {
    name: '--wall-limit',
    key: 'wallLimitMs',
    argument: 'TIME',
    help: 'most real time',
    parse: (value) => durationNs(value) / 1e6,
  },
  {
    name: '--stats',
    key: 'stats',
    argument: 'json',
    help: 'print counts on stderr at the end',
    parse: statsFormat,
  },
  {
    name: '--json',
    key: 'json',
    argument: null,
    help: 'bench: print figures as one JSON object',
    parse: () => true,
  },
  {
    name: '--trace',
    key: 'trace',
    argument: 'FILE',
    help: 'write every kernel call, with virtual times',
    parse: text,
  },
  {
    name: '--pcap',
    key: 'pcap',
    argument: 'FILE',
    help: 'write every frame of the Ethernet, for tcpdump and Wireshark',
    parse: text,
  },
  {
    name: '--halt',
    key: 'halt',
    argument: null,
    help: 'stop the hosts dead instead of shutting them down',
    parse: () => true,
  },
  {
    name: '--calls',
    key: 'calls',
    argument: 'N',
    help: 'fuzz: how many kernel calls (100000)',
    parse: count,
  },
  {
    name: '--processes',
    key: 'processes',
    argument: 'N',
    help: 'fuzz: how many processes make them at once (4)',
    parse: count,
  },
  {
    name: '--full',
    key: 'full',
    argument: null,
    help: 'fuzz: with memory, disk and process table nearly full',
    parse: () => true,
  },
  {
    name: '-n',
    key: 'reportOnly',
    argument: null,
    help: 'fscheck only reports, and changes nothing',
    parse: () => true,
  },
  { name: '--help', key: 'help', argument: null, help: 'this text', parse: () => true },
  { name: '--version', key: 'version', argument: null, help: 'the version', parse: () => true },
];

/** Options and what is left. @throws UserError in one line. */
export function parseOptions(argv: readonly string[]): {
  readonly options: Options;
  readonly rest: readonly string[];
} {
  const values: { [key: string]: unknown } = { ...defaults };
  const rest: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i];
    if (word === '--') {
      rest.push(...argv.slice(i + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      rest.push(word);
      continue;
    }
    const equals = word.startsWith('--') ? word.indexOf('=') : -1;
    const name = equals < 0 ? word : word.slice(0, equals);
    const row = rows.find((candidate) => candidate.name === name || aliases[name] === candidate.name);
    if (row === undefined) throw new UserError(`unknown option ${name}${didYouMean(name)}`);
    let argument = equals < 0 ? null : word.slice(equals + 1);
    if (row.argument === null) {
      if (argument !== null) throw new UserError(`${name} takes no argument`);
    } else if (argument === null) {
      i++;
      if (i >= argv.length) throw new UserError(`${name} wants ${row.argument}`);
      argument = argv[i];
    }
    const value = row.parse(argument ?? '');
    values[row.key] = row.list === true ? [...(values[row.key] as readonly unknown[]), value] : value;
  }
  return { options: values as unknown as Options, rest };
}

const aliases: { readonly [alias: string]: string } = { '-h': '--help', '-V': '--version' };

export function helpText(): string {
  const left = (row: OptionRow): string => (row.argument === null ? row.name : `${row.name} ${row.argument}`);
  const width = Math.max(...rows.map((row) => left(row).length));
  return [
    'Examples:',
    '  sprite                                   boot a server and four clients, full-screen',
    "  sprite run -c 'ls -l /; ps'              run commands, then shut down",
    '  sprite run morning.sprite                type a script at consoles and print the transcript',
    '  sprite bench vm                          measure virtual memory beside the published figures',
    '  sprite fuzz --calls 1000000 --seed 7     make random kernel calls, and see what is left',
    '',
    'Usage: sprite [OPTIONS]',
    '       sprite console [OPTIONS]',
    "       sprite run [OPTIONS] -c 'COMMANDS'",
    '       sprite fscheck [-n] IMAGE',
    '       sprite run [OPTIONS] FILE',
    '       sprite bench [OPTIONS] [NAME ...]',
    '       sprite explain TRACE [NUMBER | PID CALL]',
    '       sprite fuzz [OPTIONS]',
    '',
    'Options:',
    ...rows.map((row) => `  ${left(row).padEnd(width)}  ${row.help}`),
    '',
    'Exit status: that of the commands; 2 bad usage, 70 emulator fault, 124 a limit, 125 --halt-after-writes, 130 interrupted.',
    '',
  ].join('\n');
}

/** `; did you mean --trace?` for a slip of the finger. */
function didYouMean(name: string): string {
  const near = rows
    .map((row) => ({ name: row.name, distance: editDistance(name, row.name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near.distance <= 2 ? `; did you mean ${near.name}?` : '; see sprite --help';
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
