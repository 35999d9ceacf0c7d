/** The full-screen program as a person has it: the real command in a pseudo-terminal, keys, screens, exit codes. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { hasScript, openTerminal, type PseudoTerminal } from '../tools/ui/pseudo-terminal.js';

const program = fileURLToPath(new URL('../tools/sprite.js', import.meta.url));
const command = `${process.execPath} ${program} --clients 2`;
const skip = hasScript() ? false : 'there is no script command (util-linux) to make a pseudo-terminal';

async function withTerminal(
  size: readonly [columns: number, rows: number],
  body: (terminal: PseudoTerminal) => Promise<void>,
  environment: NodeJS.ProcessEnv = {},
): Promise<void> {
  const terminal = await openTerminal(command, ...size, environment);
  try {
    await body(terminal);
  } finally {
    terminal.close();
  }
}

test(
  'boot, look round, run something, move it, evict it, crash a host, watch it recover, leave',
  { skip },
  () =>
    withTerminal([80, 24], async (terminal) => {
      await terminal.see('Machine room');
      await terminal.see(/^\$ *$/m);
      terminal.send('echo I am on `hostname`\r');
      await terminal.see('I am on mint');
      terminal.send('\x1b2');
      await terminal.see(/ 2 sage .*up 0:/);
      await terminal.see(/^\$ *$/m);
      terminal.send('stty size\r');
      await terminal.see(/^1[0-9] 80$/m);
      terminal.resize(140, 45);
      await terminal.see('Who ran where');
      terminal.send('stty size\r');
      await terminal.see(/│[23]\d 81$/m);
      terminal.send('while :; do :; done &\r');
      await terminal.see(/\[1\] [0-9a-f]+/);
      const [, pid] = /\[1\] ([0-9a-f]+)/.exec(terminal.screen()) ?? ['', ''];
      terminal.send('\x1d');
      await terminal.see('all keys');
      terminal.send(`:migrate ${pid} thyme\r`);
      await terminal.see(`${pid} runs on thyme`);
      await terminal.see(new RegExp(`${pid} +sage +thyme +running`));
      terminal.send(':evict thyme\r');
      await terminal.see('thyme has no guests');
      await terminal.see(new RegExp(`thyme +${pid} -sh is evicted to sage`));
      terminal.send(':speed 30\r');
      await terminal.see(/ 30x/);
      terminal.send(':crash thyme\r');
      await terminal.see(/thyme .*DOWN/);
      terminal.send(':reboot mint\r');
      await terminal.see(/mint .*DOWN/);
      await terminal.see(/sage .*has recovered with mint/);
      terminal.send(':jump\r');
      await terminal.see(/"jump": a line is one of/);
      terminal.send('q');
      await terminal.see('q again leaves');
      terminal.send('q');
      assert.equal(await terminal.ended(), 0);
      assert.ok(terminal.isAsFound());
    }),
);

for (const [signal, code, environment] of [
  // What build machines set says nothing of the terminal.
  ['SIGTERM', 143, { CI: '1', NO_COLOR: '1' }],
  ['SIGHUP', 129, {}],
] as const)
  test(`${signal} leaves the terminal as it was found, status ${code}`, { skip }, () =>
    withTerminal(
      [80, 24],
      async (terminal) => {
        await terminal.see('Machine room');
        terminal.kill(signal);
        assert.equal(await terminal.ended(), code);
        assert.ok(terminal.isAsFound());
      },
      environment,
    ),
  );

test('a terminal that is too small, has no colours or is none: a line, and status 2', { skip }, async () => {
  for (const [size, environment, said] of [
    [[79, 24], {}, /needs 80 columns and 24 rows/],
    [[80, 23], {}, /needs 80 columns and 24 rows/],
    [[80, 24], { TERM: 'dumb' }, /type dumb/],
    [[80, 24], { TERM: 'vt100' }, /has none/],
  ] as const)
    await withTerminal(
      size,
      async (terminal) => {
        assert.equal(await terminal.ended(), 2);
        assert.match(terminal.screen().replaceAll('\n', ''), said);
      },
      environment,
    );
});

test('without a terminal it says what to use, and status 2', () => {
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  assert.equal(status, 2);
  assert.match(
    stderr,
    /^sprite: the full-screen program needs a terminal; without one use: sprite run [^\n]*\n$/,
  );
});

/** A program that holds the terminal as the real one does, and then does `what`. */
const holder = (what: string): string => {
  const module = (name: string): string =>
    JSON.stringify(new URL(`../tools/ui/${name}.js`, import.meta.url).href);
  const source = [
    `const { createSurface } = await import(${module('surface')});`,
    `const { holdTerminal } = await import(${module('hold')});`,
    'holdTerminal(createSurface(process.stdout, 8));',
    'process.stdout.write("held");',
    what,
  ].join(' ');
  return `${process.execPath} --input-type=module -e '${source}'`;
};

test('a fault leaves the terminal as it was found, says what it was, status 70', { skip }, async () => {
  const terminal = await openTerminal(
    holder('setTimeout(() => { throw new Error("something is wrong"); }, 50);'),
    80,
    24,
  );
  try {
    assert.equal(await terminal.ended(), 70);
    assert.ok(terminal.isAsFound());
    assert.match(terminal.screen(), /fault of the emulator: Error: something is wrong/);
  } finally {
    terminal.close();
  }
});

test('stopped, it gives the terminal back; continued, it takes it again', { skip }, async () => {
  const terminal = await openTerminal(holder('setInterval(() => {}, 1000);'), 80, 24);
  try {
    await terminal.see('held');
    assert.equal(terminal.isAsFound(), false);
    // `script` stops with its program, and may do so before it has passed on the last bytes: both are stopped and
    // continued until the terminal has been given back and taken again.
    let signal: 'SIGTSTP' | 'SIGCONT' = 'SIGCONT';
    await terminal.until(() => {
      signal = signal === 'SIGCONT' ? 'SIGTSTP' : 'SIGCONT';
      terminal.kill(signal);
      return terminal.changesOfScreen() >= 3 && signal === 'SIGCONT' && !terminal.isAsFound();
    });
    terminal.kill('SIGTERM');
    assert.equal(await terminal.ended(), 143);
    assert.ok(terminal.isAsFound());
  } finally {
    terminal.close();
  }
});
