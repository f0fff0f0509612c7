import { useState } from "react";
import { at } from "../api/address.ts";
import { useAll } from "../api/use-api.ts";
import { text } from "../texts.ts";
import { SiteEnergy } from "./site-energy.tsx";
import { ProblemAlert } from "./states.tsx";

/** The flow of power at the first location that shares its power, or at another one. */
export function FirstSite() {
  const sites = useAll(at("GET /charging"));
  const locations = useAll(at("GET /locations", { query: { limit: "200" } }));
  const [chosen, choose] = useState<string>();
  const here = chosen ?? sites.value?.items[0]?.locationId;
  if (here === undefined || sites.value === undefined) return <ProblemAlert problem={sites.problem} />;
  const nameOf = (id: string): string => locations.value?.items.find((location) => location.id === id)?.name ?? id;
  const choice = sites.value.items.map(({ locationId }) => ({ value: locationId, label: nameOf(locationId) }));
  return <SiteEnergy key={here} location={here} actions={<select className="plain-select" aria-label={text.siteEnergy.site} value={here} onChange={(event) => choose(event.currentTarget.value)}>{choice.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}</select>} />;
}
