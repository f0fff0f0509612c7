import { Alert, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { ReportColumn, ReportName, ReportTableView } from "../../../src/wire/report.ts";
import { useAll, useApi } from "../api/use-api.ts";
import { decimal, localZone } from "../format.ts";
import { language } from "../language.ts";
import { text } from "../texts.ts";
import { reporting } from "../texts/reporting.ts";
import { DownloadButton } from "./download-button.tsx";
import { ExcludedTime } from "./excluded-time.tsx";
import { Rows } from "./rows.tsx";
import { Empty, Loaded } from "./states.tsx";

const TEXTS: ReadonlySet<ReportColumn> = new Set<ReportColumn>(["location", "station", "evse", "currency"]);

/** One report of some days, of everything or of a location, with its files. */
export function ReportTable({ report }: { readonly report: ReportName }) {
  const [from, setFrom] = useState(() => dayText(30));
  const [to, setTo] = useState(() => dayText(0));
  const [place, setPlace] = useState<string | null>(null);
  const places = useAll(at("GET /locations", { query: { limit: "200" } }));
  const asked = { path: { report }, query: { from, to, timeZone: localZone, ...(place === null ? {} : { location: place }) } };
  const table = useApi(from === "" || to === "" ? undefined : at("GET /report-tables/{report}", asked));
  return (
    <Stack>
      <Group gap="sm" align="flex-end">
        <TextInput type="date" label={reporting.from} value={from} max={to} onChange={(event) => setFrom(event.currentTarget.value)} w={{ base: "47%", xs: 170 }} />
        <TextInput type="date" label={reporting.to} value={to} min={from} onChange={(event) => setTo(event.currentTarget.value)} w={{ base: "47%", xs: 170 }} />
        <Select label={text.common.location} placeholder={reporting.everywhere} data={(places.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} value={place} onChange={setPlace} searchable clearable w={{ base: "100%", xs: 240 }} />
        <DownloadButton address={at("GET /report-tables/{report}/csv", asked)} name={`${report}-${from}-${to}.csv`} label={reporting.csv} />
        <DownloadButton address={at("GET /report-tables/{report}/pdf", { ...asked, query: { ...asked.query, language } })} name={`${report}-${from}-${to}.pdf`} label={reporting.pdf} />
      </Group>
      <Text size="sm" c="dimmed">{reporting.hints[report]}</Text>
      <Loaded resource={table} rows={8}>
        {(value) => value.rows.length === 0 ? <Empty title={reporting.none} /> : (
          <Stack>
            {value.complete ? null : <Alert color="yellow">{reporting.partial}</Alert>}
            <Cells table={value} />
          </Stack>
        )}
      </Loaded>
      {report === "availability" && from !== "" && to !== "" ? <ExcludedTime from={midnight(from, 0)} to={midnight(to, 1)} {...(place === null ? {} : { locationId: place })} /> : null}
    </Stack>
  );
}

interface Row {
  readonly id: string;
  readonly cells: readonly string[];
  readonly isSum: boolean;
}

function Cells({ table: { report, columns, rows, total } }: { readonly table: ReportTableView }) {
  const shown: readonly Row[] = [
    ...rows.map((cells, index): Row => ({ id: String(index), cells, isSum: report === "availability" && cells[1] === "" })),
    ...(total === undefined ? [] : [{ id: "total", cells: [reporting.together, ...total.slice(1)], isSum: true }]),
  ];
  // The network and its sites come before their many EVSEs.
  const ordered = report === "availability" ? [...shown.filter(({ isSum }) => isSum).reverse(), ...shown.filter(({ isSum }) => !isSum)] : shown;
  return (
    <Rows
      label={reporting.tabs[report]} items={ordered} keyOf={({ id }) => id}
      columns={columns.map((column, index) => ({
        title: reporting.columns[column],
        figures: !TEXTS.has(column),
        cell: ({ cells, isSum }: Row) => <Text span size="sm" fw={index === 0 || isSum ? 600 : 400}>{cellText(column, cells[index] ?? "")}</Text>,
      }))}
    />
  );
}

/** Unknown is a dash, never 0. */
function cellText(column: ReportColumn, cell: string): string {
  if (cell === "") return "–";
  return TEXTS.has(column) ? cell : decimal(cell);
}

/** The moment at which a local day begins, or another so many days later. */
function midnight(day: string, later: number): string {
  const at = new Date(`${day}T00:00`);
  at.setDate(at.getDate() + later);
  return at.toISOString();
}

/** The local day so many days ago. */
function dayText(ago: number): string {
  const now = new Date();
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ago);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}
