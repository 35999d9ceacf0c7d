import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bind } from '../../arch/codec.js';
import { Ltchars, Sgttyb, Tchars, Winsize } from '../../arch/layouts.js';
import { Status, SUCCESS } from '../../arch/status.js';
import { MILLISECOND, SECOND } from '../../arch/units.js';
import type { Process } from '../../kernel/process.js';
import { Sig, SigAction, signalBit } from '../../kernel/signal-state.js';
import { postSignal } from '../../kernel/signals.js';
import { IocCommand } from '../ioc.js';
import {
  BASE,
  bytesOf,
  createFileHost,
  type FileHost,
  type FileHostOptions,
  out,
  pass,
  textOf,
} from '../testing/file-host.js';
import { UseFlag } from '../types.js';
import { defaultModes, LocalFlag, ModeFlag } from './modes.js';

const layout = { littleEndian: true, maxAlignment: 8 };
const sgttyb = bind(Sgttyb, layout);
const tchars = bind(Tchars, layout);
const ltchars = bind(Ltchars, layout);
const winsize = bind(Winsize, layout);
const OUT = BASE + 0x400;
const TTY = 1 << 16;

function scene(options: FileHostOptions = {}) {
  const host = createFileHost(options);
  const process = host.newProcess();
  const id = host.open(process, '/dev/console', UseFlag.READ | UseFlag.WRITE);
  const control = (command: number, input: Uint8Array = new Uint8Array(0), outSize = 0, by = process) => {
    host.memoryOf(by).set(input);
    const args = { streamID: id, command, inSize: input.length, inBuffer: BASE, outSize, outBuffer: OUT };
    const status = host.call(by, 'Fs_IOControl', args);
    return { status, out: host.memoryOf(by).slice(OUT - BASE, OUT - BASE + outSize) };
  };
  const beginRead = (count = 100, by = process) => {
    const args = { streamID: id, count, buffer: BASE, amountRead: out<number>() };
    const reading = host.begin(by, 'Fs_Read', args);
    return {
      reading,
      end: () => {
        const status = host.finish(reading);
        return { status, text: textOf(host.memoryOf(by).slice(0, args.amountRead.value)) };
      },
    };
  };
  return { host, process, id, control, beginRead };
}

const words = (...values: readonly number[]): Uint8Array => new Uint8Array(Int32Array.from(values).buffer);

function beginWrite(host: FileHost, process: Process, id: number, text: string) {
  host.memoryOf(process).set(bytesOf(text));
  const args = { streamID: id, count: text.length, buffer: BASE, amountWritten: out<number>() };
  return { args, writing: host.begin(process, 'Fs_Write', args) };
}

test('a reader sleeps until there is a line', () => {
  const { host, beginRead } = scene();
  const read = beginRead();
  host.type(0, 'hel');
  host.fake.settle();
  assert.equal(read.reading.done, false);
  host.type(0, 'lo\r');
  assert.deepEqual(read.end(), { status: SUCCESS, text: 'hello\n' });
  assert.equal(host.shown(0), 'hello\r\n');
});

test('end of file ends one read; the end of input all of them, after what was typed', () => {
  const { host, process, id, beginRead } = scene();
  const read = beginRead();
  host.type(0, '\x04');
  assert.deepEqual(read.end(), { status: SUCCESS, text: '' });
  host.type(0, 'last line');
  const waiting = beginRead();
  host.fake.settle();
  assert.equal(waiting.reading.done, false);
  host.fake.kernel.scheduler.interrupt(() => host.fs.ports.get(0)?.endOfInput());
  assert.deepEqual(waiting.end(), { status: SUCCESS, text: 'last line' });
  for (let i = 0; i < 2; i++) assert.equal(host.read(process, id, 10).amount, 0);
});

test('type-ahead is bounded, and what is typed beyond waits for the reader', () => {
  const { host, process, id, control } = scene();
  const line = 'a line of text\n';
  host.type(0, line.repeat(100));
  const readable = control(IocCommand.NUM_READABLE, undefined, 4);
  assert.ok(new DataView(readable.out.buffer).getInt32(0, true) <= 256);
  let got = '';
  for (let i = 0; i < 100; i++) got += host.read(process, id, 1000).text;
  assert.equal(got, line.repeat(100));
});

test('an interrupt passes what waits, and throws it away', () => {
  const { host, process, control, beginRead } = scene();
  control(IocCommand.SET_OWNER, words(0x10103, 1));
  host.families.set(process, 0x10103);
  host.type(0, `${'more\n'.repeat(100)}\x03after\n`);
  assert.deepEqual(host.signals, [{ family: 0x10103, signal: Sig.INTERRUPT }]);
  assert.equal(beginRead().end().text, 'after\n');
});

test('signals go to the owner, family or process', () => {
  const { host, process, control } = scene();
  host.type(0, '\x03');
  assert.deepEqual(host.signals, [{ family: -1, signal: Sig.INTERRUPT }]);
  control(IocCommand.SET_OWNER, words(process.id, 2));
  host.type(0, '\x1a');
  assert.equal(process.signals.pendingMask, signalBit(Sig.TTY_SUSPEND));
  assert.equal(host.signals.length, 1);
  const { status, out } = control(IocCommand.GET_OWNER, undefined, 8);
  assert.deepEqual([status, ...new Int32Array(out.buffer)], [SUCCESS, process.id, 2]);
  assert.equal(control(IocCommand.SET_OWNER, words(1)).status, Status.GEN_INVALID_ARG);
  assert.equal(control(IocCommand.GET_OWNER, undefined, 4).status, Status.GEN_INVALID_ARG);
});

test('output leaves at the rate of the line, and a writer waits for room', () => {
  const { host, process, id } = scene({ terminals: [{ unit: 0, kind: 'terminal', bytesPerSecond: 960 }] });
  const start = host.fake.kernel.now();
  const { args, writing } = beginWrite(host, process, id, 'x'.repeat(4096));
  pass(host, SECOND);
  assert.equal(writing.done, false);
  const shown = host.shown(0).length;
  assert.ok(shown > 940 && shown <= 960, String(shown));
  assert.equal(host.finish(writing), SUCCESS);
  assert.equal(args.amountWritten.value, 4096);
  const took = host.fake.kernel.now() - start;
  assert.ok(took > 4.26 * SECOND && took < 4.3 * SECOND, String(took));
  assert.equal(host.shown(0), 'x'.repeat(4096));
});

test('stopped output stays; an interrupt throws it away', () => {
  const { host, process, id } = scene();
  host.type(0, '\x13');
  const { writing, args } = beginWrite(host, process, id, 'y'.repeat(3000));
  pass(host, SECOND);
  assert.equal(host.shown(0), '');
  assert.equal(writing.done, false);
  host.type(0, '\x11');
  assert.equal(host.finish(writing), SUCCESS);
  assert.equal(args.amountWritten.value, 3000);
  assert.equal(host.shown(0), 'y'.repeat(3000));
  host.type(0, '\x13');
  host.write(process, id, 'never seen');
  host.type(0, '\x03');
  host.fake.settle();
  assert.equal(host.shown(0).slice(3000), '^C');
});

test('a signal ends a wait; a write that is dropped and entered again repeats nothing', () => {
  const { host, process, id, beginRead } = scene();
  const read = beginRead();
  host.fake.settle();
  postSignal(host.fake.kernel, process, Sig.TERM);
  assert.equal(read.end().status, Status.GEN_ABORTED_BY_SIGNAL);
  process.signals.pendingMask = 0;
  const text = Array.from({ length: 5000 }, (_, i) => String.fromCharCode(65 + (i % 50))).join('');
  const { args, writing } = beginWrite(host, process, id, text);
  pass(host, 10 * MILLISECOND);
  assert.equal(writing.done, false);
  assert.equal(host.finish(host.restart(process, 'Fs_Write', args)), SUCCESS);
  assert.equal(args.amountWritten.value, 5000);
  assert.equal(host.shown(0), text);
});

test('non-blocking reads and writes', () => {
  const { host, process, id, control } = scene();
  control(IocCommand.SET_BITS, words(2));
  assert.equal(host.read(process, id, 10).status, Status.FS_WOULD_BLOCK);
  host.type(0, '\x13');
  const { status, amount } = host.write(process, id, 'x'.repeat(5000));
  assert.equal(status, SUCCESS);
  assert.ok(amount !== undefined && amount > 2000 && amount <= 2048);
  assert.equal(host.write(process, id, 'x').status, Status.FS_WOULD_BLOCK);
});

test('parameters and special characters are given and taken as structures', () => {
  const { host, control } = scene();
  const params = control(TTY | 2, undefined, 6);
  assert.deepEqual(sgttyb.decode(params.out), {
    ispeed: 13,
    ospeed: 13,
    erase: 0x7f,
    kill: 0x15,
    flags: defaultModes.flags,
  });
  assert.equal(control(TTY | 2, undefined, 5).status, Status.GEN_INVALID_ARG);
  const cbreak = { ispeed: 13, ospeed: 13, erase: 8, kill: 0x18, flags: ModeFlag.CBREAK };
  assert.equal(control(TTY | 4, sgttyb.encode(cbreak)).status, SUCCESS);
  assert.deepEqual(sgttyb.decode(control(TTY | 2, undefined, 6).out), cbreak);
  assert.equal(control(TTY | 4, words(1)).status, Status.GEN_INVALID_ARG);
  const t = { intrc: 1, quitc: 2, startc: 3, stopc: 4, eofc: 5, brkc: 6 };
  assert.equal(control(TTY | 0x12, tchars.encode(t)).status, SUCCESS);
  assert.deepEqual(tchars.decode(control(TTY | 0x11, undefined, 6).out), t);
  const l = { suspc: 7, dsuspc: 8, rprntc: 9, flushc: 10, werasc: 11, lnextc: 12 };
  assert.equal(control(TTY | 0x14, ltchars.encode(l)).status, SUCCESS);
  assert.deepEqual(ltchars.decode(control(TTY | 0x13, undefined, 6).out), l);
  host.type(0, '\x01');
  assert.equal(host.signals[0].signal, Sig.INTERRUPT);
});

test('local modes, discipline, and what has nothing to do', () => {
  const { control } = scene();
  const local = () => new DataView(control(TTY | 0x17, undefined, 4).out.buffer).getInt32(0, true);
  const before = local();
  assert.equal(before, defaultModes.local);
  control(TTY | 0x15, words(LocalFlag.NOFLSH));
  assert.equal(local(), before | LocalFlag.NOFLSH);
  control(TTY | 0x16, words(LocalFlag.CTLECH));
  assert.equal(local(), (before | LocalFlag.NOFLSH) & ~LocalFlag.CTLECH);
  control(TTY | 0x20, words(before));
  assert.equal(local(), before);
  assert.equal(new DataView(control(TTY | 0x21, undefined, 4).out.buffer).getInt32(0, true), 2);
  assert.equal(control(TTY | 0x22, words(2)).status, SUCCESS);
  assert.equal(control(TTY | 0x22, words(0)).status, Status.GEN_INVALID_ARG);
  for (const index of [7, 0xa, 0xb, 0xc, 0xd, 0x28]) assert.equal(control(TTY | index).status, SUCCESS);
  for (const index of [0x23, 0x24, 0x25]) {
    assert.equal(control(TTY | index).status, Status.GEN_NOT_IMPLEMENTED);
  }
  assert.equal(control(TTY | 0x99).status, Status.GEN_INVALID_ARG);
  assert.equal(control(IocCommand.REPOSITION, words(0, 0)).status, Status.GEN_INVALID_ARG);
});

test('SET_PARAMS waits for the screen and throws input away; FLUSH throws away what it is told', () => {
  const { host, process, id, control } = scene();
  host.type(0, 'typed before\n');
  host.write(process, id, 'z'.repeat(1000));
  assert.equal(control(TTY | 3, sgttyb.encode(defaultModes)).status, SUCCESS);
  assert.equal(host.shown(0).length, 1000 + 'typed before\r\n'.length);
  const readable = () =>
    new DataView(control(IocCommand.NUM_READABLE, undefined, 4).out.buffer).getInt32(0, true);
  assert.equal(readable(), 0);
  host.type(0, 'more\n');
  control(TTY | 8, words(2));
  assert.equal(readable(), 5);
  control(TTY | 8, words(1));
  assert.equal(readable(), 0);
  host.type(0, 'more\n');
  control(TTY | 8, words(0));
  assert.equal(readable(), 0);
});

test('a character can be put in as if it had been typed', () => {
  const { control, beginRead } = scene();
  for (const c of 'hi\n') assert.equal(control(TTY | 9, bytesOf(c)).status, SUCCESS);
  assert.equal(beginRead().end().text, 'hi\n');
});

test('the window: size, and a signal when it changes', () => {
  const { host, control } = scene();
  assert.deepEqual(winsize.decode(control(TTY | 0x26, undefined, 8).out), {
    row: 24,
    col: 80,
    xpixel: 0,
    ypixel: 0,
  });
  control(IocCommand.SET_OWNER, words(77, 1));
  host.fake.kernel.scheduler.interrupt(() => host.fs.ports.get(0)?.resize(50, 132));
  assert.deepEqual(host.signals, [{ family: 77, signal: Sig.WINDOW_CHANGE }]);
  control(TTY | 0x27, winsize.encode({ row: 50, col: 132, xpixel: 0, ypixel: 0 }));
  assert.equal(host.signals.length, 1);
  control(TTY | 0x27, winsize.encode({ row: 30, col: 132, xpixel: 0, ypixel: 0 }));
  assert.equal(host.signals.length, 2);
});

test('a reader that does not own the terminal is stopped, and gets nothing', () => {
  const { host, process, id, control, beginRead } = scene();
  control(IocCommand.SET_OWNER, words(77, 1));
  host.families.set(process, 78);
  host.type(0, 'for the owner\n');
  assert.equal(beginRead().end().status, Status.GEN_ABORTED_BY_SIGNAL);
  assert.equal(process.signals.pendingMask, signalBit(Sig.TTY_INPUT));
  process.signals.pendingMask = 0;
  control(IocCommand.SET_OWNER, words(78, 1));
  assert.equal(beginRead().end().text, 'for the owner\n');

  process.signals.actions[Sig.TTY_INPUT] = SigAction.Ignore;
  control(IocCommand.SET_OWNER, words(77, 1));
  assert.equal(host.read(process, id, 10).status, Status.DEV_OFFLINE);
  assert.equal(process.signals.pendingMask, 0);
});

test('a reader that loses the terminal while it waits does not get the next line', () => {
  const { host, process, control, beginRead } = scene();
  host.families.set(process, 77);
  control(IocCommand.SET_OWNER, words(77, 1));
  const read = beginRead();
  host.fake.settle();
  const other = host.newProcess();
  control(IocCommand.SET_OWNER, words(other.id, 2), 0, otherWithConsole(host, other));
  host.type(0, 'line\n');
  assert.equal(read.end().status, Status.GEN_ABORTED_BY_SIGNAL);
  assert.equal(beginRead(100, other).end().text, 'line\n');
});

function otherWithConsole(host: FileHost, other: Process): Process {
  host.open(other, '/dev/console', UseFlag.READ | UseFlag.WRITE);
  return other;
}

test('TOSTOP: a writer in the background is stopped, unless it would not stop', () => {
  const { host, process, id, control } = scene();
  control(IocCommand.SET_OWNER, words(77, 1));
  host.families.set(process, 78);
  assert.equal(host.write(process, id, 'a').status, SUCCESS);
  control(TTY | 0x15, words(LocalFlag.TOSTOP));
  assert.equal(host.write(process, id, 'b').status, Status.GEN_ABORTED_BY_SIGNAL);
  assert.equal(process.signals.pendingMask, signalBit(Sig.TTY_OUTPUT));
  process.signals.pendingMask = 0;
  process.signals.holdMask = signalBit(Sig.TTY_OUTPUT);
  assert.equal(host.write(process, id, 'c').status, SUCCESS);
  host.fake.settle();
  assert.equal(host.shown(0), 'ac');
});

test('the delayed stop stops the owner when it reads', () => {
  const { host, process, control, beginRead } = scene();
  host.families.set(process, 77);
  control(IocCommand.SET_OWNER, words(77, 1));
  host.type(0, '\x19after\n');
  assert.equal(beginRead().end().text, 'after\n');
  assert.deepEqual(host.signals, [{ family: 77, signal: Sig.TTY_SUSPEND }]);
  control(IocCommand.SET_OWNER, words(process.id, 2));
  host.type(0, '\x19');
  host.type(0, 'more\n');
  assert.equal(beginRead().end().status, Status.GEN_ABORTED_BY_SIGNAL);
  assert.equal(process.signals.pendingMask, signalBit(Sig.TTY_SUSPEND));
});

test('exclusive use', () => {
  const { host, process, id, control } = scene();
  const user = host.newProcess(7);
  assert.equal(control(TTY | 5).status, SUCCESS);
  assert.equal(host.openStatus(user, '/dev/console', UseFlag.READ), Status.DEV_BUSY);
  assert.equal(host.openStatus(process, '/dev/console', UseFlag.READ), SUCCESS);
  assert.equal(control(TTY | 6).status, SUCCESS);
  assert.equal(host.openStatus(user, '/dev/console', UseFlag.READ), SUCCESS);
  control(TTY | 5);
  for (const [by, ids] of [
    [process, [id, id + 1]],
    [user, [0]],
  ] as const) {
    for (const streamID of ids) host.call(by, 'Fs_Close', { streamID });
  }
  assert.equal(host.openStatus(user, '/dev/console', UseFlag.READ), SUCCESS);
});

test('the time of the last key is known', () => {
  const { host } = scene();
  assert.equal(host.fs.lastInputNs(), 0);
  pass(host, SECOND);
  host.type(0, 'x');
  assert.ok(host.fs.lastInputNs() >= SECOND);
});
