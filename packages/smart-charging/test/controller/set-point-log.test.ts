import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import type { SimulatedFault, SimulationReport } from "../../src/index.ts";
import { carsAt, depot, minute, run } from "./scene.ts";

const HOUR = { from: minute(0), to: minute(100) };
const log = (report: SimulationReport, evse = "E1") => report.log.filter((record) => record.evse === evse && record.change !== "fallback");

describe("the log of set-points (smart-charging §12)", () => {
  it("has each value with its unit, its reason and what became of it, and counts renewals at what they prolong", () => {
    const report = run(depot(2, 32), carsAt(2, (index) => ({ arrival: minute(index === 0 ? 1 : 10) })), 30);
    const [alone, shared, ...more] = log(report);
    expect(more).toEqual([]);
    expect(alone).toMatchObject({ station: "CS1", transaction: "T1", amps: 26, sent: { value: 26, unit: "A" }, means: "transaction", outcome: "accepted", followed: { isFollowed: true } });
    expect(alone!.renewals!.times).toBeGreaterThan(5);
    expect(alone!.renewals!.outcome).toBe("accepted");
    expect(shared).toMatchObject({ amps: 16, change: "lower", outcome: "accepted", followed: { isFollowed: true } });
    expect(shared!.why).toContain("2 cars share it");
    expect(shared!.answeredAt! - shared!.at).toBeGreaterThan(0);
    expect(shared!.until).toBeGreaterThan(minute(30));
    // Every set-point that left is there: as a record of its own, as a renewal, or as a fallback.
    const counted = report.log.reduce((sum, { renewals }) => sum + 1 + (renewals?.times ?? 0), 0);
    expect(counted).toBe(report.setpoints.length);
  });

  it("says what was installed to fall back to", () => {
    const report = run(depot(1, 32), [], 2);
    expect(report.log).toMatchObject([{ evse: "E1", change: "fallback", means: "default", amps: 6, outcome: "accepted" }]);
    expect(report.log[0]).not.toHaveProperty("transaction");
  });

  it("station refuses: each rung that was tried is a record, rejected but for the one that worked", () => {
    const faults: SimulatedFault[] = [{ kind: "vendorKeyOnly", station: "CS1", ...HOUR }];
    const tried = log(run(depot(1, 40), carsAt(1), 20, { faults }));
    expect(tried.map(({ means, outcome }) => `${means} ${outcome}`)).toEqual([
      ...["transaction", "transaction", "transaction", "transaction"].map((means) => `${means} rejected`), "default rejected", "station rejected", "vendorKey accepted",
    ].slice(-tried.length));
    expect(tried.at(-1)).toMatchObject({ means: "vendorKey", outcome: "accepted", sent: { unit: "A" } });
    expect(tried.at(-1)).not.toHaveProperty("until");
  });

  it("station goes dark: what got no answer is unknown, and is never prolonged under the same record", () => {
    const faults: SimulatedFault[] = [{ kind: "lateAnswers", station: "CS1", seconds: 40, from: minute(3), to: minute(6) }];
    const records = log(run(depot(1, 32), carsAt(1), 12, { faults }));
    const unknown = records.findIndex(({ outcome, renewals }) => outcome === "unknown" || renewals?.outcome === "unknown");
    expect(unknown).toBeGreaterThanOrEqual(0);
    expect(records.length).toBeGreaterThan(unknown + 1);
  });

  it("station accepts and ignores: the record says that it was not followed", () => {
    const faults: SimulatedFault[] = [{ kind: "ignores", station: "CS1", ...HOUR }];
    const records = log(run(depot(1, 16), carsAt(1), 5, { faults }));
    expect(records[0]).toMatchObject({ outcome: "accepted", followed: { isFollowed: false } });
  });

  it("car draws above its set-point for ever: the record says how much", () => {
    const faults: SimulatedFault[] = [{ kind: "overdraws", evse: "E1", amps: 30, from: minute(2), to: minute(100) }];
    const records = log(run(depot(1, 16), carsAt(1), 5, { faults }));
    expect(records[0]).toMatchObject({ amps: 16, outcome: "accepted", followed: { isFollowed: false, drawnA: 30 } });
  });

  it("process crash between sent and acked: the set-point is in the log, as sent", () => {
    const faults: SimulatedFault[] = [{ kind: "crash", at: instant(minute(1) + 300) }];
    const records = log(run(depot(1, 32), carsAt(1), 4, { faults }));
    expect(records[0]).toMatchObject({ outcome: "sent" });
    expect(records[1]).toMatchObject({ outcome: "accepted" });
  });
});
