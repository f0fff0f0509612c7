import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IndependentStation, Started16 } from "./e2e/independent-station.ts";
import { openPayingHouse, type HttpAnswer, type PayingHouse } from "./paying-house.ts";

/** A browser: it keeps its cookie, and sends the token of its login. */
interface Browser {
  ask(method: string, path: string, body?: unknown): Promise<HttpAnswer>;
  signIn(email: string): Promise<HttpAnswer>;
}

let house: PayingHouse;
let station: IndependentStation;
beforeEach(async () => {
  house = await openPayingHouse();
});
afterEach(() => house.close());

const operator: PayingHouse["operator"] = (...request) => house.operator(...request);
async function connect(): Promise<void> {
  station = await house.connect();
}

function browser(base = ""): Browser {
  let cookie = "";
  let csrf = "";
  const ask = async (method: string, path: string, body?: unknown): Promise<HttpAnswer> => {
    const answer = await house.send(method, `${base}/api/v1/public/account${path}`, { ...(cookie === "" ? {} : { cookie }), ...(csrf === "" ? {} : { "x-csrf-token": csrf }) }, body);
    cookie = answer.cookie ?? cookie;
    csrf = (answer.body["csrf"] as string | undefined) ?? csrf;
    return answer;
  };
  return {
    ask,
    async signIn(email) {
      expect(await ask("POST", "/letters", { email })).toMatchObject({ status: 202, body: { sent: true } });
      return ask("POST", "/session", { email, code: /\d{6}/.exec(await letterTo(email))?.[0] ?? "" });
    },
  };
}

async function letterTo(email: string): Promise<string> {
  let text: string | undefined;
  await expect.poll(async () => {
    const { body } = await operator("GET", "/kept-mails");
    text = (body["items"] as readonly { readonly to: string; readonly text: string }[]).find(({ to }) => to === email)?.text;
    return text;
  }).toBeDefined();
  return text ?? "";
}

/** Goes to the page of the payment service, decides there, and comes back. */
async function visitPaymentPage(driver: Browser, decision: "save" | "decline" | "cancel" = "save"): Promise<HttpAnswer> {
  const begun = await driver.ask("POST", "/method-setups", {});
  expect(begun).toMatchObject({ status: 201, body: { state: "open", url: expect.stringMatching(/^https:\/\/pay\.example\//) } });
  const id = begun.body["id"] as string;
  expect(house.provider.decideOnPage(id, decision)).toBe(`${house.cpo.url}/drive/account?method-setup=${id}`);
  return driver.ask("POST", `/method-setups/${id}/look`, {});
}

describe("signing in by e-mail", () => {
  it("makes an account for whoever gets the letter, works once, and says the same of every address", async () => {
    const anna = browser();
    expect(await anna.ask("GET", "")).toMatchObject({ status: 200, body: { signedIn: false, keepsMail: true } });
    expect((await anna.ask("GET", "/charges")).status).toBe(401);
    expect(await anna.signIn("anna@example.org")).toMatchObject({ status: 200, body: { signedIn: true, account: { name: "anna", email: "anna@example.org", mayCharge: false } } });
    expect(await anna.ask("GET", "/charges")).toMatchObject({ status: 200, body: { items: [] } });
    const code = /\d{6}/.exec(await letterTo("anna@example.org"))?.[0];
    expect(await browser().ask("POST", "/session", { email: "anna@example.org", code })).toMatchObject({ status: 401, body: { code: "wrong-code" } });
    // The link of the letter is as good as its code, and leads to the same account.
    const again = browser();
    await again.ask("POST", "/letters", { email: "Anna@Example.org", language: "de" });
    await expect.poll(() => letterTo("anna@example.org")).toContain("Viertelstunde");
    expect(await again.ask("POST", "/session", { link: /#sign-in=(\S+)/.exec(await letterTo("anna@example.org"))?.[1] })).toMatchObject({ status: 200, body: { account: { email: "anna@example.org" } } });
    expect((await operator("GET", "/drivers")).body["items"]).toHaveLength(1);
    expect(await again.ask("DELETE", "/session")).toMatchObject({ status: 200, body: { signedIn: false } });
  });

  it("gives up after five wrong codes, and sends no more than five letters in an hour", async () => {
    const email = "bram@example.org";
    const bram = browser();
    await bram.ask("POST", "/letters", { email });
    const code = /\d{6}/.exec(await letterTo(email))?.[0] ?? "";
    const other = code === "000000" ? "111111" : "000000";
    for (let tries = 0; tries < 5; tries += 1) expect((await bram.ask("POST", "/session", { email, code: other })).status).toBe(401);
    expect((await bram.ask("POST", "/session", { email, code })).status).toBe(401);
    for (let more = 0; more < 6; more += 1) expect((await bram.ask("POST", "/letters", { email })).status).toBe(202);
    await expect.poll(async () => (await operator("GET", "/kept-mails")).body["items"]).toHaveLength(5);
  });

  it("believes only requests of its own page, and knows nobody of another CPO", async () => {
    const anna = browser();
    await anna.signIn("anna@example.org");
    const { body } = await operator("POST", "/tenants", { id: "acme", name: "Acme" });
    expect(body["tenant"]).toMatchObject({ id: "acme" });
    expect(await browser("/t/acme").ask("GET", "")).toMatchObject({ body: { signedIn: false } });
    const login = await house.send("POST", `/api/v1/public/account/letters`, {}, { email: "eva@example.org" });
    expect(login.status).toBe(202);
    const code = /\d{6}/.exec(await letterTo("eva@example.org"))?.[0] ?? "";
    const { cookie = "" } = await house.send("POST", `/api/v1/public/account/session`, {}, { email: "eva@example.org", code });
    expect(await house.send("PATCH", `/api/v1/public/account`, { cookie }, { name: "Eve" })).toMatchObject({ status: 403, body: { code: "csrf" } });
    expect(await house.send("GET", `/t/acme/api/v1/public/account/charges`, { cookie })).toMatchObject({ status: 401 });
  });
});

describe("an account", () => {
  it("charges from the page and stops there", async () => {
    await connect();
    const anna = browser();
    await anna.signIn("anna@example.org");
    const evse = ((await house.send("GET", `/api/v1/public/locations/SITE`, {})).body["evses"] as readonly { readonly id: string }[])[0]?.id;
    expect(await anna.ask("POST", "/charges", { evse })).toMatchObject({ status: 409, body: { code: "no-method" } });
    expect(await visitPaymentPage(anna, "cancel")).toMatchObject({ status: 200, body: { setup: { state: "cancelled" }, account: { mayCharge: false } } });
    expect(await visitPaymentPage(anna, "decline")).toMatchObject({ status: 200, body: { setup: { state: "declined" }, account: { mayCharge: false } } });
    expect(await visitPaymentPage(anna)).toMatchObject({ status: 200, body: { setup: { state: "saved" }, account: { mayCharge: true, method: { label: "Demo card •••• 4242" } } } });

    const { body } = await anna.ask("POST", "/charges", { evse });
    const { charge, secret } = body as unknown as { readonly charge: { readonly id: string; readonly state: string }; readonly secret: string };
    expect(charge.state).toBe("ready");
    await house.send("POST", `/api/v1/public/charges/${charge.id}/start`, { "x-charge-secret": secret });
    const at = Date.now();
    const { transactionId } = await station.call<Started16>("StartTransaction", { connectorId: 1, idTag: house.asked()?.idTag ?? "", meterStart: 1_000, timestamp: new Date(at - 1_800_000).toISOString() });
    const running = (await anna.ask("GET", "/running")).body["items"] as readonly { readonly id: string }[];
    expect(running).toMatchObject([{ place: "Harbour" }]);
    const stranger = browser();
    await stranger.signIn("bram@example.org");
    expect((await stranger.ask("POST", `/running/${running[0]?.id}/stop`)).status).toBe(404);
    expect((await anna.ask("POST", `/running/${running[0]?.id}/stop`)).status).toBe(202);
    expect((await anna.ask("DELETE", "")).status).toBe(409);
    await station.call("StopTransaction", { transactionId, idTag: house.asked()?.idTag ?? "", meterStop: 5_000, timestamp: new Date(at).toISOString() });
    await expect.poll(async () => (await anna.ask("GET", "/charges")).body["items"]).toMatchObject([{ energyKwh: "4", cost: { amount: "1.2", currency: "EUR" }, place: "Harbour, Amsterdam" }]);

    expect((await stranger.ask("GET", "/charges")).body["items"]).toEqual([]);
    expect((await anna.ask("GET", "/export")).body).toMatchObject({ account: { email: "anna@example.org" }, charges: [{ energyKwh: "4" }] });
    // Nothing was reserved: the account pays by its invoice.
    expect(house.provider.movements).toEqual([]);
  });

  it("gets a card by holding it at a station, and blocks it", async () => {
    await connect();
    const anna = browser();
    await anna.signIn("anna@example.org");
    await visitPaymentPage(anna);
    expect((await anna.ask("POST", "/cards", { number: "04CAFE01" })).body).toMatchObject({ cards: [{ number: "04CAFE01", state: "waiting" }] });
    const bram = browser();
    await bram.signIn("bram@example.org");
    await visitPaymentPage(bram);
    expect(await bram.ask("POST", "/cards", { number: "04cafe01" })).toMatchObject({ status: 409, body: { field: "number" } });
    expect(await station.call("Authorize", { idTag: "04FFFFFF" })).toMatchObject({ idTagInfo: { status: "Invalid" } });
    expect(await station.call("Authorize", { idTag: "04CAFE01" })).toMatchObject({ idTagInfo: { status: "Accepted" } });
    const { cards } = (await anna.ask("GET", "")).body["account"] as { readonly cards: readonly { readonly id: string; readonly state: string }[] };
    expect(cards).toMatchObject([{ number: "04CAFE01", state: "active" }]);
    expect((await bram.ask("PATCH", `/cards/${cards[0]?.id}`, { blocked: true })).status).toBe(404);
    await anna.ask("PATCH", `/cards/${cards[0]?.id}`, { blocked: true });
    expect(await station.call("Authorize", { idTag: "04CAFE01" })).toMatchObject({ idTagInfo: { status: "Blocked" } });
    // A card of somebody else is nobody's by saying so.
    await anna.ask("PATCH", `/cards/${cards[0]?.id}`, { blocked: false });
    await bram.ask("POST", "/cards", { number: "04CAFE01" });
    await station.call("Authorize", { idTag: "04CAFE01" });
    expect((await bram.ask("GET", "")).body["account"]).toMatchObject({ cards: [{ state: "waiting" }] });
    expect((await anna.ask("DELETE", "/method")).status).toBe(409);
  });

  it("is told once by a letter that a charging point is free", async () => {
    await connect();
    const anna = browser();
    await anna.signIn("anna@example.org");
    const evse = ((await house.send("GET", `/api/v1/public/locations/SITE`, {})).body["evses"] as readonly { readonly id: string }[])[0]?.id ?? "";
    expect((await anna.ask("PUT", "/waits/none")).status).toBe(404);
    for (let again = 0; again < 2; again += 1) expect(await anna.ask("PUT", `/waits/${evse}`)).toMatchObject({ status: 200, body: { evses: [evse] } });
    const letters = async (): Promise<readonly string[]> => ((await operator("GET", "/kept-mails")).body["items"] as readonly { readonly subject: string }[]).map(({ subject }) => subject).filter((subject) => subject.startsWith("Free:"));
    const report = (status: string) => station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status });
    await report("Finishing");
    expect(await letters()).toEqual([]);
    await report("Available");
    await expect.poll(letters).toHaveLength(1);
    await report("Preparing");
    await report("Available");
    expect((await anna.ask("GET", "/waits")).body).toEqual({ evses: [], locations: [] });
    expect(await letters()).toHaveLength(1);
    await report("Charging");

    // For the place, by plug and power.
    expect((await anna.ask("PUT", "/location-waits/none", {})).status).toBe(404);
    expect(await anna.ask("PUT", "/location-waits/SITE", { standard: "CHADEMO" })).toMatchObject({ status: 400, body: { field: "standard" } });
    const wish = { standard: "IEC_62196_T2", minPowerW: 11_000 };
    expect(await anna.ask("PUT", "/location-waits/SITE", wish)).toMatchObject({ status: 200, body: { evses: [], locations: [{ id: "SITE", ...wish }] } });
    expect((await anna.ask("DELETE", "/location-waits/SITE")).body).toEqual({ evses: [], locations: [] });
    await anna.ask("PUT", "/location-waits/SITE", wish);
    await report("Available");
    await expect.poll(letters).toHaveLength(2);
    // Free already: nobody waits for what is there.
    await anna.ask("PUT", "/location-waits/SITE", {});
    await expect.poll(letters).toHaveLength(3);
    expect((await anna.ask("GET", "/waits")).body).toEqual({ evses: [], locations: [] });
  });

  it("saves a means of payment that only the service knows, for nobody else and once", async () => {
    const [anna, bram] = [browser(), browser()];
    await anna.signIn("anna@example.org");
    await bram.signIn("bram@example.org");
    const { body: { id } } = await anna.ask("POST", "/method-setups", {});
    expect((await bram.ask("POST", `/method-setups/${id as string}/look`, {})).status).toBe(404);
    expect((await anna.ask("POST", "/method-setups/none/look", {})).status).toBe(404);
    // Who comes back before the service decided has saved nothing.
    expect(await anna.ask("POST", `/method-setups/${id as string}/look`, {})).toMatchObject({ body: { setup: { state: "open" }, account: { mayCharge: false } } });
    house.provider.decideOnPage(id as string, "save");
    for (let again = 0; again < 2; again += 1) expect(await anna.ask("POST", `/method-setups/${id as string}/look`, {})).toMatchObject({ body: { setup: { state: "saved", label: "Demo card •••• 4242" } } });
    expect(await anna.ask("DELETE", "/method")).toMatchObject({ status: 200, body: { mayCharge: false } });
    // Coming back once more does not bring it back.
    expect(await anna.ask("POST", `/method-setups/${id as string}/look`, {})).toMatchObject({ body: { setup: { state: "saved" }, account: { mayCharge: false } } });
    house.provider.setFaults({ lostRequest: 1 });
    expect(await anna.ask("POST", "/method-setups", {})).toMatchObject({ status: 503, body: { code: "payment-service" } });
    expect((await house.send("POST", "/api/v1/public/demo-payment-pages/none", {}, { decision: "save" })).status).toBe(404);
  });

  it("is deleted with everything but the books", async () => {
    const anna = browser();
    await anna.signIn("anna@example.org");
    await visitPaymentPage(anna);
    await anna.ask("PATCH", "", { name: "Anna de Vries", phone: "+31 6 1", address: { address: ["Kade 1"], country: "NL" } });
    const { body: plan } = await operator("POST", "/subscription-plans", { name: "Frequent", currency: "EUR", fee: "5", vatPercent: "20" });
    expect(await anna.ask("PUT", "/subscription", { plan: plan["id"] })).toMatchObject({ status: 200, body: { contracts: [{ state: "running" }] } });
    expect(await anna.ask("DELETE", "")).toMatchObject({ status: 200, body: { signedIn: false } });
    expect(await anna.ask("GET", "")).toMatchObject({ body: { signedIn: false } });
    expect((await operator("GET", "/drivers?q=anna@example.org")).body["items"]).toEqual([]);
    const [left] = (await operator("GET", "/drivers")).body["items"] as readonly object[];
    if (left !== undefined) expect(left).not.toHaveProperty("email");
  });
});
