/** Logging in and out at the console, other users' rights, passwords, and the terminal's modes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootSystem, PROMPT, sh } from './system.js';

function atConsole() {
  const { console } = bootSystem().host('mint');
  console.expect(PROMPT);
  return {
    console,
    /** Type a line; what is shown before `until`, without the line itself. */
    say(line: string, until: string = PROMPT): string {
      console.type(`${line}\n`);
      const text = console.expect(until).replaceAll('\r\n', '\n');
      return text.slice(text.indexOf('\n') + 1, -until.length);
    },
  };
}

test('the console begins with the user’s session; after it one has to say who one is', () => {
  const { console, say } = atConsole();
  assert.match(console.text(), /Three things to try:/);
  assert.equal(say('tty; id -un; pwd; echo $0 $TERM'), '/dev/console\nsprite\n/users/sprite\n-sh vt100\n');
  assert.match(say('who'), /^sprite +mint +console +Mar {2}6 09:00\n$/);
  say('stty -echo cbreak erase ^H');
  assert.match(say('exit', 'Login: '), /Welcome to Sprite \(mint\S*\)/);
  assert.match(say('nobody', 'Password:'), /^$/);
  assert.match(say('guess', 'Login: '), /Login incorrect\./);
  console.type('root\n');
  const news = console.expect('# ');
  assert.match(news, /Three things to try:/);
  assert.equal(say('stty', '# '), 'new tty, speed 9600 baud, 24 rows, 80 columns\n');
  assert.match(say('cat /sprite/admin/loginFailures', '# '), /host 1 port 0 nobody/);
  assert.match(say('who', '# '), /^root /);
  assert.match(say('ls -l /dev/console', '# '), /^crw--w--w- .*root/);
  say('exit', 'Login: ');
  assert.match(say('sprite'), /Last login Mon Mar {2}6 09:00:0\d on mint\.Berkeley\.EDU\n/);
});

test('su gives root’s rights, and a password keeps others away', () => {
  const { console, say } = atConsole();
  assert.match(say('su', '# '), /^$/);
  assert.equal(say('id -u; echo $HOME', '# '), '0\n/users/root\n');
  assert.equal(say('passwd sprite', 'New password:'), 'Changing password for sprite.\n');
  assert.equal(say('tea cup', 'Retype new password:'), '');
  say('tea cup', '# ');
  assert.match(
    say('grep ^sprite /etc/passwd /etc/master.passwd', '# '),
    /passwd:sprite:\*:.*\n.*:sprite:..[./0-9A-Za-z]{11}:/,
  );
  assert.equal(say('ls -l /etc/master.passwd', '# ').slice(0, 10), '-rw-------');
  say('exit');
  assert.match(say('su sprite -c id', 'Password:'), /^$/);
  assert.match(say('coffee'), /su: sprite: sorry/);
  say('su sprite -c "id -un"', 'Password:');
  assert.match(say('tea cup'), /^sprite\n/);
  say('exit', 'Login: ');
  say('sprite', 'Password:');
  assert.match(say('tea cup'), /Last login/);
  say('passwd', 'Old password:');
  say('tea cup', 'New password:');
  say('', 'Retype new password:');
  say('');
  assert.equal(say('su sprite -c "echo open"'), 'open\n');
  assert.doesNotMatch(console.text(), /coffee|tea cup/);
});

test('su: a job like another, with its own shell’s jobs', () => {
  const { say } = atConsole();
  say('su', '# ');
  assert.match(say('sleep 100 & sleep 1', '# '), /^\[1\]/);
  assert.match(say('kill %1; wait; echo over', '# '), /over\n/);
  assert.equal(say('exit'), '');
  assert.equal(say('su root -c "cd /users/root; pwd"'), '/users/root\n');
  assert.equal(say('su - sprite -c "echo \\$0 \\$HOME; pwd"'), '-sh /users/sprite\n/users/sprite\n');
});

test('what only root may do is refused in one line', () => {
  const { stderr, status } = sh(
    'login -f root; passwd root; su nosuch; su -x; stty; tty; mesg; login -r; PATH=/none su root -c id',
  );
  assert.equal(
    stderr,
    `login: options: only for root
passwd: root: not yours to change
su: nosuch: no such user
su: usage: su [-] [user [argument ...]]
stty: standard input: not a terminal
mesg: standard error: not a terminal
login: options: only for root
sh: su: not found
`,
  );
  assert.equal(status, 127);
});

test('stty: words, characters, sizes, and back again', () => {
  const { console, say } = atConsole();
  say('old=$(stty -g)');
  assert.equal(
    say('stty -tabs tostop susp undef eof ^E rows 10 cols 20 300; stty'),
    'new tty, speed 300 baud, 10 rows, 20 columns\n-tabs tostop\neof ^E susp undef\n',
  );
  assert.equal(say('stty size; stty speed'), '10 20\n300\n');
  say('stty $old rows 24 columns 80');
  assert.match(say('stty'), /^new tty, speed 300 baud, 24 rows, 80 columns\n$/);
  assert.match(say('stty -nonsense'), /stty: -nonsense: no such mode/);
  assert.match(say('stty erase'), /stty: erase: needs a value/);
  // What the modes say is what the terminal does.
  say('stty tostop');
  say('(sleep 1; echo out of nowhere) &');
  say('sleep 3');
  assert.match(say('jobs'), /Stopped \(terminal output\)/);
  console.type('fg\n');
  console.expect('out of nowhere');
});

test('mesg', () => {
  const { say } = atConsole();
  assert.equal(
    say('mesg; mesg n; echo $?; mesg; ls -l /dev/console').slice(0, 22),
    'is y\n1\nis n\ncrw-------',
  );
});
