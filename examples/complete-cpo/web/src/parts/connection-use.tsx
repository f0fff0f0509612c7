import { Progress, Stack, Text } from "@mantine/core";
import type { SiteView } from "../../../src/wire/site.ts";
import { number } from "../format.ts";
import { sharing } from "../texts/sharing.ts";

const words = sharing.chargingPage;

/** How much of a connection the cars may take, if all of them took it on one phase. */
export function ConnectionUse({ site: { cars, limitAmps } }: { readonly site: SiteView }) {
  const limit = Math.min(limitAmps.l1, limitAmps.l2, limitAmps.l3);
  const given = Math.min(limit, cars.reduce((sum, { charging }) => sum + charging.amps, 0));
  return (
    <Stack gap={4}>
      <Text size="sm" className="figures">{words.given(number(given, 0, 1), number(limit))}</Text>
      <Progress value={limit > 0 ? (given / limit) * 100 : 0} aria-label={words.givenLabel} />
    </Stack>
  );
}
