import { useEffect } from "react";
import type { CdrSummary } from "../../../src/wire/cdr.ts";
import type { SessionView } from "../../../src/wire/session.ts";
import type { StationView } from "../../../src/wire/station.ts";
import type { Address } from "./address.ts";
import { onLive } from "./live.ts";
import type { Page } from "./pages.ts";
import { useApi, type Resource } from "./use-api.ts";

/** Sessions of a list that change in place; one that no longer fits `keep` leaves, a new one that fits comes first. */
export function useSessionList(address: Address<Page<SessionView>>, keep: (session: SessionView) => boolean): Resource<Page<SessionView>> {
  const resource = useApi(address);
  const { change } = resource;
  // `keep` belongs to the address: a list with another filter has another address.
  useEffect(() => onLive("session", ({ session }) => change((page) => ({ ...page, items: placed(page.items, session, keep(session)) }))), [change, address]);
  return resource;
}

/** Stations of a list that change in place; new ones come with the next reload. */
export function useStationList(address: Address<Page<StationView>>): Resource<Page<StationView>> {
  const resource = useApi(address);
  const { change } = resource;
  useEffect(() => onLive("station", ({ station }) => change((page) => ({ ...page, items: page.items.map((each) => (each.id === station.id ? station : each)) }))), [change]);
  return resource;
}

/** Charge records, newest first; a new one comes first in a list of all of them. */
export function useCdrList(address: Address<Page<CdrSummary>>, isAll: boolean): Resource<Page<CdrSummary>> {
  const resource = useApi(address);
  const { change } = resource;
  useEffect(() => onLive("cdr", ({ cdr }) => change((page) => (isAll || page.items.some(({ id }) => id === cdr.id) ? { ...page, items: placed(page.items, cdr, true) } : page))), [change, isAll]);
  return resource;
}

function placed<Item extends { readonly id: string }>(items: readonly Item[], item: Item, stays: boolean): readonly Item[] {
  if (!stays) return items.filter((each) => each.id !== item.id);
  return items.some((each) => each.id === item.id) ? items.map((each) => (each.id === item.id ? item : each)) : [item, ...items];
}
