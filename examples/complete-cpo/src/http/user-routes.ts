import { instant, isCpoError } from "@cpokit/kernel";
import { randomBytes } from "node:crypto";
import type { Unit } from "@cpokit/storage";
import type { Access } from "../access/access.ts";
import { apiKeys, users, type User } from "../access/documents.ts";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { hashSecret } from "../operator-key.ts";
import { apiKeyView, userView } from "../views/access-view.ts";
import { optional } from "../views/optional.ts";
import { ApiKeyDraft, ApiKeyView, NewApiKey, UserChange, UserDraft, UserView, UserWithPassword } from "../wire/access.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { ApiError, conflict, invalid, notFound } from "./errors.ts";
import { signedIn } from "./permitted.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const DAY = 86_400_000;

/** Accounts of people, and keys of programs. */
export function userRoutes(cpo: Cpo, access: Access) {
  const routes = createRoutes();
  const { store, clock } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/users", permission: "users:read", tags: ["Users"], summary: "List users", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(UserView), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(users, { limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ body: user }) => userView(user)), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/users", permission: "users:write", tags: ["Users"], summary: "Add a user, with a password for the first sign-in", request: { body: body(UserDraft) }, responses: { 201: json(UserWithPassword, "Added"), ...problems } }),
    async (c) => {
      const { locations: limited, fullName, ...draft } = c.req.valid("json");
      await checkLocations(limited);
      const password = newPassword();
      const user: User = { ...draft, id: cpo.ids.next(), createdAt: clock.now(), passwordHash: await hashSecret(password), mustChangePassword: true, ...optional({ fullName, locations: limited }) };
      try {
        await store.transaction((unit) => unit.put(users, user.id, user));
      } catch (error) {
        if (isCpoError(error, "storage.duplicate")) throw conflict(`A user with the name "${user.name}" exists already.`, "name");
        throw error;
      }
      return c.json({ user: userView(user), password }, 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/users/{id}", permission: "users:read", tags: ["Users"], summary: "One user", request: { params: byId }, responses: { 200: json(UserView, "The user"), ...problems } }),
    async (c) => c.json(userView(await existing(store, c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/users/{id}", permission: "users:write", tags: ["Users"], summary: "Change, block or unblock a user, or help one who lost password or second factor", request: { params: byId, body: body(UserChange) }, responses: { 200: json(UserWithPassword, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const change = c.req.valid("json");
      checkNotOneself(signedIn(c).user, id, change);
      await checkLocations(change.locations ?? undefined);
      const password = change.newPassword === true ? newPassword() : undefined;
      const passwordHash = password === undefined ? undefined : await hashSecret(password);
      const changed = await store.transaction(async (unit) => {
        const { fullName, locations: limited, disabled, totp, ...user } = await existing(unit, id);
        const next: User = {
          ...user, roles: change.roles ?? user.roles,
          ...optional({
            fullName: change.fullName === undefined ? fullName : change.fullName ?? undefined, locations: change.locations === undefined ? limited : change.locations ?? undefined,
            disabled: change.disabled ?? disabled, totp: change.secondFactor === false ? undefined : totp,
          }),
          ...(passwordHash === undefined ? {} : { passwordHash, mustChangePassword: true }),
        };
        unit.put(users, id, next);
        return next;
      });
      if (change.disabled === true || password !== undefined || change.secondFactor === false) await access.logins.endAll(id);
      return c.json({ user: userView(changed), ...optional({ password }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/users/{id}", permission: "users:write", tags: ["Users"], summary: "Remove a user; what they did stays in the audit log", request: { params: byId }, responses: { 200: json(UserView, "As it was"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      if (signedIn(c).user === id) throw new ApiError(409, { code: "own-account", message: "Nobody removes their own account; ask another administrator." });
      const removed = await store.transaction(async (unit) => {
        const user = await existing(unit, id);
        unit.delete(users, id);
        return user;
      });
      await access.logins.endAll(id);
      return c.json(userView(removed), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/api-keys", permission: "users:read", tags: ["API keys"], summary: "List API keys, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(ApiKeyView), "Keys"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(apiKeys, { index: "byTime", reverse: true, limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ body: key }) => apiKeyView(key, clock.now())), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/api-keys", permission: "users:write", tags: ["API keys"], summary: "Make an API key", request: { body: body(ApiKeyDraft) }, responses: { 201: json(NewApiKey, "The key, shown this once"), ...problems } }),
    async (c) => {
      const { expiresInDays, locations: limited, ...draft } = c.req.valid("json");
      const { permissions } = signedIn(c);
      const beyond = draft.permissions.find((permission) => !permissions.has(permission));
      if (beyond !== undefined) throw invalid("permissions", `must not go beyond your own: you do not have ${beyond}`);
      await checkLocations(limited);
      const expiresAt = expiresInDays === undefined ? undefined : instant(clock.now() + expiresInDays * DAY);
      const { key, text } = await access.apiKeys.make({ ...draft, createdBy: actorOf(c), ...optional({ locations: limited, expiresAt }) });
      return c.json({ key: apiKeyView(key, clock.now()), secret: text }, 201);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/api-keys/{id}", permission: "users:write", tags: ["API keys"], summary: "Take an API key away; it stops working at once", request: { params: byId }, responses: { 200: json(ApiKeyView, "As it was"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const removed = await access.apiKeys.remove(id);
      if (removed === undefined) throw notFound("API key", id);
      return c.json(apiKeyView(removed, clock.now()), 200);
    },
  );

  return routes;

  async function existing(reader: Pick<Unit, "get">, id: string): Promise<User> {
    const user = await reader.get(users, id);
    if (user === undefined) throw notFound("user", id);
    return user;
  }

  async function checkLocations(ids: readonly string[] | undefined): Promise<void> {
    for (const [index, id] of (ids ?? []).entries()) {
      if ((await store.get(locations, id)) === undefined) throw invalid(`locations.${index}`, `must be a location; there is no "${id}"`);
    }
  }
}

/** Nobody locks themselves out by mistake. */
function checkNotOneself(own: string | undefined, id: string, change: z.output<typeof UserChange>): void {
  if (own !== id) return;
  const field = change.disabled === true ? "disabled" : change.roles !== undefined && !change.roles.includes("admin") ? "roles" : change.locations != null ? "locations" : undefined;
  if (field !== undefined) throw invalid(field, "must not take your own rights away; ask another administrator");
}

/** 120 bits that can be read aloud. */
function newPassword(): string {
  return (randomBytes(15).toString("base64url").match(/.{5}/g) ?? []).join(".");
}
