import type { V16Messages } from "@cpokit/ocpp/v16";
import { summarize } from "../notice.ts";

/** A message of 1.6 that we take note of: what it says in one line, and the answer it gets. */
export interface V16Notice<Action extends keyof V16Messages> {
  readonly summary: (request: V16Messages[Action]["request"]) => string;
  readonly response: () => V16Messages[Action]["response"];
}

const acknowledged = () => ({});

/** The messages of 1.6 that we only take note of. */
export const V16_NOTICES: { readonly [Action in keyof V16Messages]?: V16Notice<Action> } = {
  DiagnosticsStatusNotification: { summary: ({ status }) => status, response: acknowledged },
  FirmwareStatusNotification: { summary: ({ status }) => status, response: acknowledged },
  LogStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), response: acknowledged },
  SecurityEventNotification: { summary: ({ type, techInfo }) => summarize(type, techInfo), response: acknowledged },
  SignedFirmwareStatusNotification: { summary: ({ status, requestId }) => summarize(status, requestId), response: acknowledged },
  // No certificate authority is connected: refused on purpose, so that the station keeps the certificate it has.
  SignCertificate: { summary: () => "asks for a certificate", response: () => ({ status: "Rejected" }) },
};
