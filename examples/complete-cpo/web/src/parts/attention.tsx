import { Badge, Button, Card, Group, Stack, Text } from "@mantine/core";
import type { AttentionItem } from "../../../src/wire/overview.ts";
import { useAction } from "../api/use-action.ts";
import { CheckIcon, WarningIcon } from "../icons.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { ProblemAlert } from "./states.tsx";

/** What needs a person now, each with its reason and what to do. */
export function Attention({ items, reload }: { readonly items: readonly AttentionItem[]; readonly reload: () => void }) {
  if (items.length === 0) {
    return (
      <Card padding="sm">
        <Group gap="xs"><Text c="teal" component="span" style={{ display: "flex" }}><CheckIcon /></Text><Text size="sm">{text.overview.calm}</Text></Group>
      </Card>
    );
  }
  return (
    <Card padding={0} style={{ borderColor: "var(--mantine-color-orange-outline)" }}>
      <Group gap="xs" px="sm" pt="sm"><Text c="orange" component="span" style={{ display: "flex" }}><WarningIcon /></Text><Text fw={600}>{text.overview.attention}</Text><Badge color="orange">{items.length}</Badge></Group>
      <Stack gap={0}>{items.slice(0, 8).map((item) => <AttentionRow key={item.id} item={item} reload={reload} />)}</Stack>
    </Card>
  );
}

function AttentionRow({ item, reload }: { readonly item: AttentionItem; readonly reload: () => void }) {
  const action = useAction<unknown>();
  const to = item.sessionId !== undefined ? `/sessions/${item.sessionId}` : item.stationId !== undefined ? `/stations/${encodeURIComponent(item.stationId)}` : undefined;
  async function retry(): Promise<void> {
    const done = item.kind === "parked"
      ? await action.run(`/parked/${encodeURIComponent(item.id)}/retry`, { body: { subscription: item.subscription } })
      : await action.run(`/unprocessed/${encodeURIComponent(item.messageId ?? "")}/reprocess`, {});
    if (done !== undefined) reload();
  }
  return (
    <Stack gap={2} px="sm" py="sm">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2} style={{ minWidth: 0 }}>
          <Text size="sm" fw={600} c={item.severity === "error" ? "red" : undefined}>{to === undefined ? item.title : <Link to={to} size="sm" fw={600} c="inherit">{item.title}</Link>}</Text>
          <Text size="sm">{item.reason}</Text>
          <Text size="sm" c="dimmed">{item.advice}</Text>
        </Stack>
        {item.kind === "parked" || item.kind === "unprocessed" ? <Button size="xs" variant="light" loading={action.busy} onClick={() => void retry()}>{text.problem.again}</Button> : null}
      </Group>
      <ProblemAlert problem={action.problem} />
    </Stack>
  );
}
