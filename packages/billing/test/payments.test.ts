import { beforeEach, describe, expect, it } from "vitest";
import { balanceOf, createPayments, refusalsOf, type Payment, type PaymentDraft, type Payments } from "@cpokit/billing";
import { createFakeProvider, type FakeProvider, type ProviderFaults } from "@cpokit/billing/fake";
import { createDesk, harbourSession, withEnergy, type Desk } from "./fixture.ts";

let desk: Desk;
let provider: FakeProvider;
let payments: Payments;
let seed = 7;

/** Payments over the desk's outbox; `notify` takes early notifications. */
function arrange(faults: ProviderFaults = {}): void {
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  provider = createFakeProvider({ clock: desk.clock, random, faults, notify: async (message) => void (await desk.store.transaction((unit) => payments.receive(unit, message))) });
  payments = createPayments({ clock: desk.clock, ids: desk.ids, provider });
}

beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  arrange();
});

const open = (change: Partial<PaymentDraft> = {}): Promise<Payment> => desk.store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "50", session: "SESSION1", ...change }));
const current = async (id: string): Promise<Payment> => (await payments.payment(desk.store, id))!;
const webhooks = async (): Promise<void> => {
  for (const message of provider.takeWebhooks()) await desk.store.transaction((unit) => payments.receive(unit, message));
};

/** With the outbox: what a running CPO has. */
async function delivering<Result>(work: (idle: () => Promise<void>) => Promise<Result>): Promise<Result> {
  const stop = await payments.deliver(desk.store.outbox);
  try {
    return await work(() => desk.store.outbox.idle());
  } finally {
    await stop();
  }
}

describe("payments of a session", () => {
  it("given a sealed CDR, its amount is captured once, keyed by the CDR (I21, F5)", () =>
    delivering(async (idle) => {
      const { id } = await open();
      await idle();
      expect(await current(id)).toMatchObject({ state: "authorised", authorised: "50.00", reference: `fake-${id}` });
      const cdr = await desk.seal(harbourSession());
      await idle();
      await webhooks();
      expect(await current(id)).toMatchObject({ state: "captured", captured: "8.31", claims: [{ id: cdr.id, amount: "8.31" }] });
      expect(provider.movements.map(({ key, amount }) => [key, amount])).toEqual([[`${id}/authorize`, "50.00"], [`${id}/capture/${cdr.id}`, "8.31"]]);
    }));

  it("given late facts, the difference is paid back; given a credit, all of it", () =>
    delivering(async (idle) => {
      const { id } = await open();
      await desk.seal(harbourSession());
      await idle();
      desk.sessions.set("SESSION1", withEnergy(harbourSession(), 10_800, { settlement: "sealed" }));
      await desk.store.transaction((unit) => desk.billing.correct(unit, "SESSION1"));
      await idle();
      // 1 kWh less in the peak: 6.47 + 21 % is 7.8287, so 7.83.
      expect(await current(id)).toMatchObject({ state: "partiallyRefunded", refunded: "0.48" });
      await desk.store.transaction((unit) => desk.billing.credit(unit, "SESSION1", { actor: "ann", reason: "sorry" }));
      await idle();
      expect(await current(id)).toMatchObject({ state: "refunded", captured: "8.31", refunded: "8.31" });
      expect(balanceOf(await current(id))).toEqual({ owed: "0", kept: "0", outstanding: "0" });
      expect(provider.account(id)).toMatchObject({ captured: "8.31", refunded: "8.31" });
    }));

  it("given a waived session, the reservation is released; given one that nobody can price yet, it waits", () =>
    delivering(async (idle) => {
      const waived = await open({ session: "REFUSED" });
      const held = await open({ session: "SUSPECT" });
      desk.sessions.set("REFUSED", harbourSession({ id: "REFUSED", energy: 0, authorization: { result: "refused", reason: "blocked" } }));
      desk.sessions.set("SUSPECT", harbourSession({ id: "SUSPECT", review: "suspect", suspicions: [{ code: "time-future", reason: "?" }] }));
      await desk.bill("REFUSED");
      await desk.bill("SUSPECT");
      await idle();
      expect(await current(waived.id)).toMatchObject({ state: "released" });
      expect(await current(held.id)).toMatchObject({ state: "authorised" });
    }));

  it("given a crash between seal and capture, the capture follows when the process is back (F5)", async () => {
    const { id } = await delivering(async (idle) => {
      const payment = await open();
      await idle();
      return payment;
    });
    const cdr = await desk.seal(harbourSession());
    expect(await current(id)).toMatchObject({ state: "authorised" });
    await delivering((idle) => idle());
    expect(await current(id)).toMatchObject({ state: "captured", claims: [{ id: cdr.id }] });
  });

  it("given no payment for the session, nothing happens", () =>
    delivering(async (idle) => {
      await desk.seal(harbourSession());
      await idle();
      expect(provider.movements).toEqual([]);
      expect(await payments.ofSession(desk.store, "SESSION1")).toBeUndefined();
    }));

  it("given a session that needs more than was reserved, more is reserved first, before and after the end", () =>
    delivering(async (idle) => {
      const { id } = await open({ amount: "2" });
      await idle();
      expect(await desk.store.transaction((unit) => payments.increment(unit, id, "5"))).toMatchObject({ outcome: "done" });
      await idle();
      expect(await current(id)).toMatchObject({ authorised: "5.00" });
      await desk.seal(harbourSession());
      await idle();
      expect(await current(id)).toMatchObject({ state: "captured", authorised: "8.31", captured: "8.31" });
      expect(await desk.store.transaction((unit) => payments.increment(unit, id, "50"))).toMatchObject({ outcome: "refused" });
    }));
});

describe("faults of the provider (F21)", () => {
  const act = (id: string) => async (): Promise<"done" | "unknown"> => {
    const { step } = await current(id);
    if (step === undefined) return "done";
    return desk.store.transaction((unit) => payments.perform(unit, id, step.key)).then(() => "done" as const, () => "unknown" as const);
  };

  it("given a lost answer, the same key is asked again and money moves once", async () => {
    const { id } = await open();
    provider.setFaults({ lostResponse: 1 });
    expect(await act(id)()).toBe("unknown");
    expect(await current(id)).toMatchObject({ state: "requiresAuth", authorised: "0.00" });
    provider.setFaults({});
    expect(await act(id)()).toBe("done");
    expect(await current(id)).toMatchObject({ state: "authorised" });
    expect(provider.movements).toHaveLength(1);
  });

  it("given a lost request, it is made again", async () => {
    const { id } = await open();
    provider.setFaults({ lostRequest: 1 });
    expect(await act(id)()).toBe("unknown");
    expect(provider.movements).toEqual([]);
    provider.setFaults({});
    await act(id)();
    expect(await current(id)).toMatchObject({ state: "authorised" });
  });

  it("given a lost answer and a notification, the notification is enough", async () => {
    const { id } = await open();
    provider.setFaults({ lostResponse: 1 });
    await act(id)();
    await webhooks();
    expect(await current(id)).toMatchObject({ state: "authorised" });
    expect(await act(id)()).toBe("done");
  });

  it("given a notification before the response, and twice, it counts once", async () => {
    const { id } = await open();
    provider.setFaults({ earlyWebhook: 1, duplicateWebhook: 1 });
    expect(await act(id)()).toBe("done");
    expect(await current(id)).toMatchObject({ state: "authorised", authorised: "50.00", done: [{ key: `${id}/authorize` }] });
  });

  it("given a decision that takes time, the driver gets the bank's page, and a lost notification is made up for", async () => {
    const { id } = await open();
    provider.setFaults({ asynchronous: 1, lostWebhook: 1 });
    await act(id)();
    expect(await current(id)).toMatchObject({ state: "requiresAuth", action: { url: `https://pay.example/${id}` }, step: { key: `${id}/authorize` } });
    const sweep = () => desk.store.transaction((unit) => payments.sweep(unit, desk.clock.now()));
    await delivering(async (idle) => {
      await sweep();
      await idle();
      expect(await current(id)).toMatchObject({ state: "requiresAuth" });
      desk.setTime("2026-11-17T08:06:00Z");
      await sweep();
      await idle();
      expect(await current(id)).toMatchObject({ state: "authorised" });
    });
  });

  it("given a decline, the payment is over and the session may have another", async () => {
    const { id } = await open();
    provider.setFaults({ declined: 1 });
    await act(id)();
    expect(await current(id)).toMatchObject({ state: "declined" });
    expect(await desk.store.transaction((unit) => payments.retry(unit, id, "ann"))).toMatchObject({ outcome: "refused" });
    const second = await open();
    expect(await payments.ofSession(desk.store, "SESSION1")).toMatchObject({ id: second.id });
    await expect(open()).rejects.toMatchObject({ code: "billing.payment-session" });
  });

  it("given a refused capture, a person may have it tried again", async () => {
    const { id } = await open();
    await act(id)();
    const cdr = await desk.seal(harbourSession());
    await desk.store.transaction((unit) => payments.settle(unit, "SESSION1"));
    provider.setFaults({ declined: 1 });
    await act(id)();
    expect(refusalsOf(await current(id))).toMatchObject([{ kind: "capture", refusal: "declined" }]);
    provider.setFaults({});
    expect(await desk.store.transaction((unit) => payments.retry(unit, id, "ann"))).toMatchObject({ outcome: "done", payment: { step: { key: `${id}/capture/${cdr.id}#2` } } });
    await act(id)();
    expect(await current(id)).toMatchObject({ state: "captured", done: [{ kind: "authorize" }, { kind: "capture", retriedBy: "ann" }, { kind: "capture", moved: "8.31" }] });
  });

  it("given a dispute, nothing moves until it is over", async () => {
    const { id } = await open();
    await act(id)();
    await desk.seal(harbourSession());
    await desk.store.transaction((unit) => payments.settle(unit, "SESSION1"));
    await act(id)();
    provider.dispute(id);
    await webhooks();
    expect(await current(id)).toMatchObject({ state: "disputed", dispute: { amount: "8.31", reason: "unknown to the driver" } });
    provider.closeDispute(id, "lost");
    await webhooks();
    expect(await current(id)).toMatchObject({ state: "refunded", chargedBack: "8.31" });
    expect(balanceOf(await current(id))).toMatchObject({ kept: "0", outstanding: "8.31" });
  });

  it("given a stranger's notification, or one about a stranger, nothing happens", async () => {
    const receive = (headers: Record<string, string>, body: object) => desk.store.transaction((unit) => payments.receive(unit, { headers, body: JSON.stringify(body) }));
    const { id } = await open();
    expect(await receive({}, { id: "e", payment: id, kind: "expired" })).toMatchObject({ outcome: "refused" });
    expect(await receive({ "x-fake-signature": "fake" }, { id: "e", payment: "WHO", kind: "expired" })).toEqual({ outcome: "done", applied: 0, ignored: 1 });
    expect(await current(id)).toMatchObject({ state: "requiresAuth", expired: false });
  });
});

describe("fees and releases", () => {
  it("given a named fee, it is captured once (I21)", () =>
    delivering(async (idle) => {
      const { id } = await desk.store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "10" }));
      const charge = () => desk.store.transaction((unit) => payments.charge(unit, id, { id: "no-show/R1", amount: "4.5" }));
      await idle();
      await charge();
      await charge();
      await idle();
      expect(await current(id)).toMatchObject({ state: "captured", captured: "4.50", claims: [{ id: "no-show/R1", amount: "4.50" }] });
      expect(await desk.store.transaction((unit) => payments.release(unit, id))).toEqual({ outcome: "refused", reason: "Something is owed; credit it instead." });
    }));

  it("given a driver who never plugged in, the reservation is given back", () =>
    delivering(async (idle) => {
      const { id } = await desk.store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "10" }));
      await desk.store.transaction((unit) => payments.release(unit, id));
      await idle();
      expect(await current(id)).toMatchObject({ state: "released" });
      expect(provider.account(id)).toMatchObject({ released: true });
    }));

  it("given nonsense, refuses", async () => {
    await expect(open({ amount: "0.001" })).rejects.toMatchObject({ code: "billing.payment-amount" });
    expect(await desk.store.transaction((unit) => payments.increment(unit, "WHO", "5"))).toEqual({ outcome: "refused", reason: "There is no payment WHO." });
    const { id } = await desk.store.transaction((unit) => payments.open(unit, { currency: "SEK", amount: "100" }));
    expect(await desk.store.transaction((unit) => payments.attach(unit, id, "SESSION1"))).toMatchObject({ outcome: "done" });
    expect(await desk.store.transaction((unit) => payments.attach(unit, id, "SESSION2"))).toMatchObject({ outcome: "refused" });
    await desk.seal(harbourSession());
    await expect(desk.store.transaction((unit) => payments.settle(unit, "SESSION1"))).rejects.toMatchObject({ code: "billing.payment-currency" });
  });
});
