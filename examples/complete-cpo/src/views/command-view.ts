import { instantText, type CommandOutcome, type CommandRecord } from "@cpokit/model";
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
    ...optional({ outcome: outcome?.outcome, sessionId: record.session }),
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

function textOf({ command, state, outcome }: CommandRecord): string {
  if (outcome === undefined) return state === "queued" ? "Waits to be sent." : "Sent; the station has not answered yet.";
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
    case "timeout":
      return "The station did not answer in time. It may have done it all the same: look at its state.";
  }
}
