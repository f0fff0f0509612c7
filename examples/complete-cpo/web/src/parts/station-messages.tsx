import { Badge, Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import type { StationView } from "../../../src/wire/station.ts";
import { at } from "../api/address.ts";
import { download } from "../api/request.ts";
import { useApi } from "../api/use-api.ts";
import { dateTimeExact, localZone } from "../format.ts";
import { text } from "../texts.ts";

import { Section } from "./section.tsx";
import { Empty, Loaded } from "./states.tsx";

const { messages: words } = text.fleet;

/** What went over the line of a station, newest first. */
export function StationMessages({ station }: { readonly station: StationView }) {
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 300);
  const path = { id: station.id };
  const address = at("GET /stations/{id}/messages", { path, query: { limit: "50", search: wanted } });
  const messages = useApi(address);
  const zone = station.timeZone ?? localZone;

  return (
    <Section title={words.title} actions={<Group gap="xs"><Button size="xs" variant="default" onClick={messages.reload}>{words.refresh}</Button><Button size="xs" variant="default" onClick={() => void download(at("GET /stations/{id}/messages.jsonl", { path, query: { search: wanted } }), `${station.identity}.jsonl`)}>{words.export}</Button></Group>}>
      <Text size="sm" c="dimmed">{words.hint}</Text>
      <TextInput aria-label={words.search} placeholder={words.search} value={search} onChange={(event) => setSearch(event.currentTarget.value)} maw={420} />
      <Loaded resource={messages}>{({ items }) => items.length === 0 ? <Empty title={words.none} /> : (
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
        </Stack>
      )}</Loaded>
    </Section>
  );
}
