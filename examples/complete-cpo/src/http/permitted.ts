import type { Context, Hono, MiddlewareHandler } from "hono";
import type { Permission } from "../access/permissions.ts";
import type { Principal } from "../access/principal.ts";
import type { Subject } from "../access/reach.ts";
import { ApiError, notFound } from "./errors.ts";
import { principalOf } from "./principal.ts";

export interface Access {
  /** `signedIn` is for every account, `public` also for nobody. */
  readonly permission: Permission | "signedIn" | "public";
  /**
   * How accounts that are limited to some locations use the route: what the `{id}` of its path names is at their locations (and for every account: there is such a thing); `filtered`: the handler shows
   * only what is there; `shared`: it tells or changes nothing of any location. Absent: not at all.
   */
  readonly sites?: Subject | "filtered" | "shared";
}

const guards = new WeakSet<object>();

/** Lets through who may use a route: nobody signed in is 401, not allowed 403, another location 404. */
export function permitted({ permission, sites }: Access): MiddlewareHandler {
  const guard: MiddlewareHandler = async (context, next) => {
    if (permission !== "public") await check(context, signedIn(context));
    await next();
  };
  guards.add(guard);
  return guard;

  async function check(context: Context, principal: Principal): Promise<void> {
    if (permission !== "signedIn" && principal.mustChangePassword === true) throw new ApiError(403, { code: "password-change", message: "Replace the password that you were given first: POST /api/v1/account/password.", rule: "password" });
    if (permission !== "public" && permission !== "signedIn" && !principal.permissions.has(permission)) throw refused(`Your account may not do this: it needs ${permission}. Ask an administrator for a role that has it.`, permission);
    if (sites === "filtered" || sites === "shared") return;
    if (sites === undefined) {
      if (principal.locations === undefined) return;
      throw refused("Your account is limited to some locations, and this concerns all of them.", "all locations");
    }
    const id = context.req.param("id") ?? "";
    if (!(await context.get("reach").subject(principal, sites, id))) throw notFound(sites, id);
  }
}

/** Who asks; nobody is answered 401. */
export function signedIn(context: Context): Principal {
  const principal = principalOf(context);
  if (principal !== undefined) return principal;
  context.header("www-authenticate", "Bearer");
  throw new ApiError(401, { code: "unauthorized", message: "This needs an account: sign in on the page, or send the header Authorization: Bearer <operator key or API key>." });
}

function refused(message: string, rule: string): ApiError {
  return new ApiError(403, { code: "forbidden", message, rule });
}

/** The routes of the API that nobody guards; there must not be any. */
export function unguardedRoutes(app: Pick<Hono, "routes">): readonly string[] {
  const routes = app.routes.filter(({ method, path }) => method !== "ALL" && path.startsWith("/api/"));
  const named = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  for (const { method, path, handler } of routes) if (guards.has(handler)) named.delete(`${method} ${path}`);
  return [...named];
}
