import { alertSentences, firmwareSentences, recoverySentences, reservationSentences, type Alert, type CampaignProgress, type Case, type LogRequest, type Reservation } from "@cpokit/csms";
import { instantText } from "@cpokit/model";
import type { AlertView, CampaignView, CaseView, LogRequestView, ReservationView } from "../wire/operations.ts";
import { optional } from "./optional.ts";
import { said } from "./said.ts";

const notes = (list: Alert["notes"]): AlertView["notes"] => list.map(({ at, by, text }) => ({ at: instantText(at), by, text }));

export function alertView({ id, rule, subject, station, severity, title, detail, state, count, firstAt, lastAt, isSilenced, acknowledgedBy, notes: written }: Alert): AlertView {
  return {
    id, rule, subject, severity, title, state, count, firstAt: instantText(firstAt), lastAt: instantText(lastAt), silenced: isSilenced === true, notes: notes(written),
    ...said(alertSentences, title), ...optional({ stationId: station, detail, detailSaid: said(firmwareSentences, detail).said, acknowledgedBy }),
  };
}

export function caseView({ id, station, evse, title, source, state, reports, reportCount, notes: written, assignee, openedAt, closedAt, resolution }: Case): CaseView {
  return {
    id, stationId: station, title, source, state, reportCount, openedAt: instantText(openedAt), notes: notes(written),
    reports: reports.map(({ at, text, contact }) => ({ at: instantText(at), text, ...optional({ contact }) })),
    ...(source === "recovery" ? said(recoverySentences, title) : {}), ...optional({ evse, assignee, resolution, closedAt: closedAt === undefined ? undefined : instantText(closedAt) }),
  };
}

const LOG_TEXTS: Readonly<Record<LogRequest["state"], string>> = {
  requested: "The station was asked, or will be when it is back.", uploading: "The station uploads it.", received: "It is here.",
  uploaded: "The station has uploaded it elsewhere.", failed: "The station could not do it", expired: "It did not come in time",
};

export function logRequestView({ id, station, log, state, detail, requestedAt, expiresAt, file }: LogRequest): LogRequestView {
  const failed = state === "failed" || state === "expired";
  return {
    id, stationId: station, log, state, requestedAt: instantText(requestedAt), expiresAt: instantText(expiresAt),
    text: failed ? `${LOG_TEXTS[state]}${detail === undefined ? "" : `: ${detail}`}.` : LOG_TEXTS[state],
    ...optional({ detail: failed ? detail : undefined }),
    ...(file === undefined ? {} : { file: { name: file.name, bytes: file.bytes, receivedAt: instantText(file.receivedAt), deleteAt: instantText(file.deleteAt) } }),
  };
}

const RESERVATION_TEXTS: Readonly<Record<Reservation["state"], string>> = {
  requested: "The station did not answer; it may hold the place.", active: "The place is kept.", consumed: "It was used.", expired: "Its time is over.", cancelled: "It was cancelled", failed: "The station does not keep it",
};

export function reservationView({ id, station, number, evse, token, until, state, reason, session, cancelRequestedBy }: Reservation): ReservationView {
  const endsWhenBack = cancelRequestedBy !== undefined && (state === "requested" || state === "active");
  const waits = endsWhenBack ? " It is cancelled as soon as the station is back." : "";
  const isOver = state === "cancelled" || state === "failed";
  return {
    id, stationId: station, number, token: token.value, until: instantText(until), state, endsWhenBack,
    text: isOver ? `${RESERVATION_TEXTS[state]}${reason === undefined ? "" : `: ${reason}`}.` : `${RESERVATION_TEXTS[state]}${waits}`,
    ...said(reservationSentences, reason), ...optional({ evse, reason, sessionId: session }),
  };
}

export function campaignView({ campaign, waves }: CampaignProgress): CampaignView {
  const { id, name, version, state, reason, wave, requestedAt } = campaign;
  return { id, name, version, state, wave: wave + 1, waves: waves.map((each) => ({ ...each })), requestedAt: instantText(requestedAt), ...said(firmwareSentences, reason), ...optional({ reason }) };
}
