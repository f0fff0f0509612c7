import { createUlids, instant } from "@cpokit/kernel";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { hashOfToken } from "../transport/credentials-token.ts";
import { createPeers } from "./create-peers.ts";

const clock = { now: () => instant(1_772_360_000_000) };

function given() {
  const store = createStore(createMemoryDriver(), { clock });
  return { store, peers: createPeers({ store, clock, ids: createUlids({ clock, random: () => 0.5 }) }) };
}

describe("the partners of a platform", () => {
  it("are found by the token that they were invited with, which is stored hashed only", async () => {
    const { store, peers } = given();
    const { peer, token } = await peers.invite({ id: "emsp", name: "An eMSP" });
    expect(peer).toMatchObject({ status: "invited", inbound: [{ kind: "registration" }] });
    expect((await peers.byTokenHash(await hashOfToken(token)))?.id).toBe("emsp");
    expect(await peers.byTokenHash(await hashOfToken(`${token}x`))).toBeUndefined();
    for await (const { body } of store.each({ name: "ocpi.peers", version: 1, indexes: {}, upgrades: {} })) expect(JSON.stringify(body)).not.toContain(token);
  });

  it("are found by their parties, whatever the case, and by their status", async () => {
    const { peers } = given();
    await peers.add({ id: "cpo", versionsUrl: "https://cpo.com/versions", token: "a" });
    await peers.update("cpo", (peer) => ({ ...peer, status: "connected", roles: [{ role: "CPO", country_code: "nl", party_id: "aBc", business_details: { name: "CPO" } }] }));
    expect((await peers.byParty("NL", "ABC")).map(({ id }) => id)).toEqual(["cpo"]);
    expect((await peers.list({ status: "connected" })).items.map(({ id }) => id)).toEqual(["cpo"]);
    expect((await peers.list({ status: "registering" })).items).toEqual([]);
  });

  it("are remembered by their token until they change here, and for a second when another process changes them", async () => {
    let now = 1_772_360_000_000;
    const clock = { now: () => instant(now) };
    const store = createStore(createMemoryDriver(), { clock });
    const [here, there] = [0.25, 0.75].map((seed) => createPeers({ store, clock, ids: createUlids({ clock, random: () => seed }) })) as [ReturnType<typeof createPeers>, ReturnType<typeof createPeers>];
    const hash = await hashOfToken((await here.invite({ id: "emsp" })).token);
    const [statusHere, statusThere] = [here, there].map((peers) => async () => (await peers.byTokenHash(hash))?.status) as [() => Promise<unknown>, () => Promise<unknown>];
    expect([await statusHere(), await statusThere()]).toEqual(["invited", "invited"]);
    await here.update("emsp", (peer) => ({ ...peer, status: "suspended" }));
    expect([await statusHere(), await statusThere()]).toEqual(["suspended", "invited"]);
    now += 1_000;
    expect(await statusThere()).toBe("suspended");
    await here.update("emsp", (peer) => ({ ...peer, inbound: [] }));
    expect(await statusHere()).toBeUndefined();
  });

  it("is not remembered as it was while it changed", async () => {
    const { store, peers: others } = given();
    const hash = await hashOfToken((await others.invite({ id: "emsp" })).token);
    let changed: Promise<unknown> | undefined;
    // A change commits between the read and its answer.
    const slow = { ...store, find: async (...query: Parameters<typeof store.find>) => {
      const found = await store.find(...query);
      changed ??= peers.update("emsp", (peer) => ({ ...peer, status: "suspended" }));
      await changed;
      return found;
    } } as typeof store;
    const peers = createPeers({ store: slow, clock, ids: createUlids({ clock, random: () => 0.5 }) });
    expect((await peers.byTokenHash(hash))?.status).toBe("invited");
    expect((await peers.byTokenHash(hash))?.status).toBe("suspended");
  });

  it("have one id each", async () => {
    const { peers } = given();
    await peers.invite({ id: "emsp" });
    await expect(peers.invite({ id: "emsp" })).rejects.toMatchObject({ code: "ocpi.peer" });
    await expect(peers.update("nobody", (peer) => peer)).rejects.toMatchObject({ code: "ocpi.peer" });
  });
});
