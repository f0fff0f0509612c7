import type { Clock, Instant } from "@cpokit/kernel";
import type { Command, CommandEffect, CommandRecord, StatusFact } from "@cpokit/model";
import type { Reader, Store, Unit } from "@cpokit/storage";
import { connectorStatuses } from "../availability/connector-status.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { Listener } from "../listeners.ts";
import { commands, type CommandDocument } from "./command-records.ts";
import { isStartOf } from "./expected-effect.ts";

/** Watches for what commands should lead to. */
export interface CommandEffects extends Listener {
  /** Marks what should have come by now and did not; returns how many. */
  sweep(now: Instant): Promise<number>;
}

/** How many overdue effects one sweep looks at. */
const MOST_AT_ONCE = 200;

export function createCommandEffects({ store, clock, journal }: { readonly store: Store; readonly clock: Clock; readonly journal: StationJournal }): CommandEffects {
  return {
    async booted(unit, fact) {
      await confirm(unit, fact.station, ({ command }) => command.command === "reset" && fact.reason !== "Triggered");
    },
    async status(unit, fact) {
      for (const record of await awaited(unit, fact.station, "status")) {
        if (await showsAvailability(unit, record.station, record.command, fact)) settle(unit, record, "confirmed");
      }
    },
    async session(unit, fact, answer) {
      if (fact.fact === "ended") {
        await confirm(unit, fact.station, ({ command }) => command.command === "stop" && command.transaction === fact.transaction);
      } else if ((fact.fact === "started" || fact.remoteStartId !== undefined) && answer.outcome === "recorded") {
        const record = (await awaited(unit, fact.station, "session")).find((candidate) => isStartOf(candidate, fact));
        if (record !== undefined) settle(unit, answer.session === undefined ? record : { ...record, session: answer.session }, "confirmed");
      }
    },
    async commandDone(unit, record) {
      if (record.effect?.expects !== "status" || record.effect.state !== "awaited" || record.outcome?.outcome !== "accepted") return;
      const current = await unit.get(commands, record.id);
      // It was so already: no status will come.
      if (current !== undefined && (await showsAvailability(unit, record.station, record.command))) settle(unit, current, "confirmed");
    },
    async sweep(now) {
      const { items } = await store.find(commands, { index: "byEffectDue", to: now + 1, limit: MOST_AT_ONCE });
      for (const { id } of items) await store.transaction((unit) => giveUp(unit, id, now));
      return items.length;
    },
  };

  async function confirm(unit: Unit, station: string, matches: (record: CommandRecord) => boolean): Promise<void> {
    for (const record of await awaited(unit, station)) if (matches(record)) settle(unit, record, "confirmed");
  }

  /** Read again by id: a record that changes meanwhile makes the unit run again. */
  async function awaited(unit: Unit, station: string, expects?: CommandEffect["expects"]): Promise<readonly CommandDocument[]> {
    const { items } = await unit.find(commands, { index: "byAwaited", prefix: expects === undefined ? [station] : [station, expects] });
    const records = await Promise.all(items.map(({ id }) => unit.get(commands, id)));
    return records.filter((record) => record !== undefined).filter((record) => record.effect?.state === "awaited");
  }

  function settle(unit: Unit, record: CommandDocument, state: "confirmed" | "missing"): void {
    if (record.effect === undefined) return;
    const settled: CommandDocument = { ...record, effect: { ...record.effect, state, at: clock.now() } };
    unit.put(commands, record.id, settled);
    unit.publish({ topic: "command.effect", key: record.station, payload: settled });
  }

  async function giveUp(unit: Unit, id: string, now: Instant): Promise<void> {
    const record = await unit.get(commands, id);
    if (record?.effect?.state !== "awaited" || record.effect.until > now) return;
    settle(unit, record, "missing");
    const summary = `${record.command.command} was asked for, and ${MISSING[record.effect.expects]}`;
    await journal.record(unit, { station: record.station, severity: "warning", kind: "effect-missing", summary, content: { command: id } });
  }
}

const MISSING: Readonly<Record<CommandEffect["expects"], string>> = {
  session: "no session began", sessionEnd: "the transaction did not end", boot: "the station did not boot", status: "the status did not change",
};

/** Whether what the connectors report is what the command wants; `news` is a report that is not kept yet. */
async function showsAvailability(reader: Reader, station: string, command: Command, news?: StatusFact): Promise<boolean> {
  if (command.command !== "changeAvailability") return false;
  const { items } = await reader.find(connectorStatuses, { index: "byStation", prefix: station, limit: 1000 });
  const states = new Map(items.map(({ body }) => [`${body.evse}/${body.connector}`, body]));
  if (news !== undefined) states.set(`${news.evse}/${news.connector}`, { ...news, since: news.receivedAt });
  const concerned = [...states.values()].filter(({ evse, connector }) =>
    command.evse === undefined || command.evse === 0 ? evse > 0 : evse === command.evse && (command.connector === undefined || connector === command.connector));
  return concerned.length > 0 && concerned.every(({ state }) => (state === "unavailable") !== command.operative);
}
