import { Group } from "@mantine/core";
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";
import { at } from "../api/address.ts";
import { useApi } from "../api/use-api.ts";
import { BackLink } from "../parts/back-link.tsx";
import { Loading, PageTitle, ProblemAlert } from "../parts/states.tsx";
import { Link } from "../router.tsx";
import { foresight } from "../texts/foresight.ts";
import { sharing } from "../texts/sharing.ts";

/** What every part of a location's page gets. */
export interface SitePart {
  readonly id: string;
  readonly timeZone: string;
}

const PARTS: readonly (readonly [keyof Omit<typeof foresight.nav, "label">, LazyExoticComponent<ComponentType<SitePart>>])[] = [
  ["now", lazy(async () => ({ default: (await import("../parts/site-now.tsx")).SiteNow }))],
  ["roster", lazy(async () => ({ default: (await import("../parts/site-roster.tsx")).SiteRoster }))],
  ["flexibility", lazy(async () => ({ default: (await import("../parts/site-flexibility.tsx")).SiteFlexibility }))],
  ["setPoints", lazy(async () => ({ default: (await import("../parts/site-set-points.tsx")).SiteSetPoints }))],
  ["forecast", lazy(async () => ({ default: (await import("../parts/site-forecast.tsx")).SiteForecast }))],
];

/** How one location shares its power: now and within which limits, among whom, how far it can be moved, and what it reckons with. Each part has an address. */
export function ChargingSitePage({ id, part }: { readonly id: string; readonly part: string }) {
  const location = useApi(at("GET /locations/{id}", { path: { id } }));
  const [shown, Shown] = PARTS.find(([name]) => name === part) ?? PARTS[0]!;
  return (
    <>
      <PageTitle above={<BackLink to="/charging" label={sharing.chargingPage.title} />} title={location.value?.name ?? id} />
      <Group component="nav" aria-label={foresight.nav.label} gap="md" mb="md">
        {PARTS.map(([name]) => <Link key={name} to={`/charging/${encodeURIComponent(id)}${name === "now" ? "" : `/${name}`}`} fw={name === shown ? 700 : 400} {...(name === shown ? { "aria-current": "page" as const } : {})}>{foresight.nav[name]}</Link>)}
      </Group>
      {location.value === undefined
        ? location.problem === undefined ? <Loading rows={8} /> : <ProblemAlert problem={location.problem} retry={location.reload} />
        : <Suspense fallback={<Loading rows={8} />}><Shown key={id} id={id} timeZone={location.value.timeZone} /></Suspense>}
    </>
  );
}
