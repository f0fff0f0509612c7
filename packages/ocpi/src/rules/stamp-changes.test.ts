import { parseInstant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { stampChanges } from "./stamp-changes.ts";

const now = parseInstant("2026-03-02T00:00:00Z")!;
const old = "2026-03-01T00:00:00Z";
const location = {
  id: "L", last_updated: old,
  evses: [
    { uid: "E1", status: "AVAILABLE", last_updated: old, connectors: [{ id: "1", max_amperage: 32, last_updated: old }] },
    { uid: "E2", status: "AVAILABLE", last_updated: old, connectors: [] },
  ],
};

describe("last_updated", () => {
  it("stays when nothing changed, whatever the caller says", () => {
    expect(stampChanges(location, { ...location, last_updated: "2026-03-01T23:00:00Z" }, now)).toEqual(location);
  });

  it("of a connector is that of its EVSE and location, and of nothing else", () => {
    const [first, second] = location.evses;
    const changed = { ...location, evses: [{ ...first!, connectors: [{ ...first!.connectors[0]!, max_amperage: 16 }] }, second!] };
    const stamped = stampChanges(location, changed, now);
    expect([stamped.last_updated, stamped.evses[0]!.last_updated, stamped.evses[0]!.connectors[0]!.last_updated]).toEqual(Array(3).fill("2026-03-02T00:00:00Z"));
    expect(stamped.evses[1]).toEqual(second);
  });

  it("of a new object is what it says, or now", () => {
    expect(stampChanges(undefined, { id: "T" }, now)).toEqual({ id: "T", last_updated: "2026-03-02T00:00:00Z" });
    expect(stampChanges(undefined, location, now)).toEqual(location);
  });
});
