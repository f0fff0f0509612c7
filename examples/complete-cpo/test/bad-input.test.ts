import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestCpo, flatTariff, furnish, KEY, plug, site, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeAll(async () => {
  house = await createTestCpo();
  await furnish(house);
});
afterAll(() => house.close());

const location = { ...site, id: "NEW" };
const evse = { id: "E9", stationId: "CS-1", number: 9, connectors: [plug] };

/** What is sent, and the status, field and rule that it gets. */
const table: readonly (readonly [string, string, unknown, number, string, string])[] = [
  ["POST", "/stations", "{", 400, "", "must be JSON"],
  ["POST", "/stations", "[]", 400, "", "must be a"],
  ["POST", "/stations", "null", 400, "", "must be"],
  ["POST", "/stations", {}, 400, "identity", "is required"],
  ["POST", "/stations", { identity: 7 }, 400, "identity", "must be text"],
  ["POST", "/stations", { identity: "a/b" }, 400, "identity", "must be 1 to 255 characters"],
  ["POST", "/stations", { identity: "X", colour: "red" }, 400, "colour", "is not a field here"],
  ["POST", "/stations", { identity: "X", evses: [{ number: 1, connectors: [plug] }] }, 400, "locationId", "is required when EVSEs are given"],
  ["POST", "/stations", { identity: "X", locationId: "NOWHERE" }, 400, "locationId", "must be a location"],
  ["POST", "/stations", { identity: "X", locationId: "SITE", evses: [{ number: 0, connectors: [plug] }] }, 400, "evses.0.number", "must be at least 1"],
  ["POST", "/stations", { identity: "X", locationId: "SITE", evses: [{ number: 1, connectors: [] }] }, 400, "evses.0.connectors", "must not be empty"],
  ["POST", "/stations", { identity: "X", locationId: "SITE", evses: [{ number: 2, connectors: [plug] }, { number: 2, connectors: [plug] }] }, 400, "evses", "must not have the same number twice"],
  ["POST", "/stations", { identity: "CS-1" }, 409, "identity", "must not be taken"],
  ["PATCH", "/stations/CS-1", { lifecycle: "gone" }, 400, "lifecycle", "must be one of planned, commissioned, operative, retired"],
  ["PATCH", "/stations/CS-1", { locationId: "NOWHERE" }, 400, "locationId", "must be a location"],
  ["GET", "/stations?limit=0", undefined, 400, "limit", "must be a whole number from 1 to 200"],
  ["GET", "/stations?limit=many", undefined, 400, "limit", "must be a whole number from 1 to 200"],
  ["GET", "/stations?colour=red", undefined, 400, "colour", "is not a field here"],
  ["GET", "/stations?after=nonsense", undefined, 400, "after", "must be the `next` of a page before"],
  ["POST", "/locations", { ...location, timeZone: "Europe/Atlantis" }, 400, "timeZone", "must be an IANA time zone"],
  ["POST", "/locations", { ...location, country: "NL" }, 400, "country", "must"],
  ["POST", "/locations", { ...location, coordinates: { latitude: 52, longitude: "4.89" } }, 400, "coordinates.latitude", "must be text"],
  ["POST", "/locations", { ...location, evses: [{ ...evse, stationId: "NOBODY" }] }, 400, "evses.0.stationId", "must be a station"],
  ["POST", "/locations", { ...location, evses: [{ ...evse, number: 1 }] }, 409, "evses", "must not be taken"],
  ["POST", "/locations", site, 409, "id", "must not be taken"],
  ["PUT", "/locations/SITE", location, 400, "id", "must be the id of the address"],
  ["POST", "/tokens", { value: "" }, 400, "value", "must not be empty"],
  ["POST", "/tokens", { value: "04a2b3c4 " }, 409, "value", "must not be taken"],
  ["POST", "/tokens", { value: "X", validFrom: "yesterday" }, 400, "validFrom", "must be a date-time"],
  ["POST", "/tokens", { value: "X", validFrom: "2026-02-01T00:00:00Z", validUntil: "2026-01-01T00:00:00Z" }, 400, "validUntil", "must be later than validFrom"],
  ["POST", "/tokens", { value: "X", type: "CARD" }, 400, "type", "must be one of RFID"],
  ["POST", "/tariffs", { tariffId: "T2", name: "T", ocpiVersion: "2.2", tariff: flatTariff }, 400, "ocpiVersion", "must be one of 2.1.1, 2.2.1, 2.3.0"],
  ["POST", "/tariffs", { tariffId: "T2", name: "T", ocpiVersion: "2.2.1", tariff: {} }, 400, "tariff", ""],
  ["POST", "/tariffs", { tariffId: "T2", name: "T", ocpiVersion: "2.2.1", tariff: { ...flatTariff, currency: "euro" } }, 400, "tariff/currency", "ISO 4217"],
  ["POST", "/tariffs", { tariffId: "T2", name: "T", ocpiVersion: "2.2.1", tariff: { ...flatTariff, elements: [{ price_components: [{ type: "ENERGY", price: "much", step_size: 1 }] }] } }, 400, "tariff/elements/0/price_components/0/price", "Write it like"],
  ["POST", "/tariffs", { tariffId: "T2", name: "T", ocpiVersion: "2.2.1", tariff: { ...flatTariff, id: "OTHER" } }, 400, "tariff/id", ""],
  ["POST", "/tariffs", { tariffId: "T2", name: "T", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "soon" }, 400, "validFrom", "must be a date-time"],
  ["POST", "/tariff-assignments", { tariffId: "NONE", target: { kind: "tenant" } }, 400, "tariffId", "must be a tariff"],
  ["POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "planet" } }, 400, "target.kind", "must be"],
  ["POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "location", location: "NOWHERE" } }, 400, "target.location", "must be a location"],
  ["POST", "/stations/CS-1/commands", { command: "dance" }, 400, "command", "must be"],
  ["POST", "/stations/CS-1/commands", { command: "unlock" }, 400, "evse", "is required"],
  ["POST", "/stations/CS-1/commands", { command: "reset", mode: "soft" }, 400, "mode", "must be one of immediate, whenIdle"],
  ["POST", "/stations/CS-1/call", { action: "Reset", payload: "now" }, 400, "payload", "must be"],
  ["GET", "/sessions?from=yesterday", undefined, 400, "from", "must be a date-time"],
  ["GET", "/sessions?state=lost", undefined, 400, "state", "must be one of running"],
];

describe("a request that is wrong", () => {
  it.each(table)("%s %s with %j gets %i and names %s", async (method, path, body, status, field, rule) => {
    const answer = await house.send(method, path, body);
    expect(answer).toMatchObject({ status, body: { code: expect.any(String), message: expect.stringMatching(/\.$/), field: expect.stringContaining(field), rule: expect.stringContaining(rule) } });
  });

  it.each([
    ["GET", "/stations/NOBODY"], ["GET", "/stations/%E0%A4%A"], ["GET", "/stations/NOBODY/events"], ["PATCH", "/stations/NOBODY"], ["GET", "/sessions/x"], ["GET", "/sessions/x/journal"],
    ["GET", "/sessions/x/readings"], ["GET", "/sessions/x/cost"], ["GET", "/cdrs/x"], ["GET", "/tokens/x"], ["PATCH", "/tokens/x"], ["DELETE", "/tokens/x"], ["GET", "/tariffs/x"],
    ["DELETE", "/tariff-assignments/x"], ["GET", "/locations/x"], ["DELETE", "/locations/x"], ["GET", "/commands/x"],
  ])("%s %s gets 404 and says what is not there", async (method, path) => {
    const answer = await house.send(method, path, method === "PATCH" ? {} : undefined);
    expect(answer).toMatchObject({ status: 404, body: { code: "not-found", message: expect.stringContaining("There is no") } });
  });

  it("gets 404 for commands to a station that is not there", async () => {
    expect(await house.send("POST", "/stations/NOBODY/commands", { command: "reset", mode: "immediate" })).toMatchObject({ status: 404 });
    expect(await house.send("POST", "/sessions/x/close", { reason: "gone" })).toMatchObject({ status: 404 });
  });

  it("gets 404 for a route that is not there, with the way to the list", async () => {
    expect(await house.send("DELETE", "/stations")).toEqual({ status: 404, body: { code: "no-route", message: "There is no DELETE /api/v1/stations; /docs lists what there is." } });
  });

  it("gets 413 when it is too large", async () => {
    expect(await house.send("POST", "/tokens", { value: "x".repeat(600_000) })).toMatchObject({ status: 413, body: { code: "too-large" } });
  });

  it("gets 415 when it is not JSON by its own words", async () => {
    const response = await house.fetch("/api/v1/tokens", { method: "POST", headers: { "content-type": "text/plain", authorization: `Bearer ${KEY}` }, body: "value=1" });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: "media-type", message: expect.stringContaining("application/json") });
  });

  it("changes nothing", async () => {
    const stations = await house.send("GET", "/stations");
    const tariffs = await house.send("GET", "/tariffs");
    expect(stations).toMatchObject({ body: { items: [{ id: "CS-1", evses: [{ number: 1 }] }] } });
    expect(tariffs).toMatchObject({ body: { items: [{ id: "T1/1" }] } });
  });
});
