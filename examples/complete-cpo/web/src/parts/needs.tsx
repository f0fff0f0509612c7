import { Badge, Button, Card, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import type { NeedItem, NeedView } from "../../../src/wire/overview.ts";
import { useAction } from "../api/use-action.ts";
import { age } from "../format.ts";
import { CheckIcon, WarningIcon } from "../icons.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { ProblemAlert } from "./states.tsx";

const words = text.overview.needs;

/** Where all of a kind are listed. */
const LISTS: Readonly<Partial<Record<NeedView["kind"], string>>> = {
  faulted: "/maintenance/alerts", payment: "/payments", unpriced: "/sessions?state=unpriced", suspect: "/sessions?state=suspect", endless: "/sessions?state=running",
  certificate: "/trust", offline: "/stations?state=offline", case: "/maintenance/cases", unprocessed: "/maintenance/unprocessed", refused: "/stations",
};

/** What needs a person now: each kind with what to do, how many there are, and the oldest of them. */
export function Needs({ needs, reload, showAll }: { readonly needs: readonly NeedView[]; readonly reload: () => void; readonly showAll: (() => void) | undefined }) {
  if (needs.length === 0) {
    return (
      <Card padding="sm">
        <Group gap="xs"><Text c="teal" component="span" style={{ display: "flex" }}><CheckIcon /></Text><Text size="sm">{text.overview.calm}</Text></Group>
      </Card>
    );
  }
  const hidden = needs.some(({ count, items }) => count > items.length);
  return (
    <Card component="section" padding={0} aria-label={text.overview.attention} style={{ borderColor: "var(--mantine-color-orange-outline)" }}>
      <Group gap="xs" px="sm" pt="sm"><Text c="orange" component="span" style={{ display: "flex" }}><WarningIcon /></Text><Text component="h2" m={0} fw={600}>{text.overview.attention}</Text></Group>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" verticalSpacing="md" p="sm">{needs.map((need) => <NeedGroup key={need.kind} need={need} reload={reload} />)}</SimpleGrid>
      {hidden && showAll !== undefined ? <Group px="sm" pb="sm"><Button size="xs" variant="default" onClick={showAll}>{words.showAll}</Button></Group> : null}
    </Card>
  );
}

function NeedGroup({ need, reload }: { readonly need: NeedView; readonly reload: () => void }) {
  const { kind, severity, count, more, oldestAt, items } = need;
  const { title, advice } = words.kinds[kind];
  const list = LISTS[kind];
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Badge color={severity === "error" ? "red" : "orange"}>{more ? `${count}+` : count}</Badge>
        <Text size="sm" fw={600}>{list === undefined ? title : <Link to={list} size="sm" fw={600}>{title}</Link>}</Text>
        {oldestAt === undefined || count === 1 ? null : <Text size="xs" c="dimmed" className="figures">{kind === "certificate" ? words.next(age(oldestAt)) : words.oldest(age(oldestAt))}</Text>}
      </Group>
      <Text size="xs" c="dimmed">{advice}</Text>
      <Stack component="ul" gap={2} m={0} pl="md">{items.map((item) => <NeedLine key={item.id} kind={kind} item={item} reload={reload} />)}</Stack>
    </Stack>
  );
}

function NeedLine({ kind, item, reload }: { readonly kind: NeedView["kind"]; readonly item: NeedItem; readonly reload: () => void }) {
  const action = useAction();
  const to = pageOf(item);
  async function retry(): Promise<void> {
    const done = kind === "parked"
      ? await action.run(at("POST /parked/{id}/retry", { path: { id: item.id } }), { subscription: item.subscription ?? "" })
      : await action.run(at("POST /unprocessed-messages/reprocess"), { id: item.messageId ?? "" });
    if (done !== undefined) reload();
  }
  return (
    <li>
      <Group gap="xs">
        <Text size="sm" component="span">{to === undefined ? item.subject : <Link to={to} size="sm">{item.subject}</Link>}</Text>
        {item.detail === undefined ? null : <Text size="sm" component="span" c="dimmed" lineClamp={2} style={{ overflowWrap: "anywhere" }}>{item.refusal === undefined ? item.detail : said.refusal(item.refusal)}</Text>}
        {item.at === undefined ? null : <Text size="xs" component="span" c="dimmed" className="figures">{age(item.at)}</Text>}
        {kind === "parked" || kind === "unprocessed" ? <Button size="compact-xs" variant="light" loading={action.busy} onClick={() => void retry()}>{text.problem.again}</Button> : null}
      </Group>
      <ProblemAlert problem={action.problem} />
    </li>
  );
}

function pageOf({ paymentId, sessionId, stationId }: NeedItem): string | undefined {
  if (paymentId !== undefined) return `/payments/${encodeURIComponent(paymentId)}`;
  if (sessionId !== undefined) return `/sessions/${encodeURIComponent(sessionId)}`;
  return stationId === undefined ? undefined : `/stations/${encodeURIComponent(stationId)}`;
}
