import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import type { Access } from "../access/access.ts";
import { createAttempts } from "../access/attempts.ts";
import type { Reach } from "../access/reach.ts";
import { ApiError } from "./errors.ts";
import { readCookie, writeCookie, type CookieSettings } from "./login-cookie.ts";
import { vouchedFor } from "./principal.ts";

/** At most this many wrong keys and passwords per address and minute. */
const ATTEMPTS = 10;
const WINDOW = 60_000;

export interface AuthenticationPorts {
  readonly access: Access;
  readonly reach: Reach;
  readonly cookies: CookieSettings;
  readonly now: () => number;
}

/**
 * Reads who asks, from the bearer token or from the cookie of a login, and slows down whoever guesses. Whether that account may, each route decides.
 * A request with the cookie that changes something must show that it comes from our own page: by its origin, and by the token of the login.
 */
export function authentication({ access, reach, cookies, now }: AuthenticationPorts): MiddlewareHandler {
  const attempts = createAttempts({ most: ATTEMPTS, window: WINDOW, now });
  return async (context, next) => {
    context.set("reach", reach);
    const ourOwn = vouchedFor(context.req.raw);
    if (ourOwn !== undefined) {
      context.set("principal", ourOwn);
      return next();
    }
    const address = addressOf(context);
    const wait = attempts.waitFor(address);
    if (wait > 0) {
      context.header("retry-after", String(wait));
      throw new ApiError(429, { code: "too-many-attempts", message: `Too many wrong keys or passwords from your address; try again in ${wait} seconds.`, values: { seconds: wait } });
    }
    context.set("guessed", () => attempts.failed(address));
    const authorization = context.req.header("authorization") ?? "";
    if (authorization === "") {
      // What is public acts for nobody of the console, whoever is signed in beside it.
      if (!context.req.path.startsWith("/api/v1/public/")) await byCookie(context);
      return next();
    }
    // OSCP names the same thing Token.
    const key = /^(?:Bearer|Token)\s+(\S+)\s*$/i.exec(authorization)?.[1];
    if (key === undefined) throw unauthorized(context, "The header Authorization must be: Bearer <operator key or API key>.");
    const principal = await access.ofKey(key);
    if (principal === undefined) {
      attempts.failed(address);
      throw unauthorized(context, "This operator key is wrong, or this API key is not valid any more. \"npm start -- --new-key\" makes a new operator key.");
    }
    context.set("principal", principal);
    return next();
  };

  async function byCookie(context: Context): Promise<void> {
    const cookie = readCookie(context, cookies);
    const shown = cookie === undefined ? undefined : await access.logins.show(cookie);
    const principal = shown === undefined ? undefined : await access.ofLogin(shown.login);
    if (shown === undefined || principal === undefined) return;
    if (changesSomething(context)) checkOrigin(context, shown.login.csrf);
    if (shown.cookie !== undefined) writeCookie(context, cookies, shown.cookie);
    context.set("principal", principal);
    context.set("csrf", shown.login.csrf);
  }
}

function changesSomething(context: Context): boolean {
  return !["GET", "HEAD", "OPTIONS"].includes(context.req.method);
}

/** Browsers say themselves where a request comes from, also through a proxy that changes the host; the token holds for those that do not. */
function checkOrigin(context: Context, csrf: string): void {
  const site = context.req.header("sec-fetch-site");
  const isOurs = site === undefined || site === "same-origin" || site === "none";
  if (isOurs && context.req.header("x-csrf-token") === csrf) return;
  throw new ApiError(403, { code: "csrf", message: "A request with a login must come from our own page: send the header x-csrf-token with the csrf of GET /api/v1/session.", field: "x-csrf-token", rule: "must be the token of the login" });
}

function unauthorized(context: Context, message: string): ApiError {
  context.header("www-authenticate", "Bearer");
  return new ApiError(401, { code: "unauthorized", message });
}

/** The address of whoever asks: as a trusted proxy told it, else of the peer; requests that came over no socket (tests) share one. */
export function addressOf(context: Context): string {
  const bindings: unknown = context.env;
  if (typeof bindings === "object" && bindings !== null && "address" in bindings && typeof bindings.address === "string") return bindings.address;
  if (typeof bindings !== "object" || bindings === null || !("incoming" in bindings)) return "none";
  return getConnInfo(context).remote.address ?? "unknown";
}
