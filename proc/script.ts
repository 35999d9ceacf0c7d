/**
 * Files that begin with `#!` name the program that interprets them. One level only, and everything after the
 * name is one flags string. Source: exec-and-signals reference, 5.3.
 */
import { latin1Text } from '../arch/codec.js';

/** How much of a file exec looks at: the longest `#!` line, newline included. */
export const HEADER_BYTES = 80;

export interface ScriptLine {
  readonly interpreter: string;
  readonly flags: string | null;
}

/** The `#!` line of a file, null if it has none, 'bad' (PROC_BAD_FILE_NAME) if it is too long or empty. */
export function parseScriptLine(header: Uint8Array): ScriptLine | 'bad' | null {
  const text = latin1Text(header.subarray(0, HEADER_BYTES));
  if (!text.startsWith('#!')) return null;
  const end = text.indexOf('\n');
  if (end < 0 && text.length >= HEADER_BYTES) return 'bad';
  const line = text.slice(2, end < 0 ? text.length : end);
  const parts = /^[ \t]*([^ \t]+)[ \t]*(.*)$/s.exec(line);
  if (parts === null) return 'bad';
  return { interpreter: parts[1], flags: parts[2] === '' ? null : parts[2] };
}

/** The interpreter's arguments: the caller's argv[0], the flags, the script as named, the caller's others. */
export function scriptArguments(line: ScriptLine, path: string, args: readonly string[]): readonly string[] {
  if (args.length === 0) return [];
  return [args[0], ...(line.flags === null ? [] : [line.flags]), path, ...args.slice(1)];
}
