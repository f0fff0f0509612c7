import { instant } from "@cpokit/kernel";
import type { MeterState } from "@cpokit/metering";
import type { Session } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { assessEnd, duplicateStart, meterBelowLastStop, reviewOf } from "./plausibility.ts";
import { defaultPolicy } from "./policy.ts";

const NINE = Date.UTC(2026, 10, 21, 9);
const minute = (count: number) => instant(NINE + count * 60_000);

const good: Session = {
  id: "S-1", station: "CS-1", incarnation: 1, evse: 1, transaction: "1", lifecycle: "ended", energyState: "charging", provisional: false, review: "clean", suspicions: [],
  settlement: "none", startAt: minute(0), endAt: minute(60), lastEvidenceAt: minute(60), startRegister: 1_000, lastRegister: 9_000, energy: 8_000, maxPower: 11_000,
  closure: "station", journalLength: 2,
};
const meter: MeterState = { begin: { at: minute(0), value: "1000" }, end: { at: minute(60), value: "9000" } };

function codesOf(session: Partial<Session>, meterState: MeterState = meter, without: readonly (keyof Session)[] = []): readonly string[] {
  const changed = Object.fromEntries(Object.entries({ ...good, ...session }).filter(([key]) => !without.includes(key as keyof Session))) as unknown as Session;
  return assessEnd({ session: changed, meter: meterState }, defaultPolicy).map(({ code }) => code);
}

describe("the rules about an ended session (T15, I6)", () => {
  it("finds nothing wrong with a good one", () => expect(codesOf({})).toEqual([]));
  it("missing-end", () => expect(codesOf({ provisional: true })).toEqual(["missing-end"]));
  it("missing-end-reading", () => expect(codesOf({}, { begin: meter.begin! })).toEqual(["missing-end-reading"]));
  it("a recent sample stands for the end reading", () =>
    expect(codesOf({}, { begin: meter.begin!, samples: { kind: "register", offset: "0", at: minute(56), value: "9000" } })).toEqual([]));
  it("energy-unknown, Q13: unknown is not 0", () => expect(codesOf({}, {}, ["energy", "startRegister"])).toEqual(["energy-unknown"]));
  it("energy-unknown with a start register", () => expect(codesOf({}, meter, ["energy"])).toEqual(["energy-unknown"]));
  it("export-only, Q13", () => expect(codesOf({}, { exported: true }, ["energy"])).toEqual(["export-only"]));
  it("energy-above-power", () => expect(codesOf({ energy: 20_000 })).toEqual(["energy-above-power"]));
  it("energy-above-power with the policy's power where the EVSE's is unknown", () => expect(codesOf({ energy: 20_000 }, meter, ["maxPower"])).toEqual([]));
  it("energy-above-limit, pain 46", () => expect(codesOf({ energy: 1_000_001, maxPower: 4_000_000 })).toEqual(["energy-above-limit"]));
  it("token-refused", () => expect(codesOf({ authorization: { result: "refused", reason: "invalid" } })).toEqual(["token-refused"]));
  it("zero energy is a session like any other", () => expect(codesOf({ energy: 0, lastRegister: 1_000 })).toEqual([]));

  it("keeps what was raised on the way, drops rules that no longer hold, and remembers who cleared one", () => {
    const suspicions = [{ code: "time-future", reason: "f" }, { code: "missing-end", reason: "m" }, { code: "export-only", reason: "e", clearedBy: "ops" }];
    expect(codesOf({ suspicions })).toEqual(["time-future"]);
    const again = assessEnd({ session: { ...good, provisional: true, suspicions: [{ code: "missing-end", reason: "m", clearedBy: "ops" }] }, meter }, defaultPolicy);
    expect(again).toEqual([{ code: "missing-end", reason: "m", clearedBy: "ops" }]);
  });
});

describe("the rules about a start (pain 3)", () => {
  it.each([
    [500, { startRegister: 400, lastRegister: 900 }, "meter-below-last-stop"],
    [900, { startRegister: 400, lastRegister: 900 }, undefined],
    [0, { startRegister: 400, lastRegister: 900 }, undefined],
    [100, { startRegister: 0, lastRegister: 900 }, undefined],
    [100, undefined, undefined],
  ])("start register %s after %j", (startRegister, lastStop, code) => {
    expect(meterBelowLastStop({ ...good, startRegister }, lastStop)?.code).toBe(code);
  });

  it("duplicate-start: same token and register, soon after", () => {
    const token = { value: "A" };
    const older = { ...good, token };
    expect(duplicateStart(older, { ...good, id: "S-2", token, startAt: minute(1) })?.code).toBe("duplicate-start");
    expect(duplicateStart(older, { ...good, id: "S-2", token: { value: "B" }, startAt: minute(1) })).toBeUndefined();
    expect(duplicateStart(older, { ...good, id: "S-2", token, startRegister: 1_001 })).toBeUndefined();
    expect(duplicateStart(older, { ...good, id: "S-2", token, startAt: minute(61) })).toBeUndefined();
  });
});

it.each([
  [[], "clean"],
  [[{ code: "a", reason: "" }], "suspect"],
  [[{ code: "a", reason: "", clearedBy: "ops" }], "cleared"],
  [[{ code: "a", reason: "", clearedBy: "ops" }, { code: "b", reason: "" }], "suspect"],
])("review of %j is %s", (suspicions, review) => expect(reviewOf(suspicions)).toBe(review));
