import { systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { describe, expect, it } from "vitest";
import { createPeerClient } from "../src/client/create-peer-client.ts";
import type { Kind, Kinds } from "../src/peers/kinds.ts";
import { publishObject } from "../src/peers/published.ts";
import { findReceived } from "../src/peers/received.ts";
import { pullObjects } from "../src/pull/pull-objects.ts";
import { createPush } from "../src/push/create-push.ts";
import type { OcpiVersion } from "../src/schema/version-facts.ts";
import { createResults } from "../src/server/create-results.ts";
import { publishedSource } from "../src/server/published-source.ts";
import type { RequestResult } from "../src/server/ports.ts";
import type { Session, Token } from "../src/v230/index.ts";
import { givenNetwork, register, type NetworkPlatform } from "./support/network.ts";
import { vector, type Json } from "./support/vectors.ts";
import { party } from "./support/world.ts";

const CPO = { country_code: "NL", party_id: "AAA" };
const EMSP = { country_code: "DE", party_id: "EEE" };
const canonical = <Name extends Kind>(kind: Name, owner: typeof CPO, id: string): Kinds[Name] =>
  ({ ...vector("2.3.0", kind), ...owner, [kind === "Token" ? "uid" : "id"]: id, last_updated: "2026-03-01T10:00:00Z" }) as unknown as Kinds[Name];

const token: Token = { ...canonical("Token", EMSP, "T1"), contract_id: "DE-EEE-C1" };
const location = canonical("Location", CPO, "L1");
const place = { location_id: "L1", evse_uid: location.evses![0]!.uid, connector_id: location.evses![0]!.connectors[0]!.id };
const session: Session = {
  ...canonical("Session", CPO, "S1"), ...place, kwh: 1, status: "ACTIVE", cdr_token: { ...EMSP, uid: "T1", type: "RFID", contract_id: "DE-EEE-C1" },
  charging_periods: [{ start_date_time: "2026-03-01T10:00:00Z", dimensions: [{ type: "ENERGY", volume: 1 }] }],
};

/** A CPO and an eMSP, both made of this package, that are connected in one version. */
async function given(version: OcpiVersion) {
  const network = givenNetwork();
  const outcomes: RequestResult[] = [];
  const cpo: NetworkPlatform = network.platform("cpo.net", [party("CPO", CPO.country_code, CPO.party_id)], {
    modules: {
      owned: Object.fromEntries((["Location", "Session", "CDR", "Tariff"] as const).map((kind) => [kind, late(() => cpo, kind)])),
      received: { Token: true },
      commands: { START_SESSION: () => ({ result: "ACCEPTED", timeout: 30 }), STOP_SESSION: () => ({ result: "UNKNOWN_SESSION", timeout: 0 }) },
    },
  });
  const emsp: NetworkPlatform = network.platform("emsp.net", [party("EMSP", EMSP.country_code, EMSP.party_id)], {
    modules: {
      owned: { Token: late(() => emsp, "Token") }, received: { Location: true, Session: true, CDR: true, Tariff: true },
      authorize: ({ uid }) => (uid === "T1" ? { allowed: "ALLOWED", token, authorization_reference: "A1" } : "unknown-token"),
      commandResults: (result) => outcomes.push(result) > 0,
    },
  });
  await register(emsp, cpo, version);
  const client = async (from: NetworkPlatform, to: NetworkPlatform) => createPeerClient((await from.peers.get(to.host))!, {
    exchange: network.exchange, ids: from.ids, clock: from.clock, scheduler: systemScheduler, party: { countryCode: from.parties[0]!.country_code, partyId: from.parties[0]!.party_id },
  });
  const pushOf = ({ store, peers, clock, ids, parties }: NetworkPlatform) => createPush({
    store, peers, clock, ids, exchange: network.exchange, scheduler: systemScheduler, random: systemRandom, party: { countryCode: parties[0]!.country_code, partyId: parties[0]!.party_id },
  });
  return { ...network, cpo, emsp, outcomes, client, push: pushOf(cpo) };
}

/** The source of a platform that is still being made. */
function late<Name extends Kind>(platform: () => NetworkPlatform, kind: Name) {
  const source = () => publishedSource(platform().store, kind);
  return { page: (...asked: Parameters<ReturnType<typeof source>["page"]>) => source().page(...asked), count: (...asked: Parameters<NonNullable<ReturnType<typeof source>["count"]>>) => source().count!(...asked), get: (...asked: Parameters<NonNullable<ReturnType<typeof source>["get"]>>) => source().get!(...asked) };
}

describe.each<OcpiVersion>(["2.1.1", "2.2.1", "2.3.0"])("a CPO and an eMSP in %s", (version) => {
  it("the eMSP holds what the CPO publishes, by push alone", async () => {
    const { cpo, emsp, push, seen } = await given(version);
    const publish = async <Name extends Kind>(kind: Name, object: Kinds[Name]): Promise<void> => {
      cpo.time.now += 60_000;
      await cpo.store.transaction((unit) => push.publish(unit, kind, object));
      await push.tick();
    };
    await publish("Location", location);
    await publish("Tariff", { ...CPO, id: "F1", currency: "EUR", tax_included: "NO", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }], last_updated: "2026-03-01T10:00:00Z" });
    await publish("Session", session);
    await publish("Session", { ...session, kwh: 2, charging_periods: [...session.charging_periods!, { start_date_time: "2026-03-01T10:15:00Z", dimensions: [{ type: "ENERGY", volume: 1 }] }] });
    await publish("Location", { ...location, evses: [{ ...location.evses![0]!, status: "CHARGING" }] });
    await publish("CDR", { ...canonical("CDR", CPO, "C1"), credit: false, tariffs: [], cdr_token: session.cdr_token, cdr_location: { ...canonical("CDR", CPO, "C1").cdr_location, id: "L1", evse_uid: place.evse_uid, connector_id: place.connector_id } });

    const held = async <Name extends Kind>(kind: Name, id: string) => (await findReceived(emsp.store, kind, { countryCode: "NL", partyId: "AAA", id }))[0];
    expect(await held("Location", "L1")).toMatchObject({ ...CPO, evses: [{ status: "CHARGING" }] });
    expect(await held("Tariff", "F1")).toMatchObject({ elements: [{ price_components: [{ price: 0.25 }] }] });
    expect((await held("Session", "S1"))!.charging_periods).toHaveLength(2);
    expect(await held("Session", "S1")).toMatchObject({ kwh: 2, location_id: "L1", evse_uid: place.evse_uid });
    expect(await held("CDR", "C1")).toMatchObject({ total_energy: 12.3456, cdr_location: { id: "L1" } });
    expect(seen.filter(({ host, path }) => host === "emsp.net" && path.includes("/sessions/")).map(({ method }) => method)).toEqual(version === "2.1.1" ? ["PUT", "PUT"] : ["PUT", "PATCH"]);
  });

  it("each pulls what the other owns", async () => {
    const { cpo, emsp, exchange } = await given(version);
    await cpo.store.transaction(async (unit) => {
      for (let number = 0; number < 7; number += 1) await publishObject(unit, "Location", { ...location, id: `L${number}` }, { clock: cpo.clock });
      await publishObject(unit, "Session", session, { clock: cpo.clock });
    });
    await emsp.store.transaction((unit) => publishObject(unit, "Token", token, { clock: emsp.clock }));
    const pull = async (by: NetworkPlatform, from: NetworkPlatform, kind: Kind) => pullObjects((await by.peers.get(from.host))!, kind, {
      exchange, ids: by.ids, clock: by.clock, scheduler: systemScheduler, store: by.store, party: { countryCode: by.parties[0]!.country_code, partyId: by.parties[0]!.party_id },
    });
    expect(await pull(emsp, cpo, "Location")).toMatchObject({ objects: 7, changed: 7, unreadable: 0 });
    expect(await pull(emsp, cpo, "Session")).toMatchObject({ objects: 1, unreadable: 0 });
    expect(await pull(cpo, emsp, "Token")).toMatchObject({ objects: 1, changed: 1 });
    expect(await findReceived(cpo.store, "Token", { countryCode: "DE", partyId: "EEE", id: "T1" })).toMatchObject([{ contract_id: "DE-EEE-C1", valid: true }]);
    expect(await findReceived(emsp.store, "Session", { countryCode: "NL", partyId: "AAA", id: "S1" })).toMatchObject([{ kwh: 1, location_id: "L1" }]);
  });

  it("a token is authorized in real time", async () => {
    const { cpo, emsp, client } = await given(version);
    const { tokens } = await client(cpo, emsp);
    expect(await tokens.authorize("T1", { location: { location_id: "L1" } })).toMatchObject({ outcome: "ok", value: { known: true, allowed: "ALLOWED", ...(version === "2.1.1" ? {} : { authorization_reference: "A1" }) } });
    expect(await tokens.authorize("T2")).toMatchObject({ outcome: "ok", value: { known: false } });
  });

  it("a command is answered, and its outcome comes to the eMSP", async () => {
    const { cpo, emsp, client, outcomes, exchange } = await given(version);
    const { commands } = await client(emsp, cpo);
    const responseUrl = `https://emsp.net/ocpi/${version}/${version === "2.1.1" ? "" : "sender/"}commands/START_SESSION/42`;
    expect(await commands.send("START_SESSION", { response_url: responseUrl, token, location_id: "L1" })).toMatchObject({ outcome: "ok", value: { result: "ACCEPTED" } });
    expect(await commands.send("STOP_SESSION", { response_url: `${responseUrl}0`, session_id: "S9" })).toMatchObject({ outcome: "ok", value: { result: "UNKNOWN_SESSION" } });
    const results = createResults({ store: cpo.store, clock: cpo.clock, ids: cpo.ids, exchange, urlPolicy: { allow: ["emsp.net"] } });
    const stop = await results.start();
    const { items } = await cpo.store.find({ name: "ocpi.requests", version: 1, indexes: {}, upgrades: {} });
    const { id } = items.map(({ body }) => body as Json).find(({ request }) => request === "START_SESSION")!;
    await cpo.store.transaction((unit) => results.report(unit, String(id), { result: "ACCEPTED" }));
    await cpo.store.outbox.idle();
    await stop();
    expect(outcomes).toEqual([{ request: "START_SESSION", id: "42", result: { result: "ACCEPTED" } }]);
  });

  it("tokens rotate from either side, and the connection ends for both", async () => {
    const { cpo, emsp, client } = await given(version);
    const before = (await cpo.peers.get("emsp.net"))!.outbound;
    await emsp.connections.rotate("cpo.net");
    await cpo.connections.rotate("emsp.net");
    expect((await cpo.peers.get("emsp.net"))!.outbound).not.toEqual(before);
    expect(await (await client(cpo, emsp)).tokens.authorize("T1")).toMatchObject({ outcome: "ok" });
    expect((await (await client(emsp, cpo)).locations.page()).outcome).toBe("ok");
    await emsp.connections.unregister("cpo.net");
    expect([(await cpo.peers.get("emsp.net"))!.status, (await emsp.peers.get("cpo.net"))!.status]).toEqual(["removed", "removed"]);
  });

  it("goes over to another version and back", async () => {
    const { cpo, emsp } = await given(version);
    const other = version === "2.2.1" ? "2.3.0" : "2.2.1";
    await emsp.connections.switchVersion("cpo.net", other);
    expect([(await cpo.peers.get("emsp.net"))!.version, (await emsp.peers.get("cpo.net"))!.version]).toEqual([other, other]);
    await cpo.connections.switchVersion("emsp.net", version);
    expect([(await cpo.peers.get("emsp.net"))!.version, (await emsp.peers.get("cpo.net"))!.version]).toEqual([version, version]);
  });
});
