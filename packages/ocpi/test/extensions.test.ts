import { describe, expect, it } from "vitest";
import { createPeerClient, type PeerClient } from "../src/client/create-peer-client.ts";
import type { Kind, Kinds } from "../src/peers/kinds.ts";
import { publishObject } from "../src/peers/published.ts";
import { findReceived } from "../src/peers/received.ts";
import { publishedSource } from "../src/server/published-source.ts";
import type { Booking, BookingLocation, BookingRequest, FinancialAdviceConfirmation, Terminal } from "../src/v230/index.ts";
import { givenNetwork, register, type NetworkPlatform } from "./support/network.ts";
import { vector } from "./support/vectors.ts";
import { party } from "./support/world.ts";

const CPO = { countryCode: "NL", partyId: "AAA" };

async function clientOf(platform: NetworkPlatform, partner: NetworkPlatform): Promise<PeerClient> {
  const { store, clock, ids, exchange, parties } = platform;
  const [{ country_code: countryCode, party_id: partyId }] = parties as readonly [(typeof parties)[number]];
  return createPeerClient((await platform.peers.get(partner.host))!, { exchange, clock, ids, store, party: { countryCode, partyId }, urlPolicy: { allow: [partner.host] } } as never);
}

async function publish<Name extends Kind>({ store, clock }: NetworkPlatform, kind: Name, object: Kinds[Name]): Promise<void> {
  await store.transaction((unit) => publishObject(unit, kind, object, { clock }));
}

async function all<Value>(list: AsyncIterable<{ readonly value: Value }>): Promise<readonly Value[]> {
  const found: Value[] = [];
  for await (const { value } of list) found.push(value);
  return found;
}

describe("payments (2.3.0): a terminal between a CPO and its payment service", () => {
  const terminal = { ...vector("2.3.0", "Terminal"), terminal_id: "T1" } as unknown as Terminal;
  const advice = { ...vector("2.3.0", "FinancialAdviceConfirmation"), id: "F1" } as unknown as FinancialAdviceConfirmation;

  async function given() {
    const network = givenNetwork();
    const known = new Map<string, Terminal>();
    const ptp = network.platform("emsp.net", [party("PTP", "DE", "PTP")], {
      modules: {
        owned: { Terminal: publishedSource({ find: (...query) => ptp.store.find(...query), each: (...query) => ptp.store.each(...query) }, "Terminal"), FinancialAdviceConfirmation: publishedSource({ find: (...query) => ptp.store.find(...query), each: (...query) => ptp.store.each(...query) }, "FinancialAdviceConfirmation") },
        terminals: {
          put: (id, given) => known.has(id) && known.set(id, given) !== undefined,
          patch: (id) => known.has(id),
          activate: (given) => {
            const activated = { ...terminal, ...given };
            known.set(activated.terminal_id, activated);
            return activated;
          },
          deactivate: (id) => known.delete(id),
        },
      },
    });
    const cpo = network.platform("cpo.net", [party("CPO", "NL", "AAA")], { modules: { received: { Terminal: true, FinancialAdviceConfirmation: true } } });
    await register(cpo, ptp, "2.3.0");
    return { ptp, cpo, known, toPtp: await clientOf(cpo, ptp), toCpo: await clientOf(ptp, cpo) };
  }

  it("is activated, placed, listed and deactivated by the CPO", async () => {
    const { ptp, known, toPtp } = await given();
    expect((await toPtp.payments.terminals.activate({ customer_reference: "R-1" })).outcome).toBe("ok");
    expect(known.get("T1")).toMatchObject({ customer_reference: "R-1" });
    expect((await toPtp.payments.terminals.put({ ...terminal, location_ids: ["L1"] })).outcome).toBe("ok");
    expect(known.get("T1")).toMatchObject({ location_ids: ["L1"] });
    expect(await toPtp.payments.terminals.put({ ...terminal, terminal_id: "T2" })).toMatchObject({ outcome: "refused", status: 2003 });
    await publish(ptp, "Terminal", terminal);
    expect(await all(toPtp.payments.terminals.pull())).toMatchObject([{ terminal_id: "T1" }]);
    expect(await toPtp.payments.terminals.get("T1")).toMatchObject({ outcome: "ok", value: { terminal_id: "T1" } });
    expect((await toPtp.payments.terminals.deactivate("T1")).outcome).toBe("ok");
    expect(known.size).toBe(0);
    expect(await toPtp.payments.terminals.deactivate("T1")).toMatchObject({ outcome: "refused", http: 404, status: 2003 });
  });

  it("and what it charged are told to the CPO, which can read them again", async () => {
    const { ptp, cpo, toCpo, toPtp } = await given();
    expect((await toCpo.payments.terminals.post(terminal)).outcome).toBe("ok");
    expect((await toCpo.payments.confirmations.post(advice)).outcome).toBe("ok");
    const owner = { countryCode: "DE", partyId: "PTP" };
    expect(await findReceived(cpo.store, "Terminal", { ...owner, id: "T1" })).toMatchObject([{ terminal_id: "T1" }]);
    expect(await findReceived(cpo.store, "FinancialAdviceConfirmation", { ...owner, id: "F1" })).toMatchObject([{ id: "F1" }]);
    await publish(ptp, "FinancialAdviceConfirmation", advice);
    expect(await all(toPtp.payments.confirmations.pull())).toMatchObject([{ id: "F1" }]);
    expect(await toPtp.payments.confirmations.get("F1")).toMatchObject({ outcome: "ok", value: { id: "F1" } });
  });
});

describe("bookings (2.3.0 extension): a driver of an eMSP books at a CPO", () => {
  const place = { ...vector("2.3.0", "BookingLocation"), country_code: "NL", party_id: "AAA", id: "B1" } as unknown as BookingLocation;
  const booking = { ...vector("2.3.0", "Booking"), country_code: "NL", party_id: "AAA", id: "K1" } as unknown as Booking;
  const request = vector("2.3.0", "BookingRequest") as unknown as BookingRequest;

  async function given() {
    const network = givenNetwork();
    const cpo = network.platform("cpo.net", [party("CPO", "NL", "AAA")], {
      modules: {
        owned: { BookingLocation: publishedSource({ find: (...query) => cpo.store.find(...query), each: (...query) => cpo.store.each(...query) }, "BookingLocation"), Booking: publishedSource({ find: (...query) => cpo.store.find(...query), each: (...query) => cpo.store.each(...query) }, "Booking") },
        book: ({ request_id: id }) => ({ ...booking, request_id: id }),
      },
    });
    const emsp = network.platform("emsp.net", [party("EMSP", "DE", "EEE")], { modules: { received: { Booking: true, BookingLocation: true } } });
    await register(emsp, cpo, "2.3.0");
    return { cpo, emsp, toCpo: await clientOf(emsp, cpo), toEmsp: await clientOf(cpo, emsp) };
  }

  it("looks where it may book, asks, and reads the booking", async () => {
    const { cpo, toCpo } = await given();
    await publish(cpo, "BookingLocation", place);
    expect(await all(toCpo.bookings.locations.pull())).toMatchObject([{ id: "B1" }]);
    expect(await toCpo.bookings.locations.location("B1")).toMatchObject({ outcome: "ok", value: { id: "B1" } });
    const [calendar] = place.calendars!;
    expect(await toCpo.bookings.locations.calendar("B1", calendar!.id)).toMatchObject({ outcome: "ok", value: { id: calendar!.id } });
    const answer = await toCpo.bookings.request(request);
    expect(answer).toMatchObject({ outcome: "ok", value: { id: "K1", request_id: request.request_id } });
    await publish(cpo, "Booking", booking);
    expect(await all(toCpo.bookings.pull())).toMatchObject([{ id: "K1" }]);
  });

  it("is told of changes, and of calendars", async () => {
    const { emsp, toEmsp } = await given();
    expect((await toEmsp.bookings.ours.put(booking)).outcome).toBe("ok");
    expect(await toEmsp.bookings.ours.get(CPO, "K1")).toMatchObject({ outcome: "ok", value: { id: "K1" } });
    expect((await toEmsp.bookings.ours.putLocation(place)).outcome).toBe("ok");
    const calendar = { ...place.calendars![0]!, step_size: 30, last_updated: "2030-01-01T00:00:00Z" };
    expect((await toEmsp.bookings.ours.putCalendar(CPO, "B1", calendar)).outcome).toBe("ok");
    expect(await toEmsp.bookings.ours.getLocation(CPO, "B1")).toMatchObject({ outcome: "ok", value: { calendars: [{ step_size: 30 }] } });
    expect(await findReceived(emsp.store, "Booking", { ...CPO, id: "K1" })).toHaveLength(1);
    expect(await toEmsp.bookings.ours.put({ ...booking, id: "booking_locations" })).toMatchObject({ outcome: "not-sent", reason: "unsayable" });
  });
});
