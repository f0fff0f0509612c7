import { connectorStatuses, stationConnections, stations } from "@cpokit/csms";
import { addDecimals, decimal, formatDecimal, instant, minorUnit, type Decimal, type Instant } from "@cpokit/kernel";
import type { OverviewView } from "../wire/overview.ts";
import type { ViewPorts } from "./views.ts";
import type { Store } from "@cpokit/storage";

const DAY = 86_400_000;

/** The figures of the front page. */
export async function overview({ store, sessions, billing, now }: ViewPorts & { readonly store: Store; readonly now: Instant }): Promise<OverviewView> {
  let total = 0;
  let online = 0;
  for await (const { body } of store.each(stations)) {
    if (body.lifecycle === "retired") continue;
    total += 1;
    if ((await store.get(stationConnections, body.id))?.online === true) online += 1;
  }
  const evses: Record<string, number> = {};
  for await (const { body } of store.each(connectorStatuses)) {
    if (body.evse > 0) evses[body.state] = (evses[body.state] ?? 0) + 1;
  }
  const running = await sessions.list(store, { lifecycle: "active", limit: 1_000 });
  return {
    stations: { total, online },
    evses,
    charging: { sessions: running.items.length, powerW: running.items.reduce((sum, session) => sum + (session.power ?? 0), 0) },
    lastDay: await lastDay(),
  };

  async function lastDay(): Promise<OverviewView["lastDay"]> {
    const revenue = new Map<string, Decimal>();
    let cdrs = 0;
    let energy = decimal(0);
    let after: string | undefined;
    do {
      const page = await billing.cdrs(store, { from: instant(now - DAY), limit: 1_000, ...(after === undefined ? {} : { after }) });
      for (const { body: cdr } of page.items) {
        // A credit takes back what it credits, records and energy alike.
        const sign = cdr.kind === "credit" ? -1 : 1;
        cdrs += sign;
        energy = addDecimals(energy, sign === 1 ? decimal(cdr.energy) : decimal(`-${cdr.energy}`));
        revenue.set(cdr.currency, addDecimals(revenue.get(cdr.currency) ?? decimal(0), decimal(cdr.total.excl)));
      }
      after = page.next;
    } while (after !== undefined);
    return {
      cdrs,
      energyWh: Math.round(Number(formatDecimal(energy)) * 1_000),
      revenue: [...revenue].map(([currency, amount]) => ({ amount: formatDecimal(amount, minorUnit(currency)), currency })),
    };
  }
}
