import { formatInstant, hours, instant, minutes, wh } from "@cpokit/kernel";
import { compile, describe as describeTariff } from "@cpokit/tariffs";
import { describe, expect, it } from "vitest";
import {
  auditInvoices, balanceOf, period, runInvoices, unbilledCdrs, createInvoices, createPayments, deliverReceipts, findInvoices, ocpiTariffOf, type BillableSession,
} from "@cpokit/billing";
import { createFakeProvider, type FakeProvider, type ProviderFaults } from "@cpokit/billing/fake";
import { createDesk, dayTariff, digest, harbourSession, withEnergy } from "./fixture.ts";

const HERE = { location: "LOC1", evse: "EVSE1", connector: 1 };
/** The session of 8.31 gross, of a driver whom we know by the payment alone. */
const walkIn = (change = {}): BillableSession => harbourSession({ token: { value: "PAY1" }, ...change });

function kiosk(seed: number, faults: ProviderFaults = {}) {
  const desk = createDesk({ seed });
  let state = seed;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const provider: FakeProvider = createFakeProvider({ clock: desk.clock, random, faults, notify: async (message) => void (await desk.store.transaction((unit) => payments.receive(unit, message))) });
  const payments = createPayments({ clock: desk.clock, ids: desk.ids, provider });
  const invoices = createInvoices({ clock: desk.clock, digest, seller: { name: "Harbour Power", address: ["Kade 1"], country: "NL", vatId: "NL001234567B01" } });
  const receipts = async () => (await findInvoices(desk.store, { order: "oldest" })).items.map(({ body }) => body);
  return { ...desk, provider, payments, invoices, receipts };
}

describe("an ad-hoc session", () => {
  it("shows a price, reserves an amount, captures what the session cost, and gives a receipt", async () => {
    const { store, billing, payments, invoices, receipts, provider, ...desk } = kiosk(7);
    await desk.publish();
    await store.transaction((unit) => void billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
    const stops = [await payments.deliver(store.outbox), await deliverReceipts(store.outbox, invoices)];

    // The driver reads the price at the station, by component, and what is reserved.
    const offer = (await billing.quote(store, { at: walkIn().session.startAt, ...HERE }, { timeZone: "Europe/Amsterdam", profile: { energy: wh(15_000), duration: hours(2) } }))!;
    const shown = describeTariff(compile(ocpiTariffOf(offer.version), { version: offer.version.ocpiVersion }), { at: walkIn().session.startAt, timeZone: "Europe/Amsterdam" });
    expect(shown.components.filter(({ appliesNow }) => appliesNow).map(({ unit, price }) => [unit, price.incl])).toEqual([["kWh", "0.3025"], ["minute", "0.121"], ["once", "0.605"]]);
    expect(offer.quote.preauthorisation).toBe("9");

    const payment = await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: offer.quote.preauthorisation, token: "PAY1", tariffVersion: offer.version.id }));
    await store.outbox.idle();
    expect(await payments.ofToken(store, "PAY1")).toMatchObject({ state: "authorised", authorised: "9.00" });

    // The station starts with the token of the payment; the price that was shown is frozen, whatever is published meanwhile.
    desk.sessions.set("SESSION1", walkIn());
    await store.transaction(async (unit) => {
      await payments.attach(unit, payment.id, "SESSION1");
      await billing.freezeTariff(unit, "SESSION1", { version: offer.version.id });
    });
    await desk.publish({ ...dayTariff, elements: [{ price_components: [{ type: "FLAT", price: 99, step_size: 1 }] }] });

    const cdr = await desk.seal(walkIn());
    await store.outbox.idle();
    expect(await payments.payment(store, payment.id)).toMatchObject({ state: "captured", captured: "8.31" });
    expect(await receipts()).toMatchObject([{
      id: "REC-000001", kind: "receipt", basis: "gross", payable: "8.31", tax: "1.44", customer: `payment/${payment.id}`, sessions: [{ cdr: cdr.id, hash: cdr.hash }],
      payment: { payment: payment.id, reference: `fake-${payment.id}`, captured: "8.31", refunded: "0.00" }, seller: { name: "Harbour Power" }, period: { name: "2026-11-16" },
    }]);

    // Late facts: 1 kWh less. The difference is paid back, and a credit note says so.
    desk.sessions.set("SESSION1", withEnergy(walkIn(), 10_800, { settlement: "sealed" }));
    await store.transaction((unit) => billing.correct(unit, "SESSION1"));
    await store.outbox.idle();
    expect((await receipts())[1]).toMatchObject({ id: "CN-000001", kind: "creditNote", payable: "-0.48", payment: { captured: "8.31", refunded: "0.48" } });
    expect(await store.transaction((unit) => invoices.receipt(unit, payment.id))).toEqual({ outcome: "nothing" });
    expect(await auditInvoices(store, { digest })).toEqual({ invoices: 2, findings: [] });
    expect(provider.movements.map(({ kind, amount }) => [kind, amount])).toEqual([["authorize", "9.00"], ["capture", "8.31"], ["refund", "0.48"]]);
    await Promise.all(stops.map((stop) => stop()));
  });

  it("given a provider that loses, delays, doubles and defers, ends with one capture and one receipt over the same amount (I21, F5, F21)", async () => {
    const faults: ProviderFaults = { lostRequest: 0.3, lostResponse: 0.3, asynchronous: 0.5, duplicateWebhook: 0.5, lateWebhook: 0.5, lostWebhook: 0.3, earlyWebhook: 0.3 };
    for (let seed = 1; seed <= 30; seed += 1) {
      const { store, billing, payments, invoices, receipts, provider, clock, ...desk } = kiosk(seed, faults);
      await desk.publish();
      await store.transaction((unit) => void billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
      const { id } = await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "9", session: "SESSION1" }));
      /** What outbox, notifications and the sweep do in half an hour. */
      const halfAnHour = async (): Promise<void> => {
        desk.setTime(formatInstant(instant(clock.now() + minutes(30))));
        const { step } = (await payments.payment(store, id))!;
        if (step !== undefined) await store.transaction((unit) => payments.perform(unit, id, step.key)).catch((error: { code?: string }) => expect(error.code).toBe("billing.fake-timeout"));
        for (const message of provider.takeWebhooks()) await store.transaction((unit) => payments.receive(unit, message));
        await store.transaction((unit) => invoices.receipt(unit, id));
      };
      for (let round = 0; round < 3; round += 1) await halfAnHour();
      await desk.seal(walkIn());
      await store.transaction((unit) => payments.settle(unit, "SESSION1"));
      for (let round = 0; round < 60 && (await receipts()).length === 0; round += 1) await halfAnHour();
      await halfAnHour();
      const payment = (await payments.payment(store, id))!;
      expect(balanceOf(payment)).toEqual({ owed: "8.31", kept: "8.31", outstanding: "0" });
      expect(await receipts()).toMatchObject([{ kind: "receipt", payable: "8.31", payment: { captured: "8.31" } }]);
      expect(provider.movements.filter(({ kind }) => kind === "capture")).toHaveLength(1);
    }
  });

  it("given a card that is declined, or a session that cost nothing, there is no receipt", async () => {
    const { store, payments, invoices, receipts, provider } = kiosk(3, { declined: 1 });
    const { id } = await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "9" }));
    const stop = await payments.deliver(store.outbox);
    await store.outbox.idle();
    await stop();
    expect(await store.transaction((unit) => invoices.receipt(unit, id))).toEqual({ outcome: "nothing" });
    expect(await store.transaction((unit) => invoices.receipt(unit, "NOBODY"))).toEqual({ outcome: "refused", reason: "There is no payment NOBODY." });
    expect(provider.movements).toEqual([]);
    expect(await receipts()).toEqual([]);
  });

  it("given a named fee, the receipt has it without tax", async () => {
    const { store, payments, receipts, invoices } = kiosk(5);
    const stops = [await payments.deliver(store.outbox), await deliverReceipts(store.outbox, invoices)];
    const { id } = await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "9" }));
    await store.outbox.idle();
    await store.transaction((unit) => payments.charge(unit, id, { id: "Reservation not used, 16 November", amount: "5" }));
    await store.outbox.idle();
    expect(await receipts()).toMatchObject([{ kind: "receipt", payable: "5.00", tax: "0.00", lines: [{ text: "Reservation not used, 16 November", amount: "5.00" }], taxes: [{ category: "O", base: "5.00" }] }]);
    await Promise.all(stops.map((stop) => stop()));
  });

  it("given a driver whom we know, and a payment, is not on an invoice as well", async () => {
    const { store, billing, payments, invoices, receipts, ...desk } = kiosk(9);
    await desk.publish();
    await store.transaction((unit) => void billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
    const stops = [await payments.deliver(store.outbox), await deliverReceipts(store.outbox, invoices)];
    await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "9", session: "SESSION1" }));
    await store.outbox.idle();
    await desk.seal({ ...walkIn(), customer: "driver/D1" });
    await store.outbox.idle();
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await runInvoices(store, invoices, { period: period("2026-11", "Europe/Amsterdam") })).toMatchObject({ invoices: [] });
    expect(await receipts()).toMatchObject([{ kind: "receipt", payable: "8.31" }]);
    await Promise.all(stops.map((stop) => stop()));
  });

  it("given nobody who pays, is named until somebody does", async () => {
    const { store, billing, payments, provider, ...desk } = kiosk(11);
    await desk.publish();
    await store.transaction((unit) => void billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
    const unbilled = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const { cdr, reason } of unbilledCdrs(store)) found.push(`${cdr.session} ${reason}`);
      return found;
    };
    await desk.seal(walkIn());
    await desk.seal({ ...walkIn({ id: "KNOWN" }), customer: "driver/D1" });
    expect(await unbilled()).toEqual(["SESSION1 nobody"]);
    const stop = await payments.deliver(store.outbox);
    provider.setFaults({ declined: 1 });
    await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "9", session: "SESSION1" }));
    await store.outbox.idle();
    expect(await unbilled()).toEqual(["SESSION1 declined"]);
    await store.transaction((unit) => billing.credit(unit, "SESSION1", { actor: "ann", reason: "cannot be asked" }));
    expect(await unbilled()).toEqual([]);
    await stop();
  });
});
