/**
 * Scripts for `sprite run FILE`: what a person would type at consoles, a line each.
 *
 *   # a comment
 *   at mint: ls /          type a line at a host's console
 *   expect $               let time pass until the console shows the text (at the host last typed at)
 *   wait 5s                let virtual time pass
 */
import { UserError } from './errors.js';
import { durationNs } from './options.js';

export type ScriptLine = { readonly line: number } & (
  | { readonly verb: 'at'; readonly host: string; readonly text: string }
  | { readonly verb: 'expect'; readonly text: string }
  | { readonly verb: 'wait'; readonly ns: number }
);

/** @throws UserError naming the file and line of what cannot be read. */
export function parseScript(name: string, text: string): readonly ScriptLine[] {
  return text.split('\n').flatMap((raw, index): readonly ScriptLine[] => {
    const line = index + 1;
    const source = raw.trim();
    if (source === '' || source.startsWith('#')) return [];
    const at = /^at\s+(\S+?):\s?(.*)$/.exec(source);
    if (at !== null) return [{ line, verb: 'at', host: at[1], text: at[2] }];
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
      `${name}:${line}: ${JSON.stringify(source)}: a line is "at HOST: text", "expect TEXT" or "wait TIME"`,
    );
  });
}
