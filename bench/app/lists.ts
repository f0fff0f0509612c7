import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cdrLedgers, cdrs, recordUsage, usageMonths, type CdrRecord, type UsageMonth } from "@cpokit/billing";
import { stations, tokens } from "@cpokit/csms";
import { createUlids, instant, silentLogger, type Instant } from "@cpokit/kernel";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { EvseId, LocationId, StationId, TokenId, type Reading } from "@cpokit/model";
import { createMemoryDriver, createStore, type CommitUnit, type Driver, type Store, type Unit } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { createAccess } from "../../examples/complete-cpo/src/access/access.ts";
import { locations } from "../../examples/complete-cpo/src/collections.ts";
import { createCpo, type Cpo } from "../../examples/complete-cpo/src/cpo.ts";
import { createApp } from "../../examples/complete-cpo/src/http/app.ts";
import { createWebhooks } from "../../examples/complete-cpo/src/webhooks/webhooks.ts";
import { onPostgres } from "../postgres.ts";

/** Sessions of a year at stations of locations; each has a sealed CDR, but some wait for a person. */
const SESSIONS = Number(process.env["APP_SESSIONS"] ?? 20_000);
const STATIONS = Number(process.env["APP_STATIONS"] ?? 2_000);
const PER_LOCATION = 4;
const TOKENS = Number(process.env["APP_TOKENS"] ?? 20_000);
const REQUESTS = Number(process.env["APP_REQUESTS"] ?? 200);
const BATCH = 500;
const YEAR = 365 * 86_400_000;

/**
 * How long the list pages of the complete CPO take while it holds APP_SESSIONS sessions (1000000 is the full size): each request goes through the whole HTTP side,
 * one at a time, with parameters drawn anew. The rows are those that the engine wrote for one charge, copied under other names through the same collections.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "cpokit-app-"));
  const file = join(folder, "app.db");
  try {
    await measure("SQLite", createSqliteDriver({ file }), () => `${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await onPostgres("lists", (driver, client, schema) => measure("PostgreSQL", driver, async () => {
    const { rows } = await client.query<{ readonly size: string }>("select pg_size_pretty(sum(pg_total_relation_size(oid))) as size from pg_class where relnamespace = $1::regnamespace and relkind = 'r'", [schema]);
    return rows[0]?.size ?? "";
  }));
}

async function measure(name: string, driver: Driver, size: () => string | Promise<string>): Promise<void> {
  const cpo = open(driver);
  const began = performance.now();
  const made = await fill(cpo.store, driver);
  const seconds = (performance.now() - began) / 1_000;
  console.log(`lists: ${name}, ${SESSIONS} sessions with CDRs, ${STATIONS} stations, ${TOKENS} tokens made in ${seconds.toFixed(0)} s, ${await size()}`);
  const app = createApp({
    cpo,
    access: createAccess({ store: cpo.store, clock: systemClock, ids: createSystemIds(), operatorKey: { isRight: (key) => Promise.resolve(key === "bench"), hash: () => "hash" } }),
    webhooks: createWebhooks({ store: cpo.store, clock: systemClock, ids: createSystemIds(), post: () => Promise.reject(new Error("The bench sends nothing.")) }),
    about: () => ({ demo: false, ocppPort: 0, ocppPath: "", ocppSecure: false, subprotocols: [], startedAt: "" }),
  });
  const some = (count: number): number => Math.floor(systemRandom() * count);
  const routes: Readonly<Record<string, () => string>> = {
    "sessions": () => "/sessions",
    "sessions?state=ended": () => "/sessions?state=ended",
    "sessions?state=running": () => "/sessions?state=running",
    "sessions?state=suspect": () => "/sessions?state=suspect",
    "sessions?state=unpriced": () => "/sessions?state=unpriced",
    "sessions?station": () => `/sessions?station=S${some(STATIONS)}`,
    "sessions?station&state=ended": () => `/sessions?station=S${some(STATIONS)}&state=ended`,
    "sessions?location": () => `/sessions?location=L${some(STATIONS / PER_LOCATION)}`,
    "sessions?token": () => `/sessions?token=T${some(TOKENS)}`,
    "sessions?from&to": () => {
      const from = made.from + some(YEAR - 31 * 86_400_000);
      return `/sessions?from=${new Date(from).toISOString()}&to=${new Date(from + 30 * 86_400_000).toISOString()}`;
    },
    "sessions, tenth page": () => `/sessions?after=${encodeURIComponent(made.cursor)}`,
    "sessions/months": () => "/sessions/months",
    "sessions/months?location": () => `/sessions/months?location=L${some(STATIONS / PER_LOCATION)}`,
    "reports/usage": () => "/reports/usage",
    "cdrs": () => "/cdrs",
    "cdrs?session": () => `/cdrs?session=${made.session}`,
    "stations": () => "/stations",
    "tokens": () => "/tokens",
    "locations": () => "/locations",
  };
  for (const [route, path] of Object.entries(routes)) {
    const times: number[] = [];
    for (let request = 0; request < REQUESTS; request += 1) {
      const start = performance.now();
      const response = await app.request(`/api/v1${path()}`, { headers: { authorization: "Bearer bench" } });
      await response.text();
      times.push(performance.now() - start);
      if (response.status !== 200) throw new Error(`${path()} was answered ${response.status}.`);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1);
    console.log(`lists: ${name}, ${route}: median ${at(0.5)} ms, p99 ${at(0.99)} ms of ${REQUESTS}`);
  }
  await cpo.store.close();
}

function open(driver: Driver): Cpo {
  const ports = { clock: systemClock, scheduler: systemScheduler, random: systemRandom, ids: createSystemIds(), logger: silentLogger };
  return createCpo({ ...ports, store: createStore(driver, ports) });
}

/** What the engine wrote for one charge: the documents that lists read, and what in them is to be replaced. */
interface Template {
  readonly session: string;
  readonly cdr: CdrRecord | undefined;
  readonly writes: string;
}

type Ending = "sealed" | "suspect" | "unpriced";

/** One charge, told by a station, and what became of its money. */
async function oneCharge(ending: Ending): Promise<Template> {
  const documents = new Map<string, CommitUnit["writes"][number]>();
  const memory = createMemoryDriver();
  const driver: Driver = {
    ...memory,
    commit(units) {
      for (const write of units.flatMap(({ writes }) => writes)) if (KEPT.has(write.collection)) documents.set(`${write.collection} ${write.id}`, write);
      return memory.commit(units);
    },
  };
  const cpo = open(driver);
  const { store } = cpo;
  if (ending === "sealed") await cpo.deliver();
  await store.transaction(async (unit) => {
    putPlace(unit, 0);
    unit.put(tokens, "T0", { id: TokenId.parse("T0"), value: "T0", type: "RFID", status: "accepted", holder: "Driver 0" });
    const tariff = { country_code: "NL", party_id: "CPO", id: "ONE", currency: "EUR", elements: [{ price_components: [{ type: "ENERGY", price: 0.39, vat: 21, step_size: 1 }, { type: "FLAT", price: 0.5, vat: 21, step_size: 1 }] }], last_updated: "2026-01-01T00:00:00Z" };
    const published = await cpo.billing.proposeTariff(unit, { tariffId: "ONE", name: "One", ocpiVersion: "2.2.1", tariff, validFrom: instant(0) }, "bench");
    if (published.outcome !== "published") throw new Error(`The tariff of the bench is ${published.outcome}.`);
    cpo.billing.assignTariff(unit, { tariffId: "ONE", target: { kind: "tenant" } });
  });
  const reading = (at: Instant, value: number): Reading => ({ at, value: String(value), context: at === START ? "Transaction.Begin" : "Transaction.End", measurand: "Energy.Active.Import.Register", unit: "Wh" });
  const base = { station: "S0", receivedAt: END };
  const answer = await store.transaction((unit) => cpo.sessions.record(unit, { ...base, fact: "started", numbering: "allocate", key: "start", evse: 1, stationTime: START, token: { value: "T0" }, authorization: { result: "accepted" }, readings: [reading(START, 1_000)] }));
  await store.transaction((unit) => cpo.sessions.record(unit, { ...base, fact: "ended", key: "stop", stationTime: END, transaction: answer.transaction ?? "", readings: [reading(END, 12_000)] }));
  await store.outbox.idle();
  const session = answer.session ?? "";
  const cdr = (await cpo.billing.cdrs(store, { session })).items[0]?.body;
  if (cdr === undefined && ending === "sealed") throw new Error("The first charge was not sealed.");
  if (ending !== "sealed") {
    const settled = await store.transaction((unit) => cpo.sessions.settle(unit, session, ending === "suspect" ? "held" : "unpriced", "for the bench"));
    if (settled.outcome !== "done") throw new Error(`The charge could not be ${ending}.`);
  }
  await store.close();
  return { session, cdr, writes: JSON.stringify([...documents.values()]) };
}

/** What the lists read of a charge. */
const KEPT: ReadonlySet<string> = new Set(["sessions", cdrs.name, cdrLedgers.name]);
const END = systemClock.now();
const START = instant(END - 3_600_000);

function putPlace(unit: Unit, index: number): void {
  const place = `L${Math.floor(index / PER_LOCATION)}`;
  unit.put(stations, `S${index}`, { id: StationId.parse(`S${index}`), identity: `S${index}`, lifecycle: "operative", locationId: LocationId.parse(place) });
  if (index % PER_LOCATION > 0) return;
  const connectors = [{ number: 1, standard: "IEC_62196_T2", format: "SOCKET" as const, powerType: "AC_3_PHASE" as const, maxVoltage: 230, maxAmperage: 32, maxPower: 22_000 }];
  const evses = Array.from({ length: PER_LOCATION }, (_, nth) => ({ id: EvseId.parse(`E${index + nth}`), stationId: StationId.parse(`S${index + nth}`), number: 1, connectors }));
  unit.put(locations, place, { id: LocationId.parse(place), name: `Place ${place}`, address: "Street 1", city: "Town", country: "NLD", coordinates: { latitude: "52.1", longitude: "5.1" }, timeZone: "Europe/Amsterdam", evses });
}

interface Filled {
  /** When the first session began. */
  readonly from: number;
  /** Of the tenth page of all sessions. */
  readonly cursor: string;
  readonly session: string;
}

/** Everything in bulk; the sums of months come out of the same function as with every CDR. One session in five hundred waits for a person. */
async function fill(store: Store, driver: Driver): Promise<Filled> {
  const ulids = createUlids({ clock: systemClock, random: systemRandom });
  const templates = { sealed: await oneCharge("sealed"), suspect: await oneCharge("suspect"), unpriced: await oneCharge("unpriced") };
  for (let begin = 0; begin < STATIONS; begin += BATCH) await store.transaction((unit) => range(begin, STATIONS).forEach((index) => putPlace(unit, index)));
  for (let begin = 0; begin < TOKENS; begin += BATCH) {
    await store.transaction((unit) => range(begin, TOKENS).forEach((index) => unit.put(tokens, `T${index}`, { id: TokenId.parse(`T${index}`), value: `T${index}`, type: "RFID", status: "accepted", holder: `Driver ${index}` })));
  }
  const from = END - YEAR;
  const months = new Map<string, unknown>();
  const sums = { get: (_: unknown, id: string) => Promise.resolve(months.get(id)), put: (_: unknown, id: string, body: unknown) => void months.set(id, body) } as unknown as Unit;
  let session = "";
  for (let begin = 0; begin < SESSIONS; begin += BATCH) {
    const units: CommitUnit[] = [];
    for (const index of range(begin, SESSIONS)) {
      const template = templates[index % 1_000 === 1 ? "suspect" : index % 1_000 === 2 ? "unpriced" : "sealed"];
      const station = Math.floor(systemRandom() * STATIONS);
      const start = Math.floor(from + (index / SESSIONS) * YEAR);
      session = ulids.next();
      units.push({ checks: [], writes: JSON.parse(renamed(template, { session, station, start })) as CommitUnit["writes"] });
      if (template.cdr !== undefined) await recordUsage(sums, { ...template.cdr, station: `S${station}`, location: `L${Math.floor(station / PER_LOCATION)}`, start: instant(start), end: instant(start + END - START) });
    }
    for (const result of await driver.commit(units)) if (result.outcome !== "committed") throw new Error(`A copy was answered ${JSON.stringify(result)}.`);
  }
  const all = [...months];
  for (let begin = 0; begin < all.length; begin += BATCH) await store.transaction((unit) => all.slice(begin, begin + BATCH).forEach(([id, body]) => unit.put(usageMonths, id, body as UsageMonth)));
  const cpo = open(driver);
  const { next = "" } = await cpo.sessions.list(store, { limit: 450 });
  return { from, cursor: next, session };
}

/** The writes under other names and at another time, in bodies and keys alike; both know moments as milliseconds. */
function renamed({ session: known, cdr, writes }: Template, { session, station, start }: { readonly session: string; readonly station: number; readonly start: number }): string {
  const token = Math.floor(systemRandom() * TOKENS);
  const sealed = cdr === undefined ? writes : writes.replaceAll(cdr.id, `C${session}`).replaceAll(String(cdr.issuedAt), String(start + END - START + 1_000));
  return sealed
    .replaceAll(known, session)
    .replaceAll(String(START), String(start))
    .replaceAll(String(END), String(start + END - START))
    .replaceAll(/\b([SELT])0\b/g, (_, letter: string) => `${letter}${letter === "T" ? token : letter === "L" ? Math.floor(station / PER_LOCATION) : station}`)
    .replaceAll(/\bt0\b/g, `t${token}`);
}

function range(begin: number, end: number): number[] {
  return Array.from({ length: Math.min(BATCH, end - begin) }, (_, place) => begin + place);
}
