/**
 * Scripts for `sprite run FILE`: what a person would type at consoles, a line each.
 *
 *   # a comment
 *   at mint: ls /          type a line at a host's console
 *   keys mint: ix\e:wq\r   press keys: \e escape, \r return, \n \t \\, \cX control-X
 *   expect $               let time pass until the console shows the text (at the host last typed at)
 *   wait 5s                let virtual time pass
 */
import { UserError } from './errors.js';
import { durationNs } from './options.js';

export type ScriptLine = { readonly line: number } & (
  | { readonly verb: 'at'; readonly host: string; readonly text: string }
  | { readonly verb: 'keys'; readonly host: string; readonly text: string }
  | { readonly verb: 'expect'; readonly text: string }
  | { readonly verb: 'wait'; readonly ns: number }
);

const ESCAPES: { readonly [letter: string]: string } = { e: '\x1b', r: '\r', n: '\n', t: '\t', '\\': '\\' };

/** What is written for keys that have no sign of their own. An escape nobody knows stands for itself. */
const keysOf = (text: string): string =>
  text.replace(/\\c([@-_a-z])|\\(.)/g, (whole, control: string | undefined, letter: string) =>
    control !== undefined ? String.fromCharCode(control.charCodeAt(0) & 0x1f) : (ESCAPES[letter] ?? whole),
  );

/** @throws UserError naming the file and line of what cannot be read. */
export function parseScript(name: string, text: string): readonly ScriptLine[] {
  return text.split('\n').flatMap((raw, index): readonly ScriptLine[] => {
    const line = index + 1;
    const source = raw.trim();
    if (source === '' || source.startsWith('#')) return [];
    const at = /^at\s+(\S+?):\s?(.*)$/.exec(source);
    if (at !== null) return [{ line, verb: 'at', host: at[1], text: at[2] }];
    const keys = /^keys\s+(\S+?):\s?(.*)$/.exec(source);
    if (keys !== null) return [{ line, verb: 'keys', host: keys[1], text: keysOf(keys[2]) }];
    const [verb, ...words] = source.split(/\s+/);
    const rest = source.slice(verb.length).trim();
    try {
      if (verb === 'expect' && rest !== '') return [{ line, verb, text: rest }];
      if (verb === 'wait' && words.length === 1) return [{ line, verb, ns: durationNs(rest) }];
    } catch (error) {
      if (error instanceof UserError) throw new UserError(`${name}:${line}: ${error.message}`);
      throw error;
    }
    throw new UserError(
      `${name}:${line}: ${JSON.stringify(source)}: a line is "at HOST: text", "keys HOST: keys", "expect TEXT" or "wait TIME"`,
    );
  });
}
