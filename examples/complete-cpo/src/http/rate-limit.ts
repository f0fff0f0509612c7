import type { MiddlewareHandler } from "hono";
import { createAttempts } from "../access/attempts.ts";
import { addressOf } from "./authentication.ts";
import { ApiError } from "./errors.ts";

const MINUTE = 60_000;

/** At most so many requests of one address in a minute: those that only look, and those that do something. */
export function rateLimit({ looks, acts, now }: { readonly looks: number; readonly acts: number; readonly now: () => number }): MiddlewareHandler {
  const looking = createAttempts({ most: looks, window: MINUTE, now });
  const acting = createAttempts({ most: acts, window: MINUTE, now });
  return async (context, next) => {
    const attempts = context.req.method === "GET" ? looking : acting;
    const address = addressOf(context);
    const wait = attempts.waitFor(address);
    if (wait > 0) {
      context.header("retry-after", String(wait));
      throw new ApiError(429, { code: "too-many-requests", message: `Too many requests from your address; try again in ${wait} seconds.`, values: { seconds: wait } });
    }
    attempts.failed(address);
    await next();
  };
}
