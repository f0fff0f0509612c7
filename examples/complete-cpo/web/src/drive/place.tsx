import { Anchor, Badge, Card, Group, Image, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense, useEffect } from "react";
import { at } from "../api/address.ts";
import type { PublicLocation, PublicPoint } from "../../../src/wire/public-location.ts";
import { useApi } from "../api/use-api.ts";
import { dateTime, decimal, power } from "../format.ts";
import { language } from "../language.ts";
import { BackLink } from "../parts/back-link.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { WeekOfHours } from "../parts/opening-hours.tsx";
import { Loaded } from "../parts/states.tsx";
import { valueText } from "../parts/value-picker.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";
import { drive } from "../texts/drive.ts";
import { FreeBadge } from "./find.tsx";
import { PriceLines } from "./price.tsx";

const WaitAtPlace = lazy(async () => ({ default: (await import("./wait-at-place.tsx")).WaitAtPlace }));

const words = drive.drive;
const EVERY = 10_000;

/** One place: what is free, what it costs, how to get there. */
export function PlacePage({ id }: { readonly id: string }) {
  const place = useApi(at("GET /public/locations/{id}", { path: { id }, query: { language } }));
  useEffect(() => {
    const timer = setInterval(place.reload, EVERY);
    return () => clearInterval(timer);
  }, [place.reload]);
  return (
    <Loaded resource={place} rows={8}>
      {(value) => (
        <Stack>
          <BackLink to="/drive" label={words.toList} />
          <Group justify="space-between"><Title order={1} size="h2">{value.name}</Title><FreeBadge place={value} /></Group>
          <Text>{`${value.address}, ${value.postalCode ?? ""} ${value.city}`}</Text>
          <Group>
            {/* Whatever the phone opens maps with. */}
            <Anchor href={`geo:${value.coordinates.latitude},${value.coordinates.longitude}?q=${value.coordinates.latitude},${value.coordinates.longitude}(${encodeURIComponent(value.name)})`}>{words.route}</Anchor>
            {value.helpPhone === undefined ? null : <Anchor href={`tel:${value.helpPhone.replaceAll(" ", "")}`}>{words.call(value.helpPhone)}</Anchor>}
          </Group>
          {value.opening.isOpen || value.opening.until === undefined ? null : <Text c="red">{text.locationPage.closedUntil(dateTime(value.opening.until, value.timeZone))}</Text>}
          {value.evses.some(({ state }) => state !== "available") ? <Suspense><WaitAtPlace place={value} /></Suspense> : null}
          <Title order={2} size="h4">{words.points}</Title>
          {samePrice(value) ? <Card component="section"><PriceLines price={value.evses[0]?.price} /></Card> : null}
          {value.evses.map((point) => <PointCard key={point.id} point={point} withPrice={!samePrice(value)} />)}
          <Card component="section"><Stack gap="xs"><Title order={2} size="h4">{text.locationPage.hours}</Title><WeekOfHours hours={value.openingHours} /></Stack></Card>
          <About place={value} />
          {value.images.map((image) => <Image key={image.url} src={image.url} alt={value.name} radius="md" />)}
        </Stack>
      )}
    </Loaded>
  );
}

/** One price is shown once, not at every EVSE. */
function samePrice({ evses }: PublicLocation): boolean {
  return new Set(evses.map((point) => JSON.stringify(point.price))).size === 1;
}

function About({ place }: { readonly place: PublicLocation }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [text.locationPage.parkingType, place.parkingType === undefined ? undefined : valueText(place.parkingType)],
    [text.locationPage.facilities, place.facilities.length === 0 ? undefined : place.facilities.map(valueText).join(", ")],
    [text.locationPage.directions, (place.directions.find((each) => each.language === language) ?? place.directions[0])?.text],
    [text.locationPage.operator, place.operator?.name],
  ];
  return facts.every(([, value]) => value === undefined) ? null : <Card component="section"><FactList cols={{ base: 1, xs: 2 }} facts={facts} /></Card>;
}

function PointCard({ point, withPrice }: { readonly point: PublicPoint; readonly withPrice: boolean }) {
  return (
    <Card component="section">
      <Stack gap="xs">
        <Group justify="space-between">
          <Link to={`/drive/evses/${encodeURIComponent(point.id)}`} fw={600}>{nameOf(point)}</Link>
          <PointBadge point={point} />
        </Group>
        <Text size="sm">{point.connectors.map((connector) => `${valueText(connector.standard)}, ${power(connector.maxPowerW)}`).join(" · ")}</Text>
        <Access point={point} />
        {withPrice ? <PriceLines price={point.price} /> : null}
      </Stack>
    </Card>
  );
}

export function nameOf(point: PublicPoint): string {
  return point.reference ?? point.emi3Id ?? point.id;
}

const colours = { available: "teal", occupied: "blue", reserved: "violet", outOfService: "red", unknown: "gray" } as const;

export function PointBadge({ point }: { readonly point: PublicPoint }) {
  return <Badge color={colours[point.state]}>{words.states[point.state]}</Badge>;
}

/** Who may stand there, and what the bay is made for. */
export function Access({ point: { restrictions, bay, floor } }: { readonly point: PublicPoint }) {
  const said = [
    floor === undefined ? undefined : `${text.locationPage.floor} ${floor}`, ...restrictions.map(valueText), ...(bay?.vehicleTypes ?? []).map(valueText),
    bay?.width === undefined ? undefined : `${text.locationPage.bayWidth}: ${decimal(String(bay.width))}`, bay?.maxHeight === undefined ? undefined : `${text.locationPage.maxHeight}: ${decimal(String(bay.maxHeight))}`,
    bay?.roofed === true ? text.locationPage.roofed : undefined, bay?.lighting === true ? text.locationPage.lighting : undefined,
  ].filter((each) => each !== undefined);
  return said.length === 0 ? null : <Text size="sm" c="dimmed">{[...new Set(said)].join(" · ")}</Text>;
}
