import { stations, tokens } from "@cpokit/csms";
import { instant, milliseconds } from "@cpokit/kernel";
import { TokenId, StationId } from "@cpokit/model";
import type { StationLink } from "@cpokit/ocpp";
import { v201 } from "@cpokit/ocpp/v201";
import type { EvseModel } from "@cpokit/smart-charging";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { chargingLedgers, sessionWishes } from "../src/balancing/documents.ts";
import { openLedger } from "../src/balancing/ledger.ts";
import { forgetSetPoints } from "../src/balancing/set-points.ts";
import type { LiveEvent } from "../src/live.ts";
import { createTestCpo, site, type TestCpo } from "./support.ts";

const even = (amps: number) => ({ l1: amps, l2: amps, l3: amps });
const evse = (connector: number): EvseModel => ({
  id: `KERB-${connector}`, node: "grid", station: "KERB", connector, phases: 3, rotation: "RST", maxA: 32, minA: 6, units: ["A"], fallbackA: 6, leaseSafe: "verified",
});
const idToken = { idToken: "04A2B3C4", type: "ISO14443" };

let test: TestCpo;
const sent: { readonly evseId: number; readonly chargingProfile: { readonly transactionId?: string; readonly chargingProfilePurpose: string; readonly chargingSchedule: readonly [{ readonly chargingSchedulePeriod: readonly { readonly limit: number }[] }] } }[] = [];
const variables: object[] = [];
let refuses = false;
const link: StationLink = {
  id: "link-1", identity: "KERB", protocol: v201, close() {},
  call: (action, payload) => {
    if (action === "SetVariables") {
      variables.push(...(payload as { readonly setVariableData: readonly object[] }).setVariableData);
      return Promise.resolve({ outcome: "result", payload: { setVariableResult: [{ attributeStatus: "Accepted" }] } });
    }
    if (refuses && action === "SetChargingProfile") return Promise.resolve({ outcome: "result", payload: { status: "Rejected" } });
    if (action === "SetChargingProfile") sent.push(payload as (typeof sent)[number]);
    return Promise.resolve({ outcome: "result", payload: { status: "Accepted" } });
  },
};
const say = (action: string, payload: unknown) => test.cpo.csms.handler({ link, action, payload, messageId: action, receivedAt: test.cpo.clock.now() });
const event = (transactionId: string, evseId: number, eventType: string) => ({
  eventType, timestamp: new Date().toISOString(), triggerReason: "Authorized", seqNo: 0, transactionInfo: { transactionId }, evse: { id: evseId, connectorId: 1 }, idToken,
});
const limitOf = (transaction: string): number | undefined => sent.findLast((one) => one.chargingProfile.transactionId === transaction)?.chargingProfile.chargingSchedule[0].chargingSchedulePeriod[0]!.limit;

beforeEach(async () => {
  [sent.length, variables.length, refuses] = [0, 0, false];
  test = await createTestCpo();
  await test.cpo.store.transaction((unit) => {
    unit.put(stations, "KERB", { id: StationId.parse("KERB"), identity: "KERB", lifecycle: "operative" });
    unit.put(tokens, "card", { id: TokenId.parse("card"), value: idToken.idToken, type: "RFID", status: "accepted" });
  });
  await test.send("POST", "/locations", site);
  await test.cpo.balancing.add(
    { location: "SITE", model: { nodes: [{ id: "grid", kind: "grid", limitA: even(40) }], evses: [evse(1), evse(2)] }, stations: { KERB: { version: "2.0.1", kind: "Twin" } } },
    test.cpo,
  );
  await test.cpo.csms.connected(link);
  test.cpo.balancing.connected("KERB", true);
  await say("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "Kerbside", model: "Twin" } });
  // The fallbacks of both sockets are installed before anything else.
  await vi.waitFor(() => expect(sent.filter(({ chargingProfile }) => chargingProfile.chargingProfilePurpose === "TxDefaultProfile")).toHaveLength(2), { timeout: 60_000 });
});
afterEach(() => test.close());

it("shares a connection among the cars, and says why in the API", async () => {
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await vi.waitFor(() => expect(limitOf("T-1")).toBe(32), { timeout: 60_000 });
  await say("TransactionEvent", event("T-2", 2, "Started"));
  // The second gets its share only once the first has gone down.
  await vi.waitFor(() => expect([limitOf("T-1"), limitOf("T-2")]).toEqual([20, 20]), { timeout: 60_000 });
  const { body } = await test.send("GET", "/locations/SITE/charging");
  expect(body).toMatchObject({ locationId: "SITE", limitAmps: even(40), cars: [{ evse: "KERB-1", stationId: "KERB" }, { evse: "KERB-2" }] });
  const { cars } = body as { readonly cars: readonly { readonly sessionId: string; readonly charging: { readonly why: string } }[] };
  expect(cars[1]!.charging.why).toContain("grid L1 is full (40 A), 2 cars share it");
  expect((await test.send("GET", `/sessions/${cars[0]!.sessionId}`)).body).toMatchObject({ charging: { amps: 20, mode: "fair", why: cars[0]!.charging.why } });
  expect((await test.send("GET", "/charging")).body).toMatchObject({ items: [{ locationId: "SITE" }] });
  expect(await test.send("GET", "/locations/ELSEWHERE/charging")).toMatchObject({ status: 404 });
});

it("answers a car's charging needs with a computed TxProfile, and checks the schedule that it chose", async () => {
  const needs = { evseId: 1, chargingNeeds: { requestedEnergyTransfer: "AC_three_phase", acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 400 } } };
  expect(await say("NotifyEVChargingNeeds", needs)).toEqual({ response: { status: "Rejected" } });
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await vi.waitFor(() => expect(limitOf("T-1")).toBe(32), { timeout: 60_000 });
  expect(await say("NotifyEVChargingNeeds", needs)).toEqual({ response: { status: "Accepted" } });
  await vi.waitFor(() => expect(limitOf("T-1")).toBe(16), { timeout: 60_000 });
  const schedule = (limit: number) => ({ evseId: 1, timeBase: new Date().toISOString(), chargingSchedule: { id: 1, chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit }] } });
  expect(await say("NotifyEVChargingSchedule", schedule(16))).toEqual({ response: { status: "Accepted" } });
  expect(await say("NotifyEVChargingSchedule", schedule(30))).toEqual({ response: { status: "Rejected" } });
});

it("charges one session as it is told: first, by sun alone, by a departure; and remembers that after a restart", async () => {
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await say("TransactionEvent", event("T-2", 2, "Started"));
  await vi.waitFor(() => expect([limitOf("T-1"), limitOf("T-2")]).toEqual([20, 20]), { timeout: 40_000 });
  const { cars } = (await test.send("GET", "/locations/SITE/charging")).body as { readonly cars: readonly { readonly evse: string; readonly sessionId: string }[] };
  const id = cars.find(({ evse: at }) => at === "KERB-1")!.sessionId;
  const path = `/sessions/${id}/charging`;
  expect(await test.send("PATCH", path, { mode: "slow" })).toMatchObject({ status: 400, body: { field: "mode" } });
  expect(await test.send("PATCH", "/sessions/NONE/charging", { mode: "fast" })).toMatchObject({ status: 404 });
  expect(await test.send("PATCH", path, { mode: "pv", departure: "2099-01-01T00:00:00Z", targetKWh: 30 })).toMatchObject({ status: 200, body: { mode: "pv" } });
  await vi.waitFor(() => expect(test.cpo.balancing.carOfSession(id)).toMatchObject({ wantedA: 0, mode: "pv" }), { timeout: 20_000 });
  expect(await test.send("PATCH", path, { boostMinutes: 10 })).toMatchObject({ status: 200, body: { mode: "fast" } });
  expect(await test.cpo.store.get(sessionWishes, id)).toMatchObject({ wish: { mode: "pv", targetKWh: 30 }, boostUntil: expect.any(Number) as number });
  // Taken under control anew, as after a restart, it comes back with what its station says next.
  await test.cpo.balancing.rewire("SITE", { nodes: [{ id: "grid", kind: "grid", limitA: even(40) }] });
  await say("TransactionEvent", { ...event("T-1", 1, "Updated"), seqNo: 1 });
  await vi.waitFor(() => expect(test.cpo.balancing.carOfSession(id)).toMatchObject({ mode: "fast" }), { timeout: 20_000 });
  expect(await test.send("PATCH", path, { boostMinutes: 0 })).toMatchObject({ status: 200, body: { mode: "pv" } });
  await say("TransactionEvent", { ...event("T-1", 1, "Ended"), seqNo: 2 });
  await vi.waitFor(async () => expect(await test.cpo.store.get(sessionWishes, id)).toBeUndefined(), { timeout: 20_000 });
}, 90_000);

it("keeps what stations may hold before it tells them, for one writer", async () => {
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await vi.waitFor(() => expect(limitOf("T-1")).toBe(32), { timeout: 60_000 });
  const known = (await test.cpo.store.get(chargingLedgers, "SITE"))!;
  expect(known.state?.entries.find((entry) => entry.evse === "KERB-1")?.leases.some(({ milliamps }) => milliamps === 32_000)).toBe(true);
  // A restart, or a second one beside it: it knows what the first one told, and the first one may tell nothing more.
  const second = await openLedger(test.cpo.store, "SITE", test.cpo.logger);
  expect(second.load()).toEqual((await test.cpo.store.get(chargingLedgers, "SITE"))!.state);
  const before = sent.length;
  await say("TransactionEvent", event("T-2", 2, "Started"));
  await new Promise((resolve) => { test.cpo.scheduler.after(milliseconds(2_000), () => resolve(undefined)); });
  expect(sent.slice(before).filter(({ chargingProfile }) => chargingProfile.chargingProfilePurpose === "TxProfile")).toEqual([]);
  expect(await new Promise((resolve) => second.save({ entries: [], ladder: {} }, resolve, []))).toBe("saved");
});

it("keeps every set-point with its reason and outcome, by location, charging point, session and time, also after the session, and forgets it when it is old", async () => {
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await vi.waitFor(() => expect(limitOf("T-1")).toBe(32), { timeout: 60_000 });
  await say("TransactionEvent", event("T-2", 2, "Started"));
  await vi.waitFor(() => expect([limitOf("T-1"), limitOf("T-2")]).toEqual([20, 20]), { timeout: 60_000 });
  const { cars } = (await test.send("GET", "/locations/SITE/charging")).body as { readonly cars: readonly { readonly evse: string; readonly sessionId: string }[] };
  const { sessionId } = cars.find(({ evse: at }) => at === "KERB-1")!;
  const path = "/locations/SITE/charging/set-points";
  const ofSession = async () => ((await test.send("GET", `/sessions/${sessionId}/charging/set-points`)).body as { readonly items: readonly Record<string, unknown>[] }).items;
  await vi.waitFor(async () => expect(await ofSession()).toMatchObject([{ amps: 20, value: 20, unit: "A", change: "lower", outcome: "accepted", sessionId, means: "transaction" }, { amps: 32, outcome: "accepted" }]), { timeout: 20_000 });
  expect((await ofSession())[0]!["why"]).toContain("2 cars share it");
  // The fallbacks are there too, and the pages meet.
  const all = (await test.send("GET", path)).body as { readonly items: readonly { readonly id: string; readonly change: string; readonly outcome: string; readonly at: string }[] };
  expect(all.items.filter(({ change, outcome }) => change === "fallback" && outcome === "accepted")).toHaveLength(2);
  const first = (await test.send("GET", `${path}?limit=2`)).body as { readonly items: readonly { readonly id: string }[]; readonly next: string };
  const rest = (await test.send("GET", `${path}?after=${encodeURIComponent(first.next)}`)).body as typeof first;
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
  expect((await test.send("GET", `${path}?evse=KERB-2`)).body).toMatchObject({ items: [{ evse: "KERB-2", amps: 20 }, { amps: 8 }, { change: "fallback", outcome: "accepted" }, { change: "fallback", outcome: "unanswered" }] });
  expect((await test.send("GET", `${path}?to=${all.items.at(-1)!.at}`)).body).toEqual({ items: [] });
  expect(await test.send("GET", `${path}?from=yesterday`)).toMatchObject({ status: 400, body: { field: "from" } });
  expect(await test.send("GET", "/sessions/NONE/charging/set-points")).toMatchObject({ status: 404 });
  const table = await (await test.fetch(`/api/v1${path}.csv?evse=KERB-1`)).text();
  expect(table.split("\r\n")[0]).toContain("sent,station,evse,session,value,unit,amps,means,change,until,why,outcome");
  expect(table).toContain(`KERB,KERB-1,${sessionId},20,A,20,transaction,lower`);
  await say("TransactionEvent", { ...event("T-1", 1, "Ended"), seqNo: 1 });
  expect(await ofSession()).toHaveLength(2);
  await forgetSetPoints(test.cpo.store, test.cpo.clock.now(), 1);
  expect(await ofSession()).toHaveLength(2);
  await forgetSetPoints(test.cpo.store, instant(test.cpo.clock.now() + 2 * 86_400_000), 1);
  expect(await ofSession()).toEqual([]);
}, 90_000);

it("limits a station that refuses every profile by its vendor's key, and says so in the log", async () => {
  expect(await test.send("PUT", "/locations/SITE/charging/wiring", { nodes: [{ id: "grid", kind: "grid", limitA: even(70) }], vendorLimits: { ELSEWHERE: { key: "Max", unit: "A" } } })).toMatchObject({ status: 400, body: { field: "vendorLimits.ELSEWHERE" } });
  const vendorLimits = { KERB: { key: "MaxCurrent{connector}", component: "Outlet", unit: "dA" } };
  refuses = true;
  expect(await test.send("PUT", "/locations/SITE/charging/wiring", { nodes: [{ id: "grid", kind: "grid", limitA: even(70) }], vendorLimits })).toMatchObject({ status: 200, body: { vendorLimits } });
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await vi.waitFor(() => expect(variables).toEqual([{ attributeValue: "320", component: { name: "Outlet" }, variable: { name: "MaxCurrent1" } }]), { timeout: 60_000 });
  await vi.waitFor(async () => expect((await test.send("GET", "/locations/SITE/charging/set-points?evse=KERB-1")).body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ means: "vendorKey", outcome: "accepted", amps: 32 }), expect.objectContaining({ means: "default", change: "raise", outcome: "rejected" })]) as object }), { timeout: 20_000 });
  expect((await test.send("GET", "/locations/SITE/charging/wiring")).body).toMatchObject({ vendorLimits });
}, 90_000);

it("keeps the limits of a calendar on the wall of the location, uses them in what-if, and names what is wrong with one", async () => {
  const path = "/locations/SITE/charging/calendar";
  expect((await test.send("GET", path)).body).toEqual({ weekly: [], exceptions: [] });
  const put = (weekly: readonly object[], exceptions: readonly object[] = []) => test.send("PUT", path, { weekly, exceptions });
  const days = [1, 2, 3, 4, 5, 6, 7];
  expect(await put([{ days, importKW: 20 }, { days, from: "12:00", to: "25:00", importKW: 15 }])).toMatchObject({ status: 400, body: { field: "weekly.1.to" } });
  expect(await put([{ days, node: "cellar", importKW: 20 }])).toMatchObject({ status: 400, body: { field: "weekly.0.node" } });
  expect(await put([], [{ from: "2026-13-01", limits: [] }])).toMatchObject({ status: 400, body: { field: "exceptions.0.from" } });
  // Two sockets fall back to 6 A each: 8.3 kW.
  expect(await put([{ days, importKW: 8 }])).toMatchObject({ status: 400, body: { rule: "smart-charging.commission" } });
  expect((await test.send("GET", path)).body).toEqual({ weekly: [], exceptions: [] });
  const weekly = [{ days, importKW: 20 }];
  const exceptions = [{ from: "2030-12-24", to: "2030-12-26", limits: [] }];
  expect(await put(weekly, exceptions)).toEqual({ status: 200, body: { weekly, exceptions } });
  expect(test.cpo.balancing.energyOf("SITE").limit.importKW).toBe(20);
  const whatIf = async (day: string) => (await test.send("POST", "/locations/SITE/charging/what-if", { day })).body as { readonly limitKW: readonly number[] };
  expect(Math.max(...(await whatIf("2030-12-10")).limitKW)).toBe(20);
  // Until midnight in Amsterdam, an hour before that of UTC.
  const christmas = (await whatIf("2030-12-26")).limitKW;
  expect([christmas[0], christmas[91], christmas[92]]).toEqual([27.6, 27.6, 20]);
  await test.cpo.balancing.rewire("SITE", { nodes: [{ id: "grid", kind: "grid", limitA: even(40) }] });
  expect(test.cpo.balancing.energyOf("SITE").limit.importKW).toBe(20);
  await expect(test.cpo.balancing.rewire("SITE", { nodes: [{ id: "main", kind: "grid", limitA: even(40) }], places: { "KERB-1": "main", "KERB-2": "main" } })).resolves.toBeUndefined();
  await test.cpo.balancing.calendar("SITE", { timeZone: "Europe/Amsterdam", weekly: [{ days, node: "main", importKW: 20 }] });
  expect(await test.send("PUT", "/locations/SITE/charging/wiring", { nodes: [{ id: "grid", kind: "grid", limitA: even(40) }], places: { "KERB-1": "grid", "KERB-2": "grid" } })).toMatchObject({ status: 400, body: { rule: "smart-charging.calendar" } });
}, 60_000);

it("lets operators change limits: the tree, and for a time; and says what a day would be like", async () => {
  const path = "/locations/SITE/charging";
  const wiring = (await test.send("GET", `${path}/wiring`)).body as { readonly nodes: readonly object[] };
  expect(wiring).toMatchObject({ nodes: [{ id: "grid", limitA: even(40) }], evses: [{ id: "KERB-1", stationId: "KERB" }, { id: "KERB-2" }], limits: [] });
  const panel = { id: "panel", parent: "grid", kind: "panel", limitA: even(25) };
  expect(await test.send("PUT", `${path}/wiring`, { nodes: [...wiring.nodes, panel], places: { "KERB-2": "panel" } })).toMatchObject({ status: 200, body: { nodes: [{ id: "grid" }, panel], evses: [{ node: "grid" }, { node: "panel" }] } });
  // Two sockets that fall back to 6 A each do not fit in 10 A; an unknown parent is no tree.
  expect(await test.send("PUT", `${path}/wiring`, { nodes: [{ id: "grid", kind: "grid", limitA: even(10) }], places: { "KERB-2": "grid" } })).toMatchObject({ status: 400, body: { field: "nodes", rule: "smart-charging.commission" } });
  expect(await test.send("PUT", `${path}/wiring`, { nodes: [...wiring.nodes, { ...panel, parent: "cellar" }] })).toMatchObject({ status: 400, body: { rule: "smart-charging.site" } });

  const now = test.cpo.clock.now();
  const limit = { node: "grid", from: new Date(now - 60_000).toISOString(), to: new Date(now + 3_600_000).toISOString(), importA: even(20) };
  expect(await test.send("PUT", `${path}/limits`, { limits: [{ ...limit, to: limit.from }] })).toMatchObject({ status: 400, body: { field: "limits.0.to" } });
  expect(await test.send("PUT", `${path}/limits`, { limits: [limit] })).toMatchObject({ status: 200, body: { limits: [limit] } });
  await say("TransactionEvent", event("T-1", 1, "Started"));
  // The other socket keeps its 6 A.
  await vi.waitFor(() => expect(limitOf("T-1")).toBe(14), { timeout: 60_000 });

  const day = (question: object) => test.send("POST", `${path}/what-if`, question) as Promise<{ readonly body: { readonly deliveredKWh: number; readonly wantedKWh: number; readonly peakKW: number; readonly full: readonly string[]; readonly siteKW: readonly number[] } }>;
  const usual = (await day({})).body;
  expect(usual.siteKW).toHaveLength(96);
  expect([usual.wantedKWh, usual.full]).toEqual([50, []]);
  expect(usual.deliveredKWh).toBeGreaterThan(49.5);
  const crowded = (await day({ limitAmps: 24, cars: 8, energyKWh: 25 })).body;
  expect(crowded.wantedKWh).toBe(200);
  expect(crowded.deliveredKWh).toBeLessThan(170);
  expect(crowded.peakKW).toBeLessThanOrEqual(24 * 0.69 + 0.01);
  expect(crowded.full).toContain("grid L1");
});

it("shows where the power goes by what meters, PV and batteries say", async () => {
  const path = "/locations/SITE/charging";
  expect(await test.send("GET", `${path}/energy`)).toMatchObject({ status: 200, body: { locationId: "SITE", grid: { kW: 0, isMeasured: false, limitKW: 27.6 }, cars: { kW: 0, charging: 0, connected: 0 } } });
  const generators = [{ id: "roof", node: "grid", maxKW: 12 }];
  const batteries = [{ id: "cellar", node: "grid", maxChargeKW: 5, maxDischargeKW: 5, capacityKWh: 10, reserveKWh: 2 }];
  const nodes = [{ id: "grid", kind: "grid", limitA: even(40), exportKW: 8, meter: { source: "main", maxAgeSeconds: 60, assumeA: even(20) } }];
  expect(await test.send("PUT", `${path}/wiring`, { nodes, generators, batteries: [{ ...batteries[0], node: "cellar" }] })).toMatchObject({ status: 400, body: { rule: "smart-charging.site" } });
  expect(await test.send("PUT", `${path}/wiring`, { nodes, generators, batteries })).toMatchObject({ status: 200, body: { generators, batteries } });
  expect(await test.send("POST", `${path}/readings`, { generators: [{ id: "lawn", kW: 1 }] })).toMatchObject({ status: 400, body: { field: "generators.0.id" } });
  const said = await test.send("POST", `${path}/readings`, { meters: [{ kW: -3 }], generators: [{ id: "roof", kW: 9 }], batteries: [{ id: "cellar", kW: 2, storedKWh: 6 }] });
  const energy = {
    grid: { kW: -3, isMeasured: true, limitKW: 27.6, exportLimitKW: 8 }, pv: { kW: 9, maxKW: 12 }, battery: { kW: 2, storedKWh: 6, capacityKWh: 10, reserveKWh: 2, maxChargeKW: 5, maxDischargeKW: 5 }, building: { kW: 4 }, cars: { kW: 0 },
  };
  expect(said).toMatchObject({ status: 200, body: energy });
  expect((await test.send("GET", `${path}/energy`)).body).toMatchObject(energy);
  const heard = await new Promise<LiveEvent>((resolve) => {
    const stop = test.cpo.live.listen((event) => {
      if (event.kind !== "energy") return;
      stop();
      resolve(event);
    });
    test.cpo.balancing.read("SITE", { generators: [] });
  });
  expect(heard).toMatchObject({ kind: "energy", energy: { locationId: "SITE", grid: energy.grid } });
  expect(await test.send("GET", "/locations/ELSEWHERE/charging/energy")).toMatchObject({ status: 404 });
});

it("charges by roster and class, and says what the site can shed, what its peak costs and how tomorrow will be", async () => {
  const path = "/locations/SITE/charging";
  const at = (hours: number): string => new Date(Math.floor(test.cpo.clock.now() / 3_600_000 + hours) * 3_600_000).toISOString();
  expect(await test.send("GET", `${path}/flexibility`)).toMatchObject({ status: 200, body: { slots: [] } });
  const classes = [{ id: "staff", name: "Staff", groups: [], mode: "cheap", priority: 1 }, { id: "guest", name: "Guests", groups: [], isDefault: true, mode: "fair", limitKW: 11.04 }];
  expect(await test.send("PUT", `${path}/classes`, { classes: [classes[1], classes[1]] })).toMatchObject({ status: 400, body: { field: "classes" } });
  expect(await test.send("PUT", `${path}/classes`, { classes })).toMatchObject({ status: 200, body: { classes } });
  const entry = { id: "van 1", token: idToken.idToken, arrival: at(0), departure: at(6), energyKWh: 30, class: "staff" };
  expect(await test.send("PUT", `${path}/roster`, { entries: [{ ...entry, class: "kings" }] })).toMatchObject({ status: 400, body: { field: "entries.0.class" } });
  expect(await test.send("PUT", `${path}/roster`, { csv: "token,arrival,departure\nA,soon,later" })).toMatchObject({ status: 400, body: { field: "csv" } });
  const tomorrow = at(24 - new Date().getUTCHours() + 11).slice(0, 16);
  expect(await test.send("PUT", `${path}/roster`, { entries: [entry], csv: `id,vehicle,arrival,departure,energyKWh\nvan 2,HH-BU 2,${tomorrow.replace("T", " ")},${tomorrow.slice(0, 11)}21:00,25` })).toMatchObject({ status: 200, body: { kept: 2 } });
  await say("TransactionEvent", event("T-1", 1, "Started"));
  await vi.waitFor(async () => expect((await test.send("GET", `${path}/roster`)).body).toMatchObject({ items: [{ id: "van 1", class: "staff", sessionId: expect.any(String) as string }, { id: "van 2" }] }), { timeout: 60_000 });
  await vi.waitFor(async () => {
    const { body } = await test.send("GET", `${path}/flexibility?longestMinutes=60`) as { readonly body: { readonly slots: readonly { readonly plannedKW: number; readonly down: { readonly kW: number } }[] } };
    expect(body.slots[0]!.down.kW).toBeGreaterThan(5);
  }, { timeout: 60_000 });
  expect((await test.send("GET", path)).body).toMatchObject({ cars: [{ charging: { mode: "cheap" } }] });
  const { body: day } = await test.send("GET", `${path}/day-ahead`);
  expect(day).toMatchObject({ slotMinutes: 15, cars: [{ id: "van 2", wantedKWh: 25 }], sessions: [{ id: "van 2", because: "roster", vehicle: "HH-BU 2" }], unplaced: [] });
  expect(await test.send("PUT", `${path}/demand`, { pricePerKW: 9, timeZone: "Nowhere" })).toMatchObject({ status: 400, body: { field: "timeZone" } });
  expect(await test.send("PUT", `${path}/demand`, { pricePerKW: 9, budgetKW: 20, history: [{ at: new Date(test.cpo.clock.now()).toISOString(), kW: 12.5 }] })).toMatchObject({ status: 200, body: { tariff: { timeZone: "Europe/Amsterdam", budgetKW: 20 }, peakKW: 12.5 } });
  expect(await test.send("DELETE", `${path}/roster/van 2`)).toMatchObject({ status: 200, body: { id: "van 2" } });
  expect(await test.send("DELETE", `${path}/roster/van 2`)).toMatchObject({ status: 404 });
  expect((await test.send("GET", `${path}/roster?limit=1`)).body).toMatchObject({ items: [{ id: "van 1" }] });
});
