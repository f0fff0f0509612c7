import { formatInstant, hours, minutes, seconds } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createFleet, createMemoryNetwork, createRandom, createVirtualTime, FAULTS, faultsNamed, type Fleet, type MemoryFrame } from "../src/index.ts";
import { START } from "./fake-central-system.ts";

interface Run {
  readonly fleet: Fleet;
  readonly frames: readonly MemoryFrame[];
  readonly faults: readonly string[];
}

/** Some hours of a fleet under virtual time, up to the end of its last session. */
async function runFleet(seed: number, faults: readonly string[] = [], stations = 6): Promise<Run> {
  const time = createVirtualTime(START);
  const frames: MemoryFrame[] = [];
  const found: string[] = [];
  let transactions = 0;
  const network = createMemoryNetwork({
    clock: time.clock, scheduler: time.scheduler, delay: 20,
    frame: (frame) => void frames.push(frame),
    fault: (_, fault) => void found.push(fault.fault),
    handler({ action, link }) {
      const now = formatInstant(time.clock.now());
      const info = link.protocol.version === "1.6" ? { idTagInfo: { status: "Accepted" } } : { idTokenInfo: { status: "Accepted" } };
      const responses: Record<string, object> = {
        BootNotification: { status: "Accepted", currentTime: now, interval: 300 }, Heartbeat: { currentTime: now }, Authorize: info,
        StartTransaction: { ...info, transactionId: action === "StartTransaction" ? (transactions += 1) : transactions },
      };
      return { response: responses[action] ?? {} };
    },
  });
  const fleet = createFleet({
    stations, open: network.open, clock: time.clock, scheduler: time.scheduler, random: createRandom(seed),
    tokens: [{ value: "04A2B3C4" }, { value: "99887766" }], settings: { meterInterval: minutes(5) }, faults: faultsNamed(faults),
  });
  fleet.start();
  await time.advance(hours(8));
  const stopped = fleet.stop();
  await time.advance(minutes(2));
  await stopped;
  return { fleet, frames, faults: found };
}

describe("createFleet", () => {
  it("makes believable traffic of all three versions, without a mistake", async () => {
    const { fleet, faults } = await runFleet(1);
    const report = fleet.report();
    expect(new Set(fleet.stations.map(({ version }) => version))).toEqual(new Set(["1.6", "2.0.1", "2.1"]));
    expect(report.sessionsStarted).toBeGreaterThan(20);
    expect(report.sessionsEnded).toBe(report.sessionsStarted);
    expect(report.energy).toBeGreaterThan(200_000);
    expect(report).toMatchObject({ stations: 6, queued: 0, gaveUp: 0 });
    expect(faults).toEqual([]);
    for (const counts of Object.values(report.calls)) expect(counts).toMatchObject({ error: 0, invalid: 0, timeout: 0 });
  });

  it("is the same for the same seed, and another one for another", async () => {
    const words = async (seed: number) => (await runFleet(seed, [], 3)).frames.map(({ identity, direction, text, at }) => `${at} ${identity} ${direction} ${text}`);
    const first = await words(5);
    expect(await words(5)).toEqual(first);
    expect(await words(6)).not.toEqual(first);
  });

  it("gets every session told under all faults at once, in valid messages but for the garbage", async () => {
    const { fleet, faults } = await runFleet(2, Object.keys(FAULTS).filter((name) => name !== "garbageFrame"));
    const report = fleet.report();
    expect(new Set(faults)).toEqual(new Set(["repeated", "unsolicited"]));
    expect(report.sessionsStarted).toBeGreaterThan(10);
    expect(report.lostLines).toBeGreaterThan(10);
    expect(report.gaveUp).toBe(0);
  });

  it("stops before it has begun", async () => {
    const time = createVirtualTime(START);
    const network = createMemoryNetwork({ clock: time.clock, scheduler: time.scheduler, handler: () => ({ response: {} }) });
    const fleet = createFleet({ stations: 2, open: network.open, clock: time.clock, scheduler: time.scheduler, random: createRandom(1), tokens: [{ value: "A" }] });
    fleet.start();
    await fleet.stop();
    await time.advance(seconds(60));
    expect(network.link("SIM-0001")).toBeUndefined();
  });
});
