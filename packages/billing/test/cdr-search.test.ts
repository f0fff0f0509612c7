import { beforeEach, describe, expect, it } from "vitest";
import { auditLedger, cdrs, cdrStateOf, eachFoundCdr, searchCdrs, sumCdrs, type CdrSearch } from "@cpokit/billing";
import { at, createDesk, dayTariff, digest, harbourSession, laterSession, type Desk } from "./fixture.ts";

let desk: Desk;
beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
});

async function found(search: CdrSearch): Promise<readonly string[]> {
  const sessions: string[] = [];
  for await (const { session, kind } of eachFoundCdr(desk.store, search)) sessions.push(kind === "credit" ? `-${session}` : session);
  return sessions;
}

describe("a search of the ledger", () => {
  beforeEach(async () => {
    await desk.seal(harbourSession());
    await desk.seal(laterSession("SESSION2", 5));
    await desk.seal(laterSession("SESSION3", 30));
    await desk.store.transaction((unit) => desk.billing.credit(unit, "SESSION2", { actor: "ann", reason: "It hummed." }));
  });

  it("takes all filters together, whichever index answers", async () => {
    const all = ["-SESSION2", "SESSION3", "SESSION2", "SESSION1"];
    for (const search of [{}, { location: "LOC1" }, { token: "04a2b3c4", location: "LOC1", party: "NL*CPO", currency: "EUR" }]) expect(await found(search), JSON.stringify(search)).toEqual(all);
    expect(await found({ state: "standing" })).toEqual(["SESSION3", "SESSION1"]);
    expect(await found({ state: "credited", token: "04A2B3C4" })).toEqual(["SESSION2"]);
    expect(await found({ state: "credit", location: "LOC1" })).toEqual(["-SESSION2"]);
    // Amounts are compared exactly, and a credit is negative.
    expect(await found({ least: "6.87" })).toEqual(["SESSION1"]);
    expect(await found({ most: "0" })).toEqual(["-SESSION2"]);
    expect(await found({ time: "ended", from: at("2026-11-16T20:00:00Z"), to: at("2026-11-17T00:00:00Z"), state: "credited" })).toEqual(["SESSION2"]);
    for (const search of [{ location: "ELSEWHERE" }, { currency: "USD" }, { token: "04A2B3C4", party: "DE*ABC" }, { contract: "NL-CPO-X" }, { customer: "driver/x" }]) expect(await found(search), JSON.stringify(search)).toEqual([]);
  });

  it("pages without leaving one out or giving one twice", async () => {
    const sessions: string[] = [];
    let after: string | undefined;
    do {
      const page = await searchCdrs(desk.store, { state: "standing", limit: 1, ...(after === undefined ? {} : { after }) });
      sessions.push(...page.items.map(({ body }) => body.session));
      after = page.next;
    } while (after !== undefined);
    expect(sessions).toEqual(["SESSION3", "SESSION1"]);
  });

  it("is summed up by month, without what credits took back", async () => {
    const sumsOf = async (...asked: Parameters<typeof sumCdrs> extends [unknown, ...infer Rest] ? Rest : never) => {
      const { sums, complete } = await sumCdrs(desk.store, ...asked);
      return { complete, sums: [...sums] };
    };
    expect(await sumsOf({ token: "04A2B3C4" })).toMatchObject({ complete: true, sums: [["2026-11", { charges: 2, energy: "23.6", revenue: [{ currency: "EUR" }] }]] });
    expect(await sumsOf({}, { partOf: ({ session }) => session })).toMatchObject({ sums: [["SESSION1", { charges: 1 }], ["SESSION2", { charges: 0, energy: "0" }], ["SESSION3", { charges: 1 }]] });
    expect(await sumsOf({}, { isMeant: ({ session }) => session === "SESSION1" })).toMatchObject({ sums: [["2026-11", { charges: 1 }]] });
    expect(await sumsOf({ state: "credited" })).toMatchObject({ sums: [["2026-11", { charges: 1 }]] });
    expect(await sumsOf({}, { most: 2 })).toMatchObject({ complete: false, sums: [["2026-11", { charges: 0 }]] });
  });
});

describe("a correction by a person", () => {
  it("prices the session by the version that should have applied, and says who and why", async () => {
    const sealed = await desk.seal(harbourSession());
    const cheap = await desk.publish({ ...dayTariff, id: "CHEAP", elements: [{ price_components: [{ type: "ENERGY", price: 0.1, vat: 21, step_size: 1 }] }] });
    const outcome = await desk.store.transaction((unit) => desk.billing.correct(unit, "SESSION1", { actor: "ann", reason: "Wrong tariff.", tariffVersion: cheap }));
    expect(outcome).toMatchObject({ outcome: "sealed", cdr: { supersedes: sealed.id, revision: 2, tariffVersion: cheap, total: { excl: "1.18" } } });
    expect(desk.settlements.at(-1)).toMatchObject({ settlement: "corrected", detail: expect.stringMatching(/by ann: Wrong tariff\.$/) });
    const credit = (await desk.store.find(cdrs)).items.find(({ body }) => body.kind === "credit")?.body;
    expect(credit).toMatchObject({ creditOf: sealed.id, total: { excl: "-6.87" }, cdr: { remark: "Wrong tariff." } });
    expect(await cdrStateOf(desk.store, sealed)).toBe("credited");
    expect((await auditLedger(desk.store, { digest })).findings).toEqual([]);
    expect(await desk.store.transaction((unit) => desk.billing.correct(unit, "SESSION1", { actor: "ann", reason: "Again", tariffVersion: "NONE/1" }))).toEqual({ outcome: "ignored", reason: "There is no tariff version NONE/1." });
  });
});
