import { Button, Code, Group, ScrollArea, SegmentedControl, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { PartnerObjectView } from "../../../src/wire/partner.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import type { Page } from "../api/use-live-list.ts";
import { useMore } from "../api/use-more.ts";
import { dateTime, localZone } from "../format.ts";
import { text } from "../texts.ts";
import { Rows } from "./rows.tsx";
import { Section } from "./section.tsx";
import { Loaded, ProblemAlert } from "./states.tsx";

type Module = keyof typeof text.roaming.objects.modules;

const { objects: words } = text.roaming;

/** What a partner told us, as it says it, and a way to fetch it. */
export function PartnerObjects({ path, isConnected }: { readonly path: string; readonly isConnected: boolean }) {
  const [module, setModule] = useState<Module>("locations");
  return (
    <Section title={words.title}>
      <ScrollArea type="auto" offsetScrollbars>
        <SegmentedControl aria-label={words.title} value={module} onChange={(next) => setModule(next as Module)} data={Object.entries(words.modules).map(([value, label]) => ({ value, label }))} />
      </ScrollArea>
      <Objects key={module} path={`${path}/objects/${module}`} label={words.modules[module]} isConnected={isConnected} />
    </Section>
  );
}

function Objects({ path, label, isConnected }: { readonly path: string; readonly label: string; readonly isConnected: boolean }) {
  const list = `${path}?limit=50`;
  const objects = useApi<Page<PartnerObjectView>>(list);
  const more = useMore(list, objects);
  const pull = useAction<{ readonly objects: number; readonly changed: number }>();
  const [told, setTold] = useState<string>();
  const [shown, setShown] = useState<string>();

  async function fetchThem(full: boolean): Promise<void> {
    const answer = await pull.run(`${path}/pull`, { body: full ? { full } : {} });
    if (answer === undefined) return;
    setTold(words.pulled(answer.objects, answer.changed));
    objects.reload();
  }

  return (
    <Stack gap="sm">
      {isConnected ? (
        <Group gap="xs">
          <Button size="xs" variant="light" loading={pull.busy} onClick={() => void fetchThem(false)}>{words.pull}</Button>
          <Button size="xs" variant="default" loading={pull.busy} onClick={() => void fetchThem(true)}>{words.pullAll}</Button>
          {pull.busy ? <Button size="xs" variant="subtle" color="red" onClick={pull.stop}>{text.common.cancel}</Button> : null}
          {told === undefined ? null : <Text size="sm" c="teal" role="status">{told}</Text>}
        </Group>
      ) : null}
      <ProblemAlert problem={pull.problem ?? more.problem} />
      <Loaded resource={objects} rows={3}>
        {({ items, next }) => items.length === 0
          ? <Text size="sm" c="dimmed">{words.empty}</Text>
          : (
            <>
              <Rows
                label={label} items={items} keyOf={({ id }) => id}
                columns={[
                  { title: words.id, cell: ({ id }) => <Text size="sm" fw={600} ff="monospace" style={{ overflowWrap: "anywhere" }}>{id}</Text> },
                  { title: words.updated, cell: ({ lastUpdated }) => dateTime(lastUpdated, localZone) },
                  { title: "", cell: ({ id }) => <Button size="compact-xs" variant="subtle" aria-expanded={shown === id} onClick={() => setShown(shown === id ? undefined : id)}>{shown === id ? words.hide : words.show}</Button>, figures: true },
                ]}
              />
              {items.filter(({ id }) => id === shown).map(({ id, object }) => <Code key={id} block mah={400} style={{ overflow: "auto" }} tabIndex={0}>{JSON.stringify(object, null, 2)}</Code>)}
              {next === undefined ? null : <Group justify="center"><Button variant="default" loading={more.busy} onClick={more.load}>{text.common.more}</Button></Group>}
            </>
          )}
      </Loaded>
    </Stack>
  );
}
