import { createMemoryBlobs, type Blobs } from "@cpokit/csms";
import { createReadStream, createWriteStream, existsSync, mkdirSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Files in a folder; whole ones alone have their name. Without a folder they are kept in memory. */
export function openBlobs(folder: string | undefined): Blobs {
  if (folder === undefined) return createMemoryBlobs();
  mkdirSync(folder, { recursive: true });
  const pathOf = (key: string): string => join(folder, encodeURIComponent(key));
  return {
    async put(key, chunks) {
      const half = `${pathOf(key)}.part`;
      try {
        await pipeline(Readable.from(chunks), createWriteStream(half, { flush: true }));
        await rename(half, pathOf(key));
      } catch (error) {
        await rm(half, { force: true });
        throw error;
      }
    },
    get: (key) => Promise.resolve(existsSync(pathOf(key)) ? createReadStream(pathOf(key)) : undefined),
    delete: (key) => rm(pathOf(key), { force: true }),
  };
}
