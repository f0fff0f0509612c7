import type { MiddlewareHandler } from "hono";
import type { Cpo } from "../cpo.ts";
import { actorOf, inTheNameOf, principalOf } from "./principal.ts";

/** What must not be read in a log. */
export const SECRETS = /password$|secret|key$|recoveryCodes|csrf|^registrationToken$/i;
/** Longer answers are left out of the log, in characters of JSON. */
const LONGEST = 20_000;

/**
 * Writes every act that succeeded into the audit log: who, what, to what, and the thing as it was and is. What it was is asked of the API itself. That it begins
 * is durable before it begins, so that none stays unseen, and one that cannot be written down does not begin.
 */
export function auditTrail(cpo: Cpo, ask: (request: Request) => Promise<Response>): MiddlewareHandler {
  return async (context, next) => {
    const { method, path } = context.req;
    // What drivers do stands in their charges, and what meters say is no act; nor is a sign of life.
    if (method === "GET" || method === "HEAD" || path.startsWith("/api/v1/public/") || /\/charging\/(readings|signals\/oscp\/2\.0\/heartbeat)$/.test(path)) return next();
    const action = `${method} ${path.replace(/^\/api\/v1/, "")}`;
    const { audit } = cpo.operations;
    const principal = principalOf(context);
    // Strangers do nothing that an operator does; if one signs in, that is written down when it is known who it was.
    if (principal === undefined) {
      await next();
      if (context.res.status >= 400) return;
      const after = await content(context.res.clone());
      return void (await cpo.store.transaction((unit) => audit.record(unit, { actor: actorOf(context), action, subject: subjectOf(path, after), ...(after === undefined ? {} : { after }) })));
    }
    const before = method === "POST" ? undefined : await content(await ask(inTheNameOf(principal, new Request(context.req.url))));
    const act = await audit.begin({ actor: principal.actor, action, subject: subjectOf(path), ...(before === undefined ? {} : { before }) });
    await next();
    const { status } = context.res;
    // Refused: nothing happened. An error of ours may have happened half.
    if (status >= 400) return void (await audit.end(act, status >= 500 ? { outcome: "unknown" } : undefined));
    const after = method === "DELETE" ? undefined : await content(context.res.clone());
    await audit.end(act, { subject: subjectOf(path, after), ...(after === undefined ? {} : { after }) });
  };
}

/** The path, and below a collection the id of what was added, which may stand beside a secret that is shown once. */
function subjectOf(path: string, after?: unknown): string {
  const [collection = "", id] = path.replace(/^\/api\/v1\//, "").split("/");
  const added = idIn(after) ?? (typeof after === "object" && after !== null ? Object.values(after).map(idIn).find((found) => found !== undefined) : undefined);
  return id === undefined ? [collection, ...(added === undefined ? [] : [added])].join("/") : `${collection}/${id}`;
}

function idIn(thing: unknown): string | undefined {
  return typeof thing === "object" && thing !== null && "id" in thing ? String(thing.id) : undefined;
}

async function content(response: Response): Promise<unknown> {
  if (!response.ok || !(response.headers.get("content-type") ?? "").includes("json")) return undefined;
  const text = await response.text();
  return text.length > LONGEST ? { left: "out", characters: text.length } : JSON.parse(text, (name, value: unknown) => (SECRETS.test(name) && (typeof value === "string" || Array.isArray(value)) ? "…" : value));
}
