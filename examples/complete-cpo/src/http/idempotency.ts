import { hours, instant, type Clock, type Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import type { MiddlewareHandler } from "hono";
import { createHash } from "node:crypto";
import { SECRETS } from "./audit-trail.ts";
import { ApiError } from "./errors.ts";
import { principalOf } from "./principal.ts";

/** What came of a POST that carried an idempotency key. */
interface Done {
  /** SHA-256 of the body. */
  readonly body: string;
  readonly at: Instant;
  /** Absent while it runs, and when nobody knows how it ended. */
  readonly answer?: { readonly status: number; readonly text: string; readonly withheld?: true };
}

const requests = collection<Done>("idempotentRequests", { indexes: { byTime: { keys: (request) => [request.at] } } });

const KEPT = hours(24);
const LONGEST_KEY = 200;

/**
 * Does a POST once for each `idempotency-key` of an account: the same request again within a day gets the answer of the first. A request that failed may be
 * repeated; one that a crash cut off is answered 409, for it may have been done. Answers with secrets are not kept.
 */
export function idempotency({ store, clock }: { readonly store: Store; readonly clock: Clock }): MiddlewareHandler {
  return async (context, next) => {
    const key = context.req.header("idempotency-key");
    const principal = principalOf(context);
    if (context.req.method !== "POST" || key === undefined || principal === undefined) return next();
    if (key === "" || key.length > LONGEST_KEY) throw new ApiError(400, { code: "invalid", message: `idempotency-key must be 1 to ${LONGEST_KEY} characters.`, field: "idempotency-key", rule: `must be 1 to ${LONGEST_KEY} characters` });
    const url = new URL(context.req.url);
    const id = digest([principal.user ?? principal.actor, url.pathname + url.search, key].join("\n"));
    const body = digest(await context.req.raw.clone().text());
    const before = await store.transaction(async (unit) => {
      const known = await unit.get(requests, id);
      if (known === undefined) unit.put(requests, id, { body, at: clock.now() });
      return known;
    });
    if (before !== undefined) return again(before, body);

    let kept = false;
    try {
      await next();
      if (context.error === undefined && context.res.status < 300) {
        const text = await context.res.clone().text();
        const withheld = hasSecrets(text);
        const answer = { status: context.res.status, text: withheld ? "" : text, ...(withheld ? { withheld: true as const } : {}) };
        await store.transaction((unit) => unit.put(requests, id, { body, at: clock.now(), answer }));
        kept = true;
      }
    } finally {
      // An error of ours may have happened half: nobody does it again by mistake.
      if (!kept && context.res.status < 500) await store.transaction((unit) => unit.delete(requests, id));
    }
  };
}

/** Forgets what was done more than a day ago. */
export async function sweepIdempotency(store: Store, now: Instant): Promise<void> {
  const { items } = await store.find(requests, { index: "byTime", to: instant(now - KEPT), limit: 500 });
  if (items.length > 0) await store.transaction((unit) => items.forEach(({ id }) => unit.delete(requests, id)));
}

function again({ body: first, answer }: Done, body: string): Response {
  const refuse = (message: string): ApiError => new ApiError(409, { code: "idempotency-key", message, field: "idempotency-key", rule: "must be new for a new request" });
  if (first !== body) throw refuse("This idempotency key was used for another request.");
  if (answer === undefined) throw refuse("The first request with this idempotency key is under way, or was cut off and may have been done; look before you send it with a new key.");
  if (answer.withheld === true) throw refuse("This was done already, and its answer had a secret that is shown once; make a new one.");
  return new Response(answer.text, { status: answer.status, headers: { "content-type": "application/json", "idempotency-replayed": "true" } });
}

function hasSecrets(text: string): boolean {
  let found = false;
  JSON.parse(text, (name, value: unknown) => {
    if (SECRETS.test(name) && typeof value === "string") found = true;
    return value;
  });
  return found;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
