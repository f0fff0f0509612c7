import { Badge, Button, Stack, Text } from "@mantine/core";
import { useEffect, type ReactNode } from "react";
import { at } from "../api/address.ts";
import type { ReportRunView } from "../../../src/wire/report.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, decimal, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { reporting } from "../texts/reporting.ts";
import { DownloadButton } from "./download-button.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

const COLORS = { waiting: "gray", running: "blue", done: "teal", failed: "red", cancelled: "gray" } as const;
const ADDRESS = at("GET /report-runs", { query: { limit: "20" } });
/** In ms: how often one looks while something is made. */
const LOOK = 1_500;

/** What the schedules have made and are making; above it what begins them, which tells when it did. */
export function ReportRuns({ children }: { readonly children: (begun: () => void) => ReactNode }) {
  const runs = useApi(ADDRESS);
  const cancel = useAction();
  const { reload } = runs;
  const isBusy = runs.value?.items.some(({ state }) => isOpen(state)) === true;
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(reload, LOOK);
    return () => clearInterval(timer);
  }, [isBusy, reload]);

  return (
    <Stack>
      {children(reload)}
      <Section title={reporting.runs}>
        <ProblemAlert problem={cancel.problem} />
        <Loaded resource={runs}>
          {({ items }) => items.length === 0 ? <Empty title={reporting.noRuns} hint={reporting.noRunsHint} /> : (
            <Stack>
              <Rows
                label={reporting.runs} items={items} keyOf={({ id }) => id}
                columns={[
                  { title: reporting.name, cell: ({ name, by }) => <Stack gap={0}><Text size="sm" fw={600}>{name}</Text>{by === undefined ? null : <Text size="xs" c="dimmed">{reporting.asked(by)}</Text>}</Stack> },
                  { title: reporting.period, cell: ({ period }) => period },
                  { title: reporting.queued, cell: ({ queuedAt }) => dateTime(queuedAt, localZone) },
                  { title: text.common.state, cell: (run) => <State run={run} /> },
                  {
                    title: "", figures: true,
                    cell: ({ id, state, file }) => file !== undefined
                      ? <DownloadButton address={at("GET /report-runs/{id}/file", { path: { id } })} name={file.name} label={reporting.download} />
                      : isOpen(state) && may("reports:write") ? <Button size="xs" variant="default" loading={cancel.busy} onClick={() => void cancel.run(at("POST /report-runs/{id}/cancel", { path: { id } })).then(reload)}>{reporting.cancel}</Button> : null,
                  },
                ]}
              />
            </Stack>
          )}
        </Loaded>
      </Section>
    </Stack>
  );
}

function State({ run: { state, done, mailed, problem } }: { readonly run: ReportRunView }) {
  const below = problem ?? (state === "running" && done !== undefined ? reporting.progress(decimal(String(done))) : mailed.length > 0 ? reporting.mailed(mailed.join(", ")) : undefined);
  return (
    <Stack gap={2} align="flex-start" role="status">
      <Badge color={COLORS[state]}>{reporting.runStates[state]}</Badge>
      {below === undefined ? null : <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>{below}</Text>}
    </Stack>
  );
}

function isOpen(state: ReportRunView["state"]): boolean {
  return state === "waiting" || state === "running";
}
