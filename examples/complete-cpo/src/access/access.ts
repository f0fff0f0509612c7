import { minutes, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import { hashSecret, secretMatches } from "../operator-key.ts";
import { createApiKeys, type ApiKeys } from "./api-keys.ts";
import { createAttempts } from "./attempts.ts";
import { users, type Login, type User } from "./documents.ts";
import { createLoginSessions, type LoginSessions } from "./login-sessions.ts";
import { permissionsOf } from "./permissions.ts";
import { OPERATOR, type Principal } from "./principal.ts";
import { createSecondFactor, type SecondFactor } from "./second-factor.ts";
import type { SecretBox } from "./secret-box.ts";

export interface AccessPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** How secrets are kept that must be read again; readable when absent. */
  readonly secrets?: SecretBox;
  /** The key of the installation; it works when nobody has an account. */
  readonly operatorKey: { readonly isRight: (key: string) => Promise<boolean>; readonly hash: () => string };
}

/** What came of trying to sign in with a password. */
export type SignIn =
  | { readonly outcome: "signedIn"; readonly user: User }
  | { readonly outcome: "wrong" }
  /** The password is right, and a code of the second factor is asked for. */
  | { readonly outcome: "codeNeeded" }
  | { readonly outcome: "wait"; readonly seconds: number };

/** Accounts of people and programs, and how they show who they are. */
export interface Access {
  readonly logins: LoginSessions;
  readonly apiKeys: ApiKeys;
  readonly secondFactor: SecondFactor;
  /** Whose operator key or API key this is. */
  ofKey(key: string): Promise<Principal | undefined>;
  /** Whose login this is; `undefined` when the account may not sign in any more. */
  ofLogin(login: Login): Promise<Principal | undefined>;
  signIn(name: string, password: string, code: string | undefined): Promise<SignIn>;
  userByName(name: string): Promise<User | undefined>;
  operatorAccount(): Login["account"];
  sweep(now: Instant): Promise<void>;
}

/** At most this many wrong passwords for one account in a quarter of an hour, from wherever they come. */
const MOST_WRONG = 10;

export function createAccess({ store, clock, ids, secrets, operatorKey }: AccessPorts): Access {
  const logins = createLoginSessions({ store, clock, ids });
  const apiKeys = createApiKeys({ store, clock });
  const secondFactor = createSecondFactor({ store, clock, ...(secrets === undefined ? {} : { secrets }) });
  const attempts = createAttempts({ most: MOST_WRONG, window: minutes(15), now: () => clock.now() });
  let nobody: Promise<string> | undefined;

  async function userByName(name: string): Promise<User | undefined> {
    const { items } = await store.find(users, { index: "byName", prefix: name.toLowerCase(), limit: 1 });
    return items[0]?.body;
  }

  return {
    logins, apiKeys, secondFactor, userByName,
    async ofKey(text) {
      const key = await apiKeys.of(text);
      if (key !== undefined) return { actor: `API key ${key.name}`, permissions: new Set(key.permissions), ...(key.locations === undefined ? {} : { locations: key.locations }) };
      return (await operatorKey.isRight(text)) ? OPERATOR : undefined;
    },
    async ofLogin({ id, account }) {
      if (account.kind === "operator") return account.keyHash === operatorKey.hash() ? { ...OPERATOR, login: id } : undefined;
      const user = await store.get(users, account.user);
      return user === undefined || user.disabled === true ? undefined : { ...principalOfUser(user), login: id };
    },
    async signIn(written, password, code) {
      const name = written.trim().toLowerCase();
      const seconds = attempts.waitFor(name);
      if (seconds > 0) return { outcome: "wait", seconds };
      const user = await userByName(name);
      // An account that does not exist takes as long as one that does.
      nobody ??= hashSecret("nobody");
      const isRight = (await secretMatches(password, user?.passwordHash ?? (await nobody))) && user?.passwordHash !== undefined && user.disabled !== true;
      if (!isRight) return wrong();
      if (user.totp?.confirmed === true) {
        if (code === undefined || code.trim() === "") return { outcome: "codeNeeded" };
        if (!(await secondFactor.take(user.id, code))) return wrong();
      }
      attempts.succeeded(name);
      return { outcome: "signedIn", user: await noteSignIn(user.id) };

      function wrong(): SignIn {
        attempts.failed(name);
        return { outcome: "wrong" };
      }
    },
    operatorAccount: () => ({ kind: "operator", keyHash: operatorKey.hash() }),
    sweep: (now) => logins.sweep(now),
  };

  function noteSignIn(id: string): Promise<User> {
    return store.transaction(async (unit) => {
      const user = await unit.get(users, id);
      const next = { ...user!, lastSignInAt: clock.now() };
      unit.put(users, id, next);
      return next;
    });
  }
}

export function principalOfUser(user: User): Principal {
  return {
    actor: user.name, user: user.id, permissions: permissionsOf(user.roles),
    ...(user.locations === undefined ? {} : { locations: user.locations }), ...(user.mustChangePassword === true ? { mustChangePassword: true } : {}),
  };
}
