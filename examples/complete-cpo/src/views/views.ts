import { cdrLedgers, cdrs, cdrStateOf, type Billing, type CdrRecord } from "@cpokit/billing";
import type { Session, Station } from "@cpokit/model";
import type { Sessions } from "@cpokit/sessions";
import type { Reader } from "@cpokit/storage";
import { stations } from "@cpokit/csms";
import type { Balancing } from "../balancing/balanced.ts";
import type { Changed, LiveEvent } from "../live.ts";
import type { PartnerJobs } from "../roaming/partner-jobs.ts";
import type { CdrSummary, CdrView } from "../wire/cdr.ts";
import type { SessionView } from "../wire/session.ts";
import type { StationView } from "../wire/station.ts";
import { cdrSummary, cdrView } from "./cdr-view.ts";
import type { Language } from "./words.ts";
import { createDirectory } from "./directory.ts";
import { energyView } from "./energy-view.ts";
import { partnerJobView } from "./partner-view.ts";
import { sessionView } from "./session-view.ts";
import { stationView } from "./station-view.ts";

/** What the API shows of stored things. One `Views` serves one answer: it looks everything up once. */
export interface Views {
  station(station: Station): Promise<StationView>;
  stationById(id: string): Promise<StationView | undefined>;
  session(session: Session): Promise<SessionView>;
  cdr(cdr: CdrRecord, language: Language): Promise<CdrView>;
  cdrSummary(cdr: CdrRecord): Promise<CdrSummary>;
}

export interface ViewPorts {
  readonly store: Reader;
  readonly sessions: Sessions;
  readonly billing: Billing;
  readonly balancing: Balancing;
}

export function createViews({ store, sessions, billing, balancing }: ViewPorts): Views {
  const directory = createDirectory(store);
  const sources = { reader: store, directory, openSession: (id: string, evse: number) => sessions.openOn(store, id, evse) };
  return {
    station: (station) => stationView(station, sources),
    async stationById(id) {
      const station = await directory.station(id);
      return station === undefined ? undefined : stationView(station, sources);
    },
    session: (session) => sessionView(session, { directory, runningCost: (id) => billing.runningCost(store, id), currentCdr, share: (station, transaction) => balancing.carOf(station, transaction) }),
    cdr: async (cdr, language) => cdrView(cdr, directory, await cdrStateOf(store, cdr), language),
    cdrSummary: async (cdr) => cdrSummary(cdr, directory, await cdrStateOf(store, cdr)),
  };

  async function currentCdr(session: string): Promise<CdrRecord | undefined> {
    const ledger = await store.get(cdrLedgers, session);
    return ledger?.current === undefined ? undefined : store.get(cdrs, ledger.current);
  }
}

/** The newest state of something that changed, as the page is told. */
export async function liveEvent(ports: ViewPorts & { readonly jobs: PartnerJobs }, kind: Changed, id: string): Promise<LiveEvent | undefined> {
  const views = createViews(ports);
  switch (kind) {
    case "station": {
      const station = await ports.store.get(stations, id);
      return station === undefined ? undefined : { kind, station: await views.station(station) };
    }
    case "session": {
      const session = await ports.sessions.get(ports.store, id);
      return session === undefined ? undefined : { kind, session: await views.session(session) };
    }
    case "cdr": {
      const cdr = await ports.store.get(cdrs, id);
      return cdr === undefined ? undefined : { kind, cdr: await views.cdrSummary(cdr) };
    }
    case "job": {
      const job = await ports.jobs.get(id);
      return job === undefined ? undefined : { kind, job: partnerJobView(job) };
    }
    case "energy":
      return ports.balancing.modelOf(id) === undefined ? undefined : { kind, energy: energyView(ports.balancing, id) };
    case "attention":
      return { kind };
  }
}
