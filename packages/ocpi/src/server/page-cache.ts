import type { Clock } from "@cpokit/kernel";
import type { Reply } from "./reply.ts";

/** Pages that were made a moment ago, as bytes: partners crawl the same lists, one after the other. */
export interface PageCache {
  /** The page as it was made within the last `milliseconds`, or as it is made now. */
  get(key: string, make: () => Promise<Reply>): Promise<Reply>;
}

/** In bytes, of all pages together. */
const MOST = 32 * 1_024 * 1_024;

export function createPageCache(clock: Clock, milliseconds: number): PageCache {
  const pages = new Map<string, { readonly reply: Reply; readonly until: number; readonly size: number }>();
  let size = 0;

  function forget(key: string): void {
    size -= pages.get(key)?.size ?? 0;
    pages.delete(key);
  }

  return {
    async get(key, make) {
      const now = clock.now();
      const known = pages.get(key);
      if (known !== undefined && known.until > now) return known.reply;
      const { data, ...others } = await make();
      const bytes = new TextEncoder().encode(JSON.stringify(data));
      const reply: Reply = { ...others, bytes };
      forget(key);
      pages.set(key, { reply, until: now + milliseconds, size: bytes.length });
      size += bytes.length;
      // The oldest first; one page always stays.
      for (const oldest of pages.keys()) {
        if (size <= MOST || oldest === key) break;
        forget(oldest);
      }
      return reply;
    },
  };
}
