import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode, disassemble, floatExtraCycles } from './decode.js';

test('assembler text', () => {
  const pc = 0x400100;
  for (const [word, text] of [
    [0x00000000, 'nop'],
    [0x00021080, 'sll $2,$2,2'],
    [0x00851021, 'addu $2,$4,$5'],
    [0x0085001a, 'div $4,$5'],
    [0x00001012, 'mflo $2'],
    [0x03e00008, 'jr $31'],
    [0x0000000c, 'syscall'],
    [0x0007000d, 'break 0x1c00'],
    [0x24a5ffff, 'addiu $5,$5,-1'],
    [0x3c011000, 'lui $1,0x1000'],
    [0x8fbf0010, 'lw $31,16($29)'],
    [0xa082ffff, 'sb $2,-1($4)'],
    [0x1440fffd, 'bne $2,$0,0x4000f8'],
    [0x04910002, 'bgezal $4,0x40010c'],
    [0x0c100040, 'jal 0x400100'],
    [0xc4400008, 'lwc1 $f0,8($2)'],
    [0x46241002, 'mul.d $f0,$f2,$f4'],
    [0x46041032, 'c.eq.s $f2,$f4'],
    [0x4501ffff, 'bc1t 0x400100'],
    [0x44843000, 'mtc1 $4,$f6'],
    [0x44c2f800, 'ctc1 $2,$31'],
    [0x46801021, 'cvt.d.w $f0,$f2'],
    [0x4c000000, '.word 0x4c000000'],
    [0x46801004, '.word 0x46801004'],
  ] as const)
    assert.equal(disassemble(word, pc), text);
});

test('latencies of the data sheets, in cycles beyond the first', () => {
  const float = floatExtraCycles();
  for (const [word, extra] of [
    [0x00850018, 11],
    [0x0085001a, 34],
    [0x8c820000, 1],
    [0xac820000, 1],
    [0x00851021, 0],
    [0x46041000, 1],
    [0x46041002, 3],
    [0x46241002, 4],
    [0x46041003, 11],
    [0x46241003, 18],
    [0x46201006, 0],
    [0x44843000, 0],
    [0x45010003, 0],
  ]) {
    assert.equal(decode(word)?.extraCycles, extra, disassemble(word, 0));
    // The interpreter's table says the same of coprocessor-1 words, whatever the offset of a branch looks like.
    if (word >>> 26 === 17) assert.equal(float[((word >>> 15) & 0x7c0) | (word & 63)], extra);
  }
});
