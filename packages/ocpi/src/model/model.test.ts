import { instant } from "@cpokit/kernel";
import { Location as Site, Token as OwnToken, type Session as SessionState } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { convertObject } from "../convert/convert-object.ts";
import { readOcpi } from "../read.ts";
import { v211 } from "../v211/index.ts";
import { v230 } from "../v230/index.ts";
import { toLocation } from "./to-location.ts";
import { toSession } from "./to-session.ts";
import { fromToken, toCdrToken, toToken } from "./tokens.ts";

const party = { countryCode: "NL", partyId: "CPO" };
const site = Site.parse({
  id: "SITE", name: "Harbour", address: "Kade 1", city: "Delft", country: "NLD", coordinates: { latitude: "52.37", longitude: "-4.8912345678" }, timeZone: "Europe/Amsterdam",
  evses: [1, 2].map((number) => ({
    id: `E${number}`, emi3Id: `NL*CPO*E${number}`, stationId: "CS-1", number,
    connectors: [{ number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 }],
  })),
});
const location = toLocation(site, { party, operator: "A CPO", evse: ({ number }) => ({ status: number === 1 ? "AVAILABLE" : "CHARGING", tariffIds: () => ["DAY"] }) });
const own = OwnToken.parse({ id: "01M7ZVYJ7EB3385YCV474ETJ8A", value: "04A2B3C4", type: "RFID", status: "accepted", group: "taxi" });

function isValid(name: "Location" | "Session" | "Token", value: unknown): void {
  expect(readOcpi(v230, name, value, { mode: "strict" }).findings).toEqual([]);
}

describe("a site", () => {
  it("is a valid location of 2.3.0, whatever its coordinates", () => {
    isValid("Location", location);
    expect(location).toMatchObject({ coordinates: { latitude: "52.370000", longitude: "-4.8912345" }, evses: [{ uid: "E1", status: "AVAILABLE", connectors: [{ tariff_ids: ["DAY"], max_electric_power: 22_000 }] }, { uid: "E2", status: "CHARGING" }] });
  });

  it("is a valid location of 2.1.1 too, which has six decimals, and the loss is told", () => {
    const { value, losses } = convertObject("Location", location, "2.3.0", "2.1.1", { party });
    expect(readOcpi(v211, "Location", value, { mode: "strict" }).findings).toEqual([]);
    expect(value?.coordinates).toEqual({ latitude: "52.370000", longitude: "-4.891234" });
    expect(losses).toContainEqual({ pointer: "/coordinates/longitude", code: "shortened", rule: "2.1.1 has coordinates of six decimals" });
  });

  it("tells when it is open, what stands there and who can reach it, and all of that is valid", () => {
    const described = Site.parse({
      ...site, published: false, parkingType: "PARKING_GARAGE", facilities: ["CAFE"], helpPhone: "+31 20 555 0101", owner: { name: "City", website: "https://city.example" }, chargingWhenClosed: false,
      directions: [{ language: "en", text: "Second entrance." }], images: [{ url: "https://cpo.example/1.jpeg", category: "ENTRANCE", type: "jpeg" }],
      energyMix: { isGreen: true, carbonPerKwh: 0, sources: [{ source: "WIND", percentage: 100 }] },
      openingHours: { twentyFourSeven: false, regular: [{ weekday: 1, begin: "06:00", end: "24:00" }], exceptionalClosings: [{ from: "2026-12-25T00:00", to: "2026-12-26T00:00" }] },
      evses: site.evses.map((evse) => ({ ...evse, physicalReference: "P1", parkingRestrictions: ["EV_ONLY"], bay: { vehicleTypes: ["DISABLED"], width: 3.5, restricted: true } })),
    });
    const said = toLocation(described, { party, operator: "A CPO", evse: () => ({ status: "AVAILABLE" }) });
    isValid("Location", said);
    expect(said).toMatchObject({
      publish: false, operator: { name: "A CPO" }, owner: { website: "https://city.example" }, charging_when_closed: false, facilities: ["CAFE"],
      opening_times: { twentyfourseven: false, regular_hours: [{ weekday: 1, period_begin: "06:00", period_end: "23:59" }], exceptional_closings: [{ period_begin: "2026-12-24T23:00:00.000Z", period_end: "2026-12-25T23:00:00.000Z" }] },
      energy_mix: { is_green_energy: true, environ_impact: [{ category: "CARBON_DIOXIDE", amount: 0 }] },
      parking_places: [{ id: "E1", vehicle_types: ["DISABLED"], restricted_to_type: true, parking_space_width: 3.5 }, { id: "E2" }],
      evses: [{ physical_reference: "P1", parking_restrictions: ["EV_ONLY"], parking: [{ parking_id: "E1" }] }, {}],
    });
    expect(readOcpi(v211, "Location", convertObject("Location", said, "2.3.0", "2.1.1", { party }).value, { mode: "strict" }).findings).toEqual([]);
  });

  it("keeps EVSEs that are gone as REMOVED", () => {
    const after = toLocation({ ...site, evses: site.evses.slice(0, 1) }, { party, evse: () => ({ status: "AVAILABLE" }), before: location });
    expect(after.evses?.map(({ uid, status }) => [uid, status])).toEqual([["E1", "AVAILABLE"], ["E2", "REMOVED"]]);
  });
});

describe("a session", () => {
  const token = toCdrToken(toToken(own, { party, issuer: "A CPO", isValid: true }));
  const state: SessionState = {
    id: "S1", station: "CS-1", incarnation: 1, transaction: "7", lifecycle: "active", energyState: "charging", provisional: false, review: "clean", suspicions: [], settlement: "none",
    startAt: instant(1_700_000_000_000), lastEvidenceAt: instant(1_700_000_600_000), energy: 1_234, journalLength: 3,
  };
  const place = { location: site, evse: site.evses[0]!, connector: site.evses[0]!.connectors[0]! };
  const said = (changes: Partial<SessionState>) => toSession({ ...state, ...changes }, { party, place, token, cost: { currency: "EUR", excl: "1.2345", incl: "1.4937" } });

  it("tells energy and money exactly", () => {
    const session = said({});
    isValid("Session", session);
    expect(session).toMatchObject({ kwh: 1.234, status: "ACTIVE", auth_method: "WHITELIST", total_cost: { before_taxes: 1.2345, taxes: [{ name: "VAT", amount: 0.2592 }] } });
    expect(session).not.toHaveProperty("end_date_time");
  });

  it("tells its end, and how it was allowed", () => {
    const authorization = { result: "accepted", source: "roaming", reference: "REF" } as const;
    expect(said({ lifecycle: "ended", endAt: instant(1_700_000_600_000), authorization })).toMatchObject({ status: "COMPLETED", end_date_time: "2023-11-14T22:23:20Z", auth_method: "AUTH_REQUEST", authorization_reference: "REF" });
    expect(said({ remoteStartId: 4, authorization })).toMatchObject({ auth_method: "COMMAND" });
    expect(said({ lifecycle: "pending" })).toBeUndefined();
    expect(toSession(state, { party, place, token })).toMatchObject({ currency: "XXX" });
  });
});

describe("a token", () => {
  it("of ours is offered with a contract, and to be asked for", () => {
    const token = toToken(own, { party, issuer: "A CPO", isValid: true });
    isValid("Token", token);
    expect(token).toMatchObject({ uid: "04A2B3C4", contract_id: "NL-CPO-C01M7ZVYJ7EB3385YCV474ETJ8A", whitelist: "ALLOWED_OFFLINE", valid: true });
  });

  it("of a partner is taken in with a group of its own", () => {
    const token = { ...toToken(own, { party: { countryCode: "DE", partyId: "MSP" }, issuer: "An eMSP", isValid: false }), type: "LICENSE_PLATE" as const, whitelist: "NEVER" as const };
    expect(fromToken(token, "partner-1")).toEqual({ id: "partner-1", value: "04A2B3C4", type: "OTHER", group: "DEMSP/taxi", status: "blocked", whitelist: "NEVER", holder: "An eMSP" });
    expect(fromToken({ ...token, group_id: "g".repeat(36) }, "partner-1")).not.toHaveProperty("group");
  });
});
