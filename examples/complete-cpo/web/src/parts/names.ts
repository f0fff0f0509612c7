import { at } from "../api/address.ts";
import { may } from "../api/session.ts";
import { useApi } from "../api/use-api.ts";

/** The name of a location by its id; the id while it is not known, or for who may not read it. */
export function useLocationNames(): (id: string) => string {
  return nameIn(useApi(may("locations:read") ? at("GET /locations", { query: { limit: "200" } }) : undefined).value?.items);
}

/** The same for groups of drivers. */
export function useGroupNames(): (id: string) => string {
  return nameIn(useApi(may("drivers:read") ? at("GET /token-groups", { query: { limit: "200" } }) : undefined).value?.items);
}

function nameIn(named: readonly { readonly id: string; readonly name: string }[] = []): (id: string) => string {
  return (id) => named.find((each) => each.id === id)?.name ?? id;
}
