import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { expect, it } from "vitest";
import { createApp } from "../src/app.ts";

it("a partner registers with an Express application, reads its locations, sends a token and starts a session", async () => {
  const partner = createServer();
  const heard: unknown[] = [];
  const server = createServer();
  for (const each of [partner, server]) await once(each.listen(0, "127.0.0.1"), "listening");
  const [theirs, ours] = [partner, server].map((each) => `http://127.0.0.1:${(each.address() as AddressInfo).port}`) as [string, string];
  partner.on("request", (request, response) => {
    const data: unknown = request.url === "/versions" ? [{ version: "2.2.1", url: `${theirs}/2.2.1` }]
      : { version: "2.2.1", endpoints: [{ identifier: "credentials", role: "RECEIVER", url: `${theirs}/2.2.1/credentials` }] };
    request.setEncoding("utf8").on("data", (chunk) => heard.push([request.url, JSON.parse(String(chunk))])).on("end", () => response.end(JSON.stringify({ data, status_code: 1000, timestamp: "2026-03-01T00:00:00Z" })));
  });
  const store = createStore(createMemoryDriver(), { clock: systemClock, scheduler: systemScheduler, random: systemRandom });
  const { app, invite, stop } = await createApp({ store, clock: systemClock, ids: createSystemIds(), origin: ours, urlPolicy: { allow: ["127.0.0.1"] } });
  server.on("request", app);
  try {
    const call = async (method: string, path: string, token: string, body?: unknown): Promise<{ readonly status_code: number; readonly data: never }> => {
      const answer = await fetch(`${ours}/ocpi/${path}`, { method, headers: { Authorization: `Token ${btoa(token)}`, "Content-Type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      return (await answer.json()) as { readonly status_code: number; readonly data: never };
    };
    const credentials = { token: "theirs", url: `${theirs}/versions`, roles: [{ role: "EMSP", country_code: "NL", party_id: "ABC", business_details: { name: "ABC" } }] };
    const { data: { token } } = await call("POST", "2.2.1/credentials", await invite("ABC"), credentials) as { readonly data: { readonly token: string } };
    expect((await call("GET", "2.2.1/sender/locations", token)).data).toMatchObject([{ id: "market-square", evses: [{ status: "AVAILABLE" }] }]);
    const received = { country_code: "NL", party_id: "ABC", uid: "04A1", type: "RFID", contract_id: "NL-ABC-1", issuer: "ABC", valid: true, whitelist: "ALWAYS", last_updated: "2026-03-01T00:00:00Z" };
    expect((await call("PUT", "2.2.1/receiver/tokens/NL/ABC/04A1", token, received)).status_code).toBe(1000);
    expect(await (await fetch(`${ours}/tokens/NL/ABC/04A1`)).json()).toEqual([received]);
    const start = { response_url: `${theirs}/result/1`, token: received, location_id: "market-square" };
    expect((await call("POST", "2.2.1/receiver/commands/START_SESSION", token, start)).data).toEqual({ result: "ACCEPTED", timeout: 30 });
    await store.outbox.idle();
    expect(heard).toEqual([["/result/1", { result: "EVSE_INOPERATIVE" }]]);
    expect(await (await fetch(ours)).text()).toBe("Delft Charging");
  } finally {
    await stop();
    for (const each of [partner, server]) each.close();
    for (const each of [partner, server]) each.closeAllConnections();
    await store.close();
  }
});
