import { parseInstant, type Instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { compositeSchedule, installProfile, stationSchedule, type OcppVersion } from "../../src/index.ts";
import type { CompositeVector, InstallVector } from "../composite/record.ts";
import { readDialect, readHeld, wirePeriod, type VectorEvse } from "../composite/wire-vector.ts";
import { judgeVectors, type Station } from "./judge-vectors.ts";

const at = (text: string): Instant => parseInstant(text)!;

/** The engine as somebody meets it who has nothing but the files. */
const engine: Station = {
  composite(vector, version) {
    const { dialect, holds, asked } = vector as unknown as CompositeVector;
    const profiles = holds.map(readHeld);
    const { offline, soc } = asked;
    const query = {
      from: at(asked.at), seconds: asked.duration, unit: asked.chargingRateUnit, ...(soc === undefined ? {} : { soc }),
      ...(offline === undefined ? {} : { offline: { since: at(offline.since), ...(offline.until === undefined ? {} : { until: at(offline.until) }) } }),
    };
    const its = readDialect(version as OcppVersion, dialect);
    const periods = "evses" in asked
      ? stationSchedule(profiles, { ...query, supply: asked.supply, evses: asked.evses.map((evse) => ({ ...evseOf(evse), unlimited: evse.unlimited })) }, its)
      : compositeSchedule(profiles, { ...query, ...evseOf(asked) }, its);
    return periods.map(wirePeriod);
  },
  install(vector, version) {
    const { holds, given, runningTransaction, withStart, supportedAdditionalPurposes } = vector as unknown as InstallVector;
    const result = installProfile(holds.map(readHeld), readHeld(given), version as OcppVersion, {
      ...(runningTransaction === undefined ? {} : { transaction: runningTransaction }), ...(withStart === undefined ? {} : { withStart }),
      ...(supportedAdditionalPurposes === undefined ? {} : { additionalPurposes: supportedAdditionalPurposes.map((purpose) => (purpose === "PriorityCharging" ? "priority" as const : "localGeneration" as const)) }),
    });
    return result.accepted ? { status: "Accepted", thenHolds: result.profiles.map(({ id }) => id) } : { status: "Rejected", reasonCode: result.reason };
  },
};

function evseOf({ evse, supply, transaction, priorityCharging }: VectorEvse) {
  return {
    evse, supply, ...(priorityCharging === undefined ? {} : { priority: priorityCharging }),
    ...(transaction === undefined ? {} : {
      transaction: { ...(transaction.id === undefined ? {} : { id: transaction.id }), startedAt: at(transaction.startedAt), ...(transaction.readyAt === undefined ? {} : { readyAt: at(transaction.readyAt) }) },
    }),
  };
}

describe.each([["1.6", 53], ["2.0.1", 54], ["2.1", 86]])("the vectors of composite schedules of OCPP %s", (version, count) => {
  const file = new URL(`composite-${version}.json`, import.meta.url);

  it("need nothing but what stands in them", () => {
    expect(judgeVectors(file, engine)).toEqual({ judged: count, wrong: [] });
  });

  it("find who reads profiles wrongly", () => {
    const hasty: Station = {
      ...engine,
      // Takes the last profile that came, whatever its level.
      composite: (vector, each) => engine.composite({ ...vector, holds: (vector as unknown as CompositeVector).holds.slice(-1) }, each),
      install: () => ({ status: "Accepted", thenHolds: [1] }),
    };
    expect(judgeVectors(file, hasty).wrong.length).toBeGreaterThan(10);
  });
});
