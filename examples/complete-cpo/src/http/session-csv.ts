import { csv, type CsvColumn } from "@cpokit/billing";
import { parseInstant } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import type { SessionView } from "../wire/session.ts";
import { eachSession, type AskedSessions } from "./session-filter.ts";

const time = (text: string | undefined, timeZone: string) => {
  const at = text === undefined ? undefined : parseInstant(text);
  return at === undefined ? undefined : { at, timeZone };
};

const COLUMNS: readonly CsvColumn<SessionView>[] = [
  { heading: "session", cell: ({ id }) => id },
  { heading: "location", cell: ({ locationName }) => locationName },
  { heading: "station", cell: ({ stationIdentity }) => stationIdentity },
  { heading: "evse", cell: ({ evse }) => evse },
  { heading: "token", cell: ({ token }) => token?.value },
  { heading: "holder", cell: ({ token }) => token?.holder },
  { heading: "started", cell: ({ startAt, timeZone }) => time(startAt, timeZone) },
  { heading: "ended", cell: ({ endAt, timeZone }) => time(endAt, timeZone) },
  { heading: "time_zone", cell: ({ timeZone }) => timeZone },
  { heading: "seconds", cell: ({ durationSeconds }) => durationSeconds },
  // Whole Wh as kWh, exactly: absent while unknown, which is not 0.
  { heading: "energy_kwh", cell: ({ energyWh }) => (energyWh === undefined ? undefined : { decimal: `${Math.trunc(energyWh / 1_000)}.${String(energyWh % 1_000).padStart(3, "0")}` }) },
  { heading: "state", cell: ({ lifecycle }) => lifecycle },
  { heading: "settlement", cell: ({ settlement }) => settlement },
  { heading: "total", cell: ({ cost }) => (cost?.known === true && cost.final ? { decimal: cost.total.amount } : undefined) },
  { heading: "currency", cell: ({ cost }) => (cost?.known === true && cost.final ? cost.total.currency : undefined) },
  { heading: "charge_record", cell: ({ cdrId }) => cdrId },
];

/** The sessions of a filter as a table, made page by page. */
export function sessionCsv(cpo: Cpo, asked: AskedSessions, isVisible: (session: Session) => Promise<boolean>): AsyncGenerator<string> {
  return csv(rows(), COLUMNS);

  async function* rows(): AsyncGenerator<SessionView> {
    for await (const page of eachSession(cpo, asked)) {
      const views = cpo.views();
      for (const session of page) if (await isVisible(session)) yield views.session(session);
    }
  }
}
