import { billingMerge, createBilling, type Billing } from "@cpokit/billing";
import { csmsMerge, findToken, locationsMerge, stations, tokens } from "@cpokit/csms";
import { createUlids, instant, silentLogger, type Instant } from "@cpokit/kernel";
import { Location, Station, Token, type Reading, type SessionAnswer, type SessionFact } from "@cpokit/model";
import { createSessions, sessionsMerge, type Sessions } from "@cpokit/sessions";
import { collection, createMerge, createStore, type Driver, type Merge, type Store } from "@cpokit/storage";
import { digest } from "../src/core.ts";
import { createDice } from "../src/dice.ts";
import { findPlace, locations } from "../src/place.ts";

/** What one tenant has and did. Both draw ids and numbers from the same dice, so that as much as possible collides. */
export interface TenantPlan {
  readonly stations: readonly string[];
  /** Token values with their groups. */
  readonly tokens: readonly (readonly [value: string, group: string | undefined])[];
  readonly price: number;
  readonly sessions: readonly { readonly station: number; readonly token: number; readonly wh: number; readonly given: boolean }[];
}

export interface Tenant {
  readonly store: Store;
  readonly sessions: Sessions;
  readonly billing: Billing;
  record(fact: SessionFact): Promise<SessionAnswer>;
}

const T0 = Date.UTC(2026, 10, 20, 10);
const HOUR = 3_600_000;

export function openStore(driver: Driver): Store {
  return createStore(driver, { clock: { now: () => instant(T0 + 90 * 24 * HOUR) } });
}

export function mergeOf(root: Store, given = {}): Merge {
  return createMerge(root, { from: "acquired", into: "main", parts: [locationsMerge(locations, "byEvse"), csmsMerge, sessionsMerge, billingMerge], given });
}

/** The engines of a tenant; only its CDRs have ids of their own. */
export function openTenant(root: Store, name: string): Tenant {
  const store = root.scope(name);
  let now = T0;
  const clock = { now: () => instant((now += 1)) };
  const random = createDice(1)("both tenants");
  const sessions = createSessions({ clock, ids: createUlids({ clock: { now: () => instant(T0) }, random }), random });
  const billing = createBilling({
    clock, ids: createUlids({ clock, random: createDice(2)(name) }), logger: silentLogger, digest, party: { countryCode: "NL", partyId: "CPO" },
    sessions: {
      async load(reader, id) {
        const session = await sessions.get(reader, id);
        if (session === undefined) return undefined;
        const { points, states } = await sessions.readings(reader, id);
        const place = await findPlace(reader, session.station, session.evse);
        const token = session.token === undefined ? undefined : await findToken(reader, session.token.value);
        return { session, points, states, ...(place === undefined ? {} : { place }), ...(token === undefined ? {} : { token }) };
      },
      settle: async (unit, id, settlement, detail) => void (await sessions.settle(unit, id, settlement, detail)),
    },
  });
  return { store, sessions, billing, record: (fact) => store.transaction((unit) => sessions.record(unit, fact)) };
}

/** Lets a tenant have and do what its plan says; every session is over and billed. */
export async function liveThrough(tenant: Tenant, plan: TenantPlan): Promise<void> {
  const { store, billing } = tenant;
  await store.transaction(async (unit) => {
    for (const name of plan.stations) {
      unit.put(stations, name, Station.parse({ id: name, identity: name, lifecycle: "operative", locationId: `SITE-${name}` }));
      const connectors = [{ number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 }];
      const evses = [{ id: `${name}-E1`, stationId: name, number: 1, connectors }];
      unit.put(locations, `SITE-${name}`, Location.parse({
        id: `SITE-${name}`, name, address: "Kade 1", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.37", longitude: "4.89" }, timeZone: "Europe/Amsterdam", evses,
      }));
      billing.assignTariff(unit, { id: `at ${name}`, target: { kind: "location", location: `SITE-${name}` }, tariffId: "T1" });
    }
    plan.tokens.forEach(([value, group], place) => unit.put(tokens, `token ${place}`, Token.parse({ id: `token ${place}`, value, type: "RFID", status: "accepted", group })));
    const tariff = { id: "T1", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z", elements: [{ price_components: [{ type: "ENERGY", price: plan.price, vat: 21, step_size: 1 }] }] };
    await billing.publishTariff(unit, { tariffId: "T1", name: "T1", ocpiVersion: "2.2.1", tariff, validFrom: instant(0) });
  });
  for (const [place, planned] of plan.sessions.entries()) await chargeOnce(tenant, plan, planned, place);
}

const register = (at: Instant, wh: number, context: string): Reading => ({ at, value: String(wh), measurand: "Energy.Active.Import.Register", unit: "Wh", context });

/** The facts of the n-th session of a plan, as its station told them. */
export function factsOf(plan: TenantPlan, planned: TenantPlan["sessions"][number], place: number) {
  const [start, end] = [instant(T0 + place * 2 * HOUR), instant(T0 + (place * 2 + 1) * HOUR)];
  const station = plan.stations[planned.station % plan.stations.length]!;
  const token = { value: plan.tokens[planned.token % plan.tokens.length]![0] };
  const started: SessionFact = {
    fact: "started", numbering: planned.given ? "given" : "allocate", ...(planned.given && { transaction: `tx-${place}` }), station, evse: 1, token,
    authorization: { result: "accepted", tokenId: `token ${planned.token % plan.tokens.length}` }, key: `start ${place}`, stationTime: start, receivedAt: start, readings: [register(start, place * 10_000, "Transaction.Begin")],
  };
  const ended = (transaction: string): SessionFact => ({
    fact: "ended", station, transaction, token, key: `stop ${place}`, stationTime: end, receivedAt: end, readings: [register(end, place * 10_000 + planned.wh, "Transaction.End")],
  });
  return { started, ended };
}

async function chargeOnce({ store, record, billing }: Tenant, plan: TenantPlan, planned: TenantPlan["sessions"][number], place: number): Promise<void> {
  const { started, ended } = factsOf(plan, planned, place);
  const { transaction = "", session = "" } = await record(started);
  await record(ended(transaction));
  const outcome = await store.transaction((unit) => billing.bill(unit, session));
  if (outcome.outcome !== "sealed") throw new Error(`The session was not billed: ${JSON.stringify(outcome)}`);
}

/** Every document of a tenant in the named collections, as text, without versions. */
export async function dump(store: Store, names: Iterable<string>): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const name of [...names].toSorted()) for await (const { id, body } of store.each(collection<unknown>(name))) texts.push(`${name} ${id} ${JSON.stringify(body)}`);
  return texts;
}
