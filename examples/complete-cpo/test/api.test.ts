import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chargeOnce, createTestCpo, flatTariff, furnish, KEY, plug, site, type TestCpo } from "./support.ts";

let house: TestCpo;
beforeEach(async () => {
  house = await createTestCpo();
});
afterEach(() => house.close());

describe("stations", () => {
  it("are added with a password that is shown once, and EVSEs that join their location", async () => {
    await house.send("POST", "/locations", site);
    const added = await house.send("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }] });
    expect(added).toMatchObject({
      status: 201,
      body: { password: expect.stringMatching(/^[\w-]{20}$/), station: { id: "CS-1", online: false, hasPassword: true, locationName: "Harbour", timeZone: "Europe/Amsterdam", evses: [{ number: 1, state: "unknown", connectors: [{ maxPowerW: 22_000 }] }] } },
    });
    expect(JSON.stringify(await house.send("GET", "/stations/CS-1"))).not.toContain("scrypt");
    expect(await house.send("GET", "/locations/SITE")).toMatchObject({ body: { evses: [{ stationId: "CS-1", number: 1 }] } });
  });

  it("get an id of ours when their identity is none", async () => {
    const added = await house.send("POST", "/stations", { identity: "DE*ABC*E12", password: false });
    expect(added).toMatchObject({ status: 201, body: { station: { identity: "DE*ABC*E12", id: expect.stringMatching(/^[0-9A-Z]{26}$/), hasPassword: false } } });
  });

  it("are changed, re-keyed and retired", async () => {
    await furnish(house);
    expect(await house.send("PATCH", "/stations/CS-1", { newPassword: true })).toMatchObject({ status: 200, body: { password: expect.any(String), station: { hasPassword: true } } });
    expect(await house.send("PATCH", "/stations/CS-1", { newPassword: false })).toMatchObject({ status: 200, body: { station: { hasPassword: false } } });
    expect(await house.send("PATCH", "/stations/CS-1", { lifecycle: "retired" })).toMatchObject({ status: 200, body: { station: { lifecycle: "retired" } } });
    expect(await house.cpo.csms.admit({ identity: "CS-1" })).toMatchObject({ accept: false, status: 403 });
  });

  it("that are refused can be seen", async () => {
    await furnish(house);
    await house.send("PATCH", "/stations/CS-1", { newPassword: true });
    await house.cpo.csms.admit({ identity: "CS-1", password: Buffer.from("wrong"), remoteAddress: "10.0.0.9" });
    await house.cpo.csms.admit({ identity: "STRANGER", remoteAddress: "10.0.0.9" });
    expect(await house.send("GET", "/stations/CS-1/events")).toMatchObject({ body: { items: [{ kind: "connection-refused", severity: "warning", text: expect.stringContaining("10.0.0.9") }] } });
    expect(await house.send("GET", "/overview")).toMatchObject({ body: { needs: [{ kind: "refused", count: 2, more: false, items: [{ stationId: "CS-1" }, { subject: "STRANGER", detail: expect.stringContaining("10.0.0.9") }] }] } });
  });
});

describe("a session", () => {
  it("becomes a charge record whose price is explained line by line", async () => {
    await furnish(house);
    const id = await chargeOnce(house);
    expect(await house.send("GET", "/sessions")).toMatchObject({
      body: { items: [{ id, stationIdentity: "CS-1", evse: 1, locationName: "Harbour", lifecycle: "ended", settlement: "sealed", energyWh: 4_000, durationSeconds: 1_800, token: { value: "04A2B3C4", holder: "Anna" }, cdrId: expect.any(String) }] },
    });
    // 4 kWh × 0.25 = 1.00, and 20 % VAT.
    expect(await house.send("GET", `/sessions/${id}/cost`)).toMatchObject({ body: { known: true, final: true, total: { amount: "1.2", currency: "EUR" } } });
    const { body } = await house.send("GET", "/cdrs");
    expect(body).toMatchObject({ items: [{ sessionId: id, energyWh: 4_000, holder: "Anna", tariffName: "One price", total: { amount: "1", currency: "EUR" }, totalWithTax: { amount: "1.2", currency: "EUR" } }] });
    const cdr = (body as { items: { id: string }[] }).items[0]?.id ?? "";
    expect(await house.send("GET", `/cdrs/${cdr}`)).toMatchObject({
      status: 200,
      body: {
        lines: [{ dimension: "ENERGY", quantity: "4", unit: "kWh", price: "0.25", amount: { amount: "1" }, element: 1, why: ["Element 1 of the tariff: always applies"] }],
        taxes: [{ name: "VAT", percent: "20", amount: { amount: "0.2" } }],
        ocpi: { id: cdr, total_energy: 4 },
      },
    });
  });

  it("has a journal and readings", async () => {
    await furnish(house);
    const id = await chargeOnce(house);
    expect(await house.send("GET", `/sessions/${id}/journal`)).toMatchObject({ body: { items: expect.arrayContaining([expect.objectContaining({ seq: 0, kind: "fact", events: expect.arrayContaining(["started"]), text: expect.any(String) })]) } });
    expect(await house.send("GET", `/sessions/${id}/journal`)).toMatchObject({ body: { items: expect.arrayContaining([expect.objectContaining({ changes: expect.arrayContaining([{ field: "lifecycle", to: "ended" }]) }), expect.objectContaining({ changes: [{ field: "settlement", to: "sealed" }] })]) } });
    expect(await house.send("GET", `/sessions/${id}/readings`)).toMatchObject({ body: { total: 2, points: [{ registerWh: 1_000, energyWh: 0 }, { registerWh: 5_000, energyWh: 4_000 }] } });
    expect(await house.send("GET", `/sessions/${id}/price`)).toMatchObject({ body: { known: true, final: true, total: { amount: "1" }, totalWithTax: { amount: "1.2" }, lines: [{ dimension: "ENERGY", quantity: "4", price: "0.25", taxPercent: "20", element: 1, why: ["Element 1 of the tariff: always applies"] }] } });
    const inGerman = await house.fetch(`/api/v1/sessions/${id}/price`, { headers: { authorization: `Bearer ${KEY}`, "accept-language": "de-DE,de;q=0.9,en;q=0.5" } });
    expect(await inGerman.json()).toMatchObject({ lines: [{ why: ["Element 1 des Tarifs: gilt immer"] }] });
    expect(await house.send("GET", `/sessions/${id}/readings?limit=1`)).toMatchObject({ body: { total: 2, next: "1", points: [{ registerWh: 1_000 }] } });
    expect(await house.send("GET", `/sessions/${id}/readings?limit=1&after=1`)).toMatchObject({ body: { points: [{ registerWh: 5_000, energyWh: 4_000 }] } });
  });

  it("is found by state, station and time, page by page", async () => {
    await furnish(house);
    const id = await chargeOnce(house);
    const ids = async (query: string): Promise<unknown> => ((await house.send("GET", `/sessions${query}`)).body as { items: { id: string }[] }).items.map((session) => session.id);
    expect(await ids("?state=ended&limit=1")).toEqual([id]);
    expect(await ids("?state=running")).toEqual([]);
    expect(await ids("?station=CS-1")).toEqual([id]);
    expect(await ids("?station=CS-2")).toEqual([]);
    expect(await ids("?from=2100-01-01T00:00:00Z")).toEqual([]);
    expect(await ids("?to=2100-01-01T00:00:00Z")).toEqual([id]);
  });

  it("without a tariff is never priced 0: it waits for the operator, who mends the cause and bills it", async () => {
    await furnish(house, { tariff: false });
    const id = await chargeOnce(house);
    expect(await house.send("GET", "/cdrs")).toMatchObject({ body: { items: [] } });
    expect(await house.send("GET", `/sessions/${id}`)).toMatchObject({ body: { settlement: "unpriced", cost: { known: false, code: "no-tariff" } } });
    expect(await house.send("GET", "/overview")).toMatchObject({ body: { needs: [{ kind: "unpriced", severity: "error", count: 1, items: [{ sessionId: id, subject: "CS-1, EVSE 1" }] }] } });
    expect(await house.send("POST", `/sessions/${id}/bill`, { reason: "try" })).toMatchObject({ status: 409, body: { code: "unpriced" } });

    await house.send("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "2020-01-01T00:00:00Z" });
    await house.send("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "location", location: "SITE" } });
    expect(await house.send("POST", `/sessions/${id}/bill`, { reason: "The tariff is here now" })).toMatchObject({ status: 200, body: { settlement: "sealed", cost: { final: true, total: { amount: "1.2" } } } });
    expect(await house.send("GET", "/overview")).toMatchObject({ body: { needs: [] } });
    expect(await house.send("POST", `/sessions/${id}/bill`, { reason: "again" })).toMatchObject({ status: 200 });
    expect(await house.send("GET", "/cdrs")).toMatchObject({ body: { items: [{ sessionId: id }] } });
  });

  it("cannot be closed in the books twice", async () => {
    await furnish(house);
    const id = await chargeOnce(house);
    expect(await house.send("POST", `/sessions/${id}/close`, { reason: "tidy up" })).toMatchObject({ status: 409, body: { code: "refused" } });
    expect(await house.send("POST", `/sessions/${id}/close`, { reason: "" })).toMatchObject({ status: 400, body: { field: "reason" } });
  });
});

describe("charge records as CSV", () => {
  it("have a head and a line for each, safe for spreadsheets", async () => {
    await furnish(house);
    const { body } = await house.send("GET", "/tokens");
    await house.send("PATCH", `/tokens/${(body as { items: { id: string }[] }).items[0]?.id}`, { holder: "=HYPERLINK(\"x\"), Anna" });
    await chargeOnce(house);
    const response = await house.fetch("/api/v1/cdrs.csv");
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, line, ...rest] = (await response.text()).split("\r\n");
    expect(head).toBe("id,kind,state,session,location,station,evse,token,holder,party,start,end,energy_kwh,currency,total_excl_tax,total_incl_tax,tariff_version,sealed");
    expect(line).toContain(",normal,standing,");
    expect(line).toContain(`,"'=HYPERLINK(""x""), Anna",`);
    expect(line).toContain(",4,EUR,1,1.2,T1/1,");
    expect(rest).toEqual([""]);
  });
});

describe("tokens", () => {
  it("are added, changed, blocked and removed", async () => {
    const added = await house.send("POST", "/tokens", { value: "04FF", holder: "Anna", validUntil: "2030-01-01T00:00:00Z" });
    expect(added).toMatchObject({ status: 201, body: { value: "04FF", type: "RFID", status: "accepted", usable: true, validUntil: "2030-01-01T00:00:00.000Z" } });
    const { id } = added.body as { id: string };
    expect(await house.send("PATCH", `/tokens/${id}`, { status: "blocked", holder: null })).toMatchObject({ body: { status: "blocked", usable: false } });
    expect((await house.send("GET", `/tokens/${id}`)).body).not.toHaveProperty("holder");
    expect(await house.send("DELETE", `/tokens/${id}`)).toMatchObject({ status: 200 });
    expect(await house.send("GET", "/tokens")).toEqual({ status: 200, body: { items: [] } });
  });
});

describe("tariffs", () => {
  it("are checked without being published", async () => {
    expect(await house.send("POST", "/tariffs/check", { tariffId: "T1", name: "T", ocpiVersion: "2.2.1", tariff: flatTariff })).toMatchObject({ status: 200, body: { summary: ["Energy: EUR 0.30/kWh incl. tax"], findings: [] } });
    expect(await house.send("POST", "/tariffs/check", { tariffId: "T1", name: "T", ocpiVersion: "2.2.1", tariff: { currency: "EUR", elements: [] } })).toMatchObject({ status: 200, body: { summary: [], findings: [{ code: "NO_ELEMENTS", severity: "error", fix: expect.any(String) }] } });
    expect(await house.send("GET", "/tariffs")).toEqual({ status: 200, body: { items: [] } });
  });

  it("grow by versions, of which the newest is shown, and apply where they are assigned", async () => {
    await furnish(house);
    expect(await house.send("POST", "/tariffs", { tariffId: "T1", name: "Dearer", ocpiVersion: "2.2.1", tariff: flatTariff })).toMatchObject({ status: 201, body: { id: "T1/2", number: 2 } });
    const { body } = await house.send("GET", "/tariffs/T1");
    expect(body).toMatchObject({ name: "Dearer", versions: [{ number: 2 }, { number: 1 }], assignments: [{ appliesTo: "Everything that has no tariff of its own" }], tariff: { id: "T1" } });
    const { id } = (body as { assignments: { id: string }[] }).assignments[0] ?? { id: "" };
    expect(await house.send("DELETE", `/tariff-assignments/${id}`)).toMatchObject({ status: 200 });
    expect(await house.send("GET", "/tariffs/T1")).toMatchObject({ body: { assignments: [] } });
  });
});

describe("locations", () => {
  it("say when they are open, in their own time zone, and name the field of a bad time", async () => {
    await furnish(house);
    expect((await house.send("GET", "/locations/SITE/opening")).body).toEqual({ isOpen: true });
    const { body } = await house.send("GET", "/locations/SITE");
    const never = { ...(body as object), openingHours: { twentyFourSeven: false, regular: [] }, facilities: ["CAFE"], published: false };
    expect(await house.send("PUT", "/locations/SITE", never)).toMatchObject({ status: 200, body: { facilities: ["CAFE"], published: false } });
    expect((await house.send("GET", "/locations/SITE/opening")).body).toEqual({ isOpen: false });
    const wrong = { ...(body as object), openingHours: { twentyFourSeven: false, regular: [{ weekday: 1, begin: "18:00", end: "02:00" }] } };
    expect(await house.send("PUT", "/locations/SITE", wrong)).toMatchObject({ status: 400, body: { field: "openingHours.regular.0.end" } });
    await house.send("PUT", "/locations/SITE", body);
  });

  it("are added, replaced and removed when they are empty", async () => {
    await furnish(house);
    const { body } = await house.send("GET", "/locations/SITE");
    expect(await house.send("PUT", "/locations/SITE", { ...(body as object), name: "New harbour" })).toMatchObject({ status: 200, body: { name: "New harbour", evses: [{ number: 1 }] } });
    expect(await house.send("DELETE", "/locations/SITE")).toMatchObject({ status: 409, body: { code: "not-empty" } });
    expect(await house.send("PUT", "/locations/SITE", site)).toMatchObject({ status: 200 });
    expect(await house.send("DELETE", "/locations/SITE")).toMatchObject({ status: 200 });
  });
});

describe("commands", () => {
  it("to a station that is offline are recorded with that outcome", async () => {
    await furnish(house);
    const sent = await house.send("POST", "/stations/CS-1/commands", { command: "reset", mode: "whenIdle" });
    expect(sent).toMatchObject({ status: 200, body: { state: "done", outcome: "offline", text: "The station is offline; nothing was sent." } });
    const { id } = sent.body as { id: string };
    expect(await house.send("GET", `/commands/${id}`)).toEqual(sent);
    expect(await house.send("GET", "/stations/CS-1/commands")).toMatchObject({ body: { items: [{ id }] } });
    expect(await house.send("POST", "/stations/CS-1/call", { action: "Reset", payload: { type: "Soft" } })).toMatchObject({ status: 200, body: { outcome: "offline" } });
  });

  it("wait for a station that is offline, and can be taken back", async () => {
    await furnish(house);
    const sent = await house.send("POST", "/stations/CS-1/commands?queueForSeconds=600", { command: "reset", mode: "whenIdle" });
    expect(sent).toMatchObject({ status: 200, body: { state: "queued", text: "The station is offline: the command waits for it to come back." } });
    const { id } = sent.body as { id: string };
    expect(await house.send("POST", `/commands/${id}/cancel`)).toMatchObject({ status: 200, body: { state: "done", outcome: "cancelled", text: "Taken back by operator before it was sent." } });
    expect(await house.send("POST", "/commands/none/cancel")).toMatchObject({ status: 404 });
    expect(await house.send("POST", "/stations/CS-1/commands?queueForSeconds=0", { command: "reset", mode: "whenIdle" })).toMatchObject({ status: 400, body: { field: "queueForSeconds" } });
  });

  it("go to many stations at once, with progress", async () => {
    await furnish(house);
    const begun = await house.send("POST", "/bulk-commands", { command: { command: "reset", mode: "whenIdle" }, stations: {}, queueForSeconds: 600 });
    expect(begun).toMatchObject({ status: 202, body: { state: "running", total: 1 } });
    const { id } = begun.body as { id: string };
    await expect.poll(async () => (await house.send("GET", `/bulk-commands/${id}/commands`)).body).toMatchObject({ items: [{ state: "queued", bulkId: id }] });
    expect(await house.send("POST", `/bulk-commands/${id}/cancel`)).toMatchObject({ status: 200, body: { state: "cancelled", outcomes: { cancelled: 1 }, text: expect.stringContaining("Cancelled by operator") } });
    expect(await house.send("GET", "/bulk-commands")).toMatchObject({ body: { items: [{ id }] } });
    expect(await house.send("GET", "/bulk-commands/none")).toMatchObject({ status: 404 });
    expect(await house.send("POST", "/bulk-commands", { command: { command: "reset", mode: "whenIdle" }, stations: { vendor: "Nobody" } })).toMatchObject({ status: 400, body: { field: "stations" } });
  });

  it("are sent once for one idempotency key", async () => {
    await furnish(house);
    const send = async (body: unknown) => {
      const response = await house.fetch("/api/v1/stations/CS-1/commands", { method: "POST", headers: { "content-type": "application/json", "idempotency-key": "k1" }, body: JSON.stringify(body) });
      return { status: response.status, body: (await response.json()) as { id: string } };
    };
    const first = await send({ command: "unlock", evse: 1 });
    expect((await send({ command: "unlock", evse: 1 })).body.id).toBe(first.body.id);
    expect(await send({ command: "unlock", evse: 2 })).toMatchObject({ status: 409, body: { code: "idempotency-key" } });
  });
});

describe("live events", () => {
  it("begin with hello and carry the newest state of what changed", async () => {
    await furnish(house);
    const response = await house.fetch("/api/v1/events", { headers: { authorization: `Bearer ${KEY}` } });
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let seen = "";
    const readUntil = async (wanted: string): Promise<void> => {
      while (!seen.includes(wanted)) seen += (await reader?.read())?.value ?? "";
    };
    await readUntil("event: hello");
    const id = await chargeOnce(house);
    await readUntil("event: cdr");
    expect(seen).toContain(`"sessionId":"${id}"`);
    await reader?.cancel();
  });
});
