import { Stack } from "@mantine/core";
import type { WiringView } from "../../../src/wire/charging.ts";
import type { LocationView } from "../../../src/wire/location.ts";
import type { SiteView } from "../../../src/wire/site.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import { BackLink } from "../parts/back-link.tsx";
import { SiteCars } from "../parts/charging.tsx";
import { ConnectionUse } from "../parts/connection-use.tsx";
import { DayQuestion } from "../parts/day-question.tsx";
import { ExpectedDay } from "../parts/expected-day.tsx";
import { LimitTree } from "../parts/limit-tree.tsx";
import { Section } from "../parts/section.tsx";
import { SiteDevices } from "../parts/site-devices.tsx";
import { SiteEnergy } from "../parts/site-energy.tsx";
import { Loaded, PageTitle } from "../parts/states.tsx";
import { TimedLimits } from "../parts/timed-limits.tsx";
import { text } from "../texts.ts";
import { sharing } from "../texts/sharing.ts";

/** How one location shares its power: now, on a day to come, and within which limits. */
export function ChargingSitePage({ id }: { readonly id: string }) {
  const path = `/locations/${encodeURIComponent(id)}`;
  const site = useApi<SiteView>(`${path}/charging`);
  const wiring = useApi<WiringView>(`${path}/charging/wiring`);
  const location = useApi<LocationView>(path);
  useReloadOn(["session"], site.reload);
  const timeZone = location.value?.timeZone ?? "UTC";
  const changed = (next: WiringView): void => {
    wiring.change(() => next);
    site.reload();
  };
  return (
    <>
      <PageTitle above={<BackLink to="/charging" label={sharing.chargingPage.title} />} title={location.value?.name ?? id} />
      <Stack>
        <SiteEnergy location={id} />
        <Section title={text.charging.title}>
          <Loaded resource={site} rows={3}>{(value) => <Stack gap="xs"><ConnectionUse site={value} /><SiteCars site={value} /></Stack>}</Loaded>
        </Section>
        <Loaded resource={wiring} rows={6}>
          {(value) => (
            <>
              <ExpectedDay path={path} timeZone={timeZone} />
              <DayQuestion path={path} wiring={value} timeZone={timeZone} />
              <TimedLimits path={path} wiring={value} timeZone={timeZone} changed={changed} />
              <SiteDevices path={path} wiring={value} changed={changed} />
              <LimitTree path={path} wiring={value} changed={changed} />
            </>
          )}
        </Loaded>
      </Stack>
    </>
  );
}
