import { Badge, Card, Group, SimpleGrid, Stack } from "@mantine/core";
import { at } from "../api/address.ts";
import { useAll, useApi, useReloadOn } from "../api/use-api.ts";
import { PlugIcon } from "../icons.tsx";
import { SiteCars } from "../parts/charging.tsx";
import { ConnectionUse } from "../parts/connection-use.tsx";
import { Empty, Loaded, PageTitle } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { sharing } from "../texts/sharing.ts";

const words = sharing.chargingPage;

/** Every location that shares its power, and who gets what there. */
export function ChargingSites() {
  const address = at("GET /charging", { query: { limit: "24" } });
  const sites = useApi(address);
  const locations = useAll(at("GET /locations", { query: { limit: "200" } }));
  useReloadOn(["session"], sites.reload);
  const nameOf = (id: string): string => locations.value?.items.find((location) => location.id === id)?.name ?? id;
  return (
    <>
      <PageTitle title={words.title} />
      <Loaded resource={sites}>
        {({ items }) => items.length === 0
          ? <Empty icon={<PlugIcon size={24} />} title={words.empty} hint={words.emptyHint} />
          : (
            <Stack>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
              {items.map((site) => (
                <Card key={site.locationId}>
                  <Stack gap="xs">
                    <Group justify="space-between" wrap="nowrap"><Link to={`/charging/${encodeURIComponent(site.locationId)}`} fw={600}>{nameOf(site.locationId)}</Link><Badge color="gray">{words.carsNow(site.cars.length)}</Badge></Group>
                    <ConnectionUse site={site} />
                    <SiteCars site={site} />
                  </Stack>
                </Card>
              ))}
            </SimpleGrid>
            </Stack>
          )}
      </Loaded>
    </>
  );
}
