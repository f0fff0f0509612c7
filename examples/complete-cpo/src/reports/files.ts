import { csv } from "@cpokit/billing";
import type { Instant } from "@cpokit/kernel";
import { tablePdf } from "@cpokit/invoice-pdf";
import type { ReportColumn, ReportTableView } from "../wire/report.ts";
import { COLUMN_TITLES, REPORT_NOTES, REPORT_PARTS, REPORT_TITLES } from "./words.ts";

const TEXTS: ReadonlySet<ReportColumn> = new Set<ReportColumn>(["location", "station", "evse", "currency", "exclusions"]);

/** What is shown elsewhere: the page has a list of it below the table, and it would fill the paper. */
const ONLY_CSV: ReportColumn = "exclusions";

/** The table without what is only for files that programs read. */
export function shownTable(table: ReportTableView): ReportTableView {
  const isShown = (_: unknown, index: number): boolean => table.columns[index] !== ONLY_CSV;
  return { ...table, columns: table.columns.filter(isShown), rows: table.rows.map((row) => row.filter(isShown)), ...(table.total === undefined ? {} : { total: table.total.filter(isShown) }) };
}

/** One line for each row; the sums are left to whoever reads it. */
export function tableCsv({ columns, rows }: ReportTableView): AsyncGenerator<string> {
  return csv(rows, columns.map((column, index) => ({
    heading: column,
    cell: (row: readonly string[]) => {
      const text = row[index] ?? "";
      return text === "" ? undefined : TEXTS.has(column) ? text : { decimal: text };
    },
  })));
}

export function tablePrint(whole: ReportTableView, { language, period, place, issuedAt }: { readonly language: "en" | "de"; readonly period: string; readonly place: string | undefined; readonly issuedAt: Instant }): Promise<Uint8Array> {
  const { period: inPeriod, place: at, everywhere, together } = REPORT_PARTS;
  const table = shownTable(whole);
  const { columns, rows, total, report } = table;
  return tablePdf(
    {
      title: REPORT_TITLES[report][language], facts: [[inPeriod[language], `${period} (${table.timeZone})`], [at[language], place ?? everywhere[language]]], issuedAt, rows, note: REPORT_NOTES[report][language],
      columns: columns.map((column) => ({ heading: COLUMN_TITLES[column][language], isNumber: !TEXTS.has(column), share: column === "location" ? 2.4 : column === "station" ? 1.6 : 1 })),
      ...(total === undefined ? {} : { total: [together[language], ...total.slice(1)] }),
    },
    { locale: language },
  );
}
