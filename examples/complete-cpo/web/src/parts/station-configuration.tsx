import { Badge, Button, Group, Stack, Table, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { z } from "zod";
import { at } from "../api/address.ts";
import type { DeviceComponentView } from "../../../src/wire/fleet.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";
import { useUpkeep } from "./use-upkeep.ts";

const { model: modelWords, drift: driftWords, list: listWords } = text.fleet;

/** Longer models are cut; the search finds the rest. */
const SHOWN = 60;

/** How a station is set: against its templates, its list of tokens, and everything that it told of itself. */
export function StationConfiguration({ station }: { readonly station: StationView }) {
  const zone = station.timeZone ?? localZone;
  const state = useApi(at("GET /stations/{id}/configuration", { path: { id: station.id } }));
  const list = useApi(at("GET /stations/{id}/local-list", { path: { id: station.id } }));
  const model = useApi(at("GET /stations/{id}/device-model", { path: { id: station.id } }));
  const compare = useUpkeep(station.id, state.reload);
  const read = useUpkeep(station.id, model.reload);
  const sync = useUpkeep(station.id, list.reload);
  return (
    <Stack>
      <Section title={driftWords.title} actions={<Button size="xs" variant="default" loading={compare.busy} onClick={() => compare.ask("configure")}>{driftWords.compare}</Button>}>
        <ProblemAlert problem={compare.problem} />
        <Loaded resource={state} rows={2}>{({ state: known }) => known === undefined ? <Text size="sm" c="dimmed">{driftWords.none}</Text> : (
          <Stack gap="xs">
            <Group gap="xs"><Badge color={known.state === "inSync" ? "teal" : "orange"}>{driftWords[known.state]}</Badge><Text size="xs" c="dimmed">{driftWords.at(dateTime(known.checkedAt, zone))}</Text></Group>
            <Table.ScrollContainer minWidth={480} type="native"><Table aria-label={driftWords.title}>
              <Table.Thead><Table.Tr><Table.Th>{modelWords.variable}</Table.Th><Table.Th>{driftWords.wanted}</Table.Th><Table.Th>{driftWords.reported}</Table.Th><Table.Th>{driftWords.finding}</Table.Th></Table.Tr></Table.Thead>
              <Table.Tbody>{known.items.map((item) => <Table.Tr key={JSON.stringify(item.name)}><Table.Td>{[item.name.component, item.name.variable].filter(Boolean).join(".")}</Table.Td><Table.Td>{item.desired}</Table.Td><Table.Td>{item.reported ?? "–"}</Table.Td><Table.Td>{item.text}</Table.Td></Table.Tr>)}</Table.Tbody>
            </Table></Table.ScrollContainer>
          </Stack>
        )}</Loaded>
      </Section>
      <Section title={listWords.title} actions={<Button size="xs" variant="default" loading={sync.busy} onClick={() => sync.ask("localList")}>{listWords.sync}</Button>}>
        <ProblemAlert problem={sync.problem} />
        <Loaded resource={list} rows={1}>{({ list: known }) => known === undefined ? <Text size="sm" c="dimmed">{listWords.none}</Text> : (
          <Group gap="xs"><Badge color={known.state === "synced" ? "teal" : "gray"}>{listWords.states[known.state]}</Badge><Text size="sm">{listWords.entries(known.entries, known.omitted)}</Text></Group>
        )}</Loaded>
      </Section>
      <Section title={modelWords.title} actions={<Button size="xs" variant="default" loading={read.busy} onClick={() => read.ask("readModel")}>{modelWords.read}</Button>}>
        <ProblemAlert problem={read.problem} />
        <Loaded resource={model}>{({ components }) => components.length === 0 ? <Text size="sm" c="dimmed">{modelWords.none}</Text> : <Model components={components} />}</Loaded>
      </Section>
    </Stack>
  );
}

function Model({ components }: { readonly components: readonly z.infer<typeof DeviceComponentView>[] }) {
  const [search, setSearch] = useState("");
  const rows = components.flatMap(({ component, evse, connector, variables }) => variables.map(({ variable, variableInstance, unit, attributes }) => ({
    place: [component, evse, connector].filter((part) => part !== undefined && part !== "").join(" "), name: [variable, variableInstance].filter(Boolean).join(" "),
    value: attributes.map(({ type, value }) => `${type === "Actual" ? "" : `${type}: `}${value ?? "–"}`).join(", ") + (unit === undefined ? "" : ` ${unit}`),
  })));
  const wanted = search.trim().toLowerCase();
  const found = rows.filter((row) => `${row.place} ${row.name} ${row.value}`.toLowerCase().includes(wanted));
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <TextInput aria-label={modelWords.search} placeholder={modelWords.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} maw={360} />
        <Text size="xs" c="dimmed">{modelWords.filtered(Math.min(found.length, SHOWN), rows.length)}</Text>
      </Group>
      <Table.ScrollContainer minWidth={480} type="native"><Table aria-label={modelWords.title}>
        <Table.Thead><Table.Tr><Table.Th>{modelWords.component}</Table.Th><Table.Th>{modelWords.variable}</Table.Th><Table.Th>{modelWords.value}</Table.Th></Table.Tr></Table.Thead>
        <Table.Tbody>{found.slice(0, SHOWN).map((row, index) => <Table.Tr key={`${row.place} ${row.name} ${index}`}><Table.Td>{row.place || "–"}</Table.Td><Table.Td>{row.name}</Table.Td><Table.Td style={{ overflowWrap: "anywhere" }}>{row.value}</Table.Td></Table.Tr>)}</Table.Tbody>
      </Table></Table.ScrollContainer>
    </Stack>
  );
}
