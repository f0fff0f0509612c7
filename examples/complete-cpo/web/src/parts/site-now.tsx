import { Stack } from "@mantine/core";
import { at } from "../api/address.ts";
import type { WiringView } from "../../../src/wire/charging.ts";
import { useApi, useReloadOn } from "../api/use-api.ts";
import type { SitePart } from "../pages/charging-site.tsx";
import { text } from "../texts.ts";
import { SiteCars } from "./charging.tsx";
import { ConnectionUse } from "./connection-use.tsx";
import { DayQuestion } from "./day-question.tsx";
import { ExpectedDay } from "./expected-day.tsx";
import { LimitTree } from "./limit-tree.tsx";
import { Section } from "./section.tsx";
import { SiteCalendar } from "./site-calendar.tsx";
import { SiteDevices } from "./site-devices.tsx";
import { SiteEnergy } from "./site-energy.tsx";
import { SiteSignals } from "./site-signals.tsx";
import { Loaded } from "./states.tsx";

/** How a location shares its power now, on a day to come, and within which limits. */
export function SiteNow({ id, timeZone }: SitePart) {
  const site = useApi(at("GET /locations/{id}/charging", { path: { id } }));
  const wiring = useApi(at("GET /locations/{id}/charging/wiring", { path: { id } }));
  useReloadOn(["session"], site.reload);
  const changed = (next: WiringView): void => {
    wiring.change(() => next);
    site.reload();
  };
  return (
    <Stack>
      <SiteEnergy location={id} />
      <Section title={text.charging.title}>
        <Loaded resource={site} rows={3}>{(value) => <Stack gap="xs"><ConnectionUse site={value} /><SiteCars site={value} /></Stack>}</Loaded>
      </Section>
      <Loaded resource={wiring} rows={6}>
        {(value) => (
          <>
            <ExpectedDay id={id} timeZone={timeZone} />
            <DayQuestion id={id} wiring={value} timeZone={timeZone} />
            <SiteSignals id={id} wiring={value} timeZone={timeZone} changed={changed} />
            <SiteCalendar id={id} wiring={value} />
            <SiteDevices id={id} wiring={value} changed={changed} />
            <LimitTree id={id} wiring={value} changed={changed} />
          </>
        )}
      </Loaded>
    </Stack>
  );
}
