import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { at, type QueryOf } from "../api/address.ts";
import type { PublicMap, PublicPlace } from "../../../src/wire/public-location.ts";
import { useApi } from "../api/use-api.ts";
import type { Page } from "../api/pages.ts";
import { exactMoney } from "../format.ts";
import { language } from "../language.ts";
import { PlaceMap, type Mark, type Position, type View } from "../map/place-map.tsx";
import { ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { drive } from "../texts/drive.ts";
import { freeText } from "./find.tsx";
import { PriceLines } from "./price.tsx";

const words = drive.drive;
const EVERY = 20_000;
/** Places that one answer has at most. */
const MOST = "200";

/** The places that fit the filters, on a map that follows what is free. `filters` has no place and no limit. */
export function DriveMap({ tiles, filters, here }: { readonly tiles: NonNullable<PublicMap["tiles"]>; readonly filters: QueryOf<"GET /public/locations">; readonly here: Position | undefined }) {
  const [view, setView] = useState<View>();
  const around = view === undefined ? {} : { near: `${view.latitude.toFixed(4)},${view.longitude.toFixed(4)}`, within: String(view.radiusKm) };
  const places = useApi(at("GET /public/locations", { query: { ...filters, limit: MOST, ...around } }));
  // What was there stays until the new view is answered.
  const last = useRef<Page<PublicPlace>>(undefined);
  last.current = places.value ?? last.current;
  const { items = [], next } = last.current ?? {};
  const marks = useMemo(() => items.map(markOf), [items]);
  useEffect(() => {
    const timer = setInterval(places.reload, EVERY);
    return () => clearInterval(timer);
  }, [places.reload]);

  return (
    <Stack gap={6}>
      <PlaceMap
        tiles={tiles} marks={marks} here={here} onView={setView}
        words={{ ...words.onMap, several: (several) => words.onMap.several(several.length, several.reduce((sum, { available }) => sum + available, 0)) }}
        detailsOf={(id) => <Details key={id} place={items.find((place) => place.id === id)} />}
      />
      <Group gap="md">
        {(["free", "busy", "closed"] as const).map((state) => <Group key={state} gap={8} wrap="nowrap"><span className={`mark mark-legend mark-${state}`} aria-hidden="true" /><Text size="xs" c="dimmed">{words.onMap.legend[state]}</Text></Group>)}
      </Group>
      {next === undefined ? null : <Text size="xs" c="dimmed">{words.onMap.more}</Text>}
      <ProblemAlert problem={places.problem} />
    </Stack>
  );
}

function markOf(place: PublicPlace): Mark {
  const { id, name, coordinates, points, opening } = place;
  return { id, name, latitude: Number(coordinates.latitude), longitude: Number(coordinates.longitude), available: points.available, isOpen: opening.isOpen, says: freeText(place) };
}

/** Name, what is free, and what a kWh costs at most at the first charging point with a price. */
function Details({ place }: { readonly place: PublicPlace | undefined }) {
  const full = useApi(place === undefined ? undefined : at("GET /public/locations/{id}", { path: { id: place.id }, query: { language } }));
  if (place === undefined) return null;
  const { latitude, longitude } = place.coordinates;
  const priced = full.value?.evses.find(({ price }) => price !== undefined)?.price;
  return (
    <Stack gap={6}>
      <Link to={`/drive/places/${encodeURIComponent(place.id)}`} fw={600} pr="lg">{place.name}</Link>
      <Text size="sm">{freeText(place)}</Text>
      {full.value === undefined ? <ProblemAlert problem={full.problem} /> : priced?.worstPerKwh === undefined ? <PriceLines price={priced} /> : <Text size="sm" className="figures">{words.atMost(exactMoney(priced.worstPerKwh))}</Text>}
      <Anchor size="sm" href={`geo:${latitude},${longitude}?q=${latitude},${longitude}(${encodeURIComponent(place.name)})`}>{words.route}</Anchor>
    </Stack>
  );
}
