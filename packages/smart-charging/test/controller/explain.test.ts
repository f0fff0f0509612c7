/** What is said of a car names everything that fills the limit, also what no car draws. */
import type { Instant } from "@cpokit/kernel";
import { expect, it } from "vitest";
import type { CarView, Controller, ControllerEvents, SimulatedFault, SimulatedSession, SiteModel } from "../../src/index.ts";
import { even } from "../random.ts";
import { carsAt, depot, minute, run } from "./scene.ts";

const DARK: SimulatedFault = { kind: "offline", station: "CS1", from: minute(4), to: minute(60) };

/** The cars as the controller sees them at a minute, and the decisions until then. */
function askAt(at: number, site: SiteModel, cars: readonly SimulatedSession[], options: { readonly faults?: readonly SimulatedFault[]; readonly load?: (node: string, at: Instant) => ReturnType<typeof even> } = {}) {
  let seen: readonly CarView[] = [];
  const report = run(site, cars, at + 1, { ...options, during: (now: Instant, controller: Controller) => void (now <= minute(at) && (seen = controller.cars())) });
  const decisions = report.events.flatMap(({ name, event }) => (name === "decision" ? [event as ControllerEvents["decision"]] : []));
  return { car: (id: string): CarView => seen.find(({ transaction }) => transaction === id)!, decisions };
}

it("says plainly who shares a limit that cars alone fill", () => {
  const { car } = askAt(5, depot(2, 40, { evse: () => ({ fallbackA: 0 }) }), carsAt(2));
  expect(car("T1").why).toBe("20 A: grid L1 is full (40 A), 2 cars share it, this one at 20 A.");
  expect(car("T1").use).toEqual({ node: "grid", kind: "grid", limit: "L1", size: 40, building: 0, isAssumed: false, held: [], sharing: { cars: 2, amount: 40 }, others: { cars: 0, amount: 0 } });
});

it("a car that waits hears of stations that do not answer, of the building and of who charges", () => {
  const site = depot(3, 63, { grid: { meter: { source: "m", maxAgeSeconds: 60, assumeA: even(21) } }, evse: (index) => ({ fallbackA: 0, ...(index === 0 && { leaseSafe: "unverified", fallbackA: 6 }) }) });
  const { car, decisions } = askAt(12, site, carsAt(3, (index) => ({ wish: { priority: 3 - index }, ...(index === 0 && { maxA: 0 }) })), { faults: [DARK], load: () => even(20) });
  expect(car("T3").why).toBe("0 A: waits, since its minimum does not fit: grid L1 has no room for it (63 A): 21 A building, 32 A held for 1 station that does not answer, 10 A for 1 car.");
  expect(car("T3").use).toMatchObject({ building: 21, held: [{ because: "silent", stations: 1, sockets: 1, amount: 32 }], sharing: { cars: 0 }, others: { cars: 1, amount: 10 } });
  expect(car("T2").why).toBe("10 A: grid L1 is full (63 A): 21 A building, 32 A held for 1 station that does not answer, the rest for this car.");
  expect(car("T1").why).toBe("Its station does not answer and keeps what it was told last, then its fallback; counted at 32 A meanwhile.");
  expect(car("T1").use).toBeUndefined();
  expect(decisions.findLast(({ transaction }) => transaction === "T2")!.use).toMatchObject({ node: "grid", limit: "L1", building: 21 });
});

it("names the fallbacks of free sockets, and of cars that wait", () => {
  const free = askAt(6, depot(4, 30), carsAt(2));
  expect(free.car("T1").why).toBe("9 A: grid L1 is full (30 A): 12 A held as the fallback of 2 free sockets, the rest for 2 cars, this one at 9 A.");
  const paused = askAt(12, depot(2, 13), carsAt(2, (index) => (index === 0 ? { wish: { minA: 10 } } : {})));
expect(paused.car("T1").why).toBe("0 A: waits, since its minimum does not fit: grid L1 has no room for it (13 A): 6 A held as the fallback of 1 car that waits, 7 A for 1 car. The 6 A held for its station are for the case that the connection to it is lost.");
  expect(paused.car("T2").why).toBe("7 A: grid L1 is full (13 A): 6 A held as the fallback of 1 car that waits, the rest for this car.");
});

it("a station without a proven fallback may have what is held for it", () => {
  const site = depot(2, 40, { evse: (index) => ({ fallbackA: 6, ...(index === 0 && { leaseSafe: "unverified" }) }) });
  const { car } = askAt(6, site, carsAt(2));
  expect(car("T1").why).toBe("32 A: grid L1 is full (40 A): 8 A for 1 other car, the rest for this car.");
  expect(car("T2").why).toBe("8 A: grid L1 is full (40 A): 32 A for 1 other car, the rest for this car.");
});

it("names stations that do not follow, those without a proven fallback, and a meter that is silent", () => {
  const site = depot(3, 80, { grid: { meter: { source: "m", maxAgeSeconds: 30, assumeA: even(20) } }, evse: (index) => ({ fallbackA: 0, ...(index === 2 && { leaseSafe: "no", maxA: 10 }) }) });
  const faults: SimulatedFault[] = [{ kind: "ignores", station: "CS1", from: minute(0), to: minute(60) }, { kind: "meterSilent", node: "grid", from: minute(5), to: minute(60) }];
  const { car } = askAt(12, site, carsAt(2, (index) => ({ wish: { maxA: index === 0 ? 8 : 32 } })), { faults, load: () => even(2) });
  expect(car("T1").why).toMatch(/^Counted at 32 A, all that its station can draw: reckons with 32\.0 A where 8\.0 A were set\.$/);
  expect(car("T2").why).toContain("grid L1 is full (80 A): ");
  for (const part of ["20 A building (assumed, its meter is silent)", "32 A held for 1 station that does not follow", "10 A held for 1 socket without a proven fallback"]) expect(car("T2").why).toContain(part);
});

it("tells cars on one limit from those that something else stopped, and speaks of kW where the limit is power", () => {
  const { car } = askAt(6, depot(3, 100, { grid: { limitKW: 27.6 }, evse: () => ({ fallbackA: 0 }) }), carsAt(3, (index) => (index === 0 ? { wish: { maxA: 10 } } : {})));
  expect(car("T2").why).toBe("15 A: grid is full (27.6 kW): 6.9 kW for 1 other car, the rest for 2 cars, this one at 15 A.");
});
