/** How fast programs run in virtual time, by the one measure that both machines were given: Dhrystone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readElf, runFlat } from './flat-program.js';
import { m68kOracle, mipsOracle, type OracleMachine, readPrograms } from './oracle-programs.js';

function cyclesOf(machine: OracleMachine, name: string): number {
  const program = readPrograms(machine).find((candidate) => candidate.name === name);
  assert.ok(program !== undefined);
  return runFlat(machine.target, readElf(machine.target, program.elf), [name, '10']).cycles;
}

test('integer code takes a Sun as much longer than a DECstation as Dhrystone did: 1.8-2 and 12-13 MIPS', () => {
  // Both have the same clock. Source: measurements reference, 3. Ours is a mixture like Dhrystone's, and not it.
  const ratio = cyclesOf(m68kOracle, 'dhry') / cyclesOf(mipsOracle, 'dhry');
  assert.ok(ratio > 12 / 2 && ratio < 13 / 1.8, `${ratio.toFixed(2)} times`);
});
