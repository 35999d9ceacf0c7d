import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, instructionWords, opcodesOf, table } from './decode.js';
import { rows } from './instructions.js';
import { Field, Op } from './rows.js';

test('no opcode word belongs to two rows, and the table says what the rows say', () => {
  const owners = new Map<number, string>();
  for (const row of rows) {
    for (const opcode of opcodesOf(row)) {
      assert.equal(owners.get(opcode), undefined, `0x${opcode.toString(16)}: ${row.name}`);
      owners.set(opcode, row.name);
      assert.equal((table[opcode] >>> Field.OpShift) & 255, row.op, row.name);
      assert.equal(decode(opcode), row);
    }
  }
  for (let opcode = 0; opcode < 0x10000; opcode++) {
    if (owners.has(opcode)) continue;
    const expected = { 10: Op.LineA, 15: Op.LineF }[opcode >>> 12] ?? Op.Illegal;
    assert.equal((table[opcode] >>> Field.OpShift) & 255, expected, opcode.toString(16));
    assert.equal(decode(opcode), null);
  }
});

test('well-known opcode words are what they are, and their neighbours illegal', () => {
  const names: readonly (readonly [number, string | undefined])[] = [
    [0x2017, 'move.l d'],
    [0x1040, undefined],
    [0x1048, undefined],
    [0x303c, 'move.w d'],
    [0x207c, 'movea.l'],
    [0x4afc, undefined],
    [0x4ac0, 'tas'],
    [0x4e75, 'rts'],
    [0x4e77, 'rtr'],
    [0x41d0, 'lea'],
    [0x41c0, undefined],
    [0x49c0, 'extb.l'],
    [0x4c40, 'div.l'],
    [0x51fc, 'trapcc'],
    [0x51c8, 'dbcc'],
    [0x50c0, 'scc'],
    [0x06d0, 'callm'],
    [0x06c8, 'rtm'],
    [0x0cfc, 'cas2.w'],
    [0x00d0, 'chk2.b'],
    [0x0108, 'movep.w'],
    [0x8140, 'pack'],
    [0xc188, 'exg'],
    [0xd1c8, 'adda.l'],
    [0xb109, 'cmpm.b'],
    [0xe8d0, 'bftst'],
    [0xf200, 'fgeneral'],
    [0xf280, 'fbcc.w'],
    [0xf310, 'fsave'],
    [0xf400, undefined],
    [0xa000, undefined],
  ];
  for (const [opcode, name] of names) assert.equal(decode(opcode)?.name, name, opcode.toString(16));
});

test('the length of an instruction, as far as its first words tell', () => {
  const lengths: readonly (readonly [readonly number[], number])[] = [
    [[0x4e75], 1],
    [[0x203c, 0, 0], 3],
    [[0x103c, 0], 2],
    // move.l (bd.l,a0,d0),(bd.l,a1,d0), and with outer displacements
    [[0x23b0, 0x0130, 0, 0, 0x0130, 0, 0], 7],
    [[0x23b0, 0x0133, 0, 0, 0, 0, 0x0133, 0, 0, 0, 0], 11],
    [[0x4ef0, 0x0150], 2],
    [[0x6000, 0], 2],
    [[0x60ff, 0, 0], 3],
    [[0x6012], 1],
    [[0x0cfc, 0, 0], 3],
    [[0x48e7, 0xffff], 2],
    [[0x0690, 0, 0], 3],
    // fmove.x #, fmove.l #, fadd fp0,fp1, fbcc.l
    [[0xf23c, 0x4800, 0, 0, 0, 0, 0, 0], 8],
    [[0xf23c, 0x4000, 0, 0], 4],
    [[0xf200, 0x00a2], 2],
    [[0xf2c0, 0, 0], 3],
    [[0xf27b, 0, 0, 0], 4],
    [[0xffff], 1],
  ];
  for (const [words, length] of lengths) {
    const at = (index: number): number => words[index] ?? assert.fail(`word ${index} was asked for`);
    assert.equal(instructionWords(at, words.length), length, words[0].toString(16));
    for (let known = 1; known < length; known++)
      assert.ok(instructionWords(at, known) > known, `${words[0].toString(16)}, ${known} words`);
  }
});
