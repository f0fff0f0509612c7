import { createUlids, instant } from "@cpokit/kernel";
import { createMemoryPlace, createStore } from "@cpokit/storage";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createNetwork } from "../../test/network.ts";
import { connectedPeer, LOCATION, scheduler, SESSION, TOKEN } from "../../test/partner.ts";
import { givenPlatform, party, START } from "../../test/support/world.ts";
import { writeWire } from "../client/wire.ts";
import type { Json } from "../convert/narrow.ts";
import { createPeers } from "../peers/create-peers.ts";
import { KINDS, keyOf, type Kind, type Kinds } from "../peers/kinds.ts";
import { peers as peerDocuments } from "../peers/peer.ts";
import { publishedObjects } from "../peers/published.ts";
import { receivedId, receivedObjects } from "../peers/received.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { CDR, Location, Session, Tariff, Token } from "../v230/index.ts";
import { createPush } from "./create-push.ts";

const KINDS_HERE = ["Location", "Session", "CDR", "Tariff", "Token"] as const satisfies readonly Kind[];
const RECEIVED = { Location: true, Session: true, CDR: true, Tariff: true, Token: true } as const;
const TARIFF: Tariff = { country_code: "DE", party_id: "ABC", id: "T", currency: "EUR", tax_included: "NO", last_updated: "2026-03-01T10:00:00Z", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }] };
const CDR_: CDR = {
  country_code: "DE", party_id: "ABC", id: "C", start_date_time: "2026-03-01T09:00:00Z", end_date_time: "2026-03-01T10:00:00Z", cdr_token: SESSION.cdr_token, auth_method: "WHITELIST",
  cdr_location: { id: "LOC1", address: "Main Street 1", city: "Berlin", country: "DEU", coordinates: LOCATION.coordinates, evse_uid: "E1", evse_id: "DE*ABC*E1", connector_id: "1", connector_standard: "IEC_62196_T2", connector_format: "SOCKET", connector_power_type: "AC_3_PHASE" },
  currency: "EUR", charging_periods: [{ start_date_time: "2026-03-01T09:00:00Z", dimensions: [{ type: "ENERGY", volume: 1.5 }] }], total_cost: { before_taxes: 1.5 }, total_energy: 1.5, total_time: 1, last_updated: "",
};

/** What becomes of one request: `late` and `crash` are answered by nothing, and arrive some time later or not at all. */
type Fate = "ok" | "lost" | "answer-lost" | "twice" | "late" | "error" | "crash";

type Action =
  | { readonly do: "evse"; readonly evse: number; readonly status: "AVAILABLE" | "CHARGING" | "BLOCKED" }
  | { readonly do: "name"; readonly name: string | undefined }
  | { readonly do: "add-evse" }
  | { readonly do: "session"; readonly session: number; readonly meter: boolean; readonly rewrite: boolean }
  | { readonly do: "token"; readonly valid: boolean; readonly language: string | undefined }
  | { readonly do: "tariff"; readonly price: number; readonly withdraw: boolean }
  | { readonly do: "cdr" }
  | { readonly do: "tell"; readonly fates: readonly Fate[]; readonly pass: number }
  | { readonly do: "restart" }
  | { readonly do: "arrive"; readonly place: number };

const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("evse" as const), evse: fc.integer({ min: 0, max: 3 }), status: fc.constantFrom("AVAILABLE" as const, "CHARGING" as const, "BLOCKED" as const) }) },
  fc.record({ do: fc.constant("name" as const), name: fc.constantFrom("A", "B", undefined) }),
  fc.record({ do: fc.constant("add-evse" as const) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant("session" as const), session: fc.integer({ min: 0, max: 1 }), meter: fc.boolean(), rewrite: fc.boolean() }) },
  fc.record({ do: fc.constant("token" as const), valid: fc.boolean(), language: fc.constantFrom("de", "nl", undefined) }),
  fc.record({ do: fc.constant("tariff" as const), price: fc.integer({ min: 1, max: 3 }), withdraw: fc.boolean() }),
  fc.record({ do: fc.constant("cdr" as const) }),
  { weight: 8, arbitrary: fc.record({ do: fc.constant("tell" as const), fates: fc.array(fc.constantFrom<Fate>("ok", "ok", "ok", "lost", "answer-lost", "twice", "late", "error", "crash"), { maxLength: 6 }), pass: fc.integer({ min: 0, max: 400 }) }) },
  fc.record({ do: fc.constant("restart" as const) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant("arrive" as const), place: fc.nat(5) }) },
);

async function run(version: OcpiVersion, story: readonly Action[]): Promise<void> {
  const network = createNetwork();
  const emsp = givenPlatform({ modules: { received: RECEIVED }, baseUrl: "https://emsp.test.com/ocpi", parties: [party("EMSP", "NL", "MSP")], limits: { requestsPerSecond: 1e9, requestsAtOnce: 1e9 } });
  network.hosts.set("emsp.test.com", emsp.handler);
  await emsp.connect(version, { id: "cpo", roles: [party("CPO", "DE", "ABC")] }, "secret");

  let now = START;
  const clock = { now: () => instant(now) };
  const place = createMemoryPlace();
  const roles = version === "2.1.1" ? [undefined] : (["RECEIVER"] as const);
  const peer = connectedPeer(version, {
    id: "emsp", endpoints: KINDS_HERE.flatMap((kind) => roles.map((role) => ({ module: KINDS[kind].module, ...(role === undefined ? {} : { role }), url: `https://emsp.test.com/ocpi/${version}/${role === undefined ? "" : "receiver/"}${KINDS[kind].module}` }))),
  });
  const open = () => {
    const store = createStore(place.open(), { clock });
    const ids = createUlids({ clock, random: Math.random });
    const push = createPush({ store, clock, ids, scheduler, peers: createPeers({ store, clock, ids }), exchange: network.exchange(), random: () => 0.5, party: { countryCode: "DE", partyId: "ABC" }, concurrency: 1, alarmAfter: 1_000, attempts: 1_000 });
    return { store, push };
  };
  let us = open();
  await us.store.transaction((unit) => unit.put(peerDocuments, "emsp", peer));

  const late: (() => Promise<unknown>)[] = [];
  let fates: Fate[] = [];
  let crash = (): void => undefined;
  network.disturb = async (_, deliver) => {
    const fate = fates.shift() ?? "ok";
    switch (fate) {
      case "ok":
        return deliver();
      case "twice":
        await deliver();
        return deliver();
      case "answer-lost":
        await deliver();
        throw new Error("reset");
      case "error":
        return new Response(null, { status: 500 });
      case "late":
        late.push(deliver);
        throw new Error("timeout");
      case "crash":
        late.push(deliver);
        crash();
        return new Promise(() => undefined);
      case "lost":
        throw new Error("unreachable");
    }
  };

  const publish = <Name extends Kind>(kind: Name, object: Kinds[Name]) => us.store.transaction((unit) => us.push.publish(unit, kind, object));
  let location: Location = LOCATION;
  const sessions: Session[] = [{ ...SESSION, id: "S0" }, { ...SESSION, id: "S1" }];
  let count = 0;

  for (const action of story) {
    now += 1_000;
    switch (action.do) {
      case "evse":
        location = withStatus(location, action.evse, action.status);
        await publish("Location", location);
        break;
      case "name":
        location = withName(location, action.name);
        await publish("Location", location);
        break;
      case "add-evse":
        location = withOneMore(location);
        await publish("Location", location);
        break;
      case "session": {
        const { meter_id: _, ...session } = sessions[action.session]!;
        const periods = session.charging_periods!;
        const kept = action.rewrite ? periods.map((period) => ({ ...period, dimensions: [{ type: "ENERGY" as const, volume: count }] })) : periods;
        count += 1;
        sessions[action.session] = {
          ...session, kwh: count, ...(action.meter ? { meter_id: "M" } : {}),
          // The same period twice is nothing that happens.
          charging_periods: [...kept, { start_date_time: new Date(START + count * 1_000).toISOString().replace(".000Z", "Z"), dimensions: [{ type: "ENERGY", volume: 1 }] }],
        };
        if (!(await us.store.find(publishedObjects, { index: "inOrder", prefix: ["Location"] })).items.length) await publish("Location", location);
        await publish("Session", sessions[action.session]!);
        break;
      }
      case "token": {
        const token: Token = { ...TOKEN, country_code: "DE", party_id: "ABC", valid: action.valid, ...(action.language === undefined ? {} : { language: action.language }) };
        await publish("Token", token);
        break;
      }
      case "tariff":
        // A PUT that arrives after the DELETE brings a tariff back: nothing in OCPI tells that it is old. A full pull finds it.
        for (const deliver of late.splice(0)) await deliver();
        if (action.withdraw) await us.store.transaction((unit) => us.push.withdraw(unit, "Tariff", TARIFF));
        else await publish("Tariff", { ...TARIFF, elements: [{ price_components: [{ type: "ENERGY", price: action.price, step_size: 1 }] }] });
        fates = [];
        now += 3_600_000;
        await us.push.tick();
        break;
      case "cdr":
        count += 1;
        await publish("CDR", { ...CDR_, id: `C${count}`, last_updated: new Date(now).toISOString().replace(".000Z", "Z") });
        break;
      case "tell": {
        fates = [...action.fates];
        now += action.pass * 1_000;
        const crashed = new Promise<"crashed">((resolve) => (crash = () => resolve("crashed")));
        if ((await Promise.race([us.push.tick(), crashed])) === "crashed") us = open();
        fates = [];
        break;
      }
      case "restart":
        us = open();
        break;
      case "arrive":
        await late.splice(action.place, 1)[0]?.();
        break;
    }
  }

  // The faults are over: everything due is told, and then arrives what is still under way.
  for (let turn = 0; turn < 6; turn += 1) {
    now += 3_600_000;
    await us.push.tick();
  }
  for (const deliver of late) await deliver();
  expect((await us.push.plan("emsp")).kinds).toEqual([]);

  // What a full pull would bring is what the partner holds.
  const expected = new Map<string, Json>();
  for await (const { body } of us.store.each(publishedObjects)) {
    const { kind, object } = body;
    const key = keyOf(kind, object as unknown as Json, { countryCode: "DE", partyId: "ABC" });
    const place = (await us.store.find(publishedObjects, { index: "byId", prefix: ["Location", "LOC1"] })).items[0]?.body.object;
    const { wire } = writeWire(kind, object as never, version, { party: key, ...(place === undefined ? {} : { location: () => place as unknown as Json }) });
    expected.set(receivedId("cpo", kind, key), comparable(kind, version, wire!));
  }
  const held = new Map<string, Json>();
  for await (const { id, body } of emsp.store.each(receivedObjects)) held.set(id, comparable(body.kind, version, body.wire));
  expect(Object.fromEntries(held)).toEqual(Object.fromEntries(expected));
}

function withStatus(location: Location, place: number, status: "AVAILABLE" | "CHARGING" | "BLOCKED"): Location {
  return { ...location, evses: location.evses!.map((evse, at) => (at === place ? { ...evse, status } : evse)) };
}

function withName({ name: _, ...location }: Location, name: string | undefined): Location {
  return name === undefined ? location : { ...location, name };
}

function withOneMore(location: Location): Location {
  return { ...location, evses: [...location.evses!, { ...LOCATION.evses![0]!, uid: `E${location.evses!.length + 1}` }] };
}

/** Sessions and CDRs of 2.1.1 carry a copy of their location, which is as old as the last change of the session. */
function comparable(kind: Kind, version: OcpiVersion, wire: Json): Json {
  if (version !== "2.1.1" || (kind !== "Session" && kind !== "CDR")) return wire;
  const { location: _, ...others } = wire;
  return others;
}

it.each(["2.1.1", "2.2.1", "2.3.0"] as const)("whatever is lost, late, repeated or interrupted, a partner of %s ends with what a full pull would bring", async (version) => {
  await fc.assert(fc.asyncProperty(fc.array(actions, { minLength: 1, maxLength: 30 }), (story) => run(version, story)), { numRuns: 40 });
});
