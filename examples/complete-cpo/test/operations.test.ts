import { auditEntries } from "@cpokit/csms";
import { instant } from "@cpokit/kernel";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alertChannels, readAlertSettings } from "../src/alert-channels.ts";
import { createTestCpo, furnish, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo();
  await furnish(house);
});
afterEach(() => house.close());

const fault = (state: "faulted" | "available") =>
  house.cpo.store.transaction((unit) => unit.publish({ topic: "station.status", key: "CS-1", payload: { fact: "status", station: "CS-1", receivedAt: house.cpo.clock.now(), evse: 1, connector: 1, state, stationTime: house.cpo.clock.now() } }));

describe("the API", () => {
  it("shows alerts, lets people have them, and be silent about them", async () => {
    await fault("faulted");
    await house.cpo.store.outbox.idle();
    const id = "connector-faulted/CS-1/1/1";
    expect(await house.send("GET", "/alerts")).toMatchObject({ body: { items: [{ id, title: "EVSE 1 of CS-1 is faulted", severity: "error", stationId: "CS-1" }] } });
    expect(await house.send("POST", "/alerts/acknowledge", { id, text: "I go there" })).toMatchObject({ status: 200, body: { state: "acknowledged", notes: [{ by: "operator", text: "I go there" }] } });
    expect(await house.send("POST", "/alerts/clear", { id })).toMatchObject({ body: { state: "cleared" } });
    expect(await house.send("POST", "/alerts/clear", { id: "none" })).toMatchObject({ status: 404 });
    const silence = await house.send("POST", "/silences", { rule: "connector-faulted", minutes: 60, reason: "maintenance" });
    await fault("faulted");
    await house.cpo.store.outbox.idle();
    expect(await house.send("GET", "/alerts")).toMatchObject({ body: { items: [{ id, silenced: true }] } });
    expect(await house.send("GET", "/silences")).toMatchObject({ status: 200, body: { items: [{ ...(silence.body as { id: string }), rule: "connector-faulted", by: "operator", reason: "maintenance" }] } });
    expect(await house.send("DELETE", `/silences/${(silence.body as { id: string }).id}`)).toMatchObject({ status: 200 });
    expect(await house.send("GET", "/silences")).toEqual({ status: 200, body: { items: [] } });
  });

  it("takes faults, keeps cases, and writes down who did what", async () => {
    const told = await house.send("POST", "/stations/CS-1/faults", { evse: 1, text: "The plug is broken" });
    expect(told).toMatchObject({ status: 201, body: { state: "open", title: "The plug is broken", reportCount: 1 } });
    const { id } = told.body as { id: string };
    await house.send("POST", `/cases/${id}/assign`, { text: "field team" });
    await house.send("POST", `/cases/${id}/notes`, { text: "on the way" });
    expect(await house.send("POST", `/cases/${id}/close`, { text: "plug replaced" })).toMatchObject({ body: { state: "closed", resolution: "plug replaced", assignee: "field team" } });
    expect(await house.send("POST", "/stations/NOBODY/faults", { text: "x" })).toMatchObject({ status: 404 });
    expect(await house.send("POST", "/stations/CS-1/faults", { text: " " })).toMatchObject({ status: 400, body: { field: "text" } });

    await house.send("PATCH", "/stations/CS-1", { lifecycle: "commissioned", newPassword: true });
    const entries = (await house.cpo.store.find(auditEntries, { index: "bySubject", prefix: "stations/CS-1", limit: 50 })).items.map(({ body }) => body);
    const change = entries.find(({ action }) => action === "PATCH /stations/CS-1");
    expect(change).toMatchObject({ actor: "operator", before: { lifecycle: "operative" }, after: { station: { lifecycle: "commissioned" }, password: "…" } });
    // What failed was not done.
    expect(JSON.stringify(entries)).not.toContain("NOBODY");
    expect(await house.send("GET", "/audit/verify")).toMatchObject({ body: { outcome: "intact" } });
  });

  it("tells the health of a station, reserves, fetches logs and updates firmware, in plain words", async () => {
    expect(await house.send("GET", "/stations/CS-1/health")).toEqual({ status: 200, body: { score: 100, findings: [] } });
    expect(await house.send("POST", "/stations/CS-1/reservations", { token: "04A2B3C4", minutes: 30 })).toMatchObject({ status: 409, body: { message: "The place is not kept: the station is offline" } });
    expect(await house.send("GET", "/reservations")).toMatchObject({ body: { items: [{ state: "failed", text: "The station does not keep it: the station is offline." }] } });
    expect(await house.send("POST", "/stations/CS-1/reservations/9/cancel")).toMatchObject({ status: 404 });
    const campaign = await house.send("POST", "/firmware-campaigns", { name: "spring", version: "2.0.0", location: "https://a.example/fw.bin", stations: ["CS-1"], waves: [1] });
    expect(campaign).toMatchObject({ status: 202, body: { state: "running", wave: 1, waves: [{ size: 1 }] } });
    expect(await house.send("POST", `/firmware-campaigns/${(campaign.body as { id: string }).id}/cancel`)).toMatchObject({ body: { state: "cancelled", reason: "cancelled by operator" } });
    expect(await house.send("POST", "/firmware-campaigns", { name: "x", version: "1", location: "gopher://a/b", stations: ["CS-1"] })).toMatchObject({ status: 400, body: { field: "image.location" } });
  });
});

describe("a log", () => {
  it("is taken where the station was sent to, without an operator key, and can be read with one", async () => {
    const asked = await house.send("POST", "/stations/CS-1/logs", { log: "diagnostics" });
    expect(asked).toMatchObject({ status: 202, body: { state: "requested" } });
    const { id } = asked.body as { id: string };
    expect(await house.fetch("/uploads/secret-1/today.log", { method: "PUT", body: "line 1\n", headers: { authorization: "" } })).toMatchObject({ status: 201 });
    expect(await house.fetch("/uploads/secret-1", { method: "PUT", body: "again", headers: { authorization: "" } })).toMatchObject({ status: 404 });
    expect(await house.send("GET", "/stations/CS-1/logs")).toMatchObject({ body: { items: [{ id, state: "received", file: { name: "today.log", bytes: 7 } }] } });
    const file = await house.fetch(`/api/v1/logs/${id}/file`);
    expect([await file.text(), file.headers.get("content-disposition")]).toEqual(["line 1\n", 'attachment; filename="today.log"']);
    expect(await house.send("GET", "/logs/none/file")).toMatchObject({ status: 404 });
  });
});

describe("where alerts go", () => {
  it("is read from the environment, as a whole or not at all", () => {
    expect(readAlertSettings({})).toEqual({});
    expect(readAlertSettings({ CPOKIT_ALERT_WEBHOOK: "https://a", CPOKIT_ALERT_SECRET: "s", CPOKIT_SMTP: "smtp://h", CPOKIT_MAIL_FROM: "a@b", CPOKIT_ALERT_MAIL: "x@y, z@y" }))
      .toEqual({ webhook: { url: "https://a", secret: "s" }, mail: { smtp: "smtp://h", from: "a@b", to: ["x@y", "z@y"] } });
    expect(() => readAlertSettings({ CPOKIT_ALERT_WEBHOOK: "https://a" })).toThrow("CPOKIT_ALERT_SECRET");
    expect(() => readAlertSettings({ CPOKIT_SMTP: "smtp://h" })).toThrow("CPOKIT_MAIL_FROM");
  });

  it("reaches a mail server and a webhook over real sockets", async () => {
    const { createServer } = await import("node:net");
    const http = await import("node:http");
    let mail = "";
    const smtp = createServer((socket) => {
      let reading = false;
      socket.write("220 test\r\n");
      socket.on("data", (chunk) => {
        const text = chunk.toString();
        if (reading) {
          mail += text;
          if (mail.endsWith("\r\n.\r\n")) {
            reading = false;
            socket.write("250 taken\r\n");
          }
          return;
        }
        for (const line of text.split("\r\n").filter((each) => each !== "")) {
          if (line === "DATA") reading = true;
          socket.write(line.startsWith("EHLO") ? "250 test\r\n" : line === "DATA" ? "354 go on\r\n" : line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
        }
      });
    });
    const posted: { readonly signature: unknown; readonly body: string }[] = [];
    const hook = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => void (body += chunk.toString()));
      request.on("end", () => {
        posted.push({ signature: request.headers["cpokit-signature"], body });
        response.writeHead(posted.length > 1 ? 204 : 500).end();
      });
    });
    const portOf = (server: { address(): unknown; listen(port: number, host: string, ready: () => void): unknown }): Promise<number> =>
      new Promise((resolve) => void server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)));
    const [smtpPort, hookPort] = [await portOf(smtp), await portOf(hook)];
    try {
      const now = instant(1_795_000_000_000);
      const channels = alertChannels(
        { webhook: { url: `http://127.0.0.1:${hookPort}/`, secret: "s" }, mail: { smtp: `smtp://127.0.0.1:${smtpPort}`, from: "cpo@example.com", to: ["ops@example.com"] } },
        { clock: { now: () => now }, logger: house.cpo.logger },
      );
      const alert = { id: "r/s", rule: "r", subject: "s", severity: "error", title: "It burns", state: "open", count: 1, firstAt: now, lastAt: now, notes: [] } as const;
      const byName = (name: string) => channels.find(({ channel }) => channel.name === name)!.channel;
      await byName("mail").send({ id: "d-1", what: "opened", alert });
      expect(mail).toContain("Subject: It burns");
      expect(mail).toContain("Severity: error");
      await expect(byName("webhook/alerts").send({ id: "d-1", what: "opened", alert })).rejects.toMatchObject({ code: "csms.webhook", message: expect.stringContaining("answered 500") });
      await byName("webhook/alerts").send({ id: "d-1", what: "opened", alert });
      expect(posted[1]).toMatchObject({ signature: expect.stringMatching(/^t=1795000000,v1=[0-9a-f]{64}$/), body: expect.stringContaining('"It burns"') });
    } finally {
      smtp.close();
      hook.close();
    }
  });
});
