import type { Context, MiddlewareHandler } from "hono";
import type { Driver } from "../drivers/documents.ts";
import type { DriverLogin, DriverSignIn } from "../drivers/sign-in.ts";
import { ApiError } from "./errors.ts";
import { readCookie, type CookieSettings } from "./login-cookie.ts";

declare module "hono" {
  interface ContextVariableMap {
    driver: { readonly login: DriverLogin; readonly driver: Driver } | undefined;
  }
}

/** The cookie of drivers, beside that of the console. */
export function driverCookie(cookies: CookieSettings): CookieSettings {
  return { ...cookies, name: `${cookies.name}_driver` };
}

/** Reads which driver asks. A request that changes something must show that it comes from our own page: by its origin, and by the token of the login. */
export function driverAuthentication({ signIn, cookies }: { readonly signIn: DriverSignIn; readonly cookies: CookieSettings }): MiddlewareHandler {
  return async (context, next) => {
    const cookie = readCookie(context, driverCookie(cookies));
    const shown = cookie === undefined ? undefined : await signIn.show(cookie);
    if (shown !== undefined && !["GET", "HEAD", "OPTIONS"].includes(context.req.method)) checkOrigin(context, shown.login.csrf);
    context.set("driver", shown);
    await next();
  };
}

/** The account of whoever asks, as it was when the request came; nobody is answered 401. */
export function ownAccount(context: Context): Driver {
  const shown = context.get("driver");
  if (shown === undefined) throw new ApiError(401, { code: "unauthorized", message: "Sign in first: POST /api/v1/public/account/letters sends a code." });
  return shown.driver;
}

function checkOrigin(context: Context, csrf: string): void {
  const site = context.req.header("sec-fetch-site");
  const isOurs = site === undefined || site === "same-origin" || site === "none";
  if (isOurs && context.req.header("x-csrf-token") === csrf) return;
  throw new ApiError(403, { code: "csrf", message: "A request with a login must come from our own page: send the header x-csrf-token with the csrf of GET /api/v1/public/account.", field: "x-csrf-token", rule: "must be the token of the login" });
}
