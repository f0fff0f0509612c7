import { describe, expect, it } from "vitest";
import type { AssignmentTarget, BillableSession } from "@cpokit/billing";
import { at, createDesk, dayTariff, laterSession, type Desk } from "./fixture.ts";

/** From the last to be asked to the first. */
const TARGETS: readonly AssignmentTarget[] = [
  { kind: "tenant" },
  { kind: "location", location: "LOC1" },
  { kind: "evse", evse: "EVSE1" },
  { kind: "connector", evse: "EVSE1", connector: 1 },
  { kind: "tokenGroup", group: "FLEET7" },
  { kind: "partner", partner: "NL*EMS" },
  { kind: "subscription", subscription: "SUB1" },
];

const publish = (desk: Desk, id: string, validFrom?: string) => desk.publish({ ...dayTariff, id }, ...(validFrom === undefined ? [] : [at(validFrom)]));
const assign = (desk: Desk, target: AssignmentTarget, tariffId: string, more = {}) => desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target, tariffId, ...more }));
/** A session that every target fits. */
const session = (id: string): BillableSession =>
  laterSession(id, 0, {
    token: { id: "NL-EMS-C1", value: "04A2B3C4", type: "RFID", group: "FLEET7", status: "accepted" },
    partner: { countryCode: "NL", partyId: "EMS" }, subscription: "SUB1",
  });

describe("the tariff of a session", () => {
  it("comes from each kind of target, the narrower before the wider, who before where", async () => {
    const desk = createDesk();
    for (const [index, target] of TARGETS.entries()) {
      await publish(desk, `T${index}`);
      await assign(desk, target, `T${index}`);
      // Also when nobody froze it: from the session itself.
      expect((await desk.seal(session(`S${index}`))).tariffVersion).toBe(`T${index}/1`);
    }
  });

  it("does not come from a target that is another one's", async () => {
    const desk = createDesk();
    const others: readonly AssignmentTarget[] = [
      { kind: "location", location: "LOC2" }, { kind: "evse", evse: "EVSE2" }, { kind: "connector", evse: "EVSE1", connector: 2 }, { kind: "tokenGroup", group: "FLEET8" },
      { kind: "partner", partner: "DE*EMS" }, { kind: "subscription", subscription: "SUB2" },
    ];
    await publish(desk, "OTHER");
    for (const target of others) await assign(desk, target, "OTHER");
    desk.sessions.set("A", session("A"));
    expect(await desk.bill("A")).toMatchObject({ outcome: "unpriced" });
  });

  it("given a tariff whose first version is still to come, is the next one's until then", async () => {
    const desk = createDesk();
    await publish(desk, "NOW");
    await publish(desk, "SOON", "2026-12-01T00:00:00Z");
    await assign(desk, { kind: "tenant" }, "NOW");
    await assign(desk, { kind: "location", location: "LOC1" }, "SOON");
    const inForce = async (moment: string) => (await desk.billing.tariffFor(desk.store, { at: at(moment), location: "LOC1" }))?.id;
    expect([await inForce("2026-11-30T23:59:59Z"), await inForce("2026-12-01T00:00:00Z")]).toEqual(["NOW/1", "SOON/1"]);
  });

  it("obeys the window of its assignment: the start belongs to it, the end does not", async () => {
    const desk = createDesk();
    await publish(desk, "ALWAYS");
    await publish(desk, "FAIR");
    await assign(desk, { kind: "tenant" }, "ALWAYS");
    await assign(desk, { kind: "tenant" }, "FAIR", { priority: 1, from: at("2026-11-16T15:30:00Z"), until: at("2026-11-16T16:00:00Z") });
    const at2 = async (moment: string) => (await desk.billing.tariffFor(desk.store, { at: at(moment) }))?.id;
    expect([await at2("2026-11-16T15:29:59.999Z"), await at2("2026-11-16T15:30:00Z"), await at2("2026-11-16T16:00:00Z")]).toEqual(["ALWAYS/1", "FAIR/1", "ALWAYS/1"]);
    // The start of the session decides, also for what comes after the window (V4).
    expect((await desk.seal(session("A"))).tariffVersion).toBe("FAIR/1");
  });
});
