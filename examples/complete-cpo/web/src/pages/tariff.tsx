import { Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { LocationView } from "../../../src/wire/location.ts";
import type { TariffAssignmentView, TariffView } from "../../../src/wire/tariff.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { BackLink } from "../parts/back-link.tsx";
import { JsonCard } from "../parts/json-card.tsx";
import { PublishTariff } from "../parts/publish-tariff.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Findings, Summary } from "../parts/tariff-parts.tsx";
import { text } from "../texts.ts";

/** One tariff: its price in words, where it applies, its versions. */
export function TariffPage({ id }: { readonly id: string }) {
  const tariff = useApi<TariffView>(`/tariffs/${encodeURIComponent(id)}`);
  const [editing, setEditing] = useState(false);
  return (
    <Loaded resource={tariff} rows={8}>
      {(value) => (
        <>
          <PageTitle above={<BackLink to="/tariffs" label={text.tariffs.title} />} title={value.name} badges={<Badge variant="default">{text.tariffs.version(value.number)}</Badge>} actions={<Button onClick={() => setEditing(true)}>{text.tariffs.newVersion}</Button>} />
          <Stack>
            <Section title={text.tariffs.inWords}><Summary lines={value.summary} /></Section>
            <Section title={text.tariffs.findings}><Findings findings={value.findings} /></Section>
            <Applies tariff={value} changed={tariff.reload} />
            <Section title={text.tariffs.versions}>
              <Stack gap={4}>
                {value.versions.map((version) => (
                  <Group key={version.number} gap="sm">
                    <Text size="sm" fw={600}>{text.tariffs.version(version.number)}</Text>
                    <Text size="sm" c="dimmed">{dateTime(version.createdAt, localZone)}</Text>
                    {version.validFrom === undefined ? null : <Text size="sm" c="dimmed">{text.tariffs.validFrom(dateTime(version.validFrom, localZone))}</Text>}
                  </Group>
                ))}
              </Stack>
            </Section>
            <JsonCard title={text.tariffs.object} value={value.tariff} />
          </Stack>
          {editing ? <PublishTariff tariff={value} close={() => { setEditing(false); tariff.reload(); }} /> : null}
        </>
      )}
    </Loaded>
  );
}

const EVERYTHING = "*";

function Applies({ tariff, changed }: { readonly tariff: TariffView; readonly changed: () => void }) {
  const locations = useApi<{ readonly items: readonly LocationView[] }>("/locations?limit=200");
  const [place, setPlace] = useState<string | null>(null);
  const assign = useAction<TariffAssignmentView>();

  async function submit(): Promise<void> {
    const target = place === EVERYTHING ? { kind: "tenant" } : { kind: "location", location: place };
    if ((await assign.run("/tariff-assignments", { body: { tariffId: tariff.tariffId, target } })) === undefined) return;
    setPlace(null);
    changed();
  }

  async function remove(id: string): Promise<void> {
    if ((await assign.run(`/tariff-assignments/${encodeURIComponent(id)}`, { method: "DELETE" })) !== undefined) changed();
  }

  return (
    <Section title={text.tariffs.applies}>
      {tariff.assignments.length === 0 ? <Text size="sm" c="dimmed">{text.tariffs.appliesNowhere}</Text> : null}
      <Stack gap={4}>
        {tariff.assignments.map((assignment) => (
          <Group key={assignment.id} gap="sm"><Text size="sm">{assignment.appliesTo}</Text><Button size="compact-xs" variant="subtle" color="red" onClick={() => void remove(assignment.id)}>{text.common.remove}</Button></Group>
        ))}
      </Stack>
      <Group gap="xs">
        <Select aria-label={text.common.location} placeholder={text.common.location} value={place} onChange={setPlace} data={[{ value: EVERYTHING, label: text.tariffs.assignAll }, ...(locations.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]} />
        <Button variant="light" disabled={place === null} loading={assign.busy} onClick={() => void submit()}>{text.tariffs.assign}</Button>
      </Group>
      <ProblemAlert problem={assign.problem} />
    </Section>
  );
}
