import { hours } from "@cpokit/kernel";
import { stationTariffs, stationTasks, transactionTariffs } from "@cpokit/csms";
import type { CallOutcome } from "@cpokit/ocpp";
import { v201 } from "@cpokit/ocpp/v201";
import { v21, type ClearTariffsRequest, type SetDefaultTariffRequest, type TariffType } from "@cpokit/ocpp/v21";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { connect, createBench } from "./kit.ts";

const by = { requestedBy: "anna" };
const tariff = (tariffId: string, price = 0.3): TariffType => ({ tariffId, currency: "EUR", energy: { prices: [{ priceKwh: price }] } });

/** What happens to the next call: it arrives and is answered; it is lost; its answer is lost; the station forgets its tariffs before it. */
type Fate = "fine" | "lost" | "answerLost" | "forgets";

/** A station with three EVSEs and default tariffs as OCPP 2.1 describes them. */
function createTariffStation() {
  const at = new Map<number, TariffType>();
  const state = { fates: [] as Fate[], refuses: "" };
  const calls: string[] = [];

  function respond(action: string, payload: unknown): object {
    calls.push(action);
    if (action === "GetTariffs") {
      const ids = [...new Set([...at.values()].map(({ tariffId }) => tariffId))];
      if (ids.length === 0) return { status: "NoTariff" };
      return {
        status: "Accepted",
        tariffAssignments: [
          ...ids.map((tariffId) => ({ tariffId, tariffKind: "DefaultTariff", evseIds: [...at].filter(([, each]) => each.tariffId === tariffId).map(([evse]) => evse) })),
          { tariffId: "of-a-driver", tariffKind: "DriverTariff", idTokens: ["04A2B3C4"] },
        ],
      };
    }
    if (action === "ClearTariffs") {
      const { tariffIds = [] } = payload as ClearTariffsRequest;
      return { clearTariffsResult: tariffIds.map((tariffId) => {
        const found = [...at].filter(([, each]) => each.tariffId === tariffId);
        for (const [evse] of found) at.delete(evse);
        return { tariffId, status: found.length > 0 ? "Accepted" : "NoTariff" };
      }) };
    }
    if (action === "SetDefaultTariff") {
      const { evseId, tariff: set } = payload as SetDefaultTariffRequest;
      if (set.tariffId === state.refuses) return { status: "ConditionNotSupported" };
      if ([...at.values()].some((each) => each.tariffId === set.tariffId)) return { status: "DuplicateTariffId" };
      for (const evse of evseId === 0 ? [1, 2, 3] : [evseId]) at.set(evse, set);
    }
    return { status: "Accepted" };
  }

  return {
    at, state, calls,
    answering(action: string, payload: unknown): CallOutcome {
      const fate = state.fates.shift() ?? "fine";
      if (fate === "lost") return { outcome: "timeout" };
      if (fate === "forgets") at.clear();
      const response = respond(action, payload);
      return fate === "answerLost" ? { outcome: "timeout" } : { outcome: "result", payload: response };
    },
    prices: () => Object.fromEntries([...at].map(([evse, { tariffId, energy }]) => [evse, `${tariffId} ${energy?.prices[0]?.priceKwh}`])),
  };
}

async function start() {
  const bench = await createBench();
  const device = createTariffStation();
  const station = await connect(bench, v21, { answering: device.answering });
  const sync = async () => {
    await bench.csms.maintain("CS-1", "tariffs");
    await bench.csms.work();
  };
  return { bench, device, station, sync };
}

describe("default tariffs of a 2.1 station (I)", () => {
  it("are set, one for all and others for single EVSEs, changed and removed, and left alone in between", async () => {
    const { bench, device, sync } = await start();
    await bench.csms.tariffs.set("CS-1", 0, tariff("day"));
    await bench.csms.tariffs.set("CS-1", 2, tariff("fast", 0.6));
    await bench.csms.work();
    expect(device.prices()).toEqual({ 1: "day 0.3", 2: "fast 0.6", 3: "day 0.3" });
    expect(await bench.store.get(stationTariffs, "CS-1/2")).toMatchObject({ state: "installed" });
    const before = device.calls.length;
    await sync();
    expect(device.calls.slice(before)).toEqual(["GetTariffs"]);
    // The same id with another content is another tariff.
    await bench.csms.tariffs.set("CS-1", 0, tariff("day", 0.4));
    await bench.csms.work();
    expect(device.prices()).toEqual({ 1: "day 0.4", 2: "fast 0.6", 3: "day 0.4" });
    await bench.csms.tariffs.remove("CS-1", 2);
    await bench.csms.work();
    expect(device.prices()).toEqual({ 1: "day 0.4", 2: "day 0.4", 3: "day 0.4" });
    expect(await bench.store.get(stationTariffs, "CS-1/2")).toBeUndefined();
    await bench.csms.tariffs.remove("CS-1", 0);
    await bench.csms.work();
    expect(device.prices()).toEqual({});
    expect(await bench.store.get(stationTasks, "CS-1/tariffs")).toMatchObject({ state: "waiting" });
    await sync();
    expect(await bench.store.get(stationTasks, "CS-1/tariffs")).toBeUndefined();
  });

  it("come back after a boot that lost them, and replace what somebody else put there", async () => {
    const { bench, device, station } = await start();
    await bench.csms.tariffs.set("CS-1", 0, tariff("day"));
    await bench.csms.work();
    device.at.clear();
    device.at.set(1, tariff("stranger"));
    await station.ask("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "Acme", model: "Two", serialNumber: "SN-1" } });
    await bench.csms.work();
    expect(device.prices()).toEqual({ 1: "day 0.3", 2: "day 0.3", 3: "day 0.3" });
  });

  it("that the station refuses are known as refused, do not keep others away, and are tried again after a boot", async () => {
    const { bench, device, station } = await start();
    device.state.refuses = "odd";
    await bench.csms.tariffs.set("CS-1", 1, tariff("odd"));
    await bench.csms.tariffs.set("CS-1", 2, tariff("fine"));
    await bench.csms.work();
    expect(device.prices()).toEqual({ 2: "fine 0.3" });
    expect(await bench.store.get(stationTariffs, "CS-1/1")).toMatchObject({ state: "refused", reason: "ConditionNotSupported" });
    expect(await bench.store.get(stationTasks, "CS-1/tariffs")).toMatchObject({ state: "failed", problem: "The station refused the tariff of EVSE 1: ConditionNotSupported." });
    device.state.refuses = "";
    await station.ask("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "Acme", model: "Two", serialNumber: "SN-1" } });
    await bench.csms.work();
    expect(device.prices()).toEqual({ 1: "odd 0.3", 2: "fine 0.3" });
  });

  it("name what is wrong before anything is kept, and what the message does not allow", async () => {
    const { bench } = await start();
    await expect(bench.csms.tariffs.set("CS-9", 0, tariff("a"))).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(bench.csms.tariffs.set("CS-1", -1, tariff("a"))).rejects.toMatchObject({ code: "csms.tariff", values: { field: "evse" } });
    await bench.csms.tariffs.set("CS-1", 1, tariff("a"));
    await expect(bench.csms.tariffs.set("CS-1", 2, tariff("a", 1))).rejects.toMatchObject({ code: "csms.tariff", values: { field: "tariff.tariffId" } });
    await expect(bench.csms.tariffs.remove("CS-1", 3)).rejects.toMatchObject({ code: "csms.tariff-unknown" });
    await bench.csms.tariffs.set("CS-1", 1, { ...tariff("b"), currency: "EURO" });
    await bench.csms.work();
    expect(await bench.store.get(stationTariffs, "CS-1/1")).toMatchObject({ state: "refused", reason: expect.stringContaining("currency") });
  });

  it("are not for stations of other versions", async () => {
    const bench = await createBench();
    await connect(bench, v201);
    await bench.csms.tariffs.set("CS-1", 0, tariff("day"));
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/tariffs")).toMatchObject({ state: "failed", problem: "Setting tariffs: the station speaks OCPP 2.0.1; only 2.1 has them." });
  });

  it("are right again after any loss, and never thought to be what they are not", async () => {
    const fate = fc.constantFrom<Fate>("fine", "fine", "lost", "answerLost", "forgets");
    const step = fc.oneof(
      fc.record({ evse: fc.integer({ min: 0, max: 2 }), price: fc.constantFrom(undefined, 1, 2) }),
      fc.record({ fates: fc.array(fate, { maxLength: 5 }) }),
    );
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async (steps) => {
      const { bench, device, sync } = await start();
      const wanted = new Map<number, number>();
      for (const each of steps) {
        if ("fates" in each) {
          device.state.fates = [...each.fates];
          await sync();
          device.state.fates = [];
        } else if (each.price !== undefined) {
          wanted.set(each.evse, each.price);
          await bench.csms.tariffs.set("CS-1", each.evse, tariff(`of-${each.evse}`, each.price));
        } else if (wanted.delete(each.evse)) await bench.csms.tariffs.remove("CS-1", each.evse);
      }
      // After the loss: a day later at most it is looked at again, without anybody asking.
      bench.clock.advance(hours(24));
      await bench.csms.work();
      const expected = [1, 2, 3].flatMap((evse) => {
        const source = wanted.has(evse) ? evse : wanted.has(0) ? 0 : undefined;
        return source === undefined ? [] : [[evse, `of-${source} ${wanted.get(source)}`] as const];
      });
      expect(device.prices()).toEqual(Object.fromEntries(expected));
      for (const { body } of (await bench.store.find(stationTariffs, { limit: 100 })).items) expect(body.state).toBe("installed");
    }), { numRuns: 100 });
  });
});

describe("the tariff of a running transaction (I)", () => {
  it("is followed to what became of it", async () => {
    const bench = await createBench();
    let status = "Accepted";
    await connect(bench, v21, { answering: () => ({ outcome: "result", payload: { status } }) });
    const state = async (transaction: string) => bench.store.get(transactionTariffs, `CS-1/${transaction}`);
    await bench.csms.tariffs.change("CS-1", "tx-1", tariff("night"), by);
    expect(await state("tx-1")).toMatchObject({ state: "inForce", tariff: { tariffId: "night" } });
    status = "NoCurrencyChange";
    await bench.csms.tariffs.change("CS-1", "tx-1", { ...tariff("night"), currency: "SEK" }, by);
    expect(await state("tx-1")).toMatchObject({ state: "refused", reason: "NoCurrencyChange" });
  });
});
