/** One entry of a tree of files to be put on an empty disk, parents before children. */
export type TreeEntry = {
  /** Absolute. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
} & (
  | { readonly kind: 'dir' }
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'link'; readonly target: string }
  /** Marks where the domain with this prefix, its own path, hangs. */
  | { readonly kind: 'remote-link' }
  | { readonly kind: 'device'; readonly serverId: number; readonly type: number; readonly unit: number }
);
