import { createFaultyDriver } from "@cpokit/storage/contract";
import { createMemoryPlace, type MemoryPlace } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { createNetwork, type Network } from "../../test/network.ts";
import { envelope, scheduler } from "../../test/partner.ts";
import { givenPlatform, party } from "../../test/support/world.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { createConnections } from "./create-connections.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;

/** Two platforms that know nothing of each other; the eMSP invites. */
async function given(version: OcpiVersion, place: MemoryPlace = createMemoryPlace()) {
  const network = createNetwork();
  const emsp = givenPlatform({ modules: { received: { Location: true } }, baseUrl: "https://emsp.test.com/ocpi", parties: [party("EMSP", "NL", "MSP")], exchange: network.exchange(), versions: [version] });
  network.hosts.set("emsp.test.com", emsp.handler);
  const { token } = await emsp.peers.invite({ id: "cpo", roles: [party("CPO", "NL", "CPO")] });
  return { network, emsp, token, place, us: () => ourselves(network, place) };
}

function ourselves(network: Network, place: MemoryPlace) {
  const ours = { baseUrl: "https://cpo.test.com/ocpi", parties: [party("CPO", "NL", "CPO")] as const };
  const platform = givenPlatform({ modules: { received: { Token: true } }, ...ours, exchange: network.exchange() }, place);
  network.hosts.set("cpo.test.com", platform.handler);
  return { ...platform, connections: createConnections({ ...ours, ...platform, exchange: network.exchange(), scheduler }) };
}

const invitation = (token: string) => ({ id: "emsp", versionsUrl: "https://emsp.test.com/ocpi/versions", token, roles: [party("EMSP", "NL", "MSP")] });

/** Both sides call each other with what they have. */
async function expectConnected(network: Network, sides: readonly ReturnType<typeof givenPlatform>[], version: OcpiVersion): Promise<void> {
  for (const { peers } of sides) {
    const { items: [item] } = await peers.list();
    expect(item!.body).toMatchObject({ status: "connected", version, outbound: { kind: "access" } });
    const { outbound, endpoints } = item!.body;
    const answer = await network.exchange()({ method: "GET", url: endpoints.find(({ module }) => module === "credentials")!.url, token: outbound!.token, encoding: "base64" });
    expect(answer.status).toBe(200);
  }
}

describe.each(VERSIONS)("a connection in %s", (version) => {
  it("is begun by us: versions, details, credentials, and the new token is used", async () => {
    const { network, emsp, token, us } = await given(version);
    const cpo = us();
    const peer = await cpo.connections.register(invitation(token));
    expect(peer).toMatchObject({ status: "connected", version, roles: [{ role: "EMSP", party_id: "MSP" }], versionsUrl: "https://emsp.test.com/ocpi/versions" });
    expect(network.log.filter((line) => line.startsWith("POST"))).toEqual([`POST emsp.test.com/ocpi/${version}/credentials`]);
    await expectConnected(network, [cpo, emsp], version);
    expect((await emsp.call("GET", "https://emsp.test.com/ocpi/versions", { token })).http).toBe(401);
    expect(await cpo.connections.resume()).toEqual([]);
  });

  it("gets new tokens at both sides, and the old ones end", async () => {
    const { network, emsp, token, us } = await given(version);
    const cpo = us();
    const before = await cpo.connections.register(invitation(token));
    const after = await cpo.connections.rotate("emsp");
    expect(after.outbound!.token).not.toBe(before.outbound!.token);
    await expectConnected(network, [cpo, emsp], version);
    emsp.time.now += 3_600_000;
    expect((await emsp.call("GET", "https://emsp.test.com/ocpi/versions", { token: before.outbound!.token })).http).toBe(401);
    await expectConnected(network, [cpo, emsp], version);
  });

  it("is as it was when the partner refuses new tokens", async () => {
    const { network, emsp, token, us } = await given(version);
    const cpo = us();
    const before = await cpo.connections.register(invitation(token));
    await expectConnected(network, [cpo, emsp], version);
    network.disturb = (place, deliver) => (network.log[place]!.startsWith("PUT") ? Promise.resolve(envelope(undefined, { status: 2001 })) : deliver());
    await expect(cpo.connections.rotate("emsp")).rejects.toMatchObject({ code: "ocpi.registration", values: { peer: "emsp", status: 2001 } });
    expect((await cpo.peers.get("emsp"))!.inbound.map(({ until }) => until)).toEqual(before.inbound.map(() => undefined));
    expect(await cpo.connections.resume()).toEqual([]);
    cpo.time.now += 3_600_000;
    await expectConnected(network, [cpo, emsp], version);
  });

  it("ends at both sides, and here also when the partner does not answer", async () => {
    const { emsp, token, us, network } = await given(version);
    const cpo = us();
    await cpo.connections.register(invitation(token));
    expect(await cpo.connections.unregister("emsp")).toMatchObject({ status: "removed", inbound: [] });
    expect((await emsp.peers.get("cpo"))).toMatchObject({ status: "removed" });
    const other = await given(version);
    const alone = other.us();
    await alone.connections.register(invitation(other.token));
    other.network.hosts.clear();
    expect(await alone.connections.unregister("emsp")).toMatchObject({ status: "removed" });
    expect(network.log.filter((line) => line.startsWith("DELETE"))).toHaveLength(1);
  });

  it("survives the loss of any message, before or after it arrived, in registration and rotation", async () => {
    for (const step of ["register", "rotate"] as const) {
      for (const isDelivered of [false, true]) {
        for (let lost = 0; ; lost += 1) {
          const { network, emsp, token, us } = await given(version);
          const cpo = us();
          if (step === "rotate") await cpo.connections.register(invitation(token));
          const first = network.log.length;
          let isLost = false;
          network.disturb = async (place, deliver) => {
            if (place !== first + lost) return deliver();
            isLost = true;
            if (isDelivered) await deliver();
            throw new Error("reset");
          };
          await (step === "register" ? cpo.connections.register(invitation(token)) : cpo.connections.rotate("emsp")).catch(() => undefined);
          network.disturb = (_, deliver) => deliver();
          for (let turn = 0; turn < 3; turn += 1) await cpo.connections.resume();
          await expectConnected(network, [cpo, emsp], version);
          if (!isLost) break;
        }
      }
    }
  });

  it("survives a crash of ours at any commit, stored or not", async () => {
    for (const stored of [false, true]) {
      for (let commit = 2; ; commit += 1) {
        const { network, emsp, token, place } = await given(version);
        const dying = ourselves(network, { open: () => createFaultyDriver(place.open(), { commit, stored, dies: true }) });
        const hasDied = await dying.connections.register(invitation(token)).then(() => false, () => true);
        const cpo = ourselves(network, place);
        // What dies before anything was stored is begun anew by whoever began it.
        if ((await cpo.peers.get("emsp")) === undefined) await cpo.connections.register(invitation(token));
        for (let turn = 0; turn < 3; turn += 1) await cpo.connections.resume();
        await expectConnected(network, [cpo, emsp], version);
        if (!hasDied) break;
      }
    }
  });
});

it("the newest version in common is chosen, and another one is gone over to", async () => {
  const network = createNetwork();
  const emsp = givenPlatform({ modules: { received: { Location: true } }, baseUrl: "https://emsp.test.com/ocpi", parties: [party("EMSP", "NL", "MSP")], exchange: network.exchange() });
  network.hosts.set("emsp.test.com", emsp.handler);
  const { token } = await emsp.peers.invite({ id: "cpo" });
  const cpo = ourselves(network, createMemoryPlace());
  expect(await cpo.connections.register({ ...invitation(token), versions: ["2.1.1"] })).toMatchObject({ version: "2.1.1" });
  expect(await cpo.connections.switchVersion("emsp")).toMatchObject({ version: "2.3.0" });
  expect((await emsp.peers.get("cpo"))!.version).toBe("2.3.0");
  await expectConnected(network, [cpo, emsp], "2.3.0");
  expect(await cpo.connections.switchVersion("emsp", "2.2.1")).toMatchObject({ version: "2.2.1" });
  await expectConnected(network, [cpo, emsp], "2.2.1");
});

it("partners that want tokens otherwise than their version says are found out (E02)", async () => {
  const { network, token, us } = await given("2.2.1");
  network.disturb = (place, deliver) => deliver();
  const { fetch } = network;
  const raw: typeof fetch = (url, init) => ((init.headers as Record<string, string>)["Authorization"]?.endsWith("=") ? Promise.resolve(envelope(undefined, { http: 401, status: 2001 })) : fetch(url, init));
  const ours = { baseUrl: "https://cpo.test.com/ocpi", parties: [party("CPO", "NL", "CPO")] as const };
  const cpo = us();
  const connections = createConnections({ ...ours, ...cpo, exchange: network.exchange({ fetch: raw }), scheduler });
  expect(await connections.register(invitation(token))).toMatchObject({ status: "connected", profile: { tokenEncoding: "raw" } });
});

it("a partner that cannot be used is told of, with the rule", async () => {
  const { us, token, network } = await given("2.1.1");
  const cpo = us();
  await expect(cpo.connections.register({ ...invitation(token), versions: ["2.3.0"] })).rejects.toMatchObject({ code: "ocpi.discovery", values: { status: 3002 } });
  await expect(cpo.connections.register({ ...invitation("wrong"), id: "b" })).rejects.toMatchObject({ code: "ocpi.discovery", values: { status: 3001 } });
  await expect(cpo.connections.register({ ...invitation(token), id: "c", versionsUrl: "https://127.0.0.1/" })).rejects.toMatchObject({ code: "ocpi.discovery" });
  await expect(cpo.connections.rotate("nobody")).rejects.toMatchObject({ code: "ocpi.peer" });
  expect(network.log.every((line) => line.includes("emsp.test.com"))).toBe(true);
});
