import { isCpoError } from "@cpokit/kernel";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Access } from "../access/access.ts";
import type { Oidc } from "../access/oidc.ts";
import type { Cpo } from "../cpo.ts";
import { addressOf } from "./authentication.ts";
import { ApiError } from "./errors.ts";
import { writeCookie, type CookieSettings } from "./login-cookie.ts";
import { signInPage } from "./sign-in-page.ts";
import { createRoute, createRoutes, problems, z } from "./routes.ts";

export interface OidcPorts {
  readonly cpo: Cpo;
  readonly access: Access;
  readonly oidc: Oidc;
  readonly cookies: CookieSettings;
  /** The address of this CPO, to which the provider sends the browser back. */
  readonly url: () => string;
}

const elsewhere = { 302: { description: "Go on there" }, ...problems };

/** Signing in at an identity provider. The state is bound to the browser that began by a cookie of its own. */
export function oidcRoutes({ cpo, access, oidc, cookies, url }: OidcPorts) {
  const routes = createRoutes();
  const cookie = `${cookies.name}_state`;
  const callback = (): string => `${url()}/api/v1/sign-in/oidc/callback`;

  routes.openapi(
    createRoute({ method: "get", path: "/sign-in/oidc", permission: "public", tags: ["Account"], summary: "Go to the identity provider", responses: elsewhere }),
    told(async (c) => {
      const begun = await oidc.begin(callback());
      setCookie(c, cookie, begun.state, { path: cookies.path, secure: cookies.secure, httpOnly: true, sameSite: "Lax", maxAge: 600 });
      return c.redirect(begun.url.href, 302);
    }),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/sign-in/oidc/callback", permission: "public", tags: ["Account"], summary: "Come back from the identity provider", request: { query: z.looseObject({ state: z.string().optional() }) }, responses: elsewhere }),
    told(async (c) => {
      const state = c.req.query("state");
      const own = getCookie(c, cookie);
      deleteCookie(c, cookie, { path: cookies.path, secure: cookies.secure });
      if (own === undefined || own !== state) throw new ApiError(400, { code: "sign-in", message: "This sign-in was not begun in this browser; begin again.", rule: "elsewhere" });
      const answer = new URL(callback());
      answer.search = new URL(c.req.url).search;
      const user = await oidc.finish(answer, own);
      const begun = await access.logins.begin({ kind: "user", user: user.id }, { address: addressOf(c), agent: c.req.header("user-agent") ?? "" });
      writeCookie(c, cookies, begun.cookie);
      await cpo.store.transaction((unit) => cpo.operations.audit.record(unit, { actor: user.name, action: "GET /sign-in/oidc/callback", subject: "session", after: { roles: user.roles } }));
      return c.redirect(`${url()}/`, 302);
    }),
  );

  return routes;

  /** Whoever comes with a browser reads a page that says what to do; programs get the problem. */
  function told(handle: (c: Context) => Promise<Response>): (c: Context) => Promise<never> {
    return async (c) => {
      try {
        return (await handle(c)) as never;
      } catch (error) {
        const problem = isCpoError(error, "complete-cpo.oidc") ? new ApiError(403, { code: "sign-in", message: error.message, rule: String(error.values["reason"]) }) : error;
        if (!(problem instanceof ApiError) || !(c.req.header("accept") ?? "").includes("text/html")) throw problem;
        cpo.logger.warn({ error }, "A sign-in at the identity provider came to nothing");
        return c.html(signInPage(problem.problem, { language: c.req.header("accept-language") ?? "", home: `${url()}/` }), problem.status) as never;
      }
    };
  }
}
