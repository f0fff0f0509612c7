import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { Permission, Role } from "./permissions.ts";

/** A person who works with the console. */
export interface User {
  readonly id: string;
  /** What they sign in with, in small letters; often an e-mail address. */
  readonly name: string;
  readonly fullName?: string;
  readonly roles: readonly Role[];
  /** The locations that the account is limited to; absent: all. */
  readonly locations?: readonly string[];
  readonly disabled?: boolean;
  /** Absent for people who sign in elsewhere. */
  readonly passwordHash?: string;
  readonly passwordChangedAt?: Instant;
  /** The password was given by an administrator; until it is replaced, nothing else can be done. */
  readonly mustChangePassword?: boolean;
  readonly totp?: Totp;
  /** The account at the identity provider, `<issuer> <subject>`. */
  readonly identity?: string;
  readonly createdAt: Instant;
  readonly lastSignInAt?: Instant;
}

/** A second factor that makes codes (RFC 6238). */
export interface Totp {
  /** As a `SecretBox` keeps it. */
  readonly secret: string;
  /** Not before somebody has shown a code of it. */
  readonly confirmed: boolean;
  /** The time step of the last code that was taken, so that none works twice. */
  readonly lastStep?: number;
  /** SHA-256 of the codes that are left. */
  readonly recoveryCodes: readonly string[];
}

export const users = collection<User>("users", {
  indexes: {
    byName: { keys: (user) => [user.name], unique: true },
    byIdentity: { keys: (user) => (user.identity === undefined ? [] : [user.identity]), unique: true },
  },
});

/** One browser in which somebody is signed in. The cookie is `<id>.<secret>`. */
export interface Login {
  readonly id: string;
  /** A user, or whoever had the operator key with this hash. */
  readonly account: { readonly kind: "user"; readonly user: string } | { readonly kind: "operator"; readonly keyHash: string };
  readonly secretHash: string;
  /** The secret before the last rotation; requests that were under way still carry it for a moment. */
  readonly previousHash?: string;
  readonly rotatedAt: Instant;
  /** What requests that change something must repeat in a header. */
  readonly csrf: string;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly address: string;
  readonly agent: string;
}

export const logins = collection<Login>("logins", {
  indexes: {
    byAccount: { keys: (login) => [[login.account.kind === "user" ? login.account.user : "operator", login.createdAt]] },
    byLastSeen: { keys: (login) => [login.lastSeenAt] },
  },
});

/** A key with which a program asks. The key is `cpk_<id>_<secret>`. */
export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly secretHash: string;
  readonly permissions: readonly Permission[];
  readonly locations?: readonly string[];
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt?: Instant;
  /** To the minute. */
  readonly lastUsedAt?: Instant;
}

export const apiKeys = collection<ApiKey>("apiKeys", { indexes: { byTime: { keys: (key) => [key.createdAt] } } });
