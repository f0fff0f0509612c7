import { z } from "@hono/zod-openapi";
import { PERMISSIONS, ROLES } from "../access/permissions.ts";
import { Moment } from "./common.ts";

const Roles = z.array(z.enum(ROLES)).openapi({ description: "viewer looks; operator runs stations; billing has the money; admin has all, accounts included" });
const Locations = z.array(z.string().min(1).max(36)).min(1).max(1_000).openapi({ description: "Ids of the locations that the account is limited to; absent: all" });
const Name = z.string().trim().toLowerCase().regex(/^[^\s:]{1,200}$/, "must be 1 to 200 characters without blanks and colons");

export const SignInRequest = z
  .union([
    z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(500), code: z.string().max(100).optional().openapi({ description: "Of the second factor, or a recovery code" }) }),
    z.strictObject({ key: z.string().min(1).max(200).openapi({ description: "The operator key" }) }),
  ])
  .openapi("SignIn");

/** Who is signed in, or how to sign in. */
export const SessionState = z
  .object({
    signedIn: z.boolean(),
    actor: z.string().optional(),
    name: z.string().optional().openapi({ description: "Full name where known" }),
    isUser: z.boolean().optional().openapi({ description: "False for keys, which have no account of their own" }),
    permissions: z.array(z.enum(PERMISSIONS)).optional(),
    locations: z.array(z.string()).optional(),
    mustChangePassword: z.boolean().optional(),
    csrf: z.string().optional().openapi({ description: "Send it as x-csrf-token with everything that changes something" }),
    accounts: z.boolean().openapi({ description: "Whether there are accounts; else only the operator key opens" }),
    providers: z.array(z.object({ id: z.string(), label: z.string() })).openapi({ description: "Other places where people sign in: GET /api/v1/sign-in/{id}" }),
  })
  .openapi("SessionState");
export type SessionState = z.infer<typeof SessionState>;

export const AccountView = z
  .object({
    name: z.string(), fullName: z.string().optional(), roles: Roles, locations: z.array(z.string()).optional(), hasPassword: z.boolean(), passwordChangedAt: Moment.optional(),
    secondFactor: z.boolean(), recoveryCodesLeft: z.int(), lastSignInAt: Moment.optional(),
  })
  .openapi("Account");
export type AccountView = z.infer<typeof AccountView>;

export const LoginView = z
  .object({ id: z.string(), current: z.boolean(), createdAt: Moment, lastSeenAt: Moment, endsAt: Moment, address: z.string(), agent: z.string() })
  .openapi("Login");
export type LoginView = z.infer<typeof LoginView>;

export const PasswordChange = z.strictObject({ current: z.string().min(1).max(500), next: z.string().min(1).max(500) }).openapi("PasswordChange");

export const UserView = z
  .object({
    id: z.string(), name: z.string(), fullName: z.string().optional(), roles: Roles, locations: z.array(z.string()).optional(), disabled: z.boolean(),
    secondFactor: z.boolean(), signsInElsewhere: z.boolean(), mustChangePassword: z.boolean(), createdAt: Moment, lastSignInAt: Moment.optional(),
  })
  .openapi("User");
export type UserView = z.infer<typeof UserView>;

export const UserDraft = z.strictObject({ name: Name, fullName: z.string().trim().min(1).max(200).optional(), roles: Roles, locations: Locations.optional() }).openapi("UserDraft");

export const UserChange = z
  .strictObject({
    fullName: z.string().trim().min(1).max(200).nullable().optional(), roles: Roles.optional(), locations: Locations.nullable().optional(), disabled: z.boolean().optional(),
    newPassword: z.literal(true).optional().openapi({ description: "Makes a password that must be replaced at once" }),
    secondFactor: z.literal(false).optional().openapi({ description: "Takes the second factor away, for somebody who lost it" }),
  })
  .openapi("UserChange", { description: "Only the given fields change; null takes one away" });

export const UserWithPassword = z.object({ user: UserView, password: z.string().optional().openapi({ description: "Shown this once; to be replaced at the first sign-in" }) }).openapi("UserWithPassword");
export type UserWithPassword = z.infer<typeof UserWithPassword>;

export const ApiKeyView = z
  .object({
    id: z.string(), name: z.string(), prefix: z.string().openapi({ description: "How the key begins" }), permissions: z.array(z.enum(PERMISSIONS)), locations: z.array(z.string()).optional(),
    createdBy: z.string(), createdAt: Moment, expiresAt: Moment.optional(), lastUsedAt: Moment.optional(), expired: z.boolean(),
  })
  .openapi("ApiKey");
export type ApiKeyView = z.infer<typeof ApiKeyView>;

export const ApiKeyDraft = z
  .strictObject({
    name: z.string().trim().min(1).max(100), permissions: z.array(z.enum(PERMISSIONS)).min(1), locations: Locations.optional(),
    expiresInDays: z.int().min(1).max(3_650).optional().openapi({ description: "Never when absent" }),
  })
  .openapi("ApiKeyDraft");

export const NewApiKey = z.object({ key: ApiKeyView, secret: z.string().openapi({ description: "Shown this once; only its hash is kept" }) }).openapi("NewApiKey");
export type NewApiKey = z.infer<typeof NewApiKey>;

export const AuditEntryView = z
  .object({
    id: z.string(), seq: z.int(), at: Moment, actor: z.string(), action: z.string(), subject: z.string(), reason: z.string().optional(),
    before: z.unknown().optional(), after: z.unknown().optional(), outcome: z.literal("unknown").optional().openapi({ description: "It was begun and may have happened: a crash came between" }), hash: z.string(),
  })
  .openapi("AuditEntry");
export type AuditEntryView = z.infer<typeof AuditEntryView>;

export const AuditVerdict = z
  .object({ outcome: z.enum(["intact", "broken"]), entries: z.int().optional(), hash: z.string().optional(), seq: z.int().optional(), reason: z.string().optional() })
  .openapi("AuditVerdict");
export type AuditVerdict = z.infer<typeof AuditVerdict>;
