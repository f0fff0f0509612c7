import { findStation, findToken, stations, tokens } from "@cpokit/csms";
import type { Clock, Ids, Random } from "@cpokit/kernel";
import { StationId, TokenId, type Reading, type SessionFact } from "@cpokit/model";
import { createSessions, type Sessions } from "@cpokit/sessions";
import type { Reader, Store, Unit } from "@cpokit/storage";
import type { Fault } from "./fault.ts";
import { readFormerBackEnd, type FormerSession } from "./read-tables.ts";

export interface MigrateOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** With `stations`, `tokens` and `sessions`, each as .csv or .json; what is missing is left out. */
  readonly folder: string;
  /** Only says what would be done. */
  readonly isDryRun?: boolean;
  readonly progress?: (table: Table, done: number, of: number) => void;
}

export type Table = "stations" | "tokens" | "sessions";

/** How many were new, and how many were there already and stay as they are. */
export interface Count {
  readonly added: number;
  readonly kept: number;
}

export type MigrateOutcome =
  /** Nothing was written. */
  | { readonly outcome: "faults"; readonly faults: readonly Fault[] }
  | { readonly outcome: "done"; readonly counts: Readonly<Record<Table, Count>> };

/** Writes at the same time; each is a commit of its own, and those that meet share one write to the disk. */
const AT_ONCE = 64;

/**
 * Moves stations, tokens and finished sessions of a former back end into a store. Everything is checked before anything is written;
 * what is there already is kept, so that it may be run again, also after a crash in the middle.
 * Sessions go through the session engine with their own times and registers, and count as settled: they were billed before.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateOutcome> {
  const { store, ids, folder, isDryRun = false, progress = () => undefined } = options;
  const { faults, ...former } = readFormerBackEnd(folder);
  const listed = new Set(former.stations.map(({ identity }) => identity));
  const unknown: Fault[] = [];
  for (const [identity, { file, place }] of former.stationsOfSessions) {
    if (identity !== "" && !listed.has(identity) && (await findStation(store, identity)) === undefined) unknown.push({ file, place, field: "station", rule: `must be in the file of stations or in the store; there is no "${identity}"` });
  }
  if (faults.length + unknown.length > 0) return { outcome: "faults", faults: [...faults, ...unknown] };

  const engine = createSessions(options);
  /** Moves one record, if it is not there. */
  const moveAll = async <Record>(table: Table, queues: readonly (readonly Record[])[], isThere: (reader: Reader, record: Record) => Promise<boolean>, add: (unit: Unit, record: Record) => Promise<void>): Promise<Count> => {
    const total = queues.reduce((sum, queue) => sum + queue.length, 0);
    const waiting = queues.values();
    let [added, done] = [0, 0];
    const work = async (): Promise<void> => {
      for (const queue of waiting) {
        for (const record of queue) {
          const isNew = isDryRun ? !(await isThere(store, record)) : await store.transaction(async (unit) => {
            if (await isThere(unit, record)) return false;
            await add(unit, record);
            return true;
          });
          if (isNew) added += 1;
          done += 1;
          progress(table, done, total);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return { added, kept: total - added };
  };

  const counts = {
    stations: await moveAll("stations", alone(former.stations), async (reader, { identity }) => (await findStation(reader, identity)) !== undefined, async (unit, station) => {
      const id = StationId.parse(idFor(station.identity) ?? ids.next());
      unit.put(stations, id, { id, ...station });
    }),
    tokens: await moveAll("tokens", alone(former.tokens), async (reader, { value }) => (await findToken(reader, value)) !== undefined, async (unit, token) => {
      const id = TokenId.parse(ids.next());
      unit.put(tokens, id, { id, ...token });
    }),
    // Those of one station one after the other, as they happened.
    sessions: await moveAll("sessions", byStation(former.sessions),
      async (reader, session) => {
        const station = (await findStation(reader, session.station))?.id ?? idFor(session.station);
        return station !== undefined && (await engine.byTransaction(reader, station, transactionOf(session))) !== undefined;
      },
      (unit, session) => addSession(unit, engine, session)),
  };
  return { outcome: "done", counts };
}

async function addSession(unit: Unit, engine: Sessions, session: FormerSession): Promise<void> {
  const station = (await findStation(unit, session.station))!.id;
  const transaction = transactionOf(session);
  const common = { station, transaction, evse: session.connector, connector: 1, offline: true };
  const register = (at: Reading["at"], value: string, context: string): Reading => ({ at, value, context, measurand: "Energy.Active.Import.Register", unit: "Wh" });
  const started: SessionFact = {
    ...common, fact: "started", numbering: "given", key: `${transaction}/start`, stationTime: session.start, receivedAt: session.start,
    readings: [register(session.start, session.startRegister, "Transaction.Begin")], ...(session.token === undefined ? {} : { token: { value: session.token } }),
  };
  const ended: SessionFact = {
    ...common, fact: "ended", key: `${transaction}/stop`, stationTime: session.stop, receivedAt: session.stop,
    readings: [register(session.stop, session.stopRegister, "Transaction.End")], ...(session.reason === undefined ? {} : { reason: session.reason }),
  };
  const { session: id } = await engine.record(unit, started);
  await engine.record(unit, ended);
  await engine.settle(unit, id!, "waived", "It was billed at the former back end.");
}

/** Never one that a station or the engine gives. */
function transactionOf({ id }: FormerSession): string {
  return `former-${id}`;
}

/** Short identities are ids themselves: they stay readable everywhere. */
function idFor(identity: string): string | undefined {
  return /^[\w.-]{1,36}$/.test(identity) ? identity : undefined;
}

function byStation(sessions: readonly FormerSession[]): readonly (readonly FormerSession[])[] {
  const queues = new Map<string, FormerSession[]>();
  for (const session of sessions.toSorted((left, right) => left.start - right.start)) {
    const queue = queues.get(session.station);
    if (queue === undefined) queues.set(session.station, [session]);
    else queue.push(session);
  }
  return [...queues.values()];
}

function alone<Record>(records: readonly Record[]): readonly (readonly Record[])[] {
  return records.map((record) => [record]);
}
