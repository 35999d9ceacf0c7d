/** The whole screen in process: a cluster, keys, and what a person would see; the clock goes when it is told to. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { boot } from '../boot.js';
import { parseOptions } from '../options.js';
import { clusterVerbs } from '../verbs.js';
import { createStage, type Stage } from './stage.js';

const COMMANDS = '\x1d';

function stageOf(columns: number, rows: number, clients = 1, spares = 1): Promise<Stage> {
  const { options } = parseOptions(['--clients', String(clients), '--memory', '8M']);
  return createStage({
    ...boot(options, [], { spares, onlyOwnPrograms: true }),
    columns,
    rows,
    startSeconds: options.startSeconds,
  });
}

const rowsOf = (stage: Stage): readonly string[] => stage.text().split('\n');
const rowWith = (stage: Stage, text: string): string =>
  rowsOf(stage).find((row) => row.includes(text)) ??
  assert.fail(`${text} is not on the screen:\n${stage.text()}`);

test('at 80 columns: the machine room over a console that is typed at', async () => {
  const stage = await stageOf(80, 24);
  await stage.pass(4);
  const rows = rowsOf(stage);
  assert.equal(rows.length, 24);
  assert.match(rows[0], /^ sprite {3}Mon Mar 6 09:00:0\d 1989 {3}1x real time .* 2 of 2 up$/);
  assert.match(rowWith(stage, 'mint'), /▸ 1 mint +Sun 3\/75 +up/);
  assert.match(rows[23], /Ctrl-\] commands/);
  await stage.type('echo $((6 * 7)); stty size');
  assert.match(stage.text(), /^42$/m);
  assert.match(stage.text(), /^1\d 80$/m, 'the guest knows the size of its console');
  const cursor = stage.cursor();
  assert.ok(cursor !== null && rowsOf(stage)[cursor.row] === '$' && cursor.column === 2);
});

test('other hosts by key, by name and by mouse; their consoles are their own', async () => {
  const stage = await stageOf(80, 24);
  await stage.pass(4);
  await stage.type('echo this is mint');
  await stage.press('\x1b2');
  await stage.type('hostname');
  assert.match(stage.text(), /^sage$/m);
  assert.doesNotMatch(stage.text(), /this is mint/);
  await stage.press(`${COMMANDS}:console mint\r`);
  assert.match(stage.text(), /this is mint/);
  const row = rowsOf(stage).findIndex((text) => text.includes('2 sage'));
  await stage.press(`\x1b[<0;8;${row + 1}M\x1b[<0;8;${row + 1}m`);
  assert.match(stage.text(), /^ 2 sage/m);
  await stage.press(COMMANDS);
  await stage.press('n');
  assert.match(stage.text(), /^ 1 mint/m, 'hosts that are off are passed over');
});

test('a host crashes, is found out, and comes back; its server’s clients recover', async () => {
  const stage = await stageOf(140, 45);
  await stage.pass(4);
  await stage.press(`${COMMANDS}:speed 100\r`);
  await stage.press('\x1b2');
  await stage.press(`${COMMANDS}c`);
  assert.match(rowsOf(stage)[44], /^:crash sage$/, 'the chosen host is filled in');
  await stage.press('\x15crash mint\r');
  // Before others than the host itself tell of it.
  await stage.pass(0.1);
  assert.match(rowWith(stage, ' mint  '), /DOWN/);
  assert.match(stage.text(), /mint +crashes/);
  await stage.press('\x1b');
  await stage.type('ls /usr', 1);
  await stage.press(`${COMMANDS}:filter finds\r`);
  await stage.press('\x1b[15~');
  assert.match(stage.text(), /sage +finds mint does not answer/);
  await stage.press('\x1b');
  await stage.press(`${COMMANDS}:reboot mint\r`);
  await stage.pass(3);
  assert.match(rowWith(stage, ' mint  '), /up/);
  await stage.press('\x1b');
  await stage.press(`${COMMANDS}:filter recovered\r`);
  assert.match(stage.text(), /has recovered with mint: \d+ handles/);
});

test('the process table and the timeline show what runs, and where', async () => {
  const stage = await stageOf(140, 45);
  await stage.pass(4);
  await stage.press('\x1b2');
  await stage.type('sleep 50 &', 2);
  const line = rowWith(stage, 'sleep 50  ');
  assert.match(stage.text(), /[0-9a-f]+ +sage +sage +waiting +0\.\d +sleep 50/);
  assert.ok(line !== '');
  const lives = rowsOf(stage).filter((row) => /sleep 50.*━/.test(row));
  assert.equal(lives.length, 1, 'one line of the timeline');
  await stage.type('kill %1', 2);
  assert.doesNotMatch(stage.text(), /waiting +0\.\d +sleep 50/);
});

test('a process is moved, and shown where it is; its owner comes back, and it goes home', async () => {
  const stage = await stageOf(140, 45, 2);
  await stage.pass(12);
  await stage.press('\x1b2');
  await stage.type('while :; do :; done &', 2);
  const pid = /([0-9a-f]+) +sage +sage +running/.exec(stage.text())?.[1] ?? assert.fail(stage.text());
  await stage.press('\x1b[13~');
  await stage.press('m');
  assert.equal(rowsOf(stage)[44], `:migrate ${pid}`, 'the chosen process is filled in');
  await stage.press('thyme\r');
  await stage.pass(2);
  assert.match(stage.text(), new RegExp(`${pid} +sage +thyme +(running|ready)`));
  assert.match(rowsOf(stage)[44], new RegExp(`${pid} runs on thyme`));
  assert.match(stage.text(), new RegExp(`sage +${pid} -sh migrates to thyme: \\d+ ms`));
  await stage.press('\x1b');
  assert.match(rowWith(stage, `${pid}  -sh `), /━◆═/, 'the timeline has the arrival');
  assert.match(stage.text(), /4\/1\/0 pr/, 'one is away');
  assert.match(stage.text(), /4\/0\/1 pr/, 'one is a guest');
  await stage.press(`${COMMANDS}:owner thyme back\r`);
  await stage.pass(8);
  assert.match(stage.text(), new RegExp(`${pid} +sage +sage +(running|ready)`));
  assert.match(rowWith(stage, `${pid}  -sh `), /═▼━/);
  await stage.press(`:migrate ${pid} thyme\r`);
  await stage.pass(2);
  assert.match(rowsOf(stage)[44], /the other host takes no guests/);
  await stage.press(':filter migrates to\r');
  await stage.press('\x1b[15~');
  await stage.press('\r');
  assert.match(stage.text(), /■ negotiation \d+\.\d ms/);
  assert.match(stage.text(), /│ +│─+ mig command \d+ ─+▶│/);
  assert.match(stage.text(), /mint .*sage .*thyme/, 'the file server takes part');
});

test('an event opens into the remote calls that led to it', async () => {
  const stage = await stageOf(100, 30);
  await stage.pass(4);
  await stage.press('\x1b2');
  await stage.type('echo one > /tmp/shared', 1);
  await stage.press('\x1b1');
  await stage.type('cat /tmp/shared', 1);
  await stage.press(`${COMMANDS}:filter called back\r`);
  await stage.press('\x1b[15~');
  assert.match(stage.text(), /called back by mint/);
  await stage.press('\r');
  assert.match(stage.text(), /^ sage called back by mint: write back, forget file \d+ +at \d/m);
  assert.match(stage.text(), /[│─] (open|consist) \d+ ─/);
  await stage.press('\x1b');
  assert.match(stage.text(), /^ Events/m);
});

test('a key that is a command, a line, and help: one table', async () => {
  const stage = await stageOf(120, 70);
  await stage.press('\x1bOP');
  for (const { name, help } of clusterVerbs) {
    assert.ok(stage.text().includes(`:${name}`), name);
    assert.ok(stage.text().includes(help), help);
  }
  await stage.press('\x1b');
  await stage.press(`${COMMANDS}a`);
  await stage.press(':speed 30\r');
  await stage.pass(3);
  assert.match(rowWith(stage, ' thyme '), /up/, 'a spare host was added');
  await stage.press(':fly home\r');
  assert.match(rowsOf(stage)[69], /"fly home": a line is one of/);
  await stage.press('F');
  assert.match(rowsOf(stage)[69], /no command has the key F/);
  await stage.press(' ');
  const before = stage.app.pacer.paused;
  assert.ok(before && rowsOf(stage)[0].includes('paused'));
  await stage.press('q');
  assert.equal(stage.hasQuit, false);
  await stage.press('q');
  assert.equal(stage.hasQuit, true);
});

test('a console is worked at: control keys, an editor and its cursor keys', async () => {
  const stage = await stageOf(80, 24, 0);
  await stage.pass(1);
  await stage.type('sleep 50', 1);
  await stage.press('\x1a');
  await stage.pass(1);
  assert.match(stage.text(), /Stopped/);
  await stage.type('fg', 1);
  await stage.press('\x03');
  await stage.pass(1);
  await stage.type('cd /tmp; echo after', 1);
  assert.match(stage.text(), /^after$/m, 'the sleep was interrupted');
  await stage.type('vi note', 1);
  await stage.press('ione\rtwo\rthree\x1b');
  // As a terminal sends them in either mode.
  await stage.press('\x1b[A');
  await stage.press('\x1bOA');
  await stage.press('A first\x1b');
  await stage.press(':wq\r');
  await stage.pass(1);
  await stage.type('cat note', 1);
  assert.match(stage.text(), /^one first$/m);
  assert.match(stage.text(), /^three$/m);
});

test('a script is played, a console copied, the trace written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sprite-screen-'));
  try {
    const stage = await stageOf(80, 24);
    const script = join(folder, 'tour.sprite');
    writeFileSync(
      script,
      'at sage: echo from a script\nexpect from a script\nat mint: echo and ba""ck\nexpect and back\n',
    );
    await stage.press(`${COMMANDS}:trace ${join(folder, 'trace')}\r`);
    await stage.press(`:script ${script}\r`);
    await stage.pass(8);
    assert.match(stage.text(), /^and back$/m);
    await stage.press(':trace off\r');
    await stage.press(`:copy ${join(folder, 'mint.txt')}\r`);
    assert.match(readFileSync(join(folder, 'mint.txt'), 'utf8'), /Welcome to Sprite[\s\S]*\nand back\n/);
    assert.match(readFileSync(join(folder, 'trace'), 'latin1'), /sage.*Fs_Write/);
    await stage.press(`:script ${join(folder, 'missing')}\r`);
    assert.match(rowsOf(stage)[23], /missing: no such file/i);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('two and four consoles, one alone, and a window that changes its size', async () => {
  const stage = await stageOf(164, 50, 3);
  await stage.pass(5);
  await stage.press(`${COMMANDS}z`);
  await stage.press('v');
  assert.match(rowsOf(stage)[1], /^ 1 mint.* 2 sage/, 'side by side where each has its columns');
  await stage.press('v');
  assert.ok(['1 mint', '2 sage', '3 thyme', '4 basil'].every((name) => stage.text().includes(` ${name} `)));
  await stage.press('\x1b');
  await stage.type('stty size');
  assert.match(stage.text(), /^2\d 8[12]\b/m);
  stage.app.resize(80, 24);
  await stage.press(`${COMMANDS}:tile 1\r`);
  await stage.press('\x1b');
  await stage.type('stty size');
  assert.match(stage.text(), /^21 80$/m);
});

test('pasted text reaches the guest whole, and old lines can be scrolled back to', async () => {
  const stage = await stageOf(80, 24);
  await stage.pass(4);
  const lines = Array.from({ length: 40 }, (_, i) => `echo line number ${i} >> /tmp/pasted`).join('\n');
  await stage.press(`\x1b[200~${lines}\n\x1b[201~`);
  await stage.pass(8);
  await stage.type('sort -u /tmp/pasted | wc -l; cat /tmp/pasted', 2);
  assert.match(stage.text(), /^line number 39$/m);
  assert.doesNotMatch(stage.text(), /^ +40$/m);
  for (let i = 0; i < 2; i++) await stage.press('\x1b[5;2~');
  assert.match(stage.text(), /lines back$/m);
  assert.match(stage.text(), /^ +40$/m, 'all forty');
  await stage.type('');
  assert.match(stage.text(), /^line number 39$/m, 'a key goes back to the end');
});
