import { createHash } from "node:crypto";
import { createBilling, type Billing, type BillOutcome } from "@cpokit/billing";
import { createCsms, createTokens, findToken, stations, type Csms } from "@cpokit/csms";
import { CpoError, instant, minutes, type Clock, type Ids, type Instant, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import type { Session, SessionAnswer, SessionFact } from "@cpokit/model";
import { createSessions, type Sessions } from "@cpokit/sessions";
import type { Store, Unit } from "@cpokit/storage";
import { z } from "zod";
import { findPlace } from "./place.ts";

/** What the core of a CPO stands on. */
export interface CorePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly random: Random;
  readonly logger: Logger;
  /** Hears each session fact, before it is recorded; it may be heard again when its unit runs again. */
  readonly heard?: (fact: SessionFact) => void;
}

/** A whole CPO without HTTP and sockets: csms, sessions, billing, outbox, wired as `examples/complete-cpo` wires them. */
export interface Core {
  readonly store: Store;
  readonly csms: Csms;
  readonly sessions: Sessions;
  readonly billing: Billing;
  /** Recovers what an earlier run left and begins to bill. */
  start(): Promise<void>;
  /** Does what is due. */
  sweep(now: Instant): Promise<readonly Session[]>;
  /** Bills one session now; with the words of the operator who looked at it. */
  bill(session: string, reviewed?: { readonly actor: string; readonly reason: string }): Promise<BillOutcome>;
}

/** What a partner hears of, in the order in which it happened; it stands for roaming and live pages. */
const PARTNER_TOPICS = ["session.started", "session.updated", "session.ended", "session.corrected", "session.alarmed", "session.alarmCleared", "cdr.issued"] as const;

export const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

export function createCore({ store, clock, scheduler, ids, random, logger, heard }: CorePorts): Core {
  const tokens = createTokens();
  const sessions = createSessions({ clock, ids, random, maxPower: async (reader, station, evse) => (await findPlace(reader, station, evse))?.connector.maxPower });
  const billing = createBilling({
    clock, ids, logger, digest, party: { countryCode: "NL", partyId: "CPO" },
    sessions: {
      async load(reader, id) {
        const session = await sessions.get(reader, id);
        if (session === undefined) return undefined;
        const { points, states } = await sessions.readings(reader, id);
        const place = await findPlace(reader, session.station, session.evse, session.connector);
        const token = session.token === undefined ? undefined : await findToken(reader, session.token.value);
        return { session, points, states, ...(place === undefined ? {} : { place }), ...(token === undefined ? {} : { token }) };
      },
      async settle(unit, id, settlement, detail) {
        const settled = await sessions.settle(unit, id, settlement, detail);
        // Thrown, so that no CDR is sealed for a session that does not know of it (I1).
        if (settled.outcome !== "done") throw new CpoError("simulation.settlement", "The session refused its settlement; see the reason.", { session: id, settlement, ...settled });
      },
    },
  });
  const csms = createCsms({
    store, clock, ids, scheduler, logger,
    policy: { heartbeat: minutes(60), upkeepEvery: minutes(360) },
    on: {
      authorize: (fact, unit) => tokens.decide(unit, fact),
      async session(fact, unit) {
        heard?.(fact);
        const answer = await sessions.record(unit, fact);
        await begun(unit, fact, answer);
        return answer;
      },
      async booted(fact, unit) {
        await sessions.stationBooted(unit, fact);
        return { accept: (await unit.get(stations, fact.station))?.lifecycle === "planned" ? "pending" : true };
      },
      async status(fact, unit) {
        await sessions.connectorAvailable(unit, fact);
      },
      async cost({ session }, unit) {
        const cost = (await billing.runningCost(unit, session))?.totals.cost;
        return cost?.incl ?? cost?.excl;
      },
      async expectStart({ command: _, at, ...start }, unit) {
        return { session: await sessions.expect(unit, { ...start, deadline: instant(at + minutes(3)) }) };
      },
      async commandDone({ command, session, outcome }, unit) {
        const isOpen = outcome?.outcome === "accepted" || outcome?.outcome === "timeout";
        if (command.command !== "start" || session === undefined || isOpen) return;
        await sessions.closeInBooks(unit, session, { actor: "cpo", reason: `The start came to nothing (${outcome?.outcome}).` });
      },
    },
  });

  return {
    store, csms, sessions, billing,
    async start() {
      await csms.start();
      await store.outbox.deliver("bill", "session.ended", async ({ payload }, unit) => void (await billing.bill(unit, sessionIn(payload))));
      await store.outbox.deliver("correct", "session.corrected", async ({ payload }, unit) => void (await billing.correct(unit, sessionIn(payload))));
      await store.outbox.deliver("partner", PARTNER_TOPICS, () => undefined);
    },
    async sweep(now) {
      const swept = await store.transaction((unit) => sessions.sweep(unit, now));
      await csms.sweep();
      return swept;
    },
    bill: (session, reviewed) => store.transaction((unit) => billing.bill(unit, session, reviewed)),
  };

  /** The tariff in force at the start of a session stays for all of it (I23). */
  async function begun(unit: Unit, fact: SessionFact, answer: SessionAnswer): Promise<void> {
    if (fact.fact !== "started" || answer.outcome === "repeated" || answer.session === undefined) return;
    const session = await sessions.get(unit, answer.session);
    if (session === undefined) return;
    const place = await findPlace(unit, session.station, session.evse, session.connector);
    const token = session.token === undefined ? undefined : await findToken(unit, session.token.value);
    await billing.freezeTariff(unit, session.id, {
      at: session.startAt,
      ...(place === undefined ? {} : { location: place.location.id, evse: place.evse.id, connector: place.connector.number }),
      ...(token?.group === undefined ? {} : { tokenGroup: token.group }),
    });
  }
}

function sessionIn(payload: unknown): string {
  return z.object({ session: z.string() }).parse(payload).session;
}
