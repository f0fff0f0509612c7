import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { createLoyalty, eachCdr, pointsFor, type CdrRecord, type Loyalty } from "@cpokit/billing";
import { createDesk, laterSession, withEnergy, type Desk } from "./fixture.ts";

let desk: Desk;
let loyalty: Loyalty;

async function arrange(): Promise<void> {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  loyalty = createLoyalty({ clock: desk.clock, points: pointsFor({ perKwh: "1", perUnit: "2" }) });
}
beforeEach(arrange);

const record = (cdr: string) => desk.store.transaction((unit) => loyalty.record(unit, cdr));
const redeem = (id: string, points: number) => desk.store.transaction((unit) => loyalty.redeem(unit, { id, member: "driver/D1", points, reason: "coffee" }));
const credit = (session: string) => desk.store.transaction((unit) => desk.billing.credit(unit, session, { actor: "ann", reason: "x" }));
const balance = (): Promise<number> => loyalty.balance(desk.store, "driver/D1");
async function seal(id: string, days = 0, customer = "driver/D1"): Promise<CdrRecord> {
  const cdr = await desk.seal(laterSession(id, days * 24, { customer }));
  await record(cdr.id);
  return cdr;
}

describe("points (scope row 24)", () => {
  it("are earned by a CDR once: 11 for 11.8 kWh, 13 for 6.87", async () => {
    const { id } = await seal("A");
    await Promise.all([record(id), record(id)]);
    expect(await balance()).toBe(24);
    await seal("FLEET", 0, "fleet/ACME");
    expect(await loyalty.balance(desk.store, "fleet/ACME")).toBe(0);
  });

  it("go with the credit, even when they are spent, and a reissue earns its own", async () => {
    await seal("A");
    expect(await redeem("R1", 20)).toMatchObject({ outcome: "done", entry: { points: -20, balance: 4 } });
    desk.sessions.set("A", withEnergy(laterSession("A", 0, { customer: "driver/D1" }), 3_800, { settlement: "sealed" }));
    await desk.store.transaction((unit) => desk.billing.correct(unit, "A"));
    for (const { body } of (await desk.billing.cdrs(desk.store, { session: "A", order: "oldest" })).items) await record(body.id);
    // 3 for 3.8 kWh and 7 for 3.67.
    expect(await balance()).toBe(4 - 24 + 10);
    expect(await redeem("R2", 1)).toEqual({ outcome: "refused", reason: "There are -10 points, and 1 were asked for." });
  });

  it("are spent once under one id, and never twice at the same time", async () => {
    await seal("A");
    expect([await redeem("R1", 20), await redeem("R1", 20)].map(({ outcome }) => outcome)).toEqual(["done", "done"]);
    expect(await redeem("R1", 3)).toMatchObject({ outcome: "refused" });
    expect(await balance()).toBe(4);
    const rush = await Promise.all(["X", "Y", "Z"].map((id) => redeem(id, 3)));
    expect(rush.map(({ outcome }) => outcome).sort()).toEqual(["done", "refused", "refused"]);
    await expect(redeem("R9", 1.5)).rejects.toMatchObject({ code: "billing.points" });
  });

  it("are listed with the balance after each, newest first, page by page", async () => {
    await seal("A");
    await redeem("R1", 4);
    await seal("B", 1);
    const page = await loyalty.history(desk.store, "driver/D1", { limit: 2 });
    expect(page.items.map(({ body: { kind, points, balance: after } }) => [kind, points, after])).toEqual([["earned", 24, 44], ["redeemed", -4, 20]]);
    expect((await loyalty.history(desk.store, "driver/D1", { limit: 2, after: page.next! })).items).toHaveLength(1);
  });

  it("are recorded from the outbox", async () => {
    const stop = await loyalty.deliver(desk.store.outbox);
    await desk.seal(laterSession("A", 0, { customer: "driver/D1" }));
    await credit("A");
    await desk.store.outbox.idle();
    await stop();
    expect((await loyalty.history(desk.store, "driver/D1")).items.map(({ body }) => body.kind)).toEqual(["reversed", "earned"]);
    expect(await balance()).toBe(0);
  });

  it("the balance is the sum of the entries, and of the CDRs that stand, in any order", async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.record({ act: fc.constantFrom("seal", "credit", "record", "redeem"), session: fc.nat({ max: 3 }) }), { maxLength: 12 }), async (acts) => {
      await arrange();
      for (const [index, { act, session }] of acts.entries()) {
        const id = `S${session}`;
        if (act === "seal") {
          if (!desk.sessions.has(id)) desk.sessions.set(id, laterSession(id, session * 24, { customer: "driver/D1" }));
          await desk.bill(id);
        } else if (act === "credit") await credit(id);
        else if (act === "redeem") await redeem(`R${index}`, 10);
        else for await (const cdr of eachCdr(desk.store)) await record(cdr.id);
      }
      let standing = 0;
      for await (const cdr of eachCdr(desk.store)) {
        await record(cdr.id);
        standing += cdr.kind === "credit" ? -24 : 24;
      }
      const entries = (await loyalty.history(desk.store, "driver/D1", { limit: 1_000 })).items.map(({ body }) => body);
      expect(await balance()).toBe(entries.reduce((total, { points }) => total + points, 0));
      expect(entries.filter(({ kind }) => kind !== "redeemed").reduce((total, { points }) => total + points, 0)).toBe(standing);
    }), { numRuns: 40 });
  });
});
