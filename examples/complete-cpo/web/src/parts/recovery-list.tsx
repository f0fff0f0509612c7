import { Badge, Button, Card, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { Empty, Loaded, ProblemAlert } from "./states.tsx";

const words = text.fleet.maintenance.recoveries;
const COLORS = { running: "blue", recovered: "teal", ticket: "orange", aborted: "gray" } as const;

/** What was tried at EVSEs that were stuck, and what each step has brought. */
export function RecoveryList() {
  const address = at("GET /recoveries", { query: { limit: "50" } });
  const recoveries = useApi(address);
  const statistics = useApi(at("GET /recovery-statistics"));
  const abort = useAction();
  useReloadOn(["station"], recoveries.reload);
  return (
    <Stack>
      <Loaded resource={statistics} rows={1}>{(steps) => (
        <SimpleGrid cols={{ base: 2, sm: 4 }}>
          {Object.entries(steps).map(([step, { taken, helped }]) => (
            <Card key={step} padding="sm"><Text size="sm" fw={600}>{(words.steps as Readonly<Record<string, string>>)[step] ?? step}</Text><Text size="sm" c="dimmed">{words.helped(helped, taken)}</Text></Card>
          ))}
        </SimpleGrid>
      )}</Loaded>
      <ProblemAlert problem={abort.problem} />
      <Loaded resource={recoveries}>{({ items }) => items.length === 0 ? <Empty title={words.none} /> : (
        <Stack gap="xs">
          {items.map((each) => (
            <Card key={each.id} padding="sm">
              <Stack gap={4}>
                <Group justify="space-between">
                  <Group gap="xs">
                    <Badge color={COLORS[each.state]}>{words.states[each.state]}</Badge>
                    <Link to={`/stations/${encodeURIComponent(each.stationId)}`} size="sm" fw={600}>{`${each.stationId} · ${text.common.evse} ${each.evse}`}</Link>
                    {each.dryRun ? <Badge variant="default">{words.dry}</Badge> : null}
                  </Group>
                  {each.state === "running" ? <Button size="xs" variant="default" loading={abort.busy} onClick={() => void abort.run(at("POST /recoveries/{id}/abort", { path: { id: each.id } })).then(recoveries.reload)}>{words.abort}</Button> : null}
                </Group>
                {each.log.map((entry, index) => <Text key={`${entry.at} ${index}`} size="sm" c="dimmed">{`${dateTime(entry.at, localZone)}  ${said.recovery(entry)}`}</Text>)}
              </Stack>
            </Card>
          ))}
        </Stack>
      )}</Loaded>
    </Stack>
  );
}
