import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { RosterEntryView } from "../../../src/wire/roster.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, number } from "../format.ts";
import { PlusIcon } from "../icons.tsx";
import type { SitePart } from "../pages/charging-site.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { foresight } from "../texts/foresight.ts";
import { DriverClasses } from "./driver-classes.tsx";
import { RosterForm } from "./roster-form.tsx";
import { RosterUpload } from "./roster-upload.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

const words = foresight.roster;
const HALF_A_DAY = 43_200_000;

/** The vehicles that are expected at a location, and on which terms who charges. */
export function SiteRoster({ id, timeZone }: SitePart) {
  // Who came this morning still stands in the list.
  const [since] = useState(() => new Date(Date.now() - HALF_A_DAY).toISOString());
  const listed = at("GET /locations/{id}/charging/roster", { path: { id }, query: { limit: "12", from: since } });
  const roster = useApi(listed);
  const classes = useApi(at("GET /locations/{id}/charging/classes", { path: { id } }));
  const wiring = useApi(at("GET /locations/{id}/charging/wiring", { path: { id } }));
  const [editing, setEditing] = useState<Partial<RosterEntryView>>();
  const [uploading, setUploading] = useState(false);
  const remove = useAction();
  useReloadOn(["session"], roster.reload);
  const writes = may("charging:write");
  const known = classes.value?.classes ?? [];
  const classOf = (id: string | undefined): string => (id === undefined ? words.noClass : known.find((one) => one.id === id)?.name ?? id);

  return (
    <Stack>
      <Section
        title={words.title}
        actions={writes ? <Group gap="xs"><Button size="xs" variant="default" onClick={() => setUploading(true)}>{words.upload}</Button><Button size="xs" leftSection={<PlusIcon />} onClick={() => setEditing({})}>{words.add}</Button></Group> : null}
      >
        <Text size="sm" c="dimmed">{`${words.hint} ${words.wallHint(timeZone)}`}</Text>
        <ProblemAlert problem={remove.problem} />
        <Loaded resource={roster} rows={6}>
          {({ items }) => items.length === 0 ? <Text size="sm">{words.none}</Text> : (
            <Stack gap="sm">
              <Rows
                label={words.title} items={items} keyOf={({ id }) => id}
                columns={[
                  { title: words.who, cell: (entry) => <Who entry={entry} /> },
                  { title: words.arrival, cell: ({ arrival }) => dateTime(arrival, timeZone) },
                  { title: words.departure, cell: ({ departure }) => dateTime(departure, timeZone) },
                  { title: words.wants, cell: wantedBy },
                  { title: words.class, cell: (entry) => classOf(entry.class) },
                  { title: words.evse, cell: ({ evse }) => evse ?? words.anywhere, wideOnly: true },
                  { title: words.now, cell: (entry) => <Standing entry={entry} /> },
                  {
                    title: "", figures: true, cell: (entry) => writes
                      ? <Group gap={6} justify="flex-end" miw={{ sm: 165 }}><Button size="compact-xs" variant="light" onClick={() => setEditing(entry)}>{text.common.edit}</Button><Button size="compact-xs" variant="light" color="red" loading={remove.busy} onClick={() => void remove.run(at("DELETE /locations/{id}/charging/roster/{entry}", { path: { id, entry: entry.id } })).then(roster.reload)}>{text.common.remove}</Button></Group>
                      : null,
                  },
                ]}
              />
            </Stack>
          )}
        </Loaded>
      </Section>
      <Loaded resource={classes} rows={4}>{({ classes: value }) => <DriverClasses id={id} classes={value} changed={classes.change} />}</Loaded>
      {editing === undefined ? null : <RosterForm location={id} timeZone={timeZone} entry={editing} classes={known} evses={wiring.value?.evses.map(({ id }) => id) ?? []} close={() => setEditing(undefined)} done={roster.reload} />}
      {uploading ? <RosterUpload id={id} close={() => setUploading(false)} done={roster.reload} /> : null}
    </Stack>
  );
}

function Who({ entry: { vehicle, token, id } }: { readonly entry: RosterEntryView }) {
  return <Stack gap={0}><Text size="sm" fw={600}>{vehicle ?? token ?? id}</Text>{vehicle === undefined || token === undefined ? null : <Text size="xs" c="dimmed">{token}</Text>}</Stack>;
}

function wantedBy({ energyKWh, targetSoc }: RosterEntryView): string {
  if (energyKWh !== undefined) return `${number(energyKWh, 0, 1)} kWh`;
  return targetSoc === undefined ? words.usual : words.toSoc(number(targetSoc));
}

function Standing({ entry: { sessionId, departure } }: { readonly entry: RosterEntryView }) {
  if (sessionId !== undefined) return <Link to={`/sessions/${encodeURIComponent(sessionId)}`} size="sm">{words.here}</Link>;
  const isOver = Date.parse(departure) < Date.now();
  return <Badge color={isOver ? "orange" : "gray"}>{isOver ? words.gone : words.expected}</Badge>;
}
