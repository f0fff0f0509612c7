/** What can be told. */
export const WEBHOOK_TOPICS = [
  "session.started", "session.updated", "session.ended", "session.held", "session.corrected", "session.alarmed", "cdr.issued", "invoice.issued", "payment.changed", "reservation.changed", "command.done",
  "station.connected", "station.disconnected", "station.booted", "station.status", "station.event", "station.security", "alert.opened", "alert.cleared", "case.changed", "driver.notice",
] as const;
export type WebhookTopic = (typeof WEBHOOK_TOPICS)[number];
