/**
 * Random kernel calls from real processes: a host whose only work is the guest program callfuzz
 * (`userland/tests/callfuzz`). What each argument of a call may be is told to the guest in a table made from the
 * kernel's own; everything else follows from the seed. The host is looked at before and after: nothing may be left.
 */
import { bootCluster, type Cluster, type KernelEvent } from '../index.js';
import { type Argument, callsByNumber } from '../kernel/call-table.js';
import { readUserlandImage, treeBytes } from './userland-image.js';

export interface FuzzOptions {
  readonly machine: string;
  /** Calls to make at least; the last workers may make some more. */
  readonly calls: number;
  readonly seed: number;
  /** How many processes are at it at once. */
  readonly processes: number;
  /** User id of the workers. */
  readonly user: number;
  readonly churn: number;
  readonly memoryBytes: number;
  /** What is left on the disk when the system is on it. */
  readonly spareDiskBytes: number;
  /** Processes that do nothing but fill the process table. */
  readonly idlers: number;
}

export interface FuzzReport {
  /** How often each call ended in each way, by name and status. */
  readonly results: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly calls: number;
  readonly processes: number;
  readonly virtualNs: number;
  readonly realMs: number;
  readonly before: Counts;
  readonly after: Counts;
}

type Counts = { readonly [what: string]: number };

/** Where no worker's paths lead: root's may lose any other name. */
const TABLE = '/boot/calls';
const PROGRAM = '/sprite/tests/callfuzz';
const STDIN_UNIT = 16;
/** Calls of one worker's life. */
const CALLS_PER_WORKER = 100;
const START_SECONDS = 605_206_800;
/** A worker that does nothing but wait lives for about a second. */
const LIMIT_NS_PER_CALL = 1e9;
/** Counts that only ever grow. */
const histories = ['churned', 'restarted'];

/** Calls nobody may make: the host would be off. */
const excluded: ReadonlySet<number> = new Set([73]);
/** Numbers that are nobody's. */
const unknownNumbers = [113, 114, 500, -1];

/** Letters for the guest, by an argument's name; what is not here goes by its kind. */
const lettersByName: { readonly [name: string]: string } = {
  streamID: 'f',
  signal: 'g',
  size: 'z',
  count: 'z',
  length: 'z',
  inSize: 'z',
  outSize: 'z',
  bufferSize: 'z',
  infoSize: 'z',
  numBytes: 'z',
  command: 'c',
  option: 'n',
  request: 'c',
  flags: 'm',
  useFlags: 'm',
  permissions: 'm',
  fileOrLink: 'm',
  protection: 'm',
  share: 'm',
  argv: 'v',
  envp: 'v',
  pid: 'd',
  id: 'd',
  inBuffer: 'i',
  vector: 'i',
  newAction: 'i',
  lock: 'i',
  operations: 'i',
  timeout: 'i',
  readMask: 'i',
  writeMask: 'i',
  exceptMask: 'i',
  gids: 'i',
  pidArray: 'i',
  arg: 'i',
  isFamily: 'b',
  family: 'b',
  shareHeap: 'b',
  debugMe: 'b',
  useRealID: 'b',
  block: 'b',
  noError: 'b',
  // A remote link makes its text a prefix that nobody serves: names that the fuzzer needs itself would be lost.
  remoteLink: '0',
  numPids: 'b',
  host: 'b',
  hostID: 'b',
  type: 'b',
  fileOffset: 'b',
  first: 'b',
  last: 'b',
};

function letterOf({ kind, name }: Argument): string {
  switch (kind) {
    case 'path':
    case 'string':
      return 'p';
    case 'pid':
      return lettersByName[name] ?? 'd';
    case 'in':
    case 'inOutInt':
      return 'i';
    case 'out':
    case 'outInt':
      return 'o';
    case 'time':
      return 't';
    case 'address':
      return lettersByName[name] === 'd' || lettersByName[name] === undefined ? 'o' : lettersByName[name];
    default:
      return lettersByName[name] ?? 'n';
  }
}

/** Lines of number and letters. */
const guestTable = (): string =>
  [
    ...callsByNumber
      .filter(({ number }) => !excluded.has(number))
      .map((call) => `${call.number} ${call.arguments.map(letterOf).join('') || '-'}`),
    ...unknownNumbers.map((number) => `${number} nnoi`),
    '',
  ].join('\n');

/** Run to the end of all processes. @throws Error when the host does not get there, or by a fault of the emulator. */
export function runFuzz(options: FuzzOptions): FuzzReport {
  const startedMs = performance.now();
  const image = readUserlandImage([options.machine]);
  const cluster = bootCluster({
    hosts: [
      {
        name: 'mint',
        id: 1,
        machine: options.machine,
        memoryBytes: options.memoryBytes,
        disks: [{ prefix: '/', sizeBytes: treeBytes(image) + options.spareDiskBytes }],
        tree: [
          ...image,
          {
            kind: 'file',
            path: TABLE,
            mode: 0o644,
            uid: 0,
            gid: 0,
            bytes: Buffer.from(guestTable(), 'latin1'),
          },
        ],
      },
    ],
    startSeconds: START_SECONDS,
    init: ['-u', 'root', '-c', script(options)],
    churn: options.churn,
  });
  const tally = keepTally(cluster);
  const { before, after, text } = supervise(cluster, options, tally);
  if (text !== 'exit 0') throw new Error(`callfuzz ended with ${text}: ${tally.errors}`);
  return {
    results: tally.results,
    calls: tally.calls,
    processes: tally.processes,
    virtualNs: cluster.now(),
    realMs: performance.now() - startedMs,
    before,
    after,
  };
}

/** A first small round leaves what only the first time leaves; then what is there is counted, and again at the end. */
function script({ seed, processes, user, idlers }: FuzzOptions): string {
  const run = (workerSeed: number): string =>
    `${PROGRAM} ${TABLE} ${workerSeed} ${processes} ${CALLS_PER_WORKER} ${user} ${idlers}`;
  const clear = 'rm -rf /tmp/fuzz';
  return `true; cat </dev/null; sh -c true; ${run(seed)} && ${clear} && read before && ${run(seed + 1_000_003)} && ${clear} && read after`;
}

interface Tally {
  readonly results: Map<string, Map<string, number>>;
  readonly keepers: Set<number>;
  calls: number;
  processes: number;
  errors: string;
}

/** Count the workers' calls: all but those of the shell and of the programs it starts. */
function keepTally(cluster: Cluster): Tally {
  const tally: Tally = { results: new Map(), keepers: new Set(), calls: 0, processes: 0, errors: '' };
  const { keepers } = tally;
  const listen = (event: KernelEvent): void => {
    if (event.kind === 'exec' && event.argString.includes(`${PROGRAM} ${TABLE}`)) keepers.add(event.pid);
    else if (event.kind === 'fork' && keepers.has(event.pid)) tally.processes++;
    else if (event.kind === 'output' && event.unit === STDIN_UNIT + 2)
      tally.errors += Buffer.from(event.bytes).toString('latin1');
    else if (event.kind === 'call' && keepers.size > 1 && !keepers.has(event.pid)) {
      tally.calls++;
      const ofCall = tally.results.get(event.name) ?? new Map<string, number>();
      tally.results.set(event.name, ofCall);
      // Of vfork, which answers with two registers instead of a status.
      const result = event.result.includes(', ') ? 'a process id' : event.result;
      ofCall.set(result, (ofCall.get(result) ?? 0) + 1);
    }
  };
  cluster.on(listen);
  return tally;
}

/** Feed the supervisor until enough calls are made, and look at the host where the script waits. */
function supervise(
  cluster: Cluster,
  options: FuzzOptions,
  tally: Tally,
): { readonly before: Counts; readonly after: Counts; readonly text: string } {
  const host = cluster.hosts()[0];
  const looks: Counts[] = [];
  /** A read that is entered again asks again: it is answered once. */
  const input: { state: 'none' | 'wanted' | 'given' } = { state: 'none' };
  let text = '';
  /** The program asks for a byte per worker; the shell reads a line in between. */
  let phase: 'first' | 'before' | 'main' | 'after' = 'first';
  let fed = 0;
  cluster.on((event) => {
    if (event.kind === 'input-wanted' && event.unit === STDIN_UNIT && input.state === 'none')
      input.state = 'wanted';
    else if (isAnswered(event, tally)) input.state = 'none';
    else if (event.kind === 'shutdown') text = event.text;
  });
  const answer = (): string => {
    if (phase === 'first') {
      if (fed++ < 2 * options.processes) return 'g';
      phase = 'before';
      return 'q';
    }
    if (phase === 'before') {
      looks.push(lasting(host.inspect()));
      phase = 'main';
      return '\n';
    }
    if (phase === 'main') {
      if (tally.calls < options.calls) return 'g';
      phase = 'after';
      return 'q';
    }
    looks.push(lasting(host.inspect()));
    return '\n';
  };
  const untilNs = (options.calls + 100_000) * LIMIT_NS_PER_CALL;
  while (!host.halted()) {
    const outcome = cluster.run({ untilNs, keepGoing: () => input.state !== 'wanted' && !host.halted() });
    if (outcome !== 'stopped') {
      throw new Error(`callfuzz does not end (${outcome}): ${host.describeProcesses().join('; ')}`);
    }
    if (input.state !== 'wanted') continue;
    input.state = 'given';
    host.raw(STDIN_UNIT).input(Buffer.from(answer(), 'latin1'));
  }
  if (looks.length !== 2) throw new Error(`callfuzz ended too soon (${text}): ${tally.errors}`);
  return { before: looks[0], after: looks[1], text };
}

/** The shell or the supervisor has read what it was given. */
function isAnswered(event: KernelEvent, { keepers }: Tally): boolean {
  if (event.kind !== 'call' || event.name !== 'Fs_Read' || event.result !== 'GEN_SUCCESS') return false;
  return keepers.has(event.pid) && event.arguments.startsWith('streamID=0, count=1,');
}

const lasting = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([name]) => !histories.includes(name)));
