import type { RevenueAgreement } from "@cpokit/tariffs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import {
  createPayouts, csvText, eachCdr, findStatements, isStatementIntact, payoutEntries, period, statementCsv, statementLineCsv, statements,
  type BillableSession, type CdrRecord, type Payouts, type PayoutsOptions, type Statement, type StatementOutcome,
} from "@cpokit/billing";
import { createDesk, digest, laterSession, withEnergy, type Desk } from "./fixture.ts";

const november = period("2026-11", "Europe/Amsterdam");
const december = period("2026-12", "Europe/Amsterdam");
/** The site owner gets all idle fees and a tenth of the energy (P6). */
const agreement: RevenueAgreement = { operator: "cpo", parties: [{ id: "host/harbour", shares: { parking: "100", energy: "10" } }] };

let desk: Desk;
let payouts: Payouts;
function arrange(options: Partial<PayoutsOptions> = {}): void {
  payouts = createPayouts({ clock: desk.clock, digest, agreement: async (_, cdr) => (cdr.location === "LOC1" ? agreement : undefined), ...options });
}

beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  arrange();
});

const record = (cdr: string) => desk.store.transaction((unit) => payouts.record(unit, cdr));
async function seal(id: string, days: number, more: Partial<BillableSession> = {}): Promise<CdrRecord> {
  const cdr = await desk.seal(laterSession(id, days * 24, more));
  await record(cdr.id);
  return cdr;
}
const issue = (payee = "host/harbour", month = november): Promise<StatementOutcome> => desk.store.transaction((unit) => payouts.issue(unit, { payee, period: month }));
async function issued(outcome: Promise<StatementOutcome>): Promise<Statement> {
  const made = await outcome;
  if (made.outcome !== "issued") throw new Error(JSON.stringify(made));
  return made.statement;
}
const credit = async (session: string): Promise<void> => {
  const outcome = await desk.store.transaction((unit) => desk.billing.credit(unit, session, { actor: "ann", reason: "x" }));
  if (outcome.outcome === "credited") await record(outcome.cdr.id);
};
/** An amount of at most three decimals as an exact whole number. */
const thousandths = (amount: string): number => Math.round(Number(amount) * 1_000);

describe("a site owner's statement (P6, scope row 27)", () => {
  it("has the shares of every session, exact, rounded once", async () => {
    await seal("A", 0);
    await seal("B", 1);
    desk.setTime("2026-12-01T00:00:00Z");
    const statement = await issued(issue());
    // Each: 10 % of 0.75 and of 3.52, and 2.10 of idle fees: 2.527. Two are 5.054, rounded once.
    expect(statement).toMatchObject({
      id: "STM-000001", payee: "host/harbour", currency: "EUR", earned: "5.054", topUp: "0", lease: "0", net: "5.05", payable: "5.05", selfBilling: false,
      byCategory: [{ category: "energy", revenue: "8.54", amount: "0.854" }, { category: "parking", revenue: "4.2", amount: "4.2" }],
      entries: [{ session: "A", amount: "2.527", location: "LOC1", energy: "11.8" }, { session: "B", amount: "2.527" }],
    });
    expect(isStatementIntact(statement, digest)).toBe(true);
    expect(isStatementIntact({ ...statement, payable: "6.00" }, digest)).toBe(false);
  });

  it("is issued once for a period; late CDRs, credits and reissues are on the next", async () => {
    const { id } = await seal("A", 0);
    expect(await issue()).toMatchObject({ outcome: "refused", reason: "The period 2026-11 is not over." });
    desk.setTime("2026-12-01T00:00:00Z");
    await issued(issue());
    expect(await issue()).toEqual({ outcome: "nothing" });
    await record(id);
    await seal("LATE", 1);
    desk.sessions.set("A", withEnergy(laterSession("A", 0), 10_800, { settlement: "sealed" }));
    const corrected = await desk.store.transaction((unit) => desk.billing.correct(unit, "A"));
    for (const cdr of (await desk.billing.cdrs(desk.store, { session: "A", order: "oldest" })).items) await record(cdr.body.id);
    expect(corrected.outcome).toBe("sealed");
    expect(await issue()).toEqual({ outcome: "nothing" });
    desk.setTime("2027-01-01T00:00:00Z");
    const next = await issued(issue("host/harbour", december));
    // 2.527 for the late one, −2.527 + 2.487 for the reissue with a kWh less at 0.40.
    expect(next).toMatchObject({ earned: "2.487", payable: "2.49" });
    expect(next.entries.map(({ session, amount }) => `${session} ${amount}`).sort()).toEqual(["A -2.527", "A 2.487", "LATE 2.527"]);
  });

  it("tops up to the guarantee, adds the lease, and puts the tax on top for self-billing", async () => {
    const issuer = { name: "Harbour Power", address: ["Kade 1"], country: "NL" };
    arrange({ issuer, recipient: async (_, payee) => ({ ...issuer, name: payee }), terms: async () => ({ currency: "EUR", guarantee: "50", lease: "100", tax: { name: "VAT", percentage: "21" }, selfBilling: true }) });
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue())).toMatchObject({ issuer, recipient: { name: "host/harbour" }, earned: "2.527", topUp: "47.473", lease: "100", net: "150.00", taxes: [{ name: "VAT", percentage: "21", base: "150.00", amount: "31.50" }], payable: "181.50", selfBilling: true });
    desk.setTime("2027-01-01T00:00:00Z");
    expect(await issued(issue("host/harbour", december))).toMatchObject({ entries: [], net: "150.00" });
  });

  it("given an agreement that changes, a credit reverses what the original brought", async () => {
    await seal("A", 0);
    arrange({ agreement: async () => ({ operator: "cpo", parties: [{ id: "host/harbour", shares: {}, otherwise: "50" }] }) });
    await credit("A");
    await seal("B", 1);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue())).toMatchObject({ earned: "3.435" }); // Half of 6.87.
  });

  it("numbers have no gap under concurrency, and a payee gets one statement", async () => {
    await seal("A", 0);
    desk.setTime("2026-12-01T00:00:00Z");
    const outcomes = await Promise.all([issue(), issue(), issue()]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["issued", "nothing", "nothing"]);
    expect((await desk.store.find(statements)).items.map(({ id }) => id)).toEqual(["STM-000001"]);
  });

  it("sums to the shares of the CDRs that stand, in any order of seals, credits and statements", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ act: fc.constantFrom("seal", "seal", "credit", "statement", "again"), session: fc.nat({ max: 4 }) }), { maxLength: 14 }), async (acts) => {
      desk = createDesk();
      await desk.publish();
      await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
      arrange();
      desk.setTime("2026-12-01T00:00:00Z");
      for (const { act, session } of acts) {
        const id = `S${session}`;
        if (act === "seal") {
          if (!desk.sessions.has(id)) desk.sessions.set(id, laterSession(id, session * 24));
          const outcome = await desk.bill(id);
          if (outcome.outcome === "sealed") await record(outcome.cdr.id);
        } else if (act === "credit") await credit(id);
        else if (act === "statement") await issue();
        else for await (const cdr of eachCdr(desk.store)) await record(cdr.id);
      }
      desk.setTime("2027-01-01T00:00:00Z");
      await issue("host/harbour", december);
      let standing = 0;
      for await (const cdr of eachCdr(desk.store)) standing += cdr.kind === "credit" ? -2_527 : 2_527;
      let paid = 0;
      for (const { body } of (await desk.store.find(statements)).items) {
        const earned = thousandths(body.earned);
        paid += earned;
        expect(Math.abs(thousandths(body.payable) - earned)).toBeLessThanOrEqual(5); // Rounded once, by half a cent at most.
      }
      expect(paid).toBe(standing);
      expect((await desk.store.find(payoutEntries, { index: "open" })).items).toEqual([]);
    }), { numRuns: 40 });
  });
});

describe("home charging (Y3)", () => {
  const home: Partial<BillableSession> = { homeCharging: true, token: { id: "NL-CPO-C0001", value: "04A2B3C4", type: "RFID", status: "accepted" } };

  it("pays the driver what the CDR says, up to the cap of the month", async () => {
    arrange({ terms: async () => ({ currency: "EUR", cap: "10" }) });
    await seal("A", 0, home);
    await seal("B", 1, home);
    desk.setTime("2026-12-01T00:00:00Z");
    expect(await issued(issue("driver/NL-CPO-C0001"))).toMatchObject({ earned: "16.6254", capped: "-6.6254", net: "10.00", payable: "10.00", entries: [{ kind: "homeCharging", amount: "8.3127" }, {}] });
    expect((await desk.store.find(payoutEntries, { index: "byPayee", prefix: ["host/harbour"] })).items).toEqual([]);
  });

  it("takes back what a credit takes back", async () => {
    await seal("A", 0, home);
    desk.setTime("2026-12-01T00:00:00Z");
    await issued(issue("driver/NL-CPO-C0001"));
    await credit("A");
    desk.setTime("2027-01-01T00:00:00Z");
    expect(await issued(issue("driver/NL-CPO-C0001", december))).toMatchObject({ payable: "-8.31" });
  });
});

describe("delivery, queries and tables", () => {
  it("records each CDR from the outbox, finds statements, and writes them for spreadsheets", async () => {
    const stop = await payouts.deliver(desk.store.outbox);
    await desk.seal(laterSession("A", 0));
    await desk.store.outbox.idle();
    await stop();
    desk.setTime("2026-12-01T00:00:00Z");
    const payees: string[] = [];
    for await (const payee of payouts.payees(desk.store, november.to)) payees.push(payee);
    expect(payees).toEqual(["host/harbour"]);
    const statement = await issued(issue());
    const ids = async (query: Parameters<typeof findStatements>[1]) => (await findStatements(desk.store, query)).items.map(({ id }) => id);
    expect([await ids({}), await ids({ payee: "host/harbour" }), await ids({ location: "LOC1" }), await ids({ location: "LOC2" }), await ids({ to: november.to })]).toEqual([["STM-000001"], ["STM-000001"], ["STM-000001"], [], []]);
    await expect(ids({ payee: "x", location: "y" })).rejects.toMatchObject({ code: "billing.query" });
    const read = (text: string): unknown => parse(text, { columns: true, bom: true });
    expect(read(await csvText(statementCsv(desk.store)))).toEqual([expect.objectContaining({ Number: "STM-000001", Payee: "host/harbour", Earned: "2.527", Net: "2.53", Tax: "0", Payable: "2.53" })]);
    expect(read(await csvText(statementLineCsv(statement)))).toMatchObject([{ Category: "energy", Revenue: "0.75", Amount: "0.075" }, { Revenue: "3.52", Amount: "0.352" }, { Category: "parking", Amount: "2.1" }]);
  });
});
