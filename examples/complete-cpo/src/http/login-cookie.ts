import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

/** How the cookie of a login is written. */
export interface CookieSettings {
  /** Different for every CPO under one host. */
  readonly name: string;
  readonly path: string;
  /** Whether the page is reached by https; a browser would drop a secure cookie otherwise. */
  readonly secure: boolean;
}

export function readCookie(context: Context, { name }: CookieSettings): string | undefined {
  return getCookie(context, name);
}

/** No script reads it, no other site sends it along with a request that changes something, and it goes with the browser, unless it may stay for a while (seconds). */
export function writeCookie(context: Context, { name, path, secure }: CookieSettings, value: string, maxAge?: number): void {
  setCookie(context, name, value, { path, secure, httpOnly: true, sameSite: "Lax", ...(maxAge === undefined ? {} : { maxAge }) });
}

export function dropCookie(context: Context, { name, path, secure }: CookieSettings): void {
  deleteCookie(context, name, { path, secure });
}
