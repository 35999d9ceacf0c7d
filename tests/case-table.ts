/** Reads the tables of small shell cases (format: tests/sh-cases.txt). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './house/sources.js';

export interface ShellCase {
  readonly name: string;
  readonly viaStdin: boolean;
  readonly args: readonly string[];
  readonly stdin: string;
  readonly script: string;
  readonly stdout: string;
  readonly status: number;
  /** Why dash does something else; null: it does the same. */
  readonly differs: string | null;
}

/** @throws Error naming the line of a table that cannot be read. */
export function readCases(table: string): readonly ShellCase[] {
  const text = readFileSync(join(projectRoot, 'tests', table), 'latin1');
  const cases: ShellCase[] = [];
  let current = emptyCase('');
  text.split('\n').forEach((line, index) => {
    if (line.startsWith('### ')) current = emptyCase(line.slice(4));
    else if (line === 'via stdin') current.viaStdin = true;
    else if (line.startsWith('differs ')) current.differs = line.slice(8);
    else if (line.startsWith('args ')) current.args = line.slice(5).split(' ');
    else if (line.startsWith('stdin ')) current.stdin = `${line.slice(6)}\n`;
    else if (line.startsWith('>>>')) current.script += `${line.slice(4)}\n`;
    else if (line.startsWith('=-')) current.stdout += line.slice(3);
    else if (line.startsWith('=')) current.stdout += `${line.slice(2)}\n`;
    else if (line.startsWith('status ')) cases.push({ ...current, status: Number(line.slice(7)) });
    else if (line !== '' && !line.startsWith('#')) throw new Error(`${table}:${index + 1}: ${line}`);
  });
  return cases;
}

function emptyCase(name: string) {
  return {
    name,
    viaStdin: false,
    args: [] as readonly string[],
    stdin: '',
    script: '',
    stdout: '',
    status: 0,
    differs: null as string | null,
  };
}
