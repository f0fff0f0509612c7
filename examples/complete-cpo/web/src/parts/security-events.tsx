import { Badge, Text } from "@mantine/core";
import { at } from "../api/address.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";

const words = operating.events;
const COLORS = { info: "gray", warning: "orange", error: "red" } as const;

/** What stations told of their security, newest first. */
export function SecurityEvents() {
  return (
    <PagedList address={at("GET /security-events", { query: { limit: "50" } })} empty={words.none}>
      {(items) => (
        <Rows
          label={operating.tabs.securityEvents} items={items} keyOf={({ stationId, at: when, type }) => `${stationId} ${when} ${type}`}
          columns={[
            { title: words.what, cell: ({ type }) => <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>{type}</Text> },
            { title: text.common.state, cell: ({ severity }) => <Badge miw="max-content" color={COLORS[severity]}>{words.severities[severity]}</Badge> },
            { title: text.common.station, cell: ({ stationId }) => <Link to={`/stations/${encodeURIComponent(stationId)}`} size="sm">{stationId}</Link> },
            { title: operating.when, cell: ({ at: when }) => dateTime(when, localZone) },
            { title: words.detail, cell: ({ info }) => info ?? "–" },
          ]}
        />
      )}
    </PagedList>
  );
}
