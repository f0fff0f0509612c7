import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestCpo, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeAll(async () => {
  house = await createTestCpo();
});
afterAll(() => house.close());

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
}

async function description(): Promise<OpenApi> {
  return (await house.fetch("/openapi.json", { headers: { authorization: "" } })).json();
}

describe("the description of the API", () => {
  it("is OpenAPI 3.1 and open to everybody", async () => {
    const { openapi, paths } = await description();
    expect(openapi).toBe("3.1.0");
    expect(Object.keys(paths).length).toBeGreaterThan(25);
    expect(paths).toMatchObject({ "/api/v1/stations/{id}/call": { post: {} }, "/api/v1/cdrs/{id}": { get: {} }, "/api/v1/events": { get: {} } });
  });

  it("says for every route what a missing key gets", async () => {
    const { paths } = await description();
    for (const methods of Object.values(paths)) for (const route of Object.values(methods)) expect(route.responses).toHaveProperty("401");
  });

  it("is shown by a page that loads nothing from elsewhere", async () => {
    const page = await (await house.fetch("/docs")).text();
    const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? "");
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded.filter((each) => each !== "/icon.svg")) {
      expect(address).toMatch(/^\/docs\//);
      expect((await house.fetch(address)).status, address).toBe(200);
    }
  });
});

describe("the operator key", () => {
  it("is asked for by every route", async () => {
    const { paths } = await description();
    for (const [path, methods] of Object.entries(paths)) {
      for (const method of Object.keys(methods)) {
        const response = await house.fetch(path.replaceAll(/\{\w+\}/g, "x"), { method: method.toUpperCase(), headers: { authorization: "" } });
        expect(response.status, `${method} ${path}`).toBe(401);
        expect(response.headers.get("www-authenticate")).toBe("Bearer");
        expect(await response.json()).toEqual({ code: "unauthorized", message: expect.stringContaining("operator key") });
      }
    }
  });

  it.each(["Bearer", "Basic Y3BvOnRlc3Q=", "cpo_test-key", "Bearer a b"])("is not %j", async (authorization) => {
    expect((await house.fetch("/api/v1/about", { headers: { authorization } })).status).toBe(401);
  });

  it("is also asked for by addresses that do not exist", async () => {
    expect((await house.fetch("/api/v1/nothing", { headers: { authorization: "" } })).status).toBe(401);
  });

  it("cannot be guessed quickly: after ten wrong ones an address waits", async () => {
    const other = await createTestCpo();
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 12; attempt += 1) statuses.push((await other.fetch("/api/v1/about", { headers: { authorization: `Bearer wrong-${attempt}` } })).status);
    expect(statuses).toEqual([...Array<number>(10).fill(401), 429, 429]);
    const waiting = await other.fetch("/api/v1/about");
    expect(waiting.status).toBe(429);
    expect(Number(waiting.headers.get("retry-after"))).toBeGreaterThan(0);
    await other.close();
  });
});
