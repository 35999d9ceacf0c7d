/** Idle hosts and who gets them: the daemon on each, the file they share, evictions, and the commands about them. */
import assert from 'node:assert/strict';
import type { Cluster } from '../index.js';
import { createPlay, readAction } from '../tools/verbs.js';
import { command, LIMIT_NS, MEGABYTE, officeHost, PROMPT, SECOND, START_SECONDS } from './office.js';
import { bootCluster, type MachineName, test } from './system.js';

/** Every daemon has looked and written by then. */
const SETTLED_NS = 20 * SECOND;

interface Office {
  readonly cluster: Cluster;
  /** A line of a script. */
  act(line: string): void;
  wait(seconds: number): void;
  /** Type a command and answer what it printed. */
  command(at: string, text: string): string;
}

/**
 * mint serves; sage, thyme and basil are of its type, greed of the other. All are at their prompts. Without churn: how
 * long things take is what is tested.
 */
function bootOffice(machine: MachineName, churn = 0): Office {
  const other = machine === 'sun3' ? 'ds3100' : 'sun3';
  const clients = ['sage', 'thyme', 'basil'];
  const cluster = bootCluster({
    hosts: [
      officeHost('mint', 1, machine, [{ prefix: '/', sizeBytes: 32 * MEGABYTE }]),
      ...clients.map((name, i) => officeHost(name, i + 2, machine)),
      officeHost('greed', 5, other),
    ],
    startSeconds: START_SECONDS,
    init: [],
    churn,
  });
  for (const { console } of cluster.hosts()) console.expect(PROMPT, LIMIT_NS);
  cluster.run({ untilNs: SETTLED_NS });
  const play = createPlay(cluster, cluster.host('mint'), { say: () => {}, trace: () => {} });
  return {
    cluster,
    act(line) {
      for (const { untilNs, reached } of readAction(line)(play))
        cluster.run({ untilNs, keepGoing: () => !reached() });
    },
    wait: (seconds) => cluster.run({ untilNs: cluster.now() + seconds * SECOND }),
    command: (at, text) => command(cluster.host(at), text),
  };
}

/** The line of one host in `loadavg -a`, asked at thyme. */
const line = (office: Office, host: string): string =>
  office
    .command('thyme', 'loadavg -a')
    .split('\n')
    .find((each) => new RegExp(`^ *${host}[-*+ ] +\\w+ +(up|down) `).test(each)) ?? '';

const foreignOn = (office: Office, host: string): number =>
  office.cluster
    .host(host)
    .state()
    .processes.filter(({ isForeign }) => isForeign).length;

test('idle hosts are found: of the same type, touched by nobody, not the server, one client each', (machine) => {
  const office = bootOffice(machine);
  const { command } = office;
  assert.match(line(office, 'sage'), /sage\*/);
  assert.match(line(office, 'mint'), /mint /, 'a file server is not to be had');
  assert.match(line(office, 'greed'), /greed /, 'another machine type');
  assert.match(line(office, 'thyme'), /thyme /, 'oneself');

  assert.equal(command('thyme', 'loadavg -i'), '2');
  assert.match(line(office, 'sage'), /sage\+/, 'it is promised');
  assert.equal(command('thyme', 'loadavg -i'), '4');
  assert.equal(command('thyme', 'loadavg -i; echo $?'), 'No idle node found.\n1');
  assert.match(command('thyme', 'migrate ls; echo $?'), /^migrate: no idle host available\.\n1$/);
  assert.equal(command('thyme', 'mig -lv hostname'), 'mig: no idle host available; running locally.\nthyme');
  // Whoever reserved them has not used them: the daemons of the hosts find that out.
  office.wait(75);
  assert.match(line(office, 'sage'), /sage\*/);
  assert.match(line(office, 'basil'), /basil\*/);

  // Somebody sits down at sage.
  assert.equal(command('sage', 'echo hello'), 'hello');
  office.wait(6);
  assert.match(line(office, 'sage'), /sage /);
  assert.match(command('thyme', 'rup'), /sage +\w+ +up .* inuse/);
  assert.equal(command('thyme', 'loadavg -i'), '4');
  // And leaves.
  office.wait(310);
  assert.match(line(office, 'sage'), /sage\*/);
});

test('mig runs a command elsewhere and has its status, words and place; hosts are given back', (machine) => {
  const office = bootOffice(machine);
  const { command } = office;
  assert.match(
    command('thyme', 'mig -v sh -c "ps -M; exit 7"; echo $?'),
    /to host sage\.[\s\S]*\b102\b[\s\S]*\n7$/,
  );
  office.wait(25);
  assert.match(line(office, 'sage'), /sage\*/, 'given back');
  assert.equal(command('thyme', "mig sh -c 'kill -9 $$'; echo $?"), '9');
  assert.match(command('thyme', 'mig nosuch; echo $?'), /^mig: nosuch: .*\n127$/);
  assert.match(command('thyme', 'mig -h nowhere ls; echo $?'), /^mig: nowhere: no such host\n[12]$/);

  // In the background; its id is told, and it is on the other host.
  const id = command('thyme', 'mig -h basil -b sleep 50');
  assert.match(id, /^[0-9a-f]+$/);
  office.wait(2);
  assert.equal(foreignOn(office, 'basil'), 1);
  assert.match(command('thyme', `ps -M ${id}`), /basil +[0-9a-f]+ sleep 50/);
  assert.match(command('thyme', `ps -l ${id}`), / MIG /);
  assert.match(command('basil', 'ps -am'), /sleep 50/);
  // A third host: it goes home on the way.
  command('thyme', `mig -h sage -p ${id}`);
  assert.deepEqual([foreignOn(office, 'basil'), foreignOn(office, 'sage')], [0, 1]);
  command('thyme', `mig -h thyme -p ${id}`);
  assert.equal(foreignOn(office, 'sage'), 0);
  assert.match(command('thyme', `ps ${id}`), /WAIT .*sleep 50/);
  assert.match(command('thyme', `mig -h greed -p ${id}; echo $?`), /^mig: .*\n1$/, 'another machine');
  assert.match(command('thyme', `kill ${id}; mig -h sage -p 3ff; echo $?`), /^mig: 3ff: .*\n1$/);
});

test('the owner comes back: guests are announced and sent home; evict does it by hand', (machine) => {
  const office = bootOffice(machine);
  const { command } = office;
  command('thyme', 'mig sh -c "sleep 30; echo slept" > /tmp/slept & true');
  office.wait(3);
  assert.equal(foreignOn(office, 'sage'), 2);
  office.act('owner sage back');
  office.wait(7);
  assert.equal(foreignOn(office, 'sage'), 0);
  assert.match(line(office, 'sage'), /sage /);
  assert.match(
    command('sage', 'cat /dev/syslog & sleep 1; kill $!'),
    /<30>\w+ +\d+ [\d:]+ loadavg\[[0-9a-f]+\]: Evicting 2 processes/,
  );
  const state = office.cluster.host('thyme').state();
  assert.ok(
    state.processes.some(({ command: text, state: how }) => /sleep 30/.test(text) && how === 'waiting'),
  );

  command('thyme', 'mig sleep 40 & true');
  office.wait(3);
  assert.equal(foreignOn(office, 'basil'), 1);
  assert.equal(command('basil', 'evict'), 'Evicted 1 foreign process.');
  assert.equal(foreignOn(office, 'basil'), 0);
  const statistics = command('basil', 'migcmd -S');
  assert.match(statistics, /evicted processes\t1\n/);
  assert.match(statistics, / imports\t1\n/);
  // Two were sage's guests.
  assert.match(command('thyme', 'migcmd -S'), /evictions back to us\t3\n/);

  // From outside, whatever is on the consoles.
  office.act(`migrate ${pidOf(office, 'sleep 40')} basil`);
  assert.equal(foreignOn(office, 'basil'), 1);
  office.act('evict basil');
  assert.equal(foreignOn(office, 'basil'), 0);
  office.wait(45);
  assert.equal(command('thyme', 'wait; cat /tmp/slept').split('\n').pop(), 'slept');
});

test('the home counts what its processes use of processors after they have been evicted', (machine) => {
  const office = bootOffice(machine);
  const { command } = office;
  command('thyme', "mig sh -c 'while :; do :; done' & true");
  office.wait(3);
  office.act('evict sage');
  office.wait(2);
  command('thyme', 'kill %1; wait');
  const statistics = command('thyme', 'migcmd -S');
  assert.match(statistics, /evictions back to us\t1\n/);
  assert.match(statistics, /average time used after eviction\t *[.\d]*[1-9]/);
});

function pidOf(office: Office, text: string): string {
  const found = office.cluster
    .host('thyme')
    .state()
    .processes.find(({ command }) => command.startsWith(text));
  if (found === undefined) throw new Error(`thyme has no process ${text}`);
  return found.pid.toString(16);
}

test('hosts that die are not chosen; what was promised of them is forgotten when they come back', (machine) => {
  const office = bootOffice(machine);
  const { command, cluster } = office;
  assert.equal(command('thyme', 'loadavg -i'), '2');
  cluster.host('sage').crash();
  cluster.host('basil').crash();
  office.wait(200);
  assert.match(line(office, 'basil'), /basil +\w+ +down +0\+00:03$/);
  assert.equal(command('thyme', 'loadavg -i'), 'No idle node found.');
  command('thyme', 'loadavg -Z basil');
  assert.equal(line(office, 'basil'), '');
  cluster.host('sage').reboot();
  cluster.host('basil').reboot();
  office.wait(60);
  assert.match(line(office, 'sage'), /sage\* .* up +0\+00:00/);
  assert.match(line(office, 'basil'), /basil\* .* up +0\+00:00/);
});

test('who may come is root’s to say, and the daemon hears of it', (machine) => {
  const office = bootOffice(machine);
  const { command, cluster } = office;
  assert.match(command('sage', 'migcmd -r; echo $?'), /^migcmd: state: .*\n1$/);
  cluster.host('sage').console.type('su\n');
  cluster.host('sage').console.expect(/# $/);
  assert.equal(
    command('sage', 'migcmd -s -r -i 1 -V 21'),
    '\t\tImport\tExport\tVersion\tIgnore\nCurrent:\t all\t all\t  20\t\nNew:\t\tnone\t all\t  21\tinput'.trim(),
  );
  assert.match(command('thyme', 'mig -h sage ls; echo $?'), /^mig: .*\n[1-9]\d*$/);
  command('sage', 'migcmd -V 20 -I root');
  assert.match(command('thyme', 'mig -h sage ls; echo $?'), /^mig: .*\n[1-9]\d*$/);
  command('sage', 'migcmd -a');
  office.wait(6);
  assert.match(line(office, 'sage'), /sage\*/, 'somebody is there, which it is to ignore');
  assert.equal(command('thyme', 'mig -h sage hostname'), 'thyme');
  assert.match(command('thyme', 'migcmd -S'), /\n +execs\t1\n[\s\S]*Host count\n +sage\t1$/);
});

test(
  'a move is waited for to its end, whatever interrupts the wait',
  (machine) => {
    const office = bootOffice(machine, 1);
    const shown = office.command(
      'sage',
      'sleep 60 & sleep 1; migrate -p $! -h thyme; echo moved $?; kill $!',
    );
    assert.match(shown, /moved 0/);
  },
  ['sun3'],
);
