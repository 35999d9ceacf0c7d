import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ContextWord, Stop } from '../machine.js';
import { Word } from './context.js';
import { describeTrap } from './conventions.js';
import { TrapCode } from './cpu.js';
import { beq, CODE, createLab, DATA, DOUBLE, f, i, type Lab, NOP, SINGLE, SYSCALL } from './testing/lab.js';

const [ADD, SUB, MUL, DIV] = [0, 1, 2, 3];
const CVT_S = 32;
const CVT_D = 33;
const CVT_W = 36;
const WORD = 20;
const mtc1 = (rt: number, fs: number): number => f(4, 0, 0, fs, rt);
const mfc1 = (rt: number, fs: number): number => f(0, 0, 0, fs, rt);
const cfc1 = (rt: number, fs: number): number => f(2, 0, 0, fs, rt);
const ctc1 = (rt: number, fs: number): number => f(6, 0, 0, fs, rt);

/** FCR31: five flags each for sticky (2), enable (7) and cause (12); inexact is the lowest. */
const FLAGS = { inexact: 1, underflow: 2, overflow: 4, divide: 8, invalid: 16 } as const;
const cause = (flags: number): number => flags << 12;
const sticky = (flags: number): number => flags << 2;
const enable = (flags: number): number => flags << 7;

const DEFAULT_NAN_SINGLE = 0x7fbfffff;
const SIGNALLING_SINGLE = 0x7fc00000;
const QUIET_SINGLE = 0x7f800001;

/** One single-precision operation of $f2 and $f4 into $f6 (which holds 1.5 before). */
function single(code: number, a: number, b: number, fcr31 = 0): Lab & { readonly stop: Stop } {
  const lab = createLab([f(SINGLE, code, 6, 2, 4), SYSCALL]);
  lab.setFloat(2, a);
  lab.setFloat(4, b);
  lab.setFloat(6, 0x3fc00000);
  lab.words[Word.Fcr31] = fcr31;
  return Object.assign(lab, { stop: lab.run() });
}

function double(code: number, a: number, b: number, mode: number): Lab {
  const lab = createLab([f(DOUBLE, code, 6, 2, 4), SYSCALL]);
  lab.setDouble(2, a);
  lab.setDouble(4, b);
  lab.words[Word.Fcr31] = mode;
  assert.equal(lab.run(), Stop.Call);
  return lab;
}

test('the four rounding modes bracket every inexact double result', () => {
  const operands = [1, 3, 0.1, 1e16, -7, 1 / 3, 5e-324, 1e308, -2.5e-308];
  for (const code of [ADD, SUB, MUL, DIV])
    for (const a of operands)
      for (const b of operands) {
        const [nearest, zero, up, down] = [0, 1, 2, 3].map((mode) => double(code, a, b, mode).getDouble(6));
        const host = [a + b, a - b, a * b, a / b][code];
        const text = `${a} ${'+-*/'[code]} ${b}: ${down} ${nearest} ${up}`;
        assert.ok(Object.is(nearest, host) || (nearest === 0 && host === 0), text);
        assert.ok(down <= nearest && nearest <= up, text);
        assert.ok(zero === (host < 0 || Object.is(host, -0) ? up : down), text);
        const inexact = (double(code, a, b, 0).words[Word.Fcr31] & sticky(FLAGS.inexact)) !== 0;
        assert.equal(up > down, inexact, text);
      }
});

test('directed rounding of known cases', () => {
  const third = 0x3eaaaaaa;
  assert.deepEqual(
    [0, 1, 2, 3].map((mode) => single(DIV, 0x3f800000, 0x40400000, mode).getFloat(6)),
    [third + 1, third, third + 1, third],
  );
  // The largest single and a little: infinity only where that is the direction.
  assert.deepEqual(
    [0, 1, 2, 3].map((mode) => single(ADD, 0x7f7fffff, 0x73800000, mode).getFloat(6)),
    [0x7f800000, 0x7f7fffff, 0x7f800000, 0x7f7fffff],
  );
  // x - x is -0 only when rounding down.
  assert.deepEqual(
    [0, 1, 2, 3].map((mode) => single(SUB, 0x40000000, 0x40000000, mode).getFloat(6)),
    [0, 0, 0, 0x80000000],
  );
});

test('flags: each exception sets its cause and sticky bits; a clean operation clears the causes alone', () => {
  const cases: readonly (readonly [number, number, number, number, number])[] = [
    [DIV, 0x3f800000, 0x40400000, FLAGS.inexact, 0x3eaaaaab],
    [DIV, 0xbf800000, 0, FLAGS.divide, 0xff800000],
    [DIV, 0, 0, FLAGS.invalid, DEFAULT_NAN_SINGLE],
    [SUB, 0x7f800000, 0x7f800000, FLAGS.invalid, DEFAULT_NAN_SINGLE],
    [MUL, 0x7f800000, 0, FLAGS.invalid, DEFAULT_NAN_SINGLE],
    [MUL, 0x7f000000, 0x7f000000, FLAGS.overflow | FLAGS.inexact, 0x7f800000],
    [MUL, 0x00800001, 0x3f000000, FLAGS.underflow | FLAGS.inexact, 0x00400000],
    [MUL, 0x00800000, 0x3f000000, 0, 0x00400000],
    [DIV, 0x3f800000, 0x7f800000, 0, 0],
    [DIV, 0, 0x40400000, 0, 0],
  ];
  for (const [code, a, b, flags, result] of cases) {
    const lab = single(code, a, b);
    const text = `${code} ${a.toString(16)} ${b.toString(16)}`;
    assert.equal(lab.stop, Stop.Call, text);
    assert.equal(lab.getFloat(6), result, text);
    assert.equal(lab.words[Word.Fcr31], cause(flags) | sticky(flags), text);
  }
  const before = cause(FLAGS.invalid) | sticky(FLAGS.invalid);
  assert.equal(single(ADD, 0x3f800000, 0x3f800000, before).words[Word.Fcr31], sticky(FLAGS.invalid));
});

test('a result that is the least normal number only by rounding to fewer bits has underflowed', () => {
  // 0x00ffffff / 2 lies a quarter of its last place below the least normal number: tiny. Twice as near: not.
  assert.equal(single(MUL, 0x00ffffff, 0x3f000000).getFloat(6), 0x00800000);
  assert.equal(single(MUL, 0x00ffffff, 0x3f000000).words[Word.Fcr31] & sticky(FLAGS.underflow), 8);
  assert.equal(single(MUL, 0x00ffffff, 0x3f000001).getFloat(6), 0x00800000);
  assert.equal(single(MUL, 0x00ffffff, 0x3f000001).words[Word.Fcr31] & sticky(FLAGS.underflow), 0);
});

test('NaNs: the quiet bit is inverted; any NaN gives the default one, a signalling one is invalid besides', () => {
  for (const code of [ADD, SUB, MUL, DIV]) {
    for (const [a, b] of [
      [QUIET_SINGLE, 0x3f800000],
      [0x3f800000, QUIET_SINGLE],
    ]) {
      const quiet = single(code, a, b);
      assert.deepEqual([quiet.getFloat(6), quiet.words[Word.Fcr31]], [DEFAULT_NAN_SINGLE, 0]);
    }
    const signalling = single(code, 0x3f800000, SIGNALLING_SINGLE);
    assert.equal(signalling.getFloat(6), DEFAULT_NAN_SINGLE);
    assert.equal(signalling.words[Word.Fcr31], cause(FLAGS.invalid) | sticky(FLAGS.invalid));
  }
  const wide = createLab([f(SINGLE, CVT_D, 6, 2), SYSCALL]);
  wide.setFloat(2, QUIET_SINGLE);
  wide.run();
  assert.deepEqual([wide.getFloat(7), wide.getFloat(6)], [0x7ff7ffff, 0xffffffff]);
});

test('registers are moved as integers, so every NaN keeps its bits', () => {
  const payload = 0x7f812345;
  const lab = createLab([
    mtc1(2, 1),
    f(SINGLE, 6, 3, 1),
    i(57, 3, 4, 0),
    i(49, 5, 4, 0),
    mfc1(3, 5),
    f(SINGLE, 7, 7, 5),
    f(DOUBLE, 5, 8, 6),
    SYSCALL,
  ]);
  lab.set(2, payload);
  lab.set(4, DATA);
  lab.setFloat(6, 0xdeadbeef);
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(3), payload);
  assert.equal(lab.getFloat(7), 0xff812345);
  assert.deepEqual([lab.getFloat(8), lab.getFloat(9)], [0xdeadbeef, payload]);
});

test('an enabled exception writes no result and no sticky bit, and pc is past the instruction', () => {
  const cases: readonly (readonly [number, number, number, number, number])[] = [
    [FLAGS.inexact, DIV, 0x3f800000, 0x40400000, FLAGS.inexact],
    [FLAGS.divide, DIV, 0x3f800000, 0, FLAGS.divide],
    [FLAGS.invalid, DIV, 0, 0, FLAGS.invalid],
    [FLAGS.overflow, MUL, 0x7f000000, 0x7f000000, FLAGS.overflow | FLAGS.inexact],
    [FLAGS.underflow, MUL, 0x00800001, 0x3f000000, FLAGS.underflow | FLAGS.inexact],
    [FLAGS.underflow, MUL, 0x00800000, 0x3f000000, FLAGS.underflow],
  ];
  for (const [enabled, code, a, b, raised] of cases) {
    const lab = single(code, a, b, enable(enabled));
    assert.equal(lab.stop, Stop.Trap);
    assert.equal(lab.words[ContextWord.TrapCode], TrapCode.Float);
    assert.deepEqual([lab.pc, lab.getFloat(6)], [CODE + 4, 0x3fc00000]);
    assert.equal(lab.words[Word.Fcr31], enable(enabled) | cause(raised));
    assert.deepEqual(describeTrap(lab.context), { kind: 'signal', signal: 3, code: 4, address: 0 });
  }
});

test('an exception in a delay slot leaves the branch done, and is charged', () => {
  const lab = createLab([beq(0, 0, 5), f(SINGLE, DIV, 6, 2, 4)]);
  lab.setFloat(2, 0x3f800000);
  lab.words[Word.Fcr31] = enable(FLAGS.divide);
  assert.equal(lab.run(20), Stop.Trap);
  assert.deepEqual([lab.pc, lab.left], [CODE + 24, 20 - 1 - 12]);
});

test('writing a cause bit beside its enable bit raises at once', () => {
  const lab = createLab([ctc1(2, 31), NOP]);
  lab.set(2, enable(FLAGS.overflow) | cause(FLAGS.overflow));
  assert.equal(lab.run(), Stop.Trap);
  assert.deepEqual([lab.words[ContextWord.TrapCode], lab.pc], [TrapCode.Float, CODE + 4]);
});

test('the control registers: status holds its own bits only, the revision is there', () => {
  const lab = createLab([ctc1(2, 31), cfc1(3, 31), cfc1(4, 0), SYSCALL]);
  // Everything but the enables: a cause alone does not raise (the unimplemented-operation cause would).
  lab.set(2, ~(enable(31) | (1 << 17)));
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.get(3) >>> 0, (0x0183ffff & ~(enable(31) | (1 << 17))) >>> 0);
  assert.equal(lab.get(4) >>> 8, 3);
});

test('conversions to words by the four modes; what does not fit is invalid', () => {
  for (const [value, expected] of [
    [2.5, [2, 2, 3, 2]],
    [3.5, [4, 3, 4, 3]],
    [-2.5, [-2, -2, -2, -3]],
    [-0.75, [-1, 0, 0, -1]],
    [2147483647.5, [0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff]],
    [Number.NaN, [0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff]],
  ] as const) {
    const got = [0, 1, 2, 3].map((mode) => {
      const lab = createLab([f(DOUBLE, CVT_W, 6, 2), SYSCALL]);
      lab.setDouble(2, value);
      lab.words[Word.Fcr31] = mode;
      assert.equal(lab.run(), Stop.Call);
      return lab.getFloat(6) | 0;
    });
    assert.deepEqual(got, expected, String(value));
  }
  const lab = createLab([f(DOUBLE, CVT_W, 6, 2), SYSCALL]);
  lab.setDouble(2, 2147483648);
  lab.run();
  assert.equal(lab.words[Word.Fcr31], cause(FLAGS.invalid) | sticky(FLAGS.invalid));
});

test('conversions between words, singles and doubles', () => {
  const lab = createLab([
    f(WORD, CVT_D, 4, 2),
    f(WORD, CVT_S, 6, 2),
    f(SINGLE, CVT_D, 8, 6),
    f(DOUBLE, CVT_S, 10, 4),
    SYSCALL,
  ]);
  lab.setFloat(2, 16777217);
  assert.equal(lab.run(), Stop.Call);
  assert.equal(lab.getDouble(4), 16777217);
  assert.equal(lab.getFloat(6), 0x4b800000);
  assert.equal(lab.getDouble(8), 16777216);
  assert.equal(lab.getFloat(10), 0x4b800000);
  assert.equal(lab.words[Word.Fcr31] & sticky(FLAGS.inexact), sticky(FLAGS.inexact));
});

test('sixteen compares, and the branches on them', () => {
  const one = 0x3f800000;
  const two = 0x40000000;
  const pairs = [
    [one, one],
    [one, two],
    [two, one],
    [one, QUIET_SINGLE],
  ];
  for (let condition = 0; condition < 16; condition++)
    pairs.forEach(([a, b], relation) => {
      const lab = createLab([f(SINGLE, 48 + condition, 0, 2, 4), f(8, 2, 0, 0, 1), NOP, SYSCALL, SYSCALL]);
      lab.setFloat(2, a);
      lab.setFloat(4, b);
      assert.equal(lab.run(), Stop.Call);
      // Bits of the condition: unordered 1, equal 2, less 4; 8 makes an unordered pair invalid.
      const holds = (condition & [2, 4, 0, 1][relation]) !== 0;
      const text = `${condition} ${relation}`;
      assert.equal((lab.words[Word.Fcr31] & (1 << 23)) !== 0, holds, text);
      assert.equal(lab.pc, holds ? CODE + 16 : CODE + 12, text);
      const invalid = relation === 3 && condition >= 8;
      assert.equal((lab.words[Word.Fcr31] & sticky(FLAGS.invalid)) !== 0, invalid, text);
    });
});

test('what the R2010 lacks is reserved', () => {
  for (const word of [
    f(DOUBLE, 4, 2, 4),
    f(DOUBLE, CVT_D, 2, 4),
    f(SINGLE, CVT_S, 2, 4),
    f(WORD, ADD, 2, 4),
    f(21, 0, 0, 0),
  ]) {
    const lab = createLab([word]);
    assert.equal(lab.run(), Stop.Trap);
    assert.deepEqual([lab.words[ContextWord.TrapCode], lab.pc], [TrapCode.Reserved, CODE]);
  }
});
