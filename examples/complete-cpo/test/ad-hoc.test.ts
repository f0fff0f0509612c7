import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IndependentStation, Started16 } from "./e2e/independent-station.ts";
import { openPayingHouse, type PayingHouse } from "./paying-house.ts";
import { flatTariff } from "./support.ts";

interface Charge {
  readonly id: string;
  readonly state: string;
}

let house: PayingHouse;
let station: IndependentStation;
beforeEach(async () => {
  house = await openPayingHouse();
});
afterEach(() => house.close());

const ask = (method: string, path: string, { body, headers = {} }: { readonly body?: unknown; readonly headers?: Record<string, string> } = {}) => house.send(method, path, headers, body);
const operator: PayingHouse["operator"] = (...request) => house.operator(...request);
async function connect(answer?: "Accepted" | "Rejected"): Promise<void> {
  station = await house.connect(answer);
}

/** Opens a charge at the only EVSE; its id, secret and a way to ask about it. */
async function open(amount?: string) {
  const evse = await evseId();
  const { status, body } = await ask("POST", "/api/v1/public/charges", { body: { evse, ...(amount === undefined ? {} : { amount }) } });
  expect(status).toBe(201);
  const { charge, secret } = body as unknown as { readonly charge: Charge; readonly secret: string };
  const headers = { "x-charge-secret": secret };
  return {
    charge, secret,
    act: (name: string, given?: unknown) => ask("POST", `/api/v1/public/charges/${charge.id}/${name}`, { headers, ...(given === undefined ? {} : { body: given }) }),
    look: async () => (await ask("GET", `/api/v1/public/charges/${charge.id}`, { headers })).body,
    receipt: () => ask("GET", `/api/v1/public/charges/${charge.id}/receipt?language=de`, { headers }),
  };
}

async function evseId(): Promise<string> {
  const { body } = await ask("GET", "/api/v1/public/locations/SITE");
  return (body as unknown as { readonly evses: readonly { readonly id: string }[] }).evses[0]?.id ?? "";
}

describe("everybody", () => {
  it("sees what a usual charge costs, and what is reserved for it", async () => {
    expect(await ask("GET", `/api/v1/public/evses/${await evseId()}/offer`)).toMatchObject({
      status: 200, body: { tariffVersion: "T1/1", paysByCard: true, reserve: { amount: "8", currency: "EUR" }, estimate: { energyWh: 20_000, low: { amount: "4.5" }, high: { amount: "7.5" } } },
    });
    expect((await ask("GET", "/api/v1/public/evses/none/offer")).status).toBe(404);
  });

  it("is slowed down", async () => {
    const path = "/api/v1/public/charges";
    let last = 0;
    for (let request = 0; request < 31; request += 1) last = (await ask("POST", path, { body: { text: "" } })).status;
    expect(last).toBe(429);
  });
});

describe("a driver without a contract", () => {
  it("sees a price, reserves, charges at that price, pays what it cost and gets a receipt", async () => {
    await connect();
    const { charge, act, look, receipt } = await open("20");
    expect(charge).toMatchObject({ state: expect.stringMatching(/authorising|ready/) });
    expect(JSON.stringify(charge)).not.toContain("CS-1");
    await expect.poll(look).toMatchObject({ state: "ready", reserved: { amount: "20.00", currency: "EUR" } });
    // Whatever is published now, the price that was shown holds.
    await operator("POST", "/tariffs", { tariffId: "T1", name: "Dearer", ocpiVersion: "2.2.1", tariff: { ...flatTariff, elements: [{ price_components: [{ type: "ENERGY", price: 9, vat: 20, step_size: 1 }] }] } });
    expect(await act("start")).toMatchObject({ status: 200, body: { state: "starting" } });
    const at = Date.now();
    const { transactionId } = await station.call<Started16>("StartTransaction", { connectorId: 1, idTag: house.asked()?.idTag ?? "", meterStart: 1_000, timestamp: new Date(at - 1_800_000).toISOString() });
    await station.call("MeterValues", { connectorId: 1, transactionId, meterValue: [{ timestamp: new Date(at - 900_000).toISOString(), sampledValue: [{ value: "3000", measurand: "Energy.Active.Import.Register", unit: "Wh" }] }] });
    expect(await look()).toMatchObject({ state: "charging", energyWh: 2_000, cost: { amount: "0.6", currency: "EUR" } });
    expect((await act("stop")).status).toBe(200);
    await station.call("StopTransaction", { transactionId, idTag: house.asked()?.idTag ?? "", meterStop: 5_000, timestamp: new Date(at).toISOString() });

    // 4 kWh × 0.25 and 20 % VAT.
    await expect.poll(look).toMatchObject({ state: "over", cost: { amount: "1.2" }, captured: { amount: "1.20" }, bill: "paid", hasReceipt: true, energyWh: 4_000 });
    const printed = await receipt();
    expect(printed).toMatchObject({ status: 200, type: "application/pdf", body: expect.stringMatching(/^%PDF-/) });
    expect(await act("rating", { stars: 5, comment: "Easy" })).toMatchObject({ status: 200, body: { rated: true } });
    expect(await operator("GET", "/ratings")).toMatchObject({ body: { items: [{ stars: 5, comment: "Easy", stationId: "CS-1", evse: 1, sessionId: expect.any(String) }] } });
    expect(await act("rating", { stars: 6 })).toMatchObject({ status: 400, body: { field: "stars" } });
    expect(house.provider.movements.map(({ kind, amount }) => [kind, amount])).toEqual([["authorize", "20.00"], ["capture", "1.20"]]);
    expect(house.provider.account(house.provider.movements[0]?.payment ?? "")).toMatchObject({ released: false });
    expect(await ask("POST", `/api/v1/public/charges/${charge.id}/start`, { headers: { "x-charge-secret": "guessed" } })).toMatchObject({ status: 404 });
  });

  it("is paid everything back, with a credit note, when the operator says so", async () => {
    await connect();
    const { act, look } = await open("20");
    await expect.poll(look).toMatchObject({ state: "ready" });
    const [reserved] = (await operator("GET", "/payments")).body["items"] as readonly { readonly id: string }[];
    expect(await operator("POST", `/payments/${reserved?.id}/refund`, { reason: "None yet" })).toMatchObject({ status: 409, body: { code: "nothing-charged" } });
    await act("start");
    const at = Date.now();
    const { transactionId } = await station.call<Started16>("StartTransaction", { connectorId: 1, idTag: house.asked()?.idTag ?? "", meterStart: 1_000, timestamp: new Date(at - 1_800_000).toISOString() });
    await station.call("StopTransaction", { transactionId, idTag: house.asked()?.idTag ?? "", meterStop: 5_000, timestamp: new Date(at).toISOString() });
    const payment = async () => (await operator("GET", `/payments/${reserved?.id}`)).body;
    await expect.poll(payment).toMatchObject({ state: "captured", captured: { amount: "1.20" }, outstanding: { amount: "0" } });
    expect(await operator("POST", `/payments/${reserved?.id}/retry`)).toMatchObject({ status: 409 });
    expect(await operator("POST", `/payments/${reserved?.id}/refund`, { reason: "The display was dark" })).toMatchObject({ status: 200 });
    await expect.poll(payment).toMatchObject({ state: "refunded", refunded: { amount: "1.20" } });
    await expect.poll(async () => ((await operator("GET", "/invoices")).body["items"] as readonly { readonly kind: string }[]).map(({ kind }) => kind)).toEqual(["creditNote", "receipt"]);
    expect((await operator("GET", "/payments.csv")).body).toContain(reserved?.id);
  });

  it.each([["less than a cent", 1_010, "nothing"], ["more than the station can deliver", 901_000, "checked"]])("is told what becomes of the bill after %s", async (_, meterStop, bill) => {
    await connect();
    const { act, look } = await open("20");
    await expect.poll(look).toMatchObject({ state: "ready" });
    await act("start");
    const idTag = house.asked()?.idTag ?? "";
    const { transactionId } = await station.call<Started16>("StartTransaction", { connectorId: 1, idTag, meterStart: 1_000, timestamp: new Date(Date.now() - 60_000).toISOString() });
    await station.call("StopTransaction", { transactionId, idTag, meterStop, timestamp: new Date().toISOString() });
    await expect.poll(look).toMatchObject({ state: "over", bill });
    expect(await look()).toHaveProperty("hasReceipt", false);
    expect("reserved" in (await look())).toBe(bill === "checked");
  });

  it("gets the reservation back when the station refuses, and when giving up", async () => {
    await connect("Rejected");
    const refused = await open();
    await expect.poll(refused.look).toMatchObject({ state: "ready", reserved: { amount: "8.00" } });
    expect(await refused.act("start")).toMatchObject({ status: 200, body: { state: "failed", failure: "station-refused" } });
    expect((await refused.receipt()).status).toBe(404);
    expect(await refused.act("start")).toMatchObject({ status: 409, body: { code: "over" } });
    const given = await open();
    await expect.poll(given.look).toMatchObject({ state: "ready" });
    expect(await given.act("stop")).toMatchObject({ body: { state: "failed", failure: "cancelled" } });
    await expect.poll(() => house.provider.movements.map(({ kind }) => kind)).toEqual(["authorize", "release", "authorize", "release"]);
  });

  it("whose card is declined starts nothing", async () => {
    await connect();
    house.provider.setFaults({ declined: 1 });
    const { act, look } = await open();
    await expect.poll(look).toMatchObject({ state: "failed", failure: "declined" });
    expect(await act("start")).toMatchObject({ body: { state: "failed", failure: "declined" } });
    expect(house.asked()).toBeUndefined();
  });

  it("is told when nobody can charge there", async () => {
    const evse = await evseId();
    expect(await ask("POST", "/api/v1/public/charges", { body: { evse } })).toMatchObject({ status: 409, body: { code: "station-offline" } });
    expect(await ask("POST", "/api/v1/public/charges", { body: { evse: "none" } })).toMatchObject({ status: 404 });
    await connect();
    expect(await ask("POST", "/api/v1/public/charges", { body: { evse, amount: "900" } })).toMatchObject({ status: 400, body: { field: "amount" } });
    expect(await ask("POST", "/api/v1/public/charges", { body: { evse, amount: "0" } })).toMatchObject({ status: 400, body: { field: "amount" } });
  });
});

describe("the payment service", () => {
  it("is believed only when its notification is genuine", async () => {
    expect(await ask("POST", "/api/v1/public/payments/notifications", { body: { kind: "answer" } })).toMatchObject({ status: 400, body: { code: "notification" } });
  });
});
