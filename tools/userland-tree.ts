/**
 * The text form of the root tree, used twice: `userland/tree.txt`, written by hand, says what the tree consists
 * of besides the programs; `userland/image/MANIFEST`, written by the build, describes it completely. One line an
 * entry, parents before children:
 *
 *   for all | for MACHINE              what follows is for every machine type, or only for that one
 *   dir MODE UID GID PATH
 *   link MODE UID GID PATH TARGET
 *   dev MODE UID GID PATH SERVER TYPE UNIT
 *   file MODE UID GID PATH SIZE SHA256 SOURCE       in MANIFEST; SOURCE is below userland/image
 *   file MODE UID GID PATH                          in tree.txt: the file userland/root/PATH, or a program
 *   compiler MACHINE VERSION                        in MANIFEST
 *   sources SHA256                                  in MANIFEST: of all that the image is made from
 *
 * Modes are octal. In tree.txt `<machine>` in a path stands for each machine type in turn. `#` begins a comment.
 */
export type TreeLine = {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Machine type, or null for all. */
  readonly machine: string | null;
} & (
  | { readonly kind: 'dir' }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'dev'; readonly serverId: number; readonly type: number; readonly unit: number }
  | {
      readonly kind: 'file';
      readonly content: { readonly size: number; readonly sha256: string; readonly source: string } | null;
    }
);

export interface TreeText {
  readonly sources: string | null;
  readonly compilers: readonly string[];
  readonly lines: readonly TreeLine[];
}

/** @throws Error naming the line that cannot be understood. */
export function parseTree(text: string, name: string): TreeText {
  const lines: TreeLine[] = [];
  const compilers: string[] = [];
  let sources: string | null = null;
  let machine: string | null = null;
  text.split('\n').forEach((line, index) => {
    const words = line.trim().split(/\s+/);
    if (words[0] === '' || words[0].startsWith('#')) return;
    if (words[0] === 'for') machine = words[1] === 'all' ? null : words[1];
    else if (words[0] === 'sources') sources = words[1];
    else if (words[0] === 'compiler') compilers.push(words.slice(1).join(' '));
    else {
      const parsed = parseLine(words, machine);
      if (parsed === null) throw new Error(`${name}: line ${index + 1}: ${line.trim()}`);
      lines.push(parsed);
    }
  });
  return { sources, compilers, lines };
}

const FILE_WORDS = 8;

function parseLine(words: readonly string[], machine: string | null): TreeLine | null {
  const [kind, modeText, uidText, gidText, path, ...rest] = words;
  const common = { path, mode: parseInt(modeText, 8), uid: Number(uidText), gid: Number(gidText), machine };
  if (path?.startsWith('/') !== true || Number.isNaN(common.mode + common.uid + common.gid)) return null;
  switch (kind) {
    case 'dir':
      return rest.length === 0 ? { ...common, kind } : null;
    case 'link':
      return rest.length === 1 ? { ...common, kind, target: rest[0] } : null;
    case 'dev': {
      const [serverId, type, unit] = rest.map(Number);
      return rest.length === 3 ? { ...common, kind, serverId, type, unit } : null;
    }
    case 'file': {
      if (words.length === FILE_WORDS) {
        const [size, sha256, source] = rest;
        return { ...common, kind, content: { size: Number(size), sha256, source } };
      }
      return rest.length === 0 ? { ...common, kind, content: null } : null;
    }
    default:
      return null;
  }
}

function lineText(line: TreeLine): string {
  const mode = line.mode.toString(8).padStart(4, '0');
  const head = `${line.kind} ${mode} ${line.uid} ${line.gid} ${line.path}`;
  switch (line.kind) {
    case 'dir':
      return head;
    case 'link':
      return `${head} ${line.target}`;
    case 'dev':
      return `${head} ${line.serverId} ${line.type} ${line.unit}`;
    case 'file': {
      if (line.content === null) return head;
      return `${head} ${line.content.size} ${line.content.sha256} ${line.content.source}`;
    }
  }
}

/** The MANIFEST: entries for all machines first, then each machine's own. */
export function manifestText(tree: TreeText, machines: readonly string[]): string {
  const out = [
    '# The root tree of the emulated cluster, made by the userland build. See tools/userland-tree.ts.',
    ...tree.compilers.map((compiler) => `compiler ${compiler}`),
    `sources ${tree.sources}`,
  ];
  for (const machine of [null, ...machines]) {
    out.push('', `for ${machine ?? 'all'}`);
    for (const line of tree.lines) if (line.machine === machine) out.push(lineText(line));
  }
  return `${out.join('\n')}\n`;
}
