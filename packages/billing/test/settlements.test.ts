import { beforeEach, describe, expect, it } from "vitest";
import { createPayouts, createSettlements, period, type Settlements } from "@cpokit/billing";
import { createDesk, digest, laterSession, type Desk } from "./fixture.ts";

let desk: Desk;
let settlements: Settlements;
let statement: string;
beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  const payouts = createPayouts({ clock: desk.clock, digest, agreement: async () => ({ operator: "cpo", parties: [{ id: "host/harbour", shares: { energy: "10" } }] }) });
  const cdr = await desk.seal(laterSession("A", 0));
  await desk.store.transaction((unit) => payouts.record(unit, cdr.id));
  desk.setTime("2026-12-01T00:00:00Z");
  const issued = await desk.store.transaction((unit) => payouts.issue(unit, { payee: "host/harbour", period: period("2026-11", "Europe/Amsterdam") }));
  if (issued.outcome !== "issued") throw new Error(JSON.stringify(issued));
  statement = issued.statement.id;
  settlements = createSettlements({ clock: desk.clock });
});

const approve = (actor = "ann") => desk.store.transaction((unit) => settlements.approve(unit, statement, actor));
const pay = (reference: string) => desk.store.transaction((unit) => settlements.pay(unit, statement, { actor: "ben", reference }));

describe("a statement", () => {
  it("is approved before it is paid, and both once", async () => {
    expect(await pay("T-1")).toMatchObject({ outcome: "refused", reason: expect.stringContaining("approve") });
    const [first, second] = [await approve("ann"), await approve("eva")];
    expect([first, second]).toMatchObject([{ progress: { approved: { actor: "ann" } } }, { progress: { approved: { actor: "ann" } } }]);
    expect(await pay("T-1")).toMatchObject({ outcome: "done", progress: { paid: { reference: "T-1", actor: "ben" } } });
    expect(await pay("T-1")).toMatchObject({ outcome: "done" });
    expect(await pay("T-2")).toMatchObject({ outcome: "refused", reason: expect.stringContaining("T-1") });
    expect(await settlements.progress(desk.store, statement)).toMatchObject({ approved: { actor: "ann" }, paid: { reference: "T-1" } });
  });

  it("is paid by one of two who try at once", async () => {
    await approve();
    const both = await Promise.all([pay("T-1"), pay("T-2")]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(["done", "refused"]);
  });

  it("is settled by name only, and only where it is", async () => {
    await expect(approve(" ")).rejects.toMatchObject({ code: "billing.actor" });
    expect(await desk.store.transaction((unit) => settlements.approve(unit, "STM99", "ann"))).toMatchObject({ outcome: "refused" });
  });
});
