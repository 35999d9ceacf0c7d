/** docs/kernel-calls.md, made from the call table: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Argument, type CallDefinition, callsByNumber } from '../kernel/call-table.js';

export const DOCUMENT = new URL('../../docs/kernel-calls.md', import.meta.url);

const servedWords: { readonly [served: string]: string } = {
  local: 'where it runs',
  home: 'at home',
  special: 'both hosts take part',
  refused: 'refused',
};

function argumentText(argument: Argument): string {
  const pointer: { readonly [kind: string]: string } = {
    path: 'path',
    string: 'string',
    address: 'address',
    outInt: 'out int',
    inOutInt: 'in/out int',
    outString: 'out string',
  };
  const type =
    argument.kind === 'in' || argument.kind === 'out'
      ? `${argument.kind} ${argument.struct.name}`
      : (pointer[argument.kind] ?? argument.kind);
  const optional = 'optional' in argument && argument.optional ? '?' : '';
  return `${argument.name}: ${type}${optional}`;
}

function row(call: CallDefinition & { readonly name: string }): string {
  const args = call.arguments.map(argumentText).join(', ');
  return `| ${call.number} | ${call.name} | ${args} | ${call.words} | ${call.stub ?? '-'} | ${servedWords[call.served]} |`;
}

/** The whole document. */
export function callDocument(): string {
  return [
    '# Kernel calls',
    '',
    'Made from the call table (`kernel/call-table.ts`) by `npm run docs`. `out` is a result the kernel stores',
    'through a pointer, `?` a pointer that may be 0. The last column says where the call of a migrated process is',
    'served.',
    '',
    '| # | call | arguments | words | stub | served |',
    '|--:|---|---|--:|---|---|',
    ...callsByNumber.map(row),
    '',
  ].join('\n');
}

if (process.argv[1]?.endsWith('call-docs.js') === true) {
  const text = callDocument();
  const current = readFileSync(DOCUMENT, { encoding: 'utf8', flag: 'a+' });
  if (current !== text) writeFileSync(DOCUMENT, text);
}
