import { instant } from "@cpokit/kernel";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import type { Tariff } from "../v230/index.ts";
import { publishObject, publishedObjects, withdrawObject } from "./published.ts";
import { findReceived, forgetObject, receiveObject, type ReceivedChange } from "./received.ts";

const key = { countryCode: "NL", partyId: "ABC", id: "T1", type: "RFID" };
const token211 = { uid: "T1", type: "RFID", auth_id: "C1", issuer: "ABC", valid: true, whitelist: "ALWAYS", last_updated: "2026-03-01T00:00:00Z" };

function given() {
  let now = 1_772_360_000_000;
  const clock = { now: () => instant((now += 1_000)) };
  return { clock, store: createStore(createMemoryDriver(), { clock }) };
}

describe("objects of partners", () => {
  it("are stored as they were told, heard canonical, and never replaced by older ones", async () => {
    const { store, clock } = given();
    const heard: ReceivedChange<"Token">[] = [];
    const receive = (wire: Readonly<Record<string, unknown>>) =>
      store.transaction((unit) => receiveObject(unit, { peer: "emsp", kind: "Token", key, version: "2.1.1", wire, now: clock.now() }, { Token: (change) => void heard.push(change) }));
    expect(await receive(token211)).toBe("created");
    expect(await receive({ ...token211, valid: false, last_updated: "2026-03-01T00:00:01Z" })).toBe("updated");
    expect(await receive(token211)).toBe("stale");
    expect(heard.map(({ before, after }) => [before?.valid, after?.valid, after?.contract_id, after?.party_id])).toEqual([[undefined, true, "C1", "ABC"], [true, false, "C1", "ABC"]]);
    expect((await findReceived(store, "Token", { countryCode: "nl", partyId: "abc", id: "t1" })).map(({ valid }) => valid)).toEqual([false]);
    expect(await store.transaction((unit) => forgetObject(unit, "emsp", "Token", { ...key, partyId: "abc" }, {}))).toBe(true);
    expect(await store.transaction((unit) => forgetObject(unit, "emsp", "Token", key, {}))).toBe(false);
  });

  it("are not stored when the listener refuses", async () => {
    const { store, clock } = given();
    const refuse = () => { throw new Error("no"); };
    await expect(store.transaction((unit) => receiveObject(unit, { peer: "emsp", kind: "Token", key, version: "2.1.1", wire: token211, now: clock.now() }, { Token: refuse }))).rejects.toThrow("no");
    expect(await findReceived(store, "Token", key)).toEqual([]);
  });
});

describe("objects of ours", () => {
  const tariff: Tariff = {
    country_code: "NL", party_id: "CPO", id: "1", currency: "EUR", tax_included: "NO", last_updated: "2020-01-01T00:00:00Z",
    elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }],
  };

  it("get a new last_updated when they change, and only then", async () => {
    const { store, clock } = given();
    const publish = (object: Tariff) => store.transaction((unit) => publishObject(unit, "Tariff", object, { clock }));
    expect(await publish(tariff)).toMatchObject({ isChanged: true, before: undefined, object: tariff });
    expect(await publish({ ...tariff, last_updated: "2025-01-01T00:00:00Z" })).toMatchObject({ isChanged: false });
    const changed = await publish({ ...tariff, currency: "SEK" });
    expect(changed).toMatchObject({ isChanged: true, before: tariff });
    expect(changed.object.last_updated > "2026").toBe(true);
    expect((await store.find(publishedObjects, { index: "byId", prefix: ["Tariff", "1"] })).items).toHaveLength(1);
    expect(await store.transaction((unit) => withdrawObject(unit, "Tariff", tariff))).toBe(true);
    expect(await store.transaction((unit) => withdrawObject(unit, "Tariff", tariff))).toBe(false);
  });
});
