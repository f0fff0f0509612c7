import { hours, minutes, seconds } from "@cpokit/kernel";
import { firmwareJobs, publishedFirmware, stations, type CampaignRequest } from "@cpokit/csms";
import type { Version } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { describe, expect, it } from "vitest";
import { createFleetWorld, type FleetWorld } from "./fleet-world.ts";
import { connect, createBench } from "./kit.ts";

const NAMES = ["A", "B", "C", "D", "E", "F"];
const request = (more: Partial<CampaignRequest> = {}): CampaignRequest => ({
  name: "spring", version: "2.0.0", image: { location: "https://cpo.example/fw-2.0.0.bin" }, stations: NAMES, requestedBy: "anna", ...more,
});
const signature = { certificate: "-----BEGIN CERTIFICATE-----", value: "c2lnbmF0dXJl" };
const jobs = async ({ bench }: FleetWorld) => Object.fromEntries((await bench.store.find(firmwareJobs)).items.map(({ body }) => [body.station, body.state]));
const all = (state: string, names = NAMES) => Object.fromEntries(names.map((name) => [name, state]));

describe.each<Version>(["1.6", "2.0.1", "2.1"])("OCPP %s: a firmware campaign", (version) => {
  it.each([["unsigned", {}], ["signed", { signature }]])("updates all stations in waves, %s", async (_kind, more) => {
    const world = await createFleetWorld(version, NAMES);
    const { id } = await world.bench.csms.firmware.start(request({ image: { location: "https://cpo.example/fw-2.0.0.bin", ...more }, waves: [1, 2], soak: minutes(10), key: "spring" }));
    expect(await world.bench.csms.firmware.start(request({ key: "spring" }))).toMatchObject({ id, waves: [1, 2, 2, 1] });
    await world.pass(minutes(5));
    expect(await jobs(world)).toEqual({ ...all("waiting"), A: "succeeded" });
    await world.pass(minutes(60));
    expect(await jobs(world)).toEqual(all("succeeded"));
    expect(await world.bench.csms.firmware.progress(id)).toMatchObject({ campaign: { state: "done" }, waves: [{ succeeded: 1 }, { succeeded: 2 }, { succeeded: 2 }, { size: 1, succeeded: 1, failed: 0 }] });
    for (const name of NAMES) expect(await world.bench.store.get(stations, name)).toMatchObject({ firmware: "2.0.0" });
  });

  it("halts at a canary that fails, goes on when it is resumed, and skips what is up to date", async () => {
    let isThere = false;
    const world = await createFleetWorld(version, ["A", "B", "C"], {
      downloads: { firmware: (location) => (isThere ? "2.0.0" : location.includes("none") ? "2.0.0" : undefined) },
      simulate: (name) => (name === "C" ? { firmware: "2.0.0" } : {}),
    });
    const { id } = await world.bench.csms.firmware.start(request({ stations: ["A", "B", "C"], waves: [1], retries: 1 }));
    await world.pass(minutes(3));
    expect(await jobs(world)).toEqual({ A: "waiting", B: "waiting", C: "waiting" });
    await world.pass(minutes(10));
    expect(await world.bench.csms.firmware.progress(id)).toMatchObject({ campaign: { state: "halted", reason: "1 of 1 stations failed in wave 1" }, waves: [{ failed: 1 }, {}, {}] });
    expect(await world.bench.store.get(firmwareJobs, `${id}/A`)).toMatchObject({ state: "failed", attempts: 2, reason: "DownloadFailed" });
    isThere = true;
    await world.pass(minutes(30));
    expect(await jobs(world)).toMatchObject({ B: "waiting" });
    await world.bench.csms.firmware.resume(id, "anna");
    await world.pass(minutes(30));
    expect(await jobs(world)).toEqual({ A: "failed", B: "succeeded", C: "skipped" });
    expect(await world.bench.csms.firmware.progress(id)).toMatchObject({ campaign: { state: "done" } });
  });

  it("is cancelled: what waits never begins, what is under way is watched to its end", async () => {
    const world = await createFleetWorld(version, NAMES);
    const { id } = await world.bench.csms.firmware.start(request({ atOnce: 2 }));
    await world.pass(seconds(20));
    expect(await world.bench.csms.firmware.cancel(id, "anna")).toMatchObject({ state: "cancelled", reason: "cancelled by anna" });
    await world.pass(minutes(10));
    expect(Object.values(await jobs(world)).sort()).toEqual(["cancelled", "cancelled", "cancelled", "cancelled", "succeeded", "succeeded"]);
    expect(await world.bench.csms.firmware.resume(id, "ben")).toMatchObject({ state: "cancelled" });
  });

  it("waits for stations that are offline, and survives one that reboots in the middle", async () => {
    const world = await createFleetWorld(version, ["A", "B"]);
    world.fleet[1]!.disconnect(hours(1));
    await world.bench.csms.firmware.start(request({ stations: ["A", "B"] }));
    await world.pass(seconds(20));
    world.fleet[0]!.powerLoss(seconds(5), "lost");
    await world.pass(minutes(30));
    expect(await jobs(world)).toEqual({ A: "succeeded", B: "requested" });
    await world.pass(minutes(60));
    expect(await jobs(world)).toEqual({ A: "succeeded", B: "succeeded" });
  });
});

describe("a firmware campaign", () => {
  it("names what is wrong with it", async () => {
    const { csms } = await createBench();
    const wrong: readonly (readonly [Partial<CampaignRequest>, string])[] = [
      [{ stations: [] }, "stations is 0"], [{ waves: [1, 0] }, "waves.1 is 0"], [{ haltAt: 101 }, "haltAt must be"], [{ version: "" }, "version must be"], [{ name: "" }, "name must not"],
      [{ image: { location: "fw.bin" } }, "image.location must be"], [{ atOnce: 0 }, "atOnce is 0"], [{ retries: -1 }, "retries is -1"],
    ];
    for (const [more, message] of wrong) await expect(csms.firmware.start(request(more))).rejects.toMatchObject({ code: "csms.campaign", message: expect.stringContaining(message) });
    await expect(csms.firmware.progress("none")).rejects.toMatchObject({ code: "csms.campaign-unknown" });
  });

  it("fails for stations that do not exist or never come, and for those that another campaign is at work at waits", async () => {
    const bench = await createBench();
    const station = await connect(bench, v201);
    const first = await bench.csms.firmware.start(request({ stations: ["CS-1"], within: hours(1), retries: 0 }));
    await expect.poll(() => station.calls.length).toBe(1);
    const second = await bench.csms.firmware.start(request({ name: "again", stations: ["CS-1", "NOBODY"], version: "3.0.0", haltAt: 100 }));
    expect(await bench.store.get(firmwareJobs, `${second.id}/NOBODY`)).toMatchObject({ state: "failed", reason: "there is no such station" });
    expect(await bench.store.get(firmwareJobs, `${second.id}/CS-1`)).toMatchObject({ state: "waiting", attempts: 0 });
    bench.clock.advance(hours(1));
    await bench.csms.sweep();
    expect(await bench.store.get(firmwareJobs, `${first.id}/CS-1`)).toMatchObject({ state: "failed", reason: "it did not finish in time; the last that was heard: accepted" });
    await bench.csms.sweep();
    await expect.poll(() => station.calls.length).toBe(2);
    // Progress of the first request says nothing of the second.
    await station.ask("FirmwareStatusNotification", { status: "Installed", requestId: 1 });
    expect(await bench.store.get(firmwareJobs, `${second.id}/CS-1`)).toMatchObject({ state: "requested" });
  });
});

describe("firmware at a local controller", () => {
  it("is published, and its locations are known; 1.6 has no such thing", async () => {
    const bench = await createBench();
    const checksum = "0123456789abcdef0123456789abcdef";
    const station = await connect(bench, v201);
    const by = { requestedBy: "anna" };
    expect(await bench.csms.firmware.publish("CS-1", { location: "https://a/fw", checksum }, by)).toMatchObject({ outcome: { outcome: "accepted" } });
    await station.ask("PublishFirmwareStatusNotification", { status: "Downloading", requestId: 1 });
    await station.ask("PublishFirmwareStatusNotification", { status: "Published", requestId: 1, location: ["http://10.0.0.1/fw"] });
    expect(await bench.store.get(publishedFirmware, `CS-1/${checksum}`)).toMatchObject({ state: "published", locations: ["http://10.0.0.1/fw"], detail: "Published" });
    await bench.csms.firmware.unpublish("CS-1", checksum, by);
    expect(await bench.store.get(publishedFirmware, `CS-1/${checksum}`)).toMatchObject({ state: "unpublished", locations: [] });
    await connect(bench, v16);
    expect(await bench.csms.firmware.publish("CS-1", { location: "https://a/fw", checksum: "ff" }, by)).toMatchObject({ outcome: { outcome: "unsupported" } });
    expect(await bench.store.get(publishedFirmware, "CS-1/ff")).toMatchObject({ state: "failed" });
  });
});
