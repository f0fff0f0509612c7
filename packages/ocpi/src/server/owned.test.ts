import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { givenPlatform, party } from "../../test/support/world.ts";
import { vector, type Json } from "../../test/support/vectors.ts";
import type { Kind, Kinds } from "../peers/kinds.ts";
import { publishObject, withdrawObject } from "../peers/published.ts";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { Tariff } from "../v230/index.ts";
import { publishedSource } from "./published-source.ts";
import { FACTS } from "./wire.ts";

type World = ReturnType<typeof givenPlatform>;

/** A platform that publishes all kinds from its store. */
async function givenPublisher(version: OcpiVersion, options: Partial<Parameters<typeof givenPlatform>[0]> = {}) {
  const kinds: readonly Kind[] = ["Location", "Session", "CDR", "Tariff", "Token", "ClientInfo", "InvoiceReconciliationRecord", "Terminal", "FinancialAdviceConfirmation", "BookingLocation", "Booking"];
  let store: World["store"] | undefined;
  const late = { find: (...query: Parameters<World["store"]["find"]>) => store!.find(...query), each: (...query: Parameters<World["store"]["each"]>) => store!.each(...query) } as Pick<World["store"], "find" | "each">;
  const world = givenPlatform({ modules: { owned: Object.fromEntries(kinds.map((kind) => [kind, publishedSource(late, kind)])) }, ...options });
  store = world.store;
  await world.connect(version);
  const publish = async <Name extends Kind>(kind: Name, object: Kinds[Name]): Promise<void> => {
    world.time.now += 1_000;
    await world.store.transaction((unit) => publishObject(unit, kind, object, { clock: world.clock }));
  };
  const at = (module: string): string => (version === "2.1.1" ? `2.1.1/${module}` : `${version}/sender/${module}`);
  return { ...world, publish, at };
}

const canonical = <Name extends Kind>(kind: Name): Kinds[Name] => vector("2.3.0", kind) as unknown as Kinds[Name];
const location = canonical("Location");
const [evse] = location.evses!;
/** The session and CDR are at the EVSE of the location: 2.1.1 carries it whole. */
const place = { location_id: location.id, evse_uid: evse!.uid, connector_id: evse!.connectors[0]!.id };
const OBJECTS: { readonly [Name in Kind]?: Kinds[Name] } = {
  Location: location, Session: { ...canonical("Session"), ...place }, CDR: { ...canonical("CDR"), credit: false, cdr_location: { ...canonical("CDR").cdr_location, id: location.id, evse_uid: place.evse_uid, connector_id: place.connector_id } },
  Tariff: { country_code: "NL", party_id: "CPO", id: "1", currency: "EUR", tax_included: "NO", elements: [{ price_components: [{ type: "ENERGY", price: 0.25, step_size: 1 }] }], last_updated: "2026-03-01T00:00:00Z" },
  Token: canonical("Token"),
};
const MODULES: readonly (readonly [Kind, string])[] = [["Location", "locations"], ["Session", "sessions?date_from=2020-01-01T00:00:00Z"], ["CDR", "cdrs"], ["Tariff", "tariffs"], ["Token", "tokens"]];

describe.each<OcpiVersion>(["2.1.1", "2.2.1", "2.3.0"])("our objects for a partner of %s", (version) => {
  it.each(MODULES)("%s follows its version to the letter", async (kind, module) => {
    const { call, publish, at } = await givenPublisher(version);
    await publish("Location", location);
    if (kind !== "Location") await publish(kind, OBJECTS[kind]!);
    const told = await call("GET", at(module));
    expect([told.http, told.status, told.headers.get("x-total-count"), told.headers.get("link")]).toEqual([200, 1000, "1", null]);
    const [wire] = told.data as readonly [Json];
    expect(readObject(FACTS[version], kind, wire, "strict").findings).toEqual([]);
    if (version === "2.3.0") expect(wire).toEqual(OBJECTS[kind]);
  });

  it("a location, an EVSE and a connector have URLs", async () => {
    const { call, publish, at } = await givenPublisher(version);
    await publish("Location", location);
    for (const [name, path] of [["Location", location.id], ["EVSE", `${location.id.toLowerCase()}/${evse!.uid}`], ["Connector", `${location.id}/${evse!.uid}/${evse!.connectors[0]!.id}`]]) {
      const { data, status } = await call("GET", `${at("locations")}/${path}`);
      expect([status, readObject(FACTS[version], name!, data, "strict").findings]).toEqual([1000, []]);
    }
    expect(await call("GET", `${at("locations")}/${location.id}/X`)).toMatchObject({ http: 404, status: 2003 });
  });
});

it("what a version has no words for is left out and told to the log: credit CDRs in 2.1.1", async () => {
  const { call, publish, at, log } = await givenPublisher("2.1.1");
  await publish("CDR", { ...OBJECTS.CDR!, credit: true, credit_reference_id: "C0" });
  await publish("CDR", { ...OBJECTS.CDR!, id: "C2" });
  const told = await call("GET", at("cdrs"));
  expect((told.data as readonly Json[]).map(({ id }) => id)).toEqual(["C2"]);
  expect(log.filter(({ level }) => level === "warn").map(({ values }) => values["losses"])).toEqual([expect.arrayContaining([expect.objectContaining({ pointer: "/credit" })])]);
});

describe("sessions and CDRs", () => {
  it("are read by whom the token belongs to, by its hub, and by nobody else unless the platform says so", async () => {
    const read = async (peer: object, options = {}, headers = {}) => {
      const { call, publish, at, connect } = await givenPublisher("2.2.1", options);
      await connect("2.2.1", { id: "reader", ...peer }, "reader-token");
      for (const [id, owner] of [["S1", "EXA"], ["S2", "OTH"]]) await publish("Session", { ...OBJECTS.Session!, id: id!, cdr_token: { ...OBJECTS.Session!.cdr_token, party_id: owner! } });
      const told = await call("GET", `${at("sessions")}?date_from=2020-01-01T00:00:00Z`, { token: "reader-token", headers });
      return [(told.data as readonly Json[]).map(({ id }) => id), told.headers.get("x-total-count")];
    };
    expect(await read({ roles: [party("EMSP", "NL", "OTH")] })).toEqual([["S2"], "1"]);
    expect(await read({ roles: [party("EMSP", "nl", "oth"), party("NSP", "NL", "EXA")] })).toEqual([["S1", "S2"], "2"]);
    expect(await read({ roles: [party("SCSP", "NL", "SCS")] })).toEqual([[], "0"]);
    expect(await read({ roles: [party("SCSP", "NL", "SCS")] }, { audience: () => true })).toEqual([["S1", "S2"], "2"]);
    const hub = { roles: [party("OTHER", "NL", "HUB")], hub: "NLHUB" };
    expect(await read(hub)).toEqual([["S1", "S2"], "2"]);
    expect(await read(hub, {}, { "OCPI-from-country-code": "NL", "OCPI-from-party-id": "OTH" })).toEqual([["S2"], "1"]);
  });
});

describe("the other lists", () => {
  it.each<readonly [Kind, string]>([
    ["ClientInfo", "hubclientinfo"], ["InvoiceReconciliationRecord", "invoicereconciliation"], ["Terminal", "payments/terminals"],
    ["FinancialAdviceConfirmation", "payments/financial-advice-confirmations"], ["BookingLocation", "bookings/booking_locations"], ["Booking", "bookings"],
  ])("%s of 2.3.0", async (kind, path) => {
    const { call, publish, at } = await givenPublisher("2.3.0");
    await publish(kind, canonical(kind));
    expect((await call("GET", at(path))).data).toEqual([canonical(kind)]);
  });

  it("of parts of payments and bookings have URLs for each object", async () => {
    const { call, publish, at } = await givenPublisher("2.3.0");
    const [terminal, bookable] = [canonical("Terminal"), canonical("BookingLocation")];
    await publish("Terminal", terminal);
    await publish("BookingLocation", bookable);
    expect((await call("GET", `${at("payments/terminals")}/${terminal.terminal_id}`)).data).toEqual(terminal);
    expect((await call("GET", `${at("bookings/booking_locations")}/${bookable.id}/${bookable.calendars![0]!.id}`)).data).toEqual(bookable.calendars![0]);
  });
});

describe("pages", () => {
  const tariff = (id: string, currency = "EUR"): Tariff => ({ ...OBJECTS.Tariff!, id, currency });
  const next = (headers: Headers): string | undefined => /^<([^>]+)>; rel="next"$/.exec(headers.get("link") ?? "")?.[1];
  const idsOf = ({ data }: { readonly data: unknown }): readonly string[] => (data as readonly Tariff[]).map(({ id }) => id);

  async function givenTariffs(count: number, options = {}) {
    const world = await givenPublisher("2.2.1", options);
    for (let number = 0; number < count; number += 1) await world.publish("Tariff", tariff(`T${number}`));
    return world;
  }

  async function crawl(call: World["call"], first: string, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<readonly string[]> {
    const found: string[] = [];
    for (let url: string | undefined = first; url !== undefined;) {
      const told = await call("GET", url);
      found.push(...idsOf(told));
      url = next(told.headers);
      await meanwhile();
    }
    return found;
  }

  it("have the total, the limit and a link that keeps the filters", async () => {
    const { call, at } = await givenTariffs(5);
    const first = await call("GET", `${at("tariffs")}?limit=2&date_from=2020-01-01T00:00:00Z`);
    expect([idsOf(first), first.headers.get("x-total-count"), first.headers.get("x-limit")]).toEqual([["T0", "T1"], "5", "1000"]);
    expect(next(first.headers)).toMatch(/^https:\/\/cpo\.test\.com\/ocpi\/2\.2\.1\/sender\/tariffs\?/);
    expect(Object.fromEntries(new URL(next(first.headers)!).searchParams)).toMatchObject({ limit: "2", offset: "2", date_from: "2020-01-01T00:00:00Z", total: "5" });
    const last = await call("GET", `${at("tariffs")}?limit=2&offset=4`);
    expect([idsOf(last), last.headers.get("x-total-count"), last.headers.get("link")]).toEqual([["T4"], "5", null]);
    expect([idsOf(await call("GET", `${at("tariffs")}?offset=9`)), idsOf(await call("GET", `${at("tariffs")}?offset=3&limit=1`))]).toEqual([[], ["T3"]]);
  });

  it("are those of the dates: from the first, up to and without the second", async () => {
    const { call, at } = await givenTariffs(1);
    const ids = async (query: string): Promise<number> => idsOf(await call("GET", `${at("tariffs")}?${query}`)).length;
    expect(await ids("date_from=2026-03-01T00:00:00Z")).toBe(1);
    expect(await ids("date_from=2026-03-01T00:00:00.001Z")).toBe(0);
    expect(await ids("date_to=2026-03-01T00:00:00Z")).toBe(0);
    expect(await ids("date_to=2026-03-01T00:00:01Z")).toBe(1);
    expect(await ids("date_from=2026-03-01T01:00:00%2B01:00&date_to=2026-03-01T01:00:01+01:00")).toBe(1);
  });

  it("of a source with offsets only go on until its total", async () => {
    const all = Array.from({ length: 5 }, (_, number) => tariff(`T${number}`));
    const world = givenPlatform({ modules: { owned: { Tariff: { page: ({ offset, limit }) => ({ items: all.slice(offset, offset + limit), total: all.length }) } } } });
    await world.connect("2.2.1");
    expect(await crawl(world.call, "2.2.1/sender/tariffs?limit=2")).toEqual(["T0", "T1", "T2", "T3", "T4"]);
  });

  it("never lose or repeat an object that stays, whatever changes between them", async () => {
    const change = fc.record({ what: fc.constantFrom("change", "add", "remove"), number: fc.nat(19) });
    await fc.assert(fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 8 }), fc.integer({ min: 1, max: 7 }), async (turns, limit) => {
      const { call, at, publish, store } = await givenTariffs(10, { limits: { requestsAtOnce: 1_000 } });
      const [removed, pending] = [new Set<string>(), [...turns]];
      const found = await crawl(call, `${at("tariffs")}?limit=${limit}`, async () => {
        for (const { what, number } of pending.shift() ?? []) {
          const id = what === "add" ? `N${number}` : `T${number % 10}`;
          if (what === "remove") {
            removed.add(id);
            await store.transaction((unit) => withdrawObject(unit, "Tariff", tariff(id)));
          } else if (!removed.has(id)) await publish("Tariff", tariff(id, ["EUR", "SEK", "NOK"][number % 3]));
        }
      });
      expect(new Set(found).size).toBe(found.length);
      expect(found.filter((id) => id.startsWith("T") && !removed.has(id))).toEqual(Array.from({ length: 10 }, (_, number) => `T${number}`).filter((id) => !removed.has(id)));
    }), { numRuns: 40 });
  });

  it("that are kept are served for a while, to partners that see the same", async () => {
    const { call, at, publish, time, connect } = await givenTariffs(1, { limits: { pageAge: 5_000 } });
    const first = await call("GET", at("tariffs"));
    await publish("Tariff", tariff("T1"));
    const kept = await call("GET", at("tariffs"));
    expect([idsOf(kept), kept.headers.get("x-total-count"), kept.headers.get("content-length")]).toEqual([idsOf(first), "1", expect.stringMatching(/^\d+$/)]);
    await connect("2.2.1", { id: "other", roles: [party("EMSP", "DE", "OTH")] }, "other-token");
    expect(idsOf(await call("GET", at("tariffs"), { token: "other-token" }))).toEqual(["T0"]);
    expect(idsOf(await call("GET", `${at("tariffs")}?limit=9`))).toEqual(["T0", "T1"]);
    time.now += 5_000;
    expect(idsOf(await call("GET", at("tariffs")))).toEqual(["T0", "T1"]);
  });

  it("that are kept are those of one partner where partners see different things", async () => {
    const world = await givenTariffs(1, { limits: { pageAge: 5_000 }, project: (_kind: Kind, object: Kinds[Kind], { id }: { readonly id: string }) => (id === "other" ? undefined : object) });
    await world.connect("2.2.1", { id: "other", roles: [party("EMSP", "DE", "OTH")] }, "other-token");
    expect(idsOf(await world.call("GET", world.at("tariffs")))).toEqual(["T0"]);
    expect(idsOf(await world.call("GET", world.at("tariffs"), { token: "other-token" }))).toEqual([]);
  });

  it("refuse a cursor that is none of ours", async () => {
    const { call, at } = await givenTariffs(1);
    for (const cursor of ["x", "[]", "[1,2]", "{}"]) expect(await call("GET", `${at("tariffs")}?cursor=${cursor}`)).toMatchObject({ http: 200, status: 2001, message: expect.stringMatching(/cursor/) });
    expect((await call("GET", `${at("tariffs")}?cursor=${encodeURIComponent(JSON.stringify(["", ""]))}&total=x`)).status).toBe(2001);
  });

  it("show a partner what is for it, and a party of ours what is its own", async () => {
    const { call, at, publish } = await givenTariffs(2, { project: (_kind: Kind, object: Kinds[Kind]) => ((object as Tariff).id === "T1" ? undefined : object), parties: [{ role: "CPO", country_code: "NL", party_id: "CPO", business_details: { name: "A" } }, { role: "CPO", country_code: "DE", party_id: "TWO", business_details: { name: "B" } }] });
    await publish("Tariff", { ...tariff("D1"), country_code: "DE", party_id: "TWO" });
    const to = (country: string, id: string) => ({ headers: { "OCPI-to-country-code": country, "OCPI-to-party-id": id } });
    expect(idsOf(await call("GET", at("tariffs")))).toEqual(["T0", "D1"]);
    expect(idsOf(await call("GET", at("tariffs"), to("de", "two")))).toEqual(["D1"]);
    expect((await call("GET", at("tariffs"), to("NL", "CPO"))).headers.get("x-total-count")).toBe("2");
  });
});
