import { describe, expect, it } from "vitest";
import { clock, connectedPeer, envelope, LOCATION, partner, PARTNER, SESSION, TOKEN } from "../../test/partner.ts";
import { convertObject } from "../convert/convert-object.ts";
import { valueOf } from "./answer.ts";
import { createPeerClient } from "./create-peer-client.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;
const us = { party: { countryCode: "NL", partyId: "MSP" } };

describe.each(VERSIONS)("a client of a partner that speaks %s", (version) => {
  it("reads lists in the shape of 2.3.0, and tells what it could not read", async () => {
    const wire = convertObject("Token", TOKEN, "2.3.0", version, us).value!;
    const { sent, options } = partner(() => envelope([{ ...wire, valid: "true", extra: 1 }, { uid: "X" }], { headers: { link: `<${PARTNER}/next?offset=2>; rel="next"`, "x-total-count": "7" } }));
    const page = valueOf(await createPeerClient(connectedPeer(version), options).tokens.page({ from: clock.now(), limit: 2 }));
    expect(page.items.map(({ value }) => value)).toEqual([{ ...TOKEN, extra: 1 }]);
    expect(page.items[0]!.findings.map(({ pointer, severity }) => [pointer, severity])).toEqual([["/valid", "repaired"], ["/extra", "note"]]);
    expect(page.unreadable).toMatchObject([{ place: 1 }]);
    expect(page).toMatchObject({ next: `${PARTNER}/next?offset=2`, total: 7 });
    expect(sent[0]!.url).toBe(`${PARTNER}/${version}/tokens?date_from=2026-03-01T10%3A13%3A20Z&limit=2`);
  });

  it("sends the token as the version wants it, ids, and routing headers since 2.2", async () => {
    const { sent, options } = partner(() => envelope([]));
    const client = createPeerClient(connectedPeer(version), options);
    await client.tokens.page();
    await client.hubClientInfo.page();
    const [tokens, clients] = sent.map(({ headers }) => Object.fromEntries(headers));
    expect(tokens!["authorization"]).toBe(version === "2.1.1" ? "Token secret" : "Token c2VjcmV0");
    expect(tokens!["x-request-id"]).toMatch(/^\w{26}$/);
    expect(tokens!["x-correlation-id"]).not.toBe(tokens!["x-request-id"]);
    expect([tokens!["ocpi-from-country-code"], tokens!["ocpi-to-party-id"]]).toEqual(version === "2.1.1" ? [undefined, undefined] : ["DE", "MSP"]);
    expect(clients).not.toHaveProperty("ocpi-from-country-code");
  });

  it("writes objects of the version, to the letter", async () => {
    const { sent, options } = partner(() => envelope(undefined, { http: 201 }));
    const client = createPeerClient(connectedPeer(version), { ...options, location: () => LOCATION });
    expect(await client.locations.ours.put(LOCATION)).toMatchObject({ outcome: "ok" });
    expect(await client.sessions.ours.put(SESSION)).toMatchObject({ outcome: "ok" });
    const receiver = version === "2.1.1" ? "" : "/receiver";
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([`PUT ${PARTNER}/${version}/locations${receiver}/DE/ABC/LOC1`, `PUT ${PARTNER}/${version}/sessions${receiver}/DE/ABC/S1`]);
    expect(sent[1]!.body).toHaveProperty(version === "2.1.1" ? "location.evses.0.uid" : "evse_uid", "E1");
    expect(await client.locations.ours.put({ ...LOCATION, last_updated: "2026-03-01T11:00:00+01:00" })).toMatchObject({ outcome: "not-sent", reason: "unsayable" });
    expect(await client.sessions.ours.put({ ...SESSION, id: ".." })).toMatchObject({ outcome: "not-sent", reason: "unsayable" });
    expect(sent).toHaveLength(2);
  });

  it("asks eMSPs for tokens, and knows an unknown one by HTTP, by OCPI or by both (E18)", async () => {
    const answers = [envelope({ allowed: "BLOCKED", token: TOKEN }), envelope(undefined, { http: 404, status: 2004 }), envelope(undefined, { status: 2004 }), new Response(null, { status: 404 }), envelope(undefined, { status: 2002 })];
    const { sent, options } = partner((_, place) => answers[place]!);
    const { tokens } = createPeerClient(connectedPeer(version), options);
    const ask = () => tokens.authorize("04 A2", { type: "RFID", location: { location_id: "LOC1", evse_uids: ["E1"] } });
    expect(await ask()).toMatchObject({ outcome: "ok", value: { known: true, allowed: "BLOCKED" } });
    expect(sent[0]).toMatchObject({ method: "POST", url: `${PARTNER}/${version}/tokens/04%20A2/authorize?type=RFID`, body: { location_id: "LOC1", evse_uids: ["E1"] } });
    for (let turn = 0; turn < 3; turn += 1) expect(await ask()).toMatchObject({ outcome: "ok", value: { known: false } });
    expect(await ask()).toMatchObject({ outcome: "refused", status: 2002 });
  });

  it("tries reads again, and commands never", async () => {
    const { sent, options } = partner((_, place) => (place < 2 ? new Response(null, { status: 503 }) : envelope([])));
    expect(await createPeerClient(connectedPeer(version), options).cdrs.page()).toMatchObject({ outcome: "ok" });
    expect(new Set(sent.map(({ headers }) => headers.get("x-request-id"))).size).toBe(3);
    expect(new Set(sent.map(({ headers }) => headers.get("x-correlation-id"))).size).toBe(1);
    const lost = partner(() => Promise.reject(new Error("reset")));
    const { commands } = createPeerClient(connectedPeer(version), lost.options);
    expect(await commands.send("STOP_SESSION", { response_url: "https://us.com/r/1", session_id: "S1" })).toMatchObject({ outcome: "failed", reason: "network" });
    expect(lost.sent).toHaveLength(1);
  });

  it("sends commands in the words of the version", async () => {
    const { sent, options } = partner(() => envelope({ result: "ACCEPTED", ...(version === "2.1.1" ? {} : { timeout: 30 }) }));
    const { commands } = createPeerClient(connectedPeer(version), options);
    const answer = await commands.send("RESERVE_NOW", { response_url: "https://us.com/r/1", token: TOKEN, expiry_date: "2026-03-01T11:00:00Z", reservation_id: "7", location_id: "LOC1" });
    expect(answer).toMatchObject({ outcome: "ok", value: { result: "ACCEPTED", timeout: 30 } });
    expect(sent[0]!.body).toMatchObject(version === "2.1.1" ? { reservation_id: 7, token: { auth_id: "NL-MSP-C1" } } : { reservation_id: "7", token: { contract_id: "NL-MSP-C1" } });
    const cancelled = await commands.send("CANCEL_RESERVATION", { response_url: "https://us.com/r/2", reservation_id: "7" });
    expect(cancelled.outcome).toBe(version === "2.1.1" ? "not-sent" : "ok");
  });

  it("calls nobody without credentials, and no endpoint that is not offered", async () => {
    const { sent, options } = partner(() => envelope([]));
    const { outbound: _, ...stranger } = connectedPeer(version);
    expect(await createPeerClient(stranger, options).cdrs.page()).toMatchObject({ reason: "unconnected" });
    expect(await createPeerClient(connectedPeer(version, { status: "suspended" }), options).cdrs.page()).toMatchObject({ reason: "unconnected" });
    expect(await createPeerClient(connectedPeer(version, { endpoints: [] }), options).cdrs.page()).toMatchObject({ reason: "unserved" });
    expect(await createPeerClient(connectedPeer(version, { endpoints: [{ module: "cdrs", url: "https://10.0.0.1/" }] }), options).cdrs.page()).toMatchObject({ reason: "url" });
    expect(sent).toEqual([]);
  });
});
