import { CpoError, instant, minutes, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import * as client from "openid-client";
import { users, type User } from "./documents.ts";
import { ROLES, type Role } from "./permissions.ts";

/** An identity provider at which people sign in (OpenID Connect). */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** On the button. */
  readonly label: string;
  /** The claim that says what somebody is; a text or a list. */
  readonly rolesClaim: string;
  /** Which role a value of it gives. Whoever has none of them does not get in. */
  readonly roles: Readonly<Record<string, Role>>;
  /** An issuer without TLS, on the same machine or in a test. */
  readonly insecure?: boolean;
}

/** Why a sign-in there came to nothing. */
export type OidcRefusal = "unreachable" | "over" | "unconfirmed" | "unnamed" | "no-role" | "name-taken" | "blocked";

/** A sign-in that went to the provider and has not come back. */
interface Pending {
  readonly verifier: string;
  readonly nonce: string;
  readonly until: Instant;
}

const pendings = collection<Pending>("oidcSignIns", { indexes: { byEnd: { keys: (pending) => [pending.until] } } });

const PATIENCE = minutes(10);

/** The authorization code flow with PKCE, state and nonce. */
export interface Oidc {
  /** Where the browser goes, and the state that it must bring back. */
  begin(redirectUri: string): Promise<{ readonly url: URL; readonly state: string }>;
  /**
   * The user of the answer, made at the first sign-in; roles follow the provider at each.
   *
   * @throws `complete-cpo.oidc` with a sentence for the person, and its `reason`
   */
  finish(answer: URL, state: string): Promise<User>;
  sweep(now: Instant): Promise<void>;
}

export function createOidc(settings: OidcSettings, { store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): Oidc {
  let discovered: Promise<client.Configuration> | undefined;

  function configuration(): Promise<client.Configuration> {
    discovered ??= client.discovery(new URL(settings.issuer), settings.clientId, settings.clientSecret, undefined, settings.insecure === true ? { execute: [client.allowInsecureRequests] } : {});
    // A provider that was away is asked again.
    discovered.catch(() => (discovered = undefined));
    return discovered;
  }

  return {
    async begin(redirectUri) {
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const nonce = client.randomNonce();
      const config = await configuration().catch((cause: unknown) => {
        throw refused("unreachable", "The identity provider does not answer; sign in with a password, or try again later.", cause);
      });
      await store.transaction((unit) => unit.put(pendings, state, { verifier, nonce, until: instant(clock.now() + PATIENCE) }));
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri, scope: "openid profile email", state, nonce, code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
      });
      return { url, state };
    },
    async finish(answer, state) {
      const pending = await store.transaction(async (unit) => {
        const known = await unit.get(pendings, state);
        unit.delete(pendings, state);
        return known;
      });
      if (pending === undefined || pending.until <= clock.now()) throw refused("over", "This sign-in is over; begin again.");
      const tokens = await client.authorizationCodeGrant(await configuration(), answer, { pkceCodeVerifier: pending.verifier, expectedState: state, expectedNonce: pending.nonce, idTokenExpected: true }).catch((cause: unknown) => {
        throw refused("unconfirmed", "The identity provider did not confirm the sign-in; begin again.", cause);
      });
      const claims = tokens.claims();
      if (claims === undefined) throw refused("unnamed", "The identity provider did not say who you are.");
      return enter(claims);
    },
    async sweep(now) {
      const { items } = await store.find(pendings, { index: "byEnd", to: now, limit: 200 });
      if (items.length > 0) await store.transaction((unit) => items.forEach(({ id }) => unit.delete(pendings, id)));
    },
  };

  async function enter(claims: client.IDToken): Promise<User> {
    const roles = rolesOf(claims[settings.rolesClaim]);
    if (roles.length === 0) throw refused("no-role", `Your account at ${settings.label} has no role here; ask an administrator to add it to a group that has one.`);
    const identity = `${claims.iss} ${claims.sub}`;
    const name = textOf(claims["email"]) ?? textOf(claims["preferred_username"]) ?? claims.sub;
    const fullName = textOf(claims["name"]);
    const known = (await store.find(users, { index: "byIdentity", prefix: identity, limit: 1 })).items[0]?.body;
    // A name says nothing of who somebody is: an account with a password is not taken over by it.
    const namesake = (await store.find(users, { index: "byName", prefix: name.toLowerCase(), limit: 1 })).items[0]?.body;
    if (known === undefined && namesake !== undefined) throw refused("name-taken", `There is an account "${name}" with a password already; ask an administrator to remove it first.`);
    return store.transaction(async (unit) => {
      const user = known === undefined ? undefined : await unit.get(users, known.id);
      if (user?.disabled === true) throw refused("blocked", "Your account is blocked; ask an administrator.");
      const next: User = { ...(user ?? { id: ids.next(), name: name.toLowerCase(), identity, createdAt: clock.now() }), roles, lastSignInAt: clock.now(), ...(fullName === undefined ? {} : { fullName }) };
      unit.put(users, next.id, next);
      return next;
    });
  }

  function rolesOf(claim: unknown): readonly Role[] {
    const values = new Set(typeof claim === "string" ? [claim] : Array.isArray(claim) ? claim.map(String) : []);
    return ROLES.filter((role) => Object.entries(settings.roles).some(([value, given]) => given === role && values.has(value)));
  }
}

/** `ops=operator,finance=billing`; `undefined` when a part is no such pair. */
export function readRoleMap(text: string): Readonly<Record<string, Role>> | undefined {
  const pairs = text.split(",").map((pair) => pair.trim()).filter((pair) => pair !== "").map((pair) => {
    const at = pair.lastIndexOf("=");
    return [pair.slice(0, at), ROLES.find((role) => role === pair.slice(at + 1))] as const;
  });
  return pairs.length > 0 && pairs.every((pair): pair is readonly [string, Role] => pair[0] !== "" && pair[1] !== undefined) ? Object.fromEntries(pairs) : undefined;
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" && claim.trim() !== "" ? claim.trim() : undefined;
}

function refused(reason: OidcRefusal, sentence: string, cause?: unknown): CpoError {
  return new CpoError("complete-cpo.oidc", sentence, { reason }, cause);
}
