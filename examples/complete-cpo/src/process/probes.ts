import type { Store } from "@cpokit/storage";
import { installations, THIS } from "../collections.ts";
import type { Tenancy } from "../tenants/tenancy.ts";
import { MAIN } from "../tenants/tenancy.ts";
import type { Metrics } from "./metrics.ts";

/** How long the database may take before the CPO counts as not ready, in ms. */
const PATIENCE = 3_000;

export interface ProbesOptions {
  readonly store: Store;
  readonly tenancy: Tenancy;
  readonly metrics: Metrics;
  /** Whether everybody may read the metrics. */
  readonly open: boolean;
  /** Not before everything listens, and not while it stops. */
  readonly serving: () => boolean;
}

/** Answers `/healthz` (the process works), `/readyz` (it can take work) and `/metrics`; `undefined` for everything else. */
export function createProbes({ store, tenancy, metrics, open, serving }: ProbesOptions): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/healthz") return text(200, "healthy");
    if (pathname === "/readyz") return ready();
    if (pathname !== "/metrics") return undefined;
    if (!open && !(await mayRead(request))) return text(401, "This needs a key that may read the overview: send the header Authorization: Bearer <API key>. CPOKIT_METRICS=open lets everybody read.", { "www-authenticate": "Bearer" });
    return text(200, await metrics.text(), { "content-type": metrics.contentType });
  };

  async function ready(): Promise<Response> {
    if (!serving()) return text(503, "starting or stopping");
    const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), PATIENCE).unref());
    const answer = await Promise.race([store.get(installations, THIS).then(() => "good" as const, () => "broken" as const), late]);
    return answer === "good" ? text(200, "ready") : text(503, answer === "late" ? "the database is slow" : "the database does not answer");
  }

  async function mayRead(request: Request): Promise<boolean> {
    const key = /^Bearer\s+(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
    const main = tenancy.all().find(({ id }) => id === MAIN);
    return key !== undefined && (await main?.access.ofKey(key))?.permissions.has("overview:read") === true;
  }
}

function text(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(`${body}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers } });
}
