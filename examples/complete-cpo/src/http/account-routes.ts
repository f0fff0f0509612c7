import type { Context } from "hono";
import { renderSVG } from "uqr";
import type { Access } from "../access/access.ts";
import { logins, users, type Login, type User } from "../access/documents.ts";
import { passwordRule } from "../access/passwords.ts";
import { totpAddress } from "../access/totp.ts";
import type { Cpo } from "../cpo.ts";
import { hashSecret, secretMatches } from "../operator-key.ts";
import { accountView, loginView } from "../views/access-view.ts";
import { optional } from "../views/optional.ts";
import { AccountView, LoginView, PasswordChange, SessionState, SignInRequest } from "../wire/access.ts";
import { pageOf } from "../wire/common.ts";
import { addressOf } from "./authentication.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { dropCookie, writeCookie, type CookieSettings } from "./login-cookie.ts";
import { signedIn } from "./permitted.ts";
import { principalOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

export interface AccountPorts {
  readonly cpo: Cpo;
  readonly access: Access;
  readonly cookies: CookieSettings;
  readonly providers: SessionState["providers"];
  /** Whether other CPOs are made here. */
  readonly isPlatform: boolean;
  /** As authenticator apps show it. */
  readonly issuer: () => Promise<string>;
}

const none = z.object({});
const code = z.string().min(1).max(100);

/** Signing in and out, and the own account. */
export function accountRoutes({ cpo, access, cookies, providers, isPlatform, issuer }: AccountPorts) {
  const routes = createRoutes();
  const { store, clock } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/session", permission: "public", tags: ["Account"], summary: "Who is signed in, and how to sign in", responses: { 200: json(SessionState, "The session"), ...problems } }),
    async (c) => c.json(await stateOf(c), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/session", permission: "public", tags: ["Account"], summary: "Sign in: by name and password, or by the operator key", request: { body: body(SignInRequest) }, responses: { 200: json(SessionState, "Signed in; the cookie is set"), ...problems } }),
    async (c) => {
      await begin(c, await accountOf(c, c.req.valid("json")));
      return c.json(await stateOf(c), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/session", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Sign out", responses: { 200: json(none, "Signed out"), ...problems } }),
    async (c) => {
      const { login } = signedIn(c);
      if (login !== undefined) await access.logins.end(login);
      dropCookie(c, cookies);
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/account", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "The own account", responses: { 200: json(AccountView, "The account"), ...problems } }),
    async (c) => c.json(accountView(await own(c)), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/account/logins", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Where the account is signed in", request: { query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(LoginView), "Newest first"), ...problems } }),
    async (c) => {
      const { user, login } = signedIn(c);
      const { items, ...rest } = pageOfKnown(login === undefined && user === undefined ? [] : await access.logins.of(user), c.req.valid("query"));
      return c.json({ items: items.map((each) => loginView(each, access.logins.endsAt(each), login)), ...rest }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/account/logins/{id}", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Sign out somewhere else", request: { params: byId }, responses: { 200: json(none, "Signed out there"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { user, login: current } = signedIn(c);
      const login = await store.get(logins, id);
      const isOwn = login !== undefined && current !== undefined && (login.account.kind === "user" ? login.account.user === user : user === undefined);
      if (!isOwn) throw notFound("login of yours", id);
      await access.logins.end(id);
      return c.json({}, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/account/password", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Replace the password; all other logins end", request: { body: body(PasswordChange) }, responses: { 200: json(AccountView, "The account"), ...problems } }),
    async (c) => {
      const { current, next } = c.req.valid("json");
      const user = await own(c);
      await checkPassword(c, user, current, "current");
      const rule = current === next ? "must not be the one before" : passwordRule(next, user.name);
      if (rule !== undefined) throw invalid("next", rule);
      const passwordHash = await hashSecret(next);
      const changed = await store.transaction(async (unit) => {
        const { mustChangePassword: _, ...rest } = (await unit.get(users, user.id)) ?? user;
        const now: User = { ...rest, passwordHash, passwordChangedAt: clock.now() };
        unit.put(users, user.id, now);
        return now;
      });
      await access.logins.endAll(user.id, signedIn(c).login);
      return c.json(accountView(changed), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/account/second-factor", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Begin a second factor: a secret for an authenticator app", responses: { 200: json(z.object({ secret: z.string(), secretAddress: z.string().openapi({ description: "For a QR code" }), secretImage: z.string().openapi({ description: "That QR code as SVG", example: "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>" }) }), "To be confirmed by a code"), ...problems } }),
    async (c) => {
      const user = await own(c);
      const secret = await access.secondFactor.begin(user.id);
      if (secret === undefined) throw new ApiError(409, { code: "conflict", message: "There is a second factor already; remove it first." });
      const secretAddress = totpAddress({ secret, account: user.name, issuer: await issuer() });
      return c.json({ secret, secretAddress, secretImage: renderSVG(secretAddress, { border: 2 }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/account/second-factor/confirm", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Confirm the second factor by its first code", request: { body: body(z.strictObject({ code })) }, responses: { 200: json(z.object({ recoveryCodes: z.array(z.string()) }), "Shown this once: each signs in one time without the app"), ...problems } }),
    async (c) => {
      const recoveryCodes = await access.secondFactor.confirm((await own(c)).id, c.req.valid("json").code);
      if (recoveryCodes === undefined) throw invalid("code", "must be the six digits that the app shows now");
      return c.json({ recoveryCodes: [...recoveryCodes] }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/account/second-factor/remove", permission: "signedIn", sites: "shared", tags: ["Account"], summary: "Remove the second factor", request: { body: body(z.strictObject({ password: z.string().min(1).max(500) })) }, responses: { 200: json(AccountView, "The account"), ...problems } }),
    async (c) => {
      const user = await own(c);
      await checkPassword(c, user, c.req.valid("json").password, "password");
      await access.secondFactor.remove(user.id);
      return c.json(accountView(await own(c)), 200);
    },
  );

  return routes;

  async function accountOf(c: Context, request: z.output<typeof SignInRequest>): Promise<Login["account"]> {
    if ("key" in request) {
      const principal = await access.ofKey(request.key);
      if (principal?.actor === "operator") return access.operatorAccount();
      c.get("guessed")();
      throw new ApiError(401, { code: "wrong-key", message: "This operator key is wrong. \"npm start -- --new-key\" makes a new one.", field: "key" });
    }
    const tried = await access.signIn(request.name, request.password, request.code);
    if (tried.outcome === "signedIn") return { kind: "user", user: tried.user.id };
    if (tried.outcome === "wait") {
      c.header("retry-after", String(tried.seconds));
      throw new ApiError(429, { code: "too-many-attempts", message: `Too many wrong passwords for this account; try again in ${Math.ceil(tried.seconds / 60)} minutes.`, values: { seconds: tried.seconds } });
    }
    if (tried.outcome === "codeNeeded") throw new ApiError(401, { code: "code-needed", message: "Enter the code that your authenticator app shows, or one of your recovery codes.", field: "code" });
    c.get("guessed")();
    throw new ApiError(401, { code: "wrong-password", message: request.code === undefined ? "The name or the password is wrong." : "The name, the password or the code is wrong." });
  }

  async function begin(c: Context, account: Login["account"]): Promise<void> {
    // The login before ends: nobody gets into a session that was prepared for them.
    const before = principalOf(c)?.login;
    if (before !== undefined) await access.logins.end(before);
    const { login, cookie } = await access.logins.begin(account, { address: addressOf(c), agent: c.req.header("user-agent") ?? "" });
    writeCookie(c, cookies, cookie);
    c.set("principal", await access.ofLogin(login));
    c.set("csrf", login.csrf);
  }

  async function stateOf(c: Context): Promise<SessionState> {
    const principal = principalOf(c);
    const accounts = (await store.find(users, { limit: 1 })).items.length > 0;
    if (principal === undefined) return { signedIn: false, accounts, providers };
    const user = principal.user === undefined ? undefined : await store.get(users, principal.user);
    return {
      signedIn: true, actor: principal.actor, isUser: user !== undefined, accounts, providers,
      permissions: [...principal.permissions].filter((permission) => isPlatform || !permission.startsWith("tenants:")),
      ...optional({ name: user?.fullName, locations: principal.locations?.slice(), mustChangePassword: principal.mustChangePassword, csrf: c.get("csrf") }),
    };
  }

  async function own(c: Context): Promise<User> {
    const { user: id } = signedIn(c);
    const user = id === undefined ? undefined : await store.get(users, id);
    if (user === undefined) throw new ApiError(409, { code: "no-account", message: "A key has no account of its own; sign in as a user." });
    return user;
  }

  async function checkPassword(c: Context, user: User, password: string, field: string): Promise<void> {
    if (user.passwordHash !== undefined && (await secretMatches(password, user.passwordHash))) return;
    c.get("guessed")();
    throw invalid(field, "must be your password");
  }
}
