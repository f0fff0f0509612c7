import { WORKSHOP } from "./fake-service.ts";
import type { Act } from "./staff.ts";

/** The station at which people try out what stations of OCPP 2.x can do. */
export const TRIED_OUT = "HAM-RING-1";

/** What people do once a station is on the line, in this order. */
export const AT_STATION: Readonly<Record<string, readonly Act[]>> = {
  [TRIED_OUT]: [
    { by: "jonas", method: "POST", path: `/stations/${TRIED_OUT}/maintain`, body: { kind: "configure" } },
    { by: "jonas", method: "POST", path: `/stations/${TRIED_OUT}/maintain`, body: { kind: "localList" } },
    { by: "jonas", method: "POST", path: `/stations/${TRIED_OUT}/display-messages`, body: { id: 1, priority: "NormalCycle", format: "UTF8", content: "Café open until 22:00" } },
    { by: "jonas", method: "POST", path: `/stations/${TRIED_OUT}/monitors`, body: { monitors: [{ of: { component: "LocalAuthListCtrlr", variable: "Entries" }, type: "Delta", value: 1, severity: 6 }] } },
    { by: "jonas", method: "POST", path: `/stations/${TRIED_OUT}/customer-information`, body: { customer: "driver/greta-sommer", report: true, clear: false } },
    { by: "jonas", method: "PUT", path: `/stations/${TRIED_OUT}/station-tariffs`, body: { evse: 1, tariff: { tariffId: "motorway", currency: "EUR", energy: { prices: [{ priceKwh: 0.59 }] } } } },
    { by: "jonas", method: "POST", path: `/stations/${TRIED_OUT}/logs`, body: { log: "diagnostics" } },
  ],
  "AMS-JAVA-2": [
    { by: "jonas", method: "POST", path: "/bulk-commands", body: { command: { command: "trigger", message: "Heartbeat" }, stations: { locations: ["amsterdam-javakade", "hamburg-hafenring"] } } },
  ],
};

/** What is set up for people and programs outside; it holds from the first minute on. */
export const MORNING: readonly Act[] = [
  { by: "mara", method: "POST", path: "/webhooks", body: { url: `https://${WORKSHOP}/cpo`, topics: ["alert.opened", "alert.cleared", "station.security", "case.changed"] } },
  { by: "petra", method: "POST", path: "/report-schedules", body: { name: "Revenue of the month", report: "revenue", format: "pdf", rhythm: { every: "month", timeZone: "Europe/Amsterdam", hour: 6, day: 1 }, recipients: [] } },
  { by: "petra", method: "POST", path: "/report-schedules", body: { name: "Availability for the city", report: "availability", format: "csv", location: "amsterdam-javakade", rhythm: { every: "week", timeZone: "Europe/Amsterdam", hour: 5, weekday: 1 }, recipients: [] } },
];
