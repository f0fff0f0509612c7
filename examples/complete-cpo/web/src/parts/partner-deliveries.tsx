import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useApi } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useEnded, type PartnerJobs } from "../api/use-partner-jobs.ts";
import { dateTime, localZone } from "../format.ts";
import { WarningIcon } from "../icons.tsx";
import { text } from "../texts.ts";
import { RunningJob } from "./partner-jobs.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

/** In ms: deliveries change without anybody doing anything here. */
const LOOK = 5_000;
const { deliveries: words } = text.roaming;

/** What a partner is still to hear, what it refuses, and since when it does not answer. */
export function PartnerDeliveries({ id, jobs, isConnected }: { readonly id: string; readonly jobs: PartnerJobs; readonly isConnected: boolean }) {
  const deliveries = useApi(at("GET /partners/{id}/deliveries", { path: { id } }));
  const parked = useApi(at("GET /partners/{id}/deliveries/parked", { path: { id }, query: { limit: "50" } }));
  const retry = useAction();
  const [told, setTold] = useState<string>();
  const { reload: reloadParked } = parked;
  const { reload: reloadState } = deliveries;
  const reload = useCallback(() => { reloadState(); reloadParked(); }, [reloadState, reloadParked]);
  useEnded(jobs, "push", reload);
  useEffect(() => {
    const timer = setInterval(reload, LOOK);
    return () => clearInterval(timer);
  }, [reload]);

  async function again(body: { readonly kind?: string; readonly id?: string }): Promise<void> {
    const answer = await retry.run(at("POST /partners/{id}/deliveries/retry", { path: { id } }), body);
    if (answer === undefined) return;
    setTold(words.retried(answer.retried));
    reload();
  }

  return (
    <Section title={words.title} actions={isConnected ? <Button size="xs" variant="default" loading={jobs.busy} disabled={jobs.running("push") !== undefined} onClick={() => jobs.begin(jobs.run(at("POST /partners/{id}/resync", { path: { id } })))}>{words.resync}</Button> : undefined}>
      <RunningJob jobs={jobs} kind="push" />
      <ProblemAlert problem={retry.problem} />
      {told === undefined ? null : <Text size="sm" c="teal" role="status">{told}</Text>}
      <Loaded resource={deliveries} rows={2}>
        {({ outage, modules }) => (
          <Stack gap="sm">
            {outage === undefined ? null : (
              <Alert color="orange" icon={<WarningIcon />} title={words.outage(dateTime(outage.since, localZone), outage.failures)}>
                {words.outageHint(outage.message, dateTime(outage.retryAt, localZone))}
              </Alert>
            )}
            {modules.length === 0
              ? <Text size="sm" c="dimmed">{words.fine}</Text>
              : (
                <Rows
                  label={words.title} items={modules} keyOf={({ module }) => module}
                  columns={[
                    { title: words.module, cell: ({ module }) => <Text size="sm" fw={600}>{module}</Text> },
                    { title: words.pending, cell: ({ pending }) => String(pending), figures: true },
                    { title: words.parked, cell: ({ parked: held }) => String(held), figures: true },
                    { title: words.since, cell: ({ since }) => (since === undefined ? "–" : dateTime(since, localZone)), figures: true },
                  ]}
                />
              )}
            <Loaded resource={parked} rows={1}>{({ items }) => items.length === 0 ? null : (
              <Stack gap="xs">
                <Group justify="space-between">
                  <Text size="sm" fw={600}>{words.parkedTitle}</Text>
                  <Button size="compact-xs" variant="light" loading={retry.busy} onClick={() => void again({})}>{words.retryAll}</Button>
                </Group>
                <Text size="xs" c="dimmed">{words.parkedHint}</Text>
                <Rows
                  label={words.parkedTitle} items={items} keyOf={({ kind, id }) => `${kind} ${id}`}
                  columns={[
                    { title: words.object, cell: ({ kind, id }) => <Stack gap={0}><Text size="sm" fw={600}>{kind}</Text><Text size="xs" c="dimmed" ff="monospace">{id}</Text></Stack> },
                    { title: words.rule, cell: ({ rule }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{rule}</Text> },
                    { title: words.since, cell: ({ at }) => dateTime(at, localZone) },
                    { title: "", cell: ({ kind, id }) => <Button size="compact-xs" variant="light" onClick={() => void again({ kind, id })}>{words.retry}</Button>, figures: true },
                  ]}
                />
              </Stack>
            )}</Loaded>
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}
