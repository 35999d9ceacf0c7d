/** Job control at the console: stopping, listing, resuming, and what the terminal does to the background. */
import assert from 'node:assert/strict';
import { bootSystem, PROMPT, test } from './system.js';

const NEWLINE = /\r\n/g;

/** A console with a prompt, and a way to type at it and see what came since. */
function atPrompt() {
  const cluster = bootSystem();
  const { console } = cluster.host('mint');
  console.expect(PROMPT);
  const pause = (): unknown => cluster.run({ untilNs: cluster.now() + 1e9 });
  return {
    console,
    pause,
    /** Type a line; what is shown up to the next prompt, without the line itself. */
    say(line: string): string {
      console.type(`${line}\n`);
      const text = console.expect(PROMPT).replace(NEWLINE, '\n');
      return text.slice(text.indexOf('\n') + 1, -PROMPT.length);
    },
    /** Press keys when what was typed last has begun; what is shown up to the next prompt. */
    press(keys: string): string {
      pause();
      console.type(keys);
      return console.expect(PROMPT).replace(NEWLINE, '\n').slice(0, -PROMPT.length);
    },
  };
}

test('a job is stopped, listed, put into the background, and waited for', () => {
  const { console, say, press } = atPrompt();
  console.type('sleep 5\n');
  console.expect(/sleep 5\r\n/);
  assert.equal(press('\x1a'), '^Z\n[1] + Stopped    sleep 5\n');
  assert.equal(say('echo $?'), '146\n');
  assert.equal(say('jobs'), '[1] + Stopped    sleep 5\n');
  assert.equal(say('bg'), '[1] sleep 5 &\n');
  assert.equal(say('jobs'), '[1] + Running    sleep 5\n');
  assert.equal(say('wait %1; echo $?'), '0\n');
  assert.equal(say('jobs'), '');
});

test('fg brings a job back to the keyboard, and interrupt ends it', () => {
  const { console, say, press } = atPrompt();
  console.type('cat\n');
  console.expect(/cat\r\n/);
  press('\x1a');
  console.type('fg\n');
  console.expect(/cat\r\n/);
  console.type('typed\n');
  console.expect(/typed\r\ntyped\r\n/);
  assert.match(press('\x03'), /\^C\n/);
  assert.equal(say('echo $?'), '130\n');
  assert.equal(say('fg'), 'sh: fg: %: no such job\n');
});

test('a background job that reads the terminal is stopped; the shell keeps the keyboard', () => {
  const { console, pause, say } = atPrompt();
  assert.match(say('cat &'), /^\[1\] [0-9a-f]+\n/);
  pause();
  assert.equal(say('jobs'), '[1] + Stopped (terminal input) cat\n');
  console.type('fg %cat\n');
  console.expect(/fg %cat\r\ncat\r\n/);
  console.type('for cat\n\x04');
  console.expect(/for cat\r\n\S*for cat\r\n/);
  console.expect(PROMPT);
  assert.equal(say('jobs'), '');
});

test('several jobs: the current one, the one before, by number and by name', () => {
  const { pause, say } = atPrompt();
  say('sleep 100 &');
  say('sleep 200 | sleep 300 &');
  say('sleep 400 &');
  assert.equal(
    say('jobs'),
    '[1]   Running    sleep 100\n[2] - Running    sleep 200 | sleep 300\n[3] + Running    sleep 400\n',
  );
  pause();
  const ended = '[1]   Terminated sleep 100\n[2] - Terminated sleep 200 | sleep 300\n';
  assert.equal(say('kill %1 %?300; sleep 1'), ended);
  assert.equal(say('kill %sle; wait %3; echo $?'), '143\n');
  assert.equal(say('kill %1'), 'sh: kill: %1: no such job\n');
});

test('the shell warns once before it leaves stopped jobs, and then ends them', () => {
  const { console, say, press } = atPrompt();
  console.type('sleep 1000\n');
  console.expect(/1000\r\n/);
  press('\x1a');
  assert.equal(say('exit'), 'sh: there are stopped jobs\n');
  assert.equal(say('echo again'), 'again\n');
  assert.equal(press('\x04'), '\nsh: there are stopped jobs\n');
  console.type('\x04');
  console.expect('Login: ');
  console.type('sprite\n');
  console.expect(PROMPT);
  assert.doesNotMatch(say('ps'), /sleep 1000/);
});

test('a trap on interrupt runs when the foreground job is interrupted', () => {
  const { console, say, press } = atPrompt();
  say("trap 'echo caught' INT");
  console.type('sleep 1000\n');
  console.expect(/1000\r\n/);
  assert.match(press('\x03'), /\^Ccaught\n/);
  say('trap - INT');
  console.type('for i in 1 2 3; do sleep 1000; done\n');
  console.expect(/done\r\n/);
  press('\x03');
  assert.equal(say('echo $i'), '1\n');
});

test('a job that is killed, or interrupted, as soon as it is there', () => {
  const { console, say } = atPrompt();
  // Not a program: what comes while one is being loaded is lost, on Sprite.
  const loop = '(while :; do :; done)';
  assert.match(say(`${loop} & kill $!; wait $!; echo $?`), /\n143\n/);
  assert.match(say(`${loop} & kill -TSTP $!; sleep 1; jobs; kill -9 %1`), /Stopped {4}\(while/);
  console.type('cat\n\x03');
  console.expect(PROMPT);
  assert.equal(say('echo on'), 'on\n');
});

test('without job control a background command reads nothing, and there is no fg', () => {
  const { say } = atPrompt();
  say('set +m');
  say('cat &');
  assert.equal(say('wait; echo over'), 'over\n');
  assert.equal(say('fg'), 'sh: fg: no job control\n');
});
