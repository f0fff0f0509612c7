import { connectorStatuses, stationCertificates, stationConnections, type StationCertificate } from "@cpokit/csms";
import { hours, instant, type Instant } from "@cpokit/kernel";
import { payments, type Payment } from "@cpokit/billing";
import type { ConnectorState } from "@cpokit/model";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { permissionsOf } from "../src/access/permissions.ts";
import type { Principal } from "../src/access/principal.ts";
import type { OverviewView } from "../src/wire/overview.ts";
import { chargeOnce, createTestCpo, furnish, site, type TestCpo } from "./support.ts";

const person = (actor: string, role: "viewer" | "billing", locations?: readonly string[]): Principal => ({ actor, permissions: permissionsOf([role]), ...(locations === undefined ? {} : { locations }) });
const accounts = new Map([["harbour", person("harbour", "viewer", ["SITE"])], ["elsewhere", person("elsewhere", "viewer", ["OTHER"])], ["viewer", person("viewer", "viewer")]]);

let house: TestCpo;
let now: Instant;
beforeEach(async () => {
  house = await createTestCpo(accounts);
  now = house.cpo.clock.now();
  await furnish(house);
  await house.send("POST", "/locations", { ...site, id: "OTHER", name: "Elsewhere" });
});
afterEach(() => house.close());

async function ask(key = "cpo_test-key", query = ""): Promise<OverviewView> {
  const response = await house.fetch(`/api/v1/overview${query}`, { headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as OverviewView;
}

const kinds = (view: OverviewView): readonly string[] => view.needs.map(({ kind }) => kind);

async function reported(state: ConnectorState, more: object = {}): Promise<void> {
  const at = instant(now - hours(1));
  await house.cpo.store.transaction((unit) => {
    unit.put(connectorStatuses, "CS-1/1/1", { station: "CS-1", evse: 1, connector: 1, state, stationTime: at, since: at, ...more });
    unit.put(stationConnections, "CS-1", { station: "CS-1", epoch: 1, link: "l", node: "n", protocol: "1.6", online: true, since: at, registration: "accepted" });
  });
}

describe("the front page", () => {
  it("needs nobody where everything is well, and counts stations, sessions and what was sealed today", async () => {
    await reported("available");
    await chargeOnce(house);
    expect(await ask()).toEqual({
      needs: [], stations: { total: 1, online: 1 }, charging: { sessions: 0, powerW: 0 },
      today: { since: `${new Date(now).toISOString().slice(0, 10)}T00:00:00.000Z`, cdrs: 1, energyWh: 4_000, revenue: [{ amount: "1.00", currency: "EUR" }] },
      // The session is proof of a car that no connector told of.
      plugIns: { connected: 1, charged: 1, percent: "100", failures: { refused: 0, neverStarted: 0, faulted: 0, noEnergy: 0 } },
      availability: { total: 1, usable: 1, states: { available: 1 }, percent: "100" },
    });
    expect(await house.send("GET", "/about")).toMatchObject({ body: { demo: false, ocppPort: 9000 } });
  });

  it("names a fault with its reason and since when", async () => {
    await reported("faulted", { error: "GroundFailure", detail: "residual current" });
    expect(await ask()).toMatchObject({
      needs: [{ kind: "faulted", severity: "error", count: 1, oldestAt: new Date(now - hours(1)).toISOString(), items: [{ subject: "CS-1, EVSE 1", detail: "GroundFailure: residual current", stationId: "CS-1" }] }],
      availability: { total: 1, usable: 0, states: { faulted: 1 }, percent: "0" },
    });
  });

  it("names a station that was lost, once it had time to come back", async () => {
    const lost = (ago: number) => house.cpo.store.transaction((unit) => unit.put(stationConnections, "CS-1", { station: "CS-1", epoch: 1, link: "l", node: "n", protocol: "1.6", online: false, since: instant(now - ago), registration: "accepted" }));
    await lost(60_000);
    expect(kinds(await ask())).toEqual([]);
    await lost(hours(1));
    await expect.poll(async () => kinds(await ask())).toEqual(["offline"]);
  });

  it("names certificates that should have been renewed, the next one first", async () => {
    const certificate = (name: string, days: number, life: number): StationCertificate => ({
      station: "CS-1", use: "chargingStation", deliveredAt: now, state: "active", fingerprint: name, commonName: name, serialNumber: "1", hashes: [], notBefore: instant(now - hours(24 * life)), notAfter: instant(now + hours(24 * days)),
    });
    await house.cpo.store.transaction((unit) => {
      for (const [name, days, life] of [["later", 20, 300], ["next", 3, 300], ["far", 90, 300], ["young and short", 20, 1]] as const) unit.put(stationCertificates, name, certificate(name, days, life));
    });
    expect(await ask()).toMatchObject({ needs: [{ kind: "certificate", severity: "warning", count: 2, items: [{ subject: "CS-1: next" }, { subject: "CS-1: later" }] }] });
    expect(await ask(undefined, "?limit=1")).toMatchObject({ needs: [{ count: 2, items: [{ subject: "CS-1: next" }] }] });
  });

  it("shows failed payments to whom they concern, and not the cards that were declined", async () => {
    const payment = (id: string, more: Partial<Payment>): Payment => ({
      id, currency: "EUR", state: "authorised", openedAt: now, wanted: "50", authorised: "50", captured: "0", refunded: "0", chargedBack: "0", claims: [], settled: true, done: [], expired: false, ...more,
    });
    const refused = { kind: "capture" as const, key: "k", amount: "12.00", at: now, moved: "0", refusal: "The issuer did not answer." };
    await house.cpo.store.transaction((unit) => {
      unit.put(payments, "good", payment("good", {}));
      unit.put(payments, "stuck", payment("stuck", { done: [refused] }));
      unit.put(payments, "declined", payment("declined", { state: "declined", done: [{ ...refused, kind: "authorize" }] }));
    });
    expect(await ask()).toMatchObject({ needs: [{ kind: "payment", count: 1, items: [{ paymentId: "stuck", detail: "The issuer did not answer." }] }] });
    expect(kinds(await ask("viewer"))).toEqual([]);
  });

  it("shows an account that is limited to a location what is there, and nothing else", async () => {
    await reported("faulted");
    await chargeOnce(house);
    await house.cpo.csms.admit({ identity: "STRANGER", remoteAddress: "10.0.0.9" });
    expect(kinds(await ask())).toEqual(["faulted", "refused"]);
    expect(await ask("harbour")).toMatchObject({ needs: [{ kind: "faulted" }], stations: { total: 1 }, today: { cdrs: 1 }, plugIns: { connected: 1 }, availability: { total: 1 } });
    expect(await ask("elsewhere")).toMatchObject({ needs: [], stations: { total: 0 }, today: { cdrs: 0, revenue: [] }, plugIns: { connected: 0 }, availability: { total: 0 } });
  });

  it("begins the day where its reader is", async () => {
    const { today } = await ask(undefined, "?timeZone=Asia/Tokyo");
    expect(new Date(today.since).toISOString()).toMatch(/T15:00:00/);
    expect(await house.send("GET", "/overview?timeZone=Mars/Olympus")).toMatchObject({ status: 400, body: { field: "timeZone" } });
  });
});
