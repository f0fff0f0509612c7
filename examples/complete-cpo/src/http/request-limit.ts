import type { MiddlewareHandler } from "hono";
import { addressOf } from "./authentication.ts";
import { ApiError } from "./errors.ts";
import { principalOf } from "./principal.ts";

const WINDOW = 60_000;

/** How many requests a minute. */
export interface RateLimits {
  /** Of one account or key. */
  readonly account: number;
  /** From one address, of whoever has not shown an account. */
  readonly stranger: number;
}

export const USUAL_LIMITS: RateLimits = { account: 6_000, stranger: 600 };

/** Counts requests by account, else by address, and says in the headers of draft-ietf-httpapi-ratelimit-headers how many are left. Kept in memory: each process counts for itself. */
export function requestLimit({ limits, now }: { readonly limits: RateLimits; readonly now: () => number }): MiddlewareHandler {
  const windows = new Map<string, { used: number; readonly until: number }>();
  return async (context, next) => {
    const principal = principalOf(context);
    const name = principal === undefined ? `address ${addressOf(context)}` : `account ${principal.user ?? principal.actor}`;
    const most = principal === undefined ? limits.stranger : limits.account;
    const at = now();
    const known = windows.get(name);
    const window = known === undefined || known.until <= at ? { used: 0, until: at + WINDOW } : known;
    window.used += 1;
    windows.set(name, window);
    if (windows.size > 10_000) for (const [each, { until }] of windows) if (until <= at) windows.delete(each);
    const reset = Math.ceil((window.until - at) / 1_000);
    context.header("ratelimit-limit", String(most));
    context.header("ratelimit-remaining", String(Math.max(most - window.used, 0)));
    context.header("ratelimit-reset", String(reset));
    if (window.used > most) {
      context.header("retry-after", String(reset));
      throw new ApiError(429, { code: "too-many-requests", message: `More than ${most} requests in a minute; try again in ${reset} seconds.`, values: { seconds: reset } });
    }
    await next();
  };
}
