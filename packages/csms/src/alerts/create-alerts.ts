import { CpoError, instant, type Clock, type Ids, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { Delivery, Reader, Store, Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import { validated } from "../validated.ts";
import { alerts, silences, type Alert, type AlertRule, type AlertSeverity, type Signal, type Silence } from "./alert.ts";
import { standardRules } from "./standard-rules.ts";

/** Where alerts go. What it throws is tried again, later and later, and parked in the end. */
export interface AlertChannel {
  /** Stable and unique. */
  readonly name: string;
  send(message: AlertMessage): Promise<void>;
}

/** What a channel is told; `id` stays the same when it is told again after a failure. */
export interface AlertMessage {
  readonly id: string;
  readonly what: "opened" | "reminded" | "cleared";
  readonly alert: Alert;
}

export interface AlertsOptions {
  /** With a scheduler: alerts come from its outbox. */
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** `standardRules` when absent. */
  readonly rules?: readonly AlertRule[];
  readonly channels?: readonly { readonly channel: AlertChannel; /** Alerts below are not told; `info` when absent. */ readonly least?: AlertSeverity }[];
  /** An alert that nobody acknowledges is told again after this long; never when absent. */
  readonly remindAfter?: Milliseconds;
}

/** What people should know, told once, on every channel. */
export interface Alerts {
  /** Begins to listen and to tell; returns how to stop. */
  start(): Promise<() => Promise<void>>;
  /** Opens what has lasted long enough, and reminds. Run it every few seconds under a lease. */
  sweep(now: Instant): Promise<void>;
  /** Raises or clears by hand, in a unit of the application. */
  signal(unit: Unit, rule: string, signal: Signal): Promise<void>;
  /** Somebody has it: no more reminders. @throws `csms.alert-unknown` */
  acknowledge(id: string, by: string): Promise<Alert>;
  /** @throws `csms.alert-unknown` */
  note(id: string, by: string, text: string): Promise<Alert>;
  /** Ends it by hand; when it is seen again it opens anew. @throws `csms.alert-unknown` */
  clear(id: string, by: string): Promise<Alert>;
  silence(silence: Omit<Silence, "id">): Promise<Silence>;
  endSilence(id: string): Promise<void>;
}

const OPENED = "alert.opened";
const REMINDED = "alert.reminded";
const CLEARED = "alert.cleared";
const WORDS: Readonly<Record<string, AlertMessage["what"]>> = { [OPENED]: "opened", [REMINDED]: "reminded", [CLEARED]: "cleared" };
const RANK: Readonly<Record<AlertSeverity, number>> = { info: 0, warning: 1, error: 2 };
/** The oldest notes give way. */
const MOST_NOTES = 100;

export function createAlerts(options: AlertsOptions): Alerts {
  const { store, clock, ids, rules = standardRules, channels = [], remindAfter } = options;

  return {
    async start() {
      const topics = [...new Set(rules.flatMap(({ topics: of }) => of))];
      const stops = [await store.outbox.deliver("alerts", topics, judgeAll)];
      for (const { channel, least = "info" } of channels) {
        stops.push(await store.outbox.deliver(`alert/${channel.name}`, [OPENED, REMINDED, CLEARED], async ({ id, topic, payload }) => {
          const alert = validated<Alert>(payload);
          if (RANK[alert.severity] >= RANK[least]) await channel.send({ id, what: WORDS[topic] ?? "opened", alert });
        }));
      }
      return async () => void (await Promise.all(stops.map((stop) => stop())));
    },
    async sweep(now) {
      const { items } = await store.find(alerts, { index: "byDue", to: now + 1 });
      for (const { id } of items) {
        await store.transaction(async (unit) => {
          const alert = await unit.get(alerts, id);
          if (alert?.dueAt === undefined || alert.dueAt > now) return;
          if (alert.state === "pending") await open(unit, alert);
          else if (alert.state === "open") tell(unit, REMINDED, { ...alert, ...(remindAfter === undefined ? {} : { dueAt: instant(now + remindAfter) }) });
        });
      }
    },
    signal,
    acknowledge: (id, by) => change(id, (unit, alert) => {
      if (alert.state !== "open" && alert.state !== "pending") return alert;
      const next: Alert = { ...alert, state: "acknowledged", acknowledgedBy: by };
      unit.put(alerts, id, next);
      return next;
    }),
    note: (id, by, text) => change(id, (unit, alert) => {
      const next: Alert = { ...alert, notes: [...alert.notes, { at: clock.now(), by, text }].slice(-MOST_NOTES) };
      unit.put(alerts, id, next);
      return next;
    }),
    clear: (id, by) => change(id, async (unit, alert) => {
      if (alert.state !== "cleared") await end(unit, { ...alert, notes: [...alert.notes, { at: clock.now(), by, text: "cleared by hand" }].slice(-MOST_NOTES) });
      return (await unit.get(alerts, id)) ?? alert;
    }),
    silence: (silence) => store.transaction((unit) => {
      const made: Silence = { id: ids.next(), ...silence };
      unit.put(silences, made.id, made);
      return made;
    }),
    endSilence: (id) => store.transaction((unit) => unit.delete(silences, id)),
  };

  async function judgeAll(delivery: Delivery, unit: Unit): Promise<void> {
    for (const rule of rules) {
      if (rule.topics.includes(delivery.topic)) for (const each of rule.judge(delivery)) await signal(unit, rule.name, each);
    }
  }

  async function signal(unit: Unit, rule: string, told: Signal): Promise<void> {
    const id = `${rule}/${told.subject}`;
    const before = await unit.get(alerts, id);
    if (told.signal === "clear") return before === undefined || before.state === "cleared" ? undefined : end(unit, before);
    const now = clock.now();
    const { subject, severity, title, detail, station, after = 0 } = told;
    if (before !== undefined && before.state !== "cleared") {
      // Seen again: nobody is told twice, unless it has become graver.
      const again: Alert = compact({ ...before, severity, title, detail: detail ?? before.detail, count: before.count + 1, lastAt: now });
      if (before.state === "open" && RANK[severity] > RANK[before.severity]) await open(unit, again);
      else unit.put(alerts, id, again);
      return;
    }
    const fresh: Alert = compact({
      id, rule, subject, station, severity, title, detail, state: "pending" as const, count: 1, firstAt: now, lastAt: now, dueAt: instant(now + after), notes: before?.notes ?? [],
    });
    if (after > 0) unit.put(alerts, id, fresh);
    else await open(unit, fresh);
  }

  async function open(unit: Unit, alert: Alert): Promise<void> {
    const { dueAt: _, isSilenced: __, ...rest } = alert;
    const opened: Alert = { ...rest, state: "open", ...(remindAfter === undefined ? {} : { dueAt: instant(clock.now() + remindAfter) }) };
    if (await isSilenced(unit, opened, clock.now())) unit.put(alerts, alert.id, { ...opened, isSilenced: true });
    else tell(unit, OPENED, opened);
  }

  async function end(unit: Unit, alert: Alert): Promise<void> {
    const { dueAt: _, ...rest } = alert;
    const cleared: Alert = { ...rest, state: "cleared", clearedAt: clock.now() };
    // Who heard nothing of it need not hear of its end.
    if (alert.state === "pending" || alert.isSilenced === true) unit.put(alerts, alert.id, cleared);
    else tell(unit, CLEARED, cleared);
  }

  function tell(unit: Unit, topic: string, alert: Alert): void {
    unit.put(alerts, alert.id, alert);
    unit.publish({ topic, key: alert.id, payload: alert });
  }

  function change(id: string, next: (unit: Unit, alert: Alert) => Alert | Promise<Alert>): Promise<Alert> {
    return store.transaction(async (unit) => {
      const alert = await unit.get(alerts, id);
      if (alert === undefined) throw new CpoError("csms.alert-unknown", `There is no alert "${id}".`, { alert: id });
      return next(unit, alert);
    });
  }
}

async function isSilenced(reader: Reader, { rule, subject }: Alert, now: Instant): Promise<boolean> {
  const { items } = await reader.find(silences, { index: "byEnd", from: now + 1, limit: 1000 });
  return items.some(({ body }) =>
    (body.rule === undefined || body.rule === rule) && (body.subject === undefined || body.subject === subject || subject.startsWith(`${body.subject}/`)));
}
