/** The line after `:`: typed, edited, completed, and found again with the arrows. */
export interface CommandLine {
  readonly text: string;
  readonly cursor: number;
  begin(text: string): void;
  /** 'done' with the line entered; 'left' when it is given up; 'going on' otherwise. */
  key(name: string): 'done' | 'left' | 'going on';
}

export function createCommandLine(complete: (words: readonly string[]) => readonly string[]): CommandLine {
  let text = '';
  let cursor = 0;
  const history: string[] = [];
  let remembered = 0;

  function set(wanted: string, at = wanted.length): void {
    text = wanted;
    cursor = at;
  }

  function recall(step: number): void {
    remembered = Math.max(0, Math.min(history.length, remembered + step));
    set(history[remembered] ?? '');
  }

  /** The part that all candidates for the last word have in common. */
  function completeWord(): void {
    const words = text.slice(0, cursor).split(' ');
    const word = words.at(-1) ?? '';
    const candidates = complete(words).filter((candidate) => candidate.startsWith(word));
    if (candidates.length === 0) return;
    let common = candidates[0];
    for (const candidate of candidates) while (!candidate.startsWith(common)) common = common.slice(0, -1);
    const ending = candidates.length === 1 ? ' ' : '';
    const head = text.slice(0, cursor - word.length) + common + ending;
    set(head + text.slice(cursor), head.length);
  }

  const edits: { readonly [name: string]: () => void } = {
    left: () => set(text, Math.max(0, cursor - 1)),
    right: () => set(text, Math.min(text.length, cursor + 1)),
    home: () => set(text, 0),
    end: () => set(text),
    'C-a': () => set(text, 0),
    'C-e': () => set(text),
    'C-u': () => set(text.slice(cursor), 0),
    'C-w': () => {
      const head = text.slice(0, cursor).replace(/\S*\s*$/, '');
      set(head + text.slice(cursor), head.length);
    },
    up: () => recall(-1),
    down: () => recall(1),
    tab: completeWord,
    delete: () => set(text.slice(0, cursor) + text.slice(cursor + 1), cursor),
  };

  return {
    get text() {
      return text;
    },
    get cursor() {
      return cursor;
    },
    begin(wanted) {
      set(wanted);
      remembered = history.length;
    },
    key(name) {
      if (name === 'enter') {
        if (text.trim() !== '' && history.at(-1) !== text) history.push(text);
        return 'done';
      }
      if (name === 'escape' || name === 'C-c' || name === 'C-]') return 'left';
      if (name === 'backspace') {
        if (text === '') return 'left';
        set(text.slice(0, Math.max(0, cursor - 1)) + text.slice(cursor), Math.max(0, cursor - 1));
      } else if (edits[name] !== undefined) edits[name]();
      else if (name.length === 1) set(text.slice(0, cursor) + name + text.slice(cursor), cursor + 1);
      return 'going on';
    },
  };
}
