import type { AuditEntry } from "@cpokit/csms";
import type { Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { ApiKey, Login, User } from "../access/documents.ts";
import type { AccountView, ApiKeyView, AuditEntryView, LoginView, UserView } from "../wire/access.ts";
import { addressText } from "./address-text.ts";
import { optional } from "./optional.ts";

export function accountView(user: User): AccountView {
  return {
    name: user.name, roles: [...user.roles], hasPassword: user.passwordHash !== undefined, secondFactor: user.totp?.confirmed === true, recoveryCodesLeft: user.totp?.recoveryCodes.length ?? 0,
    ...optional({ fullName: user.fullName, locations: user.locations?.slice(), passwordChangedAt: textOf(user.passwordChangedAt), lastSignInAt: textOf(user.lastSignInAt) }),
  };
}

export function userView(user: User): UserView {
  return {
    id: user.id, name: user.name, roles: [...user.roles], disabled: user.disabled === true, secondFactor: user.totp?.confirmed === true, signsInElsewhere: user.identity !== undefined,
    mustChangePassword: user.mustChangePassword === true, createdAt: instantText(user.createdAt),
    ...optional({ fullName: user.fullName, locations: user.locations?.slice(), lastSignInAt: textOf(user.lastSignInAt) }),
  };
}

export function loginView(login: Login, endsAt: Instant, current: string | undefined): LoginView {
  const { id, createdAt, lastSeenAt, address, agent } = login;
  return { id, current: id === current, createdAt: instantText(createdAt), lastSeenAt: instantText(lastSeenAt), endsAt: instantText(endsAt), address: addressText(address), agent };
}

export function apiKeyView(key: ApiKey, now: Instant): ApiKeyView {
  return {
    id: key.id, name: key.name, prefix: `cpk_${key.id}_`, permissions: [...key.permissions], createdBy: key.createdBy, createdAt: instantText(key.createdAt),
    expired: key.expiresAt !== undefined && key.expiresAt <= now, ...optional({ locations: key.locations?.slice(), expiresAt: textOf(key.expiresAt), lastUsedAt: textOf(key.lastUsedAt) }),
  };
}

export function auditEntryView({ seq, at, actor, action, subject, reason, before, after, outcome, hash }: AuditEntry): AuditEntryView {
  return { id: String(seq), seq, at: instantText(at), actor, action, subject, hash, ...optional({ reason, before, after, outcome }) };
}

function textOf(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : instantText(at);
}
