import { expect, it } from "vitest";
import { unwrap } from "./envelope.ts";

const response = (status: number, body: unknown, headers: Record<string, string> = {}) => ({ status, body, headers: new Headers(headers) });
const said = (code: unknown, data?: unknown) => ({ status_code: code, status_message: "words", timestamp: "2026-03-01T10:00:00Z", ...(data === undefined ? {} : { data }) });

it.each([
  [200, said(1000, [1]), { outcome: "ok", value: [1], findings: [] }],
  [201, said(1000), { outcome: "failed", reason: "unreadable" }],
  [200, said("1000", [1]), { outcome: "ok", value: [1], findings: [{ code: "type" }] }],
  [200, said(1900, [1]), { outcome: "ok", value: [1] }],
  [200, [1], { outcome: "ok", value: [1], findings: [{ pointer: "/status_code", severity: "repaired" }] }],
  [200, { id: "L1" }, { outcome: "ok", value: { id: "L1" } }],
  [200, undefined, { outcome: "failed", reason: "unreadable" }],
  [200, said(2001), { outcome: "refused", http: 200, status: 2001, message: "words" }],
  [400, said(2001), { outcome: "refused", http: 400, status: 2001 }],
  [404, said(2003), { outcome: "refused", http: 404, status: 2003 }],
  [404, undefined, { outcome: "refused", http: 404, message: "HTTP 404" }],
  [404, said(1000, [1]), { outcome: "refused", http: 404 }],
  [405, undefined, { outcome: "refused" }],
  [401, undefined, { outcome: "refused", http: 401 }],
  [301, undefined, { outcome: "refused", message: "it redirects, which is not followed; give the final URL" }],
  [200, said(3000), { outcome: "failed", reason: "server", status: 3000 }],
  [200, said(4001), { outcome: "refused", status: 4001 }],
  [200, said(4003), { outcome: "failed", status: 4003 }],
  [500, undefined, { outcome: "failed", reason: "server", http: 500 }],
  [429, undefined, { outcome: "failed", reason: "busy", http: 429 }],
])("HTTP %i with %j is %j", (http, body, expected) => {
  expect(unwrap(response(http, body), true)).toMatchObject(expected);
});

it("writes need no data, and a partner tells when to come back", () => {
  expect(unwrap(response(200, undefined), false)).toMatchObject({ outcome: "ok", findings: [{ code: "missing" }] });
  expect(unwrap(response(503, undefined, { "retry-after": "3" }), false)).toMatchObject({ outcome: "failed", retryAfter: 3_000 });
  expect(unwrap(response(503, undefined, { "retry-after": "Sun, 01 Mar 2026 10:00:00 GMT" }), false)).not.toHaveProperty("retryAfter");
});
