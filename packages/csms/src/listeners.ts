import type { BootedFact, CommandRecord, NoticeFact, SessionAnswer, SessionFact, StatusFact } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { FleetFact, FleetReply } from "./fleet-fact.ts";
import { byLifecycle } from "./provisioning/by-lifecycle.ts";
import { stations } from "./provisioning/stations.ts";
import type { Hooks } from "./hooks.ts";

/** What a functional block hears of: in the unit of the message, after the hook of the application, so that all of it commits together. */
export interface Listener {
  /** A boot, whatever was decided about it. */
  booted?(unit: Unit, fact: BootedFact): Promise<void>;
  /** Before the status is kept: `connectorStatuses` still has the one before. */
  status?(unit: Unit, fact: StatusFact): Promise<void>;
  /** Not told: readings that name no token, no reservation and no remote start, which are most messages there are. */
  session?(unit: Unit, fact: SessionFact, answer: SessionAnswer): Promise<void>;
  notice?(unit: Unit, fact: NoticeFact): Promise<void>;
  /** Progress and reports of the station; a reply decides the answer where there is a choice. */
  told?(unit: Unit, fact: FleetFact): Promise<FleetReply | undefined>;
  /** A command has its outcome, or a late answer changed it. */
  commandDone?(unit: Unit, record: CommandRecord): Promise<void>;
}

/** The hooks of the application with the blocks behind them. */
export function listeningHooks(hooks: Hooks, listeners: readonly Listener[]): Hooks {
  return {
    ...hooks,
    async booted(fact, unit) {
      const answer = hooks.booted === undefined ? byLifecycle(await unit.get(stations, fact.station)) : await hooks.booted(fact, unit);
      for (const listener of listeners) await listener.booted?.(unit, fact);
      return answer;
    },
    async status(fact, unit) {
      await hooks.status?.(fact, unit);
      for (const listener of listeners) await listener.status?.(unit, fact);
    },
    session: (fact, unit) => (isMereReading(fact) ? hooks.session(fact, unit) : recordAndTell(fact, unit)),
    async notice(fact, unit) {
      await hooks.notice?.(fact, unit);
      for (const listener of listeners) await listener.notice?.(unit, fact);
    },
    async commandDone(record, unit) {
      await hooks.commandDone?.(record, unit);
      for (const listener of listeners) await listener.commandDone?.(unit, record);
    },
  };

  async function recordAndTell(fact: SessionFact, unit: Unit): Promise<SessionAnswer> {
    const answer = await hooks.session(fact, unit);
    for (const listener of listeners) if (listener.session !== undefined) await listener.session(unit, fact, answer);
    return answer;
  }
}

function isMereReading({ fact, token, reservationId, remoteStartId }: SessionFact): boolean {
  return fact === "metered" && token === undefined && reservationId === undefined && remoteStartId === undefined;
}

/** The block for what stations tell of their work: whoever listens. */
export interface Fleet {
  told(unit: Unit, fact: FleetFact): Promise<FleetReply | undefined>;
}

/** Hands each fact to all blocks; at most one of them has a reply. */
export function createFleet(listeners: readonly Listener[]): Fleet {
  return {
    async told(unit, fact) {
      let reply: FleetReply | undefined;
      for (const listener of listeners) reply = (await listener.told?.(unit, fact)) ?? reply;
      return reply;
    },
  };
}
