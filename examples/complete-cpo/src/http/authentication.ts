import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import type { Principal } from "../access/principal.ts";
import type { Reach } from "../access/reach.ts";
import { ApiError } from "./errors.ts";

/** At most this many wrong keys per address and window. */
const ATTEMPTS = 10;
const WINDOW = 60_000;

/** Reads who asks from the bearer token, and slows down whoever guesses. Whether that account may, each route decides. */
export function authentication(ports: { readonly accountOf: (key: string) => Promise<Principal | undefined>; readonly reach: Reach; readonly now: () => number }): MiddlewareHandler {
  const failures = createFailures(ports.now);
  return async (context, next) => {
    const address = addressOf(context);
    const wait = failures.waitFor(address);
    if (wait > 0) {
      context.header("retry-after", String(wait));
      throw new ApiError(429, { code: "too-many-attempts", message: `Too many wrong operator keys from your address; try again in ${wait} seconds.` });
    }
    context.set("reach", ports.reach);
    const authorization = context.req.header("authorization") ?? "";
    if (authorization === "") return next();
    const key = /^Bearer\s+(\S+)\s*$/i.exec(authorization)?.[1];
    if (key === undefined) throw unauthorized(context, "The header Authorization must be: Bearer <operator key or API key>.");
    const principal = await ports.accountOf(key);
    if (principal === undefined) {
      failures.add(address);
      throw unauthorized(context, "This operator key is wrong, or this API key is not valid any more. \"npm start -- --new-key\" makes a new operator key.");
    }
    context.set("principal", principal);
    return next();
  };
}

function unauthorized(context: Context, message: string): ApiError {
  context.header("www-authenticate", "Bearer");
  return new ApiError(401, { code: "unauthorized", message });
}

interface Failures {
  /** Seconds until the address may try again; 0 when it may now. */
  waitFor(address: string): number;
  add(address: string): void;
}

function createFailures(now: () => number): Failures {
  const windows = new Map<string, { count: number; readonly until: number }>();
  return {
    waitFor(address) {
      const window = windows.get(address);
      if (window === undefined) return 0;
      if (window.until <= now()) windows.delete(address);
      return window.count >= ATTEMPTS ? Math.max(Math.ceil((window.until - now()) / 1_000), 0) : 0;
    },
    add(address) {
      const window = windows.get(address) ?? { count: 0, until: now() + WINDOW };
      window.count += 1;
      windows.set(address, window);
      // Windows that are over go when many addresses have failed, so that nobody fills the memory.
      if (windows.size > 10_000) for (const [each, { until }] of windows) if (until <= now()) windows.delete(each);
    },
  };
}

/** The address of the peer; requests that came over no socket (tests) share one. */
function addressOf(context: Context): string {
  const bindings: unknown = context.env;
  if (typeof bindings !== "object" || bindings === null || !("incoming" in bindings)) return "none";
  return getConnInfo(context).remote.address ?? "unknown";
}
