import { Badge, Button, Group, Image, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { LocationView, OpeningView } from "../../../src/wire/location.ts";
import { may } from "../api/session.ts";
import { useAction } from "../api/use-action.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { dateTime, power } from "../format.ts";
import { language } from "../language.ts";
import { AccessRules } from "../parts/access-rules.tsx";
import { BackLink } from "../parts/back-link.tsx";
import { SiteCars } from "../parts/charging.tsx";
import { EvseForm } from "../parts/evse-form.tsx";
import { FactList } from "../parts/fact-list.tsx";
import { LabelSheet } from "../parts/label-sheet.tsx";
import { LocationForm } from "../parts/location-form.tsx";
import { WeekOfHours } from "../parts/opening-hours.tsx";
import { Rows } from "../parts/rows.tsx";
import { Section } from "../parts/section.tsx";
import { SiteEnergy } from "../parts/site-energy.tsx";
import { Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { valueText } from "../parts/value-picker.tsx";
import { WaitingList } from "../parts/waiting-list.tsx";
import { go, Link } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";

const words = text.locationPage;

/** One location: its charging points, when it is open, what stands there. */
export function LocationPage({ id }: { readonly id: string }) {
  const location = useApi(at("GET /locations/{id}", { path: { id } }));
  const opening = useApi(at("GET /locations/{id}/opening", { path: { id } }));
  const sites = useApi(at("GET /charging", { query: { locationId: id } }));
  useReloadOn(["session"], sites.reload);
  const [editing, setEditing] = useState(false);
  const act = useAction();
  const site = sites.value?.items[0];

  async function remove({ name }: LocationView): Promise<void> {
    if (window.confirm(operating.places.removeSure(name)) && (await act.run(at("DELETE /locations/{id}", { path: { id } }))) !== undefined) go("/locations");
  }

  return (
    <Loaded resource={location} rows={8}>
      {(value) => (
        <>
          <PageTitle
            above={<BackLink to="/locations" label={text.locations.title} />}
            title={value.name}
            badges={<><OpeningBadge opening={opening.value} timeZone={value.timeZone} />{value.published === false ? <Badge color="gray">{words.hidden}</Badge> : null}</>}
            actions={(
              <>
                <Button variant="default" onClick={() => setEditing(true)}>{text.common.edit}</Button>
                {value.evses.length === 0 && may("locations:write") ? <Button variant="subtle" color="red" loading={act.busy} onClick={() => void remove(value)}>{operating.places.remove}</Button> : null}
              </>
            )}
          />
          <Stack>
            <ProblemAlert problem={act.problem} />
            {site === undefined ? null : <><SiteEnergy location={id} /><Section title={text.charging.title}><SiteCars site={site} /></Section></>}
            <Points location={value} changed={location.reload} />
            <SimpleGrid cols={{ base: 1, md: 2 }}>
              <Section title={words.hours}>
                <WeekOfHours hours={value.openingHours} />
                {value.chargingWhenClosed === false ? <Text size="sm">{words.mustLeave}</Text> : null}
              </Section>
              <Section title={words.place}><Place location={value} /></Section>
            </SimpleGrid>
            <AccessRules location={id} />
            <WaitingList location={id} timeZone={value.timeZone} />
            <Section title={words.pictures}><Pictures location={value} /></Section>
          </Stack>
          {editing ? <LocationForm location={value} close={() => setEditing(false)} done={() => { location.reload(); opening.reload(); }} /> : null}
        </>
      )}
    </Loaded>
  );
}

function OpeningBadge({ opening, timeZone }: { readonly opening: OpeningView | undefined; readonly timeZone: string }) {
  if (opening === undefined) return null;
  const until = opening.until === undefined ? undefined : dateTime(opening.until, timeZone);
  if (opening.isOpen) return <Badge color="teal">{until === undefined ? words.open : words.openUntil(until)}</Badge>;
  return <Badge color="orange">{until === undefined ? words.closed : words.closedUntil(until)}</Badge>;
}

function Points({ location, changed }: { readonly location: LocationView; readonly changed: () => void }) {
  const [edited, setEdited] = useState<LocationView["evses"][number]>();
  return (
    <Section title={words.points} actions={<LabelSheet location={location.id} evses={location.evses} />}>
      {location.evses.length === 0 ? <Text size="sm" c="dimmed">{words.noPoints}</Text> : (
        <Rows
          label={words.points}
          items={location.evses}
          keyOf={(evse) => evse.id}
          columns={[
            { title: text.common.station, cell: (evse) => <Link to={`/stations/${encodeURIComponent(evse.stationId)}`} fw={600} size="sm">{`${evse.stationId} · ${text.common.evse} ${evse.number}`}</Link> },
            { title: text.stations.plug, cell: (evse) => evse.connectors.map((connector) => `${valueText(connector.standard)}, ${power(connector.maxPower)}`).join(", ") },
            { title: words.reference, cell: (evse) => [evse.physicalReference, evse.floorLevel].filter(Boolean).join(", ") || "–" },
            { title: words.access, cell: (evse) => [...(evse.parkingRestrictions ?? []), ...(evse.bay?.vehicleTypes ?? [])].map(valueText).join(", ") || "–" },
            { title: text.common.edit, cell: (evse) => <Button size="compact-xs" variant="default" onClick={() => setEdited(evse)}>{text.common.edit}</Button> },
          ]}
        />
      )}
      {edited === undefined ? null : <EvseForm location={location} evse={edited} close={() => setEdited(undefined)} done={changed} />}
    </Section>
  );
}

function Place({ location }: { readonly location: LocationView }) {
  const { energyMix, operator, owner } = location;
  const directions = location.directions?.find((each) => each.language === language) ?? location.directions?.[0];
  return (
    <FactList
      cols={{ base: 1, sm: 2 }}
      facts={[
        [text.locations.address, `${location.address}, ${location.postalCode ?? ""} ${location.city}, ${location.country}`],
        [`${text.locations.latitude}, ${text.locations.longitude}`, `${location.coordinates.latitude}, ${location.coordinates.longitude}`],
        [text.locations.timeZone, location.timeZone],
        [words.parkingType, location.parkingType === undefined ? undefined : valueText(location.parkingType)],
        [words.facilities, location.facilities?.map(valueText).join(", ")],
        [words.directions, directions?.text],
        [words.operator, operator?.name],
        [words.owner, owner?.name],
        [words.helpPhone, location.helpPhone],
        [words.energy, energyMix === undefined ? undefined : [energyMix.isGreen ? words.green : undefined, energyMix.supplier, energyMix.carbonPerKwh === undefined ? undefined : `${energyMix.carbonPerKwh} g CO₂/kWh`].filter(Boolean).join(", ")],
      ]}
    />
  );
}

function Pictures({ location }: { readonly location: LocationView }) {
  if (location.images === undefined || location.images.length === 0) return <Text size="sm" c="dimmed">{words.noPictures}</Text>;
  return <Group>{location.images.map((image) => <Image key={image.url} src={image.thumbnail ?? image.url} alt={`${location.name}: ${image.category.toLowerCase()}`} w={220} h={150} fit="cover" radius="md" />)}</Group>;
}
