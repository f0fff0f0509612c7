import { createHash } from "node:crypto";
import { createUlids, instant, parseInstant, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { systemScheduler } from "@cpokit/kernel/system";
import { Location, type Session, type SessionSettlement } from "@cpokit/model";
import { collection, createMemoryDriver, createStore, type Driver, type Store } from "@cpokit/storage";
import { createBilling, type ApprovalPolicy, type BillableSession, type Billing, type BillOutcome, type CdrRecord } from "@cpokit/billing";

export const at = (text: string): Instant => parseInstant(text)!;
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export const location = Location.parse({
  id: "LOC1", name: "Harbour", address: "Kade 1", city: "Amsterdam", country: "NLD", coordinates: { latitude: "52.37", longitude: "4.89" }, timeZone: "Europe/Amsterdam",
  evses: [{
    id: "EVSE1", emi3Id: "NL*CPO*E0001", stationId: "S1", number: 1,
    connectors: [{ number: 1, standard: "IEC_62196_T2", format: "SOCKET", powerType: "AC_3_PHASE", maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 }],
  }],
});

/** Start fee, peak and off-peak energy, idle fee in blocks of a minute; 21 % VAT on top. */
export const dayTariff = {
  id: "DAY", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [
    { price_components: [{ type: "FLAT", price: 0.5, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "ENERGY", price: 0.4, vat: 21, step_size: 1 }], restrictions: { start_time: "17:00", end_time: "22:00" } },
    { price_components: [{ type: "ENERGY", price: 0.25, vat: 21, step_size: 1 }] },
    { price_components: [{ type: "PARKING_TIME", price: 6, vat: 21, step_size: 60 }] },
  ],
};

/** 16:30–18:20:30 in Amsterdam: 3.0 kWh off-peak, 8.8 kWh peak, then 20.5 minutes idle. */
export function harbourSession(change: Partial<Session> = {}): BillableSession {
  const session: Session = {
    id: "SESSION1", station: "S1", incarnation: 1, evse: 1, connector: 1, transaction: "17", token: { value: "04A2B3C4" }, lifecycle: "ended", energyState: "idle",
    closure: "station", provisional: false, review: "clean", suspicions: [], settlement: "none", startAt: at("2026-11-16T15:30:00Z"), endAt: at("2026-11-16T17:20:30Z"),
    startRegister: 1_200, lastRegister: 13_000, lastEvidenceAt: at("2026-11-16T17:20:30Z"), energy: 11_800, journalLength: 6, ...change,
  };
  return {
    session,
    points: [
      { at: at("2026-11-16T15:30:00Z"), register: 1_200 },
      { at: at("2026-11-16T16:00:00Z"), register: 4_200 },
      { at: at("2026-11-16T17:00:00Z"), register: 13_000 },
      { at: at("2026-11-16T17:20:30Z"), register: 13_000 },
    ],
    states: [
      { at: at("2026-11-16T15:30:00Z"), state: "charging" },
      { at: at("2026-11-16T17:00:00Z"), state: "suspendedEv" },
    ],
    place: { location, evse: location.evses[0]!, connector: location.evses[0]!.connectors[0]! },
  };
}

export interface Desk {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Sets the clock; it still goes on by a millisecond each time somebody looks. */
  setTime(text: string): void;
  readonly billing: Billing;
  readonly sessions: Map<string, BillableSession>;
  readonly settlements: { readonly session: string; readonly settlement: SessionSettlement; readonly detail: string }[];
  publish(tariff?: Record<string, unknown>, validFrom?: Instant): Promise<string>;
  /** Bills a session that the test made up, and answers its CDR. */
  seal(session: BillableSession): Promise<CdrRecord>;
  bill(id?: string): Promise<BillOutcome>;
}

export interface DeskOptions {
  readonly approval?: ApprovalPolicy;
  readonly driver?: Driver;
  readonly sessions?: Desk["sessions"];
  /** Desks over one place need ids of their own. */
  readonly seed?: number;
}

/** Billing over a memory store, with sessions that the test holds in a map. */
export function createDesk({ driver = createMemoryDriver(), sessions = new Map(), seed = 1, ...options }: DeskOptions = {}): Desk {
  let now = Date.UTC(2026, 10, 17, 8);
  const clock = { now: () => instant((now += 1)) };
  let state = seed;
  const random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  const ids = createUlids({ clock, random });
  const store = createStore(driver, { clock, scheduler: systemScheduler, random, ids });
  const settlements: Desk["settlements"] = [];
  const touched = collection<{ readonly settlement: string }>("touched");
  const billing = createBilling({
    ...options, clock, ids, digest, party: { countryCode: "NL", partyId: "CPO" },
    sessions: {
      load: async (_, id) => sessions.get(id),
      settle: async (unit, session, settlement, detail) => {
        await unit.get(touched, session);
        unit.put(touched, session, { settlement });
        unit.afterCommit(() => {
          settlements.push({ session, settlement, detail });
          const known = sessions.get(session);
          if (known !== undefined) sessions.set(session, { ...known, session: { ...known.session, settlement } });
        });
      },
    },
  });
  return {
    store, clock, ids, billing, sessions, settlements,
    setTime: (text) => void (now = at(text)),
    bill: (id = "SESSION1") => store.transaction((unit) => billing.bill(unit, id)),
    async seal(session) {
      sessions.set(session.session.id, session);
      const outcome = await store.transaction((unit) => billing.bill(unit, session.session.id));
      if (outcome.outcome !== "sealed") throw new Error(JSON.stringify(outcome));
      return outcome.cdr;
    },
    publish: (tariff = dayTariff, validFrom = instant(0)) =>
      store.transaction(async (unit) => {
        const published = await billing.publishTariff(unit, { tariffId: String(tariff["id"]), name: "Day", ocpiVersion: "2.2.1", tariff, validFrom });
        if (published.outcome === "refused") throw new Error(JSON.stringify(published.problems));
        return published.version.id;
      }),
  };
}

/** The same session with another register at the end of charging: late facts. */
export function withEnergy(billable: BillableSession, energy: number, change: Partial<Session> = {}): BillableSession {
  const start = billable.points[0]!.register;
  const last = start + energy;
  return {
    ...billable,
    session: { ...billable.session, energy, lastRegister: last, ...change },
    points: billable.points.map((point, index) => (index < 2 ? point : { ...point, register: last })),
  };
}

/** A session of our tariff at another time: whole hours later, under another id. */
export function laterSession(id: string, hours: number, more: Partial<BillableSession> = {}): BillableSession {
  const shift = (moment: Instant): Instant => instant(moment + hours * 3_600_000);
  const { session, points, states, place } = harbourSession({ id, transaction: id });
  return {
    session: { ...session, startAt: shift(session.startAt), endAt: shift(session.endAt!), lastEvidenceAt: shift(session.lastEvidenceAt) },
    points: points.map((point) => ({ ...point, at: shift(point.at) })),
    states: states.map((state) => ({ ...state, at: shift(state.at) })),
    place: place!,
    ...more,
  };
}
