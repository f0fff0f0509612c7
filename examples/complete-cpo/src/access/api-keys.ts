import { minutes, type Clock, type Instant } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { apiKeys, type ApiKey } from "./documents.ts";

const PREFIX = "cpk";
/** How exactly it is known when a key was used. */
const SEEN = minutes(1);

export interface ApiKeys {
  /** Makes a key; the text is shown once, only its hash is kept. */
  make(draft: Pick<ApiKey, "name" | "permissions" | "createdBy"> & { readonly locations?: readonly string[]; readonly expiresAt?: Instant }): Promise<{ readonly key: ApiKey; readonly text: string }>;
  /** The key of a text, while it is valid. */
  of(text: string): Promise<ApiKey | undefined>;
  remove(id: string): Promise<ApiKey | undefined>;
}

/** Keys of 192 random bits need no slow hash: nobody can try them out. */
export function createApiKeys({ store, clock }: { readonly store: Store; readonly clock: Clock }): ApiKeys {
  return {
    async make(draft) {
      const id = randomBytes(6).toString("hex");
      const secret = randomBytes(24).toString("base64url");
      const key: ApiKey = { ...draft, id, secretHash: digest(secret), createdAt: clock.now() };
      await store.transaction((unit) => unit.put(apiKeys, id, key));
      return { key, text: `${PREFIX}_${id}_${secret}` };
    },
    async of(text) {
      const [, id = "", secret = ""] = /^cpk_([0-9a-f]{12})_(\S+)$/.exec(text) ?? [];
      const key = id === "" ? undefined : await store.get(apiKeys, id);
      if (key === undefined || !timingSafeEqual(Buffer.from(digest(secret)), Buffer.from(key.secretHash))) return undefined;
      const now = clock.now();
      if (key.expiresAt !== undefined && key.expiresAt <= now) return undefined;
      if ((key.lastUsedAt ?? 0) + SEEN <= now) {
        await store.transaction(async (unit) => {
          const current = await unit.get(apiKeys, id);
          if (current !== undefined) unit.put(apiKeys, id, { ...current, lastUsedAt: now });
        });
      }
      return key;
    },
    remove: (id) =>
      store.transaction(async (unit) => {
        const key = await unit.get(apiKeys, id);
        if (key !== undefined) unit.delete(apiKeys, id);
        return key;
      }),
  };
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
