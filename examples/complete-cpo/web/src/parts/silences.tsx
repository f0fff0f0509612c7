import { Button, Group, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone } from "../format.ts";
import { operating } from "../texts/operating.ts";
import { PagedList } from "./list-page.tsx";
import { Section } from "./section.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.silences;

/** Of which alerts nobody is told for now, and why. */
export function Silences({ turn, changed }: { readonly turn: number; readonly changed: () => void }) {
  const end = useAction();
  return (
    <Section title={words.title}>
      <ProblemAlert problem={end.problem} />
      <PagedList key={turn} address={at("GET /silences", { query: { limit: "50" } })} empty={words.none}>
        {(items) => (
          <Stack gap={6}>
            {items.map(({ id, rule, subject, until, by, reason }) => (
              <Group key={id} gap="xs">
                <Text size="sm" fw={600}>{[rule, subject].filter((part) => part !== undefined).join(" · ") || words.everything}</Text>
                <Text size="sm" c="dimmed">{`${words.until(dateTime(until, localZone))}, ${words.by(by, reason)}`}</Text>
                {may("maintenance:write") ? <Button size="compact-xs" variant="light" loading={end.busy} onClick={() => void end.run(at("DELETE /silences/{id}", { path: { id } })).then(changed)}>{words.end}</Button> : null}
              </Group>
            ))}
          </Stack>
        )}
      </PagedList>
    </Section>
  );
}
