/**
 * The prefix table: which domain serves the names below a prefix. The longest prefix that ends at a component
 * boundary counts. Source: file system reference, 1.1.
 */
import type { FileDomain } from './domain.js';

export interface PrefixEntry {
  readonly prefix: string;
  readonly domain: FileDomain;
}

export interface PrefixMatch extends PrefixEntry {
  /** What is left of the name, without leading slashes. */
  readonly rest: string;
}

export interface PrefixTable {
  attach(prefix: string, domain: FileDomain): void;
  /** A prefix announced by a remote link; true when somebody serves it. */
  addPrefix(prefix: string): boolean;
  /** Null when nobody serves the absolute name. */
  longestMatch(name: string): PrefixMatch | null;
  entries(): readonly PrefixEntry[];
}

export function createPrefixTable(): PrefixTable {
  const domains = new Map<string, FileDomain>();
  return {
    attach(prefix, domain) {
      domains.set(prefix, domain);
    },
    addPrefix: (prefix) => domains.has(prefix),
    longestMatch(name) {
      let best: PrefixMatch | null = null;
      for (const [prefix, domain] of domains) {
        const atBoundary = prefix === '/' || name.length === prefix.length || name[prefix.length] === '/';
        if (!name.startsWith(prefix) || !atBoundary) continue;
        if (best !== null && best.prefix.length >= prefix.length) continue;
        best = { domain, prefix, rest: name.slice(prefix.length).replace(/^\/+/, '') };
      }
      return best;
    },
    entries: () => [...domains].map(([prefix, domain]) => ({ prefix, domain })),
  };
}
