import { Badge, Button, Card, Group, Modal, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { LocationView } from "../../../src/wire/location.ts";
import type { SiteView } from "../../../src/wire/site.ts";
import { useAction } from "../api/use-action.ts";
import { useAll, useApi, useReloadOn } from "../api/use-api.ts";
import { localZone } from "../format.ts";
import { LocationIcon, PlusIcon } from "../icons.tsx";
import { SiteCars } from "../parts/charging.tsx";
import { Empty, Loaded, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { text } from "../texts.ts";

/** The sites and what they have. */
export function Locations() {
  const locations = useApi(at("GET /locations", { query: { limit: "48" } }));
  const sites = useAll(at("GET /charging", { query: { limit: "200" } }));
  useReloadOn(["session"], sites.reload);
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageTitle title={text.locations.title} actions={<Button leftSection={<PlusIcon />} onClick={() => setAdding(true)}>{text.locations.add}</Button>} />
      <Loaded resource={locations}>
        {({ items }) => items.length === 0
          ? <Empty icon={<LocationIcon size={24} />} title={text.locations.empty} hint={text.locations.emptyHint} />
          : <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">{items.map((location) => <LocationCard key={location.id} location={location} site={sites.value?.items.find((one) => one.locationId === location.id)} />)}</SimpleGrid>}
      </Loaded>
      {adding ? <AddLocation close={() => setAdding(false)} done={locations.reload} /> : null}
    </>
  );
}

function LocationCard({ location, site }: { readonly location: LocationView; readonly site: SiteView | undefined }) {
  const stations = [...new Set(location.evses.map((evse) => evse.stationId))];
  return (
    <Card>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap"><Link to={`/locations/${encodeURIComponent(location.id)}`} fw={600}>{location.name}</Link><Badge color="gray" style={{ flexShrink: 0 }}>{text.locations.evses(location.evses.length)}</Badge></Group>
        <Text size="sm" c="dimmed">{`${location.address}, ${location.postalCode ?? ""} ${location.city}, ${location.country}`}</Text>
        <Text size="xs" c="dimmed">{location.timeZone}</Text>
        {site === undefined ? null : <SiteCars site={site} />}
        <Group gap={6}>{stations.map((station) => <Link key={station} to={`/stations/${encodeURIComponent(station)}`} size="sm">{station}</Link>)}</Group>
      </Stack>
    </Card>
  );
}

const fields = ["id", "name", "address", "postalCode", "city", "country", "latitude", "longitude", "timeZone"] as const;
type Field = (typeof fields)[number];

function AddLocation({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const [values, setValues] = useState<Record<Field, string>>({ id: "", name: "", address: "", postalCode: "", city: "", country: "", latitude: "", longitude: "", timeZone: localZone });
  const add = useAction();

  async function submit(): Promise<void> {
    const { latitude, longitude, postalCode, ...rest } = values;
    const body = { ...rest, ...(postalCode === "" ? {} : { postalCode }), coordinates: { latitude, longitude }, evses: [] };
    if ((await add.run(at("POST /locations"), body)) === undefined) return;
    done();
    close();
  }

  return (
    <Modal opened onClose={close} title={text.locations.add} size="lg">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            {fields.map((field) => (
              <TextInput key={field} label={text.locations[field]} required={field !== "postalCode"} value={values[field]} onChange={(event) => { const value = event.currentTarget.value; setValues((before) => ({ ...before, [field]: value })); }} error={add.problem?.problem.field?.endsWith(field) === true ? add.problem.message : undefined} />
            ))}
          </SimpleGrid>
          <ProblemAlert problem={add.problem} />
          <Group justify="flex-end"><Button variant="default" onClick={close}>{text.common.cancel}</Button><Button type="submit" loading={add.busy}>{text.common.add}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
