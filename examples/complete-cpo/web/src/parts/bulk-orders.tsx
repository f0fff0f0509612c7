import { Badge, Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { BulkView } from "../../../src/wire/command.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";
import { reasons } from "../texts/reasons.ts";
import { PagedList } from "./list-page.tsx";
import { RowActs, Rows } from "./rows.tsx";
import { ProblemAlert } from "./states.tsx";

const words = operating.orders;
const COLORS = { running: "blue", cancelled: "orange", done: "teal" } as const;

/** Commands that were given to many stations at once, and what came of them at each. */
export function BulkOrders() {
  const [shown, setShown] = useState<BulkView>();
  const [turn, setTurn] = useState(0);
  const stop = useAction();
  return (
    <Stack>
      <ProblemAlert problem={stop.problem} />
      <PagedList key={turn} address={at("GET /bulk-commands", { query: { limit: "50" } })} empty={words.none} hint={words.noneHint}>
        {(items) => (
          <Rows
            label={operating.tabs.orders} items={items} keyOf={({ id }) => id}
            columns={[
              { title: words.what, cell: (order) => <Stack gap={0}><Text size="sm" fw={600}>{String(order.command["command"])}</Text><Text size="xs" c="dimmed">{order.text}</Text></Stack> },
              { title: text.common.state, cell: ({ state }) => <Badge miw="max-content" color={COLORS[state]}>{words.state[state]}</Badge> },
              { title: words.stations, cell: ({ total }) => String(total), figures: true },
              { title: words.by, cell: ({ requestedBy }) => requestedBy },
              { title: operating.when, cell: ({ requestedAt }) => dateTime(requestedAt, localZone) },
              {
                title: "", figures: true, cell: (order) => (
                  <RowActs>
                    <Button size="compact-xs" variant="default" onClick={() => setShown(order)}>{words.show}</Button>
                    {order.state === "running" && may("stations:command") ? <Button size="compact-xs" variant="light" color="red" loading={stop.busy} onClick={() => void stop.run(at("POST /bulk-commands/{id}/cancel", { path: { id: order.id } })).then(() => setTurn((before) => before + 1))}>{words.cancel}</Button> : null}
                  </RowActs>
                ),
              },
            ]}
          />
        )}
      </PagedList>
      {shown === undefined ? null : <ByStation order={shown} close={() => setShown(undefined)} />}
    </Stack>
  );
}

function ByStation({ order, close }: { readonly order: BulkView; readonly close: () => void }) {
  return (
    <Modal opened onClose={close} title={order.text} size="lg">
      <PagedList address={at("GET /bulk-commands/{id}/commands", { path: { id: order.id }, query: { limit: "50" } })} empty={words.none}>
        {(items) => (
          <Rows
            label={words.show} items={items} keyOf={({ id }) => id}
            columns={[
              { title: text.common.station, cell: ({ stationId }) => <Link to={`/stations/${encodeURIComponent(stationId)}`} size="sm" fw={600}>{stationId}</Link> },
              { title: text.common.state, cell: (command) => <Badge miw="max-content" color={command.outcome === "accepted" ? "teal" : command.outcome === undefined ? "blue" : "orange"}>{command.outcome ?? command.state}</Badge> },
              { title: words.what, cell: (command) => <Text size="sm">{reasons.command(command)}</Text> },
            ]}
          />
        )}
      </PagedList>
    </Modal>
  );
}
