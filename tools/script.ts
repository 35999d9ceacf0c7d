/**
 * Scripts for `sprite run FILE`: what a person would do, a line each; comments begin with `#`. The lines are the
 * verbs of `verbs.ts`:
 *
 *   at mint: ls /          type a line at a host's console
 *   expect $               let time pass until the console shows the text
 *   crash mint
 */
import { UserError } from './errors.js';
import { type Action, readAction, type Verb } from './verbs.js';

export interface ScriptLine {
  readonly line: number;
  readonly action: Action;
}

/** @throws UserError naming the file and line of what cannot be read. */
export function parseScript(name: string, text: string, verbs?: readonly Verb[]): readonly ScriptLine[] {
  return text.split('\n').flatMap((raw, index): readonly ScriptLine[] => {
    const line = index + 1;
    const source = raw.trim();
    if (source === '' || source.startsWith('#')) return [];
    try {
      return [{ line, action: readAction(source, verbs) }];
    } catch (error) {
      if (error instanceof UserError) throw new UserError(`${name}:${line}: ${error.message}`);
      throw error;
    }
  });
}
