import type { StationToken } from "../evse/transaction.ts";
import type { Settings } from "./settings.ts";

/** A decision about a token, in the words of AuthorizationStatus: `Accepted`, `Invalid`, `Blocked`, `Expired`, … */
export interface Authorization {
  readonly status: string;
  readonly group?: string;
}

/** What the station knows about tokens by itself: the local list and the cache. */
export interface TokenMemory {
  readonly listVersion: number;
  readonly listLength: number;
  /** Replaces the list, or with `differential` changes entries; an entry without authorization is removed. */
  updateList(version: number, entries: readonly ListEntry[], update: "full" | "differential"): void;
  remember(token: string, authorization: Authorization): void;
  clearCache(): void;
  /** Forgets one token, in the list and in the cache. */
  forget(token: string): void;
  /** What is known without asking. */
  known(token: string): Authorization | undefined;
}

export interface ListEntry {
  readonly token: string;
  readonly authorization?: Authorization;
}

export function createTokenMemory(settings: Settings): TokenMemory {
  const list = new Map<string, Authorization>();
  const cache = new Map<string, Authorization>();
  let listVersion = 0;
  return {
    get listVersion() {
      return listVersion;
    },
    get listLength() {
      return list.size;
    },
    updateList(version, entries, update) {
      if (update === "full") list.clear();
      for (const { token, authorization } of entries) {
        if (authorization === undefined) list.delete(key(token));
        else list.set(key(token), authorization);
      }
      listVersion = version;
    },
    remember(token, authorization) {
      if (settings.cacheEnabled) cache.set(key(token), authorization);
    },
    clearCache: () => cache.clear(),
    forget(token) {
      list.delete(key(token));
      cache.delete(key(token));
    },
    known: (token) => (settings.localListEnabled ? list.get(key(token)) : undefined) ?? (settings.cacheEnabled ? cache.get(key(token)) : undefined),
  };
}

/**
 * Decides about a token as a station does (OCPP 1.6 §3.4, 2.x C08–C14): from its own memory where the settings let it,
 * else by `ask`, which gives `undefined` when the central system cannot be reached.
 */
export async function authorize(
  token: StationToken, memory: TokenMemory, settings: Settings, isOnline: boolean, ask: () => Promise<Authorization | "unreachable">,
): Promise<Authorization> {
  const known = memory.known(token.value);
  if (isOnline && !(settings.localPreAuthorize && known?.status === "Accepted")) {
    const answer = await ask();
    if (answer !== "unreachable") {
      memory.remember(token.value, answer);
      return answer;
    }
  }
  if (known !== undefined && (settings.localAuthorizeOffline || isOnline)) return known;
  return { status: settings.offlineUnknownTokens && known === undefined ? "Accepted" : "Invalid" };
}

/** Tokens are told apart without regard to case (OCPP 1.6 §7.28, 2.x IdTokenType). */
function key(token: string): string {
  return token.toLowerCase();
}
