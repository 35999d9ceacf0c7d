/**
 * The prefix table: which domain serves the names below a prefix. The longest prefix that ends at a component
 * boundary counts. An entry may be there without its domain: a remote link announced the prefix, or its server
 * was lost; whoever needs it has the server looked for. Source: file system reference, 1.1.
 */
import type { HostId } from '../arch/units.js';
import type { FileDomain } from './domain.js';

export interface PrefixEntry {
  readonly prefix: string;
  /** Null until its server is found. */
  readonly domain: FileDomain | null;
  /** The only host to ask for it; null to ask everybody. */
  readonly serverId: HostId | null;
  /** Its domain is on a disk of this host, which answers for it. */
  readonly exported: boolean;
}

export interface PrefixMatch {
  readonly entry: PrefixEntry;
  /** What is left of the name, without leading slashes. */
  readonly rest: string;
}

export interface PrefixTable {
  /** A domain of this host's own. */
  exportPrefix(prefix: string, domain: FileDomain): void;
  /** A prefix that somebody serves; no effect when it is known. */
  addPrefix(prefix: string, serverId?: HostId | null): void;
  /** Its server has been found. */
  importPrefix(prefix: string, domain: FileDomain): void;
  /** The server does not have the domain any more: it is to be looked for again. */
  loseDomain(prefix: string): void;
  /** Forget the domain, keep the entry. */
  clearPrefix(prefix: string): void;
  deletePrefix(prefix: string): void;
  /** Null when the absolute name begins with no prefix at all. */
  longestMatch(name: string): PrefixMatch | null;
  /** The domain that this host exports with exactly that prefix. */
  exported(prefix: string): FileDomain | null;
  entries(): readonly PrefixEntry[];
}

export function createPrefixTable(): PrefixTable {
  const entries = new Map<string, PrefixEntry>();

  function isBelow(name: string, prefix: string): boolean {
    return prefix === '/' || name === prefix || name.startsWith(`${prefix}/`);
  }

  return {
    exportPrefix(prefix, domain) {
      entries.set(prefix, { prefix, domain, serverId: domain.serverId, exported: true });
    },
    addPrefix(prefix, serverId = null) {
      if (!entries.has(prefix)) entries.set(prefix, { prefix, domain: null, serverId, exported: false });
    },
    importPrefix(prefix, domain) {
      const serverId = entries.get(prefix)?.serverId ?? null;
      entries.set(prefix, { prefix, domain, serverId, exported: false });
    },
    loseDomain(prefix) {
      const entry = entries.get(prefix);
      if (entry !== undefined && !entry.exported) entries.set(prefix, { ...entry, domain: null });
    },
    clearPrefix(prefix) {
      const entry = entries.get(prefix);
      if (entry !== undefined)
        entries.set(prefix, { ...entry, domain: null, serverId: null, exported: false });
    },
    deletePrefix(prefix) {
      entries.delete(prefix);
    },
    longestMatch(name) {
      let best: PrefixEntry | null = null;
      for (const entry of entries.values()) {
        if (!isBelow(name, entry.prefix)) continue;
        if (best === null || entry.prefix.length > best.prefix.length) best = entry;
      }
      return best === null ? null : { entry: best, rest: name.slice(best.prefix.length).replace(/^\/+/, '') };
    },
    exported(prefix) {
      const entry = entries.get(prefix);
      return entry?.exported === true ? entry.domain : null;
    },
    entries: () => [...entries.values()],
  };
}
