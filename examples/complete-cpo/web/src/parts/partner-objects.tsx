import { Button, Code, Group, ScrollArea, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { useEnded, type PartnerJobs } from "../api/use-partner-jobs.ts";
import { dateTime, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { work } from "../texts/work.ts";
import { RunningJob } from "./partner-jobs.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

type Module = keyof typeof text.roaming.objects.modules;

const { objects: words } = text.roaming;

/** What a partner told us, as it says it, and a way to fetch it. */
export function PartnerObjects({ id, jobs, isConnected }: { readonly id: string; readonly jobs: PartnerJobs; readonly isConnected: boolean }) {
  const [module, setModule] = useState<Module>("locations");
  return (
    <Section title={words.title} actions={isConnected ? <Button size="xs" variant="default" loading={jobs.busy} disabled={jobs.running("pull") !== undefined} onClick={() => jobs.begin(jobs.run(at("POST /partners/{id}/pull", { path: { id } }), { full: true }))}>{work.pullEverything}</Button> : undefined}>
      <RunningJob jobs={jobs} kind="pull" />
      <ScrollArea type="auto" offsetScrollbars>
        <SegmentedControl aria-label={words.title} value={module} onChange={(next) => setModule(next as Module)} data={Object.entries(words.modules).map(([value, label]) => ({ value, label }))} />
      </ScrollArea>
      <Objects key={module} id={id} module={module} jobs={jobs} isConnected={isConnected} />
    </Section>
  );
}

function Objects({ id, module, jobs, isConnected }: { readonly id: string; readonly module: Module; readonly jobs: PartnerJobs; readonly isConnected: boolean }) {
  const place = { path: { id, module } };
  const list = at("GET /partners/{id}/objects/{module}", { ...place, query: { limit: "50" } });
  const objects = useApi(list);
  const [shown, setShown] = useState<string>();

  useEnded(jobs, "pull", objects.reload);
  const fetchThem = (full: boolean): void => jobs.begin(jobs.run(at("POST /partners/{id}/objects/{module}/pull", place), full ? { full } : {}));
  const isPulling = jobs.running("pull") !== undefined;

  return (
    <Stack gap="sm">
      {isConnected ? (
        <Group gap="xs">
          <Button size="xs" variant="light" loading={jobs.busy} disabled={isPulling} onClick={() => fetchThem(false)}>{words.pull}</Button>
          <Button size="xs" variant="default" loading={jobs.busy} disabled={isPulling} onClick={() => fetchThem(true)}>{words.pullAll}</Button>
        </Group>
      ) : null}
      <Loaded resource={objects} rows={3}>
        {({ items }) => items.length === 0
          ? <Text size="sm" c="dimmed">{words.empty}</Text>
          : (
            <>
              <Rows
                label={words.modules[module]} items={items} keyOf={({ id }) => id}
                columns={[
                  { title: words.id, cell: ({ id }) => <Text size="sm" fw={600} ff="monospace" style={{ overflowWrap: "anywhere" }}>{id}</Text> },
                  { title: words.updated, cell: ({ lastUpdated }) => dateTime(lastUpdated, localZone) },
                  { title: "", cell: ({ id }) => <Button size="compact-xs" variant="subtle" aria-expanded={shown === id} onClick={() => setShown(shown === id ? undefined : id)}>{shown === id ? words.hide : words.show}</Button>, figures: true },
                ]}
              />
              {items.filter(({ id }) => id === shown).map(({ id, object }) => <Code key={id} block mah={400} style={{ overflow: "auto" }} tabIndex={0}>{JSON.stringify(object, null, 2)}</Code>)}
            </>
          )}
      </Loaded>
    </Stack>
  );
}
