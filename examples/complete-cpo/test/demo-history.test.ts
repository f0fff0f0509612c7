import { auditLedger, cdrs, usageMonths } from "@cpokit/billing";
import { alerts, authorizationDecisions } from "@cpokit/csms";
import { addDecimals, createUlids, decimal, formatDecimal, hours, instant, minutes, silentLogger } from "@cpokit/kernel";
import { systemRandom, systemScheduler } from "@cpokit/kernel/system";
import type { Session } from "@cpokit/model";
import { createMemoryDriver, createStore, type Collection, type Driver, type Store } from "@cpokit/storage";
import { createHash } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createCpo, type Cpo } from "../src/cpo.ts";
import { enterNetwork } from "../src/demo/enter-network.ts";
import { writeHistories } from "../src/demo/history.ts";
import { DEMO_STATIONS } from "../src/demo/network.ts";

const NOW = instant(Date.parse("2026-11-20T15:00:00Z"));
let now = NOW;
const clock = { now: () => now };
/** One station of each version, and those on which something goes wrong. */
const STATIONS = DEMO_STATIONS.filter(({ identity }) => ["AMS-JAVA-1", "AMS-JAVA-2", "HAM-RING-3", "RTM-MAAS-4", "LIS-ORI-2"].includes(identity));
const LENGTH = hours(24 * 8);

let stores: Store[] = [];
afterEach(async () => {
  now = NOW;
  for (const store of stores.splice(0)) await store.close();
  stores = [];
});

async function open(driver: Driver): Promise<Cpo> {
  const ports = { clock, scheduler: systemScheduler, random: systemRandom, ids: createUlids({ clock, random: systemRandom }), logger: silentLogger };
  const store = createStore(driver, ports);
  stores.push(store);
  const cpo = createCpo({ ...ports, store });
  await enterNetwork(cpo);
  return cpo;
}

async function sessionsOf(cpo: Cpo): Promise<Session[]> {
  const all: Session[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await cpo.sessions.list(cpo.store, { limit: 500, ...(after === undefined ? {} : { after }) });
    all.push(...page.items);
    after = page.next;
    isLast = after === undefined;
  }
  return all;
}

async function bodiesOf<Body>(cpo: Cpo, collection: Collection<Body>): Promise<Body[]> {
  const all: Body[] = [];
  for await (const { body } of cpo.store.each(collection)) all.push(body);
  return all;
}

describe("the history of the demonstration", () => {
  it("is made of whole sessions whose CDRs add up to them, of decisions, availability and alerts, all in the past", async () => {
    const cpo = await open(createMemoryDriver());
    await writeHistories(cpo, { stations: STATIONS, length: LENGTH });
    // What the past left open, the present looks after.
    await cpo.sweep(now);
    now = instant(now + minutes(5));
    await cpo.sweep(now);
    const sessions = await sessionsOf(cpo);
    expect(sessions.length).toBeGreaterThan(80);
    expect(sessions.filter(({ lifecycle }) => lifecycle !== "ended")).toEqual([]);
    expect(new Set(sessions.filter(({ review }) => review === "suspect").map(({ station }) => station))).toEqual(new Set(["AMS-JAVA-1"]));
    expect(sessions.every(({ startAt }) => startAt >= NOW - LENGTH && startAt < NOW)).toBe(true);

    const sealed = sessions.filter(({ settlement }) => settlement === "sealed");
    const records = await bodiesOf(cpo, cdrs);
    expect(records.map(({ session }) => session).sort()).toEqual(sealed.map(({ id }) => id).sort());
    const billed = records.reduce((sum, { energy }) => addDecimals(sum, decimal(energy)), decimal("0"));
    const charged = sealed.reduce((sum, { energy = 0 }) => sum + energy, 0);
    expect(Number(formatDecimal(billed)) * 1_000).toBeCloseTo(charged, 6);
    expect(records.every(({ issuedAt }) => issuedAt < NOW)).toBe(true);
    const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
    expect(await auditLedger(cpo.store, { digest })).toEqual({ sessions: sealed.length, cdrs: records.length, findings: [] });

    // The sums by month are those of the CDRs.
    const usage = (await bodiesOf(cpo, usageMonths)).filter(({ level }) => level === "station");
    expect(formatDecimal(usage.reduce((sum, { energy }) => addDecimals(sum, decimal(energy)), decimal("0")))).toBe(formatDecimal(billed));
    expect(usage.reduce((sum, { charges }) => sum + charges, 0)).toBe(records.length);

    // The second EVSE of this station was not entered.
    expect(new Set(sessions.filter(({ settlement }) => settlement === "unpriced").map(({ station, evse }) => `${station}/${evse}`))).toEqual(new Set(["RTM-MAAS-4/2"]));
    const decisions = await bodiesOf(cpo, authorizationDecisions);
    expect(decisions.filter(({ result }) => result.result === "accepted").length).toBeGreaterThan(sealed.length - 1);
    expect((await bodiesOf(cpo, alerts)).map(({ rule, station }) => `${rule} ${station}`)).toEqual(
      expect.arrayContaining(["connector-faulted HAM-RING-3", "station-offline LIS-ORI-2"]),
    );
  });

  it("is the same when it was killed in the middle and continued", async () => {
    const whole = await open(createMemoryDriver());
    await writeHistories(whole, { stations: STATIONS.slice(0, 3), length: LENGTH });

    const memory = createMemoryDriver();
    let commits = 0;
    const dying: Driver = {
      ...memory,
      commit(units) {
        commits += units.filter(({ writes }) => writes.length > 1_000).length;
        return commits === 2 ? Promise.reject(new Error("killed")) : memory.commit(units);
      },
    };
    const killed = await open(dying);
    await expect(writeHistories(killed, { stations: STATIONS.slice(0, 3), length: LENGTH })).rejects.toThrow("killed");
    const half = (await sessionsOf(killed)).length;
    const continued = await open({ ...memory, close: () => Promise.resolve() });
    await writeHistories(continued, { stations: STATIONS.slice(0, 3), length: LENGTH });

    const all = await sessionsOf(whole);
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(all.length);
    expect(await sessionsOf(continued)).toEqual(all);
    expect(await bodiesOf(continued, cdrs)).toEqual(await bodiesOf(whole, cdrs));
  });
});
