import { CpoError, hours, instant, minutes, type Clock, type Instant } from "@cpokit/kernel";
import { checkedUrl } from "@cpokit/ocpi";
import { openAdrReport, oscpAdjustment, oscpMeasurements, type LimitSignal, type MeasuredSpan, type SiteEnergy } from "@cpokit/smart-charging";
import { collection, type Store, type Unit } from "@cpokit/storage";

/** To whom a location says what was done: the programme's server of OpenADR 3, and the capacity provider of OSCP 2.0. */
export interface KeptReporting {
  /** `url` is what `/reports` is below. */
  readonly openAdr?: { readonly url: string; readonly token: string; readonly client: string };
  /** `url` is what `/2.0/…` is below; `group` is the name of the location there. */
  readonly oscp?: { readonly url: string; readonly token: string; readonly group: string };
}

/** By location. */
export const gridReporting = collection<KeptReporting>("gridReporting");

/** The quarter hour that is being measured, by location. */
interface OpenSpan extends MeasuredSpan {
  readonly seconds: number;
  readonly seenAt: Instant;
}

const openSpans = collection<OpenSpan>("gridOpenSpans");

type Message =
  | { readonly to: "openAdr"; readonly location: string; readonly program: string; readonly event: string; readonly span: MeasuredSpan }
  | { readonly to: "oscpMeasurements"; readonly location: string; readonly span: MeasuredSpan }
  | { readonly to: "oscpAdjustment"; readonly location: string; readonly from: Instant; readonly until: Instant; readonly kW: number };

/** Sends a request; how `fetch` is told apart from a test. */
export type SendReport = (url: string, init: { readonly method: "POST"; readonly headers: Readonly<Record<string, string>>; readonly body: string }) => Promise<{ readonly ok: boolean; readonly status: number }>;

/** How long a receiver may take, ms. */
const PATIENCE = 20_000;
export const sendReport: SendReport = (url, init) => fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });

export interface ReportingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly send: SendReport;
  readonly locations: () => readonly string[];
  readonly energyOf: (location: string) => SiteEnergy;
  readonly signalsOf: (location: string) => Readonly<Record<string, { readonly program?: string; readonly signals: readonly LimitSignal[] }>>;
  /** Hosts that may be called although they are private, or by http. */
  readonly allow?: readonly string[] | undefined;
}

/** Tells grid and market what was done, through the outbox. */
export interface Reporting {
  start(): Promise<void>;
  /** Measures on; closes quarter hours that are over. */
  sweep(now: Instant): Promise<void>;
  /** Cars will lack so much because of a limit: asks the provider for more capacity, at most once a quarter hour. */
  lacks(location: string, kWh: number, until: Instant): Promise<void>;
  get(location: string): Promise<KeptReporting>;
  /** @throws `complete-cpo.report-address` for an address that may not be called */
  set(location: string, reporting: KeptReporting): Promise<void>;
}

const SPAN = minutes(15);
const TOPIC = "grid.report";
const OPENADR = "OpenADR/";
const OSCP = "OSCP";
/** A longer silence than this is not measured. */
const GAP = minutes(2);

export function createReporting({ store, clock, send, locations, energyOf, signalsOf, allow = [] }: ReportingPorts): Reporting {
  const asked = new Map<string, Instant>();

  function publish(unit: Unit, message: Message): void {
    unit.publish({ topic: TOPIC, key: `${message.to} ${message.location}`, payload: message });
  }

  async function measure(location: string, now: Instant): Promise<void> {
    const reporting = await store.get(gridReporting, location);
    if (reporting === undefined || (reporting.openAdr === undefined && reporting.oscp === undefined)) return;
    const { grid, cars, limit } = energyOf(location);
    const signals = signalsOf(location);
    await store.transaction(async (unit) => {
      const before = await unit.get(openSpans, location);
      const from = instant(Math.floor(now / SPAN) * SPAN);
      if (before !== undefined && before.from !== from) close(unit, location, before, reporting, signals);
      const open = before?.from === from ? before : { from, to: instant(from + SPAN), kWh: 0, carsKWh: 0, seconds: 0, seenAt: now };
      const passed = now - open.seenAt > GAP ? 0 : now - open.seenAt;
      const limitKW = Math.min(open.limitKW ?? Infinity, limit.importKW);
      unit.put(openSpans, location, { ...open, kWh: open.kWh + (grid.kW * passed) / hours(1), carsKWh: open.carsKWh + (cars.kW * passed) / hours(1), seconds: open.seconds + passed / 1_000, seenAt: now, limitKW });
    });
  }

  /** Of a span of which less than half was measured nothing is said. */
  function close(unit: Unit, location: string, { seconds, seenAt: _seen, ...open }: OpenSpan, { openAdr, oscp }: KeptReporting, signals: ReturnType<ReportingPorts["signalsOf"]>): void {
    if (seconds * 2_000 < SPAN) return;
    const whole = SPAN / 1_000 / seconds;
    const span: MeasuredSpan = { ...open, kWh: open.kWh * whole, carsKWh: open.carsKWh * whole, ...(seconds * 1_000 < SPAN - GAP && { isEstimated: true }) };
    if (oscp !== undefined) publish(unit, { to: "oscpMeasurements", location, span });
    if (openAdr === undefined) return;
    for (const [source, { program = "", signals: said }] of Object.entries(signals)) {
      const holds = said.some(({ from, to }) => from < span.to && to > span.from);
      if (source.startsWith(OPENADR) && holds) publish(unit, { to: "openAdr", location, program, event: source.slice(OPENADR.length), span });
    }
  }

  async function post(base: string, path: string, headers: Readonly<Record<string, string>>, body: unknown): Promise<void> {
    const url = addressOf(`${base.replace(/\/$/, "")}${path}`);
    const { ok, status } = await send(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
    if (!ok) throw new CpoError("complete-cpo.grid-report", `${url} answered ${status}; it is tried again.`, { url, status });
  }

  function addressOf(url: string): string {
    try {
      return checkedUrl(url, { allow }).href;
    } catch (cause) {
      throw new CpoError("complete-cpo.report-address", `The address ${url} cannot be called; CPOKIT_WEBHOOK_HOSTS names private hosts that may.`, { url }, cause);
    }
  }

  async function deliver(message: Message, id: string): Promise<void> {
    const { openAdr, oscp } = (await store.get(gridReporting, message.location)) ?? {};
    if (message.to === "openAdr") {
      if (openAdr === undefined) return;
      const { program, event, span, location: resource } = message;
      return post(openAdr.url, "/reports", { authorization: `Bearer ${openAdr.token}` }, openAdrReport({ program, event, client: openAdr.client, resource, spans: [span] }));
    }
    if (oscp === undefined) return;
    const headers = { authorization: `Token ${oscp.token}`, "x-request-id": id, "x-correlation-id": id };
    if (message.to === "oscpMeasurements") return post(oscp.url, "/2.0/update_group_measurements", headers, oscpMeasurements(oscp.group, message.span));
    return post(oscp.url, "/2.0/adjust_group_capacity_forecast", headers, oscpAdjustment(oscp.group, { from: message.from, to: message.until, kW: message.kW }));
  }

  return {
    async start() {
      await store.outbox.deliver("grid-reports", TOPIC, ({ payload, id }) => deliver(payload as Message, id), { wait: 5_000, maxWait: hours(1), attempts: 20 });
    },
    async sweep(now) {
      for (const location of locations()) await measure(location, now);
    },
    async lacks(location, kWh, until) {
      const now = clock.now();
      const reporting = await store.get(gridReporting, location);
      const limits = (signalsOf(location)[OSCP]?.signals ?? []).filter(({ from, to, importKW, binding, whenSilent }) => importKW !== undefined && binding === "hard" && whenSilent !== true && from < until && to > now);
      if (reporting?.oscp === undefined || limits.length === 0 || until <= now || now - (asked.get(location) ?? -Infinity) < SPAN) return;
      asked.set(location, now);
      const kW = Math.min(...limits.map(({ importKW = Infinity }) => importKW)) + (kWh * hours(1)) / (until - now);
      await store.transaction((unit) => publish(unit, { to: "oscpAdjustment", location, from: now, until, kW }));
    },
    get: async (location) => (await store.get(gridReporting, location)) ?? {},
    async set(location, reporting) {
      for (const { url } of [reporting.openAdr, reporting.oscp].filter((one) => one !== undefined)) addressOf(url);
      await store.transaction((unit) => unit.put(gridReporting, location, reporting));
    },
  };
}
