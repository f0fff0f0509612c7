import { instant } from "@cpokit/kernel";
import { explain } from "@cpokit/tariffs";
import { beforeEach, describe, expect, it } from "vitest";
import { cdrLedgers, cdrs, isSealIntact, type BillOutcome, type CdrRecord } from "@cpokit/billing";
import { at, createDesk, dayTariff, digest, harbourSession, location, type Desk } from "./fixture.ts";

let desk: Desk;
beforeEach(() => {
  desk = createDesk();
});

const bill = (id = "SESSION1", reviewed?: { actor: string; reason: string }): Promise<BillOutcome> => desk.store.transaction((unit) => desk.billing.bill(unit, id, reviewed));
const correct = (id = "SESSION1"): Promise<BillOutcome> => desk.store.transaction((unit) => desk.billing.correct(unit, id));
const assign = (target: Parameters<Desk["billing"]["assignTariff"]>[1]["target"], tariffId = "DAY", more = {}): Promise<unknown> =>
  desk.store.transaction((unit) => desk.billing.assignTariff(unit, { target, tariffId, ...more }));

async function sealedHarbour(): Promise<CdrRecord> {
  await desk.publish();
  await assign({ kind: "tenant" });
  desk.sessions.set("SESSION1", harbourSession());
  const outcome = await bill();
  if (outcome.outcome !== "sealed") throw new Error(JSON.stringify(outcome));
  return outcome.cdr;
}

describe("bill", () => {
  it("seals the price that one computes by hand", async () => {
    const cdr = await sealedHarbour();
    // 0.50 + 3.0 kWh × 0.25 + 8.8 kWh × 0.40 + 21 blocks of a minute × 0.10 = 6.87, and 21 % on top.
    expect(cdr.total).toEqual({ excl: "6.87", incl: "8.3127" });
    expect(cdr.energy).toBe("11.8");
    expect(cdr.priced.lines.map(({ dimension, billed, price, excl }) => ({ dimension, billed, price, excl }))).toEqual(
      expect.arrayContaining([
        { dimension: "FLAT", billed: "1", price: "0.5", excl: "0.5" },
        { dimension: "ENERGY", billed: "3", price: "0.25", excl: "0.75" },
        { dimension: "ENERGY", billed: "8.8", price: "0.4", excl: "3.52" },
        { dimension: "PARKING_TIME", billed: "1260", price: "6", excl: "2.1" },
      ]),
    );
    expect(cdr.cdr).toMatchObject({ country_code: "NL", party_id: "CPO", session_id: "SESSION1", total_energy: 11.8, total_cost: { excl_vat: 6.87, incl_vat: 8.3127 }, cdr_location: { evse_id: "NL*CPO*E0001" } });
    expect(explain(cdr.priced).text).toContain("17:00");
    expect(desk.settlements).toEqual([{ session: "SESSION1", settlement: "sealed", detail: `Sealed as CDR ${cdr.id}.` }]);
  });

  it("bills all energy of a session whose clock was not believed, wherever its readings stand (I14)", async () => {
    await desk.publish();
    await assign({ kind: "tenant" });
    const { points, ...rest } = harbourSession({ review: "cleared", suspicions: [{ code: "time-future", reason: "The clock was ahead.", clearedBy: "operator" }] });
    // Readings that were told an hour early stand before the start, and one stands at it.
    const early = [{ at: at("2026-11-16T15:29:43Z"), register: 2_000 }, { at: at("2026-11-16T15:29:43Z"), register: 2_800 }, { at: at("2026-11-16T15:30:00Z"), register: 3_500 }];
    desk.sessions.set("SESSION1", { ...rest, points: [points[0]!, ...early, ...points.slice(1)] });
    expect(await bill()).toMatchObject({ outcome: "sealed", cdr: { energy: "11.8", total: { excl: "6.87" } } });
  });

  it("seals once, however often and from however many sides it is asked (I10)", async () => {
    await desk.publish();
    await assign({ kind: "tenant" });
    desk.sessions.set("SESSION1", harbourSession());
    const outcomes = await Promise.all([bill(), bill(), bill()]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["already", "already", "sealed"]);
    await bill();
    expect((await desk.store.find(cdrs)).items).toHaveLength(1);
    expect((await desk.store.get(cdrLedgers, "SESSION1"))?.all).toHaveLength(1);
  });

  it("detects a change of a sealed record (I11)", async () => {
    const cdr = await sealedHarbour();
    expect(isSealIntact(cdr, digest)).toBe(true);
    expect(isSealIntact(JSON.parse(JSON.stringify(cdr)) as CdrRecord, digest)).toBe(true);
    expect(isSealIntact({ ...cdr, total: { ...cdr.total, excl: "6.86" } }, digest)).toBe(false);
  });

  it("never prices without a tariff (tariffs V6), and bills once one is assigned", async () => {
    desk.sessions.set("SESSION1", harbourSession());
    expect(await bill()).toMatchObject({ outcome: "unpriced", reason: expect.stringContaining("Assign one") as string });
    expect(desk.settlements.map(({ settlement }) => settlement)).toEqual(["unpriced"]);
    expect((await desk.store.find(cdrs)).items).toEqual([]);
    await desk.publish();
    await assign({ kind: "evse", evse: "EVSE1" });
    expect(await bill()).toMatchObject({ outcome: "sealed", cdr: { total: { excl: "6.87" } } });
  });

  it("names the missing location rather than guess a time zone (tariffs Z2)", async () => {
    await desk.publish();
    await assign({ kind: "tenant" });
    const { place: _, ...homeless } = harbourSession();
    desk.sessions.set("SESSION1", homeless);
    expect(await bill()).toMatchObject({ outcome: "unpriced", reason: expect.stringContaining("location") as string });
  });

  it("holds what a person must see first, and bills it after the review (T15, Q13)", async () => {
    await desk.publish();
    await assign({ kind: "tenant" });
    const { energy: _, startRegister: __, lastRegister: ___, ...unknown } = harbourSession().session;
    desk.sessions.set("SESSION1", { ...harbourSession(), session: unknown, points: [] });
    expect(await bill()).toMatchObject({ outcome: "held", reason: expect.stringContaining("Unknown is not 0") as string });
    desk.sessions.set("SUSPECT", harbourSession({ id: "SUSPECT", review: "suspect", suspicions: [{ code: "time-future", reason: "The clock was ahead." }] }));
    expect(await bill("SUSPECT")).toEqual({ outcome: "held", reason: "The clock was ahead." });
    expect(await bill("SESSION1", { actor: "ann", reason: "meter was broken, time only" })).toMatchObject({ outcome: "sealed", cdr: { energy: "0" } });
  });

  it("waives a refused start that delivered nothing, and leaves a running session alone", async () => {
    desk.sessions.set("REFUSED", harbourSession({ id: "REFUSED", energy: 0, authorization: { result: "refused", reason: "blocked" } }));
    expect(await bill("REFUSED")).toMatchObject({ outcome: "waived" });
    expect(await bill("REFUSED")).toMatchObject({ outcome: "ignored" });
    desk.sessions.set("RUNNING", harbourSession({ id: "RUNNING", lifecycle: "active" }));
    expect(await bill("RUNNING")).toMatchObject({ outcome: "ignored" });
    expect(await bill("NOBODY")).toMatchObject({ outcome: "ignored" });
  });
});

describe("correct", () => {
  it("credits and issues anew when late facts change the money (T13, I11)", async () => {
    const original = await sealedHarbour();
    const late = harbourSession({ settlement: "sealed", energy: 12_800, lastRegister: 14_000 });
    desk.sessions.set("SESSION1", { ...late, points: late.points.map((point) => (point.register === 13_000 ? { ...point, register: 14_000 } : point)) });
    const outcome = await correct();
    expect(outcome).toMatchObject({ outcome: "sealed", cdr: { revision: 2, supersedes: original.id, total: { excl: "7.27" } } });
    const all = (await desk.billing.cdrs(desk.store, { session: "SESSION1" })).items.map((item) => item.body);
    expect(all).toHaveLength(3);
    const credit = all.find((cdr) => cdr.kind === "credit")!;
    expect(credit).toMatchObject({ creditOf: original.id, total: { excl: "-6.87", incl: "-8.3127" }, cdr: { credit: true, credit_reference_id: original.id, total_cost: { excl_vat: -6.87 }, total_energy: 11.8 } });
    expect(await desk.billing.cdr(desk.store, original.id)).toEqual(original);
    expect(all.every((cdr) => isSealIntact(cdr, digest))).toBe(true);
  });

  it("leaves the CDR, and tells somebody, while the late facts are suspect (T15)", async () => {
    const original = await sealedHarbour();
    const suspicions = [{ code: "missing-end-reading", reason: "The end came without a register." }];
    desk.sessions.set("SESSION1", harbourSession({ settlement: "sealed", energy: 0, lastRegister: 1_200, review: "suspect", suspicions }));
    expect(await correct()).toEqual({ outcome: "held", reason: "The end came without a register." });
    expect((await desk.billing.cdrs(desk.store, { session: "SESSION1" })).items.map((item) => item.body)).toEqual([original]);
  });

  it("leaves the CDR when the money stays the same", async () => {
    const original = await sealedHarbour();
    expect(await correct()).toEqual({ outcome: "already", cdr: original });
    expect(await correct("NOBODY")).toMatchObject({ outcome: "ignored" });
  });
});

describe("tariffs", () => {
  it("prices by the version in force at the start, frozen there (I23)", async () => {
    await desk.publish();
    await assign({ kind: "location", location: location.id });
    desk.sessions.set("SESSION1", harbourSession());
    const context = { at: harbourSession().session.startAt, location: location.id };
    expect(await desk.store.transaction((unit) => desk.billing.freezeTariff(unit, "SESSION1", context))).toMatchObject({ id: "DAY/1" });
    await desk.publish({ ...dayTariff, elements: [{ price_components: [{ type: "FLAT", price: 99, step_size: 1 }] }] });
    expect(await bill()).toMatchObject({ outcome: "sealed", cdr: { tariffVersion: "DAY/1", total: { excl: "6.87" } } });
  });

  it("schedules versions", async () => {
    await desk.publish();
    await desk.publish(dayTariff, at("2026-12-01T00:00:00Z"));
    await assign({ kind: "tenant" });
    const inForce = async (moment: string) => (await desk.billing.tariffFor(desk.store, { at: at(moment) }))?.id;
    expect([await inForce("2026-11-30T23:59:59Z"), await inForce("2026-12-01T00:00:00Z")]).toEqual(["DAY/1", "DAY/2"]);
  });

  it("prefers who over where, the narrow over the wide, priority over age, and obeys windows", async () => {
    for (const id of ["TENANT", "SITE", "PLUG", "FLEET", "LATER", "URGENT"]) await desk.publish({ ...dayTariff, id });
    await assign({ kind: "tenant" }, "TENANT");
    await assign({ kind: "location", location: "LOC1" }, "SITE");
    await assign({ kind: "connector", evse: "EVSE1", connector: 1 }, "PLUG", { until: at("2026-12-01T00:00:00Z") });
    await assign({ kind: "connector", evse: "EVSE1", connector: 1 }, "LATER", { from: at("2026-12-01T00:00:00Z") });
    await assign({ kind: "tokenGroup", group: "fleet" }, "FLEET");
    const choose = async (context: object) => (await desk.billing.tariffFor(desk.store, { at: instant(Date.UTC(2026, 10, 20)), ...context }))?.tariffId;
    const here = { location: "LOC1", evse: "EVSE1", connector: 1 };
    expect(await choose({})).toBe("TENANT");
    expect(await choose({ location: "LOC1" })).toBe("SITE");
    expect(await choose(here)).toBe("PLUG");
    expect(await choose({ ...here, at: at("2026-12-01T00:00:00Z") })).toBe("LATER");
    expect(await choose({ ...here, tokenGroup: "fleet" })).toBe("FLEET");
    await assign({ kind: "tokenGroup", group: "fleet" }, "URGENT", { priority: 5 });
    await assign({ kind: "tokenGroup", group: "fleet" }, "FLEET", { priority: 1 });
    expect(await choose({ ...here, tokenGroup: "fleet" })).toBe("URGENT");
  });

  it("refuses a tariff that cannot be read, with a pointer to the field", async () => {
    const broken = { ...dayTariff, elements: [{ price_components: [{ type: "ENERGY", price: "cheap", step_size: -1 }] }] };
    const outcome = await desk.store.transaction((unit) => desk.billing.publishTariff(unit, { tariffId: "DAY", name: "Day", ocpiVersion: "2.2.1", tariff: broken }));
    expect(outcome).toMatchObject({ outcome: "refused" });
    const pointers = outcome.outcome === "refused" ? outcome.problems.map(({ pointer }) => pointer) : [];
    expect(pointers).toEqual(expect.arrayContaining(["/elements/0/price_components/0/price", "/elements/0/price_components/0/step_size"]));
    const other = await desk.store.transaction((unit) => desk.billing.publishTariff(unit, { tariffId: "OTHER", name: "Day", ocpiVersion: "2.2.1", tariff: dayTariff }));
    expect(other).toMatchObject({ outcome: "refused", problems: [{ code: "TARIFF_ID", pointer: "/id" }] });
  });
});

describe("runningCost", () => {
  it("is the price so far, from the calculator of the CDR (I13)", async () => {
    await desk.publish();
    await assign({ kind: "tenant" });
    const { endAt: _, ...running } = harbourSession({ lifecycle: "active", lastEvidenceAt: at("2026-11-16T16:00:00Z") }).session;
    desk.sessions.set("SESSION1", { ...harbourSession(), session: running, points: harbourSession().points.slice(0, 2), states: harbourSession().states.slice(0, 1) });
    expect((await desk.billing.runningCost(desk.store, "SESSION1"))?.totals.cost).toMatchObject({ excl: "1.25" });
    expect(await desk.billing.runningCost(desk.store, "NOBODY")).toBeUndefined();
  });

  it("is unknown, and no failure, while the EVSE is (Q10)", async () => {
    await desk.publish();
    await assign({ kind: "tenant" });
    const { place: _, ...homeless } = harbourSession({ lifecycle: "active" });
    desk.sessions.set("SESSION1", homeless);
    expect(await desk.billing.runningCost(desk.store, "SESSION1")).toBeUndefined();
  });
});
