import type { Problem, Routes } from "./api.ts";

/** A request that the CPO refused, with its reason. */
export class RefusedRequest extends Error {
  override readonly name = "RefusedRequest";
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(problem.message);
    this.status = status;
    this.problem = problem;
  }
}

type Parts<Route> = Omit<Route, "answer" | "query"> & (Route extends { readonly query: infer Query } ? { readonly query?: Query } : object) & { readonly idempotencyKey?: string };
type Input<Route> = object extends Parts<Route> ? [parts?: Parts<Route>] : [parts: Parts<Route>];

export interface Client {
  /** One request. @throws `RefusedRequest` */
  <Name extends keyof Routes>(route: Name, ...input: Input<Routes[Name]>): Promise<Routes[Name]["answer"]>;
}

/**
 * Asks a complete CPO, with the types of its description.
 *
 * @example
 * const cpo = createClient({ url: "http://127.0.0.1:8080", key });
 * const { items } = await cpo("GET /stations", { query: { limit: "10" } });
 * await cpo("POST /stations/{id}/call", { path: { id: "CS-1" }, body: { action: "Reset", payload: { type: "Soft" } } });
 */
export function createClient({ url, key, fetch: ask = fetch }: { readonly url: string; readonly key: string; readonly fetch?: (url: string, init: RequestInit) => Promise<Response> }): Client {
  return async (route, ...[parts = {}]) => {
    const { path = {}, query = {}, body, idempotencyKey } = parts as { readonly path?: Record<string, string>; readonly query?: Record<string, unknown>; readonly body?: unknown; readonly idempotencyKey?: string };
    const [method = "GET", template = ""] = route.split(" ");
    const given = Object.entries(query).filter(([, value]) => value !== undefined).map(([name, value]): [string, string] => [name, String(value)]);
    const search = given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
    const response = await ask(`${url}/api/v1${template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""))}${search}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { "content-type": "application/json" }), ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    if (!response.ok) throw new RefusedRequest(response.status, isJson ? ((await response.json()) as Problem) : { code: "unknown", message: `The CPO answered ${response.status}.` });
    return (isJson ? await response.json() : response) as never;
  };
}
