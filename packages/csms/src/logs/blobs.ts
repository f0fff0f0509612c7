/** Where files are kept: a folder, an object store. Keys are `[\w.-]` and slashes. */
export interface Blobs {
  /** Keeps all chunks under the key, or nothing when the chunks or the disk fail. */
  put(key: string, chunks: AsyncIterable<Uint8Array>): Promise<void>;
  get(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Nothing happens when there is none. */
  delete(key: string): Promise<void>;
}

/** Files in memory, for tests and small things. */
export function createMemoryBlobs(): Blobs {
  const files = new Map<string, readonly Uint8Array[]>();
  return {
    async put(key, chunks) {
      const kept: Uint8Array[] = [];
      for await (const chunk of chunks) kept.push(chunk);
      files.set(key, kept);
    },
    async get(key) {
      const file = files.get(key);
      return file === undefined ? undefined : replay(file);
    },
    async delete(key) {
      files.delete(key);
    },
  };
}

async function* replay(chunks: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks;
}
