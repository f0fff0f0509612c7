import { createRoute as describeRoute, OpenAPIHono, z, type RouteConfig } from "@hono/zod-openapi";
import { ApiError, Problem, problemOf } from "./errors.ts";
import { permitted, type Access } from "./permitted.ts";

/** A group of routes that names what is wrong with a request in the one shape of problems. */
export function createRoutes(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new ApiError(400, problemOf(result.error));
    },
  });
}

/**
 * Describes a route and says who may use it: a route without a permission does not compile, and one that avoids this function keeps the application from
 * starting. `sites` says how it is used by accounts that are limited to some locations; absent: not at all.
 */
export function createRoute<Path extends string, Route extends Omit<RouteConfig, "path"> & { readonly path: Path } & Access>(route: Route) {
  const { permission, sites } = route;
  return describeRoute<Path, Route & { readonly path: Path }>({
    ...route,
    middleware: [permitted({ permission, ...(sites === undefined ? {} : { sites }) })],
    security: permission === "public" ? [] : [{ bearer: [] }, { cookie: [] }],
    "x-permission": permission,
  });
}

/** A good answer in JSON. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { "application/json": { schema } } };
}

/** A request body in JSON. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { "application/json": { schema } } };
}

/** The error answers that every route can give. */
export const problems = {
  400: { description: "A field of the request is wrong; `field` and `rule` say which and why", content: { "application/json": { schema: Problem } } },
  401: { description: "Nobody is signed in, or the key is wrong", content: { "application/json": { schema: Problem } } },
  403: { description: "The account may not do this; `rule` names the permission", content: { "application/json": { schema: Problem } } },
  404: { description: "There is no such thing", content: { "application/json": { schema: Problem } } },
  409: { description: "It contradicts what is there", content: { "application/json": { schema: Problem } } },
} satisfies RouteConfig["responses"];

/** The path parameter of one thing. */
export const byId = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" } }) });

export { z } from "@hono/zod-openapi";
