import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chargeOnce, createTestCpo, furnish, KEY, type PostedWebhook, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo();
});
afterEach(() => house.close());

interface Made {
  readonly webhook: { readonly id: string };
  readonly secret: string;
}

async function add(topics: readonly string[]): Promise<Made> {
  return (await house.send("POST", "/webhooks", { url: "https://hooks.example.org/cpo", topics })).body as Made;
}

/** As a receiver checks it. */
function isSigned({ headers, body }: PostedWebhook, secret: string): boolean {
  const [time = "", ...macs] = (headers["cpokit-signature"] ?? "").split(",");
  const right = createHmac("sha256", secret).update(`${time.slice(2)}.${body}`).digest("hex");
  return macs.includes(`v1=${right}`);
}

describe("a webhook", () => {
  it("is told what happens, signed, once per event, and shows its tries", async () => {
    const { webhook, secret } = await add(["session.ended", "cdr.issued"]);
    await furnish(house);
    const session = await chargeOnce(house);
    expect(house.posted.map(({ headers }) => headers["cpokit-topic"]).toSorted()).toEqual(["cdr.issued", "session.ended"]);
    expect(house.posted.every((each) => isSigned(each, secret))).toBe(true);
    expect(house.posted.some((each) => isSigned(each, "whsec_wrong"))).toBe(false);
    expect(house.posted.map(({ body }) => JSON.parse(body))).toContainEqual(expect.objectContaining({ topic: "session.ended", data: { session } }));
    expect((await house.send("GET", `/webhooks/${webhook.id}/deliveries`)).body).toMatchObject({ items: [{ status: 200, attempt: 1 }, { status: 200, attempt: 1 }] });
    expect(JSON.stringify([(await house.send("GET", "/webhooks")).body, (await house.send("GET", "/audit")).body])).not.toContain(secret);
  });

  it("is told again when it fails, shows why, and is tried by hand", async () => {
    const { webhook } = await add(["session.ended"]);
    await furnish(house);
    house.answerWebhooks(503);
    await chargeOnce(house);
    expect((await house.send("GET", `/webhooks/${webhook.id}/deliveries`)).body).toMatchObject({ items: [{ status: 503, error: "it answered 503", attempt: 1 }] });
    expect(await house.send("POST", `/webhooks/${webhook.id}/test`)).toMatchObject({ status: 200, body: { topic: "webhook.test", error: "it answered 503" } });
    house.answerWebhooks(204);
    expect((await house.send("POST", `/webhooks/${webhook.id}/test`)).body).not.toHaveProperty("error");
    expect((await house.send("GET", `/webhooks/${webhook.id}/parked`)).body).toEqual({ items: [] });
    expect((await house.send("POST", `/webhooks/${webhook.id}/retry`)).body).toEqual({ retried: 0 });
  });

  it("changes its secret while both are good, its topics, and goes", async () => {
    const { webhook, secret } = await add(["session.ended"]);
    const rotated = (await house.send("POST", `/webhooks/${webhook.id}/rotate`)).body as Made;
    expect(rotated.secret).not.toBe(secret);
    await house.send("POST", `/webhooks/${webhook.id}/test`);
    expect([secret, rotated.secret].every((each) => isSigned(house.posted[0]!, each))).toBe(true);
    expect(await house.send("PATCH", `/webhooks/${webhook.id}`, { topics: ["cdr.issued"] })).toMatchObject({ status: 200, body: { topics: ["cdr.issued"] } });
    await furnish(house);
    await chargeOnce(house);
    expect(house.posted.map(({ headers }) => headers["cpokit-topic"])).toEqual(["webhook.test", "cdr.issued"]);
    expect(await house.send("DELETE", `/webhooks/${webhook.id}`)).toMatchObject({ status: 200 });
    await chargeOnce(house);
    expect(house.posted).toHaveLength(2);
  });

  it.each(["http://hooks.example.org", "https://127.0.0.1/x", "https://169.254.169.254/latest", "ftp://a.example.org", "no address"])("is not %s", async (url) => {
    expect(await house.send("POST", "/webhooks", { url, topics: ["session.ended"] })).toMatchObject({ status: 400, body: { field: "url" } });
  });
});

describe("an idempotency key", () => {
  const post = (path: string, body: unknown, key: string) => house.fetch(`/api/v1${path}`, { method: "POST", headers: { "content-type": "application/json", "idempotency-key": key }, body: JSON.stringify(body) });

  it("does a request once, and answers the same again", async () => {
    const first = await post("/tokens", { value: "04A2" }, "k1");
    const token = await first.json();
    const second = await post("/tokens", { value: "04A2" }, "k1");
    expect([first.status, second.status, second.headers.get("idempotency-replayed")]).toEqual([201, 201, "true"]);
    expect(await second.json()).toEqual(token);
    expect(await (await post("/tokens", { value: "04A3" }, "k1")).json()).toMatchObject({ code: "idempotency-key" });
    // What was refused was not done: it may be tried again, and another account has keys of its own.
    expect((await post("/tokens", { value: "" }, "k2")).status).toBe(400);
    expect((await post("/tokens", { value: "04A3" }, "k2")).status).toBe(201);
    expect((await post("/tokens", { value: "04A4" }, "x".repeat(201))).status).toBe(400);
  });

  it("does not keep secrets", async () => {
    expect((await post("/users", { name: "anna", roles: ["viewer"] }, "k")).status).toBe(201);
    const again = await post("/users", { name: "anna", roles: ["viewer"] }, "k");
    expect([again.status, await again.json()]).toEqual([409, expect.objectContaining({ message: expect.stringContaining("shown once") })]);
  });
});

describe("limits", () => {
  it("say how many requests are left, and end with 429", async () => {
    const limited = await createTestCpo(new Map(), { app: { limits: { account: 3, stranger: 1 } } });
    const ask = (authorization: string) => limited.fetch("/api/v1/branding", { headers: { authorization } });
    const answers = [];
    for (let count = 0; count < 4; count += 1) answers.push(await ask(`Bearer ${KEY}`));
    expect(answers.map(({ status, headers }) => [status, headers.get("ratelimit-remaining")])).toEqual([[200, "2"], [200, "1"], [200, "0"], [429, "0"]]);
    expect(Number(answers[3]?.headers.get("retry-after"))).toBeGreaterThan(0);
    expect([(await ask("")).status, (await ask("")).status]).toEqual([200, 429]);
    await limited.close();
  });

  it("keep pages elsewhere out, unless they are named, and never let them use a login", async () => {
    const open = await createTestCpo(new Map(), { app: { corsOrigins: ["https://app.example.org"] } });
    const preflight = (cpo: TestCpo, origin: string) => cpo.fetch("/api/v1/stations", { method: "OPTIONS", headers: { authorization: "", origin, "access-control-request-method": "GET" } });
    expect((await preflight(open, "https://app.example.org")).headers.get("access-control-allow-origin")).toBe("https://app.example.org");
    expect((await preflight(open, "https://app.example.org")).headers.get("access-control-allow-credentials")).toBeNull();
    expect((await preflight(open, "https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    expect((await preflight(house, "https://app.example.org")).headers.get("access-control-allow-origin")).toBeNull();
    await open.close();
  });
});
