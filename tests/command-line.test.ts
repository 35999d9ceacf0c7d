/** The command as a person runs it: a process of its own, with real streams and exit codes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { projectRoot } from './house/sources.js';

const folder = mkdtempSync(join(tmpdir(), 'sprite-'));
after(() => rmSync(folder, { recursive: true }));

function sprite(args: readonly string[], input: string | Uint8Array = '') {
  const command = join(projectRoot, 'dist/tools/sprite.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    input,
    cwd: projectRoot,
  });
  return { status, stdout, stderr: stderr.toString() };
}

test('the status is the shell’s, and the three streams pass unchanged', () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
  const copied = sprite(['run', '-c', 'cat'], bytes);
  assert.equal(copied.status, 0);
  assert.ok(copied.stdout.equals(bytes));
  const failed = sprite(['run', '-c', 'echo out; echo err >&2; exit 3']);
  assert.deepEqual([failed.status, failed.stdout.toString(), failed.stderr], [3, 'out\n', 'err\n']);
});

test('a Sun unless a DECstation is asked for; the disk holds the programs of both', () => {
  const show = 'echo $MACHINE; ls -d /sprite/cmds.*; ls /sprite/cmds | grep -c .';
  const outputs = [[], ['--machine', 'ds3100']].map((options) =>
    sprite(['run', ...options, '-c', show])
      .stdout.toString()
      .split('\n'),
  );
  assert.deepEqual([outputs[0][0], outputs[1][0]], ['sun3', 'ds3100']);
  assert.deepEqual(outputs[0].slice(1), outputs[1].slice(1));
  assert.deepEqual(outputs[0].slice(1, 3), ['/sprite/cmds.ds3100', '/sprite/cmds.sun3']);
});

test('--in puts files on the disk, --out fetches them when the host has shut down', () => {
  const [source, target] = [join(folder, 'in'), join(folder, 'out')];
  writeFileSync(source, 'b\na\n');
  const run = [
    'run',
    '--in',
    `${source}:/tmp/in`,
    '--out',
    `/tmp/sorted:${target}`,
    '-c',
    'sort /tmp/in >/tmp/sorted',
  ];
  assert.deepEqual(sprite(run).stderr, '');
  assert.equal(readFileSync(target, 'utf8'), 'a\nb\n');
});

test('two runs write the same trace', () => {
  const traces = ['one', 'two'].map((name) => {
    const file = join(folder, name);
    assert.equal(sprite(['run', '--trace', file, '-c', 'ls /etc | wc -l']).status, 0);
    return readFileSync(file, 'latin1');
  });
  assert.match(traces[0], /Fs_Open\(path="\/etc"/);
  assert.equal(traces[0], traces[1]);
});

test('the virtual date and the time limit', () => {
  assert.match(
    sprite(['run', '--date', '1992-07-01T12:30', '-c', 'date']).stdout.toString(),
    /Jul +1 1[23]:30.* 1992/,
  );
  const late = sprite(['run', '--time-limit', '5s', '-c', 'sleep 100']);
  assert.equal(late.status, 124);
  assert.match(late.stderr, /^sprite: time limit of 5 virtual seconds; unfinished:\n/);
  assert.match(late.stderr, /sleep 100: waits for/);
});

test('what cannot be meant is one line and status 2', () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['run'], /run wants -c/],
    [['run', '-c'], /-c wants/],
    [['runn'], /runn: no such command/],
    [['run', '--trase', 'x', '-c', 'true'], /unknown option --trase; did you mean --trace\?/],
    [['run', '--machine', 'sun4', '-c', 'true'], /use sun3, sun3\/60, ds3100 or mixed/],
    [['run', '--on', 'vesta', '-c', 'true'], /no such host/],
    [['run', '--memory', '1M', '-c', 'true'], /at least 4M/],
    [['run', '--churn', 'x', '-c', 'true'], /not a whole number/],
    [['run', '--in', '/nowhere:/x', '-c', 'true'], /no such file or directory/],
    [['run', '/nowhere.sprite'], /no such file or directory/],
    [['-c', 'true'], /-c goes with run/],
    [[], /full-screen program needs a terminal/],
    [['console'], /the console needs a terminal/],
  ];
  for (const [args, message] of cases) {
    const { status, stderr } = sprite(args);
    assert.match(stderr, message);
    assert.match(stderr, /^sprite: [^\n]*\n$/);
    assert.equal(status, 2, args.join(' '));
  }
});

test('a script presses keys: control characters, arrows', () => {
  const { status, stdout, stderr } = sprite(['run', 'examples/jobs-and-keys.sprite']);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout.toString(), /\(mint\) \[1\] \+ Stopped {4}sleep 30\n/);
});

test('the tour of migration ends well, and its trace explains itself', () => {
  const trace = join(folder, 'migration.txt');
  const tour = sprite(['run', '--clients', '3', '--trace', trace, 'examples/migration.sprite']);
  assert.equal(tour.status, 0, tour.stderr);
  assert.match(tour.stdout.toString(), /loadavg\[[0-9a-f]+\]: Evicting \d process/);
  const explained = sprite(['explain', trace]).stdout.toString();
  assert.match(explained, /^1\. +[\d.]+ thyme [0-9a-f]+ execs on sage: moved/);
  assert.match(explained, /\|-- mig command: init -+>\|/);
  assert.match(
    explained,
    /mig command: entire[\s\S]*<- migrate -[\s\S]*mig command: resume[\s\S]*it is gone/,
  );
  const pid = /thyme ([0-9a-f]+) execs on sage/.exec(explained)?.[1] ?? '';
  assert.match(sprite(['explain', trace, pid, 'Proc_Fork']).stdout.toString(), /rmt call: Proc_Fork -+>\|/);
  for (const operands of [[], [trace, '99'], [trace, pid, 'Nobody_Calls'], [join(folder, 'none')]])
    assert.match(sprite(['explain', ...operands]).stderr, /^sprite: [^\n]+\n$/);
});

test('a script types at the console and ends with 0, or says which line did not come', () => {
  const { status, stdout } = sprite(['run', 'examples/first-morning.sprite']);
  assert.equal(status, 0);
  assert.match(stdout.toString(), /\(mint\) plums 1\n/);
  const afternoon = sprite(['run', 'examples/afternoon.sprite']);
  assert.equal(afternoon.status, 0, afternoon.stderr);
  assert.match(afternoon.stdout.toString(), /\(mint\) apples 27\n/);
  const bad = join(folder, 'bad.sprite');
  writeFileSync(bad, '# one\nat mint: true\nexpect never to be seen\n');
  const failed = sprite(['run', bad]);
  assert.equal(failed.status, 1);
  assert.match(failed.stderr, /bad\.sprite:3: mint: "never to be seen" did not appear/);
  writeFileSync(bad, 'jump\n');
  assert.match(sprite(['run', bad]).stderr, /bad\.sprite:1: "jump": a line is one of/);
});
