import { Rating } from "@mantine/core";
import { at } from "../api/address.ts";
import { dateTime, localZone } from "../format.ts";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { care } from "../texts/care.ts";
import { PagedList } from "./list-page.tsx";
import { Rows } from "./rows.tsx";

const words = care.ratings;

/** What drivers said of their charges. */
export function RatingList() {
  return (
    <PagedList address={at("GET /ratings", { query: { limit: "50" } })} empty={words.none} hint={words.hint}>
      {(items) => (
        <Rows
          label={text.fleet.maintenance.tabs.ratings} items={items} keyOf={({ id }) => id}
          columns={[
            { title: text.common.station, cell: ({ stationId, evse }) => <Link to={`/stations/${encodeURIComponent(stationId)}`} size="sm" fw={600}>{`${stationId} · ${text.common.evse} ${evse}`}</Link> },
            { title: words.stars, cell: ({ stars }) => <Rating value={stars} readOnly role="img" aria-label={`${stars} / 5`} /> },
            { title: words.comment, cell: ({ comment }) => comment ?? "–" },
            { title: words.at, cell: ({ at }) => dateTime(at, localZone) },
            { title: words.session, cell: ({ sessionId }) => (sessionId === undefined ? "–" : <Link to={`/sessions/${sessionId}`} size="sm">{words.open}</Link>) },
          ]}
        />
      )}
    </PagedList>
  );
}
