import { createHash } from "node:crypto";
import { hours, instant } from "@cpokit/kernel";
import { auditEntries, cases, createAudit, createCases, dayOf, daysOf, healthOf, type HealthEvidence, type StationDay } from "@cpokit/csms";
import { v16 } from "@cpokit/ocpp/v16";
import { describe, expect, it } from "vitest";
import { at, bootOf, connect, createBench, createTestIds, START } from "./kit.ts";

describe("a fault that a driver reports", () => {
  async function desk() {
    const bench = await createBench();
    return { bench, cases: createCases({ store: bench.store, clock: bench.clock, ids: createTestIds() }) };
  }

  it("opens a case, or joins the one that is open for the EVSE", async () => {
    const { bench, cases: desk_ } = await desk();
    const first = await desk_.report({ station: "CS-1", evse: 1, text: "The plug is broken\nreally", contact: "anna@example.com" });
    expect(first).toMatchObject({ title: "The plug is broken", source: "driver", state: "open", reportCount: 1 });
    expect(await desk_.report({ station: "CS-1", evse: 1, text: "Broken plug" })).toMatchObject({ id: first.id, reportCount: 2, reports: [{ contact: "anna@example.com" }, { text: "Broken plug" }] });
    expect((await desk_.report({ station: "CS-1", text: "The screen is dark" })).id).not.toBe(first.id);
    expect(await bench.store.transaction((unit) => desk_.open(unit, { station: "CS-1", evse: 1, title: "x", source: "operator", by: "ben", text: "seen too" }))).toMatchObject({ id: first.id, notes: [{ by: "ben", text: "seen too" }] });
    expect(await desk_.assign(first.id, "ben", "field team")).toMatchObject({ state: "working", assignee: "field team" });
    expect(await desk_.close(first.id, "ben", "plug replaced")).toMatchObject({ state: "closed", resolution: "plug replaced" });
    expect(await desk_.close(first.id, "carl", "again")).toMatchObject({ resolution: "plug replaced" });
    expect((await desk_.report({ station: "CS-1", evse: 1, text: "Broken again" })).id).not.toBe(first.id);
    expect((await bench.store.find(cases, { index: "byState", prefix: "closed" })).items).toHaveLength(1);
  });

  it("keeps the first and the latest of a flood, and counts all", async () => {
    const { cases: desk_ } = await desk();
    for (let index = 1; index <= 50; index += 1) await desk_.report({ station: "CS-1", evse: 1, text: `report ${index}` });
    const last = await desk_.report({ station: "CS-1", evse: 1, text: "last" });
    expect(last.reportCount).toBe(51);
    expect(last.reports.map(({ text }) => text)).toEqual(["report 1", ...Array.from({ length: 18 }, (_, index) => `report ${index + 33}`), "last"]);
  });

  it("is refused by name", async () => {
    const { cases: desk_ } = await desk();
    await expect(desk_.report({ station: "CS-1", text: "  " })).rejects.toMatchObject({ code: "csms.case", message: "text must not be empty." });
    await expect(desk_.report({ station: "CS-1", text: "x".repeat(2_001) })).rejects.toMatchObject({ code: "csms.case", message: expect.stringContaining("at most 2000") });
    await expect(desk_.report({ station: "NOBODY", text: "x" })).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(desk_.note("none", "ben", "x")).rejects.toMatchObject({ code: "csms.case-unknown" });
  });
});

describe("the audit log (I27)", () => {
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
  async function log() {
    const bench = await createBench();
    const audit = createAudit({ store: bench.store, clock: bench.clock, ids: createTestIds(), digest });
    const record = (action: string) => bench.store.transaction((unit) => audit.record(unit, { actor: "anna", action, subject: "stations/CS-1", before: { a: undefined, b: 1 }, after: { b: 2 } }));
    for (const action of ["one", "two", "three"]) await record(action);
    return { bench, audit, record };
  }

  it("chains what was done, in the unit in which it was done", async () => {
    const { bench, audit } = await log();
    const [first, second] = (await bench.store.find(auditEntries)).items.map(({ body }) => body);
    expect(first).toMatchObject({ seq: 1, previous: "", actor: "anna", before: { b: 1 }, after: { b: 2 } });
    expect(second?.previous).toBe(first?.hash);
    await expect(bench.store.transaction(async (unit) => {
      await audit.record(unit, { actor: "anna", action: "four", subject: "x" });
      throw new Error("it failed");
    })).rejects.toThrow("it failed");
    expect(await audit.verify()).toMatchObject({ outcome: "intact", entries: 3 });
  });

  it.each<[string, (bench: Awaited<ReturnType<typeof log>>["bench"]) => Promise<unknown>, object]>([
    ["an entry that was changed", (bench) => bench.store.transaction(async (unit) => {
      const entry = (await unit.get(auditEntries, "000000000002"))!;
      unit.put(auditEntries, "000000000002", { ...entry, actor: "ben" });
    }), { seq: 2, reason: "it was changed" }],
    ["an entry that was removed", (bench) => bench.store.transaction((unit) => unit.delete(auditEntries, "000000000002")), { seq: 2, reason: "entry 2 is missing" }],
    ["the end that was cut off", (bench) => bench.store.transaction((unit) => unit.delete(auditEntries, "000000000003")), { seq: 3, reason: "entries at the end are missing" }],
    ["an entry that was made anew", (bench) => bench.store.transaction(async (unit) => {
      const entry = (await unit.get(auditEntries, "000000000002"))!;
      const { hash: _, ...content } = { ...entry, actor: "ben" };
      const text = JSON.stringify(Object.fromEntries(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))));
      unit.put(auditEntries, "000000000002", { ...content, hash: digest(text) });
    }), { outcome: "broken" }],
  ])("finds %s", async (_name, tamper, expected) => {
    const { bench, audit } = await log();
    await tamper(bench);
    expect(await audit.verify()).toMatchObject({ outcome: "broken", ...expected });
  });

  it("finds a chain that was written anew, by a hash that was noted elsewhere", async () => {
    const { audit } = await log();
    const noted = await audit.verify();
    const other = await log();
    await other.record("four");
    expect(noted).toMatchObject({ outcome: "intact" });
    expect(await other.audit.verify({ seq: 3, hash: "somebody else's" })).toEqual({ outcome: "broken", seq: 3, reason: "it is not the entry whose hash was noted" });
    expect(await audit.verify({ seq: 9, hash: "x" })).toMatchObject({ outcome: "broken", reason: "entries at the end are missing" });
  });

  it("has every act that was begun: as it ended, not at all when it was refused, and as unknown when a crash cut it off", async () => {
    const { bench, audit } = await log();
    const act = { actor: "anna", action: "retire", subject: "stations/CS-1" };
    const done = await audit.begin(act);
    await audit.end(await audit.begin(act));
    await audit.begin({ ...act, action: "cut off" });
    await audit.end(done, { after: { lifecycle: "retired" } });
    await audit.end(done, { after: "twice" });
    await audit.sweep(bench.clock.now());
    const entries = async () => (await bench.store.find(auditEntries, { from: "000000000004" })).items.map(({ body }) => body);
    expect(await entries()).toMatchObject([{ ...act, after: { lifecycle: "retired" } }]);
    bench.clock.advance(hours(1));
    await audit.sweep(bench.clock.now());
    await audit.sweep(bench.clock.now());
    expect(await entries()).toMatchObject([{ action: "retire" }, { action: "cut off", outcome: "unknown" }]);
    expect(await audit.verify()).toMatchObject({ outcome: "intact", entries: 5 });
  });
});

describe("the health of a station", () => {
  it("is counted by day, in the unit of each message, once", async () => {
    const bench = await createBench();
    const station = await connect(bench, v16);
    await station.ask("BootNotification", bootOf(v16));
    for (const [status, errorCode] of [["Faulted", "GroundFailure"], ["Faulted", "HighTemperature"], ["Available", "NoError"], ["Faulted", "GroundFailure"]]) await station.ask("StatusNotification", { connectorId: 1, status, errorCode });
    const start = { connectorId: 1, idTag: "04A2B3C4", meterStart: 0, timestamp: at(1) };
    await station.ask("StartTransaction", start);
    await station.ask("StartTransaction", start);
    await station.ask("StartTransaction", { ...start, idTag: "BLOCKED1", timestamp: at(2) });
    await bench.csms.send("CS-1", { command: "unlock", evse: 1 }, { requestedBy: "test" });
    bench.clock.advance(hours(24));
    await station.ask("StopTransaction", { transactionId: 1, meterStop: 5, timestamp: at(3) });
    const days = await daysOf(bench.store, "CS-1", START, bench.clock.now());
    expect(days).toMatchObject([{ day: dayOf(START), boots: 2, faults: 2, starts: 1, refusedStarts: 1, ends: 0, commands: 1, failedCommands: 0 }, { day: dayOf(START) + 1, ends: 1, boots: 0 }]);
  });

  const day = dayOf(instant(START));
  const quiet = (offset: number, more: Partial<StationDay> = {}): StationDay => ({
    station: "CS-1", day: day - offset, boots: 0, faults: 0, starts: 4, refusedStarts: 0, ends: 4, commands: 2, failedCommands: 0, securityEvents: 0, ...more,
  });
  const month = (more: (offset: number) => Partial<StationDay>): readonly StationDay[] => Array.from({ length: 28 }, (_, offset) => quiet(offset, more(offset)));
  const cases: readonly (readonly [string, Partial<HealthEvidence>, number, readonly string[]])[] = [
    ["nothing wrong", { days: month(() => ({})) }, 100, []],
    ["nothing known", { days: [] }, 100, []],
    ["faults every day for ever", { days: month(() => ({ faults: 1 })) }, 72, ["faults"]],
    ["faults since this week", { days: month((offset) => ({ faults: offset < 7 ? 1 : 0 })) }, 62, ["faults", "faults-rising"]],
    ["a restart a day on purpose", { days: month(() => ({ boots: 1 })) }, 100, []],
    ["a boot loop", { days: month((offset) => ({ boots: offset === 0 ? 30 : 0 })) }, 75, ["boots", "boots-rising"]],
    ["commands without answers", { days: month((offset) => (offset < 7 ? { failedCommands: 1 } : {})) }, 80, ["unanswered"]],
    ["nobody comes any more", { days: month((offset) => (offset < 7 ? { starts: 0 } : {})) }, 80, ["unused"]],
    ["half as many come", { days: month((offset) => (offset < 7 ? { starts: 2 } : {})) }, 95, ["use-falling"]],
    ["sessions without energy", { days: month(() => ({})), success: { share: 0.8, sessions: 30 } }, 80, ["success"]],
    ["often out of order", { days: month(() => ({})), uptime: 0.9 }, 80, ["uptime"]],
    ["everything at once", { days: month((offset) => (offset < 7 ? { faults: 20, boots: 20, securityEvents: 9, failedCommands: 2, starts: 0 } : {})), uptime: 0.1 }, 0, ["uptime", "faults"]],
  ];
  it.each(cases)("with %s", (_name, evidence, score, codes) => {
    const health = healthOf({ day, days: [], ...evidence });
    expect(health.score).toBe(score);
    expect(health.findings.map(({ code }) => code).slice(0, codes.length)).toEqual(codes);
    for (const { reason } of health.findings) expect(reason).toMatch(/\d|session/);
  });
});
