/** Those who wait in Fs_Select for an object to become ready. */
export interface Watchers {
  /** The answer ends it. */
  watch(changed: () => void): () => void;
  tell(): void;
}

export function createWatchers(): Watchers {
  const watching = new Set<() => void>();
  return {
    watch(changed) {
      watching.add(changed);
      return () => {
        watching.delete(changed);
      };
    },
    tell() {
      for (const changed of [...watching]) changed();
    },
  };
}
