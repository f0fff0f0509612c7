import { createUlids, formatInstant, instant, minutes, zone, type Clock, type Instant, type Scheduler } from "@cpokit/kernel";
import { createAccess } from "../access/access.ts";
import { createCpo, type Cpo } from "../cpo.ts";
import { createApp } from "../http/app.ts";
import { createWebhooks } from "../webhooks/webhooks.ts";
import { randomOf } from "./drivers.ts";
import { once } from "./once.ts";
import { officeOf, STAFF, type Act } from "./staff.ts";
import type { HistoryWindow } from "./station-history.ts";
import { STANDARD } from "./tariffs.ts";

/** Where the office is, and when somebody is there, in minutes of the day. */
const PLACE = zone("Europe/Amsterdam");
const [OPENS, CLOSES] = [540, 960];

/** An act, and when in the window: 0 is its begin, 1 its end. */
interface PastAct extends Act {
  readonly when: number;
}

/**
 * Lets the people of the operator do in the past what they would have done: through the API of a CPO of the same wiring, on the clock of the past. Accounts, keys and
 * settings are dated by it, and the audit log is that of the whole time. What was done already is not done again.
 */
export async function writeOfficeHistory(cpo: Cpo, window: HistoryWindow): Promise<void> {
  let now = window.from;
  const clock: Clock = { now: () => now };
  const ids = createUlids({ clock, random: randomOf(window.from, "office") });
  // Nothing follows by itself from what is done here: the CPO of the present sees to that.
  const scheduler: Scheduler = { afterTurn: cpo.scheduler.afterTurn, after: () => () => undefined };
  const past = createCpo({ store: cpo.store, clock, scheduler, ids, random: cpo.random, logger: cpo.logger });
  const nobody = { isRight: () => Promise.resolve(false), hash: () => "" };
  const app = createApp({
    cpo: past, access: createAccess({ store: cpo.store, clock, ids, operatorKey: nobody }),
    webhooks: createWebhooks({ store: cpo.store, clock, ids, post: () => Promise.resolve({ ok: false, status: 404 }) }),
    about: () => ({ demo: true, ocppPort: 0, ocppPath: "", ocppSecure: false, subprotocols: [], startedAt: formatInstant(window.from) }),
  });
  const office = officeOf(app);
  for (const [index, { when, ...act }] of actsOf(window).entries()) {
    // Nobody does two things at once.
    now = instant(Math.min(window.until, Math.max(now + minutes(3), atWork(window.from + when * (window.until - window.from)))));
    await once(past, `office ${index}`, () => office(act)).catch((error: unknown) => cpo.logger.error({ error }, "Something of the demonstration's past did not happen"));
  }
}

/** The same day while the office is open, a few minutes later or earlier for each day. */
function atWork(moment: number): Instant {
  const { dayNumber, minuteOfDay } = PLACE.localTime(instant(Math.round(moment)));
  const minute = Math.min(CLOSES, Math.max(OPENS, minuteOfDay)) + (dayNumber * 7) % 50;
  return PLACE.instantsOf(dayNumber, minute)[0] ?? instant(Math.round(moment));
}

/** In the order in which they are done. */
function actsOf({ from, until }: HistoryWindow): readonly PastAct[] {
  const at = (when: number, later = 0): string => formatInstant(instant(Math.round(from + when * (until - from)) + later));
  const { mara, ...others } = STAFF;
  return [
    { when: 0, by: "operator", method: "POST", path: "/users", body: mara },
    ...Object.values(others).map((user): PastAct => ({ when: 0.02, by: "mara", method: "POST", path: "/users", body: user })),
    { when: 0.06, by: "mara", method: "POST", path: "/api-keys", body: { name: "Energy manager Maaskantoor", permissions: ["charging:read", "charging:write"], locations: ["rotterdam-maaskantoor"], expiresInDays: 365 } },
    { when: 0.08, by: "mara", method: "POST", path: "/api-keys", body: { name: "Data warehouse", permissions: ["sessions:read", "cdrs:read", "reports:read"] } },
    { when: 0.12, by: "jonas", method: "PUT", path: "/configuration-templates/highway", body: { match: { vendor: "Highway" }, values: [{ setting: "heartbeatInterval", value: "600" }], mode: "report" } },
    { when: 0.15, by: "jonas", method: "POST", path: "/trust-anchors", body: { use: "csms", certificate: "authority" } },
    { when: 0.2, by: "jonas", method: "POST", path: "/registration-tokens", body: { hours: 24 * 300, uses: 4, locationId: "lisboa-oriente" } },
    { when: 0.3, by: "petra", method: "PATCH", path: "/drivers/harbour-taxi", body: { notes: "Two more cars from January; ask for a yearly plan." } },
    { when: 0.36, by: "jonas", method: "POST", path: "/availability-exclusions", body: { scope: { locationId: "utrecht-neude" }, from: at(0.32), to: at(0.32, minutes(50)), reason: "utilityOutage", evidence: ["Notice 2211-87 of the grid operator"] } },
    { when: 0.5, by: "petra", method: "POST", path: "/vouchers", body: { code: "LISBOA5", name: "Opening of Lisboa Oriente", amount: "5.00", currency: "EUR", uses: 200 } },
    { when: 0.7, by: "jonas", method: "PATCH", path: "/tokens/card-lost", body: { status: "blocked" } },
    { when: 0.8, by: "mara", method: "PUT", path: "/tariff-approval", body: { fourEyes: true } },
    { when: 0.84, by: "petra", method: "POST", path: "/tariffs", body: { ...STANDARD, name: "Standard, from the new year", validFrom: newYear(until) } },
    { when: 0.86, by: "mara", method: "PUT", path: "/tariff-approval", body: { fourEyes: false } },
    { when: 0.93, by: "ines", method: "POST", path: "/stations/LIS-ORI-2/faults", body: { text: "Nobody answers at the station. The car park looks after its breaker.", contact: "ines.duarte" } },
  ];
}

/** The first moment of the next year there. */
function newYear(now: Instant): string {
  const { year } = PLACE.localTime(now);
  return `${year + 1}-01-01T00:00:00+01:00`;
}
