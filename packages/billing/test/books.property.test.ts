import { isCpoError } from "@cpokit/kernel";
import { createMemoryPlace, type Driver } from "@cpokit/storage";
import { createFaultyDriver, type Fault } from "@cpokit/storage/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auditInvoices, auditLedger, createInvoices, eachCdr, eachInvoice, findInvoices, period, runInvoices, type BillableSession } from "@cpokit/billing";
import { createDesk, digest, laterSession, withEnergy, type Desk } from "./fixture.ts";

const CUSTOMERS = ["fleet/ACME", "driver/D1", "partner/NL*EMS"];
const MONTHS = ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03"].map((name) => period(name, "Europe/Amsterdam"));

const which = fc.nat({ max: 5 });
const story = fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.record({ act: fc.constant("seal" as const), session: which }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("correct" as const), session: which, energy: fc.integer({ min: 3_000, max: 40_000 }) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("credit" as const), session: which }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("run" as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("runTwice" as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("month" as const) }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("takeBack" as const), invoice: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant("crash" as const), commit: fc.integer({ min: 1, max: 4 }), stored: fc.boolean() }) },
), { minLength: 4, maxLength: 24 });

/** A process over a place that outlives it; the next one starts when this one dies at a commit. */
function createOffice() {
  const place = createMemoryPlace();
  const sessions = new Map<string, BillableSession>();
  let month = 0;
  let starts = 0;
  let desk = start();

  function start(fault?: Fault): Desk {
    const driver: Driver = fault === undefined ? place.open() : createFaultyDriver(place.open(), fault);
    starts += 1;
    const made = createDesk({ driver, sessions, seed: starts });
    return made;
  }
  return { place, sessions, start, get desk() { return desk; }, set desk(next) { desk = next; }, get month() { return month; }, set month(next) { month = next; } };
}

const cents = (amount: string): number => Math.sign(Number(amount)) * Math.round(Math.abs(Number(amount)) * 100 + 1e-9);

describe("the books", () => {
  it("the invoices of each customer sum to the CDRs to the cent, in any order of seals, credits, reissues, runs and crashes", async () => {
    await fc.assert(fc.asyncProperty(story, async (acts) => {
      const office = createOffice();
      await office.desk.publish();
      await office.desk.store.transaction((unit) => void office.desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
      const atMonth = () => office.desk.setTime(new Date(MONTHS[office.month]!.to + 3_600_000).toISOString());
      const invoicesOf = (desk: Desk) => createInvoices({ clock: desk.clock, digest, limit: 3 });
      atMonth();

      for (const step of acts) {
        const { desk } = office;
        const invoices = invoicesOf(desk);
        const id = "session" in step ? `S${step.session}` : "";
        try {
          if (step.act === "seal") {
            if (!office.sessions.has(id)) office.sessions.set(id, laterSession(id, (step.session + office.month * 30) * 24, { customer: CUSTOMERS[step.session % 3]! }));
            await desk.bill(id);
          } else if (step.act === "correct" && office.sessions.has(id)) {
            office.sessions.set(id, withEnergy(office.sessions.get(id)!, step.energy));
            await desk.store.transaction((unit) => desk.billing.correct(unit, id));
          } else if (step.act === "credit") await desk.store.transaction((unit) => desk.billing.credit(unit, id, { actor: "ann", reason: "trouble" }));
          else if (step.act === "run") await runInvoices(desk.store, invoices, { period: MONTHS[office.month]! });
          else if (step.act === "runTwice") await Promise.all([1, 2].map(() => runInvoices(desk.store, invoices, { period: MONTHS[office.month]! })));
          else if (step.act === "month") {
            office.month = Math.min(office.month + 1, MONTHS.length - 2);
            atMonth();
          } else if (step.act === "takeBack") {
            const known = (await findInvoices(desk.store, { order: "oldest" })).items;
            if (known.length > 0) await desk.store.transaction((unit) => invoices.credit(unit, known[step.invoice % known.length]!.id, { actor: "ann", reason: "address" }));
          } else if (step.act === "crash") {
            office.desk = office.start({ commit: step.commit, stored: step.stored, dies: true });
            atMonth();
          }
        } catch (error) {
          // The process died at a commit; another one takes over.
          if (!isCpoError(error) || error.code !== "storage.fault") throw error;
          office.desk = office.start();
          atMonth();
        }
      }

      // All time is over: the last run bills what is left.
      office.desk = office.start();
      office.month = MONTHS.length - 1;
      atMonth();
      const { store } = office.desk;
      const last = await runInvoices(store, invoicesOf(office.desk), { period: MONTHS[office.month]! });
      expect(last.refused).toEqual([]);
      expect((await auditInvoices(store, { digest })).findings).toEqual([]);
      expect((await auditLedger(store, { digest })).findings).toEqual([]);
      const owed: Record<string, number> = {};
      for await (const cdr of eachCdr(store)) owed[cdr.customer!] = (owed[cdr.customer!] ?? 0) + cents(cdr.total.incl!);
      const billed: Record<string, number> = {};
      for await (const invoice of eachInvoice(store)) {
        billed[invoice.customer] = (billed[invoice.customer] ?? 0) + cents(invoice.payable);
        expect(cents(invoice.net) + cents(invoice.tax) + cents(invoice.rounding)).toBe(cents(invoice.payable));
        expect(invoice.taxes.reduce((total, tax) => total + cents(tax.base), 0)).toBe(cents(invoice.net));
        expect(invoice.sessions.reduce((total, session) => total + cents(session.payable), 0)).toBe(cents(invoice.payable));
      }
      expect(billed).toEqual(owed);
    }), { numRuns: 80 });
  }, 120_000);
});
