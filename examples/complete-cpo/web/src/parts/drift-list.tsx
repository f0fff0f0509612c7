import { Card, Stack, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { Empty, Loaded } from "./states.tsx";
import { Templates } from "./templates.tsx";

/** How stations shall be set, and those that are not, with what differs. */
export function DriftList() {
  const drift = useApi(at("GET /configuration-drift", { query: { limit: "200" } }));
  return (
    <Stack>
      <Templates />
      <Loaded resource={drift}>{({ items }) => items.length === 0 ? <Empty title={text.fleet.maintenance.drift.none} /> : (
        <Stack gap="xs">
          {items.map((state) => (
            <Card key={state.stationId} padding="sm">
              <Stack gap={4}>
                <Link to={`/stations/${encodeURIComponent(state.stationId)}`} fw={600} size="sm">{state.stationId}</Link>
                {state.items.filter(({ finding }) => finding !== "same" && finding !== "written").map((item) => (
                  <Text key={JSON.stringify(item.name)} size="sm">{`${[item.name.component, item.name.variable].filter(Boolean).join(".")}: ${item.reported ?? "–"} → ${item.desired}. ${item.text}`}</Text>
                ))}
              </Stack>
            </Card>
          ))}
        </Stack>
      )}</Loaded>
    </Stack>
  );
}
