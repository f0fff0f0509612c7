import { Badge, Button, Collapse, Group, Stack, Switch, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { useApi } from "../api/use-api.ts";
import { at } from "../api/address.ts";
import type { ConformanceView } from "../../../src/wire/partner.ts";
import { useEnded, type PartnerJobs } from "../api/use-partner-jobs.ts";
import { dateTime, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { RunningJob } from "./partner-jobs.tsx";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

type Check = ConformanceView["checks"][number];

const { conformance: words } = text.roaming;
const VERDICTS = ["fail", "warn", "pass", "skip"] as const;
const COLORS: Readonly<Record<Check["verdict"], string>> = { fail: "red", warn: "orange", pass: "teal", skip: "gray" };

/** Tries the partner's endpoint against the rules; what is wrong stands first. */
export function PartnerConformance({ id, jobs }: { readonly id: string; readonly jobs: PartnerJobs }) {
  const last = useApi(at("GET /partners/{id}/conformance", { path: { id } }));
  const [write, setWrite] = useState(false);
  useEnded(jobs, "conformance", last.reload);
  const report = last.value?.report;
  const start = (): void => jobs.begin(jobs.run(at("POST /partners/{id}/conformance", { path: { id } }), write ? { write } : {}));

  return (
    <Section title={words.title} actions={<Button size="xs" variant="light" loading={jobs.busy} disabled={jobs.running("conformance") !== undefined} onClick={start}>{words.run}</Button>}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <Switch size="sm" label={words.write} checked={write} onChange={(event) => setWrite(event.currentTarget.checked)} />
      <RunningJob jobs={jobs} kind="conformance" />
      <ProblemAlert problem={last.problem} />
      {report === undefined ? null : <Report report={report} />}
    </Section>
  );
}

function Report({ report: { at, counts, checks } }: { readonly report: ConformanceView }) {
  const [open, all] = useDisclosure(false);
  const findings = checks.filter(({ verdict }) => verdict === "fail" || verdict === "warn").toSorted((a, b) => VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict));
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text size="sm" c="dimmed">{words.at(dateTime(at, localZone))}</Text>
        {VERDICTS.filter((verdict) => counts[verdict] > 0).map((verdict) => <Badge key={verdict} color={COLORS[verdict]}>{`${counts[verdict]} ${words.counts[verdict]}`}</Badge>)}
      </Group>
      {findings.length === 0 ? <Text size="sm">{words.clean}</Text> : <Checks checks={findings} />}
      <UnstyledButton onClick={all.toggle} aria-expanded={open}><Text size="sm" fw={600}>{`${open ? "▾" : "▸"} ${words.all}`}</Text></UnstyledButton>
      <Collapse expanded={open}><Checks checks={checks} /></Collapse>
    </Stack>
  );
}

function Checks({ checks }: { readonly checks: readonly Check[] }) {
  return (
    <Rows
      label={words.title} items={checks} keyOf={({ version, module, rule }) => `${version} ${module} ${rule}`}
      columns={[
        { title: text.roaming.endpoints.module, cell: ({ module, version }) => <Stack gap={0}><Text size="sm" fw={600}>{module}</Text><Text size="xs" c="dimmed">{version ?? ""}</Text></Stack> },
        { title: words.rule, cell: ({ rule }) => <Text size="sm">{rule}</Text> },
        { title: text.common.state, cell: ({ verdict }) => <Badge color={COLORS[verdict]}>{words.counts[verdict]}</Badge> },
        { title: words.seen, cell: ({ detail }) => <Text size="sm" style={{ overflowWrap: "anywhere" }}>{detail ?? "–"}</Text> },
      ]}
    />
  );
}
