import { describe, expect, it } from "vitest";
import type { CDR, Location } from "../v230/index.ts";
import { vector } from "../../test/support/vectors.ts";
import { lintForPartner } from "./lint-for-partner.ts";
import { namedPartners } from "./named-partners.ts";

const last_updated = "2026-03-01T08:00:00Z";
const connector = { id: "1", standard: "IEC_62196_T2", format: "SOCKET", power_type: "AC_3_PHASE", max_voltage: 230, max_amperage: 32, last_updated } as const;
const bare: Location = {
  country_code: "NL", party_id: "DCH", id: "L1", publish: true, address: "Kade 1", city: "Delft", country: "NLD", time_zone: "Europe/Amsterdam", coordinates: { latitude: "52.011600", longitude: "4.357100" }, last_updated,
  evses: [{ uid: "E1", status: "AVAILABLE", last_updated, connectors: [connector] }],
};
const pointers = (location: Location): readonly string[] => lintForPartner(namedPartners["dot-nl"], "Location", location).findings.map(({ pointer }) => pointer);

describe("what DOT-NL refuses", () => {
  it("is each element that it has made mandatory, by its place", () => {
    expect(pointers(bare)).toEqual(["/opening_times", "/energy_mix", "/evses/0/parking_restrictions", "/evses/0/connectors/0/max_electric_power", "/evses/0/connectors/0/tariff_ids"]);
    expect(lintForPartner(namedPartners["dot-nl"], "Location", bare)).toMatchObject({ version: "2.2.1", findings: expect.arrayContaining([{ pointer: "/energy_mix", code: "demanded", severity: "error", rule: "the energy mix is mandatory for DOT-NL (AFIR)" }]) });
  });

  it("is nothing when all is there", () => {
    expect(pointers({
      ...bare, opening_times: { twentyfourseven: true }, energy_mix: { is_green_energy: true },
      evses: [{ ...bare.evses![0]!, parking_restrictions: ["EV_ONLY"], connectors: [{ ...connector, max_electric_power: 22_000, tariff_ids: ["DAY"] }] }],
    })).toEqual([]);
  });

  it("is what breaks OCPI itself, too", () => {
    expect(pointers({ ...bare, evses: [], coordinates: { latitude: "52.1", longitude: "4.357100" } })).toContain("/coordinates/latitude");
  });
});

describe("demands of one's own", () => {
  const hub = { versions: ["2.1.1"], demands: [{ object: "EVSE", member: "evse_id", matches: String.raw`^[A-Z]{2}\*[A-Z0-9]{3}\*E`, rule: "an EVSE id of eMI3" }] } as const;

  it("ask for a form", () => {
    const withId = (evse_id: string): Location => ({ ...bare, evses: [{ ...bare.evses![0]!, evse_id }] });
    expect(lintForPartner(hub, "Location", withId("NL*DCH*E1"))).toMatchObject({ version: "2.1.1", findings: [] });
    expect(lintForPartner(hub, "Location", withId("E1")).findings).toContainEqual({ pointer: "/evses/0/evse_id", code: "demanded", severity: "error", rule: "an EVSE id of eMI3" });
  });

  it("do not hide what a version has no words for", () => {
    const credit = { ...vector("2.3.0", "CDR"), credit: true } as unknown as CDR;
    expect(lintForPartner(hub, "CDR", credit).findings).toMatchObject([{ pointer: "", severity: "error", rule: expect.stringContaining("credit") }]);
  });
});
