import { hours, instant, minutes, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { logins, type Login } from "./documents.ts";

/** A login ends when nobody used it for so long, */
const IDLE = hours(2);
/** and always after this. */
const ABSOLUTE = hours(12);
/** How often the secret in the cookie is replaced, */
const ROTATION = minutes(15);
/** and how long requests that were under way may still carry the one before. */
const GRACE = minutes(1);
/** How exactly it is known when a login was used. */
const SEEN = minutes(1);

/** What a browser showed: whose login it is, and the new cookie where the secret was replaced. */
export interface ShownLogin {
  readonly login: Login;
  readonly cookie?: string;
}

/** Browsers in which somebody is signed in. Only hashes of their secrets are kept. */
export interface LoginSessions {
  begin(account: Login["account"], from: { readonly address: string; readonly agent: string }): Promise<{ readonly login: Login; readonly cookie: string }>;
  /** The login of a cookie; `undefined` when it is over, or was never begun. An old secret ends it: the cookie was stolen, or copied. */
  show(cookie: string): Promise<ShownLogin | undefined>;
  /** Newest first, of a user or of whoever had the operator key. */
  of(user: string | undefined): Promise<readonly Login[]>;
  end(id: string): Promise<void>;
  /** Ends all of an account but one. */
  endAll(user: string | undefined, except?: string): Promise<void>;
  /** Forgets what is over. */
  sweep(now: Instant): Promise<void>;
  endsAt(login: Login): Instant;
}

export function createLoginSessions({ store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): LoginSessions {
  const endsAt = (login: Login): Instant => instant(Math.min(login.lastSeenAt + IDLE, login.createdAt + ABSOLUTE));

  async function of(user: string | undefined): Promise<readonly Login[]> {
    const { items } = await store.find(logins, { index: "byAccount", prefix: user ?? "operator", reverse: true, limit: 200 });
    return items.map(({ body }) => body).filter((login) => endsAt(login) > clock.now());
  }

  const end = (id: string): Promise<void> => store.transaction((unit) => unit.delete(logins, id));

  return {
    of, end, endsAt,
    async begin(account, { address, agent }) {
      const now = clock.now();
      const secret = newSecret();
      const login: Login = { id: ids.next(), account, secretHash: digest(secret), rotatedAt: now, csrf: newSecret(), createdAt: now, lastSeenAt: now, address, agent: agent.slice(0, 300) };
      await store.transaction((unit) => unit.put(logins, login.id, login));
      return { login, cookie: `${login.id}.${secret}` };
    },
    async show(cookie) {
      const [id = "", secret = ""] = cookie.split(".");
      const now = clock.now();
      const known = id === "" ? undefined : await store.get(logins, id);
      if (known === undefined || endsAt(known) <= now) return undefined;
      const hash = digest(secret);
      if (!same(hash, known.secretHash)) {
        const wasRight = known.previousHash !== undefined && same(hash, known.previousHash);
        if (!wasRight) return undefined;
        if (known.rotatedAt + GRACE > now) return { login: known };
        await end(id);
        return undefined;
      }
      if (known.rotatedAt + ROTATION <= now) {
        const next = newSecret();
        // Of several requests at once, one replaces the secret; the others are shown as they are.
        return store.transaction(async (unit) => {
          const login = await unit.get(logins, id);
          if (login === undefined) return undefined;
          if (login.secretHash !== known.secretHash) return { login };
          const rotated: Login = { ...login, secretHash: digest(next), previousHash: login.secretHash, rotatedAt: now, lastSeenAt: now };
          unit.put(logins, id, rotated);
          return { login: rotated, cookie: `${id}.${next}` };
        });
      }
      if (known.lastSeenAt + SEEN <= now) {
        await store.transaction(async (unit) => {
          const login = await unit.get(logins, id);
          if (login !== undefined) unit.put(logins, id, { ...login, lastSeenAt: now });
        });
      }
      return { login: known };
    },
    async endAll(user, except) {
      for (const login of await of(user)) if (login.id !== except) await end(login.id);
    },
    async sweep(now) {
      const { items } = await store.find(logins, { index: "byLastSeen", to: instant(now - IDLE), limit: 100 });
      for (const { id } of items) await end(id);
    },
  };
}

function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
