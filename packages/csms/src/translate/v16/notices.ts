import type { V16Messages } from "@cpokit/ocpp/v16";
import type { FleetFact } from "../../fleet-fact.ts";
import type { Envelope } from "../envelope.ts";
import { summarize } from "../notice.ts";
import { firmwareFact, logFact, securityEventFact } from "../progress.ts";

/** A message of 1.6 that we take note of: what it says in one line, and the answer it gets. */
export interface V16Notice<Action extends keyof V16Messages> {
  readonly summary: (request: V16Messages[Action]["request"]) => string;
  /** What it is besides; `becomes` names that. */
  readonly fact?: (request: V16Messages[Action]["request"], envelope: Envelope) => FleetFact;
  readonly becomes?: string;
  readonly response: () => V16Messages[Action]["response"];
}

const acknowledged = () => ({});

/** The messages of 1.6 that we only take note of. */
export const V16_NOTICES: { readonly [Action in keyof V16Messages]?: V16Notice<Action> } = {
  DiagnosticsStatusNotification: { summary: ({ status }) => status, fact: logFact, becomes: "log progress", response: acknowledged },
  FirmwareStatusNotification: { summary: ({ status }) => status, fact: firmwareFact, becomes: "firmware progress", response: acknowledged },
  LogStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), fact: logFact, becomes: "log progress", response: acknowledged },
  SecurityEventNotification: { summary: ({ type, techInfo }) => summarize(type, techInfo), fact: securityEventFact, becomes: "security event", response: acknowledged },
  SignedFirmwareStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), fact: firmwareFact, becomes: "firmware progress", response: acknowledged },
};
