import { Alert, Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { said } from "../texts/said.ts";
import { ProblemAlert } from "./states.tsx";

const words = text.fleet.check;
/** In ms. */
const LOOK = 2_000;

/** Watches whether a station connects, and says in plain words what keeps it from it. */
export function ConnectionCheck({ identity, locationId }: { readonly identity: string; readonly locationId?: string | undefined }) {
  const check = useApi(at("GET /connection-check", { query: { identity } }));
  const adopt = useAction();
  const { reload, value } = check;
  useEffect(() => {
    if (value?.state === "connected") return;
    const timer = setInterval(reload, LOOK);
    return () => clearInterval(timer);
  }, [reload, value?.state]);

  async function take(other: string): Promise<void> {
    const answer = await adopt.run(at("POST /stations/adopt"), { identity: other, ...(locationId === undefined ? {} : { locationId }) });
    if (answer !== undefined) go(`/stations/${encodeURIComponent(answer.station.id)}`);
  }

  const color = value?.state === "connected" ? "teal" : value?.state === "refused" ? "red" : "blue";
  return (
    <Alert color={color} title={words.title} role="status">
      <Stack gap="xs">
        <Group gap="xs" wrap="nowrap">{value?.state === "waiting" || value === undefined ? <Loader size="xs" /> : null}<Text size="sm">{value === undefined ? words.waiting : said.check(value)}</Text></Group>
        {value === undefined || value.others.length === 0 ? null : (
          <Stack gap={4}>
            <Text size="sm">{words.others}</Text>
            {value.others.map((other) => (
              <Group key={other.identity} gap="xs">
                <Text size="sm" fw={600}>{other.identity}</Text>
                <Text size="xs" c="dimmed">{other.remoteAddress ?? ""}</Text>
                <Button size="xs" variant="light" loading={adopt.busy} onClick={() => void take(other.identity)}>{words.take}</Button>
              </Group>
            ))}
          </Stack>
        )}
        <ProblemAlert problem={check.problem ?? adopt.problem} />
      </Stack>
    </Alert>
  );
}
