import { describe, expect, it } from "vitest";
import type { ExchangeRequest } from "../peers/exchange.ts";
import { createExchange, type ExchangeOptions } from "./create-exchange.ts";

const request: ExchangeRequest = { method: "GET", url: "https://partner.com/ocpi/versions?a=b", token: "secret", encoding: "base64" };

function answering(answer: Response | (() => Promise<Response>), options: ExchangeOptions = {}) {
  const sent: { url: string; init: RequestInit }[] = [];
  const exchange = createExchange({ ...options, fetch: async (url, init) => (sent.push({ url, init }), typeof answer === "function" ? answer() : answer) });
  return { exchange, sent };
}

describe("an exchange with a partner", () => {
  it("carries the token and JSON, and does not follow redirects", async () => {
    const { exchange, sent } = answering(new Response(null, { status: 302, headers: { location: "https://evil.com/" } }));
    expect(await exchange({ ...request, method: "PUT", body: { a: 1 } })).toMatchObject({ status: 302, body: undefined });
    expect(sent).toHaveLength(1);
    expect(sent[0]!.init).toMatchObject({ method: "PUT", redirect: "manual", body: '{"a":1}', headers: { Authorization: "Token c2VjcmV0", "Content-Type": "application/json" } });
  });

  it.each(["http://partner.com/", "https://127.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://localhost/"])("is not had with %s", async (url) => {
    const { exchange, sent } = answering(new Response("{}"));
    await expect(exchange({ ...request, url })).rejects.toMatchObject({ code: "ocpi.url" });
    expect(sent).toEqual([]);
    await expect(exchange({ ...request, url, urlPolicy: { allow: [new URL(url).hostname] } })).resolves.toMatchObject({ status: 200 });
  });

  it.each([
    ["network", answering(() => Promise.reject(new Error("connection refused")))],
    ["timeout", answering(() => new Promise(() => undefined), { scheduler: { afterTurn: (run) => run(), after: (_, run) => (setImmediate(run), () => undefined) } })],
    ["too-large", answering(new Response("x".repeat(2_000)), { maxBytes: 1_000 })],
    ["too-large", answering(new Response("{}", { headers: { "content-length": "2000" } }), { maxBytes: 1_000 })],
    ["too-deep", answering(new Response("[".repeat(100) + "]".repeat(100)))],
    ["too-deep", answering(new Response("[".repeat(100_000) + "]".repeat(100_000)))],
    ["not-json", answering(new Response("<html>"))],
  ] as const)("fails by %s", async (reason, { exchange }) => {
    const error: unknown = await exchange(request).then(() => undefined, (failure: unknown) => failure);
    expect(error).toMatchObject({ code: "ocpi.unreachable", values: { reason, url: "https://partner.com/ocpi/versions" } });
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it("takes errors without JSON by their status", async () => {
    expect(await answering(new Response("<html>Bad gateway</html>", { status: 502 })).exchange(request)).toMatchObject({ status: 502, body: undefined });
    expect(await answering(new Response(null, { status: 204 })).exchange(request)).toMatchObject({ status: 204, body: undefined });
  });
});
