import { hours, minutes, seconds } from "@cpokit/kernel";
import { createMemoryBlobs, createUploads, logRequests, securityEvents } from "@cpokit/csms";
import type { Protocol, Version } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { createFleetWorld, put } from "./fleet-world.ts";
import { at, connect, createBench, START } from "./kit.ts";

const order = { station: "A", requestedBy: "anna" } as const;
const bytes = async (file: AsyncIterable<Uint8Array> | undefined) => {
  let text = "";
  for await (const chunk of file ?? []) text += new TextDecoder().decode(chunk);
  return text;
};

describe.each<Version>(["1.6", "2.0.1", "2.1"])("OCPP %s: a log", (version) => {
  it.each(["diagnostics", "security"] as const)("of %s is uploaded to us, once, and goes when its time is over", async (log) => {
    const world = await createFleetWorld(version, ["A"]);
    const { id, location } = await world.bench.csms.logs.request({ ...order, log });
    expect(location).toBe("https://cpo.example/uploads/token-1");
    await world.pass(seconds(30));
    const request = await world.bench.store.get(logRequests, id);
    expect(request).toMatchObject({ state: "received", file: { name: `A-${log}-1`, bytes: 25 } });
    expect(request).not.toHaveProperty("token");
    expect(await bytes(await world.uploads.read(id))).toBe("log of A, firmware 1.0.0\n");
    expect(await world.uploads.fetch(put(location, "once more"))).toMatchObject({ status: 404 });
    expect(await world.uploads.sweep(world.time.clock.now())).toBe(0);
    await world.pass(hours(24));
    world.time.clock.now();
    expect(await world.uploads.sweep((START + hours(24 * 31)) as never)).toBe(1);
    expect(await world.uploads.read(id)).toBeUndefined();
    expect(await world.bench.store.get(logRequests, id)).toMatchObject({ state: "received", detail: expect.stringContaining("was deleted") });
  });

  it("is asked for when the station returns, fails by its word, and expires without one", async () => {
    let reaches = false;
    const world = await createFleetWorld(version, ["A", "B"], { downloads: { upload: () => Promise.resolve(reaches) } });
    const failed = await world.bench.csms.logs.request({ ...order, log: "diagnostics" });
    await world.pass(seconds(30));
    expect(await world.bench.store.get(logRequests, failed.id)).toMatchObject({ state: "failed", detail: version === "1.6" ? "UploadFailed" : "UploadFailure" });
    reaches = true;
    const elsewhere = await world.bench.csms.logs.request({ ...order, log: "diagnostics", location: "ftp://files.example/a" });
    const lost = await world.bench.csms.logs.request({ ...order, log: "diagnostics" });
    world.fleet[1]!.disconnect(minutes(30));
    const later = await world.bench.csms.logs.request({ ...order, station: "B", log: "diagnostics" });
    await world.pass(minutes(10));
    expect(await world.bench.store.get(logRequests, later.id)).toMatchObject({ state: "requested" });
    // It says uploaded, and nothing came: only what is here counts, unless it went elsewhere.
    expect(await world.bench.store.get(logRequests, lost.id)).toMatchObject({ state: "uploading", detail: "Uploaded" });
    if (version !== "1.6") expect(await world.bench.store.get(logRequests, elsewhere.id)).toMatchObject({ state: "uploaded" });
    await world.pass(minutes(40));
    expect(await world.bench.store.get(logRequests, later.id)).toMatchObject({ state: "uploading" });
    await world.pass(hours(24));
    expect(await world.bench.store.get(logRequests, lost.id)).toMatchObject({ state: "expired", detail: "nothing came; the last that was heard: Uploaded" });
  });
});

describe("an upload", () => {
  async function asked(mostBytes?: number) {
    const bench = await createBench({ uploads: { baseUrl: "https://u", newToken: () => "secret" } });
    await connect(bench, v201);
    const request = await bench.csms.logs.request({ station: "CS-1", log: "diagnostics", requestedBy: "anna" });
    const blobs = createMemoryBlobs();
    const uploads = createUploads({ store: bench.store, clock: bench.clock, blobs, respond: (status, text) => ({ status, text }), ...(mostBytes && { mostBytes }) });
    return { bench, uploads, request, state: async () => (await bench.store.get(logRequests, request.id))?.state };
  }

  it("keeps a safe name that the station gives, and nothing else of the path", async () => {
    const { bench, uploads, request } = await asked();
    expect(await uploads.fetch(put("https://u/secret/../%2e%2e/etc", "x"))).toMatchObject({ status: 404 });
    expect(await uploads.fetch(put("https://u/secret/log-2026.tar.gz?x=1", "content"))).toEqual({ status: 201, text: "" });
    expect(await bench.store.get(logRequests, request.id)).toMatchObject({ file: { name: "log-2026.tar.gz", bytes: 7 } });
  });

  it("is refused by method, by token, by time and by size, and may be repeated when it broke off", async () => {
    const { bench, uploads, state } = await asked(10);
    expect(await uploads.fetch(put("https://u/secret", "", "GET"))).toMatchObject({ status: 405 });
    expect(await uploads.fetch(put("https://u/other", "x"))).toMatchObject({ status: 404 });
    expect(await uploads.fetch(put("https://u/secret", "x".repeat(11)))).toMatchObject({ status: 413, text: "The file is larger than 10 bytes." });
    expect(await state()).toBe("uploading");
    let release = (): void => {};
    const slow = { method: "PUT", url: "https://u/secret", body: { getReader: () => ({ read: () => new Promise<{ done: boolean }>((resolve) => { release = () => resolve({ done: true }); }), cancel: async () => {} }) } };
    const first = uploads.fetch(slow);
    await expect.poll(async () => (await uploads.fetch(put("https://u/secret", "y"))).status).toBe(409);
    release();
    expect(await first).toMatchObject({ status: 201 });
    expect(await uploads.fetch(put("https://u/secret", "y"))).toMatchObject({ status: 404 });
    bench.clock.advance(hours(48));
    const late = await asked();
    late.bench.clock.advance(hours(24));
    expect(await late.uploads.fetch(put("https://u/secret", "y"))).toMatchObject({ status: 410 });
  });

  it("needs somewhere to go", async () => {
    const bench = await createBench();
    await expect(bench.csms.logs.request({ station: "CS-1", log: "security", requestedBy: "anna" })).rejects.toMatchObject({ code: "csms.uploads" });
    await expect(bench.csms.logs.request({ station: "NOBODY", log: "security", location: "ftp://a", requestedBy: "anna" })).rejects.toMatchObject({ code: "csms.station-unknown" });
  });
});

describe.each<[string, Protocol]>([["1.6", v16], ["2.0.1", v201], ["2.1", v21]])("OCPP %s: a security event", (_, protocol) => {
  it("is kept once, with how grave it is", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    const event = { type: "TamperDetectionActivated", timestamp: at(1), techInfo: "door" };
    await station.ask("SecurityEventNotification", event);
    await station.ask("SecurityEventNotification", event);
    await station.ask("SecurityEventNotification", { type: "SettingSystemTime", timestamp: at(2) });
    const { items } = await bench.store.find(securityEvents, { index: "byStation", prefix: "CS-1" });
    expect(items.map(({ body }) => [body.type, body.severity])).toEqual([["TamperDetectionActivated", "error"], ["SettingSystemTime", "info"]]);
  });
});
