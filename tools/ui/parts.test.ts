/** Parts of the screen on their own: input, layout, pace, the command line, what a real terminal shows in the end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import xterm from '@xterm/headless';
import type { Cluster, RunLimits } from '../../index.js';
import { createCanvas, Flag, style } from './canvas.js';
import { createCommandLine } from './command-line.js';
import { unfitness } from './fitness.js';
import { createGuestTerminal } from './guest-terminal.js';
import { createInputDecoder } from './input.js';
import { isInside, layout, type ViewName } from './layout.js';
import { bar, shortNumber, sparkline } from './marks.js';
import { createPacer } from './pacer.js';
import { createSurface } from './surface.js';

test('keys, reports of the mouse and pasted text are told apart, however they are cut', () => {
  const whole = 'a\x1bOA\x1b[<0;3;4M\x1b[<0;3;4m\x1b[200~one\ntwo\x1b[201~\x1b2\x1b';
  const read = (pieces: readonly string[]): string => {
    const decoder = createInputDecoder();
    return pieces
      .flatMap((piece) => decoder.take(piece))
      .map((event) =>
        event.kind === 'key'
          ? event.name
          : event.kind === 'paste'
            ? JSON.stringify(event.text)
            : `${event.action}@${event.column},${event.row}`,
      )
      .join(' ');
  };
  const expected = 'a up press@2,3 release@2,3 "one\\ntwo" M-2 escape';
  assert.equal(read([whole]), expected);
  for (const at of [9, 12, 20, 26, 30, 34, 40])
    assert.equal(read([whole.slice(0, at), whole.slice(at)]), expected);
});

test('panes cover the window once, at every size and in every view', () => {
  const views: readonly ViewName[] = ['consoles', 'processes', 'timeline', 'events', 'ladder', 'help'];
  for (const [columns, rows] of [
    [80, 24],
    [100, 30],
    [131, 60],
    [132, 24],
    [140, 45],
    [240, 80],
  ])
    for (const view of views)
      for (const tiles of [1, 2, 3, 4])
        for (const zoomed of [false, true]) {
          const panes = layout({ columns, rows, view, tiles, zoomed, roomRows: () => 12 });
          const name = `${columns}x${rows} ${view} ${tiles} ${zoomed}`;
          for (let row = 1; row < rows - 1; row++)
            for (let column = 0; column < columns; column += 3) {
              const over = panes.filter((placed) => isInside(placed, column, row));
              assert.ok(over.length <= 1, `${name}: two panes at ${column},${row}`);
            }
          const main = panes.filter(({ pane }) => pane === view);
          assert.ok(main.length === (view === 'consoles' ? tiles : 1), name);
          for (const { width, height } of main)
            assert.ok(width >= 80 && height >= 3, `${name}: ${width}x${height}`);
        }
});

/** A cluster whose virtual time costs so much real time. */
function fakeCluster(realMsPerVirtualMs: number) {
  const clock = { realMs: 0, virtualNs: 0 };
  const run = ({ untilNs = 0, keepGoing = () => true }: RunLimits = {}): string => {
    while (clock.virtualNs < untilNs) {
      clock.virtualNs = Math.min(untilNs, clock.virtualNs + 1e5);
      clock.realMs += realMsPerVirtualMs / 10;
      if (!keepGoing()) return 'stopped';
    }
    return 'limit';
  };
  const cluster = { now: () => clock.virtualNs, run } as unknown as Cluster;
  return { clock, cluster };
}

test('virtual time follows real time; what cannot be done in time is not done later', () => {
  const { clock, cluster } = fakeCluster(0.1);
  const pacer = createPacer(cluster, () => clock.realMs);
  const goOn = (realMs: number): void => {
    const untilMs = clock.realMs + realMs;
    while (clock.realMs < untilMs) if (pacer.turn() !== 'behind') clock.realMs += 8;
  };
  goOn(1000);
  assert.ok(Math.abs(clock.virtualNs - 1e9) < 3e7, `${clock.virtualNs}`);
  // The machine stands still for ten seconds.
  clock.realMs += 10_000;
  goOn(1000);
  assert.ok(clock.virtualNs < 2.2e9, 'it does not race to catch up');
  assert.ok(pacer.keeping() <= 1);
  pacer.setPaused(true);
  const pausedNs = clock.virtualNs;
  goOn(500);
  assert.equal(clock.virtualNs, pausedNs);
  pacer.step(1e6);
  goOn(50);
  assert.equal(clock.virtualNs, pausedNs + 1e6);
  pacer.setPaused(false);
  pacer.setSpeed(5);
  goOn(2000);
  assert.ok(Math.abs(clock.virtualNs - pausedNs - 1e10) < 3e8, `${clock.virtualNs - pausedNs}`);
});

test('a machine that is too slow says how far it keeps up', () => {
  const { clock, cluster } = fakeCluster(4);
  const pacer = createPacer(cluster, () => clock.realMs);
  const untilMs = 5000;
  while (clock.realMs < untilMs) if (pacer.turn() !== 'behind') clock.realMs += 8;
  assert.ok(Math.abs(pacer.keeping() - 0.25) < 0.05, `${pacer.keeping()}`);
});

test('a command line is edited, completed and found again', () => {
  const line = createCommandLine((words) => (words.length === 1 ? ['crash', 'console'] : ['mint', 'sage']));
  const type = (...names: readonly string[]): string => {
    let outcome = 'going on';
    for (const name of names) outcome = line.key(name);
    return outcome;
  };
  line.begin('');
  type('c', 'r', 'tab', 's', 'tab');
  assert.equal(line.text, 'crash sage ');
  type('C-w', 'm', 'x', 'backspace', 'i', 'home', 'right', 'delete');
  assert.equal(line.text, 'cash mi');
  assert.equal(type('enter'), 'done');
  line.begin('');
  type('up');
  assert.equal(line.text, 'cash mi');
  assert.equal(type('escape'), 'left');
});

test('what is shown arrives on a terminal, and the terminal is left as it was found', async () => {
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  const handlers = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'uncaughtException', 'exit'].map((name) =>
    process.listenerCount(name),
  );
  const surface = createSurface({ columns: 80, rows: 24, write: (text) => terminal.write(text) }, 8);
  assert.deepEqual(
    ['SIGTERM', 'SIGINT', 'SIGQUIT', 'uncaughtException', 'exit'].map((name) => process.listenerCount(name)),
    handlers,
    'blessed leaves nothing on the process',
  );
  const settled = (): Promise<void> => new Promise((resolve) => terminal.write('', resolve));
  const shown = (row: number): string => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '';
  surface.enter();
  const canvas = createCanvas(80, 24);
  canvas.put(2, 3, 'a box ─│┌ and {bold}', style(208, null, Flag.BOLD));
  canvas.cell(0, 5, '日', style(null));
  canvas.cell(1, 5, '', style(null));
  canvas.put(2, 5, '|', style(null));
  surface.show(canvas, { column: 4, row: 7 });
  await settled();
  assert.equal(terminal.buffer.active.type, 'alternate');
  assert.equal(shown(3), '  a box ─│┌ and {bold}');
  assert.equal(shown(5), '日|');
  assert.equal(terminal.buffer.active.getLine(3)?.getCell(2)?.getFgColor(), 208);
  assert.deepEqual([terminal.buffer.active.cursorX, terminal.buffer.active.cursorY], [4, 7]);
  assert.notEqual(terminal.modes.mouseTrackingMode, 'none');
  const unchanged = surface.show(canvas, { column: 4, row: 7 });
  assert.ok(unchanged < 60, 'only what has changed is sent');
  surface.leave();
  surface.leave();
  await settled();
  assert.equal(terminal.buffer.active.type, 'normal');
  assert.equal(terminal.modes.mouseTrackingMode, 'none');
  assert.equal(terminal.modes.bracketedPasteMode, false);
  assert.equal(terminal.modes.applicationCursorKeysMode, false);
});

test('a console is a terminal: cursor motion, colours, scrollback, answers', async () => {
  const answers: string[] = [];
  let changed = (): void => {};
  const terminal = createGuestTerminal(20, 5, {
    changed: () => changed(),
    answered: (bytes) => answers.push(bytes),
  });
  const write = (text: string): Promise<void> =>
    new Promise((resolve) => {
      changed = resolve;
      terminal.write(Buffer.from(text));
    });
  await write('\x1b[2J\x1b[3;4Hhere\x1b[1;31mred\x1b[m\x1b[6n');
  const canvas = createCanvas(20, 5);
  terminal.paint(canvas, 0);
  assert.equal(canvas.text().split('\n')[2], '   herered');
  assert.equal(canvas.styles[2 * 20 + 7], style(1, null, Flag.BOLD));
  assert.deepEqual(answers, ['\x1b[3;11R']);
  await write(`\x1b[5;1H${Array.from({ length: 30 }, (_, i) => `\r\nline ${i}`).join('')}`);
  assert.ok(terminal.scrollback() >= 25);
  terminal.paint(canvas, 10);
  assert.equal(canvas.text().split('\n')[4], 'line 19');
  assert.match(terminal.text(), /line 0\n[\s\S]*line 29\n$/);
});

test('marks: bars end where they should, sparklines have their levels', () => {
  const text = (pieces: readonly (readonly [string, number])[]): string =>
    pieces.map(([piece]) => piece).join('');
  assert.equal(text(bar([[0.5, 1]], 1, 10)), '■■■■■·····');
  assert.equal(
    text(
      bar(
        [
          [0.33, 1],
          [0.33, 2],
          [0.34, 3],
        ],
        1,
        10,
      ),
    ).length,
    10,
  );
  assert.equal(text(bar([[5, 1]], 0, 4)), '····');
  assert.equal(sparkline([0, 0.5, 1, 7], 5, 1), ' ▁▄██');
  assert.deepEqual([0, 7.25, 42, 3100, 12_345].map(shortNumber), ['0', '7.3', '42', '3.1k', '12k']);
});

test('what a terminal must have', () => {
  const good = { isTerminal: true, type: 'xterm-256color', colourDepth: 8, columns: 80, rows: 24 };
  assert.equal(unfitness(good), null);
  assert.match(unfitness({ ...good, isTerminal: false }) ?? '', /sprite run/);
  for (const bad of [
    { columns: 79 },
    { rows: 23 },
    { type: 'dumb' },
    { type: 'vt220' },
    { colourDepth: 1 },
    { type: '' },
  ])
    assert.match(unfitness({ ...good, ...bad }) ?? '', /sprite console$/);
});
