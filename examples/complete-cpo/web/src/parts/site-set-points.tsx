import { NativeSelect, SimpleGrid, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import type { SitePart } from "../pages/charging-site.tsx";
import { control } from "../texts/control.ts";
import { DownloadButton } from "./download-button.tsx";
import { Section } from "./section.tsx";
import { SetPointTable } from "./set-point-table.tsx";

const words = control.setPoints;

/** What the charging points of a location were told, to be searched and kept as a file. */
export function SiteSetPoints({ id, timeZone }: SitePart) {
  const wiring = useApi(at("GET /locations/{id}/charging/wiring", { path: { id } }));
  const [evse, setEvse] = useState("");
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const filter = { evse, from: momentFrom(from), to: momentFrom(to) };
  const address = at("GET /locations/{id}/charging/set-points", { path: { id }, query: { ...filter, limit: "50" } });
  return (
    <Section title={words.title} actions={<DownloadButton address={at("GET /locations/{id}/charging/set-points.csv", { path: { id }, query: filter })} name="set-points.csv" label={words.file} />}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NativeSelect label={words.evse} value={evse} data={[{ value: "", label: words.all }, ...(wiring.value?.evses ?? []).map((one) => one.id)]} onChange={(event) => setEvse(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={words.from} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="datetime-local" label={words.to} value={to} onChange={(event) => setTo(event.currentTarget.value)} />
      </SimpleGrid>
      <SetPointTable key={address} address={address} timeZone={timeZone} />
    </Section>
  );
}

/** The moment that a field for date and time means; nothing where it is empty. */
function momentFrom(wall: string): string | undefined {
  return wall === "" ? undefined : new Date(wall).toISOString();
}
