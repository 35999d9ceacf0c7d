/** A file's contents as a model has them: unchanging, 4 KB blocks shared between versions, holes left out. */
import { BLOCK_SIZE } from '../../types.js';

export interface Content {
  readonly size: number;
  readonly blocks: ReadonlyMap<number, Uint8Array>;
}

export const NOTHING: Content = { size: 0, blocks: new Map() };

export function writeAt(content: Content, offset: number, bytes: Uint8Array): Content {
  const blocks = new Map(content.blocks);
  for (let done = 0; done < bytes.length; ) {
    const index = Math.floor((offset + done) / BLOCK_SIZE);
    const start = (offset + done) % BLOCK_SIZE;
    const count = Math.min(BLOCK_SIZE - start, bytes.length - done);
    const block = blocks.get(index)?.slice() ?? new Uint8Array(BLOCK_SIZE);
    block.set(bytes.subarray(done, done + count), start);
    blocks.set(index, block);
    done += count;
  }
  return { size: bytes.length === 0 ? content.size : Math.max(content.size, offset + bytes.length), blocks };
}

export function resize(content: Content, size: number): Content {
  const blocks = new Map(content.blocks);
  for (const [index, block] of blocks) {
    const start = index * BLOCK_SIZE;
    if (start >= size) blocks.delete(index);
    else if (start + BLOCK_SIZE > size && size < content.size) {
      const cut = block.slice();
      cut.fill(0, size - start);
      blocks.set(index, cut);
    }
  }
  return { size, blocks };
}

export function readAt({ size, blocks }: Content, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
  for (let done = 0; done < bytes.length; ) {
    const index = Math.floor((offset + done) / BLOCK_SIZE);
    const start = (offset + done) % BLOCK_SIZE;
    const count = Math.min(BLOCK_SIZE - start, bytes.length - done);
    const block = blocks.get(index);
    if (block !== undefined) bytes.set(block.subarray(start, start + count), done);
    done += count;
  }
  return bytes;
}
