/**
 * The 68881's arithmetic against exact fractions (`arch/sun3/testing/exact.ts`), for developers:
 *
 *   node dist/tools/m68881-exact.js [--operations N] [--seed N]
 *
 * A million random operations unless told, results, condition codes, exceptions and quotients; also where qemu is no
 * oracle: denormals, unnormals, the ranges of single and double precision.
 */
import { parseArgs } from 'node:util';
import { Opmode } from '../arch/sun3/fpu-opmodes.js';
import {
  exactly,
  exactOperations,
  exactOpmodes,
  type Operand,
  type Outcome,
  remainderExactly,
  statusOf,
} from '../arch/sun3/testing/exact.js';
import { createFpuLab, REGISTERS, registerCommand } from '../arch/sun3/testing/fpu-lab.js';
import { type Case, makeCases } from './m68881-cases.js';

const hex = (words: readonly number[]): string =>
  words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(' ');

const operandAt = ({ registers }: Case, at: number): Operand => ({
  words: [registers[at] & -0x10000, registers[at + 1], registers[at + 2]],
});

interface Expected {
  readonly outcome: Outcome;
  readonly quotient: number;
}

function expect(name: string, row: Case): Expected {
  const [a, b] = [operandAt(row, 0), operandAt(row, 3)];
  const [precision, mode] = [row.fpcr >>> 6, (row.fpcr >>> 4) & 3];
  if (!name.startsWith('frem') && !name.startsWith('fmod'))
    return { outcome: exactly(name, a, b, precision, mode), quotient: 0 };
  const outcome = remainderExactly(a, b, name === 'frem', precision, mode);
  return { outcome, quotient: outcome.quotient ?? 0 };
}

/** How many of the cases differ. */
function compare(name: string, opmode: number, cases: readonly Case[]): number {
  const lab = createFpuLab();
  let wrong = 0;
  for (const row of cases) {
    lab.setRegister(0, operandAt(row, 0).words);
    lab.setRegister(1, operandAt(row, 3).words);
    lab.setStatus(row.fpcr, 0);
    lab.run(REGISTERS, registerCommand(opmode, 1, 0));
    lab.log.length = 0;
    const { outcome, quotient } = expect(name, row);
    const [ours, exact] = [
      [...lab.register(0), lab.fpsr()],
      [...outcome.words, statusOf(outcome, quotient)],
    ].map(hex);
    if (ours === exact) continue;
    wrong++;
    if (wrong <= 3)
      console.log(`${name} ${hex([row.fpcr, ...row.registers])}: ours ${ours}, exactly ${exact}`);
  }
  return wrong;
}

function main(): number {
  const { values } = parseArgs({
    options: { operations: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  });
  const rows: readonly (readonly [string, number])[] = [
    ...exactOperations.map((name) => [name, exactOpmodes[name]] as const),
    ['fmod', Opmode.Fmod],
    ['frem', Opmode.Frem],
  ];
  const each = Math.ceil(Number(values.operations) / rows.length);
  let wrong = 0;
  for (const [n, [name, opmode]] of rows.entries())
    wrong += compare(name, opmode, makeCases(1000 * Number(values.seed) + n, each));
  console.log(`${each * rows.length} random operations of ${rows.length} kinds: ${wrong} differences`);
  return wrong === 0 ? 0 : 1;
}

process.exitCode = main();
