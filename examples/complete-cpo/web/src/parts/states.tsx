import { Alert, Button, Center, Group, Skeleton, Stack, Text, ThemeIcon, Title } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { hasMore, readOn } from "../api/pages.ts";
import { asProblem, type RequestProblem } from "../api/request.ts";
import type { Resource } from "../api/use-api.ts";
import { WarningIcon } from "../icons.tsx";
import { Link, usePath } from "../router.tsx";
import { text } from "../texts.ts";

/** A page's heading with its actions. */
export function PageTitle({ title, above, badges, actions }: { readonly title: ReactNode; readonly above?: ReactNode; readonly badges?: ReactNode; readonly actions?: ReactNode }) {
  return (
    <Group justify="space-between" align="flex-end" mb="md" gap="sm">
      <Stack gap={4}>
        {above}
        <Group gap="sm">
          <Title order={1} size="h2">{title}</Title>
          {badges}
        </Group>
      </Stack>
      {actions === undefined ? null : <Group gap="xs">{actions}</Group>}
    </Group>
  );
}

export function Empty({ icon, title, hint, action }: { readonly icon?: ReactNode; readonly title: string; readonly hint?: string; readonly action?: ReactNode }) {
  return (
    <Center py="xl">
      <Stack align="center" gap="xs" maw={420}>
        {icon === undefined ? null : <ThemeIcon size={48} radius="xl" variant="light">{icon}</ThemeIcon>}
        <Text fw={600}>{title}</Text>
        {hint === undefined ? null : <Text c="dimmed" ta="center" size="sm">{hint}</Text>}
        {action}
      </Stack>
    </Center>
  );
}

export function ProblemAlert({ problem, retry }: { readonly problem: RequestProblem | undefined; readonly retry?: () => void }) {
  if (problem === undefined) return null;
  return (
    <Alert color="red" icon={<WarningIcon />} title={text.problem.title} role="alert">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{problem.message}</Text>
        {retry === undefined ? null : <Button size="xs" variant="light" color="red" onClick={retry}>{text.problem.again}</Button>}
      </Stack>
    </Alert>
  );
}

/** What a resource shows while it loads and when it failed; the content otherwise. */
export function Loaded<Value>({ resource, rows = 4, excerpt = false, children }: {
  readonly resource: Resource<Value>;
  readonly rows?: number;
  /** Of a list only the beginning is meant; else what comes behind it can be read on. */
  readonly excerpt?: boolean;
  readonly children: (value: Value) => ReactNode;
}) {
  if (resource.value !== undefined) {
    return (
      <>
        {resource.problem === undefined ? null : <ProblemAlert problem={resource.problem} retry={resource.reload} />}
        {children(resource.value)}
        {!excerpt && hasMore(resource.value) ? <More list={resource} /> : null}
      </>
    );
  }
  if (resource.problem?.problem.code === "not-found") return <NotThere hint={resource.problem.message} />;
  if (resource.problem !== undefined) return <ProblemAlert problem={resource.problem} retry={resource.reload} />;
  return <Loading rows={rows} />;
}

/** To ask again for what is not there does not help: the list that it would be in does. */
function NotThere({ hint }: { readonly hint: string }) {
  const section = usePath().split(/[/?]/).find((part) => part !== "") ?? "";
  return <Empty title={text.lost.title} hint={hint} action={<Link to={`/${section}`}>{text.lost.toList}</Link>} />;
}

/** Reads on behind what is shown of a list. */
function More<List>({ list: { address, value, change } }: { readonly list: Resource<List> }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<RequestProblem>();

  async function load(): Promise<void> {
    if (address === undefined || value === undefined) return;
    setBusy(true);
    setProblem(undefined);
    try {
      change(await readOn(address, value));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Stack gap="xs" mt="sm">
      <ProblemAlert problem={problem} />
      <Group justify="center"><Button variant="default" loading={busy} onClick={() => void load()}>{text.common.more}</Button></Group>
    </Stack>
  );
}

/** Grey bars where content will stand. */
export function Loading({ rows = 4 }: { readonly rows?: number }) {
  return (
    <Stack gap="xs" aria-busy="true">
      {Array.from({ length: rows }, (_, row) => <Skeleton key={row} height={34} />)}
    </Stack>
  );
}
