import { instantText, type CommandEffect, type CommandOutcome, type CommandRecord } from "@cpokit/model";
import type { CommandView } from "../wire/command.ts";
import { optional } from "./optional.ts";

export function commandView(record: CommandRecord): CommandView {
  const { outcome } = record;
  return {
    id: record.id,
    stationId: record.station,
    command: { ...record.command },
    requestedBy: record.requestedBy,
    requestedAt: instantText(record.requestedAt),
    state: record.state,
    text: textOf(record),
    ...optional({ outcome: outcome?.outcome, sessionId: record.session, bulkId: record.bulk }),
    ...(record.effect === undefined || record.effect.state === "void" ? {} : { effect: { expects: record.effect.expects, state: record.effect.state, text: EFFECTS[record.effect.expects][record.effect.state] } }),
    ...(record.answeredLateAt === undefined ? {} : { answeredLateAt: instantText(record.answeredLateAt) }),
    ...(outcome !== undefined && "response" in outcome ? { response: outcome.response } : {}),
    ...(record.finishedAt === undefined ? {} : { finishedAt: instantText(record.finishedAt) }),
  };
}

const ANSWERED = "The station answered.";

/** What an acceptance means, where it means more than an answer. */
const ACCEPTED: Readonly<Partial<Record<CommandRecord["command"]["command"], string>>> = {
  start: "The station accepted. The session appears as soon as the car charges.",
  stop: "The station accepted and ends the session.",
  reset: "The station accepted and restarts.",
  unlock: "The connector is unlocked.",
  changeAvailability: "The station accepted the change.",
  trigger: "The station accepted and sends the message.",
  setVariables: "The station took the settings.",
};

/** What a command leads to, in words. */
const EFFECTS: Readonly<Record<CommandEffect["expects"], Readonly<Record<Exclude<CommandEffect["state"], "void">, string>>>> = {
  session: { awaited: "Waits for the session to begin.", confirmed: "The session has begun.", missing: "No session began: was the car plugged in?" },
  sessionEnd: { awaited: "Waits for the session to end.", confirmed: "The session has ended.", missing: "The session did not end: the station took the stop and went on." },
  boot: { awaited: "Waits for the station to come back.", confirmed: "The station has restarted.", missing: "The station did not restart." },
  status: { awaited: "Waits for the station to show it.", confirmed: "The station shows the change.", missing: "The station does not show the change." },
};

function textOf({ command, state, outcome }: CommandRecord): string {
  if (outcome === undefined) return state === "queued" ? "The station is offline: the command waits for it to come back." : "Sent; the station has not answered yet.";
  return outcomeText(outcome, ACCEPTED[command.command] ?? ANSWERED);
}

function outcomeText(outcome: CommandOutcome, accepted: string): string {
  switch (outcome.outcome) {
    case "accepted":
      return accepted;
    case "rejected":
      return `The station refused: ${outcome.reason}`;
    case "error":
      return `The station answered with an error: ${outcome.code}${outcome.description === "" ? "" : `, ${outcome.description}`}`;
    case "unsupported":
      return `Not possible with this station: ${outcome.reason}`;
    case "offline":
      return "The station is offline; nothing was sent.";
    case "cancelled":
      return `Taken back by ${outcome.by} before it was sent.`;
    case "timeout":
      return "The station did not answer in time. It may have done it all the same: look at its state.";
  }
}
