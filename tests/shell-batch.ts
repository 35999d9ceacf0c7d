/**
 * Many shell cases on one host: each in an empty directory of its own, one after the other, by a script that
 * says where the output of one ends. (In `cases.test.ts` each case has a host of its own.)
 */
import type { TreeEntry } from '../index.js';
import type { ShellCase } from './case-table.js';
import { sh } from './system.js';

export interface CaseResult {
  readonly stdout: string;
  readonly status: number;
}

/** No case prints it. */
const MARK = '\x01';
const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** @throws Error when the host does not come to the end of them. */
export function runBatch(cases: readonly ShellCase[]): readonly CaseResult[] {
  const steps = cases.map((each, i) => {
    const input = each.stdin === '' ? '</dev/null' : `<<'END OF INPUT'\n${each.stdin}END OF INPUT`;
    const command = each.viaStdin
      ? `sh </tmp/script${i}`
      : `sh -c ${[each.script, ...each.args].map(quote).join(' ')} ${input}`;
    return `mkdir /tmp/c${i}; cd /tmp/c${i}\n(${command}\n)\nprintf '\\001%d\\001' $?\n`;
  });
  const files = [
    textFile('/tmp/driver', `HOME=/; export HOME\n${steps.join('')}`),
    ...cases.flatMap((each, i) => (each.viaStdin ? [textFile(`/tmp/script${i}`, each.script)] : [])),
  ];
  const { stdout, stderr } = sh('sh /tmp/driver', { files });
  const pieces = stdout.split(MARK);
  if (pieces.length !== 2 * cases.length + 1) {
    throw new Error(`the batch ended after ${(pieces.length - 1) / 2} cases; ${stderr.slice(-500)}`);
  }
  return cases.map((_, i) => ({ stdout: pieces[2 * i], status: Number(pieces[2 * i + 1]) }));
}

const textFile = (path: string, text: string): TreeEntry => ({
  kind: 'file',
  path,
  mode: 0o644,
  uid: 10,
  gid: 10,
  bytes: Buffer.from(text, 'latin1'),
});
