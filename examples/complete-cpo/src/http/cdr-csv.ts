import { csv, type CdrRecord, type CsvColumn } from "@cpokit/billing";
import { formatInstant } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import type { CdrSummary } from "../wire/cdr.ts";
import { eachRecord, type AskedCdrs } from "./cdr-filter.ts";

interface Row {
  readonly summary: CdrSummary;
  readonly cdr: CdrRecord;
}

const COLUMNS: readonly CsvColumn<Row>[] = [
  { heading: "id", cell: ({ cdr }) => cdr.id },
  { heading: "kind", cell: ({ cdr }) => cdr.kind },
  { heading: "state", cell: ({ summary }) => summary.state },
  { heading: "session", cell: ({ cdr }) => cdr.session },
  { heading: "location", cell: ({ summary }) => summary.locationName },
  { heading: "station", cell: ({ summary }) => summary.stationIdentity },
  { heading: "evse", cell: ({ summary }) => summary.evse },
  { heading: "token", cell: ({ summary }) => summary.token },
  { heading: "holder", cell: ({ summary }) => summary.holder },
  { heading: "party", cell: ({ cdr }) => cdr.party },
  { heading: "start", cell: ({ cdr }) => formatInstant(cdr.start) },
  { heading: "end", cell: ({ cdr }) => formatInstant(cdr.end) },
  { heading: "energy_kwh", cell: ({ cdr }) => ({ decimal: cdr.energy }) },
  { heading: "currency", cell: ({ cdr }) => cdr.currency },
  { heading: "total_excl_tax", cell: ({ cdr }) => ({ decimal: cdr.total.excl }) },
  { heading: "total_incl_tax", cell: ({ cdr }) => (cdr.total.incl === undefined ? undefined : { decimal: cdr.total.incl }) },
  { heading: "tariff_version", cell: ({ cdr }) => cdr.tariffVersion },
  { heading: "sealed", cell: ({ cdr }) => formatInstant(cdr.issuedAt) },
];

/** The records of a filter as a table, made page by page. */
export function cdrTable(cpo: Cpo, asked: AskedCdrs, isVisible: (cdr: CdrRecord) => Promise<boolean>): AsyncGenerator<string> {
  return csv(rows(), COLUMNS);

  async function* rows(): AsyncGenerator<Row> {
    for await (const page of eachRecord(cpo, asked)) {
      const views = cpo.views();
      for (const cdr of page) if (await isVisible(cdr)) yield { cdr, summary: await views.cdrSummary(cdr) };
    }
  }
}
