/** A kernel call in the words of the trace: its arguments by their kinds, and its result. */
import type { Decoded } from './argument-codecs.js';
import type { Argument } from './call-table.js';

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

export function describeArguments(definitions: readonly Argument[], args: Decoded): string {
  return definitions
    .filter((argument) => argument.name in args)
    .map((argument) => `${argument.name}=${describeValue(argument.kind, args[argument.name])}`)
    .join(', ');
}

function describeValue(kind: Argument['kind'], value: unknown): string {
  switch (kind) {
    case 'address':
    case 'uint':
      return hex(value as number);
    case 'pid':
      return (value as number).toString(16);
    case 'path':
    case 'string':
      return JSON.stringify(value);
    case 'outInt':
    case 'outString':
    case 'inOutInt':
    case 'out':
      return describePlain((value as { readonly value?: unknown }).value);
    default:
      return describePlain(value);
  }
}

function describePlain(value: unknown): string {
  if (value === undefined || value === null) return '-';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `[${value.map(describePlain).join(' ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, part]) => `${name}=${describePlain(part)}`)
      .join(' ')}}`;
  }
  return String(value);
}
