import { NativeSelect, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { pathOf, useRoute } from "../api/routes.ts";
import type { SitePart } from "../pages/charging-site.tsx";
import { control } from "../texts/control.ts";
import { DownloadButton } from "./download-button.tsx";
import { Section } from "./section.tsx";
import { SetPointTable } from "./set-point-table.tsx";

const words = control.setPoints;

/** What the charging points of a location were told, to be searched and kept as a file. */
export function SiteSetPoints({ id, timeZone }: SitePart) {
  const wiring = useRoute("GET /locations/{id}/charging/wiring", { path: { id } });
  const [evse, setEvse] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const filter = { ...(evse !== "" && { evse }), ...(from !== "" && { from: new Date(from).toISOString() }), ...(to !== "" && { to: new Date(to).toISOString() }) };
  const path = pathOf("GET /locations/{id}/charging/set-points", { path: { id }, query: { ...filter, limit: "50" } });
  const file = `/locations/${encodeURIComponent(id)}/charging/set-points.csv?${new URLSearchParams(filter)}`;
  return (
    <Section title={words.title} actions={<DownloadButton path={file} name="set-points.csv" label={words.file} />}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NativeSelect label={words.evse} value={evse} data={[{ value: "", label: words.all }, ...(wiring.value?.evses ?? []).map((one) => one.id)]} onChange={(event) => setEvse(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={words.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
      </SimpleGrid>
      <SetPointTable key={path} path={path} timeZone={timeZone} />
    </Section>
  );
}
