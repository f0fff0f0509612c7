import { execFileSync } from "node:child_process";
import { beforeEach, describe, expect, it } from "vitest";
import { auditLedger, cdrLedgers, cdrs, digestedText, isSealIntact, recompute, type CdrRecord } from "@cpokit/billing";
import { createDesk, dayTariff, digest, harbourSession, laterSession, withEnergy, type Desk } from "./fixture.ts";

let desk: Desk;
beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
});

const audit = () => auditLedger(desk.store, { digest });
const correct = (id: string) => desk.store.transaction((unit) => desk.billing.correct(unit, id));
const credit = (id: string) => desk.store.transaction((unit) => desk.billing.credit(unit, id, { actor: "ann", reason: "The charger hummed." }));
const all = async (): Promise<CdrRecord[]> => (await desk.store.find(cdrs)).items.map((item) => item.body);
const tamper = (record: CdrRecord) => desk.store.transaction((unit) => unit.put(cdrs, record.id, record));

async function fillLedger(): Promise<CdrRecord[]> {
  await desk.seal(harbourSession());
  await desk.seal(laterSession("SESSION2", 5));
  desk.sessions.set("SESSION2", withEnergy(laterSession("SESSION2", 5), 12_800));
  await correct("SESSION2");
  await desk.seal(laterSession("SESSION3", 30));
  await credit("SESSION3");
  return all();
}

describe("recompute", () => {
  it("given any sealed record, its snapshot alone leads to the same cents (I12)", async () => {
    const records = await fillLedger();
    expect(records).toHaveLength(6);
    for (const record of records) expect(recompute(JSON.parse(JSON.stringify(record)) as CdrRecord)).toMatchObject({ same: true, deviations: [] });
  });

  it("given another machine with another clock, zone and language, it is still the same", async () => {
    const records = await fillLedger();
    const program = `
      import { recompute } from "@cpokit/billing";
      const records = JSON.parse(process.argv[1]);
      console.log(JSON.stringify(records.map((record) => [recompute(record).same, recompute(record).priced.totals.cost])));`;
    const output = execFileSync(process.execPath, ["--conditions=@cpokit/source", "--input-type=module", "-e", program, JSON.stringify(records)], {
      encoding: "utf8", cwd: import.meta.dirname, env: { ...process.env, TZ: "Pacific/Apia", LC_ALL: "ar_EG.UTF-8" },
    });
    expect(JSON.parse(output)).toEqual(records.map((record) => [true, JSON.parse(JSON.stringify(record.priced.totals.cost))]));
  });

  it("given a record that says something else, it names every field", async () => {
    const record = await desk.seal(harbourSession());
    const printed = { ...record, cdr: { ...record.cdr, total_cost: { excl_vat: 6.86, incl_vat: 8.3127 } } };
    expect(recompute(printed)).toMatchObject({ same: false, deviations: [{ field: "cdr.total_cost.excl", stated: "6.86", computed: "6.87" }] });
    const stated = { ...record, total: { ...record.total, excl: "6.86" }, energy: "11.7" };
    expect(recompute(stated).deviations.map(({ field }) => field)).toEqual(["total", "energy"]);
    const homeless = { ...record, cdr: { ...record.cdr, tariffs: [], charging_periods: [] } };
    expect(recompute(homeless)).toMatchObject({ same: false, unpriced: "tariffs.no-tariff" });
  });
});

describe("credit", () => {
  it("given trouble, takes the CDR back without another, once (scope row 25)", async () => {
    const original = await desk.seal(harbourSession());
    expect(await credit("SESSION1")).toMatchObject({ outcome: "credited", cdr: { creditOf: original.id, total: { excl: "-6.87" }, cdr: { remark: "The charger hummed." } } });
    expect(desk.settlements.at(-1)).toEqual({ session: "SESSION1", settlement: "waived", detail: `ann credited ${original.id}: The charger hummed.` });
    expect(await credit("SESSION1")).toMatchObject({ outcome: "ignored" });
    expect(await desk.bill()).toEqual({ outcome: "ignored", reason: "The CDR of the session was credited." });
    expect(await correct("SESSION1")).toMatchObject({ outcome: "ignored" });
    expect(await desk.billing.cdr(desk.store, original.id)).toEqual(original);
    expect((await audit()).findings).toEqual([]);
  });

  it("given a CDR of OCPI 2.1.1, which knows no credits, the books have one all the same (tariffs Y2)", async () => {
    const old = { ...dayTariff, id: "OLD", elements: [{ price_components: [{ type: "ENERGY", price: 0.3, step_size: 1 }] }] };
    await desk.store.transaction(async (unit) => {
      await desk.billing.publishTariff(unit, { tariffId: "OLD", name: "Old", ocpiVersion: "2.1.1", tariff: old, validFrom: harbourSession().session.startAt });
      desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "OLD", priority: 1 });
    });
    const original = await desk.seal(harbourSession());
    expect(original).toMatchObject({ total: { excl: "3.54" }, cdr: { total_cost: 3.54 } });
    desk.sessions.set("SESSION1", withEnergy(harbourSession(), 12_800));
    expect(await correct("SESSION1")).toMatchObject({ outcome: "sealed", cdr: { total: { excl: "3.84" } } });
    const records = await all();
    expect(records.find(({ kind }) => kind === "credit")).toMatchObject({ id: `${original.id}-C`, total: { excl: "-3.54" }, cdr: { id: `${original.id}-C`, total_cost: -3.54, remark: `Credit of ${original.id}.` } });
    expect((await audit()).findings).toEqual([]);
  });
});

describe("auditLedger", () => {
  it("given a ledger in order, finds nothing (I10–I14)", async () => {
    await fillLedger();
    expect(await audit()).toEqual({ sessions: 3, cdrs: 6, findings: [] });
  });

  it("given a changed record, sees the digest; given a forged digest, sees the price", async () => {
    const record = await desk.seal(harbourSession());
    const forged = { ...record, total: { ...record.total, excl: "5" } };
    await tamper(forged);
    expect((await audit()).findings.map(({ code }) => code)).toEqual(["hash", "recompute"]);
    await tamper({ ...forged, hash: digest(digestedText(forged)) });
    expect(isSealIntact((await all())[0]!, digest)).toBe(true);
    expect((await audit()).findings).toEqual([expect.objectContaining({ code: "recompute", cdr: record.id, session: "SESSION1" })]);
  });

  it("given lines that do not sum, or periods with other energy, says so (I13, I14)", async () => {
    const record = await desk.seal(harbourSession());
    const resealed = (change: Partial<CdrRecord>): CdrRecord => ({ ...record, ...change, hash: digest(digestedText({ ...record, ...change })) });
    await tamper(resealed({ priced: { ...record.priced, lines: record.priced.lines.slice(1) } }));
    expect((await audit()).findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["sum", "recompute"]));
    const [first, ...rest] = record.cdr["charging_periods"] as { dimensions: unknown[] }[];
    await tamper(resealed({ cdr: { ...record.cdr, charging_periods: [{ ...first, dimensions: [{ type: "ENERGY", volume: 99 }] }, ...rest] } }));
    expect((await audit()).findings.map(({ code }) => code)).toEqual(expect.arrayContaining(["periods", "recompute"]));
  });

  it("given two CDRs that stand, a lost CDR or a lost ledger, says so (I10, I11)", async () => {
    const record = await desk.seal(harbourSession());
    const twin = { ...record, id: "TWIN", cdr: { ...record.cdr, id: "TWIN" } };
    await tamper({ ...twin, hash: digest(digestedText(twin)) });
    expect((await audit()).findings.map(({ code }) => code)).toEqual(["standing", "missing"]);
    await desk.store.transaction((unit) => unit.delete(cdrs, "TWIN"));
    await desk.store.transaction((unit) => unit.delete(cdrs, record.id));
    expect((await audit()).findings).toMatchObject([{ code: "missing", session: "SESSION1" }]);
    await desk.store.transaction((unit) => unit.put(cdrs, record.id, record));
    await desk.store.transaction((unit) => unit.delete(cdrLedgers, "SESSION1"));
    expect((await audit()).findings).toMatchObject([{ code: "missing", session: "SESSION1" }]);
  });

  it("given credits that take back something else, says so", async () => {
    const records = await fillLedger();
    const credited = records.find((record) => record.kind === "credit" && record.session === "SESSION2")!;
    const cheap = { ...credited, total: { ...credited.total, excl: "-1" } };
    await tamper({ ...cheap, hash: digest(digestedText(cheap)) });
    expect((await audit()).findings.map(({ code }) => code)).toEqual(["recompute", "chain"]);
    const stray = { ...credited, creditOf: "ELSEWHERE" };
    await tamper({ ...stray, hash: digest(digestedText(stray)) });
    expect((await audit()).findings.map(({ code }) => code)).toEqual(["chain", "chain", "standing"]);
  });
});
