import { createBilling, deliverUsage, partyText, type BillableSession, type Billing, type BillOutcome, type PartyKey, type ReportSchedules } from "@cpokit/billing";
import { createCsms, createMemoryBlobs, createMessageTrace, createTokens, findStation, findToken, stations, type Blobs, type Csms, type MessageTrace, type UploadAddress } from "@cpokit/csms";
import { CpoError, instant, minutes, seconds, type Clock, type Ids, type Instant, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import type { Session, SessionAnswer, SessionFact } from "@cpokit/model";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createOcppServer, type OcppServer } from "@cpokit/ocpp-ws";
import { createSessions, type Sessions } from "@cpokit/sessions";
import type { Reader, Store, Unit } from "@cpokit/storage";
import { createHash } from "node:crypto";
import { z } from "zod";
import { createBuiltInAuthority, type BuiltInAuthority } from "./wiring/certificate-authority.ts";
import type { Balancing } from "./balancing/balanced.ts";
import { createBalancing } from "./balancing/balancing.ts";
import { createReporting, sendReport, type Reporting, type SendReport } from "./balancing/reporting.ts";
import { forgetSetPoints } from "./balancing/set-points.ts";
import type { AlertSettings } from "./alert-channels.ts";
import { askAboutSessions } from "./ask-about-sessions.ts";
import { createLive, type Live } from "./live.ts";
import { createOperations, type Operations } from "./operations.ts";
import { hashSecret, newStationPassword, secretMatches } from "./operator-key.ts";
import { createDriverAccounts, type DriverAccounts } from "./drivers/accounts.ts";
import { accountOf } from "./drivers/drivers.ts";
import type { Mailer } from "./mail/mailer.ts";
import { settingsOf, USUAL_SETTINGS, type CpoSettings } from "./tenants/settings.ts";
import { findPlace } from "./views/directory.ts";
import { partnerOf, type PartnerToken } from "./roaming/partner-tokens.ts";
import { createRoaming, type Roaming } from "./roaming/roaming.ts";
import { DEFAULT_ROAMING, type RoamingSettings } from "./roaming/settings.ts";
import { scheduledReports } from "./reports/scheduled.ts";
import { createViews, liveEvent, type Views } from "./views/views.ts";
import { approvalIn, createMoney, type Money, type PaymentService } from "./wiring/money.ts";

/** What a CPO stands on. */
export interface CpoPorts {
  /** Where stations upload their logs: the address, and where the files are kept. */
  readonly uploads?: { readonly address: UploadAddress; readonly blobs: Blobs };
  readonly alerts?: AlertSettings;
  /** Helps stations that are stuck; otherwise what would be done is only written down. */
  readonly recovers?: boolean;
  /** How reports leave for grid and market; by `fetch` when absent. */
  readonly sendReport?: SendReport;
  /** Hosts of private networks that they may call. */
  readonly reportHosts?: readonly string[] | undefined;
  /** How many days each set-point of smart charging is kept; 365 when absent. */
  readonly setPointDays?: number;
  readonly roaming?: RoamingSettings;
  /** How drivers without a contract pay; nobody can pay by card when absent. */
  readonly service?: PaymentService;
  /** How letters to drivers leave; they are kept in the console when absent. */
  readonly mailer?: Mailer;
  /** Where the pages are. */
  readonly pageUrl?: () => string;
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly random: Random;
  readonly logger: Logger;
}

/** A complete CPO, without its HTTP side. */
export interface Cpo extends Omit<CpoPorts, "sendReport" | "roaming" | "service" | "mailer" | "pageUrl"> {
  readonly csms: Csms;
  readonly sessions: Sessions;
  readonly billing: Billing;
  readonly ocpp: OcppServer;
  readonly live: Live;
  readonly balancing: Balancing;
  /** Tells grid and market what was done. */
  readonly reporting: Reporting;
  readonly operations: Operations;
  /** Signs for stations. */
  readonly authority: BuiltInAuthority;
  /** The latest messages of each station, redacted. */
  readonly trace: MessageTrace;
  readonly roaming: Roaming;
  /** How it presents itself: as an administrator has set it, else as it was started. */
  settings(reader?: Pick<Reader, "get">): Promise<CpoSettings>;
  readonly money: Money;
  readonly accounts: DriverAccounts;
  /** Reports that are made by themselves. */
  readonly reports: ReportSchedules;
  /** Looks things up for one answer of the API. */
  views(): Views;
  /** Recovers what an earlier run left and begins to bill; call it before the OCPP server listens. */
  start(): Promise<void>;
  /** Only begins to do what follows from events, as billing does; for a CPO of the past, which has nothing to recover. */
  deliver(): Promise<void>;
  /** Does what is due: deadlines and waits of sessions and commands that are over. */
  sweep(now: Instant): Promise<void>;
  /** Bills one session now; with the words of the operator who looked at it. */
  bill(session: string, reviewed?: { readonly actor: string; readonly reason: string }): Promise<BillOutcome>;
}

/** Milliseconds after which a station that booted has surely read our answer. */
const AFTER_BOOT = 500;

/** What a station is kept waiting for while a partner decides about its token. */
const ISSUER_WITHIN = seconds(4);

/** Wires the libraries into a CPO. Siblings among the packages meet here, as functions. */
export function createCpo(ports: CpoPorts): Cpo {
  const { store, clock, scheduler, ids, random, logger } = ports;
  const { roaming: settings = DEFAULT_ROAMING } = ports;
  const ownSettings = (reader: Pick<Reader, "get"> = store): Promise<CpoSettings> => settingsOf(reader, { ...USUAL_SETTINGS, name: settings.name, party: settings.party });

  const tokens = createTokens({ outside: { scheduler, deadline: ISSUER_WITHIN, withoutIssuer: "known", askIssuer: (fact) => roaming.askIssuer(fact) } });
  const sessions = createSessions({ clock, ids, random, maxPower: async (reader, station, evse) => (await findPlace(reader, station, evse))?.connector.maxPower });
  const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
  const billing = createBilling({
    clock, ids, logger, party: settings.party, digest, approval: approvalIn(store),
    sessions: {
      async load(reader, id) {
        const session = await sessions.get(reader, id);
        if (session === undefined) return undefined;
        const { points, states } = await sessions.readings(reader, id);
        const place = await findPlace(reader, session.station, session.evse, session.connector);
        const token = session.token === undefined ? undefined : await findToken(reader, session.token.value);
        const partner = await partnerOf(reader, session.token?.value);
        const account = await accountOf(reader, money.subscriptions, token, session.startAt);
        return {
          session, points, states, ...(place === undefined ? {} : { place }), ...(token === undefined ? {} : { token }), ...(partner === undefined ? {} : billedTo(partner)),
          ...(account === undefined ? {} : { customer: account.customer }), ...(account?.contract === undefined ? {} : { subscription: account.contract.plan }),
        };
      },
      async settle(unit, id, settlement, detail) {
        const settled = await sessions.settle(unit, id, settlement, detail);
        // Thrown, so that no CDR is sealed for a session that does not know of it (I1).
        if (settled.outcome !== "done") throw new CpoError("complete-cpo.settlement", "The session refused its settlement; see the reason.", { session: id, settlement, ...settled });
      },
    },
  });
  const balancing = createBalancing({ store, online: () => csms.online(), logger, changed: (kind, id) => live.changed(kind, id), tokenOf: async (session) => (await sessions.get(store, session))?.token?.value, lacks(location, kWh, until) {
    reporting.lacks(location, kWh, until).catch((error: unknown) => logger.error({ error, location }, "More capacity could not be asked for"));
  } });
  const reporting = createReporting({
    store, clock, send: ports.sendReport ?? sendReport, locations: balancing.locations, energyOf: balancing.energyOf, signalsOf: balancing.signalsOf, allow: ports.reportHosts,
  });
  const roaming = createRoaming({ store, clock, scheduler, ids, random, logger, sessions, billing, settings, csms: () => csms, tokens: () => tokens, balancing, jobChanged: (job) => live.changed("job", job) });
  const money = createMoney({ store, clock, ids, logger, sessions, billing, digest, csms: () => csms, settings: ownSettings, ...(ports.service === undefined ? {} : { service: ports.service }) });
  const accounts = createDriverAccounts({ store, clock, ids, logger, pageUrl: ports.pageUrl ?? (() => ""), ...(ports.mailer === undefined ? {} : { mailer: ports.mailer }) });
  const live = createLive({ load: (kind, id) => liveEvent({ store, sessions, billing, balancing, jobs: roaming.jobs }, kind, id), failed: (error) => logger.error({ error }, "A live event could not be made") });

  const authority = createBuiltInAuthority({ store, clock, name: settings.name });
  const trace = createMessageTrace({ store, scheduler, logger });

  const csms = createCsms({
    store, clock, ids, scheduler, logger,
    ...(ports.uploads === undefined ? {} : { uploads: ports.uploads.address }),
    authority,
    passwords: { hash: hashSecret, generate: newStationPassword, verify: (hash, password) => secretMatches(Buffer.from(password).toString(), hash) },
    on: {
      async authorize(fact, unit, outside) {
        const decided = await tokens.decide(unit, fact, outside);
        // A card that a driver waits for becomes theirs where it is held.
        const isOpen = decided.source === undefined && (decided.result === "accepted" ? decided.tokenId !== undefined : decided.reason === "invalid");
        return (isOpen ? await accounts.cards.shown(unit, fact) : undefined) ?? decided;
      },
      lookUp: async (fact, reader) => (await roaming.decided(fact, reader)) ?? tokens.lookUp(fact, reader),
      async session(fact, unit) {
        const answer = await sessions.record(unit, fact);
        await begun(unit, fact, answer);
        unit.afterCommit(() => balancing.reported(fact, answer.transaction, answer.session));
        return answer;
      },
      async booted(fact, unit) {
        const doubtful = await sessions.stationBooted(unit, fact);
        tell(unit, ...doubtful);
        live.changedBy(unit, "station", fact.station);
        unit.afterCommit(() => scheduler.after(AFTER_BOOT, () => balancing.booted(fact.station)));
        if (fact.protocol !== "1.6" && doubtful.length > 0) unit.afterCommit(() => scheduler.after(seconds(2), () => void ask(doubtful)));
        return { accept: (await unit.get(stations, fact.station))?.lifecycle === "planned" ? "pending" : true };
      },
      async status(fact, unit) {
        tell(unit, await sessions.connectorAvailable(unit, fact));
        live.changedBy(unit, "station", fact.station);
        live.changedBy(unit, "attention", "");
        accounts.waits.reported(unit, fact);
      },
      chargingNeeds: (needs) => balancing.vehicle.needs(needs),
      vehicleSchedule: (schedule) => balancing.vehicle.schedule(schedule),
      async cost({ session }, unit) {
        const cost = (await billing.runningCost(unit, session))?.totals.cost;
        return cost?.incl ?? cost?.excl;
      },
      async expectStart({ station, evse, token, remoteStartId, at }, unit) {
        const start = { station, token, remoteStartId, deadline: instant(at + minutes(3)), ...(evse === undefined ? {} : { evse }) };
        return { session: await sessions.expect(unit, start) };
      },
      async commandDone({ command, session, outcome }, unit) {
        const isOpen = outcome?.outcome === "accepted" || outcome?.outcome === "timeout";
        if (command.command !== "start" || session === undefined || isOpen) return;
        await sessions.closeInBooks(unit, session, { actor: "cpo", reason: `The start came to nothing (${outcome?.outcome}).` });
      },
    },
  });
  const ocpp = createOcppServer({
    protocols: [v21, v201, v16], clock, scheduler, logger,
    handler: csms.handler,
    authenticate: csms.admit,
    onConnected: (link) => void moved(link.identity, csms.connected(link), true),
    onDisconnected: (link, { reason }) => void moved(link.identity, csms.disconnected(link, reason), false),
    onFault: csms.fault,
    onMessage: ({ link, direction, text, at }) => trace.note(link.identity, { at, direction, text }),
    // What the decision of csms.admit refuses, it writes down itself.
    onRefused({ identity, reason, byApplication }) {
      if (byApplication || identity === undefined) return;
      csms.incident({ identity, severity: "warning", kind: "connection-refused", summary: reason }).catch((error: unknown) => logger.error({ identity, error }, "A refused connection could not be noted"));
    },
  });

  const operations = createOperations({
    store, clock, ids, logger, csms, sessions, blobs: ports.uploads?.blobs ?? createMemoryBlobs(),
    ...(ports.alerts === undefined ? {} : { alerts: ports.alerts }), ...(ports.recovers === undefined ? {} : { recovers: ports.recovers }),
  });

  const reports = scheduledReports({ store, sessions, clock, ids, logger }, ports.alerts?.mail);

  return {
    ...ports, csms, sessions, billing, ocpp, live, balancing, reporting, operations, roaming, authority, trace, money, accounts, reports,
    settings: ownSettings,
    views: () => createViews({ store, sessions, billing, balancing }),
    bill: (session, reviewed) => store.transaction(async (unit) => billed(unit, session, await billing.bill(unit, session, reviewed))),
    async start() {
      await csms.start();
      await deliver();
    },
    deliver,
    async sweep(now) {
      await store.transaction(async (unit) => tell(unit, ...(await sessions.sweep(unit, now))));
      await csms.sweep();
      await operations.sweep(now);
      await roaming.sweep(now);
      await money.sweep(now);
      await accounts.sweep(now);
      await reports.sweep(now);
      await reporting.sweep(now);
      await forgetSetPoints(store, now, ports.setPointDays ?? 365);
    },
  };

  async function deliver(): Promise<void> {
    await operations.start();
    await reporting.start();
    await deliverUsage(store.outbox);
    await money.start();
    await accounts.waits.deliver(store.outbox);
    await store.outbox.deliver("bill", "session.ended", async ({ payload }, unit) => {
      const id = sessionIn(payload);
      billed(unit, id, await billing.bill(unit, id));
    });
    await store.outbox.deliver("correct", "session.corrected", async ({ payload }, unit) => {
      const id = sessionIn(payload);
      billed(unit, id, await billing.correct(unit, id));
    });
  }

  /** The tariff in force at the start of a session stays for all of it (I23). */
  async function begun(unit: Unit, fact: SessionFact, answer: SessionAnswer): Promise<void> {
    const session = answer.session === undefined ? undefined : await sessions.get(unit, answer.session);
    if (session === undefined) return;
    tell(unit, session);
    if (fact.fact !== "started" || answer.outcome === "repeated") return;
    await money.begun(unit, session);
    const place = await findPlace(unit, session.station, session.evse, session.connector);
    const token = session.token === undefined ? undefined : await findToken(unit, session.token.value);
    const partner = await partnerOf(unit, session.token?.value);
    const account = await accountOf(unit, money.subscriptions, token, session.startAt);
    await billing.freezeTariff(unit, session.id, {
      at: session.startAt,
      ...(partner === undefined ? {} : { partner: partyText(billedTo(partner).partner) }),
      ...(place === undefined ? {} : { location: place.location.id, evse: place.evse.id, connector: place.connector.number }),
      ...(token?.group === undefined ? {} : { tokenGroup: token.group }),
      ...(account?.contract === undefined ? {} : { subscription: account.contract.plan }),
    });
  }

  function billed(unit: Unit, session: string, outcome: BillOutcome): BillOutcome {
    if (outcome.outcome === "sealed") live.changedBy(unit, "cdr", outcome.cdr.id);
    live.changedBy(unit, "session", session);
    live.changedBy(unit, "attention", "");
    return outcome;
  }

  /** Tells the page about sessions, and about their stations, whose EVSEs show them. */
  function tell(unit: Unit, ...changed: readonly (Session | undefined)[]): void {
    for (const session of changed) {
      if (session === undefined) continue;
      live.changedBy(unit, "session", session.id);
      live.changedBy(unit, "station", session.station);
    }
  }

  async function ask(doubtful: readonly Session[]): Promise<void> {
    try {
      await askAboutSessions(csms, doubtful, (status) =>
        store.transaction(async (unit) => {
          const told = await sessions.transactionStatus(unit, { ...status, receivedAt: clock.now() });
          if (told.outcome === "done") tell(unit, told.session);
        }));
    } catch (error) {
      logger.error({ error, station: doubtful[0]?.station }, "A station could not be asked about its sessions");
    }
  }

  /** A station came or went. */
  async function moved(identity: string, noted: Promise<void>, isOnline: boolean): Promise<void> {
    try {
      await noted;
      const station = await findStation(store, identity);
      if (station === undefined) return;
      live.changed("station", station.id);
      // An old connection that closes late is no reason to count its station as dark.
      if (isOnline || !csms.online().some((one) => one.station === station.id)) balancing.connected(station.id, isOnline);
    } catch (error) {
      logger.error({ identity, error }, "The connection of a station could not be noted");
    }
  }
}

/** A partner pays for its drivers. */
function billedTo({ token }: PartnerToken): Pick<BillableSession, "contract"> & { readonly partner: PartyKey } {
  return { partner: { countryCode: token.country_code, partyId: token.party_id }, contract: token.contract_id };
}

function sessionIn(payload: unknown): string {
  return z.object({ session: z.string() }).parse(payload).session;
}
