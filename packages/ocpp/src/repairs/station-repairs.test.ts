import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import type { StationLink } from "../rpc/link.ts";
import { v16 } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import type { UsedRepair } from "./repair.ts";
import { chooseRepairs, createStationRepairs, type RepairChoice } from "./station-repairs.ts";

const choices: readonly RepairChoice[] = [
  { repairs: ["extraField"] },
  { vendor: "Acme", repairs: ["numberForText", "extraField"] },
  { vendor: "Acme", model: "Two", repairs: ["objectForList"] },
  { station: "CS-7", repairs: ["timestampBlank"] },
];

describe("chooseRepairs", () => {
  it.each([
    [{ station: "CS-1" }, ["extraField"]],
    [{ station: "CS-1", vendor: "ACME", model: "One" }, ["extraField", "numberForText"]],
    [{ station: "CS-7", vendor: "Acme", model: "two" }, ["extraField", "numberForText", "objectForList", "timestampBlank"]],
    [{ station: "cs-8", vendor: undefined, model: "Two" }, ["extraField"]],
  ])("%j gets %j", (traits, repairs) => expect(chooseRepairs(choices, traits)).toEqual(repairs));
});

describe("createStationRepairs", () => {
  const link: StationLink = { id: "1", identity: "CS-7", protocol: v16, call: () => Promise.reject(new Error("unused")), close: () => undefined };
  const reports: (readonly UsedRepair[])[] = [];
  const stationRepairs = createStationRepairs({
    clock: { now: () => instant(1_000) },
    repairsFor: ({ identity }) => chooseRepairs(choices, { station: identity }),
    onRepaired: (_link, _action, used) => void reports.push(used),
  });

  it("repairs with what the station was given and the time of arrival", () => {
    const payload = { connectorId: 1, errorCode: "NoError", status: "Available", timestamp: "", a: 1, b: 2 };
    expect(stationRepairs(link, v16.action("StatusNotification"), "request", payload)).toEqual({
      payload: { connectorId: 1, errorCode: "NoError", status: "Available", timestamp: "1970-01-01T00:00:01.000Z" },
      repairs: ["timestampBlank", "extraField"],
    });
    expect(reports.map((used) => used.length)).toEqual([3]);
  });

  it("answers a message of which nothing is left, so that the station does not send it for ever", () => {
    const lenient = createStationRepairs({ clock: { now: () => instant(1_000) }, repairsFor: () => ["unknownEnum"] });
    const payload = { evseId: 1, meterValue: [{ timestamp: "2026-11-21T09:30:00Z", sampledValue: [{ value: 1, measurand: "Moonlight" }] }] };
    expect(lenient({ ...link, protocol: v201 }, v201.action("MeterValues"), "request", payload)).toEqual({ response: {}, repairs: ["unknownEnum"] });
  });

  it("answers nothing when it cannot help", () => {
    expect(stationRepairs(link, v16.action("StatusNotification"), "request", { connectorId: "1" })).toBeUndefined();
  });
});
