import { Badge, Button, Card, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { AboutView } from "../../../src/wire/overview.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { useMore } from "../api/use-more.ts";
import { useStationList } from "../api/use-live-list.ts";
import { PlugIcon, PlusIcon, StationIcon } from "../icons.tsx";
import { AddStation, ocppUrl } from "../parts/add-station.tsx";
import { OnlineMark, StateBadge, VersionBadge } from "../parts/badges.tsx";
import { Rows } from "../parts/rows.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

const path = "/stations?limit=200";

/** All stations, with a way to add one. */
export function Stations({ about }: { readonly about: AboutView | undefined }) {
  const stations = useStationList(path);
  const more = useMore(path, stations);
  const [adding, setAdding] = useState(location.search === "?add");
  const [filter, setFilter] = useState("");

  return (
    <>
      <PageTitle title={text.stations.title} actions={<Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.stations.add}</Button>} />
      <Loaded resource={stations} rows={8}>
        {({ items, next }) => (
          <Stack>
            {items.length === 0
              ? <Empty icon={<StationIcon size={24} />} title={text.stations.empty} hint={text.stations.emptyHint} />
              : (
                <>
                  <TextInput aria-label={text.stations.filter} placeholder={text.stations.filter} value={filter} onChange={(event) => setFilter(event.currentTarget.value)} maw={420} />
                  <StationRows stations={items.filter((station) => matches(station, filter))} />
                </>
              )}
            <ProblemAlert problem={more.problem} />
            {next === undefined ? null : <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>}
            {about === undefined ? null : <ConnectHint about={about} />}
          </Stack>
        )}
      </Loaded>
      {adding && about !== undefined ? <AddStation about={about} close={() => setAdding(false)} done={stations.reload} /> : null}
    </>
  );
}

function StationRows({ stations }: { readonly stations: readonly StationView[] }) {
  if (stations.length === 0) return <Empty title={text.stations.none} />;
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

function matches(station: StationView, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  return [station.identity, station.locationName, station.vendor, station.model].some((word) => word?.toLowerCase().includes(wanted) === true);
}
