import { Badge, Button, Group, Progress, Stack, Text } from "@mantine/core";
import type { PartnerJobView } from "../../../src/wire/partner.ts";
import { may } from "../api/session.ts";
import type { JobKind, PartnerJobs } from "../api/use-partner-jobs.ts";
import { dateTime, decimal, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { work as words } from "../texts/work.ts";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

const COLORS = { running: "blue", done: "teal", failed: "red", cancelled: "gray", interrupted: "orange" } as const;

/** How far work of a kind is, while it runs, and a way to end it. */
export function RunningJob({ jobs, kind }: { readonly jobs: PartnerJobs; readonly kind: JobKind }) {
  const job = jobs.running(kind);
  if (job === undefined) return null;
  const { done, total } = job.progress;
  return (
    <Stack gap={4}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" role="status">{stepOf(job)}</Text>
        {may("roaming:write") ? <Button size="compact-sm" variant="light" color="red" loading={jobs.busy} onClick={() => jobs.cancel(job)}>{text.common.cancel}</Button> : null}
      </Group>
      <Progress value={total === undefined || total === 0 ? 100 : (done / total) * 100} striped={total === undefined} animated={total === undefined} aria-label={nameOf(job)} />
    </Stack>
  );
}

/** All long work with a partner, latest first. */
export function PartnerWork({ jobs }: { readonly jobs: PartnerJobs }) {
  return (
    <Section title={words.title}>
      <Loaded resource={jobs.list} rows={2}>
        {({ items }) => items.length === 0 ? <Text size="sm" c="dimmed">{words.none}</Text> : (
          <Stack>
            <Rows
              label={words.title} items={items} keyOf={({ id }) => id}
              columns={[
                { title: words.what, cell: (job) => <Text size="sm" fw={600}>{nameOf(job)}</Text> },
                { title: text.common.state, cell: ({ state }) => <Badge color={COLORS[state]}>{words.states[state]}</Badge> },
                { title: words.begun, cell: ({ begunAt, by }) => <Stack gap={0}><Text size="sm">{dateTime(begunAt, localZone)}</Text><Text size="xs" c="dimmed">{words.by(by)}</Text></Stack> },
                { title: words.outcome, cell: (job) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{outcomeOf(job)}</Text> },
              ]}
            />
          </Stack>
        )}
      </Loaded>
    </Section>
  );
}

function nameOf({ kind, full }: PartnerJobView): string {
  return words.kinds[kind === "pull" && full === true ? "pullAll" : kind];
}

/** Where it is, in words: the part, how many are through, and what came of it so far. */
function stepOf({ kind, progress: { done, total, step, count } }: PartnerJobView): string {
  const parts = total === undefined ? [] : [words.parts(decimal(String(done)), decimal(String(total)))];
  return [...(step === undefined ? [] : [partOf(step)]), ...parts, ...(count === undefined ? [] : [words.counted[kind](decimal(String(count)))])].join(" · ");
}

/** A step like `locations (SENDER)`. */
function partOf(step: string): string {
  const [module = "", role] = step.split(" (");
  const name = words.steps[module as keyof typeof words.steps] ?? module;
  if (role === undefined) return name;
  return `${name}, ${role.startsWith("SENDER") ? words.asOwner : words.asReader}`;
}

function outcomeOf({ kind, state, problem, cancelledBy, result, ...job }: PartnerJobView): string {
  if (problem !== undefined) return problem.message;
  if (state === "interrupted") return words.interrupted;
  if (state === "cancelled") return words.cancelled(cancelledBy ?? "");
  if (result === undefined) return stepOf({ ...job, kind, state });
  const number = (value: number | undefined): string => decimal(String(value ?? 0));
  if (result.counts !== undefined) return words.tested(number(result.counts.pass), number(result.counts.fail), number(result.counts.warn));
  if (kind === "push") return words.pushed(number(result.objects));
  const others = [result.unreadable ? words.unreadable(number(result.unreadable)) : "", result.vanished ? words.vanished(number(result.vanished)) : ""].filter((part) => part !== "");
  return [words.pulled(number(result.objects), number(result.changed)), ...others].join(", ");
}
