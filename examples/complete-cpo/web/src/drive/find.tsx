import { Badge, Button, Card, Chip, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { lazy, Suspense, useEffect, useState } from "react";
import { at } from "../api/address.ts";
import type { PublicPlace } from "../../../src/wire/public-location.ts";
import { useApi } from "../api/use-api.ts";
import { number, power } from "../format.ts";
import { LocationIcon } from "../icons.tsx";
import { Empty, Loaded, Loading } from "../parts/states.tsx";
import { valueText } from "../parts/value-picker.tsx";
import { follow, Link } from "../router.tsx";
import { drive } from "../texts/drive.ts";

// Nobody needs a map who does not ask for one.
const DriveMap = lazy(async () => ({ default: (await import("./drive-map.tsx")).DriveMap }));
const OverviewPicture = lazy(async () => ({ default: (await import("./overview-picture.tsx")).OverviewPicture }));

const words = drive.drive;
const POWERS = [11_000, 22_000, 50_000, 150_000];
const PLUGS = ["IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO", "IEC_62196_T1", "IEC_62196_T1_COMBO", "NACS"];
const EVERY = 20_000;

/** Where one can charge: near me or by name, by plug, power and what is free. */
export function Find() {
  const [typed, setTyped] = useState("");
  const [near, setNear] = useState<string>();
  const [power, setPower] = useState<string | null>(null);
  const [standard, setStandard] = useState<string | null>(null);
  const [only, setOnly] = useState<string[]>([]);
  const [hint, setHint] = useState<string>();
  const [picture, setPicture] = useState(false);
  const map = useApi(at("GET /public/map"));
  const filters = { q: typed.trim(), power, standard, ...Object.fromEntries(only.map((each) => [each, "true" as const])) };
  const isFiltered = Object.values(filters).some((each) => each !== null && each !== "");
  const address = at("GET /public/locations", { query: { ...filters, limit: "30", near } });
  const places = useApi(address);
  useEffect(() => {
    const timer = setInterval(places.reload, EVERY);
    return () => clearInterval(timer);
  }, [places.reload]);

  function locate(): void {
    setHint(words.locating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setNear(`${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`); setHint(undefined); },
      () => setHint(words.noPosition),
    );
  }

  return (
    <Stack>
      <Title order={1} size="h2">{words.find}</Title>
      <Group align="flex-end" wrap="nowrap">
        <TextInput flex={1} label={words.search} placeholder={words.searchHint} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
        <Button variant={near === undefined ? "default" : "light"} leftSection={<LocationIcon />} onClick={() => (near === undefined ? locate() : setNear(undefined))}>{words.nearMe}</Button>
      </Group>
      {hint === undefined ? null : <Text size="sm" role="status">{hint}</Text>}
      <Group grow>
        <Select label={words.plug} placeholder={words.any} clearable data={PLUGS.map((value) => ({ value, label: valueText(value) }))} value={standard} onChange={setStandard} />
        <Select label={words.power} placeholder={words.any} clearable data={POWERS.map((value) => ({ value: String(value), label: words.atLeast(value / 1_000) }))} value={power} onChange={setPower} />
      </Group>
      <Chip.Group multiple value={only} onChange={setOnly}>
        <Group gap="xs">
          <Chip value="available">{words.free}</Chip>
          <Chip value="open">{words.open}</Chip>
          <Chip value="accessible">{words.accessible}</Chip>
        </Group>
      </Chip.Group>
      {map.value?.tiles === undefined ? null : (
        <>
          <Group><MapButton shown={picture} toggle={() => setPicture(!picture)} show={words.showMap} hide={words.hideMap} /></Group>
          {picture ? <Suspense fallback={<Loading rows={6} />}><DriveMap tiles={map.value.tiles} filters={filters} here={positionOf(near)} /></Suspense> : null}
        </>
      )}
      <Loaded resource={places}>
        {({ items, next }) => items.length === 0 && next === undefined ? <Empty title={words.nothing} hint={isFiltered ? words.nothingHint : words.nowhere} /> : (
          <Stack gap="sm">
            {map.value === undefined || map.value.tiles !== undefined ? null : (
              <>
                <Group><MapButton shown={picture} toggle={() => setPicture(!picture)} show={words.showPicture} hide={words.hidePicture} /></Group>
                {picture ? <Suspense fallback={<Loading rows={4} />}><OverviewPicture places={items} /></Suspense> : null}
              </>
            )}
            {items.map((place) => <PlaceCard key={place.id} place={place} />)}
          </Stack>
        )}
      </Loaded>
    </Stack>
  );
}

function MapButton({ shown, toggle, show, hide }: { readonly shown: boolean; readonly toggle: () => void; readonly show: string; readonly hide: string }) {
  return <Button size="compact-sm" variant="subtle" aria-expanded={shown} onClick={toggle}>{shown ? hide : show}</Button>;
}

function positionOf(near: string | undefined): { readonly latitude: number; readonly longitude: number } | undefined {
  const [latitude, longitude] = near === undefined ? [] : near.split(",").map(Number);
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude };
}

function PlaceCard({ place }: { readonly place: PublicPlace }) {
  const to = `/drive/places/${encodeURIComponent(place.id)}`;
  return (
    <Card className="row-link" onClick={(event) => follow(event, to)}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Stack gap={2}>
          <Link to={to} fw={600}>{place.name}</Link>
          <Text size="sm" c="dimmed">{`${place.address}, ${place.city}`}</Text>
          <Text size="sm">{[...place.standards.map(valueText), words.upTo(power(place.maxPowerW))].join(" · ")}</Text>
        </Stack>
        <Stack gap={4} align="flex-end" style={{ flexShrink: 0 }}>
          <FreeBadge place={place} />
          {place.distanceKm === undefined ? null : <Text size="sm" c="dimmed" className="figures">{`${number(place.distanceKm, 1)} km`}</Text>}
        </Stack>
      </Group>
    </Card>
  );
}

/** How many EVSEs are free, or that the place is closed. */
export function FreeBadge({ place }: { readonly place: PublicPlace }) {
  return <Badge color={!place.opening.isOpen ? "gray" : place.points.available > 0 ? "teal" : "orange"}>{freeText(place)}</Badge>;
}

/** The same in words alone. */
export function freeText({ opening, points }: PublicPlace): string {
  return opening.isOpen ? words.freeOf(points.available, points.total) : words.closed;
}
