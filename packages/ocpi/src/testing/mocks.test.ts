import { describe, expect, it } from "vitest";
import { valueOf } from "../client/answer.ts";
import { connectMocks, createMockCpo, createMockEmsp, createMockHub, createMockNetwork, type MockPlatform } from "./index.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => void setTimeout(resolve, 1));
}

describe.each(VERSIONS)("a mock CPO and a mock eMSP in %s", (version) => {
  it("register, pull, authorize, and charge by command from start to stop", async () => {
    const network = createMockNetwork();
    const [cpo, emsp] = [await createMockCpo({ network }), await createMockEmsp({ network })];
    await connectMocks(emsp, cpo, { guest: "emsp", inviter: "cpo" }, version);
    expect(cpo.events.map(({ event }) => event)).toEqual(["connected"]);

    expect(await emsp.pull("cpo", "Location")).toMatchObject({ objects: 1, changed: 1 });
    expect(await emsp.received("Location")).toMatchObject([{ id: "LOC1", country_code: "DE", evses: [{ uid: "EVSE1" }, { uid: "EVSE2" }] }]);
    expect(await cpo.pull("emsp", "Token")).toMatchObject({ changed: 1 });
    expect(valueOf(await (await cpo.client("emsp")).tokens.authorize("TOKEN1"))).toMatchObject({ known: true, allowed: "ALLOWED" });
    expect(valueOf(await (await cpo.client("emsp")).tokens.authorize("NONE"))).toEqual({ known: false });

    const [token] = await emsp.published("Token");
    const { id, response, result } = await emsp.commands.startSession("cpo", { token: token!, location_id: "LOC1", evse_uid: "EVSE1" });
    expect(response).toMatchObject({ result: "ACCEPTED" });
    expect(await result).toEqual({ outcome: "result", result: { result: "ACCEPTED" } });
    const [session] = await emsp.received("Session");
    expect(session).toMatchObject({ location_id: "LOC1", evse_uid: "EVSE1", status: "ACTIVE" });
    expect(await emsp.commands.get(id)).toMatchObject({ session: session!.id });

    const stopped = await emsp.commands.stopSession("cpo", { session_id: session!.id });
    expect(await stopped.result).toMatchObject({ outcome: "result" });
    await until(async () => (await emsp.received("Session"))[0]!.status === "COMPLETED");
    expect(await (await emsp.commands.stopSession("cpo", { session_id: "NONE" })).result).toEqual({ outcome: "not-accepted", why: "UNKNOWN_SESSION" });
    expect(network.requests.some((line) => line.startsWith("PUT emsp.test.com"))).toBe(true);
  });

  it("hear what changed while one of them was away", async () => {
    const network = createMockNetwork();
    const [cpo, emsp] = [await createMockCpo({ network }), await createMockEmsp({ network })];
    await connectMocks(cpo, emsp, { guest: "cpo", inviter: "emsp" }, version);
    const [location] = await cpo.published("Location");
    network.hangUp("emsp.test.com");
    await cpo.publish("Location", { ...location!, name: "While you were away" });
    expect(await emsp.received("Location")).toEqual([]);
    expect((await cpo.push.plan("emsp")).kinds).toMatchObject([{ kind: "Location", pending: 1 }]);
    network.listen("emsp.test.com", emsp.handler);
    await until(async () => (await cpo.push.tick()).told === 1);
    expect(await emsp.received("Location")).toMatchObject([{ name: "While you were away" }]);
  });
});

it("a mock hub stands between a CPO of 2.2.1 and an eMSP of 2.3.0", async () => {
  const network = createMockNetwork();
  const [hub, cpo, emsp] = [createMockHub({ network }), await createMockCpo({ network }), await createMockEmsp({ network })];
  await connectMocks(cpo, hub, { guest: "cpo", inviter: "hub" }, "2.2.1");
  await connectMocks(emsp, hub, { guest: "emsp", inviter: "hub" }, "2.3.0");
  const page = valueOf(await (await emsp.client("hub")).locations.page({ of: { countryCode: "DE", partyId: "ABC" } }));
  expect(page.items.map(({ value }) => value.id)).toEqual(["LOC1"]);
  const clients = valueOf(await (await emsp.client("hub")).hubClientInfo.page());
  expect(clients.items.map(({ value }) => value.party_id)).toContain("ABC");
  const [token] = await emsp.published("Token");
  const { result } = await emsp.commands.startSession("hub", { token: token!, location_id: "LOC1" }, { of: { countryCode: "DE", partyId: "ABC" } });
  expect(await result).toMatchObject({ outcome: "result", result: { result: "ACCEPTED" } });
  await until(async () => (await heard(emsp)) > 0);
});

async function heard(emsp: MockPlatform): Promise<number> {
  return (await emsp.received("Session")).length;
}
