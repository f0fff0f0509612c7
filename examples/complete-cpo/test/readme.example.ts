import { createMemoryDriver } from "@cpokit/storage";
import { startCpo } from "../src/start.ts";

const cpo = await startCpo({ driver: createMemoryDriver(), port: 0, ocppPort: 0, host: "127.0.0.1", demo: false });

async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${cpo.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json();
}

await ask("POST", "/tokens", { value: "04A2B3C4", holder: "Anna" });
/** { station: { identity: "CS-1", online: false, … }, password: "…" }: the station connects to `${cpo.ocppUrl}/CS-1` with it. */
export const added = await ask("POST", "/stations", { identity: "CS-1" });
/** { code: "invalid", message: "identity is required.", field: "identity", rule: "is required" } */
export const problem = await ask("POST", "/stations", {});

await cpo.close();
