import { OpenAPIHono, z, type RouteConfig } from "@hono/zod-openapi";
import { ApiError, Problem, problemOf } from "./errors.ts";

/** A group of routes that names what is wrong with a request in the one shape of problems. */
export function createRoutes(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw new ApiError(400, problemOf(result.error));
    },
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

/** The error answers that every route can give; the operator key is asked for everywhere. */
export const problems = {
  400: { description: "A field of the request is wrong; `field` and `rule` say which and why", content: { "application/json": { schema: Problem } } },
  401: { description: "The operator key is missing or wrong", content: { "application/json": { schema: Problem } } },
  404: { description: "There is no such thing", content: { "application/json": { schema: Problem } } },
  409: { description: "It contradicts what is there", content: { "application/json": { schema: Problem } } },
} satisfies RouteConfig["responses"];

/** The path parameter of one thing. */
export const byId = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" } }) });

export { createRoute, z } from "@hono/zod-openapi";
