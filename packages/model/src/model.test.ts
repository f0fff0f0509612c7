import { describe, expect, it } from "vitest";
import { foldTokenValue, InstantText, Location, Station, TariffVersion, Token } from "./index.ts";

const location = {
  id: "amsterdam-1", name: "Harbour", address: "Kade 1", city: "Amsterdam", country: "NLD",
  coordinates: { latitude: "52.37", longitude: "4.89" }, timeZone: "Europe/Amsterdam",
  evses: [{
    id: "E1", stationId: "S1", number: 1,
    connectors: [{ number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 }],
  }],
};

describe("entities", () => {
  it("reads a location", () => {
    expect(Location.parse(location).evses[0]?.connectors[0]?.maxPower).toBe(22_000);
  });

  it.each([
    ["time zone", { ...location, timeZone: "Europe/Atlantis" }, ["timeZone"]],
    ["country", { ...location, country: "NL" }, ["country"]],
    ["EVSE without connectors", { ...location, evses: [{ ...location.evses[0], connectors: [] }] }, ["evses", 0, "connectors"]],
    ["EVSE number", { ...location, evses: [{ ...location.evses[0], number: 0 }] }, ["evses", 0, "number"]],
  ])("names the field of a bad %s", (_, body, path) => {
    expect(Location.safeParse(body).error?.issues.map((issue) => issue.path)).toEqual([path]);
  });

  it("keeps ids within 36 characters (domain §1)", () => {
    expect(Station.safeParse({ id: "x".repeat(36), identity: "CS", lifecycle: "operative" }).success).toBe(true);
    expect(Station.safeParse({ id: "x".repeat(37), identity: "CS", lifecycle: "operative" }).success).toBe(false);
  });

  it("accepts station identities longer than 48 characters (Q17)", () => {
    expect(Station.safeParse({ id: "S", identity: "x".repeat(80), lifecycle: "operative" }).success).toBe(true);
  });

  it("reads tokens and tariff versions", () => {
    expect(Token.parse({ id: "T1", value: "04A2B3C4", type: "RFID", status: "accepted" }).value).toBe("04A2B3C4");
    expect(Token.safeParse({ id: "T1", value: "04A2B3C4", type: "RFID", status: "maybe" }).success).toBe(false);
    expect(TariffVersion.parse({ id: "T/1", tariffId: "T", number: 1, name: "Day", ocpiVersion: "2.2.1", tariff: { id: "T" }, validFrom: 0, createdAt: 0 }).tariff).toEqual({ id: "T" });
  });

  it("reads moments as text and says how to write them", () => {
    expect(InstantText.parse("2026-11-21T10:00:00+01:00")).toBe(Date.UTC(2026, 10, 21, 9));
    expect(InstantText.safeParse("yesterday").error?.issues[0]?.message).toContain("2026-11-21T09:30:00Z");
  });

  it("compares token values without case and blanks", () => {
    expect(foldTokenValue(" 04A2b3C4 ")).toBe(foldTokenValue("04a2B3c4"));
  });
});
