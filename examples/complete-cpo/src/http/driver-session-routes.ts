import { isCpoError } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { drivers, type Driver } from "../drivers/documents.ts";
import { closeAccount } from "../drivers/close-account.ts";
import { accountExport, driverAccount } from "../views/driver-account-view.ts";
import { AccountChange, DriverProof, DriverSession, LetterRequest } from "../wire/driver-account.ts";
import { addressOf } from "./authentication.ts";
import { driverAuthentication, driverCookie, ownAccount } from "./driver-principal.ts";
import { existing } from "./driver-routes.ts";
import { ApiError, conflict } from "./errors.ts";
import { dropCookie, writeCookie, type CookieSettings } from "./login-cookie.ts";
import { createAttempts } from "../access/attempts.ts";
import { rateLimit } from "./rate-limit.ts";
import { body, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Driver account"];
const open = { permission: "public", tags } as const;
const Sent = z.object({ sent: z.literal(true) }).openapi("SignInLetter");
const MINUTE = 60_000;

/** Proofs of one address in a quarter of an hour that were wrong. */
const MOST_WRONG = 20;

/** Signing in by e-mail, and the account of whoever is signed in. */
export function driverSessionRoutes(cpo: Cpo, cookies: CookieSettings) {
  const routes = createRoutes();
  const { store, accounts, clock } = cpo;
  const cookie = driverCookie(cookies);
  const wrong = createAttempts({ most: MOST_WRONG, window: 15 * MINUTE, now: () => clock.now() });
  routes.use("/public/account/*", rateLimit({ looks: 300, acts: 60, now: () => clock.now() }));
  for (const path of ["/public/account", "/public/account/*"]) routes.use(path, driverAuthentication({ signIn: accounts.signIn, cookies }));

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/letters", summary: "Send a sign-in code by e-mail; the answer is the same whether or not there is an account", request: { body: body(LetterRequest) }, responses: { 202: json(Sent, "If the address exists, a letter is on its way"), ...problems } }),
    async (c) => {
      const { email, language = "en" } = c.req.valid("json");
      await accounts.signIn.offer({ email, language, pageUrl: `${accounts.pageUrl()}/drive/account` });
      return c.json({ sent: true as const }, 202);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "post", path: "/public/account/session", summary: "Sign in with the code or the link; who has no account gets one", request: { body: body(DriverProof) }, responses: { 200: json(DriverSession, "Signed in; the cookie is set"), ...problems } }),
    async (c) => {
      const wait = wrong.waitFor(addressOf(c));
      if (wait > 0) {
        c.header("retry-after", String(wait));
        throw new ApiError(429, { code: "too-many-attempts", message: `Too many wrong codes from your address; try again in ${Math.ceil(wait / 60)} minutes.` });
      }
      const driver = await accounts.signIn.confirm(c.req.valid("json"));
      if (driver === undefined) {
        wrong.failed(addressOf(c));
        throw new ApiError(401, { code: "wrong-code", message: "This code or link is wrong, was used, or is older than a quarter of an hour. Ask for a new one.", field: "code" });
      }
      // The login before ends: nobody gets into a session that was prepared for them.
      const before = c.get("driver");
      if (before !== undefined) await accounts.signIn.end(before.login.id);
      const { login, cookie: value } = await accounts.signIn.begin(driver.id);
      writeCookie(c, cookie, value, IDLE_SECONDS);
      c.set("driver", { login, driver });
      return c.json(await stateOf({ login, driver }), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "delete", path: "/public/account/session", summary: "Sign out", responses: { 200: json(DriverSession, "Signed out"), ...problems } }),
    async (c) => {
      const shown = c.get("driver");
      if (shown !== undefined) await accounts.signIn.end(shown.login.id);
      dropCookie(c, cookie);
      return c.json(await stateOf(undefined), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account", summary: "Who is signed in, and their account", responses: { 200: json(DriverSession, "The account, or that nobody is signed in"), ...problems } }),
    async (c) => c.json(await stateOf(c.get("driver")), 200),
  );

  routes.openapi(
    createRoute({ ...open, method: "patch", path: "/public/account", summary: "Change name, telephone, language and the address for invoices", request: { body: body(AccountChange) }, responses: { 200: json(DriverSession, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = ownAccount(c);
      const { name, phone, language, address } = c.req.valid("json");
      const driver = await store.transaction(async (unit) => {
        const { party, phone: knownPhone, ...known } = await existing(unit, id);
        const next: Driver = {
          ...known, ...(name === undefined ? {} : { name }), ...(language === undefined ? {} : { language }),
          ...(phone === null ? {} : { ...(knownPhone === undefined ? {} : { phone: knownPhone }), ...(phone === undefined ? {} : { phone }) }),
          ...(address === null ? {} : address === undefined ? (party === undefined ? {} : { party }) : { party: { ...(JSON.parse(JSON.stringify(address)) as typeof address), name: name ?? known.name } as NonNullable<Driver["party"]> }),
        };
        unit.put(drivers, id, next);
        return next;
      });
      const login = c.get("driver")?.login;
      return c.json(await stateOf(login === undefined ? undefined : { login, driver }), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "delete", path: "/public/account", summary: "Delete the account: cards, contracts and the address go, the books keep what the law wants", responses: { 200: json(DriverSession, "Gone"), ...problems } }),
    async (c) => {
      const { id } = ownAccount(c);
      await closeAccount(cpo, id).catch((error: unknown) => {
        throw isCpoError(error, "complete-cpo.charging") ? conflict(error.message) : error;
      });
      dropCookie(c, cookie);
      return c.json(await stateOf(undefined), 200);
    },
  );

  routes.openapi(
    createRoute({ ...open, method: "get", path: "/public/account/export", summary: "All that is kept of the account, to take along", responses: { 200: json(z.record(z.string(), z.unknown()).openapi({ example: { takenAt: "2026-11-21T09:30:00.000Z" } }), "Account, charges, invoices"), ...problems } }),
    async (c) => {
      c.header("content-disposition", 'attachment; filename="account.json"');
      return c.json(await accountExport(cpo, await existing(store, ownAccount(c).id)), 200);
    },
  );

  return routes;

  async function stateOf(shown: { readonly login: { readonly csrf: string }; readonly driver: Driver } | undefined): Promise<DriverSession> {
    if (shown === undefined) return { signedIn: false, keepsMail: accounts.keepsMail };
    return { signedIn: true, csrf: shown.login.csrf, account: await driverAccount(cpo, shown.driver), keepsMail: accounts.keepsMail };
  }
}

/** As long as a login may be unused: the browser forgets it with us. */
const IDLE_SECONDS = 90 * 86_400;
