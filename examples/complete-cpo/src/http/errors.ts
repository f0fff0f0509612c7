import { isCpoError, type Logger } from "@cpokit/kernel";
import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";

/** The one shape of every error answer. */
export const Problem = z
  .object({
    code: z.string().openapi({ description: "Stable, for programs", example: "not-found" }),
    message: z.string().openapi({ description: "What happened and what to do, for people", example: "There is no station \"CS-9\"." }),
    field: z.string().optional().openapi({ description: "The field of the request that is wrong", example: "evses.0.number" }),
    rule: z.string().optional().openapi({ description: "The rule that the field breaks", example: "must be a whole number" }),
    values: z.record(z.string(), z.union([z.string(), z.number()])).optional().openapi({ description: "What the sentence speaks of, for whoever says it in another language", example: { what: "station", id: "CS-9" } }),
  })
  .openapi("Problem");
export type Problem = z.infer<typeof Problem>;

/** Ends a request with a problem. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: ContentfulStatusCode;
  readonly problem: Problem;
  constructor(status: ContentfulStatusCode, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

export function notFound(what: string, id: string): ApiError {
  return new ApiError(404, { code: "not-found", message: `There is no ${what} "${id}".`, values: { what, id } });
}

export function conflict(message: string, field?: string): ApiError {
  return new ApiError(409, { code: "conflict", message, ...(field === undefined ? {} : { field, rule: "must not be taken" }) });
}

export function invalid(field: string, rule: string): ApiError {
  return new ApiError(400, { code: "invalid", message: `${field === "" ? "The request" : field} ${rule}.`, field, rule });
}

/** Names the first thing that a schema found wrong; unknown fields are named as the field they are. */
export function problemOf(error: z.core.$ZodError): Problem {
  const issue = flatten(error.issues)[0];
  if (issue === undefined) return { code: "invalid", message: "The request is not valid." };
  const unknown = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const field = [...issue.path, ...unknown].map(String).join(".");
  const rule = ruleOf(issue);
  return { code: "invalid", message: `${field === "" ? "The request body" : field} ${rule}.`, field, rule };
}

/** What `app.onError` answers: known problems as they are, everything else as a 500 that tells nothing and is logged. */
export function answerError(error: Error, context: Context, logger: Logger): Response {
  if (error instanceof ApiError) return context.json(error.problem, error.status);
  if (error instanceof HTTPException) return answerHttpException(error, context);
  if (isCpoError(error, "storage.conflict")) {
    return context.json({ code: "busy", message: "Too many changes of the same thing at once; send the request again." }, 503);
  }
  if (isCpoError(error, "storage.cursor") || isCpoError(error, "sessions.cursor")) {
    const rule = "must be the `next` of a page before";
    return context.json({ code: "invalid", message: `after ${rule}.`, field: "after", rule }, 400);
  }
  if (isCpoError(error, "complete-cpo.secrets")) {
    logger.error({ error }, "A secret cannot be read");
    return context.json({ code: "secrets", message: error.message }, 503);
  }
  if (isCpoError(error, "storage.closed")) {
    return context.json({ code: "stopping", message: "The CPO is stopping; send the request again when it is back." }, 503);
  }
  logger.error({ error, method: context.req.method, path: context.req.path }, "A request failed");
  return context.json({ code: "internal", message: "Something went wrong on our side; the log of the CPO has the details." }, 500);
}

function answerHttpException(error: HTTPException, context: Context): Response {
  if (error.status === 400) {
    return context.json({ code: "invalid", message: "The request body is not JSON.", field: "", rule: "must be JSON" }, 400);
  }
  if (error.status === 415) {
    return context.json({ code: "media-type", message: "The request body must be JSON: send the header content-type: application/json." }, 415);
  }
  return context.json({ code: "refused", message: error.message }, error.status);
}

/** A failed union says nothing useful itself: the branch that came furthest does. */
function flatten(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
    const furthest = issue.errors.reduce((best, branch) => (depth(branch) > depth(best) ? branch : best));
    return flatten(furthest).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  });
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(...issues.map((issue) => issue.path.length));
}

const TYPES: Readonly<Record<string, string>> = { int: "a whole number", string: "text", array: "a list", object: "an object", boolean: "true or false" };

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return "is not a field here";
    case "invalid_type":
      return issue.input === undefined && issue.message.includes("undefined") ? "is required" : `must be ${typeName(issue)}`;
    case "invalid_value":
      return issue.values.length === 1 ? `must be ${String(issue.values[0])}` : `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array" ? `must not be ${Number(issue.minimum) === 1 ? "empty" : `shorter than ${issue.minimum}`}` : `must be at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "string" ? `must be at most ${issue.maximum} characters` : `must be at most ${issue.maximum}`;
    case "invalid_union":
      return "options" in issue && Array.isArray(issue.options) ? `must be one of ${issue.options.join(", ")}` : "fits none of the possible forms";
    default:
      return issue.message.startsWith("must") ? issue.message : `is not right: ${issue.message}`;
  }
}

function typeName(issue: z.core.$ZodIssueInvalidType): string {
  return TYPES[issue.expected] ?? `a ${issue.expected}`;
}
