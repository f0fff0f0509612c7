import { createUlids, instant, minutes } from "@cpokit/kernel";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { balanceOf, cdrLedgers, cdrs, createPayments, payments as collection, refusalsOf, type CdrRecord, type Payment } from "@cpokit/billing";
import { createFakeProvider, type ProviderFaults } from "@cpokit/billing/fake";

const share = fc.constantFrom(0, 0, 0.2, 0.5, 0.9);
const faults: fc.Arbitrary<ProviderFaults> = fc.record({
  lostRequest: share, lostResponse: share, declined: fc.constantFrom(0, 0, 0, 0.3), asynchronous: share, partial: fc.constantFrom(0, 0, 0, 0.3),
  duplicateWebhook: share, lateWebhook: share, lostWebhook: share, earlyWebhook: share,
});
const euros = fc.integer({ min: 1, max: 9_999 }).map((cents) => (cents / 100).toFixed(2));
/** What becomes of the session, one after the other. */
const story = fc.array(fc.oneof(
  fc.record({ act: fc.constant("seal" as const), amount: fc.oneof(euros, fc.constant("0")) }),
  fc.record({ act: fc.constant("correct" as const), amount: euros }),
  fc.record({ act: fc.constantFrom("credit", "release", "retry", "expire", "wait", "work", "webhooks") }),
  fc.record({ act: fc.constant("increment" as const), amount: euros }),
), { maxLength: 12 });

/** A payment, a ledger that the test writes, a provider with faults, and whoever asks for what is due. */
function world(seed: number, initial: ProviderFaults) {
  let now = Date.UTC(2026, 10, 17);
  const clock = { now: () => instant((now += 1)) };
  let state = (seed % 2_147_483_646) + 1;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const ids = createUlids({ clock, random });
  const store = createStore(createMemoryDriver(), { clock, random, ids });
  const provider = createFakeProvider({ clock, random, faults: initial, notify: async (message) => void (await store.transaction((unit) => payments.receive(unit, message))) });
  const payments = createPayments({ clock, ids, provider });
  const broken: string[] = [];

  /** Adds CDRs to the ledger as billing does, in one commit. */
  const ledger = (change: (all: readonly string[]) => readonly { readonly id: string; readonly total: string }[]) =>
    store.transaction(async (unit) => {
      const all = (await unit.get(cdrLedgers, "S"))?.all ?? [];
      const added = change(all);
      for (const { id, total } of added) unit.put(cdrs, id, { id, session: "S", currency: "EUR", total: { excl: total, incl: total }, issuedAt: clock.now(), end: now, party: "NL*CPO", revision: 1 } as unknown as CdrRecord);
      if (added.length > 0) unit.put(cdrLedgers, "S", { session: "S", revision: 1, all: [...all, ...added.map(({ id }) => id)] });
      await payments.settle(unit, "S");
    });

  /** One attempt of whatever the outbox would attempt. */
  async function work(id: string): Promise<void> {
    const payment = (await store.get(collection, id))!;
    if (payment.step === undefined) return;
    await store.transaction((unit) => payments.perform(unit, id, payment.step!.key)).catch((error: unknown) => {
      if ((error as { code?: string }).code !== "billing.fake-timeout") broken.push(String(error));
    });
  }
  async function takeWebhooks(): Promise<void> {
    for (const message of provider.takeWebhooks()) await store.transaction((unit) => payments.receive(unit, message));
  }
  return { store, provider, payments, ledger, work, takeWebhooks, broken, wait: () => (now += minutes(30)) };
}

function isConsistent(payment: Payment): void {
  expect(Number(payment.captured)).toBeLessThanOrEqual(Number(payment.authorised));
  expect(Number(payment.refunded)).toBeLessThanOrEqual(Number(payment.captured));
}

describe("any pattern of faults (I21, F5, F21)", () => {
  it("ends with each payment consistent, and every cent moved exactly once", async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 0 }), faults, story, async (seed, initial, acts) => {
      const made = world(seed, initial);
      const { store, provider, payments } = made;
      const { id } = await store.transaction((unit) => payments.open(unit, { currency: "EUR", amount: "50", session: "S" }));
      let standing: { id: string; total: string } | undefined;
      let isReleased = false;
      for (const [index, step] of acts.entries()) {
        const { act } = step;
        if (act === "seal" && standing === undefined && !isReleased) {
          const cdr = { id: `C${index}`, total: step.amount };
          standing = cdr;
          await made.ledger(() => [cdr]);
        } else if ((act === "correct" || act === "credit") && standing !== undefined) {
          const credit = { id: `${standing.id}-C`, total: standing.total === "0" ? "0" : `-${standing.total}` };
          const next = act === "correct" && "amount" in step ? { id: `C${index}`, total: step.amount } : undefined;
          await made.ledger(() => (next === undefined ? [credit] : [credit, next]));
          standing = next;
          if (next === undefined) isReleased = true;
        } else if (act === "release" && standing === undefined) {
          isReleased = true;
          await store.transaction((unit) => payments.release(unit, id));
        } else if (act === "increment") await store.transaction((unit) => payments.increment(unit, id, step.amount));
        else if (act === "retry") await store.transaction((unit) => payments.retry(unit, id, "ann"));
        else if (act === "expire" && !Number((await payments.payment(store, id))!.captured)) provider.expire(id);
        else if (act === "wait") made.wait();
        else if (act === "webhooks") await made.takeWebhooks();
        else await made.work(id);
        isConsistent((await payments.payment(store, id))!);
      }
      // The session comes to its end, and the provider recovers; nothing else helps the payment but time.
      if (standing === undefined && !isReleased) await store.transaction((unit) => payments.release(unit, id));
      provider.setFaults({});
      for (let round = 0; round < 12; round += 1) {
        made.wait();
        await made.work(id);
        await made.takeWebhooks();
      }
      const payment = (await payments.payment(store, id))!;
      const account = provider.account(id);
      isConsistent(payment);
      expect(made.broken).toEqual([]);
      expect(payment.step).toBeUndefined();
      // What we wrote down is what the provider did, and it did nothing twice.
      expect([payment.authorised, payment.captured, payment.refunded].map(Number)).toEqual([account.authorised, account.captured, account.refunded].map(Number));
      const keys = provider.movements.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys.filter((key) => key.includes("/capture/")).length).toBeLessThanOrEqual(1);
      expect([...keys].sort()).toEqual(payment.done.filter((step) => step.refusal === undefined).map(({ key }) => key).sort());
      // No money without a claim; never too much of it unless the provider refused, or did half, of what we asked for.
      const { owed, kept } = balanceOf(payment);
      if (payment.claims.length === 0) expect(Number(payment.captured)).toBe(0);
      const wasWhole = payment.done.every((step) => step.refusal !== undefined || step.kind === "release" || step.moved === step.amount);
      if (refusalsOf(payment).length === 0 && wasWhole && payment.state !== "declined" && !payment.expired) {
        expect(Number(kept)).toBeLessThanOrEqual(Math.max(Number(owed), 0));
        // What was paid back cannot be taken again; else all that is owed was taken, up to the capture.
        if (Number(payment.refunded) === 0) expect(Number(kept)).toBe(Math.min(Math.max(Number(owed), 0), Number(payment.captured)));
      }
      // Nothing stays reserved for nobody.
      if (Number(payment.authorised) > 0 && refusalsOf(payment).length === 0) expect(account.released || Number(account.captured) > 0).toBe(true);
    }), { numRuns: 400 });
  });
});
