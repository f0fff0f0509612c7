import { expect, it } from "vitest";
import { LOCATION, SESSION, TOKEN } from "../../test/partner.ts";
import type { Json } from "../convert/narrow.ts";
import { planUpdate } from "./plan-update.ts";

const json = (value: unknown) => value as Json;
const LATER = "2026-03-01T10:05:00Z";
const evses = LOCATION.evses!;
const changed = (status: string, ...places: number[]) => evses.map((evse, place) => (places.includes(place) ? { ...evse, status, last_updated: LATER } : evse));
const plan = (after: object) => planUpdate("Location", "2.3.0", json(LOCATION), json({ ...LOCATION, last_updated: LATER, ...after }));

it("a change of an EVSE is a PATCH of that EVSE", () => {
  expect(plan({ evses: changed("CHARGING", 1) })).toEqual([{ method: "PATCH", segments: ["E2"], body: { status: "CHARGING", last_updated: LATER } }]);
});

it("a new EVSE is a PUT of it; one that went away takes the whole", () => {
  const added = { ...evses[0]!, uid: "E3", last_updated: LATER };
  expect(plan({ evses: [...evses, added] })).toEqual([{ method: "PUT", segments: ["E3"], body: added }]);
  expect(plan({ evses: evses.slice(1) }).map(({ method, segments }) => [method, segments])).toEqual([["PUT", []]]);
});

it("a change of the location itself is a PATCH without the EVSEs", () => {
  expect(plan({ name: "Garage" })).toEqual([{ method: "PATCH", segments: [], body: { name: "Garage", last_updated: LATER } }]);
  expect(plan({ name: "Garage", evses: changed("BLOCKED", 0) }).map(({ segments, body }) => [segments, Object.keys(body)])).toEqual([[["E1"], ["status", "last_updated"]], [[], ["last_updated", "name"]]]);
  expect(plan({}).map(({ body }) => body)).toEqual([{ last_updated: LATER }]);
});

it("many changes are one PUT, and no change is nothing", () => {
  const many = json({ ...LOCATION, evses: Array.from({ length: 5 }, (_, place) => ({ ...evses[0]!, uid: `E${place}` })) });
  const after = json({ ...many, evses: (many["evses"] as readonly Json[]).map((evse) => ({ ...evse, status: "REMOVED" })) });
  expect(planUpdate("Location", "2.2.1", many, after).map(({ method }) => method)).toEqual(["PUT"]);
  expect(planUpdate("Location", "2.2.1", many, json(structuredClone(many)))).toEqual([]);
});

it("sessions append charging periods since 2.2, and are PUT before", () => {
  const period = { start_date_time: "2026-03-01T10:00:00Z", dimensions: [{ type: "ENERGY", volume: 1 }] };
  const after = json({ ...SESSION, kwh: 2.5, charging_periods: [...SESSION.charging_periods!, period], last_updated: LATER });
  expect(planUpdate("Session", "2.2.1", json(SESSION), after)).toEqual([{ method: "PATCH", segments: [], body: { kwh: 2.5, charging_periods: [period], last_updated: LATER } }]);
  expect(planUpdate("Session", "2.1.1", json(SESSION), after)).toEqual([{ method: "PUT", segments: [], body: after }]);
  expect(planUpdate("Session", "2.2.1", json(SESSION), json({ ...after, charging_periods: [period] }))[0]!.method).toBe("PUT");
  expect(planUpdate("Session", "2.2.1", undefined, after)[0]!.method).toBe("PUT");
});

it("tariffs have no PATCH", () => {
  expect(planUpdate("Tariff", "2.2.1", { a: 1 }, { a: 2 })[0]!.method).toBe("PUT");
  expect(planUpdate("Token", "2.1.1", json(TOKEN), json({ ...TOKEN, valid: false, last_updated: LATER }))).toEqual([{ method: "PATCH", segments: [], body: { valid: false, last_updated: LATER } }]);
});
