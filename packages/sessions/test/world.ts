import { createUlids, instant, type Instant } from "@cpokit/kernel";
import type { BootedFact, EndedFact, MeteredFact, Reading, Session, SessionAnswer, SessionFact, StartedFact, StatusFact } from "@cpokit/model";
import { createMemoryDriver, createStore, type Driver, type OutboxEvent, type Store, type Unit } from "@cpokit/storage";
import { createSessions, replay, type Sessions, type SessionsOptions } from "@cpokit/sessions";
import { sessions as sessionCollection } from "../src/collections.ts";

/** 2026-11-21 09:00 UTC: second 0 of every story. */
export const T0 = Date.UTC(2026, 10, 21, 9, 0, 0);
export const at = (second: number): Instant => instant(T0 + second * 1_000);

/** Repeatable randomness in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface World {
  readonly store: Store;
  readonly sessions: Sessions;
  /** Topics published by committed units, oldest first, as `topic id`. */
  readonly events: string[];
  /** Runs in one unit of work at this second. */
  at<Result>(second: number, work: (unit: Unit) => Promise<Result>): Promise<Result>;
  /** Records a fact at the second it was received. */
  record(fact: SessionFact): Promise<SessionAnswer>;
  get(id: string | undefined): Promise<Session>;
  /** Every session, oldest start first. */
  all(): Promise<readonly Session[]>;
  /** The stored state as JSON text, and what its journal rebuilds (I8). */
  bytes(id: string): Promise<{ readonly stored: string; readonly replayed: string }>;
}

export interface WorldOptions {
  readonly driver?: Driver;
  readonly seed?: number;
  readonly sessions?: Partial<SessionsOptions>;
}

export function createWorld(options: WorldOptions = {}): World {
  let now = T0;
  const clock = { now: () => instant(now) };
  const random = seededRandom(options.seed ?? 1);
  const store = createStore(options.driver ?? createMemoryDriver(), { clock });
  const sessions = createSessions({ clock, ids: createUlids({ clock, random }), random, ...options.sessions });
  const events: string[] = [];

  async function run<Result>(second: number, work: (unit: Unit) => Promise<Result>): Promise<Result> {
    now = T0 + second * 1_000;
    let published: string[] = [];
    const result = await store.transaction((unit) => {
      published = [];
      const publish = unit.publish.bind(unit);
      unit.publish = (event: OutboxEvent) => {
        published.push(`${event.topic} ${event.key}`);
        publish(event);
      };
      return work(unit);
    });
    events.push(...published);
    return result;
  }

  return {
    store, sessions, events,
    at: run,
    record: (fact) => run((fact.receivedAt - T0) / 1_000, (unit) => sessions.record(unit, fact)),
    async get(id) {
      const session = id === undefined ? undefined : await sessions.get(store, id);
      if (session === undefined) throw new Error(`There is no session ${String(id)}.`);
      return session;
    },
    async all() {
      const { items } = await sessions.list(store, { limit: 1_000 });
      return items.toReversed();
    },
    async bytes(id) {
      return { stored: JSON.stringify(await store.get(sessionCollection, id)), replayed: JSON.stringify(replay(await sessions.journal(store, id))) };
    },
  };
}

export function register(second: number, value: number | string, context = "Sample.Periodic", unit = "Wh"): Reading {
  return { at: at(second), value: String(value), measurand: "Energy.Active.Import.Register", unit, context };
}

type Extra<Fact> = Partial<Omit<Fact, "fact" | "stationTime" | "receivedAt">> & {
  /** Second of receipt; that of the event when absent. */
  readonly received?: number;
  /** Register in Wh: of start or stop, or a sample. */
  readonly wh?: number;
};

function base(second: number, extra: { readonly received?: number }): Pick<SessionFact, "station" | "connector" | "stationTime" | "receivedAt"> {
  return { station: "CS-1", connector: 1, stationTime: at(second), receivedAt: at(extra.received ?? second) };
}

/** A 1.6 StartTransaction. */
export function start16(second: number, extra: Extra<StartedFact> = {}): StartedFact {
  const { received, wh = 1_000, ...more } = extra;
  const token = more.token?.value ?? "04A2B3C4";
  return {
    fact: "started", numbering: "allocate", evse: 1, token: { value: token }, authorization: { result: "accepted" }, readings: [register(second, wh, "Transaction.Begin")],
    ...base(second, { ...(received !== undefined && { received }) }), key: `start/${more.evse ?? 1}/${token}/${second}/${wh}`, ...more,
  };
}

/** A 1.6 MeterValues. */
export function meter16(second: number, transaction: string | undefined, wh: number | undefined, extra: Extra<MeteredFact> = {}): MeteredFact {
  const { received, wh: _unused, ...more } = extra;
  return {
    fact: "metered", evse: 1, ...(transaction !== undefined && { transaction }), readings: wh === undefined ? [] : [register(second, wh)],
    ...base(second, { ...(received !== undefined && { received }) }), key: `meter/${transaction ?? ""}/${second}/${wh ?? ""}/${more.energyState ?? ""}`, ...more,
  };
}

/** A 1.6 StopTransaction: it names no connector. */
export function stop16(second: number, transaction: string | undefined, extra: Extra<EndedFact> = {}): EndedFact {
  const { received, wh = 2_000, ...more } = extra;
  return {
    fact: "ended", ...(transaction !== undefined && { transaction }), token: { value: "04A2B3C4" }, reason: "Local", readings: [register(second, wh, "Transaction.End")],
    ...base(second, { ...(received !== undefined && { received }) }), key: `stop/${transaction ?? ""}/${second}/${wh}`, ...more,
  };
}

/** A 2.x TransactionEvent Started. */
export function started(second: number, transaction: string, extra: Extra<StartedFact> = {}): StartedFact {
  const { received, wh, ...more } = extra;
  return {
    fact: "started", numbering: "given", evse: 1, transaction, readings: wh === undefined ? [] : [register(second, wh, "Transaction.Begin")],
    ...base(second, { ...(received !== undefined && { received }) }), key: `${transaction}/Started/${second}`, ...more,
  };
}

/** A 2.x TransactionEvent Updated. */
export function updated(second: number, transaction: string, extra: Extra<MeteredFact> = {}): MeteredFact {
  const { received, wh, ...more } = extra;
  return {
    fact: "metered", transaction, readings: wh === undefined ? [] : [register(second, wh)],
    ...base(second, { ...(received !== undefined && { received }) }), key: `${transaction}/Updated/${second}/${wh ?? ""}`, ...more,
  };
}

/** A 2.x TransactionEvent Ended. */
export function ended(second: number, transaction: string, extra: Extra<EndedFact> = {}): EndedFact {
  const { received, wh, ...more } = extra;
  return {
    fact: "ended", transaction, readings: wh === undefined ? [] : [register(second, wh, "Transaction.End")],
    ...base(second, { ...(received !== undefined && { received }) }), key: `${transaction}/Ended/${second}/${wh ?? ""}`, ...more,
  };
}

export function booted(second: number, extra: Partial<BootedFact> = {}): BootedFact {
  return { fact: "booted", station: "CS-1", receivedAt: at(second), protocol: "1.6", vendor: "Acme", model: "One", serial: "A-1", ...extra };
}

export function available(second: number, extra: Partial<StatusFact> = {}): StatusFact {
  return { fact: "status", station: "CS-1", receivedAt: at(second), stationTime: at(second), evse: 1, connector: 1, state: "available", ...extra };
}

export const codes = (session: Session): readonly string[] => session.suspicions.map(({ code }) => code);
