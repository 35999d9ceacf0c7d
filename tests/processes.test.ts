/** Processes and signals as real machine code sees them: the guest program proctest, one test to a name. */
import assert from 'node:assert/strict';
import { bootSystem, type MachineName, PROMPT, sh, test } from './system.js';

const PROCTEST = '/sprite/tests/proctest';

function shows(name: string, expected: string): void {
  const { stdout, stderr, status } = sh(`${PROCTEST} ${name}`);
  assert.equal(stderr, '');
  assert.equal(stdout, expected);
  assert.equal(status, 0);
}

test('fork: copies, shared offsets, inherited actions, many children, a bad pointer', () => {
  shows(
    'fork',
    `child: own id found 1, data 1 2 3
child: data 77 77 77
wait: reason 1 status 0 code 0
parent: data 1 2 3
wait: reason 1 status 0 code 0
offset 4
child: action 0, mask 40000000, nothing pending
wait: reason 1 status 0 code 0
parent: no longer pending
twenty children, sum 190
bad pointer: 20000
wait: 10007
`,
  );
});

test('wait: every reason once, named children, no child, bad pointers, usage', () => {
  shows(
    'wait',
    `wait: reason 1 status 1193046 code 0
wait: 10004
wait: reason 3 status 18 code -1
wait: reason 5 status 11 code -1
wait: 10004
wait: reason 6 status 12 code -1
wait: reason 3 status 5 code -1
wait: reason 2 status 9 code 0
wait: 10007
wait: reason 5 status 4 code 0
wait: reason 3 status 5 code -1
named: 10004
both: 0 status 4
no child: 10005
bad pointer: 20000
wait: 10007
children used time: 1
`,
  );
});

/** What a processor makes of a write nowhere, a read of the kernel, a write to code; then what it has of its own. */
const faults: { readonly [M in MachineName]: readonly string[] } = {
  sun3: [
    '4 code 0 address 10',
    '4 code 0 address e000000',
    '4 code 0 address X',
    // Illegal, zero divide, CHK, TRAPV, privileged, lines A and F, trap #3, breakpoint.
    ...['3 code 0', '2 code 0', '3 code 5', '3 code 4', '3 code 3', '3 code 6', '3 code 7', '3 code 2'],
    '7 code -1',
  ],
  ds3100: [
    '4 code 0 address 10',
    '4 code 0 address 80000000',
    '4 code 0 address X',
    // Off the boundary; reserved, a division's break, breakpoint, overflow.
    '4 code 0 address X',
    ...['3 code 0', '3 code 0', '7 code -1', '2 code 1'],
  ],
};
/** Where code and data lie is the linker's business. */
const linkedAddress = {
  sun3: /(fault 4 code 0 address )([2-9a-f][0-9a-f]{3}|1?[0-9a-f]{5})$/gm,
  ds3100: /(fault 4 code 0 address )(4[0-9a-f]{5}|1000[0-9a-f]{4})$/gm,
} as const;

test('signals: masks, faults with code and address, long jumps, registers, pauses, timers, endings', (machine) => {
  const { stdout, stderr, status } = sh(`${PROCTEST} signal`);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  const lines = stdout.replace(linkedAddress[machine], '$1X');
  assert.equal(
    lines,
    `signal 30 code -1 address 0, held 60000000, then 0
nothing yet
signal 30 code -1 address 0, held 60000000, then 0
signal 31 code -1 address 0, held 40000000, then 0
count 3
${faults[machine].map((fault) => `fault ${fault}\n`).join('')}after the faults
jumped out
jumped out again
sum 4950, x 1, handled 10
signal 30 code -1 address 0, held 60000000, then 20000000
pause: 0
mask after it 20000000
wait: reason 1 status 0 code 0
five times while busy, interval 50000
sleep cut short: 2
bad timer: 5 5
child signals: 1
to nobody: 10005
bad numbers: 60000 60000
unholdable: 60000
kill: 60000
wait: reason 4 status 1 code 0
`,
  );
});

test('exec: what is refused and how, arguments, environment, scripts, close-on-exec', () => {
  shows(
    'exec',
    `/nowhere: 4000c
/etc: 4001a
/etc/passwd: 40000
/tmp/text: 10001
/tmp/binary: f
/tmp/sun4: f
/tmp/short: 10001
/tmp/empty: 10001
one too long: a
all too long: 5
bad vector: 20000
bad string: 20000
image: [${PROCTEST}] [execed] [two words] {A=1} {EMPTY=} stack 4
wait: reason 1 status 0 code 0
image: [zero] [execed -x  ] [/tmp/script] [execed] [two words] {A=1} {EMPTY=} stack 4
wait: reason 1 status 0 code 0
wait: reason 1 status 0 code 0
streams: 5 closed, 6 open
wait: reason 1 status 0 code 0
`,
  );
});

test('two processes with one heap: data seen at once, stacks apart, locks and events', () => {
  shows(
    'shared',
    `wait: reason 1 status 0 code 0
data 5, stack 1
locked 1
turns 0, waiting 1
turns 1
wait: reason 1 status 2 code 0
turns 2, flag 0
`,
  );
});

test('as many children as there can be: the next fork fails, and all is given back', () => {
  shows(
    'bomb',
    `no more: 10002, enough 1
all gone: 1
wait: reason 1 status 7 code 0
`,
  );
});

test('wild arguments to every call about processes, signals, locks and memory: the host stands', () => {
  shows('wild', 'all over 1, still here\n');
});

test('at the console: the interrupt key ends the command, not the shell', () => {
  const cluster = bootSystem();
  const { console } = cluster.hosts()[0];
  const typeSlowly = (text: string): void => {
    cluster.run({ untilNs: cluster.now() + 5e9 });
    console.type(text);
  };
  console.expect(PROMPT);
  console.type('sleep 1000\n');
  console.expect('1000');
  typeSlowly('\x03');
  console.expect(PROMPT);
  console.type('echo status $?\n');
  console.expect('status 130');
  console.expect(PROMPT);
  console.type('cat | cat\n');
  console.expect(/cat\r?\n/);
  console.type('line\n');
  console.expect(/line\r?\nline/);
  console.type('\x04');
  console.expect(PROMPT);
});

test('what commands used is given back: the second run of the same leaves nothing that the first did not', () => {
  for (const churn of [0, 1]) {
    const cluster = bootSystem({ churn });
    const host = cluster.hosts()[0];
    const after = [1, 2].map(() => {
      host.console.expect(PROMPT);
      host.console.type('ls / | sort | head -3 >/tmp/x; (cd /etc; cat <passwd | wc) ; sleep 1 & wait\n');
      host.console.expect(/wait\r?\n/);
      cluster.run({ untilNs: cluster.now() + 60e9 });
      const { churned, restarted, ...counts } = host.inspect();
      assert.equal(churned > 0, churn > 0);
      assert.equal(restarted > 0, churn > 0);
      return counts;
    });
    assert.deepEqual(after[1], after[0]);
    // initsprite, login, the shell.
    assert.equal(after[1]['processes'], 3);
  }
});

test('the shell’s family is its user’s, who may signal it', () => {
  const { stdout, stderr } = sh("trap 'echo got' 30; kill -USR1 -g $$; echo status $?");
  assert.equal(stderr, '');
  assert.match(stdout, /^got$/m);
});
