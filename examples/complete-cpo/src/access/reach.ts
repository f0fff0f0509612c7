import { cases, commands, logRequests, stations } from "@cpokit/csms";
import type { Reader } from "@cpokit/storage";
import type { Billing } from "@cpokit/billing";
import type { Sessions } from "@cpokit/sessions";
import { locations } from "../collections.ts";
import type { Principal } from "./principal.ts";

/** What the `{id}` of a route names, so that an account that is limited to some locations reaches only what is there. */
export type Subject = "station" | "session" | "location" | "charge record" | "command" | "case" | "log";

/** Says what an account may reach. */
export interface Reach {
  /** Whether it stands at a location of the account. */
  station(principal: Principal, station: string): Promise<boolean>;
  /** Whether there is such a thing, and the account may know of it. */
  subject(principal: Principal, subject: Subject, id: string): Promise<boolean>;
}

export function createReach({ store, sessions, billing }: { readonly store: Reader; readonly sessions: Sessions; readonly billing: Billing }): Reach {
  const stationOf: Readonly<Record<Exclude<Subject, "location">, (id: string) => Promise<string | undefined>>> = {
    station: async (id) => (await store.get(stations, id))?.id,
    session: async (id) => (await sessions.get(store, id))?.station,
    "charge record": async (id) => {
      const cdr = await billing.cdr(store, id);
      return cdr === undefined ? undefined : (await sessions.get(store, cdr.session))?.station;
    },
    command: async (id) => (await store.get(commands, id))?.station,
    case: async (id) => (await store.get(cases, id))?.station,
    log: async (id) => (await store.get(logRequests, id))?.station,
  };

  async function isAt(principal: Principal, station: string): Promise<boolean> {
    const within = principal.locations;
    if (within === undefined) return true;
    const own = (await store.get(stations, station))?.locationId;
    if (own !== undefined && within.includes(own)) return true;
    const { items } = await store.find(locations, { index: "byStation", prefix: station, limit: 10 });
    return items.some(({ id }) => within.includes(id));
  }

  return {
    station: isAt,
    async subject(principal, subject, id) {
      if (subject === "location") return (await store.get(locations, id)) !== undefined && (principal.locations?.includes(id) ?? true);
      const station = await stationOf[subject](id);
      return station !== undefined && (await isAt(principal, station));
    },
  };
}
