import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import type { PublicPlace } from "../../../src/wire/public-location.ts";
import { base } from "../api/base.ts";
import { follow } from "../router.tsx";
import { drive } from "../texts/drive.ts";

const WIDTH = 390;
const HEIGHT = 240;
const MARGIN = 34;
/** Places that lie together are shown no larger than this, in degrees. */
const LEAST_SPAN = 0.002;
/** Spots that are nearer would write over each other: they become one. */
const APART = { x: 150, y: 30 };

interface Spot {
  readonly places: readonly PublicPlace[];
  readonly x: number;
  readonly y: number;
}

/** Where the places of the list lie to each other: a drawing without a map, so that nobody else learns what is looked for. The list says the same in words. */
export function OverviewPicture({ places }: { readonly places: readonly PublicPlace[] }) {
  const [near, setNear] = useState<ReadonlySet<string>>();
  const shown = near === undefined ? places : places.filter(({ id }) => near.has(id));
  return (
    <figure style={{ margin: 0 }}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" role="group" aria-label={drive.drive.picture} style={{ border: "1px solid var(--mantine-color-default-border)", borderRadius: "var(--mantine-radius-md)", background: "var(--mantine-color-default)" }}>
        {spotsOf(shown).map((spot) => <SpotMark key={spot.places[0]?.id} spot={spot} closer={() => setNear(new Set(spot.places.map(({ id }) => id)))} />)}
      </svg>
      <Group component="figcaption" justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">{drive.drive.pictureHint}</Text>
        {near === undefined ? null : <Button size="compact-sm" variant="default" style={{ flexShrink: 0 }} onClick={() => setNear(undefined)}>{drive.drive.toList}</Button>}
      </Group>
    </figure>
  );
}

function SpotMark({ spot: { places, x, y }, closer }: { readonly spot: Spot; readonly closer: () => void }) {
  const [place] = places;
  if (place === undefined) return null;
  const available = places.filter(({ opening, points }) => opening.isOpen && points.available > 0);
  const color = `var(--mantine-color-${available.length > 0 ? "teal" : places.some(({ opening }) => opening.isOpen) ? "orange" : "gray"}-6)`;
  const free = places.length > 1 ? drive.drive.freeOf(sumOf(places, "available"), sumOf(places, "total")) : place.opening.isOpen ? drive.drive.freeOf(place.points.available, place.points.total) : drive.drive.closed;
  const name = places.length > 1 ? drive.drive.placesHere(places.length) : place.name;
  const to = `/drive/places/${encodeURIComponent(place.id)}`;
  const isLate = x > WIDTH * 0.6;
  const marks = (
    <>
      <circle cx={x} cy={y} r={places.length > 1 ? 10 : 7} fill={color} stroke="var(--mantine-color-body)" strokeWidth={2} />
      <text x={isLate ? x - 14 : x + 14} y={y - 1} textAnchor={isLate ? "end" : "start"} fontSize={12} fontWeight={600} fill="var(--mantine-color-text)">{name}</text>
      <text x={isLate ? x - 14 : x + 14} y={y + 12} textAnchor={isLate ? "end" : "start"} fontSize={10.5} fill="var(--mantine-color-dimmed)">{free}</text>
    </>
  );
  if (places.length === 1) return <a href={base + to} onClick={(event) => follow(event, to)} aria-label={`${name}: ${free}`}>{marks}</a>;
  return <g role="button" tabIndex={0} aria-label={`${name}: ${free}`} style={{ cursor: "pointer" }} onClick={closer} onKeyDown={(event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); closer(); } }}>{marks}</g>;
}

function sumOf(places: readonly PublicPlace[], what: "available" | "total"): number {
  return places.reduce((sum, { points }) => sum + points[what], 0);
}

/** North is up; east to west is shortened as it is at that latitude. What lies too near is one spot, unless all of it would be. */
function spotsOf(places: readonly PublicPlace[]): readonly Spot[] {
  const degrees = places.map((place) => ({ place, latitude: Number(place.coordinates.latitude), longitude: Number(place.coordinates.longitude) }));
  const north = Math.max(...degrees.map(({ latitude }) => latitude));
  const south = Math.min(...degrees.map(({ latitude }) => latitude));
  const east = Math.max(...degrees.map(({ longitude }) => longitude));
  const west = Math.min(...degrees.map(({ longitude }) => longitude));
  const narrowing = Math.cos((((north + south) / 2) * Math.PI) / 180);
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max((east - west) * narrowing, LEAST_SPAN), (HEIGHT - 2 * MARGIN) / Math.max(north - south, LEAST_SPAN));
  const single = degrees.map(({ place, latitude, longitude }): Spot => ({ places: [place], x: WIDTH / 2 + (longitude - (east + west) / 2) * narrowing * scale, y: HEIGHT / 2 - (latitude - (north + south) / 2) * scale }));
  const spots: Spot[] = [];
  for (const spot of single) {
    const index = spots.findIndex(({ x, y }) => Math.abs(x - spot.x) < APART.x && Math.abs(y - spot.y) < APART.y);
    const known = spots[index];
    if (known === undefined) spots.push(spot);
    else spots[index] = { ...known, places: [...known.places, ...spot.places] };
  }
  return spots.length === 1 && places.length > 1 ? single : spots;
}
