/** Who listens to what happens in a cluster. Events that nobody listens to need not be made. */
import type { EventKind, KernelEvent } from './kernel/kernel-event.js';

export interface Listeners {
  add(listener: (event: KernelEvent) => void, kinds?: readonly EventKind[]): () => void;
  tell(event: KernelEvent): void;
  /** Whether anybody listens to this kind, or to any. */
  wants(kind?: EventKind): boolean;
}

interface Listener {
  readonly hear: (event: KernelEvent) => void;
  /** Null for all. */
  readonly kinds: ReadonlySet<EventKind> | null;
}

export function createListeners(): Listeners {
  const listeners = new Set<Listener>();
  const hears = ({ kinds }: Listener, kind: EventKind): boolean => kinds?.has(kind) ?? true;
  return {
    add(hear, kinds) {
      const listener: Listener = { hear, kinds: kinds === undefined ? null : new Set(kinds) };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    tell(event) {
      for (const listener of listeners) if (hears(listener, event.kind)) listener.hear(event);
    },
    wants(kind) {
      if (kind === undefined) return listeners.size > 0;
      for (const listener of listeners) if (hears(listener, kind)) return true;
      return false;
    },
  };
}
