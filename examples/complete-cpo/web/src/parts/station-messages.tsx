import { Badge, Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { z } from "zod";
import type { TracedMessageView } from "../../../src/wire/fleet.ts";
import type { StationView } from "../../../src/wire/station.ts";
import { download, request } from "../api/request.ts";
import { useApi } from "../api/use-api.ts";
import { dateTimeExact, localZone } from "../format.ts";
import { text } from "../texts.ts";

import { Section } from "./section.tsx";
import { Empty, Loaded } from "./states.tsx";

const { messages: words } = text.fleet;
type Message = z.infer<typeof TracedMessageView>;

/** What went over the line of a station, newest first. */
export function StationMessages({ station }: { readonly station: StationView }) {
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 300);
  const path = `/stations/${encodeURIComponent(station.id)}/messages`;
  const query = `search=${encodeURIComponent(wanted)}`;
  const messages = useApi<{ readonly items: readonly Message[]; readonly next?: string }>(`${path}?limit=50&${query}`);
  const zone = station.timeZone ?? localZone;

  async function more(after: string): Promise<void> {
    const page = await request<{ readonly items: readonly Message[]; readonly next?: string }>(`${path}?limit=50&${query}&after=${after}`);
    messages.change((before) => ({ ...page, items: [...before.items, ...page.items] }));
  }

  return (
    <Section title={words.title} actions={<Group gap="xs"><Button size="xs" variant="default" onClick={messages.reload}>{words.refresh}</Button><Button size="xs" variant="default" onClick={() => void download(`${path}.jsonl?${query}`, `${station.identity}.jsonl`)}>{words.export}</Button></Group>}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <TextInput aria-label={words.search} placeholder={words.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} maw={420} />
      <Loaded resource={messages}>{({ items, next }) => items.length === 0 ? <Empty title={words.none} /> : (
        <Stack gap="xs">
          {items.map((message) => (
            <Stack key={message.seq} gap={2}>
              <Group gap="xs">
                <Text size="xs" c="dimmed" className="figures">{dateTimeExact(message.at, zone)}</Text>
                <Badge color={message.direction === "in" ? "blue" : "violet"}>{message.direction === "in" ? words.in : words.out}</Badge>
                <Text size="sm" fw={600}>{message.action ?? message.kind}</Text>
              </Group>
              <Code block style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere", maxHeight: 160, overflow: "auto" }} tabIndex={0}>{message.text}</Code>
            </Stack>
          ))}
          {next === undefined ? null : <Group justify="center"><Button variant="default" onClick={() => void more(next)}>{text.common.more}</Button></Group>}
        </Stack>
      )}</Loaded>
    </Section>
  );
}
