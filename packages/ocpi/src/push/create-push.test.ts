import { createUlids, instant } from "@cpokit/kernel";
import { createMemoryPlace, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { connectedPeer, envelope, LOCATION, NOW, partner, PARTNER, SESSION, TOKEN, type Sent } from "../../test/partner.ts";
import { createPeers } from "../peers/create-peers.ts";
import type { Kind, Kinds } from "../peers/kinds.ts";
import { peers as peerDocuments, type Peer } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { CDR, Location, Session } from "../v230/index.ts";
import { createPush, type PushAlarm, type PushOptions } from "./create-push.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;
const CPO = [{ role: "CPO", country_code: "NL", party_id: "CPO", business_details: { name: "A CPO" } }] as const;

async function given(version: OcpiVersion, answer: (request: Sent, place: number) => Response | Promise<Response>, { peer = {}, ...options }: Partial<PushOptions> & { readonly peer?: Partial<Peer> } = {}) {
  let now = NOW as number;
  const clock = { now: () => instant(now) };
  const place = createMemoryPlace();
  const { sent, options: client } = partner(answer);
  const alarms: PushAlarm[] = [];
  const open = () => {
    const store = createStore(place.open(), { clock });
    const ids = createUlids({ clock, random: Math.random });
    const peers = createPeers({ store, clock, ids });
    const push = createPush({ ...client, ids, store, peers, clock, random: () => 0.5, onAlarm: (alarm) => alarms.push(alarm), concurrency: 1, ...options });
    return { store, push, peers, publish: <Name extends Kind>(kind: Name, object: Kinds[Name]) => store.transaction((unit) => push.publish(unit, kind, object)) };
  };
  const first = open();
  await first.store.transaction((unit) => unit.put(peerDocuments, "partner", connectedPeer(version, peer)));
  return { ...first, open, sent, alarms, pass: (milliseconds: number) => void (now += milliseconds), asked: () => sent.splice(0).map(({ method, url }) => `${method} ${new URL(url).pathname.replace(/^\/ocpi\/[\d.]+\//, "").replace("/receiver", "")}`) };
}

async function listOf<Value>(values: AsyncIterable<Value>): Promise<readonly Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const withStatus = (status: "CHARGING" | "AVAILABLE"): Location => ({ ...LOCATION, evses: LOCATION.evses!.map((evse, place) => (place === 0 ? { ...evse, status } : evse)) });

describe.each(VERSIONS)("objects of ours at a partner of %s", (version) => {
  it("are PUT first, then PATCHed where they changed, and not told twice", async () => {
    const { publish, push, asked, sent } = await given(version, () => envelope());
    await publish("Location", LOCATION);
    expect(await push.tick()).toMatchObject({ told: 1, requests: 1 });
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1"]);
    await publish("Location", withStatus("CHARGING"));
    expect(await push.tick()).toMatchObject({ told: 1, requests: 1 });
    expect(sent[0]!.body).toEqual({ status: "CHARGING", last_updated: expect.any(String) as string });
    expect(asked()).toEqual(["PATCH locations/DE/ABC/LOC1/E1"]);
    expect((await publish("Location", withStatus("CHARGING"))).isChanged).toBe(false);
    expect(await push.tick()).toMatchObject({ told: 0, requests: 0 });
  });

  it("are told once in their latest state, however often they changed", async () => {
    const { publish, push, asked, pass } = await given(version, () => envelope());
    for (let turn = 0; turn < 10; turn += 1) {
      await publish("Location", withStatus(turn % 2 === 0 ? "CHARGING" : "AVAILABLE"));
      pass(1_000);
    }
    expect(await push.tick()).toMatchObject({ told: 1, requests: 1 });
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1"]);
  });

  it("are PUT whole after a failure, and by a sender that was restarted", async () => {
    let isDown = false;
    const { publish, push, asked, pass, open } = await given(version, () => (isDown ? Promise.reject(new Error("reset")) : envelope()));
    await publish("Location", LOCATION);
    await push.tick();
    isDown = true;
    await publish("Location", withStatus("CHARGING"));
    expect(await push.tick()).toMatchObject({ told: 0, failed: 1 });
    isDown = false;
    expect(await push.tick()).toMatchObject({ told: 0, failed: 0 });
    pass(1_500);
    await push.tick();
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1", "PATCH locations/DE/ABC/LOC1/E1", "PUT locations/DE/ABC/LOC1"]);
    const restarted = open();
    await restarted.publish("Location", withStatus("AVAILABLE"));
    await restarted.push.tick();
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1"]);
  });

  it("are PUT at once when the partner does not take the PATCH", async () => {
    const { publish, push, asked } = await given(version, ({ method }) => (method === "PATCH" ? envelope(undefined, { http: 404, status: 2003 }) : envelope()));
    await publish("Location", LOCATION);
    await push.tick();
    await publish("Location", withStatus("CHARGING"));
    expect(await push.tick()).toMatchObject({ told: 1, requests: 2 });
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1", "PATCH locations/DE/ABC/LOC1/E1", "PUT locations/DE/ABC/LOC1"]);
  });

  it("are never PATCHed at partners that do not know it", async () => {
    const { publish, push, asked } = await given(version, () => envelope(), { peer: { profile: { noPatch: true } } });
    await publish("Location", LOCATION);
    await push.tick();
    await publish("Location", withStatus("CHARGING"));
    await push.tick();
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1", "PUT locations/DE/ABC/LOC1"]);
  });

  it("are parked when the partner does not take them, until they change", async () => {
    const { publish, push, pass, alarms, asked } = await given(version, ({ body }) => ((body as { name?: string }).name === "Good" ? envelope() : envelope(undefined, { status: 2001 })));
    await publish("Location", LOCATION);
    for (let turn = 0; turn < 5; turn += 1) {
      await push.tick();
      pass(60_000);
    }
    expect(asked()).toHaveLength(3);
    expect(alarms).toEqual([{ alarm: "parked", peer: "partner", kind: "Location", id: "LOC1", rule: "2001: HTTP 200, OCPI 2001" }]);
    const parked = await listOf(push.parked("partner"));
    expect(parked).toMatchObject([{ kind: "Location", key: { id: "LOC1" } }]);
    expect((await push.plan("partner")).kinds).toMatchObject([{ kind: "Location", pending: 0, parked: 1 }]);
    const key = parked[0]!.key;
    expect(await push.deliveries("Location", key)).toMatchObject([{ peer: "partner", failures: 3, tried: { rule: "2001: HTTP 200, OCPI 2001" } }]);
    expect(await push.deliveries("CDR", key)).toEqual([]);
    await push.retry(parked[0]!);
    expect(await push.tick()).toMatchObject({ told: 0, requests: 0 });
    await publish("Location", { ...LOCATION, name: "Good" });
    expect(await push.tick()).toMatchObject({ told: 1 });
    expect(await listOf(push.parked())).toEqual([]);
  });

  it("wait while the partner is down: fewer and fewer attempts, one alarm, then everything in its latest state", async () => {
    let isDown = true;
    const { publish, push, peers, pass, alarms, asked, sent } = await given(version, () => (isDown ? new Response(null, { status: 503 }) : envelope()), { peer: { roles: CPO } });
    for (let number = 0; number < 20; number += 1) await publish("Token", { ...TOKEN, uid: `T${number}` });
    for (let second = 0; second < 600; second += 1) {
      await push.tick();
      pass(1_000);
    }
    expect(sent.length).toBeLessThan(20);
    expect(alarms.map(({ alarm }) => alarm)).toEqual(["unreachable"]);
    expect(await push.plan("partner")).toMatchObject({ outageSince: NOW, kinds: [{ kind: "Token", module: "tokens", pending: 20 }] });
    const fell = (await peers.get("partner"))!.updatedAt;
    expect(fell).toBeGreaterThan(NOW);
    asked();
    isDown = false;
    pass(20 * 60_000);
    expect(await push.tick()).toMatchObject({ told: 20, requests: 20 });
    // What a hub tells of it has changed twice.
    expect((await peers.get("partner"))!.updatedAt).toBeGreaterThan(fell);
    expect(alarms.map(({ alarm }) => alarm)).toEqual(["unreachable", "recovered"]);
    expect((await push.plan("partner")).kinds).toEqual([]);
  });

  it("are not told to a partner that refuses our token: somebody is told instead", async () => {
    const { publish, push, alarms, sent, pass } = await given(version, () => envelope(undefined, { http: 401, status: 2001 }));
    await publish("Location", LOCATION);
    await push.tick();
    await push.tick();
    expect(sent).toHaveLength(1);
    expect(alarms).toMatchObject([{ alarm: "unreachable", failures: 1 }]);
    pass(2_000);
    await push.tick();
    expect(alarms).toHaveLength(1);
  });

  it("are told with the new token when it was renewed meanwhile", async () => {
    const { publish, push, peers, sent, alarms } = await given(version, async ({ headers }) => {
      if (/Token (secret|c2VjcmV0)$/.test(headers.get("authorization")!)) {
        await peers.update("partner", (peer) => ({ ...peer, outbound: { token: "renewed", kind: "access" } }));
        return envelope(undefined, { http: 401, status: 2001 });
      }
      return envelope();
    });
    await publish("Location", LOCATION);
    await push.tick();
    expect(await push.tick()).toMatchObject({ told: 1 });
    expect([sent.length, alarms]).toEqual([2, []]);
  });

  it("go to those only whom they concern", async () => {
    const { publish, push, asked } = await given(version, () => envelope());
    await publish("Location", LOCATION);
    await publish("Session", SESSION);
    await publish("Session", { ...SESSION, id: "S2", cdr_token: { ...SESSION.cdr_token, party_id: "XXX" } });
    await push.tick();
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1", "PUT sessions/DE/ABC/S1"]);
  });

  it("are told as the projection shows them, and hidden ones not", async () => {
    const project = <Name extends Kind>(kind: Name, object: Kinds[Name]) => (kind === "Session" ? undefined : ({ ...object, name: "Shown" }));
    const { publish, push, sent } = await given(version, () => envelope(), { project });
    await publish("Location", LOCATION);
    await publish("Session", SESSION);
    expect(await push.tick()).toMatchObject({ told: 2, requests: 1 });
    expect(sent[0]!.body).toMatchObject({ name: "Shown" });
  });

  it("are deleted there when they were withdrawn", async () => {
    const tariff = { country_code: "DE", party_id: "ABC", id: "T1", currency: "EUR", tax_included: "NO", last_updated: "2026-03-01T10:00:00Z", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }] } as const;
    const { publish, push, store, asked } = await given(version, () => envelope());
    await publish("Tariff", tariff);
    await push.tick();
    await store.transaction((unit) => push.withdraw(unit, "Tariff", tariff));
    await push.tick();
    await publish("Tariff", tariff);
    await push.tick();
    expect(asked()).toEqual(["PUT tariffs/DE/ABC/T1", "DELETE tariffs/DE/ABC/T1", "PUT tariffs/DE/ABC/T1"]);
  });

  it("are all told again to a partner that lost them", async () => {
    const { publish, push, asked } = await given(version, () => envelope());
    await publish("Location", LOCATION);
    await publish("Session", SESSION);
    await push.tick();
    asked();
    expect(await push.resync("partner", { kinds: ["Location"] })).toBe(1);
    await push.tick();
    expect(asked()).toEqual(["PUT locations/DE/ABC/LOC1"]);
  });
});

const CDR_: CDR = {
  country_code: "DE", party_id: "ABC", id: "C1", start_date_time: "2026-03-01T09:00:00Z", end_date_time: "2026-03-01T10:00:00Z", cdr_token: SESSION.cdr_token, auth_method: "WHITELIST",
  cdr_location: { id: "LOC1", address: "Main Street 1", city: "Berlin", country: "DEU", coordinates: LOCATION.coordinates, evse_uid: "E1", evse_id: "DE*ABC*E1", connector_id: "1", connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE" },
  currency: "EUR", charging_periods: [{ start_date_time: "2026-03-01T09:00:00Z", dimensions: [{ type: "ENERGY", volume: 1.5 }] }], total_cost: { before_taxes: 1.5 }, total_energy: 1.5, total_time: 1, last_updated: "2026-03-01T10:00:00Z",
};

describe.each(VERSIONS)("CDRs for a partner of %s", (version) => {
  it("are offered until they are acknowledged, and their URL is kept", async () => {
    const answers = [() => Promise.reject(new Error("reset")), () => envelope(undefined, { http: 500, status: 3000 }), () => envelope(undefined, { http: 201, headers: { location: `${PARTNER}/cdrs/C1` } })];
    const { publish, push, pass, asked, store } = await given(version, (_, place) => answers[place]!());
    await publish("CDR", CDR_);
    for (let turn = 0; turn < 4; turn += 1) {
      await push.tick();
      pass(60_000);
    }
    expect(asked()).toEqual(["POST cdrs", "POST cdrs", "POST cdrs"]);
    expect((await store.find({ name: "ocpi.mail", version: 1, indexes: {}, upgrades: {} })).items).toMatchObject([{ body: { url: `${PARTNER}/cdrs/C1` } }]);
  });

  it("count as acknowledged when the partner has them already, and are offered once to those that want it so", async () => {
    const twice = await given(version, () => new Response(null, { status: 409 }));
    await twice.publish("CDR", CDR_);
    expect(await twice.push.tick()).toMatchObject({ told: 1 });
    const once = await given(version, () => Promise.reject(new Error("reset")), { peer: { profile: { cdrsOnce: true } } });
    await once.publish("CDR", CDR_);
    await once.push.tick();
    once.pass(3_600_000);
    await once.push.tick();
    expect(once.asked()).toEqual(["POST cdrs"]);
  });

  it("that the version has no words for are parked, with the rule", async () => {
    const { publish, push, alarms, asked } = await given(version, () => envelope());
    await publish("CDR", { ...CDR_, id: "C2", credit: true, credit_reference_id: "C1" });
    await push.tick();
    expect(asked()).toEqual(version === "2.1.1" ? [] : ["POST cdrs"]);
    expect(alarms).toMatchObject(version === "2.1.1" ? [{ alarm: "parked", rule: "2.1.1 has no credit CDRs" }] : []);
  });
});

it("a running sender tells what is published at once, and ends after what is under way", async () => {
  const { publish, push, sent } = await given("2.2.1", () => envelope());
  const stop = push.start();
  const wanted: Session = SESSION;
  await publish("Session", wanted);
  while (sent.length === 0) await new Promise((resolve) => void setImmediate(resolve));
  await stop();
  expect(sent).toHaveLength(1);
});
