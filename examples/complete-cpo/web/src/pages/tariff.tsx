import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { TariffView } from "../../../src/wire/tariff.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { AssignTariff } from "../parts/assign-tariff.tsx";
import { BackLink } from "../parts/back-link.tsx";
import { JsonCard } from "../parts/json-card.tsx";
import { PublishTariff } from "../parts/publish-tariff.tsx";
import { Section } from "../parts/section.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Findings, Summary } from "../parts/tariff-parts.tsx";
import { text } from "../texts.ts";
import { editor } from "../texts/editor.ts";

/** One tariff: its price in words, where it applies, its versions. */
export function TariffPage({ id }: { readonly id: string }) {
  const tariff = useApi(at("GET /tariffs/{id}", { path: { id } }));
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

function Applies({ tariff, changed }: { readonly tariff: TariffView; readonly changed: () => void }) {
  const remove = useAction();

  async function removeIt(id: string): Promise<void> {
    if ((await remove.run(at("DELETE /tariff-assignments/{id}", { path: { id } }))) !== undefined) changed();
  }

  return (
    <Section title={text.tariffs.applies}>
      {tariff.assignments.length === 0 ? <Text size="sm" c="dimmed">{text.tariffs.appliesNowhere}</Text> : null}
      <Stack gap={4}>
        {tariff.assignments.map((assignment) => (
          <Group key={assignment.id} gap="sm">
            <Text size="sm">{assignment.appliesTo}</Text>
            {assignment.from === undefined ? null : <Text size="sm" c="dimmed">{text.tariffs.validFrom(dateTime(assignment.from, localZone))}</Text>}
            {assignment.until === undefined ? null : <Text size="sm" c="dimmed">{editor.validUntil(dateTime(assignment.until, localZone))}</Text>}
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => void removeIt(assignment.id)}>{text.common.remove}</Button>
          </Group>
        ))}
      </Stack>
      <ProblemAlert problem={remove.problem} />
      <AssignTariff tariffId={tariff.tariffId} done={changed} />
    </Section>
  );
}
