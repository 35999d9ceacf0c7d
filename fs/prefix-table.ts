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
  /** Its domain is on a disk of this host. */
  readonly local: boolean;
  /** And this host answers for it. */
  readonly exported: boolean;
  /** To these hosts only; to all when there are none. */
  readonly exportList: readonly HostId[];
}

export interface PrefixMatch {
  readonly entry: PrefixEntry;
  /** What is left of the name, without leading slashes. */
  readonly rest: string;
}

export interface PrefixTable {
  /** A domain of this host's own, or a directory of one that stands for it; unless told, other hosts may have it. */
  exportPrefix(prefix: string, domain: FileDomain, exported?: boolean): void;
  /** A prefix that somebody serves; no effect when it is known. */
  addPrefix(prefix: string, serverId?: HostId | null): void;
  /** The same, when it is known but its server has not been found. */
  loadPrefix(prefix: string, serverId: HostId | null): void;
  /** Its server has been found. */
  importPrefix(prefix: string, domain: FileDomain): void;
  /** The server does not have the domain any more: it is to be looked for again. */
  loseDomain(prefix: string): void;
  /** Forget the domain, keep the entry. */
  clearPrefix(prefix: string): void;
  /** Add the host to those that the prefix is exported to, or take it away. */
  changeExport(prefix: string, host: HostId, isRemoval: boolean): void;
  get(prefix: string): PrefixEntry | null;
  deletePrefix(prefix: string): void;
  /** Null when the absolute name begins with no prefix at all. */
  longestMatch(name: string): PrefixMatch | null;
  /** The domain that this host exports to `client` with exactly that prefix. */
  exportedTo(prefix: string, client: HostId): FileDomain | null;
  entries(): readonly PrefixEntry[];
  /** Each domain that has been found, once however many prefixes it has. */
  domains(): readonly FileDomain[];
}

const unknownServer = (): Omit<PrefixEntry, 'prefix'> => ({
  domain: null,
  serverId: null,
  local: false,
  exported: false,
  exportList: [],
});

export function createPrefixTable(): PrefixTable {
  const entries = new Map<string, PrefixEntry>();

  function isBelow(name: string, prefix: string): boolean {
    return prefix === '/' || name === prefix || name.startsWith(`${prefix}/`);
  }

  /** What is not said stays as it was. */
  function put(prefix: string, changes: Partial<PrefixEntry>): void {
    const entry = entries.get(prefix) ?? { ...unknownServer(), prefix };
    entries.set(prefix, { ...entry, ...changes });
  }

  return {
    exportPrefix(prefix, domain, exported = true) {
      put(prefix, { domain, serverId: domain.serverId, local: true, exported });
    },
    addPrefix(prefix, serverId = null) {
      if (!entries.has(prefix)) put(prefix, { serverId });
    },
    loadPrefix(prefix, serverId) {
      if ((entries.get(prefix)?.domain ?? null) === null) put(prefix, { serverId });
    },
    importPrefix(prefix, domain) {
      put(prefix, { domain, local: false, exported: false });
    },
    loseDomain(prefix) {
      const entry = entries.get(prefix);
      if (entry !== undefined && !entry.exported) entries.set(prefix, { ...entry, domain: null });
    },
    clearPrefix(prefix) {
      if (entries.has(prefix)) put(prefix, unknownServer());
    },
    changeExport(prefix, host, isRemoval) {
      const entry = entries.get(prefix);
      if (entry === undefined) return;
      const others = entry.exportList.filter((other) => other !== host);
      put(prefix, { exportList: isRemoval ? others : [...others, host] });
    },
    get: (prefix) => entries.get(prefix) ?? null,
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
    exportedTo(prefix, client) {
      const entry = entries.get(prefix);
      if (entry === undefined || !entry.exported) return null;
      const { exportList, domain } = entry;
      return exportList.length === 0 || exportList.includes(client) ? domain : null;
    },
    entries: () => [...entries.values()],
    domains() {
      const found = new Map<string, FileDomain>();
      for (const { domain } of entries.values()) {
        if (domain === null) continue;
        const { serverID, major } = domain.root;
        const key = `${serverID}/${major}`;
        if (!found.has(key)) found.set(key, domain);
      }
      return [...found.values()];
    },
  };
}
