import { expect, it } from "vitest";
import { createController, createMemoryLedger, createStationFeed, defineSite, leastCapabilities, type FeedFact, type Profile, type StationPort } from "../../src/index.ts";
import { depot, minute } from "./scene.ts";

function scene(changes: Parameters<typeof depot>[2] = {}) {
  const sent: Profile[] = [];
  const port: StationPort = {
    setProfile: (_station, profile, answer) => {
      sent.push(profile);
      answer("accepted");
    },
  };
  const model = depot(2, 40, changes);
  const stations = Object.fromEntries(model.evses.map(({ station }) => [station, { capabilities: leastCapabilities("1.6", ["A", "W"]), kind: "any" }]));
  const controller = createController({ site: model, stations, port, store: createMemoryLedger().open(), clock: { now: () => minute(0) }, scheduler: { after: () => () => undefined, afterTurn: () => undefined } });
  controller.commission();
  sent.length = 0;
  return { controller, sent, feed: createStationFeed(defineSite(model), controller) };
}

const fact = (kind: FeedFact["fact"], readings: FeedFact["readings"] = [], more: Partial<FeedFact> = {}): FeedFact => ({ fact: kind, station: "CS1", evse: 1, transaction: "7", stationTime: minute(0), readings, ...more });
const energy = (value: string, unit = "Wh") => ({ value, measurand: "Energy.Active.Import.Register", unit });

it("begins, measures and ends sessions, whose references are unique at their station only", () => {
  const { controller, sent, feed } = scene();
  const start = { ...fact("started", [energy("1000")]) };
  delete (start as { transaction?: string }).transaction;
  expect(feed.fact(start, { transaction: "7" })).toBe("CS1/7");
  expect(feed.fact(fact("started", [], { station: "CS2" }))).toBe("CS2/7");
  controller.decide();
  expect(sent.map(({ transaction, periods }) => [transaction, periods[0]!.limit])).toEqual([["7", 20], ["7", 20]]);
  const current = (phase: string, value: string) => ({ value, measurand: "Current.Import", unit: "A", phase });
  feed.fact(fact("metered", [current("L1-N", "15.5"), current("L2", "0"), energy("3.5", "kWh")], { stationTime: minute(1) }));
  controller.session("CS1/7").set({ mode: "cheap", targetKWh: 2 });
  controller.decide();
  expect(controller.explain("CS1/7")).toContain("has the energy that it asked for");
  expect(feed.fact(fact("ended"))).toBe("CS1/7");
  expect(feed.fact(fact("ended"))).toBeUndefined();
  expect(controller.cars().map(({ transaction }) => transaction)).toEqual(["CS2/7"]);
});

it("leaves out what belongs to no EVSE of the site, and what is no number", () => {
  const { controller, feed } = scene();
  expect(feed.fact(fact("started", [], { station: "elsewhere" }))).toBeUndefined();
  expect(feed.fact(fact("metered", [{ value: "", measurand: "Current.Import", unit: "A" }], { transaction: "8" }))).toBe("CS1/8");
  expect(controller.cars()).toHaveLength(1);
});

it("takes the power of a DC outlet, not the current of its battery", () => {
  const { controller, feed } = scene({ evse: () => ({ dc: { maxKW: 20, efficiency: 0.95 }, units: ["W"] }) });
  const measured: (readonly number[])[] = [];
  const spy = { ...controller, measured: (_evse: string, { amps }: { readonly amps: readonly number[] }) => void measured.push(amps) };
  createStationFeed(defineSite(depot(2, 40, { evse: () => ({ dc: { maxKW: 20, efficiency: 0.95 }, units: ["W"] }) })), spy)
    .fact(fact("metered", [{ value: "13.11", measurand: "Power.Active.Import", unit: "kW" }, { value: "33", measurand: "Current.Import", unit: "A" }]));
  expect(measured[0]!.map((amps) => Math.round(amps * 100) / 100)).toEqual([20, 20, 20]);
  expect(feed.evseAt("CS2", 1)).toBe("E2");
});
