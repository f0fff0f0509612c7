import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context, MiddlewareHandler } from "hono";
import { ApiError } from "./errors.ts";

/** At most this many wrong keys per address and window. */
const ATTEMPTS = 10;
const WINDOW = 60_000;

/** Lets requests through that carry the operator key as a bearer token, and slows down whoever guesses. */
export function authentication(ports: { readonly keyIsRight: (key: string) => Promise<boolean>; readonly now: () => number }): MiddlewareHandler {
  const failures = createFailures(ports.now);
  return async (context, next) => {
    const address = addressOf(context);
    const wait = failures.waitFor(address);
    if (wait > 0) {
      context.header("retry-after", String(wait));
      throw new ApiError(429, { code: "too-many-attempts", message: `Too many wrong operator keys from your address; try again in ${wait} seconds.` });
    }
    const key = /^Bearer\s+(\S+)\s*$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (key === undefined) throw unauthorized(context, "This needs the operator key: send the header Authorization: Bearer <operator key>.");
    if (!(await ports.keyIsRight(key))) {
      failures.add(address);
      throw unauthorized(context, "This operator key is wrong. \"npm start -- --new-key\" makes a new one.");
    }
    await next();
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
