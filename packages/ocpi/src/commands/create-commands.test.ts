import type { Scheduler } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { createNetwork } from "../../test/network.ts";
import { connectedPeer, LOCATION, SESSION, TOKEN } from "../../test/partner.ts";
import { givenPlatform, party } from "../../test/support/world.ts";
import { createPeerClient } from "../client/create-peer-client.ts";
import { peers as peerDocuments, type Peer } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { CommandHandlers } from "../server/ports.ts";
import { createResults } from "../server/create-results.ts";
import type { CommandResponse, CommandResult } from "../v230/index.ts";
import { createCommands, type Commands } from "./create-commands.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;
const START = { token: TOKEN, location_id: "LOC1", evse_uid: "E1" };

/** An eMSP that commands, and a CPO that answers what the test says. */
async function given(version: OcpiVersion, answer: (commandId: string) => CommandResponse = () => ({ result: "ACCEPTED", timeout: 30 })) {
  const network = createNetwork();
  const taken: string[] = [];
  const handle = (_: unknown, { commandId }: { readonly commandId: string }) => (taken.push(commandId), answer(commandId));
  const handlers: CommandHandlers = { START_SESSION: handle, STOP_SESSION: handle, UNLOCK_CONNECTOR: handle, RESERVE_NOW: handle };
  const cpo = givenPlatform({ baseUrl: "https://cpo.test.com/ocpi", parties: [party("CPO", "DE", "ABC")], exchange: network.exchange(), modules: { commands: handlers } });
  let commands: Commands | undefined;
  const linked: (string | undefined)[] = [];
  const emsp = givenPlatform({
    baseUrl: "https://emsp.test.com/ocpi", parties: [party("EMSP", "NL", "MSP")], exchange: network.exchange(),
    modules: { commandResults: (result, call) => commands!.results(result, call), received: { Session: async (change, unit) => void linked.push(await commands!.linkSession(change, unit)) } },
  });
  network.hosts.set("cpo.test.com", cpo.handler).set("emsp.test.com", emsp.handler);
  await cpo.connect(version, { id: "emsp", roles: [party("EMSP", "NL", "MSP")], outbound: { token: "cpo-token", kind: "access" } }, "emsp-token");
  await emsp.connect(version, { id: "cpo", roles: [party("CPO", "DE", "ABC")], outbound: { token: "emsp-token", kind: "access" } }, "cpo-token");
  const endpointsOf = (host: string): Peer["endpoints"] => ["commands", "sessions"].flatMap((module) => (version === "2.1.1" ? [{ module, url: `https://${host}/ocpi/2.1.1/${module}` }] : (["SENDER", "RECEIVER"] as const).map((role) => ({ module, role, url: `https://${host}/ocpi/${version}/${role.toLowerCase()}/${module}` }))));
  await emsp.peers.update("cpo", (peer) => ({ ...peer, endpoints: endpointsOf("cpo.test.com") }));
  await cpo.peers.update("emsp", (peer) => ({ ...peer, endpoints: endpointsOf("emsp.test.com") }));

  // Waits go by as the test lets time pass.
  const planned: { at: number; run: () => void }[] = [];
  const scheduler: Scheduler = {
    afterTurn: (run) => void setImmediate(run),
    after(milliseconds, run) {
      const entry = { at: emsp.time.now + milliseconds, run };
      planned.push(entry);
      return () => void planned.splice(planned.indexOf(entry), planned.includes(entry) ? 1 : 0);
    },
  };
  const pass = async (milliseconds: number): Promise<void> => {
    emsp.time.now += milliseconds;
    for (let turn = 0; turn < 20; turn += 1) {
      for (const entry of planned.filter(({ at }) => at <= emsp.time.now)) {
        planned.splice(planned.indexOf(entry), 1);
        entry.run();
      }
      await new Promise((resolve) => void setImmediate(resolve));
    }
  };
  const options = { store: emsp.store, peers: emsp.peers, clock: emsp.clock, ids: emsp.ids, scheduler, exchange: network.exchange(), party: { countryCode: "NL", partyId: "MSP" }, baseUrl: "https://emsp.test.com/ocpi" };
  commands = createCommands(options);
  const results = createResults({ ...cpo, exchange: network.exchange() });
  const report = async (commandId: string, result: CommandResult): Promise<void> => {
    const stop = await results.start();
    await cpo.store.transaction((unit) => results.report(unit, commandId, result));
    await cpo.store.outbox.idle();
    await stop();
  };
  const heard: string[] = [];
  const stopEvents = await emsp.store.outbox.deliver("test", ["ocpi.command.result", "ocpi.command.timeout", "ocpi.command.session"], ({ topic }) => void heard.push(topic.replace("ocpi.command.", "")));
  const events = async (): Promise<readonly string[]> => (await emsp.store.outbox.idle(), heard.splice(0));
  return { network, cpo, emsp, commands, taken, report, pass, linked, events, stopEvents, options };
}

describe.each(VERSIONS)("commands to a partner of %s", (version) => {
  it("are answered at once, and their result arrives later", async () => {
    const { commands, taken, report, events, stopEvents } = await given(version);
    const { id, response, result } = await commands.startSession("cpo", START);
    expect(response).toEqual({ result: "ACCEPTED", timeout: 30 });
    expect(await commands.get(id)).toMatchObject({ peer: "cpo", request: "START_SESSION", results: [] });
    await report(taken[0]!, { result: "ACCEPTED" });
    expect(await result).toEqual({ outcome: "result", result: { result: "ACCEPTED" } });
    expect(await events()).toEqual(["result"]);
    await stopEvents();
  });

  it("that are not taken on have no result to wait for", async () => {
    const { commands, emsp } = await given(version, () => ({ result: "REJECTED", timeout: 0 }));
    expect(await (await commands.stopSession("cpo", { session_id: "S1" })).result).toEqual({ outcome: "not-accepted", why: "REJECTED" });
    await emsp.peers.update("cpo", (peer) => ({ ...peer, endpoints: [] }));
    const { trouble, result } = await commands.unlockConnector("cpo", { location_id: "LOC1", evse_uid: "E1", connector_id: "1" });
    expect(trouble).toMatch(/offers no commands/);
    expect(await result).toMatchObject({ outcome: "not-accepted" });
  });

  it("time out, and a result that comes late is kept and told", async () => {
    const { commands, taken, report, pass, events, stopEvents } = await given(version);
    const { id, result } = await commands.startSession("cpo", START);
    await pass(29_000);
    await pass(2_000);
    expect(await result).toEqual({ outcome: "timeout" });
    await report(taken[0]!, { result: "ACCEPTED" });
    expect(await commands.get(id)).toMatchObject({ results: [{ result: { result: "ACCEPTED" }, isLate: true }] });
    expect(await events()).toEqual(["timeout", "result"]);
    await stopEvents();
  });

  it("whose answer is lost are not sent again: a result decides", async () => {
    const { network, commands, taken, report } = await given(version);
    network.disturb = async (place, deliver) => {
      const answer = await deliver();
      if (network.log[place]!.endsWith("START_SESSION")) throw new Error("reset");
      return answer;
    };
    const { response, trouble, result } = await commands.startSession("cpo", START);
    expect([response, trouble === undefined]).toEqual([undefined, false]);
    await report(taken[0]!, { result: "ACCEPTED" });
    expect(await result).toMatchObject({ outcome: "result" });
    expect(network.log.filter((line) => line.endsWith("START_SESSION"))).toHaveLength(1);
  });

  it("with the same key are one command", async () => {
    const { network, commands, taken, report } = await given(version);
    const [first, second] = [await commands.startSession("cpo", START, { key: "order-1" }), await commands.startSession("cpo", START, { key: "order-1" })];
    await commands.startSession("cpo", START, { key: "order-2" });
    expect(second.id).toBe(first.id);
    expect(network.log.filter((line) => line.endsWith("START_SESSION"))).toHaveLength(2);
    await report(taken[0]!, { result: "ACCEPTED" });
    expect([await first.result, await second.result]).toEqual([{ outcome: "result", result: { result: "ACCEPTED" } }, { outcome: "result", result: { result: "ACCEPTED" } }]);
  });

  it("may have a second outcome, but not the same one twice", async () => {
    const { commands, taken, report } = await given(version);
    const { id } = await commands.reserveNow("cpo", { token: TOKEN, expiry_date: "2026-03-02T01:00:00Z", reservation_id: "R1", location_id: "LOC1" });
    await report(taken[0]!, { result: "ACCEPTED" });
    await report(taken[0]!, { result: "ACCEPTED" });
    await report(taken[0]!, { result: "CANCELED_RESERVATION" });
    const results = (await commands.get(id))!.results.map(({ result }) => result["result"]);
    expect(results).toEqual(version === "2.1.1" ? ["ACCEPTED", "REJECTED"] : ["ACCEPTED", "CANCELED_RESERVATION"]);
  });

  it("take results from the partner that was asked only", async () => {
    const { commands, emsp } = await given(version);
    const { id } = await commands.startSession("cpo", START);
    await emsp.connect(version, { id: "other", roles: [party("CPO", "FR", "XYZ")] }, "other-token");
    const path = version === "2.1.1" ? `2.1.1/commands/START_SESSION/${id}` : `${version}/sender/commands/START_SESSION/${id}`;
    const post = (token: string, at = path) => emsp.call("POST", `https://emsp.test.com/ocpi/${at}`, { token, body: { result: "ACCEPTED" } });
    expect((await post("other-token")).http).toBe(404);
    expect((await post("cpo-token", path.replace("START", "STOP"))).http).toBe(404);
    expect((await commands.get(id))!.results).toEqual([]);
    expect((await post("cpo-token")).http).toBe(200);
    expect((await commands.get(id))!.results).toHaveLength(1);
  });

  it("to start a session are linked with the session", async () => {
    const { commands, cpo, taken, report, linked, options } = await given(version);
    const { id } = await commands.startSession("cpo", START);
    await report(taken[0]!, { result: "ACCEPTED" });
    const peer = (await cpo.peers.get("emsp"))!;
    const toEmsp = createPeerClient(peer, { ...options, party: { countryCode: "DE", partyId: "ABC" }, location: () => LOCATION });
    const session = { ...SESSION, start_date_time: "2026-03-02T00:00:05Z", last_updated: "2026-03-02T00:00:05Z", ...(version === "2.1.1" ? {} : { authorization_reference: id.toLowerCase() }) };
    expect(await toEmsp.sessions.ours.put({ ...session, id: "OTHER", cdr_token: { ...session.cdr_token, contract_id: "NL-MSP-C2" }, authorization_reference: "another" })).toMatchObject({ outcome: "ok" });
    expect(await toEmsp.sessions.ours.put(session)).toMatchObject({ outcome: "ok" });
    expect(await toEmsp.sessions.ours.put({ ...session, kwh: 2 })).toMatchObject({ outcome: "ok" });
    expect(linked).toEqual([undefined, id, undefined]);
    expect(await commands.get(id)).toMatchObject({ session: "S1" });
  });

  it("of a process that stopped time out all the same", async () => {
    const { commands, emsp, options, pass } = await given(version);
    const { id } = await commands.startSession("cpo", START);
    await pass(0);
    emsp.time.now += 31_000;
    const restarted = createCommands(options);
    expect([await restarted.sweep(), await restarted.sweep()]).toEqual([1, 0]);
    expect(await restarted.get(id)).toHaveProperty("timedOutAt");
  });
});

it("nobody is commanded who is not known", async () => {
  const { commands, emsp } = await given("2.2.1");
  await expect(commands.stopSession("nobody", { session_id: "S1" })).rejects.toMatchObject({ code: "ocpi.peer" });
  await emsp.store.transaction((unit) => unit.put(peerDocuments, "quiet", connectedPeer("2.2.1", { id: "quiet", status: "suspended" })));
  expect(await (await commands.stopSession("quiet", { session_id: "S1" })).result).toMatchObject({ outcome: "not-accepted" });
});
