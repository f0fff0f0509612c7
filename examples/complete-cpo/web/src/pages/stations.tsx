import { Badge, Button, Card, Code, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { AboutView } from "../../../src/wire/overview.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { at } from "../api/address.ts";
import { useStationList } from "../api/use-live-list.ts";
import { PlugIcon, PlusIcon, StationIcon } from "../icons.tsx";
import { AddStation, ocppUrl } from "../parts/add-station.tsx";
import { BulkCommands } from "../parts/bulk-commands.tsx";
import { OnlineMark, StateBadge, VersionBadge } from "../parts/badges.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

const STATES = ["online", "offline", "planned", "retired"] as const;
type State = (typeof STATES)[number];
const PROTOCOLS = ["1.6", "2.0.1", "2.1"] as const;

/** All stations: searched and filtered at the server, with one command for those that are shown, and a way to add one. */
export function Stations({ about }: { readonly about: AboutView | undefined }) {
  const [adding, setAdding] = useState(location.search === "?add");
  const [commanding, setCommanding] = useState(false);
  const [search, setSearch] = useState("");
  const [state, setState] = useState<State | null>(() => STATES.find((each) => each === new URLSearchParams(location.search).get("state")) ?? null);
  const [protocol, setProtocol] = useState<(typeof PROTOCOLS)[number] | null>(null);
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const isAll = wanted === "" && state === null && protocol === null;
  const address = at("GET /stations", { query: { limit: "100", search: wanted, state, protocol } });
  const stations = useStationList(address);
  const words = text.fleet.filters;
  const shown = stations.value?.items ?? [];

  return (
    <>
      <PageTitle title={text.stations.title} actions={<Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.stations.add}</Button>} />
      <Stack>
        <Group align="flex-end" gap="sm">
          <TextInput label={text.common.search} placeholder={words.searchHint} value={search} onChange={(event) => setSearch(event.currentTarget.value)} style={{ flex: 1, minWidth: 240 }} />
          <Select label={words.state} placeholder={words.all} clearable value={state} onChange={setState} data={STATES.map((value) => ({ value, label: words[value] }))} w={160} />
          <Select label={words.protocol} placeholder={words.all} clearable value={protocol} onChange={setProtocol} data={PROTOCOLS.map((value) => ({ value, label: `OCPP ${value}` }))} w={160} />
          <Button variant="default" disabled={shown.length === 0} onClick={() => setCommanding(true)}>{text.fleet.bulk.button(shown.length)}</Button>
        </Group>
        <Loaded resource={stations} rows={8}>
          {({ items }) => (
            <Stack>
              {items.length === 0
                ? isAll ? <Empty icon={<StationIcon size={24} />} title={text.stations.empty} hint={text.stations.emptyHint} /> : <Empty title={text.stations.none} />
                : <StationRows stations={items} />}
              {about === undefined ? null : <ConnectHint about={about} />}
            </Stack>
          )}
        </Loaded>
      </Stack>
      {adding && about !== undefined ? <AddStation about={about} close={() => setAdding(false)} done={stations.reload} /> : null}
      {commanding ? <BulkCommands stations={shown} close={() => setCommanding(false)} /> : null}
    </>
  );
}

function StationRows({ stations }: { readonly stations: readonly StationView[] }) {
  return (
    <Rows
      label={text.stations.title}
      items={stations}
      keyOf={(station) => station.id}
      to={(station) => `/stations/${encodeURIComponent(station.id)}`}
      columns={[
        { title: text.common.station, cell: (station) => <Stack gap={0}><Link to={`/stations/${encodeURIComponent(station.id)}`} fw={600} size="sm">{station.identity}</Link><Text size="xs" c="dimmed">{station.locationName ?? text.stations.placeNone}</Text></Stack> },
        { title: text.common.state, cell: (station) => <OnlineMark station={station} /> },
        { title: text.stations.evseCount, cell: (station) => <Group gap={6}>{station.evses.map((evse) => <StateBadge key={evse.number} state={evse.state} />)}</Group> },
        { title: text.stationPage.protocol, cell: (station) => <VersionBadge protocol={station.protocol} /> },
        { title: text.stationPage.model, cell: (station) => [station.vendor, station.model].filter(Boolean).join(" ") || "–", wideOnly: true },
      ]}
    />
  );
}

function ConnectHint({ about }: { readonly about: AboutView }) {
  return (
    <Card>
      <Stack gap="xs">
        <Group gap="xs"><PlugIcon /><Text fw={600}>{text.stations.connect}</Text></Group>
        <Text size="sm">{text.stations.connectHint}</Text>
        <Code block>{ocppUrl(about, "<identity>")}</Code>
        <Group gap={6}>{about.subprotocols.map((name) => <Badge key={name} variant="default">{name}</Badge>)}</Group>
      </Stack>
    </Card>
  );
}
